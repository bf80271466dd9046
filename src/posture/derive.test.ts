import { describe, expect, it } from 'vitest';
import { bucket, named, snapshotOf, thing } from '../../test/posture/snapshot-of.ts';
import type { Json, Properties } from '../core/observation.ts';
import { edgeIdOf, type Snapshot } from '../core/snapshot.ts';
import { derive, edgeAt, publicAccess, unclearAccess } from './derive.ts';

const OPEN = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
const ACL_PLACE = { target: 'estate', file: 'infra/storage.tf', line: 7 };

function allow(actions: string[], more: { [name: string]: Json } = {}): Json {
  return {
    effect: 'Allow',
    actions,
    resources: ['*'],
    principals: ['*'],
    conditions: {},
    target: 'estate',
    file: 'infra/storage.tf',
    line: 12,
    ...more,
  };
}

function accessOf(properties: Properties): string[] {
  return publicAccess(named(snapshotOf([bucket('data', properties)]), 'data'))
    .map(({ access }) => access)
    .sort();
}

/** `from kind to` of the edges of a kind that were concluded. */
function concluded(snapshot: Snapshot, kind: string): string[] {
  const { edges, assets } = derive(snapshot);
  const out: string[] = [];
  for (let i = snapshot.edges.count; i < edges.count; i++) {
    const edge = edgeAt({ assets, edges }, i);
    if (edge.kind === kind) out.push(`${assets[edge.from]!.name} ${kind} ${assets[edge.to]!.name}`);
  }
  return out;
}

describe('what strangers can do with a bucket', () => {
  // docs.aws.amazon.com: "Blocking public access", "Canned ACL", "Controlling ownership of objects".
  it.each<[string, Properties, string[]]>([
    ['nothing said', {}, []],
    ['a private ACL', { acl: 'private' }, []],
    ['public-read', { acl: 'public-read', aclPlace: ACL_PLACE }, ['read']],
    ['public-read-write', { acl: 'public-read-write', publicAccessBlock: OPEN }, ['read', 'write']],
    ['any AWS account counts as anybody', { acl: 'authenticated-read' }, ['read']],
    ['public ACLs are ignored', { acl: 'public-read', publicAccessBlock: { ...OPEN, ignorePublicAcls: true } }, []],
    [
      'a block for policies does not close an ACL',
      { acl: 'public-read', publicAccessBlock: { ...OPEN, restrictPublicBuckets: true } },
      ['read'],
    ],
    ['the owner owns every object: ACLs are off', { acl: 'public-read', objectOwnership: 'BucketOwnerEnforced' }, []],
    ['a policy to read', { policy: [allow(['s3:GetObject'])] }, ['read']],
    ['a policy to write', { policy: [allow(['s3:PutObject'])] }, ['write']],
    ['a policy to delete', { policy: [allow(['s3:DeleteObject'])] }, ['write']],
    ['a policy for everything', { policy: [allow(['s3:*'])] }, ['read', 'write']],
    ['a policy to list only', { policy: [allow(['s3:ListBucket'])] }, []],
    ['public policies are blocked', { policy: [allow(['s3:*'])], publicAccessBlock: { ...OPEN, restrictPublicBuckets: true } }, []],
    ['a named principal', { policy: [allow(['s3:*'], { principals: ['arn:aws:iam::111122223333:root'] })] }, []],
    ['only from an organization', { policy: [allow(['s3:*'], { conditions: { StringEquals: { 'aws:PrincipalOrgID': ['o-a'] } } })] }, []],
    ['denied to everybody again', { policy: [allow(['s3:*']), allow(['s3:PutObject', 's3:DeleteObject'], { effect: 'Deny' })] }, ['read']],
    [
      'denied only over plain http',
      {
        policy: [allow(['s3:GetObject']), allow(['s3:*'], { effect: 'Deny', conditions: { Bool: { 'aws:SecureTransport': ['false'] } } })],
      },
      ['read'],
    ],
  ])('%s', (_name, properties, expected) => {
    expect(accessOf(properties)).toEqual(expected);
  });

  it('points at the line that opens it', () => {
    const [open] = publicAccess(named(snapshotOf([bucket('data', { acl: 'public-read', aclPlace: ACL_PLACE })]), 'data'));
    expect(open!.evidence).toEqual([{ ...ACL_PLACE, detail: 'acl = "public-read"' }]);
  });
});

describe('unclearAccess', () => {
  it('is what a condition decides that was not read, and nothing that is open anyway', () => {
    const asset = (policy: Json[]) => named(snapshotOf([bucket('data', { policy })]), 'data');
    const conditional = allow(['s3:GetObject', 's3:PutObject'], { conditionUnknown: true });
    expect(publicAccess(asset([conditional]))).toEqual([]);
    expect(unclearAccess(asset([conditional])).map(({ access }) => access)).toEqual(['write', 'read']);
    expect(unclearAccess(asset([conditional, allow(['s3:GetObject'])])).map(({ access }) => access)).toEqual(['write']);
    expect(unclearAccess(asset([conditional, allow(['s3:*'], { effect: 'Deny' })]))).toEqual([]);
  });

  it('does not take a Deny under an unread condition for a Deny', () => {
    const denied = allow(['s3:*'], { effect: 'Deny', conditionUnknown: true });
    const asset = named(snapshotOf([bucket('data', { policy: [allow(['s3:GetObject']), denied] })]), 'data');
    expect(publicAccess(asset).map(({ access }) => access)).toEqual(['read']);
  });
});

describe('derive', () => {
  it('leaves a Snapshot without documents as it is', () => {
    const snapshot = snapshotOf([bucket('data')]);
    expect(derive(snapshot)).toBe(snapshot);
  });

  it('draws one edge to the internet, writing first', () => {
    const snapshot = snapshotOf([bucket('data', { acl: 'public-read-write', aclPlace: ACL_PLACE })]);
    const derived = derive(snapshot);
    expect(derived.edges.count).toBe(1);
    expect(edgeAt(derived, 0)).toMatchObject({
      kind: 'exposed-to',
      properties: { access: 'write', rights: ['write', 'read'], auth: 'none', how: 'acl public-read-write' },
    });
    expect(derived.assets.at(-1)).toMatchObject({ kind: 'zone', name: 'internet' });
  });

  it('gives every edge its own id', () => {
    const role = thing('identity', 'app', { policy: [allow(['s3:*', 'iam:*', 'sts:*'], { principals: [] })] }, 'infra/main.tf:1', [
      'arn',
      'arn:aws:iam::111122223333:role/app',
    ]);
    const other = thing('identity', 'other', { trust: [allow(['sts:AssumeRole'])] }, 'infra/main.tf:5', [
      'arn',
      'arn:aws:iam::111122223333:role/other',
    ]);
    const derived = derive(snapshotOf([role, other, bucket('data', { acl: 'public-read-write' })]));
    const ids = Array.from({ length: derived.edges.count }, (_, i) => edgeIdOf(derived, i));
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps the numbers of what was there', () => {
    const snapshot = snapshotOf([bucket('a', { acl: 'public-read' }), bucket('b')]);
    expect(derive(snapshot).assets.slice(0, 2)).toEqual(snapshot.assets);
  });
});

describe('what an identity may do', () => {
  const data = bucket('data');
  const other = bucket('other');

  function role(policy: Json[], name = 'app', more: Properties = {}): ReturnType<typeof thing> {
    return thing('identity', name, { policy, ...more }, 'infra/main.tf:1', ['arn', `arn:aws:iam::111122223333:role/${name}`]);
  }

  it('one action on one bucket', () => {
    const snapshot = snapshotOf([role([allow(['s3:GetObject'], { principals: [], resources: ['arn:aws:s3:::data/*'] })]), data, other]);
    expect(concluded(snapshot, 'can-read')).toEqual(['app can-read data']);
    expect(concluded(snapshot, 'can-write')).toEqual([]);
  });

  it('a deny wins', () => {
    const snapshot = snapshotOf([
      role([
        allow(['s3:*'], { principals: [] }),
        allow(['s3:*'], { effect: 'Deny', principals: [], resources: ['arn:aws:s3:::data/*', 'arn:aws:s3:::data'] }),
      ]),
      data,
      other,
    ]);
    expect(concluded(snapshot, 'can-read')).toEqual(['app can-read other']);
  });

  it('a role is taken on only where both sides agree', () => {
    const policy = [allow(['sts:AssumeRole'], { principals: [] })];
    const trusting = role([], 'admin', { trust: [allow(['sts:AssumeRole'], { principals: ['arn:aws:iam::111122223333:role/app'] })] });
    const closed = role([], 'closed', { trust: [allow(['sts:AssumeRole'], { principals: ['arn:aws:iam::111122223333:role/somebody'] })] });
    expect(concluded(snapshotOf([role(policy), trusting, closed]), 'can-assume')).toEqual(['app can-assume admin']);
    expect(concluded(snapshotOf([role([]), trusting]), 'can-assume')).toEqual([]);
  });

  it('proves each right with the statement it stands on', () => {
    const derived = derive(snapshotOf([role([allow(['s3:PutObject'], { principals: [], line: 40 })]), data]));
    expect(edgeAt(derived, 0)).toMatchObject({
      kind: 'can-write',
      properties: { action: 's3:PutObject' },
      evidence: [{ file: 'infra/storage.tf', line: 40 }],
    });
  });

  it('says where a condition leaves it open', () => {
    const derived = derive(
      snapshotOf([
        role([allow(['s3:GetObject'], { principals: [], conditions: { StringEquals: { 'aws:ResourceTag/team': ['a'] } } })]),
        data,
      ]),
    );
    expect(edgeAt(derived, 0).properties).toEqual({ action: 's3:GetObject', conditional: true });
  });
});
