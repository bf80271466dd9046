import { own } from '../../../core/table.ts';
import { strongKey } from '../../../core/keys.ts';
import type { AssetReference, Json, Properties } from '../../../core/observation.ts';
import type { Resource } from '../../code/hcl/configuration.ts';
import { blocksOf } from '../../code/hcl/configuration.ts';
import { listOf, stringOf, textOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import { attribute, type Declared, nameOf, texts } from './declared.ts';
import { statementsIn } from './policy.ts';
import { tagsOf } from './aws-storage.ts';

/** Managed policies that give (nearly) everything; what others give is in their documents, which are not in the configuration. */
const GIVES_EVERYTHING: Readonly<Record<string, readonly string[]>> = {
  'arn:aws:iam::aws:policy/AdministratorAccess': ['*'],
  'arn:aws:iam::aws:policy/PowerUserAccess': ['*'],
  'arn:aws:iam::aws:policy/IAMFullAccess': ['iam:*'],
  'arn:aws:iam::aws:policy/AmazonS3FullAccess': ['s3:*'],
  'arn:aws:iam::aws:policy/AmazonBedrockFullAccess': ['bedrock:*'],
  'arn:aws:iam::aws:policy/AmazonSageMakerFullAccess': ['sagemaker:*'],
  'arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess': ['dynamodb:*'],
  'arn:aws:iam::aws:policy/AWSLambda_FullAccess': ['lambda:*'],
  'arn:aws:iam::aws:policy/SecretsManagerReadWrite': ['secretsmanager:*'],
};

/** Roles and users with every policy attached to them in the configuration. */
export function awsIdentity(declared: Declared): void {
  const policies = new Map<AssetReference, Json[]>();
  const managed = new Map<AssetReference, Set<string>>();
  for (const role of declared.resources('aws_iam_role', 'aws_iam_user')) {
    const user = role.type === 'aws_iam_user';
    const properties: Properties = {
      form: user ? 'person' : 'role',
      platform: 'aws',
      trust: statementsIn(role.attributes.get('assume_role_policy'), declared.target),
      ...tagsOf(role),
    };
    const arn = arnOf(role, declared);
    const keys = arn === undefined ? [] : [strongKey('arn', arn)];
    const reference = declared.asset('identity', role, nameOf(role, 'name'), keys, properties);
    policies.set(
      reference,
      blocksOf(role, 'inline_policy').flatMap((block) => statementsIn(block.attributes.get('policy'), declared.target)),
    );
    managed.set(reference, new Set(texts(role, 'managed_policy_arns')));
  }
  const identityOf = (resource: Resource): AssetReference | undefined =>
    declared.referred(resource.attributes.get('role'), resource) ??
    declared.referred(resource.attributes.get('user'), resource) ??
    byName(resource, declared);
  for (const policy of declared.resources('aws_iam_role_policy', 'aws_iam_user_policy')) {
    const reference = identityOf(policy);
    if (reference) policies.get(find(policies, reference))?.push(...statementsIn(policy.attributes.get('policy'), declared.target));
  }
  for (const attachment of declared.resources('aws_iam_role_policy_attachment', 'aws_iam_user_policy_attachment')) {
    const reference = identityOf(attachment);
    if (reference) attach(reference, attachment.attributes.get('policy_arn'), attachment);
  }
  for (const attachment of declared.resources('aws_iam_policy_attachment')) {
    for (const name of [...listOf(attachment.attributes.get('roles')), ...listOf(attachment.attributes.get('users'))]) {
      const reference = declared.referred(name, attachment);
      if (reference) attach(reference, attachment.attributes.get('policy_arn'), attachment);
    }
  }
  for (const [reference, statements] of policies) {
    const names = [...(managed.get(reference) ?? [])];
    for (const arn of names) {
      const actions = own(GIVES_EVERYTHING, arn);
      const seen = declared.observations.assets.find(
        (asset) => asset.kind === 'identity' && asset.keys.some(({ key }) => key === reference.key),
      )?.evidence[0];
      if (actions)
        statements.push({
          effect: 'Allow',
          actions: [...actions],
          notActions: [],
          resources: ['*'],
          notResources: [],
          principals: [],
          conditions: {},
          managed: arn,
          target: declared.target,
          file: seen?.file ?? '',
          line: seen?.line ?? 1,
        });
    }
    declared.describe(reference, {
      ...(statements.length > 0 ? { policy: statements } : {}),
      ...(names.length > 0 ? { managedPolicies: names } : {}),
    });
  }

  function attach(reference: AssetReference, value: Value | undefined, from: Resource): void {
    const own = find(policies, reference);
    const document = declared.resourceOf(value, from, 'aws_iam_policy');
    if (document) policies.get(own)?.push(...statementsIn(document.attributes.get('policy'), declared.target));
    else {
      const arn = stringOf(value) ?? textOf(value);
      if (arn !== undefined) managed.get(own)?.add(arn);
    }
  }
}

function find(map: ReadonlyMap<AssetReference, unknown>, reference: AssetReference): AssetReference {
  for (const key of map.keys()) if (key.key === reference.key) return key;
  return reference;
}

/** `role = "name"` without a reference. */
function byName(resource: Resource, declared: Declared): AssetReference | undefined {
  const name = stringOf(resource.attributes.get('role')) ?? stringOf(resource.attributes.get('user'));
  if (name === undefined) return undefined;
  for (const role of declared.resources('aws_iam_role', 'aws_iam_user'))
    if (role.root === resource.root && stringOf(role.attributes.get('name')) === name) return declared.madeOf(role);
  return undefined;
}

/** Where the account is stated, a role is known by the ARN under which workloads and logs name it. */
function arnOf(role: Resource, declared: Declared): string | undefined {
  const account = declared.accountOf(role);
  const name = attribute(role, 'name');
  if (account === undefined || name === undefined) return undefined;
  const path = attribute(role, 'path') ?? '/';
  return `arn:aws:iam::${account}:${role.type === 'aws_iam_user' ? 'user' : 'role'}${path}${name}`;
}

/** The identity a role argument names. */
export function runsAs(from: AssetReference, resource: Resource, argument: string, declared: Declared): void {
  const value = resource.attributes.get(argument);
  const identity = declared.referred(value, resource);
  if (identity?.kind === 'identity')
    declared.edge(from, 'runs-as', identity, [declared.evidence(resource, `${argument} of ${resource.address}`)]);
}
