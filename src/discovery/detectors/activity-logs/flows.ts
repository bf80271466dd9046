import { forEachLine } from '../../logs/lines.ts';
import { isAddress } from './tally.ts';

/** Bytes from one address to another: JSON. */
export interface Flow {
  from: string;
  to: string;
  bytes: number;
  count: number;
  line: number;
  first?: number;
  last?: number;
}

interface FlowRecord {
  from: string;
  to: string;
  port: number;
  bytes: number;
  at: number | undefined;
  last: number | undefined;
  line: number;
}

export interface Flows {
  add(record: FlowRecord): void;
  result(): { flows?: Flow[]; cut?: true };
}

const MOST_FLOWS = 50_000;
/** Where models and chat services listen. */
const PORTS = new Set([443, 80, 8443, 8080]);

/** Adds up what inner addresses sent to outer ones, at most 50,000 pairs. */
export function createFlows(): Flows {
  const pairs = new Map<string, Flow>();
  let cut = false;
  return {
    add({ from, to, port, bytes, at, last, line }) {
      if (!PORTS.has(port) || !isAddress(from) || !isAddress(to) || !isInner(from) || isInner(to)) return;
      const id = `${from} ${to}`;
      const known = pairs.get(id);
      if (!known && pairs.size >= MOST_FLOWS) return void (cut = true);
      const flow = known ?? { from, to, bytes: 0, count: 0, line };
      if (!known) pairs.set(id, flow);
      flow.bytes += bytes;
      flow.count++;
      if (at !== undefined) flow.first = Math.min(flow.first ?? at, at);
      if (last !== undefined) flow.last = Math.max(flow.last ?? last, last);
    },
    result: () => ({ ...(pairs.size > 0 ? { flows: [...pairs.values()] } : {}), ...(cut ? { cut: true as const } : {}) }),
  };
}

/** RFC 1918, RFC 6598, RFC 4193, loopback and link-local addresses. */
function isInner(address: string): boolean {
  return (
    /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(address) ||
    /^(?:f[cd][0-9a-f]{2}:|fe80:|::1$)/i.test(address)
  );
}

/** The columns of version 2, which files without a header have. Source: docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const VERSION_2 =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(' ');

/** AWS VPC flow logs: the header line where there is one, else the default format; only accepted traffic. */
export function readVpcFlows(chunks: Iterable<string>, flows: Flows): number {
  let columns = new Map(VERSION_2.map((name, index) => [name, index]));
  forEachLine(chunks, (line, number) => {
    const cells = line.split(' ');
    if (isVpcHeader(line)) {
      columns = new Map(cells.map((name, index) => [name, index]));
      return;
    }
    const cell = (name: string): string => cells[columns.get(name) ?? -1] ?? '-';
    // Behind a NAT gateway or a load balancer the packet addresses are the true ends.
    const [from, to] = [
      columns.has('pkt-srcaddr') ? cell('pkt-srcaddr') : cell('srcaddr'),
      columns.has('pkt-dstaddr') ? cell('pkt-dstaddr') : cell('dstaddr'),
    ];
    if (columns.has('action') && cell('action') !== 'ACCEPT') return;
    const [bytes, start, end] = [Number(cell('bytes')), Number(cell('start')), Number(cell('end'))];
    // Without a port column the format leaves it out: HTTPS is what is asked for here.
    const port = columns.has('dstport') ? Number(cell('dstport')) : 443;
    flows.add({
      from,
      to,
      port,
      bytes: Number.isFinite(bytes) ? bytes : 0,
      at: start > 0 ? start * 1000 : undefined,
      last: end > 0 ? end * 1000 : undefined,
      line: number,
    });
  });
  return 0;
}

export function isVpcHeader(line: string): boolean {
  return (
    /^(?:[a-z][a-z0-9-]* )+[a-z][a-z0-9-]*$/.test(line) &&
    /(?:^| )(?:pkt-)?srcaddr /.test(`${line} `) &&
    / ?(?:pkt-)?dstaddr(?: |$)/.test(line)
  );
}

export function isVpcRecord(line: string): boolean {
  return /^2 \d{12} eni-[0-9a-f]+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ \d+ \d+ (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$/.test(line);
}
