import { own } from '../core/table.ts';
import { compareText, type Evidence } from '../core/evidence.ts';
import { strongKey } from '../core/keys.ts';
import { assetId } from '../core/ids.ts';
import type { DerivedEdgeKind } from '../core/edges.ts';
import { type Asset, type Edge, edgeKindOf, packEdges, type Snapshot, strengthOf } from '../core/snapshot.ts';
import {
  admitsStrangers,
  coversAction,
  coversResource,
  isConditional,
  isForEverybody,
  matchesPattern,
  type PolicyStatement,
  statementEvidence,
  statementsOf,
} from './policy-documents.ts';
import { openedEntries } from './opened-entries.ts';
import { withTiers } from './tier.ts';

/**
 * Adds to a Snapshot what follows from the documents in it: what strangers can do with a store (ACL and policy against the
 * public access block), what identities may effectively do (`can-*`), each edge with the statement that proves it, which entries of
 * ours a key in clear opens (`grants`), and how grave each AI system is (`riskTier`).
 */
export function derive(snapshot: Snapshot): Snapshot {
  const assets = [...snapshot.assets];
  const added: Edge[] = [];
  const zone = internet(assets);
  // Where agents are, outsiders are: the same estate has the same paths whether or not something else is exposed today.
  if (assets.some(({ kind }) => kind === 'agent')) zone();
  assets.forEach((asset, number) => {
    if (asset.kind === 'data-store') exposure(asset, number, zone, added);
    if (asset.kind === 'identity') permissions(asset, number, assets, added);
  });
  added.push(...openedEntries(snapshot));
  if (added.length === 0) return withTiers(assets.length === snapshot.assets.length ? snapshot : { ...snapshot, assets });
  return withTiers({ assets, edges: append(snapshot, added) });
}

/** One edge says all that strangers can do: writing comes first, since who can write decides what the store holds. */
function exposure(store: Asset, number: number, zone: () => number, added: Edge[]): void {
  const open = publicAccess(store).sort((a, b) => compareText(b.access, a.access));
  const [first] = open;
  if (!first) return;
  const how = [...new Set(open.map((one) => one.how))].join(', ');
  added.push({
    from: number,
    to: zone(),
    kind: 'exposed-to',
    strength: 'resolved',
    properties: { access: first.access, rights: open.map((one) => one.access), auth: 'none', how },
    evidence: open.flatMap((one) => one.evidence),
  });
}

function internet(assets: Asset[]): () => number {
  return () => {
    const known = assets.findIndex((asset) => asset.kind === 'zone' && asset.name === 'internet');
    if (known >= 0) return known;
    const key = strongKey('name', 'internet');
    assets.push({
      id: assetId('zone', key.key),
      aliases: [],
      kind: 'zone',
      name: 'internet',
      keys: [key],
      properties: {},
      evidence: [],
      confidence: 1,
    });
    return assets.length - 1;
  };
}

/** The columns of a Snapshot with further edges behind them; what was there keeps its number. */
export function append(snapshot: Snapshot, added: readonly Edge[]): Snapshot['edges'] {
  const { edges } = snapshot;
  const more = packEdges(added);
  const count = edges.count + more.count;
  const join = <T extends Uint32Array | Uint8Array>(make: new (length: number) => T, a: T, b: T): T => {
    const out = new make(count);
    out.set(a);
    out.set(b, edges.count);
    return out;
  };
  return {
    count,
    from: join(Uint32Array, edges.from, more.from),
    to: join(Uint32Array, edges.to, more.to),
    kind: join(Uint8Array, edges.kind, more.kind),
    strength: join(Uint8Array, edges.strength, more.strength),
    access: join(Uint8Array, edges.access, more.access),
    approval: join(Uint8Array, edges.approval, more.approval),
    details: (index) => (index < edges.count ? edges.details(index) : more.details(index - edges.count)),
  };
}

interface Open {
  access: 'read' | 'write';
  how: string;
  evidence: Evidence[];
}

const ACL_ACCESS: Readonly<Record<string, readonly Open['access'][]>> = {
  'public-read': ['read'],
  'public-read-write': ['read', 'write'],
  'authenticated-read': ['read'],
};

/**
 * What anybody on the internet can do with an S3 bucket. BlockPublicAcls and IgnorePublicAcls settle ACLs, BlockPublicPolicy
 * and RestrictPublicBuckets policies (docs.aws.amazon.com, "Blocking public access to your Amazon S3 storage"); without a
 * block in the configuration the ACL is taken at its word, because accounts older than April 2023 have none by default.
 */
export function publicAccess(asset: Asset): Open[] {
  const { properties } = asset;
  const block = (properties['publicAccessBlock'] ?? {}) as Record<string, unknown>;
  const out = new Map<Open['access'], Open>();
  const add = (access: Open['access'], how: string, evidence: Evidence): void => {
    const known = out.get(access);
    if (known) known.evidence.push(evidence);
    else out.set(access, { access, how, evidence: [evidence] });
  };
  const acl = properties['acl'];
  const enforced = properties['objectOwnership'] === 'BucketOwnerEnforced';
  if (typeof acl === 'string' && !enforced && block['ignorePublicAcls'] !== true && block['blockPublicAcls'] !== true) {
    const place = (properties['aclPlace'] ?? {}) as { target?: string; file?: string; line?: number };
    for (const access of own(ACL_ACCESS, acl) ?? [])
      add(access, `acl ${acl}`, { target: place.target ?? '', file: place.file ?? '', line: place.line ?? 1, detail: `acl = "${acl}"` });
  }
  for (const one of byPolicy(asset, true)) for (const evidence of one.evidence) add(one.access, one.how, evidence);
  return [...out.values()];
}

/**
 * What anybody could do with an S3 bucket if a condition that was not read lets strangers in: neither open nor closed, to be
 * told as unknown. Without what `publicAccess` says for certain.
 */
export function unclearAccess(asset: Asset): Open[] {
  const certain = publicAccess(asset).map(({ access }) => access);
  return byPolicy(asset, undefined).filter(({ access }) => !certain.includes(access));
}

/** What statements give to everybody (`admits` true), or would if their unread condition held (undefined). */
function byPolicy(asset: Asset, admits: true | undefined): Open[] {
  const block = (asset.properties['publicAccessBlock'] ?? {}) as Record<string, unknown>;
  if (block['restrictPublicBuckets'] === true || block['blockPublicPolicy'] === true) return [];
  const statements = statementsOf(asset.properties['policy']);
  const arn = arnOf(asset);
  const denied = (action: string): boolean =>
    statements.some(
      (other) =>
        other.effect === 'Deny' &&
        isForEverybody(other) &&
        !isConditional(other) &&
        coversAction(other, action) &&
        (arn === undefined || coversResource(other, arn)),
    );
  return statements.flatMap((statement) => {
    if (statement.effect !== 'Allow' || admitsStrangers(statement) !== admits) return [];
    const actions = statement.actions.slice(0, 3).join(', ');
    const evidence = statementEvidence(
      statement,
      admits ? `the policy lets everybody ${actions}` : `the policy lets everybody ${actions} under a condition that was not read`,
    );
    return (['write', 'read'] as const).flatMap((access) =>
      ACTIONS[access].some((action) => coversAction(statement, action) && !denied(action))
        ? [{ access, how: 'policy for everybody', evidence: [evidence] }]
        : [],
    );
  });
}

const ACTIONS = { write: ['s3:PutObject', 's3:DeleteObject'], read: ['s3:GetObject'] } as const;

function arnOf(asset: Asset): string | undefined {
  return asset.keys.find(({ key }) => key.startsWith('arn:'))?.key.slice('arn:'.length);
}

/** The actions that stand for a right over a kind of resource. */
const RIGHTS: readonly { kind: DerivedEdgeKind; service: string; actions: readonly string[] }[] = [
  { kind: 'can-read', service: 's3', actions: ['s3:GetObject'] },
  { kind: 'can-write', service: 's3', actions: ['s3:PutObject', 's3:DeleteObject'] },
  {
    kind: 'can-admin',
    service: 's3',
    actions: ['s3:PutBucketPolicy', 's3:PutBucketAcl', 's3:DeleteBucketPolicy', 's3:PutBucketPublicAccessBlock'],
  },
  { kind: 'can-read', service: 'dynamodb', actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'] },
  { kind: 'can-write', service: 'dynamodb', actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'] },
  { kind: 'can-read', service: 'secretsmanager', actions: ['secretsmanager:GetSecretValue'] },
  { kind: 'can-invoke', service: 'lambda', actions: ['lambda:InvokeFunction'] },
  { kind: 'can-write', service: 'lambda', actions: ['lambda:UpdateFunctionCode'] },
  { kind: 'can-invoke', service: 'sagemaker', actions: ['sagemaker:InvokeEndpoint'] },
  { kind: 'can-write', service: 'sagemaker', actions: ['sagemaker:UpdateEndpoint', 'sagemaker:CreateModel'] },
  { kind: 'can-invoke', service: 'bedrock', actions: ['bedrock:InvokeModel', 'bedrock:InvokeAgent'] },
  { kind: 'can-write', service: 'sqs', actions: ['sqs:SendMessage'] },
  { kind: 'can-read', service: 'sqs', actions: ['sqs:ReceiveMessage'] },
  { kind: 'can-assume', service: 'iam', actions: ['sts:AssumeRole'] },
  { kind: 'can-pass', service: 'iam', actions: ['iam:PassRole'] },
  { kind: 'can-admin', service: 'iam', actions: ['iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy'] },
];

/** A policy speaks of its own account; what lies in another has to let it in itself. */
function inOtherAccount(identity: Asset, resource: Asset): boolean {
  const [own, other] = [identity.properties['account'], resource.properties['account']];
  return typeof own === 'string' && typeof other === 'string' && own !== other;
}

/** A wildcard over a large estate draws no more edges than this; `everything` on the identity says the rest. */
const MOST_EDGES = 2000;

function permissions(identity: Asset, number: number, assets: readonly Asset[], added: Edge[]): void {
  const statements = statementsOf(identity.properties['policy']);
  if (statements.length === 0) return;
  const allows = statements.filter(({ effect }) => effect === 'Allow');
  const denies = statements.filter((statement) => statement.effect === 'Deny' && !isConditional(statement));
  let drawn = 0;
  for (let to = 0; to < assets.length && drawn < MOST_EDGES; to++) {
    const resource = assets[to]!;
    const arn = to === number ? undefined : arnOf(resource);
    if (arn === undefined || inOtherAccount(identity, resource)) continue;
    const service = arn.split(':')[2] ?? '';
    for (const right of RIGHTS) {
      if (right.service !== service) continue;
      const proof = proves(allows, denies, right.actions, arn);
      if (!proof) continue;
      if (right.kind === 'can-assume' && !trusts(resource, identity)) continue;
      const conditional = isConditional(proof.statement);
      added.push({
        from: number,
        to,
        kind: right.kind,
        strength: 'resolved',
        properties: { action: proof.action, ...(conditional ? { conditional: true } : {}) },
        evidence: [statementEvidence(proof.statement, `allows ${proof.action}`)],
      });
      drawn++;
    }
  }
}

function proves(
  allows: readonly PolicyStatement[],
  denies: readonly PolicyStatement[],
  actions: readonly string[],
  arn: string,
): { statement: PolicyStatement; action: string } | undefined {
  for (const action of actions) {
    const statement = allows.find((one) => coversAction(one, action) && coversResource(one, arn));
    if (statement && !denies.some((one) => coversAction(one, action) && coversResource(one, arn))) return { statement, action };
  }
  return undefined;
}

/** A role is taken on only by whom its trust policy names: both documents must agree. */
function trusts(role: Asset, identity: Asset): boolean {
  const arn = arnOf(identity);
  return statementsOf(role.properties['trust']).some(
    (statement) =>
      statement.effect === 'Allow' &&
      statement.principals.some(
        (principal) =>
          principal === '*' ||
          (arn !== undefined && (matchesPattern(principal, arn) || principal === `arn:aws:iam::${arn.split(':')[4]}:root`)),
      ),
  );
}

/** For reading edges back by number in tests and rules that append. */
export function edgeAt(snapshot: Snapshot, index: number): Edge {
  const { edges } = snapshot;
  return {
    from: edges.from[index]!,
    to: edges.to[index]!,
    kind: edgeKindOf(edges, index),
    strength: strengthOf(edges, index),
    ...edges.details(index),
  };
}
