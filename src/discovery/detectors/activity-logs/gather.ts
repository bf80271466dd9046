import type { Evidence } from '../../../core/evidence.ts';
import type { Properties } from '../../../core/observation.ts';
import { type AiService, serviceOfHost } from '../../../recognizers/ai-apps/service.ts';
import type { Linking } from '../../detector.ts';
import { shownTime } from '../../logs/time.ts';
import { type Format, FORMATS, type LogFacts } from './read.ts';
import type { HostFacts, Use, Who } from './tally.ts';

/** A service and everybody who used it, over all logs of a target. */
export interface SeenService {
  service: AiService;
  /** Hosts it was asked for by, in the order seen. */
  hosts: Set<string>;
  /** Nobody knows yet whether it is AI. */
  unknown: boolean;
  evidence: Evidence[];
  users: Map<string, SeenUser>;
  /** All who used it, those not kept included. */
  most: number;
}

export interface SeenUser {
  who: Who;
  byFormat: Map<string, Omit<Use, 'kind' | 'who' | 'line'>>;
  evidence: Evidence[];
}

const MOST_EVIDENCE = 20;

/** What the hosts of all logs come to: by service, then by who. Flows count where one service alone answers at an address. */
export function gather({ files, evidence }: Linking<LogFacts>): Map<string, SeenService> {
  const seen = new Map<string, SeenService>();
  for (const [file, facts] of files) {
    for (const host of facts.hosts) {
      const { service, unknown } = meaningOf(host);
      const one = entryOf(seen, service, unknown);
      const counted = host.uses.filter(isUse);
      if (counted.length === 0) continue;
      one.hosts.add(host.host);
      one.most = Math.max(one.most, host.whos);
      const first = counted.reduce((a, b) => (b.line < a.line ? b : a));
      if (one.evidence.length < MOST_EVIDENCE)
        one.evidence.push(evidence(file, first.line, `${first.who} ${verbOf(first)} ${host.host} (${FORMATS[facts.format]})`));
      for (const use of counted)
        addUse(one, use, facts.format, [
          evidence(file, use.line, `${use.who} ${verbOf(use)} ${host.host} (${FORMATS[facts.format]})`),
          ...(use.sent === undefined ? [] : [evidence(file, use.sentLine ?? use.line, sentence(use, host.host))]),
        ]);
    }
  }
  addFlows(files, seen, evidence);
  return seen;
}

function isUse({ requests, lookups }: Pick<Use, 'requests' | 'lookups'>): boolean {
  return (requests ?? 0) + (lookups ?? 0) > 0;
}

function verbOf({ requests }: Use): string {
  return requests ? 'sent requests to' : 'looked up';
}

function sentence(use: Use, host: string): string {
  return `${use.who} sent ${use.largestUpload ? `${use.largestUpload} bytes` : 'content'} to ${host}: ${use.sent}`;
}

function meaningOf({ host, aliases = [] }: HostFacts): { service: AiService; unknown: boolean } {
  const direct = serviceOfHost(host);
  if (direct) return { service: direct, unknown: false };
  const through = aliases.map((alias) => serviceOfHost(alias)).find((service) => service && service.evidence !== 'weak');
  // A name of one's own for a resource of one's own is a second name of that resource.
  if (through)
    return {
      service: through.kind === 'model-endpoint' ? { ...through, keys: [...through.keys, `host:${host}`] } : through,
      unknown: false,
    };
  return {
    service: { kind: 'model-endpoint', name: host, keys: [`host:${host}`], vendor: '', category: '', evidence: 'weak' },
    unknown: true,
  };
}

function entryOf(seen: Map<string, SeenService>, service: AiService, unknown: boolean): SeenService {
  const id = `${service.kind} ${service.keys[0]}`;
  const known = seen.get(id);
  if (!known) {
    const made: SeenService = {
      service: { ...service },
      hosts: new Set<string>(),
      unknown,
      evidence: [],
      users: new Map<string, SeenUser>(),
      most: 0,
    };
    seen.set(id, made);
    return made;
  }
  known.service.keys = [...new Set([...known.service.keys, ...service.keys])];
  if (stronger(service.evidence, known.service.evidence)) known.service.evidence = service.evidence;
  return known;
}

function stronger(a: AiService['evidence'], b: AiService['evidence']): boolean {
  const order = ['weak', 'medium', 'strong'];
  return order.indexOf(a) > order.indexOf(b);
}

function addUse(one: SeenService, use: Use, format: string, evidence: Evidence[]): void {
  const id = `${use.kind} ${use.who}`;
  const user: SeenUser = one.users.get(id) ?? { who: { kind: use.kind, name: use.who }, byFormat: new Map(), evidence: [] };
  one.users.set(id, user);
  if (user.evidence.length < MOST_EVIDENCE) user.evidence.push(...evidence);
  const before = user.byFormat.get(format) ?? {};
  const sum = (name: 'requests' | 'lookups' | 'bytesOut' | 'bytesIn' | 'uploads' | 'uploadBytes' | 'blocked'): number =>
    (before[name] ?? 0) + (use[name] ?? 0);
  user.byFormat.set(format, {
    requests: sum('requests'),
    lookups: sum('lookups'),
    bytesOut: sum('bytesOut'),
    bytesIn: sum('bytesIn'),
    uploads: sum('uploads'),
    uploadBytes: sum('uploadBytes'),
    blocked: sum('blocked'),
    largestUpload: Math.max(before.largestUpload ?? 0, use.largestUpload ?? 0),
    ...defined('sent', before.sent ?? use.sent),
    ...defined('first', least(before.first, use.first)),
    ...defined('last', most(before.last, use.last)),
    days: [...new Set([...(before.days ?? []), ...(use.days ?? [])])],
    dlp: [...new Set([...(before.dlp ?? []), ...(use.dlp ?? [])])],
  });
}

/** Addresses that stand for one service alone; those of anything else, or of two, say nothing. */
function addFlows(files: Linking<LogFacts>['files'], seen: Map<string, SeenService>, evidence: Linking<LogFacts>['evidence']): void {
  const hosts = new Map<string, string>();
  const shared = new Set<string>();
  for (const facts of files.values()) {
    for (const address of facts.others ?? []) shared.add(address);
    for (const [address, host] of facts.addresses ?? []) {
      const before = hosts.get(address);
      if (before !== undefined && serviceOfHost(before)?.keys[0] !== serviceOfHost(host)?.keys[0]) shared.add(address);
      hosts.set(address, host);
    }
  }
  for (const [file, { flows = [], format }] of files) {
    for (const flow of flows) {
      const host = shared.has(flow.to) ? undefined : hosts.get(flow.to);
      const service = host === undefined ? undefined : serviceOfHost(host);
      if (!service || host === undefined) continue;
      const one = entryOf(seen, service, false);
      const detail = `${flow.from} sent ${flow.bytes} bytes to ${flow.to}, the address of ${host} (${FORMATS[format]})`;
      if (one.evidence.length < MOST_EVIDENCE) one.evidence.push(evidence(file, flow.line, detail));
      one.hosts.add(host);
      const days = [flow.first, flow.last].flatMap((time) => (time === undefined ? [] : [Math.floor(time / 86_400_000)]));
      addUse(
        one,
        {
          kind: 'device',
          who: flow.from,
          line: flow.line,
          requests: flow.count,
          bytesOut: flow.bytes,
          ...defined('first', flow.first),
          ...defined('last', flow.last),
          days: [...new Set(days)],
        },
        `${format} flows`,
        [evidence(file, flow.line, detail)],
      );
    }
  }
}

const WAYS: Readonly<Record<string, string>> = {
  dnsmasq: 'dns',
  bind: 'dns',
  unbound: 'dns',
  resolver: 'dns',
  squid: 'proxy',
  gateway: 'proxy',
  zeek: 'network',
  vpc: 'flow',
} satisfies Partial<Record<Format, string>>;

/**
 * The properties of a `uses` edge. One request leaves traces in several kinds of log: the largest count of one kind stands, not
 * their sum.
 */
export function usage(user: SeenUser): Properties {
  const formats = [...user.byFormat];
  const best = (
    name: 'requests' | 'lookups' | 'bytesOut' | 'bytesIn' | 'uploads' | 'uploadBytes' | 'largestUpload' | 'blocked',
  ): number | undefined => Math.max(0, ...formats.map(([, use]) => use[name] ?? 0)) || undefined;
  const flows = Math.max(0, ...formats.filter(([format]) => format.endsWith(' flows')).map(([, use]) => use.requests ?? 0));
  const requests = Math.max(0, ...formats.filter(([format]) => !format.endsWith(' flows')).map(([, use]) => use.requests ?? 0));
  const days = new Set(formats.flatMap(([, use]) => use.days ?? []));
  const first = formats.reduce<number | undefined>((time, [, use]) => least(time, use.first), undefined);
  const last = formats.reduce<number | undefined>((time, [, use]) => most(time, use.last), undefined);
  const dlp = [...new Set(formats.flatMap(([, use]) => use.dlp ?? []))].sort();
  return {
    requests: requests || undefined,
    lookups: best('lookups'),
    flows: flows || undefined,
    bytesOut: best('bytesOut'),
    bytesIn: best('bytesIn'),
    uploads: best('uploads'),
    uploadBytes: best('uploadBytes'),
    largestUpload: best('largestUpload'),
    sent: formats.map(([, use]) => use.sent).find((sent) => sent !== undefined),
    blocked: best('blocked'),
    days: days.size || undefined,
    firstSeen: first === undefined ? undefined : shownTime(first),
    lastSeen: last === undefined ? undefined : shownTime(last),
    dlp: dlp.length > 0 ? dlp : undefined,
    by: [...new Set(formats.map(([format]) => (format.endsWith(' flows') ? 'flow' : (WAYS[format] ?? format))))].sort(),
  };
}

function defined<Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: Value });
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function most(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}
