import type { Evidence } from '../../core/evidence.ts';
import type { AssetReference, Properties } from '../../core/observation.ts';
import { askedInCode } from './asked.ts';
import { closureOf, type Effect, effectsOf, ruleEffect } from './effects.ts';
import { type Handler, handlerOfName, ofFunction } from './handlers.ts';
import { bodiesOf, functionsIn, type Linked } from './linked.ts';
import { hostedProperties } from './mcp-launch.ts';
import type { FunctionDefinition } from './syntax.ts';
import { optionsOf, type Scope, textsOf, type Value } from './value.ts';
import { type Body, type Use, valueAt } from './visit.ts';

/** Capabilities, approval and connections of a tool, from what its body does and what the library says of it. */
export function describeTool(
  linked: Linked,
  reference: AssetReference,
  use: Use,
  bodies: readonly Body[],
  fn: FunctionDefinition | undefined,
): void {
  const own = use.known.rule.effect
    ? effectsOf(
        { key: use.scope.file, scope: use.scope, uses: [use], calls: new Set(), touches: new Set(), lines: new Map(), branches: [] },
        fn,
        linked.effects,
      )
    : [];
  const stated = approvalOf(linked, use);
  const handlers = bodies.map((body) => ({ body, ...(fn ? { fn } : {}) }));
  describe(
    linked,
    reference,
    [...own, ...bodies.flatMap((body) => effectsOf(body, fn, linked.effects))],
    stated === undefined || stated === 'none' ? (askedBy(linked, handlers) ?? stated) : stated,
    use.known.rule.effect !== undefined || isMadeOf(use, bodies) || isRead(linked, bodies),
  );
  for (const body of bodies) linkBody(linked, reference, body);
}

/**
 * A low-level MCP server runs all its tools in one handler: what it does belongs to the only tool, or, where there are several
 * and nothing tells them apart, to the server.
 */
export function describeServed(linked: Linked): void {
  const { emitter, made, visited } = linked;
  const exposed = new Map<string, AssetReference[]>();
  for (const { kind, from, to } of emitter.observations.edges) {
    if (kind !== 'exposes-tool') continue;
    const list = exposed.get(from.key);
    if (list) list.push(to);
    else exposed.set(from.key, [to]);
  }
  for (const use of visited.uses) {
    if (!use.known.rule.runs || !use.on) continue;
    const functions = use.fn ? [use.fn] : use.call ? functionsIn(linked, use.call, use.scope) : [];
    for (const server of made.get(use.on.call) ?? []) {
      const tools = exposed.get(server.key) ?? [];
      const only = new Set(tools.map(({ key }) => key)).size === 1 ? tools[0] : undefined;
      for (const body of bodiesOf(linked, functions)) {
        describe(linked, only ?? server, effectsOf(body, functions[0], linked.effects), undefined, isRead(linked, [body]));
        if (only) linkBody(linked, only, body);
      }
    }
  }
}

/** Agents, stores and models the body of a tool uses. */
function linkBody(linked: Linked, reference: AssetReference, body: Body): void {
  for (const inner of closureOf(body, linked.visited)) {
    for (const touched of inner.touches) {
      const evidence = linked.linking.evidence(inner.scope.file, touched.l, 'used in the body of the tool');
      for (const other of linked.made.get(touched) ?? [])
        if (other.kind !== 'tool' && linked.emitter.observed(other)?.properties?.['own'] !== true)
          connect(linked, reference, other, evidence);
    }
  }
}

/** What an agent or tool that runs code which uses something has to do with it. */
export function connect(linked: Linked, from: AssetReference, to: AssetReference, evidence: Evidence): void {
  if (from.kind === to.kind && from.key === to.key) return;
  const kind = {
    agent: 'delegates-to',
    'vector-store': 'retrieves-from',
    'knowledge-base': 'retrieves-from',
    model: 'uses-model',
    tool: 'calls-tool',
    'mcp-server': 'connects-to',
  } as const;
  if (to.kind in kind) linked.emitter.edge(from, kind[to.kind as keyof typeof kind], to, 'resolved', [evidence]);
}

/**
 * What a tool does, as its properties. `read` says that what runs was found and understood: only then does a tool without effects
 * have an empty list of capabilities. Of any other nobody knows, and it has none.
 */
export function describe(
  linked: Linked,
  reference: AssetReference,
  effects: readonly Effect[],
  approval: string | undefined,
  read: boolean,
): void {
  const { emitter } = linked;
  const before = emitter.observed(reference)?.properties?.['capabilities'];
  const capabilities = [
    ...new Set([...(Array.isArray(before) ? (before as string[]) : []), ...effects.flatMap((effect) => effect.capabilities)]),
  ].sort();
  const seen = effects
    .filter((effect) => effect.capabilities.length > 0 || effect.stores.length > 0)
    .map((effect) => ({
      capabilities: effect.capabilities,
      how: effect.how,
      target: effect.target,
      fixed: effect.fixed,
      access: effect.access,
      sandboxed: effect.sandboxed,
      store: effect.stores[0]?.name,
      file: effect.evidence.file,
      line: effect.evidence.line,
      detail: effect.evidence.detail,
    }));
  const properties: Properties = (reference.kind === 'tool' && read) || capabilities.length > 0 ? { capabilities, effects: seen } : {};
  emitter.annotate(reference, { ...properties, ...(approval === undefined ? {} : { approval }) });
  for (const effect of effects) {
    for (const store of effect.stores) {
      if (store.kind === 'model-artifact') continue;
      const to = emitter.store(store, effect.evidence);
      emitter.edge(reference, 'connects-to', to, effect.strength, [effect.evidence], { access: effect.access ?? 'unknown' });
      if (effect.access === 'read' && to.kind !== 'service')
        emitter.edge(reference, 'retrieves-from', to, effect.strength, [effect.evidence]);
    }
  }
}

/** Whether what runs is known, and nothing in it is done with something unknown. */
function isRead(linked: Linked, bodies: readonly Body[]): boolean {
  return bodies.length > 0 && !bodies.some((body) => closureOf(body, linked.visited).some(({ opaque }) => opaque));
}

/** `agent.as_tool(…)`: what it leads to is told by its edges. */
function isMadeOf(use: Use, bodies: readonly Body[]): boolean {
  return bodies.length === 0 && use.on !== undefined && use.fn === undefined && !use.known.rule.owned;
}

function askedBy(linked: Linked, handlers: readonly Handler[]): string | undefined {
  const asked = handlers.map(({ body, fn }) => askedInCode(linked, body, fn)).filter((one) => one !== undefined);
  return asked.includes('conditional') ? 'conditional' : asked[0];
}

function approvalOf(linked: Linked, use: Use): string | undefined {
  const { approval } = use.known.rule;
  if (!approval) return undefined;
  if (approval.always) return 'always';
  const value = optionsOf(valueAt(linked.program, use.call, use.scope, approval))[0];
  return value === undefined || value.v === 'unknown' ? 'none' : approvalIn(value, approval.never);
}

function approvalIn(value: Value, never: readonly string[] = ['never']): string {
  if (value.v === 'flag') return value.flag ? 'always' : 'none';
  if (value.v === 'text') return never.includes(value.text) ? 'none' : 'always';
  return 'conditional';
}

/** A tool given as a definition: a plain function, a JSON schema with a name, a hosted tool known by its type, its name alone. */
export function toolsFrom(linked: Linked, value: Value, use: Use, evidence: Evidence): AssetReference[] {
  if (value.v === 'function') return [functionTool(linked, value.d, value.scope)];
  if (value.v === 'text')
    return namedTool(linked, value.text, use, linked.linking.evidence(value.file, value.line, `tool ${value.text.slice(0, 80)} named`));
  if (value.v !== 'object') return [];
  const { program, emitter } = linked;
  const text = (of: Value, name: string) => textsOf(program.member(of, name))[0];
  const type = text(value, 'type')?.text;
  if (type === 'mcp') return mcpTool(linked, value, use, evidence);
  const name =
    text(value, 'name') ??
    text(program.member(value, 'function'), 'name') ??
    text(program.member(value, 'toolSpec'), 'name') ??
    text(value, 'type');
  if (!name) return declaredInside(linked, value, use, evidence);
  const place = linked.linking.evidence(value.scope.file, name.line ?? value.e.l, `tool ${name.text} declared`);
  const reference = emitter.asset(
    'tool',
    name.text,
    [emitter.definition(value.scope.file, `${name.text}:tool`)],
    { library: use.known.library.name, declared: 'json' },
    [place],
  );
  // What the provider's own tools do is known by their type; a tool of the house may be called `bash` and print.
  const provided = type !== undefined && type !== 'function' && type !== 'custom';
  const known = provided ? linked.indexOf(use.scope.file).toolEffect(type, use.known.library.name) : undefined;
  const executed = optionsOf(program.member(value, 'execute')).flatMap((option) => (option.v === 'function' ? [option.d] : []));
  const own = executed[0] ?? ownHandler(value.scope);
  const handler = own ? ofFunction(linked, own) : handlerOfName(linked, name.text, [use.scope, value.scope]);
  const handlers = handler ? [handler] : [];
  describe(
    linked,
    reference,
    [...(known ? [ruleEffect(known, place)] : []), ...handlers.flatMap(({ body, fn }) => effectsOf(body, fn, linked.effects))],
    askedBy(linked, handlers),
    known !== undefined ||
      isRead(
        linked,
        handlers.map(({ body }) => body),
      ),
  );
  if (handler) linkBody(linked, reference, handler.body);
  emitter.edge(emitter.application(value.scope.file, place), 'contains', reference, 'stated', [place]);
  return [reference];
}

/** `{ functionDeclarations: [...] }`, `{ googleSearch: {} }`: the tools stand inside, or the key is the type. */
function declaredInside(linked: Linked, value: Value & { v: 'object' }, use: Use, evidence: Evidence): AssetReference[] {
  return value.members.flatMap(([key, member]) => {
    if (member.v === 'list') return member.items.flatMap((item) => toolsFrom(linked, item, use, evidence));
    return linked.indexOf(use.scope.file).toolEffect(key, use.known.library.name) ? namedTool(linked, key, use, evidence) : [];
  });
}

/** A tool known by its name alone, as products call theirs: `Bash`, `WebFetch`, `Bash(git:*)`. */
function namedTool(linked: Linked, text: string, use: Use, evidence: Evidence): AssetReference[] {
  const name = /^[\w.:-]{1,100}/.exec(text)?.[0];
  if (name === undefined) return [];
  const { emitter } = linked;
  const reference = emitter.asset(
    'tool',
    name,
    [emitter.definition(evidence.file ?? use.scope.file, `${name}:tool`)],
    { library: use.known.library.name, declared: 'name', ...(name === text ? {} : { limitedTo: text.slice(0, 200) }) },
    [evidence],
  );
  const known = linked.indexOf(use.scope.file).toolEffect(name, use.known.library.name);
  describe(linked, reference, known ? [ruleEffect(known, evidence)] : [], undefined, known !== undefined);
  return [reference];
}

/** A remote MCP server given to the provider, which calls it: `{ type: 'mcp', server_label, server_url, require_approval }`. */
function mcpTool(linked: Linked, value: Value & { v: 'object' }, use: Use, evidence: Evidence): AssetReference[] {
  const text = (...names: string[]) =>
    names.map((name) => textsOf(linked.program.member(value, name))[0]?.text).find((found) => found !== undefined);
  const url = text('server_url', 'serverUrl', 'url');
  const name = text('server_label', 'serverLabel', 'name') ?? url;
  if (name === undefined) return [];
  const approval = optionsOf(linked.program.member(value, 'require_approval'))[0];
  const place = linked.linking.evidence(value.scope.file, value.e.l, `MCP server ${name} given to the model`);
  const { properties: reached, key } = hostedProperties(url);
  const properties = {
    url,
    transport: 'http',
    ...reached,
    hosted: true,
    library: use.known.library.name,
    approval: approval === undefined || approval.v === 'unknown' ? 'always' : approvalIn(approval),
  };
  return [
    linked.emitter.asset(
      'mcp-server',
      name,
      [linked.emitter.definition(value.scope.file, `${name}:mcp-server`), ...(key ? [key] : [])],
      properties,
      [place ?? evidence],
    ),
  ];
}

const RUNNERS = ['execute', '__call__', 'run', '_run', 'call', 'invoke', 'forward', 'handle'];

/** The method that runs a tool whose definition another method of its class gives: `def to_params(self): return {"name": …}`. */
function ownHandler(scope: Scope): FunctionDefinition | undefined {
  for (const runner of scope.class ? RUNNERS : []) {
    for (const statement of scope.class!.d.body) if (statement.s === 'function' && statement.d.name === runner) return statement.d;
  }
  return undefined;
}

/** A plain function of the target that is given as a tool. */
export function functionTool(linked: Linked, fn: FunctionDefinition, scope: Scope): AssetReference {
  const known = linked.toolOf.get(fn);
  if (known) return known;
  const { emitter, visited } = linked;
  const name = fn.name === '' ? (visited.named.get(fn) ?? 'function') : fn.name;
  const evidence = linked.linking.evidence(scope.file, fn.line, `function ${name} given as a tool`);
  const reference = emitter.asset(
    'tool',
    name,
    [emitter.definition(scope.file, linked.unique(scope.file, fn.name || `line${fn.line}`, 'tool'))],
    {},
    [evidence],
  );
  linked.toolOf.set(fn, reference);
  const body = visited.bodies.get(fn);
  if (body) {
    describe(linked, reference, effectsOf(body, fn, linked.effects), askedInCode(linked, body, fn), isRead(linked, [body]));
    linkBody(linked, reference, body);
  }
  emitter.edge(emitter.application(scope.file, evidence), 'contains', reference, 'stated', [evidence]);
  return reference;
}
