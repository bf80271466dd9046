import { columnName, delimiterOf, splitRow } from '../../logs/csv.ts';
import { forEachLine } from '../../logs/lines.ts';
import { timeOf } from '../../logs/time.ts';
import { recognizeApp } from '../../../recognizers/ai-apps/names.ts';
import { addressParts, sentBy } from './sent.ts';
import { isAddress, plainHost, type Tally, whoOf } from './tally.ts';

/**
 * Column names of exports of secure web gateways, without case and signs, by what they hold; the first one that is there
 * counts. Sources: Zscaler NSS web log fields, Netskope page and application events, Cisco Umbrella and NextDNS reports, the W3C
 * extended log format.
 */
const COLUMNS = {
  url: ['url', 'eurl', 'requesturl', 'requestedurl', 'csuri', 'fullurl', 'destinationurl', 'uri', 'csurl', 'requestedresource'],
  host: [
    'host',
    'ehost',
    'cshost',
    'desthost',
    'destinationhost',
    'domain',
    'domainname',
    'fqdn',
    'sni',
    'tlssni',
    'servername',
    'dsthost',
    'dhost',
    'destinationdomain',
    'destinationfqdn',
    'urlhost',
    'requesthost',
    'queryname',
    'query',
    'destination',
  ],
  path: ['csuristem', 'csuripath', 'urlpath', 'uripath', 'path'],
  app: ['app', 'appname', 'application', 'applicationname', 'cloudapp', 'saasapp', 'site'],
  user: [
    'user',
    'username',
    'login',
    'elogin',
    'useremail',
    'email',
    'useridentity',
    'userprincipalname',
    'upn',
    'csusername',
    'suser',
    'srcuser',
    'sourceuser',
    'userid',
    'mostgranularidentity',
  ],
  address: [
    'clientip',
    'cip',
    'srcip',
    'sourceip',
    'src',
    'userip',
    'internalip',
    'clientaddress',
    'sourceaddress',
    'clientinternalip',
    'deviceip',
    'devicelocalip',
    'ipaddress',
    'source',
    'client',
  ],
  device: [
    'devicehostname',
    'devicename',
    'edevicehostname',
    'hostname',
    'computername',
    'machinename',
    'workstation',
    'srchost',
    'sourcehost',
    'endpoint',
    'device',
    'deviceid',
  ],
  method: ['method', 'requestmethod', 'reqmethod', 'csmethod', 'httpmethod'],
  out: [
    'reqsize',
    'requestsize',
    'totalrequestsize',
    'clientbytes',
    'csbytes',
    'bytesout',
    'bytessent',
    'sentbytes',
    'bytesuploaded',
    'uploadbytes',
    'upload',
    'requestbytes',
    'reqdatasize',
    'outbytes',
    'sent',
    'uploadedbytes',
    'bytesoutbound',
    'tobytes',
  ],
  in: [
    'respsize',
    'responsesize',
    'serverbytes',
    'scbytes',
    'bytesin',
    'bytesreceived',
    'receivedbytes',
    'downloadbytes',
    'download',
    'responsebytes',
    'rcvdbytes',
    'respdatasize',
    'inbytes',
    'received',
    'bytesinbound',
    'bytes',
    'totalbytes',
    'numbytes',
    'size',
  ],
  action: ['action', 'policyaction', 'disposition', 'verdict', 'scfilterresult', 'status', 'decision', 'reason', 'policyverdict'],
  time: [
    'datetime',
    'timestamp',
    'eventtime',
    'time',
    'logtime',
    'requesttime',
    'starttime',
    'date',
    'etime',
    'epochtime',
    'eventtimestamp',
    'createdat',
  ],
  activity: ['activity', 'cloudactivity', 'useractivity'],
  dlp: ['dlpengine', 'dlpengines', 'dlpdictionaries', 'dlpdict', 'dlprule', 'dlprulename', 'dlpprofile', 'dlp', 'dlpincident', 'dlppolicy'],
  queryType: ['querytype', 'qtype', 'rrtype'],
} as const;
type Column = keyof typeof COLUMNS;

export interface Header {
  delimiter: string;
  at: ReadonlyMap<Column, number>;
  /** The W3C format writes the time into a column of its own. */
  timeOfDay?: number;
}

const MOST_PREAMBLE = 12;

/** The header among the first lines of an export: it says who and where to. Undefined where there is none. */
export function headerIn(head: string): { header: Header; line: number } | undefined {
  const lines = head.split('\n', MOST_PREAMBLE);
  for (const [index, line] of lines.entries()) {
    const header = headerOf(line.replace(/\r$/, ''));
    if (header) return { header, line: index + 1 };
  }
  return undefined;
}

function headerOf(line: string): Header | undefined {
  const extended = /^#Fields:\s*(.+)$/i.exec(line);
  const delimiter = extended ? ' ' : delimiterOf(line);
  const names = splitRow((extended?.[1] ?? line).replace(/^\uFEFF/, ''), delimiter).map(columnName);
  if (names.length < 3 || names.length > 400) return undefined;
  const at = new Map<Column, number>();
  for (const [column, accepted] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const found = accepted.map((name) => names.indexOf(name)).find((index) => index >= 0);
    if (found !== undefined) at.set(column, found);
  }
  const where = at.has('url') || at.has('host') || (at.has('app') && at.has('activity'));
  const who = at.has('user') || at.has('address') || at.has('device');
  // A list of people and links is no log: a log says when, and from which address or with what outcome.
  const traffic =
    at.has('address') || (['method', 'out', 'in', 'action', 'queryType', 'activity', 'dlp'] as const).some((column) => at.has(column));
  if (!where || !who || !at.has('time') || !traffic) return undefined;
  const [day, hour] = [names.indexOf('date'), names.indexOf('time')];
  if (day < 0 || hour < 0 || names.some((name) => name === 'datetime' || name === 'timestamp')) return { delimiter, at };
  return { delimiter, at: at.set('time', day), timeOfDay: hour };
}

/** An export of a gateway as separated values or in the W3C format, by the names in its header. */
export function readColumns(chunks: Iterable<string>, found: { header: Header; line: number }, tally: Tally): number {
  let { header } = found;
  forEachLine(chunks, (line, number) => {
    if (number <= found.line || line === '') return;
    if (line.startsWith('#')) {
      header = headerOf(line) ?? header;
      return;
    }
    row(header, splitRow(line, header.delimiter), number, tally);
  });
  return 0;
}

function row(header: Header, cells: readonly string[], line: number, tally: Tally): void {
  const cell = (column: Column): string | undefined => {
    const value = cells[header.at.get(column) ?? -1]?.trim();
    return value === undefined || value === '' || value === '-' ? undefined : value;
  };
  const from = cell('address')?.replace(/^((?:\d{1,3}\.){3}\d{1,3}):\d{1,5}$/, '$1');
  const who = whoOf(cell('user'), cell('device'), from !== undefined && isAddress(from) ? from : undefined);
  const target = addressParts(cell('url') ?? '') ?? addressParts(cell('host') ?? '');
  const host = plainHost(cell('host') ?? '') ?? (target && plainHost(target.host)) ?? hostOfApp(cell('app'));
  if (!who || host === undefined) return;
  const bytesOut = whole(cell('out'));
  const path = cell('path') ?? target?.path;
  const lookup = header.at.has('queryType');
  const time = cell('time');
  const day = header.timeOfDay === undefined ? '' : ` ${cells[header.timeOfDay] ?? ''}`;
  tally.add({
    host,
    who,
    line,
    at: time === undefined ? undefined : timeOf(`${time}${day}`),
    lookup,
    bytesOut,
    bytesIn: whole(cell('in')),
    blocked: isBlocked(cell('action')),
    sent: lookup ? undefined : sentBy(cell('method'), path, bytesOut, cell('activity')),
    dlp: rulesIn(cell('dlp')),
  });
}

/** Events of an app without an address are counted for the host the app is known by. */
function hostOfApp(app: string | undefined): string | undefined {
  const found = app === undefined ? undefined : recognizeApp({ name: app });
  return found?.sure ? HOST_OF_APP.get(found.name) : undefined;
}

const HOST_OF_APP = new Map([
  ['ChatGPT', 'chatgpt.com'],
  ['OpenAI', 'chatgpt.com'],
  ['Claude', 'claude.ai'],
  ['Anthropic', 'claude.ai'],
  ['Gemini', 'gemini.google.com'],
  ['DeepSeek', 'chat.deepseek.com'],
  ['Perplexity', 'perplexity.ai'],
  ['Microsoft Copilot', 'copilot.microsoft.com'],
  ['GitHub Copilot', 'githubcopilot.com'],
  ['Grammarly', 'grammarly.com'],
  ['Otter', 'otter.ai'],
  ['Poe', 'poe.com'],
]);

function isBlocked(action: string | undefined): boolean {
  return (
    action !== undefined &&
    /block|den(?:y|ied)|drop|forbid|prevent|reject|isolat/i.test(action) &&
    !/^(?:not|un)[ -]?block|^allow/i.test(action)
  );
}

function rulesIn(text: string | undefined): string[] {
  if (text === undefined || /^(?:none|n\/a|na|null|no|false|0)$/i.test(text)) return [];
  return text.split(/[|;,]/, 10).flatMap((rule) => rule.trim().slice(0, 80) || []);
}

function whole(text: string | undefined): number | undefined {
  const number = Number(text?.replaceAll(/[ ,](?=\d{3})/g, ''));
  return text !== undefined && Number.isFinite(number) && number >= 0 ? number : undefined;
}
