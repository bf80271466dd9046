import type { Evidence } from '../../../core/evidence.ts';
import type { Json, Properties } from '../../../core/observation.ts';
import type { Asset } from '../../../core/snapshot.ts';
import type { View } from '../../view.ts';
import { listed } from '../../wording.ts';

/** What logs and exports say of the use of one service, over everybody. */
export interface Traffic {
  asset: Asset;
  people: Asset[];
  devices: Asset[];
  accounts: Asset[];
  requests: number;
  lookups: number;
  bytesOut: number;
  uploads: number;
  largestUpload: number;
  sent: string | undefined;
  dlp: string[];
  /** Access to mail, files and the like, in words. */
  scopes: string[];
  consents: number;
  since: string | undefined;
  until: string | undefined;
  /** Documents, pasted texts or access to what people keep, rather than questions. */
  leaves: boolean;
  onlyLookups: boolean;
  /** Seen in an audit log of the own cloud account alone. */
  byApi: boolean;
  evidence: Evidence[];
}

/** One request of this size is a pasted text rather than a typed question. */
const PASTED = 10_000;
const MOST_EVIDENCE = 20;

/** The use of an asset by people, devices and accounts; of a provider also through its endpoints and models. Undefined where none was seen. */
export function trafficOf(asset: Asset, view: View): Traffic | undefined {
  const served = asset.kind === 'provider' ? view.into(asset, 'provided-by').map((link) => link.from) : [];
  const links = [asset, ...served].flatMap((one) => view.into(one, 'uses', 'authorised'));
  if (links.length === 0) return undefined;
  const told = links
    .map((link) => ({ link, properties: view.properties(link) }))
    .sort((a, b) => numberOf(b.properties, 'uploads') - numberOf(a.properties, 'uploads') || a.link.index - b.link.index);
  const sum = (name: string): number => told.reduce((all, { properties }) => all + numberOf(properties, name), 0);
  const from = (kind: Asset['kind']): Asset[] => [...new Set(links.map((link) => link.from).filter((user) => user.kind === kind))];
  const times = told
    .flatMap(({ properties }) => [textIn(properties['firstSeen']), textIn(properties['lastSeen'])])
    .filter((time) => time !== undefined)
    .sort();
  const largestUpload = Math.max(0, ...told.map(({ properties }) => numberOf(properties, 'largestUpload')));
  const sent = told.find(
    ({ properties }) => numberOf(properties, 'largestUpload') === largestUpload && textIn(properties['sent']) !== undefined,
  )?.properties['sent'];
  const dlp = unique(told.flatMap(({ properties }) => textsIn(properties['dlp'])));
  const scopes = unique(told.flatMap(({ properties }) => textsIn(properties['riskyScopes'])));
  const requests = sum('requests') + sum('flows');
  const consents = links.filter(({ kind }) => kind === 'authorised').length;
  return {
    asset,
    people: from('person'),
    devices: from('device'),
    accounts: from('identity'),
    requests,
    lookups: sum('lookups'),
    bytesOut: sum('bytesOut'),
    uploads: sum('uploads'),
    largestUpload,
    sent: textIn(sent),
    dlp,
    scopes,
    consents,
    since: times[0],
    until: times.at(-1),
    leaves:
      dlp.length > 0 ||
      scopes.length > 0 ||
      largestUpload >= PASTED ||
      /^(?:upload|attach)|\b(?:upload|files?)\b/i.test(textIn(sent) ?? ''),
    onlyLookups: requests === 0 && consents === 0,
    byApi: told.every(({ properties }) => textsIn(properties['by']).join() === 'api'),
    evidence: told.flatMap(({ link }) => view.evidence(link)).slice(0, MOST_EVIDENCE),
  };
}

/** "2 people and 3 devices used ChatGPT (ana@…, …): 41 requests, 1.2 MB sent, …" */
export function toldTraffic(traffic: Traffic): string {
  const {
    asset,
    people,
    devices,
    accounts,
    requests,
    lookups,
    bytesOut,
    uploads,
    largestUpload,
    sent,
    dlp,
    scopes,
    consents,
    since,
    until,
  } = traffic;
  const groups = [
    counted(people.length, 'person', 'people'),
    counted(accounts.length, 'account', 'accounts'),
    counted(devices.length, 'device', 'devices'),
  ].filter((text) => text !== '');
  const volume = [
    counted(requests, 'request', 'requests'),
    requests === 0 ? counted(lookups, 'look-up of its name', 'look-ups of its name') : '',
    bytesOut > 0 ? `${size(bytesOut)} sent` : '',
    uploads > 0
      ? `${counted(uploads, 'request that carried content', 'requests that carried content')}${largestUpload > 0 ? `, the largest ${size(largestUpload)}` : ''}${sent === undefined ? '' : ` (${sent})`}`
      : '',
    dlp.length > 0 ? `data loss rules ${listed(dlp)}` : '',
    consents > 0 ? `${counted(consents, 'consent', 'consents')}${scopes.length > 0 ? ` to ${listed(scopes, 6)}` : ''}` : '',
  ].filter((text) => text !== '');
  const when = since === undefined ? '' : until === undefined || until === since ? `, on ${since}` : `, since ${since}, last ${until}`;
  const verb = requests > 0 ? 'used' : consents > 0 ? 'gave access to' : 'looked up';
  return `${groups.join(', ')} ${verb} ${asset.name} (${listed([...people, ...accounts, ...devices].map(({ name }) => name))}): ${volume.join(', ')}${when}`;
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}

function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} bytes`;
}

function numberOf(properties: Properties, name: string): number {
  const value = properties[name];
  return typeof value === 'number' ? value : 0;
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
