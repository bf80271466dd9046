import { columnName, delimiterOf, rowsOf } from '../../logs/csv.ts';
import type { TextFile } from '../../detector.ts';
import { forEachRecord, isEnvelope, member, parseRecord, textMember } from '../../logs/records.ts';
import { timeOf } from '../../logs/time.ts';
import type { GrantFacts } from './detector.ts';

/** One consent: JSON. */
export interface Grant {
  source: 'google' | 'entra';
  /** Client id, or the directory's id of the app. */
  app: string;
  name?: string;
  /** Mail address or directory id; absent: the whole organisation. */
  who?: string;
  scopes: string[];
  line: number;
  at?: number;
}

/** Words of the exports this detector knows. */
export const isGrants =
  /"(?:appId|AppId)"|"?(?:displayText|display text|app_name|servicePrincipalNames?|ServicePrincipalId|consentType|appDisplayName|appOwnerOrganizationId|userPrincipalName|admin#directory#token|admin#reports#activit|clientDisplayName)"?/i;

const MOST_GRANTS = 100_000;
const MOST_SCOPES = 100;

/** The consents of an export; undefined where the file is none. Never throws. */
export function grantsIn({ text }: TextFile): GrantFacts | undefined {
  const facts: GrantFacts = { grants: [], apps: [], people: [] };
  const start = text
    .slice(0, 16_384)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^(?:\{|\[\s{0,200}\{)/.test(start)) fromJson(text, start, facts);
  else fromTable(text, facts);
  return facts.grants.length + facts.apps.length + facts.people.length > 0 ? facts : undefined;
}

function fromJson(text: string, start: string, facts: GrantFacts): void {
  forEachRecord([text], isEnvelope(start), (record, line) => {
    const entry = parseRecord(record);
    if (entry) read(entry, line, facts);
  });
}

function full(facts: GrantFacts): boolean {
  if (facts.grants.length < MOST_GRANTS) return false;
  facts.cut = true;
  return true;
}

/** A record by its members, which are those of the API that gave it. */
function read(entry: Record<string, unknown>, line: number, facts: GrantFacts): void {
  if (full(facts)) return;
  const text = (...path: string[]): string | undefined => textMember(entry, ...path);
  // Directory API: developers.google.com/admin-sdk/directory/reference/rest/v1/tokens
  const client = text('clientId');
  if (client !== undefined && (text('displayText') !== undefined || text('userKey') !== undefined)) {
    facts.grants.push({
      source: 'google',
      app: client,
      ...named(text('displayText')),
      ...whoIn(text('userKey') ?? text('user')),
      scopes: list(member(entry, 'scopes')),
      line,
    });
    return;
  }
  // Reports API: developers.google.com/admin-sdk/reports/v1/appendix/activity/token
  if (text('id', 'applicationName') === 'token') {
    tokenActivity(entry, line, facts);
    return;
  }
  // Microsoft Graph: learn.microsoft.com/graph/api/resources/oauth2permissiongrant
  if (client !== undefined && text('consentType') !== undefined) {
    const principal = text('principalId');
    facts.grants.push({
      source: 'entra',
      app: client,
      ...(text('consentType') === 'AllPrincipals' ? {} : whoIn(principal)),
      ...named(text('clientDisplayName')),
      scopes: list(text('scope')),
      line,
    });
    return;
  }
  const id = text('id');
  if (id !== undefined && text('appId') !== undefined) {
    const host = hostIn(text('homepage') ?? text('loginUrl')) ?? hostIn(firstText(member(entry, 'replyUrls')));
    facts.apps.push({
      id,
      appId: text('appId')!,
      ...named(text('displayName') ?? text('appDisplayName')),
      ...(host === undefined ? {} : { host }),
      line,
    });
    return;
  }
  const mail = text('userPrincipalName') ?? text('mail');
  if (id !== undefined && mail?.includes('@')) facts.people.push({ id, mail });
}

/** `authorize` events; a later `revoke` of the same app by the same person takes the consent back. */
function tokenActivity(entry: Record<string, unknown>, line: number, facts: GrantFacts): void {
  const mail = textMember(entry, 'actor', 'email');
  const at = timeOf(textMember(entry, 'id', 'time') ?? '');
  const events = member(entry, 'events');
  for (const event of Array.isArray(events) ? events.slice(0, 50) : []) {
    const parameters = member(event, 'parameters');
    const parameter = (name: string): unknown =>
      Array.isArray(parameters) ? parameters.find((one) => textMember(one, 'name') === name) : undefined;
    const app = textMember(parameter('client_id'), 'value');
    const name = textMember(event, 'name');
    if (app === undefined || (name !== 'authorize' && name !== 'revoke')) continue;
    const scopes = name === 'revoke' ? ['revoked'] : list(member(parameter('scope'), 'multiValue'));
    facts.grants.push({
      source: 'google',
      app,
      ...named(textMember(parameter('app_name'), 'value')),
      ...whoIn(mail),
      scopes,
      line,
      ...(at === undefined ? {} : { at }),
    });
  }
}

const COLUMNS = {
  app: ['clientid', 'appid', 'applicationid'],
  name: ['displaytext', 'appname', 'applicationname', 'clientdisplayname', 'appdisplayname', 'displayname', 'app'],
  who: ['user', 'userkey', 'actor', 'useremail', 'email', 'userprincipalname', 'principaldisplayname', 'principalid'],
  scopes: ['scopes', 'scope', 'permission', 'permissions', 'delegatedpermissions'],
  consent: ['consenttype'],
  event: ['event', 'eventname'],
  id: ['id', 'objectid'],
} as const;

function fromTable(text: string, facts: GrantFacts): void {
  const first = text.slice(0, Math.max(0, text.indexOf('\n', text.startsWith('#TYPE') ? text.indexOf('\n') + 1 : 0)));
  const header = first.slice(first.lastIndexOf('\n') + 1);
  const delimiter = delimiterOf(header);
  let at: Map<keyof typeof COLUMNS, number> | undefined;
  for (const { cells, line } of rowsOf(text, delimiter)) {
    if (cells[0]?.startsWith('#TYPE')) continue;
    if (!at) {
      at = columnsOf(cells.map(columnName));
      if (!isConsent(at) && !isApps(at, cells) && !isPeople(cells)) return;
      continue;
    }
    if (full(facts)) return;
    row(at, cells, line, facts);
  }
}

function columnsOf(names: readonly string[]): Map<keyof typeof COLUMNS, number> {
  const at = new Map<keyof typeof COLUMNS, number>();
  for (const [column, accepted] of Object.entries(COLUMNS) as [keyof typeof COLUMNS, readonly string[]][]) {
    const found = accepted.map((name) => names.indexOf(name)).find((index) => index >= 0);
    if (found !== undefined) at.set(column, found);
  }
  return at;
}

const isConsent = (at: ReadonlyMap<string, number>): boolean =>
  at.has('scopes') && (at.has('app') || at.has('name')) && (at.has('who') || at.has('consent'));
const isApps = (at: ReadonlyMap<string, number>, header: readonly string[]): boolean =>
  at.has('id') && at.has('app') && header.some((name) => /appOwnerOrganizationId|ServicePrincipal/i.test(name));
const isPeople = (header: readonly string[]): boolean =>
  header.some((name) => /^userPrincipalName$/i.test(name)) && header.some((name) => /^id$|^objectId$/i.test(name));

function row(at: ReadonlyMap<keyof typeof COLUMNS, number>, cells: readonly string[], line: number, facts: GrantFacts): void {
  const cell = (column: keyof typeof COLUMNS): string | undefined => {
    const value = cells[at.get(column) ?? -1]?.trim();
    return value === undefined || value === '' ? undefined : value.slice(0, 20_000);
  };
  const consent = cell('consent');
  if (isConsent(at)) {
    const app = cell('app') ?? cell('name');
    if (app === undefined) return;
    const revoked = /revoke/i.test(cell('event') ?? '');
    const source = consent === undefined ? 'google' : 'entra';
    facts.grants.push({
      source,
      app,
      ...named(cell('name')),
      ...(consent === 'AllPrincipals' ? {} : whoIn(cell('who'))),
      scopes: revoked ? ['revoked'] : list(cell('scopes')),
      line,
    });
    return;
  }
  const id = cell('id');
  if (id === undefined) return;
  if (at.has('app')) facts.apps.push({ id, ...(cell('app') === undefined ? {} : { appId: cell('app')! }), ...named(cell('name')), line });
  else if (cell('who')?.includes('@')) facts.people.push({ id, mail: cell('who')! });
}

function named(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name: name.slice(0, 200) };
}

function whoIn(who: string | undefined): { who?: string } {
  return who === undefined ? {} : { who: who.slice(0, 200) };
}

/** Scopes as a list or separated by spaces, commas or line ends. */
function list(value: unknown): string[] {
  const all = Array.isArray(value)
    ? value.filter((item) => typeof item === 'string')
    : typeof value === 'string'
      ? value.slice(0, 20_000).split(/[\s,;|]+/)
      : [];
  return [...new Set(all.filter((scope) => scope !== '').map((scope) => scope.slice(0, 200)))].slice(0, MOST_SCOPES);
}

function hostIn(url: string | undefined): string | undefined {
  return /^https:\/\/([a-z0-9.-]{3,253})(?:[:/?#]|$)/i.exec(url ?? '')?.[1]?.toLowerCase();
}

function firstText(value: unknown): string | undefined {
  return Array.isArray(value) ? value.find((item) => typeof item === 'string') : undefined;
}
