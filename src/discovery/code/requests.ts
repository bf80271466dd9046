import { matchAiHost } from '../../recognizers/ai-hosts/match.ts';
import { evidenceAt, type Linked, makes, secretsIn, shown } from './linked.ts';
import { belowBase } from './reached-stores.ts';
import { hostOf } from './stores.ts';
import type { Expression } from './syntax.ts';
import { optionsOf, patternsOf, type Scope, type Text, textsOf, UNKNOWN, type Value } from './value.ts';
import { type Call, type Use, valueAt } from './visit.ts';

/**
 * Models asked over plain HTTP, without any library of their provider: a request whose address is that of an AI API names the
 * model in its body, or in its path. What is asked of such a host without a model (a list, a file) is no use of one.
 */
export function emitRequests(linked: Linked): void {
  for (const use of linked.visited.uses) if (use.call && use.known.rule.effect?.how === 'http') requested(linked, use, use.call);
}

interface Request {
  address: Text;
  /** The call that carries the body. */
  call: Call;
  scope: Scope;
}

function requested(linked: Linked, use: Use, call: Call): void {
  const found = requestOf(linked, use, call);
  const provider = found && providerAt(found.address.text);
  if (!found || provider === undefined) return;
  const { emitter, linking } = linked;
  const { address } = found;
  const names = namesIn(linked, found);
  const given = names.length > 0 ? names : inPath(address);
  const place = { provider, base: address.text, baseAt: address.file === undefined ? undefined : addressAt(linked, address) };
  const references = given.flatMap((name) => {
    const evidence = evidenceAt(linked, use, `${shown(use)} asks ${hostShown(address.text)} with model ${name.text}`);
    return emitter.model(name.text, place, evidence) ?? [];
  });
  if (references.length === 0 && !speaks(linked, found)) return;
  const evidence = evidenceAt(linked, use, `${shown(use)} asks ${hostShown(address.text)}`);
  if (references.length === 0) {
    emitter.provider(provider, evidence);
    linking.cover({
      file: use.scope.file,
      status: 'skipped',
      reason: `The model that ${shown(use)} asks ${hostShown(address.text)} for is decided at run time. (line ${use.line})`,
    });
  }
  makes(linked, call, references);
  const application = emitter.application(use.scope.file, evidence);
  for (const from of [found, ...(use.on ? [use.on] : [])]) secretsIn(linked, { ...use, call: from.call, scope: from.scope }, application);
}

function addressAt(linked: Linked, { text, file, line }: Text): ReturnType<Linked['linking']['evidence']> {
  return linked.linking.evidence(file!, line, `address ${hostShown(text)}`);
}

/** The address, and the call that was given the body: that of a `Request` object where one is sent. */
function requestOf({ program }: Linked, use: Use, call: Call): Request | undefined {
  const rule = use.known.rule.effect!;
  const target = belowBase(rule.target ? valueAt(program, call, use.scope, rule.target) : UNKNOWN, use, rule, program);
  for (const option of optionsOf(target)) {
    const isObject = option.v === 'instance' && /(?:^|\.)Request$/.test(option.q);
    const address = isObject
      ? patternsOf(valueAt(program, option.call, option.scope, { argument: 'url', position: 0 }))[0]
      : patternsOf(option)[0];
    if (address) return isObject ? { address, call: option.call, scope: option.scope } : { address, call, scope: use.scope };
  }
  return undefined;
}

function providerAt(address: string): string | undefined {
  if (/^https?:\/\/[\w.-]+:11434(?:\/|$)/.test(address)) return 'ollama';
  const host = hostOf(address);
  const known = host === undefined ? undefined : matchAiHost(host);
  return known?.evidence === 'strong' && (known.category === 'api' || known.category === 'gateway') ? known.provider : undefined;
}

function hostShown(address: string): string {
  return /^https?:\/\/([^/?#]{1,200})/.exec(address)?.[1] ?? address.slice(0, 100);
}

const BODIES = ['json', 'data', 'body', 'content'];

/** The model in the body: an object, or one written as JSON. */
function namesIn(linked: Linked, request: Request): Text[] {
  return bodiesOf(linked, request).flatMap((body) => textsOf(linked.program.member(body, 'model')));
}

/** Whether the body is one that asks a model. */
function speaks(linked: Linked, request: Request): boolean {
  return bodiesOf(linked, request).some(
    (body) => body.v === 'object' && body.members.some(([name]) => ['model', 'messages', 'input', 'prompt', 'contents'].includes(name)),
  );
}

function bodiesOf({ program }: Linked, { call, scope }: Request): Value[] {
  const given = valueAt(program, call, scope, { argument: BODIES });
  const second = call.a[1] ? program.evaluate(call.a[1], scope) : UNKNOWN;
  return [...optionsOf(given), ...optionsOf(second)].flatMap((one) => optionsOf(unpacked(one, program.evaluate)));
}

/** What `json.dumps(x)`, `JSON.stringify(x)` and their `.encode()` were made of. */
function unpacked(value: Value, evaluate: (e: Expression, scope: Scope) => Value, deep = 0): Value {
  if (value.v !== 'instance' || deep > 3) return value;
  const { call, scope, q } = value;
  if (/^(?:json|orjson|ujson|simplejson)\.dumps$|^JSON\.stringify$/.test(q) && call.a[0])
    return unpacked(evaluate(call.a[0], scope), evaluate, deep + 1);
  if (q.endsWith('.encode') && call.f.t === 'attr') return unpacked(evaluate(call.f.o, scope), evaluate, deep + 1);
  return value;
}

/** `/v1beta/models/gemini-2.5-flash:generateContent`, `/model/anthropic.claude-…/invoke`. */
function inPath(address: Text): Text[] {
  const name =
    /\/models?\/([\w.%-]{3,100}(?:\/[\w.-]{1,100})??)(?::(?:stream)?[gG]enerate\w*|:predict|:embed\w*|\/(?:invoke|converse)[\w-]*)(?:[?#]|$)/.exec(
      address.text,
    )?.[1];
  return name === undefined ? [] : [{ ...address, text: name.replaceAll('%3A', ':') }];
}
