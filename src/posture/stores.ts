import type { Evidence } from '../core/evidence.ts';
import type { Asset } from '../core/snapshot.ts';
import type { Fix } from '../core/finding.ts';
import type { Unknown } from './check.ts';
import { unclearAccess } from './derive.ts';
import { type Link, textOf, type View } from './view.ts';
import { listed, shellWord, commandName } from './wording.ts';

/** What strangers can do with a store, by whichever way. */
export interface OpenStore {
  write: boolean;
  read: boolean;
  /** "acl public-read", "policy for everybody". */
  readonly how: string;
  readonly evidence: Evidence[];
}

export function openToStrangers(store: Asset, view: View): OpenStore | undefined {
  const links = view.out(store, 'exposed-to').filter((link) => link.to.name === 'internet');
  const rights = links.flatMap((link) => {
    const { access, rights } = view.properties(link);
    return Array.isArray(rights) ? rights : [access];
  });
  if (!rights.includes('write') && !rights.includes('read')) return undefined;
  return {
    write: rights.includes('write'),
    read: rights.includes('read'),
    get how() {
      return [...new Set(links.map((link) => view.properties(link)['how']).filter((one) => typeof one === 'string'))].join(', ');
    },
    get evidence() {
      return links.flatMap((link) => view.evidence(link));
    },
  };
}

/** What strangers may or may not do with a store, because a condition of its policy could not be read; as an answer of a check. */
export function unclear(store: Asset, access: 'read' | 'write'): Unknown | undefined {
  const found = unclearAccess(store).find((one) => one.access === access);
  return (
    found && {
      status: 'unknown',
      saw: `The policy of ${store.name} lets everybody ${access === 'write' ? 'change' : 'read'} what is in it under a condition that could not be read, so strangers may or may not.`,
      evidence: found.evidence,
    }
  );
}

/** Whether the settings that decide who can reach the store were seen at all. */
export function accessWasSeen(store: Asset): boolean {
  return ['acl', 'policy', 'publicAccessBlock', 'objectOwnership', 'definedBy'].some((name) => store.properties[name] !== undefined);
}

/** What learns from a store or is filled from it, directly or through a data set that lies in it. */
export function learnersOf(store: Asset, view: View): Link[] {
  const direct = view.into(store, 'trained-on', 'sourced-from');
  const datasets = view.into(store, 'stored-in').filter((link) => link.from.kind === 'dataset');
  return [...direct, ...datasets.flatMap((link) => view.into(link.from, 'trained-on', 'sourced-from'))];
}

/** A poisoned base is followed no further than this. */
const MOST_HARMED = 200;

/** What is made from what was learnt or found, and what answers with it: products, their endpoints, who retrieves from a base. */
export function harmedBy(learners: readonly Link[], view: View): Asset[] {
  const harmed = new Set(learners.map((link) => link.from));
  for (const one of harmed) {
    if (harmed.size >= MOST_HARMED) break;
    for (const link of view.out(one, 'produces')) harmed.add(link.to);
    for (const link of view.into(one, 'loads', 'serves', 'retrieves-from')) harmed.add(link.from);
    if (one.kind === 'tool') for (const link of view.into(one, 'calls-tool')) harmed.add(link.from);
  }
  return [...harmed];
}

/** "pipelines/fraud/train.py trains on it": who learns, for people. */
export function learning(learners: readonly Link[]): string {
  const names = learners.map((link) => link.from.name);
  const trains = learners.some((link) => link.kind === 'trained-on');
  const many = new Set(names).size > 1;
  return `${listed(names)} ${trains ? (many ? 'train on it' : 'trains on it') : many ? 'are filled from it' : 'is filled from it'}`;
}

/** How to close a store; commands and lines for the stores whose settings are known. */
export function closing(store: Asset, text: string): Fix {
  const form = textOf(store, 'form');
  if (form === 'gcs-bucket')
    return {
      text,
      command: `gcloud storage buckets update ${shellWord(`gs://${store.name}`)} --public-access-prevention`,
      patch: 'public_access_prevention    = "enforced"\nuniform_bucket_level_access = true',
    };
  if (form === 'azure-container')
    return { text, patch: 'container_access_type = "private"\n\n# and on the storage account\nallow_nested_items_to_be_public = false' };
  if (form !== 's3-bucket') return { text };
  return {
    text,
    command: `aws s3api put-public-access-block --bucket ${shellWord(commandName(store))} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    patch: 'block_public_acls       = true\nblock_public_policy     = true\nignore_public_acls      = true\nrestrict_public_buckets = true',
  };
}

/** How a person sees that it is closed: what strangers could do before is tried without credentials. */
export function closedWhen(store: Asset, open: OpenStore): string {
  if (textOf(store, 'form') !== 's3-bucket') return 'A request without credentials is refused, and the next scan passes.';
  const address = shellWord(`s3://${commandName(store)}${open.write ? '/upload-test' : ''}`);
  const attempt = open.write ? `echo test | aws s3 cp - ${address} --no-sign-request` : `aws s3 ls ${address} --no-sign-request`;
  return `\`${attempt}\` answers AccessDenied, and the next scan passes.`;
}
