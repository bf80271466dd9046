import type { Evidence } from '../../../core/evidence.ts';
import { type Key, strongKey } from '../../../core/keys.ts';
import type { AssetKind } from '../../../core/kinds.ts';
import { type AssetReference, type Observations, type Properties, referenceTo } from '../../../core/observation.ts';
import { recognizeModel } from '../../../recognizers/model-names/recognize.ts';
import type { Linking } from '../../detector.ts';
import { mailPerson } from '../../logs/person.ts';
import { shownTime } from '../../logs/time.ts';
import type { Call } from './cloudtrail.ts';
import { FORMATS, type LogFacts } from './read.ts';
import { modelKey } from '../../model.ts';

interface Summed extends Call {
  evidence: Evidence[];
}

/** Audit records → principals, the models, endpoints and secrets they used. Calls that were all refused are no use. */
export function linkCalls(linking: Linking<LogFacts>, out: Observations): void {
  const calls = summed(linking);
  switchedOff(calls, out);
  for (const call of calls) {
    if (call.count === 0 || call.what === 'log-off' || call.what === 'log-on') continue;
    const { evidence } = call;
    const from = principal(call.who, evidence, out);
    const to = thing(call, linking.target, evidence, out);
    const holds = to.kind === 'secret';
    out.edges.push({ from, to, kind: holds ? 'holds' : 'uses', strength: 'stated', properties: properties(call), evidence });
  }
}

/** Accounts whose log of model invocations somebody switched off, and nobody on again as far as the records go. */
function switchedOff(calls: readonly Summed[], out: Observations): void {
  for (const { what, name, count, last, who, evidence } of calls) {
    if (what !== 'log-off' || count === 0) continue;
    if (calls.some((one) => one.what === 'log-on' && one.name === name && one.count > 0 && (one.last ?? 0) > (last ?? 0))) continue;
    const [id = '', region = ''] = name.split(' ');
    const place = evidence[0];
    if (!/^\d{12}$/.test(id) || !place) continue;
    const off = {
      region,
      by: shortName(who).replace(/^arn:.*:/, ''),
      at: last === undefined ? '' : shownTime(last),
      file: place.file ?? '',
      line: place.line ?? 1,
    };
    add(out, 'account', id, [strongKey('arn', `arn:aws:iam::${id}:root`)], { platform: 'aws', logSwitchedOff: [off] }, evidence);
  }
}

/** The same call in several files is one: logs are delivered in pieces of a few minutes. */
function summed({ files, evidence }: Linking<LogFacts>): Summed[] {
  const sums = new Map<string, Summed>();
  for (const [file, { calls = [], format }] of files) {
    for (const call of calls) {
      const id = `${call.what} ${call.name} ${call.who}`;
      const seen = evidence(file, call.line, `${call.event} by ${shortName(call.who)} (${FORMATS[format]})`);
      const known = sums.get(id);
      if (!known) {
        sums.set(id, { ...call, evidence: [seen] });
        continue;
      }
      known.count += call.count;
      known.refused = (known.refused ?? 0) + (call.refused ?? 0);
      if (call.first !== undefined) known.first = Math.min(known.first ?? call.first, call.first);
      if (call.last !== undefined) known.last = Math.max(known.last ?? call.last, call.last);
      known.days = [...new Set([...(known.days ?? []), ...(call.days ?? [])])];
      if (known.evidence.length < 6) known.evidence.push(seen);
    }
  }
  return [...sums.values()];
}

function properties({ count, refused, first, last, days, event }: Summed): Properties {
  return {
    requests: count,
    blocked: refused || undefined,
    days: days?.length || undefined,
    firstSeen: first === undefined ? undefined : shownTime(first),
    lastSeen: last === undefined ? undefined : shownTime(last),
    by: ['api'],
    event,
  };
}

function shortName(who: string): string {
  return who.slice(who.lastIndexOf('/') + 1);
}

function principal(who: string, evidence: Evidence[], out: Observations): AssetReference {
  // A service account of Google is an identity under its mail address, as Terraform names it.
  if (who.endsWith('.gserviceaccount.com'))
    return add(out, 'identity', who, [strongKey('mail', who)], { form: 'service-account', platform: 'gcp' }, evidence);
  if (!who.startsWith('arn:')) return add(out, 'person', who, mailPerson(who).keys, {}, evidence);
  const form = who.includes(':role/') ? 'role' : 'person';
  return add(out, 'identity', shortName(who).replace(/^arn:.*:/, ''), [strongKey('arn', who)], { form, platform: 'aws' }, evidence);
}

function thing(call: Summed, target: string, evidence: Evidence[], out: Observations): AssetReference {
  if (call.what === 'model') return model(call.name, call.cloud === 'google' ? 'google-vertex' : 'aws-bedrock', evidence, out);
  if (call.what === 'provider') return provider(call.name, evidence, out);
  if (call.what === 'endpoint' && call.cloud === 'google')
    return add(
      out,
      'model-endpoint',
      call.name.slice(call.name.lastIndexOf('/') + 1),
      [strongKey('gcp', `//aiplatform.googleapis.com/${call.name}`)],
      { platform: 'google-vertex', auth: 'iam', inTraffic: true },
      evidence,
    );
  if (call.what === 'endpoint') {
    const name = call.name.slice(call.name.lastIndexOf('/') + 1);
    return add(
      out,
      'model-endpoint',
      name,
      [strongKey('arn', call.name)],
      { platform: 'aws-sagemaker', auth: 'iam', inTraffic: true },
      evidence,
    );
  }
  if (call.what === 'secret') {
    const key = call.name.startsWith('arn:') ? strongKey('arn', call.name) : strongKey('name', `${target}/secretsmanager/${call.name}`);
    return add(out, 'secret', call.name.replace(/^arn:.*:secret:/, ''), [key], { form: 'reference', platform: 'aws', ai: true }, evidence);
  }
  const secret = add(
    out,
    'secret',
    `Bedrock API key ${call.name}`,
    [strongKey('secret', `aws-bedrock/${call.name}`)],
    { form: 'reference', platform: 'aws', ai: true },
    evidence,
  );
  out.edges.push({ from: secret, to: provider('aws-bedrock', evidence, out), kind: 'grants', strength: 'stated', evidence });
  return secret;
}

/** A model by id, ARN or resource name, the same as in code and infrastructure; where it names none, the provider as such. */
function model(id: string, served: string, evidence: Evidence[], out: Observations): AssetReference {
  const recognised = recognizeModel(id, { provider: served });
  const by = provider(recognised?.provider ?? served, evidence, out);
  if (!recognised) return by;
  const { name, family, version, task, pinning, pinningWhy } = recognised;
  const properties = { provider: recognised.provider, family, version, task, pinning, pinningWhy };
  const reference = add(out, 'model', name, [modelKey(recognised.provider, name)], properties, evidence);
  out.edges.push({ from: reference, to: by, kind: 'provided-by', strength: 'stated', evidence });
  return reference;
}

function provider(id: string, evidence: Evidence[], out: Observations): AssetReference {
  return add(out, 'provider', id, [strongKey('name', id)], { inTraffic: true }, evidence);
}

function add(out: Observations, kind: AssetKind, name: string, keys: Key[], properties: Properties, evidence: Evidence[]): AssetReference {
  const asset = { kind, name, keys, properties, evidence, confidence: 0.95 };
  out.assets.push(asset);
  return referenceTo(asset);
}
