import catalogue from './ai-domains.json' with { type: 'json' };
import { ACCOUNT_OF_DOMAIN, type AccountKind, PROVIDER_OF_DOMAIN, PROVIDER_OF_VENDOR } from './providers.ts';

type Entry = (typeof catalogue.domains)[number];

/** What a host name says about AI. */
export interface AiHost {
  /** The listed domain that matched. */
  domain: string;
  vendor: string;
  product: string;
  /** api, chat, code-assistant, agent, gateway, image, voice, mlops, model-hub, vector-db. */
  category: string;
  /** strong: traffic alone shows AI use; medium: likely; weak: the host serves other things too. */
  evidence: 'strong' | 'medium' | 'weak';
  /** Our provider id, where the host serves models or data of one. */
  provider?: string;
  /** The customer's part of the name: Azure resource, Databricks workspace, Pinecone project, cloud region. */
  account?: string;
  accountKind?: AccountKind;
  /** The AWS, Google or Pinecone region the name carries. */
  region?: string;
}

interface Pattern {
  entry: Entry;
  before: string;
  after: string;
}

const EXACT = new Map<string, Entry>();
const SUFFIX = new Map<string, Entry>();
const PATTERNS = new Map<string, Pattern[]>();
for (const entry of catalogue.domains) {
  if (entry.match === 'pattern') {
    const [before = '', after = ''] = entry.domain.split('*');
    // Kept under the longest suffix that begins at a label: a host looks up its own suffixes and finds it there.
    const key = after.slice(after.indexOf('.') + 1);
    PATTERNS.set(key, [...(PATTERNS.get(key) ?? []), { entry, before, after }]);
  } else (entry.match === 'exact' ? EXACT : SUFFIX).set(entry.domain, entry);
}

// What a star may stand for: a cloud region. Without that, `bedrock.backups.s3.amazonaws.com`, a bucket, would pass.
const REGION = /^[a-z]{2,}(?:-[a-z]+){0,3}-?[a-z]*\d{1,2}$/;
const LONGEST_NAME = 253;

/**
 * Looks a host name up among the domains of AI providers and products; the longest entry wins. Upper case, a
 * trailing dot and a port are accepted. Undefined for anything unknown, and for what is not a host name.
 * Rules: `about` in ai-domains.json. Cost: one look-up per label.
 */
export function matchAiHost(host: string): AiHost | undefined {
  const name = plainName(host);
  if (name === undefined) return undefined;
  const exact = EXACT.get(name);
  if (exact !== undefined) return described(exact, '', undefined);
  for (let at = 0; at >= 0; at = nextLabel(name, at)) {
    const suffix = name.slice(at);
    for (const pattern of PATTERNS.get(suffix) ?? []) {
      const region = starOf(name, pattern);
      if (region !== undefined) return described(pattern.entry, '', region);
    }
    const entry = SUFFIX.get(suffix);
    if (entry !== undefined) return described(entry, name.slice(0, Math.max(0, at - 1)), undefined);
  }
  return undefined;
}

function plainName(host: string): string | undefined {
  if (host.length === 0 || host.length > LONGEST_NAME + 7) return undefined;
  const name = host
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '');
  if (!/^[a-z0-9*_]([a-z0-9._*-]*[a-z0-9*])?$/.test(name) || name.includes('..')) return undefined;
  // Private endpoints, FIPS, dual-stack and China names of the same AWS services.
  return name
    .replace(/\.vpce\.amazonaws\.com$/, '.amazonaws.com')
    .replace(/\.api\.aws$|\.amazonaws\.com\.cn$/, '.amazonaws.com')
    .replace(/(^|\.)(bedrock(?:-[a-z]+)*?|runtime)-fips\./, '$1$2.');
}

function nextLabel(name: string, at: number): number {
  const dot = name.indexOf('.', at);
  return dot < 0 ? -1 : dot + 1;
}

/** What the star stands for, when the name ends like the pattern and its head stands at the start of a label. */
function starOf(name: string, { before, after }: Pattern): string | undefined {
  if (!name.endsWith(after)) return undefined;
  const body = name.slice(0, name.length - after.length);
  const head = before === '' ? 0 : body.lastIndexOf(before);
  if (head < 0 || (head > 0 && body[head - 1] !== '.')) return undefined;
  const star = body.slice(head + before.length);
  const first = before === '' ? star.slice(star.lastIndexOf('.') + 1) : star;
  return REGION.test(first) || first === '*' || first === 'global' || first === 'us' || first === 'eu' ? first : undefined;
}

function described(entry: Entry, left: string, region: string | undefined): AiHost {
  const provider = PROVIDER_OF_DOMAIN[entry.domain] ?? PROVIDER_OF_VENDOR[entry.vendor];
  const known = {
    domain: entry.domain,
    vendor: entry.vendor,
    product: entry.product,
    category: entry.category,
    evidence: entry.evidence as AiHost['evidence'],
  };
  const named =
    region === undefined || region === '*' ? accountOf(entry.domain, left) : { account: region, accountKind: 'region' as const, region };
  return { ...known, ...(provider === undefined ? {} : { provider }), ...named };
}

function accountOf(domain: string, left: string): Pick<AiHost, 'account' | 'accountKind' | 'region'> {
  if (domain === 'svc.pinecone.io' || domain === 'pinecone.io') return pineconeProject(left.split('.'), domain);
  const kind = ACCOUNT_OF_DOMAIN[domain];
  if (kind === undefined || left === '' || left.includes('*')) return {};
  const labels = left.split('.');
  // resource.region.domain for Azure's older names, cluster.region.cloud for the vector stores: the first label is ours.
  const region = labels.slice(1).find((label) => REGION.test(label));
  return { account: labels[0] ?? left, accountKind: kind, ...(region === undefined ? {} : { region }) };
}

/** index-project.svc.environment.pinecone.io, or without the environment. */
function pineconeProject(labels: readonly string[], domain: string): Pick<AiHost, 'account' | 'accountKind' | 'region'> {
  const [index = '', service, environment] = labels;
  const project = /-([a-z0-9]{5,8})$/.exec(index)?.[1];
  if (project === undefined || (domain === 'pinecone.io' && service !== 'svc')) return {};
  return { account: project, accountKind: 'project', ...(environment === undefined ? {} : { region: environment }) };
}

/** A host of AI found in a URL in text. */
export interface FoundAiHost {
  host: string;
  /** UTF-16 offsets of the host in the text, end exclusive. */
  start: number;
  end: number;
  /** From 1. */
  line: number;
  /** Part of the name is filled in at run time: `https://{account}.openai.azure.com`. */
  templated: boolean;
  match: AiHost;
}

const USER = /[^\s/@"'`<>?#]{1,200}@/y;
const HOST = /(?:[A-Za-z0-9._-]+|\$?\{[^{}\s"'`]{0,80}\}|\{\{[^{}"'`]{0,80}\}\}|\$\([^()\s]{0,60}\)|<[\w -]{1,40}>|%s)+/y;
const HOLE = /\$?\{\{?[^{}]*\}\}?|\$\([^()]*\)|<[^<>]*>|%s/g;

/** AI hosts in the URLs of a text, in order, repeats included. Linear; reads at most 300 units behind each `://`. */
export function findAiHosts(text: string): FoundAiHost[] {
  const found: FoundAiHost[] = [];
  let line = 1;
  let newline = text.indexOf('\n');
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    let start = at + 3;
    USER.lastIndex = start;
    if (USER.test(text)) start = USER.lastIndex;
    HOST.lastIndex = start;
    const written = HOST.exec(text)?.[0].slice(0, 300);
    if (written === undefined) continue;
    const templated = /[{<%(]/.test(written);
    const host = written.replace(HOLE, '*').replace(/[.-]+$/, '');
    const match = matchAiHost(host);
    if (match === undefined) continue;
    for (; newline >= 0 && newline < start; newline = text.indexOf('\n', newline + 1)) line++;
    found.push({ host: host.toLowerCase(), start, end: start + written.length, line, templated, match });
  }
  return found;
}
