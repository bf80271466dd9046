import { compareText } from '../../../core/evidence.ts';
import { type Key, type Namespace, strongKey } from '../../../core/keys.ts';
import { type AssetReference, type Observations, referenceTo } from '../../../core/observation.ts';
import { mailPerson } from '../../logs/person.ts';
import type { Linking } from '../../detector.ts';
import { linkCalls } from './link-calls.ts';
import { gather, type SeenService, usage } from './gather.ts';
import type { LogFacts } from './read.ts';
import type { Who } from './tally.ts';

/** Logs → services, who used them, how much. */
export function linkLogs(linking: Linking<LogFacts>): Observations {
  const out: Observations = { assets: [], edges: [] };
  const names = deviceNames(linking);
  const told = new Map<string, boolean>();
  // Required before optional: who is listed for a known service needs no second, optional listing.
  const seen = [...gather(linking).values()]
    .filter(({ users }) => users.size > 0)
    .sort((a, b) => Number(isOptional(a)) - Number(isOptional(b)));
  for (const one of seen) {
    const to = serviceAsset(one, out);
    for (const user of [...one.users.values()].sort((a, b) => compareText(a.who.name, b.who.name))) {
      const from = whoAsset(user.who, user.evidence.slice(0, 1), isOptional(one));
      out.edges.push({
        from,
        to,
        kind: 'uses',
        strength: [...user.byFormat.keys()].every((format) => format.endsWith(' flows')) ? 'inferred' : 'stated',
        properties: usage(user),
        evidence: user.evidence.slice(0, 6),
        ...(isOptional(one) ? { optional: true } : {}),
      });
    }
  }
  linkCalls(linking, out);
  coverage(linking);
  return out;

  function whoAsset(who: Who, evidence: Observations['assets'][number]['evidence'], optional: boolean): AssetReference {
    const { kind, keys } = whoKeys(who, linking.target);
    const reference = { kind, key: keys[0]!.key };
    const id = `${kind} ${reference.key}`;
    if (told.has(id)) return reference;
    told.set(id, optional);
    const hostname = who.kind === 'device' ? names.get(who.name) : undefined;
    out.assets.push({
      kind,
      name: hostname ?? who.name,
      keys,
      properties: {
        ...(who.kind === 'identity' ? { form: 'person' } : {}),
        ...(hostname === undefined ? {} : { address: who.name }),
      },
      evidence,
      confidence: 0.9,
      ...(optional ? { optional: true } : {}),
    });
    return reference;
  }
}

/** Weak hosts serve other things too; what nobody knows yet waits for somebody who names it. */
function isOptional({ service, unknown }: SeenService): boolean {
  return unknown || service.evidence === 'weak';
}

function serviceAsset(one: SeenService, out: Observations): AssetReference {
  const { service, evidence } = one;
  const optional = isOptional(one) ? { optional: true as const } : {};
  const asked = [...one.users.values()].some((user) => [...user.byFormat.values()].some(({ requests }) => (requests ?? 0) > 0));
  const asset = {
    kind: service.kind,
    name: service.name,
    keys: service.keys.map(keyOf),
    properties: {
      ...(service.vendor === '' ? {} : { vendor: service.vendor, category: service.category }),
      ...(service.provider === undefined || service.kind === 'provider' ? {} : { provider: service.provider }),
      ...(service.kind === 'model-endpoint' ? { host: service.name } : {}),
      ...(service.kind === 'model-endpoint' ? {} : { hosts: [...one.hosts].sort(compareText).slice(0, 20) }),
      inTraffic: true,
    },
    evidence,
    confidence: (service.evidence === 'strong' ? 0.95 : 0.8) - (asked ? 0 : 0.15),
    ...optional,
  };
  out.assets.push(asset);
  const reference = referenceTo(asset);
  if (service.kind === 'model-endpoint' && service.provider !== undefined) {
    const provider = {
      kind: 'provider' as const,
      name: service.provider,
      keys: [strongKey('name', service.provider)],
      properties: {},
      evidence: evidence.slice(0, 1),
      confidence: 0.9,
    };
    out.assets.push(provider);
    out.edges.push({
      from: reference,
      to: referenceTo(provider),
      kind: 'provided-by',
      strength: 'resolved',
      evidence: evidence.slice(0, 1),
    });
  }
  return reference;
}

function keyOf(text: string): Key {
  const at = text.indexOf(':');
  return strongKey(text.slice(0, at) as Namespace, text.slice(at + 1));
}

/** Private addresses and short names repeat from network to network: they hold within the target. A full host name holds everywhere. */
function whoKeys(who: Who, target: string): { kind: Who['kind']; keys: Key[] } {
  if (who.kind === 'person') return { kind: 'person', keys: mailPerson(who.name).keys };
  if (who.kind === 'identity') return { kind: 'identity', keys: [strongKey('idp', `${target}/${who.name.toLowerCase()}`)] };
  const everywhere = /[a-z]/.test(who.name) && who.name.includes('.') && !who.name.includes(':');
  return { kind: 'device', keys: [strongKey('host', everywhere ? who.name : `${target}/${who.name}`)] };
}

/** Names DHCP gave to addresses; an address that changed hands has none. */
function deviceNames({ files }: Linking<LogFacts>): Map<string, string> {
  const names = new Map<string, string>();
  for (const facts of files.values())
    for (const [address, name] of facts.names ?? []) names.set(address, (names.get(address) ?? name) === name ? name : '');
  for (const [address, name] of names) if (name === '') names.delete(address);
  return names;
}

function coverage({ files, cover }: Linking<LogFacts>): void {
  const named = [...files.values()].some(({ addresses }) => addresses !== undefined);
  for (const [file, { unread, cut, passed, flows, format }] of files) {
    if (unread !== undefined) cover({ file, status: 'partial', reason: `Not all of this log was read: ${unread}.` });
    if (cut) cover({ file, status: 'partial', reason: 'It names more hosts, users or addresses than are kept: some use is not listed.' });
    if (passed)
      cover({ file, status: 'partial', reason: `${passed} of its records are broken or larger than 1 MiB: they were passed over.` });
    if (flows && format === 'vpc' && !named)
      cover({
        file,
        status: 'skipped',
        reason: 'Flow logs name addresses only: without DNS or TLS logs of the same network nobody can say which of them are AI.',
      });
  }
}
