import { serviceOfHost } from '../../../recognizers/ai-apps/service.ts';

/** One record of a log: who spoke to which host. */
export interface Sighting {
  host: string;
  who: Who;
  line: number;
  /** Milliseconds since 1970. */
  at?: number | undefined;
  /** A look-up of the name only. */
  lookup?: boolean;
  /** The gateway did not let it through: no use. */
  blocked?: boolean;
  bytesOut?: number | undefined;
  bytesIn?: number | undefined;
  /** What was sent, where the record carries content out: "POST /backend-api/conversation". */
  sent?: string | undefined;
  /** What a data loss rule said of it. */
  dlp?: readonly string[];
}

/** A person by mail, an account by name, a device by address or name. */
export interface Who {
  kind: 'person' | 'identity' | 'device';
  name: string;
}

/** What one did with one host: JSON, zero and nothing left out. */
export interface Use {
  kind: Who['kind'];
  who: string;
  line: number;
  requests?: number;
  lookups?: number;
  bytesOut?: number;
  bytesIn?: number;
  uploads?: number;
  uploadBytes?: number;
  largestUpload?: number;
  /** The first thing sent, and its line. */
  sent?: string;
  sentLine?: number;
  blocked?: number;
  first?: number;
  last?: number;
  days?: number[];
  dlp?: string[];
}

export interface HostFacts {
  host: string;
  /** Not in the catalogue of AI hosts: only of interest where somebody else names it. */
  unknown?: true;
  /** Everybody who used it, those not listed included. */
  whos: number;
  uses: Use[];
  /** Names it stands for in DNS. */
  aliases?: string[];
}

export interface TallyFacts {
  hosts: HostFacts[];
  /** Addresses that DNS or TLS gave for a host of AI; `others` are those of anything else. */
  addresses?: [address: string, host: string][];
  others?: string[];
  /** Names of devices by address, from DHCP. */
  names?: [address: string, name: string][];
  /** More hosts, people or addresses than are kept. */
  cut?: true;
}

const MOST_HOSTS = 50_000;
const MOST_USERS = 20_000;
/** Of a host nobody knows yet, a few witnesses are enough. */
const MOST_USERS_OF_UNKNOWN = 8;
const MOST_PAIRS = 200_000;
const MOST_ADDRESSES = 100_000;
const MOST_DAYS = 400;
const DAY = 86_400_000;

export interface Tally {
  add(seen: Sighting): void;
  /** `name` stands for `target` (CNAME). */
  alias(name: string, target: string): void;
  address(address: string, host: string): void;
  name(address: string, name: string): void;
  /** A look-up counted before was refused. */
  refuse(host: string, who: Who): void;
  result(): TallyFacts;
}

interface HostState {
  ai: boolean;
  uses: Map<string, Use>;
  whos: number;
  aliases: Set<string>;
}

/** Adds up the records of one log within fixed bounds: 50,000 hosts, 200,000 pairs of who and host. */
export function createTally(): Tally {
  const hosts = new Map<string, HostState>();
  const addresses = new Map<string, string>();
  const names = new Map<string, string>();
  let pairs = 0;
  let cut = false;

  const stateOf = (host: string): HostState | undefined => {
    const known = hosts.get(host);
    if (known) return known;
    if (hosts.size >= MOST_HOSTS) {
      cut = true;
      // A host of AI is never the one that is left out.
      if (!serviceOfHost(host)) return undefined;
    }
    const state = { ai: serviceOfHost(host) !== undefined, uses: new Map<string, Use>(), whos: 0, aliases: new Set<string>() };
    hosts.set(host, state);
    return state;
  };

  const useOf = (state: HostState, who: Who, line: number): Use | undefined => {
    const id = `${who.kind} ${who.name}`;
    const known = state.uses.get(id);
    if (known) return known;
    state.whos++;
    if (pairs >= MOST_PAIRS || state.uses.size >= (state.ai ? MOST_USERS : MOST_USERS_OF_UNKNOWN)) {
      cut ||= state.ai;
      return undefined;
    }
    pairs++;
    const use: Use = { kind: who.kind, who: who.name, line };
    state.uses.set(id, use);
    return use;
  };

  return {
    add(seen) {
      const host = plainHost(seen.host);
      const state = host === undefined ? undefined : stateOf(host);
      const use = state && useOf(state, seen.who, seen.line);
      if (use) count(use, seen);
    },
    alias(name, target) {
      const [from, to] = [plainHost(name), plainHost(target)];
      if (from === undefined || to === undefined || from === to) return;
      const state = stateOf(from);
      if (state && state.aliases.size < 8) state.aliases.add(to);
    },
    address(address, host) {
      const plain = plainHost(host);
      if (plain === undefined || !isAddress(address)) return;
      if (!addresses.has(address) && addresses.size >= MOST_ADDRESSES) return void (cut = true);
      const value = serviceOfHost(plain) ? plain : '';
      const before = addresses.get(address);
      // One address for two services, or for one and something else, says nothing.
      const same = before === undefined || before === value || serviceOfHost(before)?.keys[0] === serviceOfHost(value)?.keys[0];
      addresses.set(address, same ? value : '');
    },
    name(address, name) {
      if (names.size < MOST_ADDRESSES) names.set(address, name.slice(0, 80));
    },
    refuse(host, who) {
      const use = hosts.get(plainHost(host) ?? '')?.uses.get(`${who.kind} ${who.name}`);
      if (!use?.lookups) return;
      use.lookups--;
      use.blocked = (use.blocked ?? 0) + 1;
    },
    result() {
      const facts: HostFacts[] = [];
      for (const [host, { ai, uses, whos, aliases }] of hosts) {
        if (uses.size === 0) continue;
        facts.push({
          host,
          ...(ai ? {} : { unknown: true as const }),
          whos,
          uses: [...uses.values()],
          ...(aliases.size > 0 ? { aliases: [...aliases] } : {}),
        });
      }
      const known = [...addresses].filter(([, host]) => host !== '');
      const others = known.length === 0 ? [] : [...addresses].filter(([, host]) => host === '').map(([address]) => address);
      return {
        hosts: facts,
        ...(known.length > 0 ? { addresses: known } : {}),
        ...(others.length > 0 ? { others } : {}),
        ...(names.size > 0 ? { names: [...names] } : {}),
        ...(cut ? { cut: true as const } : {}),
      };
    },
  };
}

function count(use: Use, seen: Sighting): void {
  if (seen.blocked) {
    use.blocked = (use.blocked ?? 0) + 1;
    return;
  }
  if (seen.lookup) use.lookups = (use.lookups ?? 0) + 1;
  else use.requests = (use.requests ?? 0) + 1;
  if (seen.bytesOut) use.bytesOut = (use.bytesOut ?? 0) + seen.bytesOut;
  if (seen.bytesIn) use.bytesIn = (use.bytesIn ?? 0) + seen.bytesIn;
  if (seen.sent !== undefined) {
    use.uploads = (use.uploads ?? 0) + 1;
    use.uploadBytes = (use.uploadBytes ?? 0) + (seen.bytesOut ?? 0);
    if ((seen.bytesOut ?? 0) > (use.largestUpload ?? -1)) {
      use.largestUpload = seen.bytesOut ?? 0;
      use.sent = seen.sent;
      use.sentLine = seen.line;
    }
  }
  for (const rule of seen.dlp ?? [])
    if (!use.dlp?.includes(rule) && (use.dlp?.length ?? 0) < 10) use.dlp = [...(use.dlp ?? []), rule.slice(0, 80)];
  if (seen.at === undefined) return;
  use.first = Math.min(use.first ?? seen.at, seen.at);
  use.last = Math.max(use.last ?? seen.at, seen.at);
  const day = Math.floor(seen.at / DAY);
  use.days ??= [];
  if (use.days.at(-1) !== day && use.days.length < MOST_DAYS && !use.days.includes(day)) use.days.push(day);
}

/** Lower case, without port and trailing dot; undefined for addresses, single labels, reverse names and what is no host name. */
export function plainHost(text: string): string | undefined {
  if (text.length > 260 || !text.includes('.')) return undefined;
  const name = text
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '');
  if (!/^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?$/.test(name) || /^[\d.]+$/.test(name) || name.includes('..') || /\.(?:arpa|local)$/.test(name))
    return undefined;
  return name;
}

export function isAddress(text: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) || (text.includes(':') && /^[0-9a-f:.]{3,45}$/i.test(text));
}

/** Who did it, from what a record says: the user before the device, a name before an address. Undefined where it says nothing. */
export function whoOf(user: string | undefined, device: string | undefined, address: string | undefined): Who | undefined {
  const name = plainName(user);
  if (name !== undefined && !isAddress(name)) {
    if (/^[^\s@\\/]{1,80}@[^\s@]{1,120}\.[^\s@.]{2,24}$/.test(name)) return { kind: 'person', name: name.toLowerCase() };
    return { kind: 'identity', name };
  }
  const found = plainName(device) ?? plainName(address) ?? name;
  return found === undefined ? undefined : { kind: 'device', name: found.toLowerCase().replace(/^::ffff:/, '') };
}

function plainName(text: string | undefined): string | undefined {
  const plain = text?.trim();
  if (plain === undefined || plain === '' || plain.length > 160 || /^(?:-|null|none|n\/a|na|unknown|anonymous|\(empty\))$/i.test(plain))
    return undefined;
  return plain;
}
