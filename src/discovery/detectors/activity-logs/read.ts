import { findSecrets, hasSecretAnchor } from '../../../recognizers/secrets/find.ts';
import type { BinaryFile } from '../../detector.ts';
import { LOG_LIMITS, openLog } from '../../logs/input.ts';
import { isEnvelope } from '../../logs/records.ts';
import { type CallFacts, isCloudTrail, readCloudTrail } from './cloudtrail.ts';
import { headerIn, readColumns } from './columns.ts';
import { isBind, isDnsmasq, isUnbound, readBind, readDnsmasq, readResolver, readUnbound } from './dns.ts';
import { createFlows, type Flow, type Flows, isVpcHeader, isVpcRecord, readVpcFlows } from './flows.ts';
import { isGoogleAudit, readGoogleAudit } from './google-audit.ts';
import { isSquid, readSquid } from './squid.ts';
import { createTally, type HostFacts, type Tally, type TallyFacts } from './tally.ts';
import { readZeekJson, readZeekTable } from './zeek.ts';

export const FORMATS = {
  zeek: 'Zeek log',
  dnsmasq: 'dnsmasq log',
  bind: 'BIND query log',
  unbound: 'Unbound query log',
  resolver: 'Route 53 Resolver query log',
  squid: 'Squid access log',
  gateway: 'web gateway log',
  vpc: 'VPC flow log',
  cloudtrail: 'CloudTrail',
  google: 'Google Cloud audit log',
} as const;
export type Format = keyof typeof FORMATS;

/** What one log says: JSON. */
export interface LogFacts extends TallyFacts {
  format: Format;
  flows?: Flow[];
  calls?: CallFacts['calls'];
  /** Records that were larger than any record should be. */
  passed?: number;
  /** Why not all of it was read. */
  unread?: string;
}

type Reading = (chunks: Iterable<string>, tally: Tally, flows: Flows) => number;

/** The facts of one log; undefined where the file is none that is known. Never throws: see openLog. */
export function readLog({ reader }: BinaryFile): LogFacts | undefined {
  const log = openLog(reader, LOG_LIMITS);
  if (!log) return undefined;
  const { head } = log;
  if (isCloudTrail(head)) {
    const { facts, passed } = readCloudTrail(log.chunks(), isEnvelope(head));
    return finish({ format: 'cloudtrail', hosts: [], ...facts }, passed, log.cut());
  }
  if (isGoogleAudit(head)) {
    const { facts, passed } = readGoogleAudit(log.chunks(), isEnvelope(head));
    return finish({ format: 'google', hosts: [], ...facts }, passed, log.cut());
  }
  const found = recognise(head);
  if (!found) return undefined;
  const tally = createTally();
  const flows = createFlows();
  const passed = found.read(log.chunks(), tally, flows);
  const counted = tally.result();
  const flowed = flows.result();
  return finish(
    { ...counted, ...flowed, ...(counted.cut || flowed.cut ? { cut: true } : {}), hosts: counted.hosts.map(veiled), format: found.format },
    passed,
    log.cut(),
  );
}

function finish(facts: LogFacts, passed: number, unread: string | undefined): LogFacts {
  return { ...facts, ...(passed > 0 ? { passed } : {}), ...(unread === undefined ? {} : { unread }) };
}

/** The format by the first lines: a header, or lines of which most fit. */
function recognise(head: string): { format: Format; read: Reading } | undefined {
  const start = head.replace(/^\uFEFF/, '').trimStart();
  if (/^(?:\{|\[\s{0,200}\{)/.test(start)) return recogniseJson(start);
  const lines = head.split('\n', 60).map((line) => line.replace(/\r$/, ''));
  // The last one may be cut off.
  if (lines.length > 1 && head.length >= 16_384) lines.pop();
  if (lines.some((line) => line.startsWith('#fields'))) return { format: 'zeek', read: readZeekTable };
  if (isVpcHeader(lines[0] ?? '')) return { format: 'vpc', read: (chunks, _, flows) => readVpcFlows(chunks, flows) };
  const has = (fits: (line: string) => boolean): boolean => lines.some((line) => line.length < 8192 && fits(line));
  if (has(isVpcRecord)) return { format: 'vpc', read: (chunks, _, flows) => readVpcFlows(chunks, flows) };
  if (has(isDnsmasq)) return { format: 'dnsmasq', read: readDnsmasq };
  if (has(isBind)) return { format: 'bind', read: readBind };
  if (has(isUnbound)) return { format: 'unbound', read: readUnbound };
  if (has(isSquid)) return { format: 'squid', read: readSquid };
  const header = headerIn(head);
  return header && { format: 'gateway', read: (chunks, tally) => readColumns(chunks, header, tally) };
}

function recogniseJson(start: string): { format: Format; read: Reading } | undefined {
  const envelope = isEnvelope(start);
  if (/"query_name"\s{0,9}:/.test(start) && /"(?:srcaddr|srcids)"\s{0,9}:/.test(start))
    return { format: 'resolver', read: (chunks, tally) => readResolver(chunks, envelope, tally) };
  if (/"id\.orig_h"\s{0,9}:|"assigned_addr"\s{0,9}:/.test(start)) return { format: 'zeek', read: readZeekJson };
  return undefined;
}

/** Nothing that looks like a secret leaves a log as a name. */
function veiled(facts: HostFacts): HostFacts {
  const uses = facts.uses.map((use) => {
    const text = `${use.who}\n${use.sent ?? ''}`;
    if (!hasSecretAnchor(text) || findSecrets(text, { file: 'log' }).length === 0) return use;
    const { sent: _sent, ...rest } = use;
    return { ...rest, who: hasSecretAnchor(use.who) && findSecrets(use.who, { file: 'log' }).length > 0 ? '(hidden)' : use.who };
  });
  return { ...facts, uses };
}
