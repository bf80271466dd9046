import type { Evidence } from '../core/evidence.ts';
import type { Asset } from '../core/snapshot.ts';
import type { Fix } from '../core/finding.ts';
import { type Link, textOf, type View } from './view.ts';
import { listed, shellWord } from './wording.ts';

/** What strangers can do with a store, by whichever way. */
export interface OpenStore {
  write: boolean;
  read: boolean;
  /** "acl public-read", "policy for everybody". */
  how: string;
  evidence: Evidence[];
}

export function openToStrangers(store: Asset, view: View): OpenStore | undefined {
  const links = view.out(store, 'exposed-to').filter((link) => link.to.name === 'internet');
  const rights = links.flatMap((link) => {
    const { access, rights } = view.properties(link);
    return Array.isArray(rights) ? rights : [access];
  });
  if (!rights.includes('write') && !rights.includes('read')) return undefined;
  const how = [...new Set(links.map((link) => view.properties(link)['how']).filter((one) => typeof one === 'string'))].join(', ');
  return { write: rights.includes('write'), read: rights.includes('read'), how, evidence: links.flatMap((link) => view.evidence(link)) };
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

/** "pipelines/fraud/train.py trains on it": who learns, for people. */
export function learning(learners: readonly Link[]): string {
  const names = learners.map((link) => link.from.name);
  const trains = learners.some((link) => link.kind === 'trained-on');
  const many = new Set(names).size > 1;
  return `${listed(names)} ${trains ? (many ? 'train on it' : 'trains on it') : many ? 'are filled from it' : 'is filled from it'}`;
}

/** How to close a store; commands and lines only for S3, whose settings are known. */
export function closing(store: Asset, text: string): Fix {
  if (textOf(store, 'form') !== 's3-bucket') return { text };
  return {
    text,
    command: `aws s3api put-public-access-block --bucket ${shellWord(store.name)} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    patch: 'block_public_acls       = true\nblock_public_policy     = true\nignore_public_acls      = true\nrestrict_public_buckets = true',
  };
}

/** How a person sees that it is closed: what strangers could do before is tried without credentials. */
export function closedWhen(store: Asset, open: OpenStore): string {
  if (textOf(store, 'form') !== 's3-bucket') return 'A request without credentials is refused, and the next scan passes.';
  const address = shellWord(`s3://${store.name}${open.write ? '/upload-test' : ''}`);
  const attempt = open.write ? `echo test | aws s3 cp - ${address} --no-sign-request` : `aws s3 ls ${address} --no-sign-request`;
  return `\`${attempt}\` answers AccessDenied, and the next scan passes.`;
}
