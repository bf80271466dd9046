import { attribute, type Declared } from './declared.ts';

/** Access keys of users: they live until somebody deletes them. Source: registry.terraform.io, aws_iam_access_key. */
export function awsKeys(declared: Declared): void {
  for (const key of declared.resources('aws_iam_access_key')) {
    if (attribute(key, 'status') === 'Inactive') continue;
    const user = declared.referred(key.attributes.get('user'), key) ?? userNamed(attribute(key, 'user'), key.root, declared);
    if (user?.kind !== 'identity') continue;
    const evidence = [declared.evidence(key, `access key of ${attribute(key, 'user') ?? 'a user'}`)];
    const secret = declared.asset('secret', key, `key ${key.address}`, [], { form: 'reference', longLived: true, platform: 'aws' });
    declared.edge(secret, 'grants', user, evidence);
  }
}

function userNamed(name: string | undefined, root: string, declared: Declared) {
  const user = declared.resources('aws_iam_user').find((one) => one.root === root && name !== undefined && attribute(one, 'name') === name);
  return user && declared.madeOf(user);
}
