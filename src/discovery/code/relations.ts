import type { Evidence } from '../../core/evidence.ts';
import type { AssetReference } from '../../core/observation.ts';
import { aroundOf, ofFile, speaking } from './definitions.ts';
import { ruleEffect } from './effects.ts';
import type { EdgeRule, Place } from './knowledge.ts';
import { givesAway } from './given-away.ts';
import { evidenceAt, type Linked, makes } from './linked.ts';
import { loadedFrom, type Reads, readsOf } from './loaded.ts';
import { describeLaunch } from './mcp-launch.ts';
import { describe, functionTool, toolsFrom } from './tools.ts';
import { elementsOf, optionsOf, patternsOf, textsOf, UNKNOWN, type Value } from './value.ts';
import { type Use, valueAt } from './visit.ts';

/** Edges from arguments, and from statements that add to what was made. */
export function emitRelations(linked: Linked): void {
  const reads = readsOf(linked.visited);
  for (const use of linked.visited.uses) if (use.known.rule.edges) relate(linked, use, use.known.rule.edges, reads);
}

function relate(linked: Linked, use: Use, edges: readonly EdgeRule[], reads: Reads): void {
  const { program, visited } = linked;
  const { rule } = use.known;
  const gated = rule.approvalOf ? approvedNames(linked, use, rule.approvalOf) : undefined;
  for (const edge of edges) {
    const what = `${edge.kind}${edge.argument === undefined ? '' : ` through ${[edge.argument].flat()[0]}`}`;
    const evidence = evidenceAt(linked, use, what);
    const sources =
      edge.from === undefined
        ? sourcesOf(linked, use)
        : optionsOf(valueAt(program, use.call, use.scope, { argument: edge.from })).flatMap((value) => madeBy(linked, value));
    // The prompt of a call that is no agent, and the servers of a client, belong to the application.
    const ofApplication = (edge.as === 'prompt' || edge.as === 'mcp-server') && (rule.emits === undefined || rule.emits === 'model');
    if (sources.length === 0 && ofApplication) sources.push(linked.emitter.application(use.scope.file, evidence));
    if (sources.length === 0) continue;
    const given = edge.returned ? returned(linked, use, edge) : valueAt(program, use.call, use.scope, edge);
    if (edge.kind === 'sourced-from') {
      for (const store of loadedFrom(linked, given, reads))
        for (const source of sources) linked.emitter.edge(source, 'sourced-from', store, 'resolved', [evidence]);
      continue;
    }
    for (const source of sources) draw(linked, source, edge, given, use, evidence, gated);
    for (const addition of (use.call && visited.additions.get(use.call)) ?? []) {
      if (![edge.argument ?? []].flat().includes(addition.attribute)) continue;
      const later = linked.linking.evidence(
        addition.scope.file,
        addition.line,
        `${edge.kind} through a later statement on .${addition.attribute}`,
      );
      for (const source of sources) draw(linked, source, edge, program.evaluate(addition.value, addition.scope), use, later, gated);
    }
  }
}

/** What the use made; a rule without an asset of its own speaks of the object the method belongs to. */
function sourcesOf(linked: Linked, use: Use): AssetReference[] {
  const { rule } = use.known;
  const made =
    use.call && !use.fn
      ? (linked.made.get(use.call) ?? [])
      : use.fn && rule.emits
        ? [linked.toolOf.get(use.fn)].filter((one) => one !== undefined)
        : [];
  const own = made.filter(
    ({ kind }) =>
      (rule.emits !== undefined && kind === rule.emits && kind !== 'model') || (rule.implicitAgent !== undefined && kind === 'agent'),
  );
  if (own.length > 0 || (rule.emits !== undefined && rule.emits !== 'model')) return own;
  const owners = ((use.on && linked.made.get(use.on.call)) ?? []).filter(({ kind }) => kind !== 'model');
  return owners.length > 0 || !use.call ? owners : [...(linked.stepsOf.get(use.call) ?? [])];
}

/** What the function in the place returns, or a member of it; for a decorator the decorated function. */
function returned(linked: Linked, use: Use, edge: EdgeRule): Value {
  const { program } = linked;
  const given = edge.position === undefined ? undefined : use.call?.a[edge.position];
  const fn: Value = given ? program.evaluate(given, use.scope) : use.fn ? { v: 'function', d: use.fn, scope: use.scope } : UNKNOWN;
  const result = program.resultOf(fn);
  return edge.argument === undefined ? result : program.member(result, [edge.argument].flat()[0]!);
}

/**
 * Tool names before which a person is asked: `always`, or `conditional` where code decides each time (`when` of an
 * `InterruptOnConfig`) or whether it is asked at all could not be read. A later middleware that asks always wins.
 * Source: reference.langchain.com, HumanInTheLoopMiddleware and InterruptOnConfig.
 */
function approvedNames(linked: Linked, use: Use, place: Place): Map<string, string> {
  const out = new Map<string, string>();
  const value = valueAt(linked.program, use.call, use.scope, place);
  for (const option of value.v === 'list' ? value.items : [value]) {
    const inner =
      option.v === 'instance' ? valueAt(linked.program, option.call, option.scope, { argument: ['interrupt_on', 'interruptOn'] }) : option;
    if (inner.v === 'object')
      for (const [name, setting] of inner.members) {
        const asked = askedBy(setting);
        if (asked !== undefined && out.get(name) !== 'always') out.set(name, asked);
      }
    for (const text of inner.v === 'list' ? inner.items.flatMap((item) => textsOf(item)) : textsOf(inner)) out.set(text.text, 'always');
  }
  return out;
}

function askedBy(setting: Value): 'always' | 'conditional' | undefined {
  switch (setting.v) {
    case 'flag':
      return setting.flag ? 'always' : undefined;
    case 'object':
      return setting.members.some(([name]) => name === 'when') ? 'conditional' : 'always';
    case 'instance':
      return setting.call.k.some(([name]) => name === 'when') ? 'conditional' : 'always';
    case 'list':
      return 'always';
    default:
      return 'conditional';
  }
}

/** Edges of one kind from a source to all that a value stands for. */
export function draw(
  linked: Linked,
  source: AssetReference,
  edge: EdgeRule,
  given: Value,
  use: Use,
  evidence: Evidence,
  gated?: ReadonlyMap<string, string>,
): void {
  const { emitter } = linked;
  const ends = edge.as === 'mcp-server' ? serversOf(linked, given, use, evidence) : [];
  if (ends.length > 0 && use.call && source.kind === 'application') makes(linked, use.call, ends);
  const values =
    edge.as === 'prompt'
      ? instructionsIn(linked, given)
      : edge.each || given.v === 'either' || given.v === 'list'
        ? elementsOf(given)
        : optionsOf(given);
  for (const to of [...ends, ...values.flatMap((value) => endsOf(linked, source, value, edge, use, evidence))]) {
    const name = emitter.observed(to)?.name;
    const approval =
      to.kind === 'tool' && name !== undefined ? (gated?.get(name) ?? (gated?.has('tools') ? 'always' : undefined)) : undefined;
    // Among the tools of an agent may stand other agents and MCP servers.
    const kind =
      edge.kind === 'calls-tool' && to.kind === 'agent'
        ? 'delegates-to'
        : edge.kind === 'calls-tool' && to.kind === 'mcp-server'
          ? 'connects-to'
          : edge.kind;
    if (source.key !== to.key || source.kind !== to.kind)
      emitter.edge(source, kind, to, 'resolved', [evidence], approval === undefined ? undefined : { approval });
  }
}

function madeBy(linked: Linked, value: Value): AssetReference[] {
  switch (value.v) {
    case 'instance':
      return linked.made.get(value.call) ?? [];
    case 'class':
    case 'made':
      return (value.v === 'made' && value.call ? linked.made.get(value.call) : undefined) ?? ofClass(linked, value);
    case 'external':
      return value.of ? (linked.made.get(value.of.call) ?? []) : [];
    default:
      return [];
  }
}

function ofClass(linked: Linked, value: Value & { v: 'class' | 'made' }): AssetReference[] {
  const known = linked.classOf.get(value.of.d);
  return known ? [known] : [];
}

function endsOf(linked: Linked, source: AssetReference, value: Value, edge: EdgeRule, use: Use, evidence: Evidence): AssetReference[] {
  switch (value.v) {
    case 'class':
    case 'made': {
      const known = madeBy(linked, value);
      // An object whose methods are tools: a plug-in.
      return known.length > 0 || edge.as !== 'tool'
        ? known
        : value.of.d.body.flatMap((statement) => (statement.s === 'function' ? (linked.toolOf.get(statement.d) ?? []) : []));
    }
    case 'instance':
    case 'external': {
      const known = madeBy(linked, value);
      return known.length > 0 || edge.as !== 'tool' ? known : libraryTool(linked, value, use, evidence);
    }
    case 'function':
      if (edge.as === 'tool') return [functionTool(linked, value.d, value.scope)];
      if (edge.as === 'prompt')
        return elementsOf(linked.program.resultOf(value)).flatMap((one) =>
          one.v === 'function' ? [] : endsOf(linked, source, one, edge, use, evidence),
        );
      return linked.toolOf.has(value.d) ? [linked.toolOf.get(value.d)!] : [];
    case 'object':
      if (edge.as === 'tool') return toolsFrom(linked, value, use, evidence);
      if (edge.as === 'guardrail') return guardrailIn(linked, value, use);
      return [];
    case 'text':
    case 'template':
      if (edge.as === 'tool') return value.v === 'text' ? toolsFrom(linked, value, use, evidence) : [];
      if (edge.as === 'model') return modelsNamed(linked, value, use, evidence);
      return edge.as === 'prompt' ? prompt(linked, source, value, use, evidence) : [];
    default:
      return [];
  }
}

function modelsNamed(linked: Linked, value: Value, use: Use, evidence: Evidence): AssetReference[] {
  const provider = use.known.rule.provider ?? use.known.provider;
  const found = textsOf(value).map((text) => linked.emitter.model(text.text, { provider }, evidence));
  return found.filter((reference) => reference !== undefined);
}

/** A guardrail given as an object: `{ name: 'topic', execute: async (…) => … }`. */
function guardrailIn(linked: Linked, value: Value & { v: 'object' }, use: Use): AssetReference[] {
  const name = textsOf(linked.program.member(value, 'name'))[0]?.text;
  if (name === undefined) return [];
  const { file } = value.scope;
  const place = linked.linking.evidence(file, value.e.l, `guardrail ${name}`);
  return [
    linked.emitter.asset('guardrail', name, [linked.emitter.definition(file, `${name}:guardrail`)], { library: use.known.library.name }, [
      place,
    ]),
  ];
}

const INSTRUCTING = /^(?:system|developer)$/i;

/** Of a conversation what instructs the model: `{ role: 'system', content: … }`, `('system', …)`, a text block, a plain text. */
function instructionsIn(linked: Linked, given: Value): Value[] {
  const { program } = linked;
  return optionsOf(given).flatMap((option) => {
    if (option.v === 'list') {
      const [role, text] = option.items;
      if (option.items.length === 2 && role?.v === 'text' && ROLES.has(role.text))
        return text && INSTRUCTING.test(role.text) ? optionsOf(text) : [];
      return option.items.slice(0, 50).flatMap((item) => (item.v === 'text' || item.v === 'template' ? [] : instructionsIn(linked, item)));
    }
    if (option.v !== 'object') return [option];
    const role = textsOf(program.member(option, 'role'))[0]?.text;
    if (role !== undefined && !INSTRUCTING.test(role)) return [];
    const [content, text] = [program.member(option, 'content'), program.member(option, 'text')];
    return content.v === 'unknown' ? optionsOf(text) : content.v === 'list' ? instructionsIn(linked, content) : optionsOf(content);
  });
}

const ROLES = new Set(['system', 'developer', 'user', 'human', 'assistant', 'ai', 'placeholder', 'tool']);

/** A tool that a library brings: an object or function of it among the tools of an agent. */
function libraryTool(linked: Linked, value: Value & { v: 'instance' | 'external' }, use: Use, evidence: Evidence): AssetReference[] {
  const { emitter } = linked;
  const symbol = value.q.slice(value.q.lastIndexOf('.') + 1);
  const known = linked.indexOf(use.scope.file).find('calls', value.q);
  if (value.v === 'external' && value.of) return [];
  if (known ? known.rule.emits !== 'tool' : value.v === 'instance' && !/^[A-Z]\w*[a-z]/.test(symbol)) return [];
  const name = known?.rule.name?.default ?? symbol;
  const file = value.v === 'instance' ? value.scope.file : use.scope.file;
  const place = value.v === 'instance' ? linked.linking.evidence(file, value.call.l, `${value.q} given as a tool`) : evidence;
  const reference = emitter.asset(
    'tool',
    name,
    [emitter.definition(file, `${value.q}:tool`)],
    { from: value.q },
    [place],
    known ? 0.9 : 0.6,
  );
  describe(
    linked,
    reference,
    known?.rule.effect ? [ruleEffect(known.rule.effect, place)] : [],
    undefined,
    known?.rule.effect !== undefined,
  );
  if (value.v === 'instance') makes(linked, value.call, [reference]);
  return [reference];
}

const SHORTEST_PROMPT = 12;

function prompt(linked: Linked, source: AssetReference, value: Value, use: Use, evidence: Evidence): AssetReference[] {
  const place = patternsOf(value)[0];
  if (!place || place.text.length < SHORTEST_PROMPT || !/\s/.test(place.text)) return [];
  const where = place.file === undefined ? evidence : linked.linking.evidence(place.file, place.line, 'prompt text');
  const owner =
    source.kind === 'application'
      ? (speaking(aroundOf(use, use.call && linked.visited.named.get(use.call))) ?? ofFile(use.scope.file))
      : linked.emitter.observed(source)?.name;
  const reference = linked.emitter.prompt(
    place.text,
    `${owner ?? use.scope.file} instructions`,
    where,
    source.kind === 'application' ? 0.8 : 0.85,
  );
  givesAway(linked, reference, value, place);
  return [reference];
}

/** MCP servers given by name as settings: `{ files: { command: 'npx', args: [...] }, api: { type: 'http', url } }`. */
function serversOf(linked: Linked, given: Value, use: Use, evidence: Evidence): AssetReference[] {
  const { emitter, program } = linked;
  return optionsOf(given).flatMap((option) => {
    if (option.v !== 'object') return [];
    return option.members.flatMap(([name, member]) => {
      if (member.v !== 'object') return [];
      const text = (key: string) => textsOf(program.member(member, key))[0]?.text;
      const [command, url] = [text('command'), text('url') ?? text('httpUrl') ?? text('serverUrl')];
      if (command === undefined && url === undefined) return [];
      const { file } = member.scope;
      const place = linked.linking.evidence(file, member.e.l, `MCP server ${name}`);
      const reference = emitter.asset(
        'mcp-server',
        name,
        [emitter.definition(file, linked.unique(file, [...use.around, name].join('.'), 'mcp-server'))],
        { transport: url === undefined ? 'stdio' : 'http', command, url },
        [place ?? evidence],
      );
      const at = (...keys: string[]): Value => keys.map((key) => program.member(member, key)).find(({ v }) => v !== 'unknown') ?? UNKNOWN;
      const start = {
        name,
        line: member.e.l,
        command: at('command'),
        args: at('args'),
        url: at('url', 'httpUrl', 'serverUrl'),
        env: at('env'),
      };
      describeLaunch(linked, reference, start);
      return [reference];
    });
  });
}
