import { type Key, strongKey } from '../../core/keys.ts';
import type { AssetReference, Properties } from '../../core/observation.ts';
import { applicationFolder } from '../application.ts';
import { type Effect, effectsOf } from './effects.ts';
import { evidenceAt, bodiesOf, functionsIn, type Linked, makes, secretsIn, shown, taken } from './linked.ts';
import type { FunctionDefinition } from './syntax.ts';
import { hostOf } from './stores.ts';
import { connect, describeTool } from './tools.ts';
import { readToolText } from './tool-texts.ts';
import { optionsOf, type Scope, textsOf, UNKNOWN, type Value, variablesOf } from './value.ts';
import { type Body, type Call, type Use, valueAt } from './visit.ts';

const SEPARATELY = new Set(['model', 'pipeline', 'ai-endpoint']);

/** Agents, tools, servers, stores, guardrails: what calls, decorators and base classes define. */
export function emitDefinitions(linked: Linked): void {
  const defined = linked.visited.uses.filter(({ known }) => known.rule.emits && !SEPARATELY.has(known.rule.emits));
  // What belongs to an object comes after the object.
  const undescribed: [Use, AssetReference][] = [];
  for (const use of defined.filter(({ known }) => !known.rule.owned)) define(linked, use, undescribed);
  for (const use of defined.filter(({ known }) => known.rule.owned)) define(linked, use, undescribed);
  // What a tool does is told when everything its body may use is known.
  for (const [use, reference] of undescribed)
    describeTool(linked, reference, use, reference.kind === 'tool' ? toolBodies(linked, use) : [], handlerOf(linked, use));
}

function define(linked: Linked, use: Use, undescribed: [Use, AssetReference][]): void {
  const { emitter, made } = linked;
  const { rule } = use.known;
  const kind = rule.emits!;
  const variable = use.fn?.name ?? use.of?.name ?? (use.call ? linked.visited.named.get(use.call) : undefined);
  const given = givenName(linked, use);
  // Which endpoint is asked is all there is to say of it.
  if (kind === 'model-endpoint' && given === undefined) return;
  const evidence = evidenceAt(linked, use, shown(use));
  // The model sees a decorated function under its own name, however general that is.
  const own = kind === 'tool' && use.fn && use.fn.name !== '' ? use.fn.name : undefined;
  const name =
    given ??
    own ??
    (kind === 'tool' ? wrappedName(linked, use) : undefined) ??
    nameOf(use, variable) ??
    emitter.observed(emitter.application(use.scope.file, evidence))!.name;
  const symbol = linked.unique(
    use.scope.file,
    [...use.around, ...(variable === undefined || use.around.at(-1) === variable ? [] : [variable])].join('.') || name,
    kind,
  );
  const properties: Properties = {
    ...rule.properties,
    ...taken(linked, use),
    library: use.known.library.name,
    ...(kind === 'agent' ? ownCode(linked, use) : {}),
    ...(kind === 'agent' || kind === 'mcp-server' ? { startedFrom: linked.importers(use.scope.file) } : {}),
  };
  const keys = given !== undefined && STORES.has(kind) ? storeKeys(linked, use, given) : [emitter.definition(use.scope.file, symbol)];
  // Where infrastructure makes it, it is called as it is called there, not as the variable is.
  const confidence = keys.some(({ key }) => key.startsWith('terraform:')) ? 0.7 : undefined;
  const reference = emitter.asset(kind, name, keys, properties, [evidence], confidence);
  if (use.call && !use.fn) makes(linked, use.call, [reference]);
  if (use.fn) linked.toolOf.set(use.fn, reference);
  if (use.of) linked.classOf.set(use.of, reference);
  // `super().__init__(…)` of a class of the target defines what objects of the class are.
  if (use.call && !use.of && constructsBase(use)) linked.classOf.set(use.scope.class!.d, reference);
  if (kind === 'tool' || kind === 'mcp-server') {
    undescribed.push([use, reference]);
    readToolText(linked, reference, use);
  }
  // `agent.as_tool(…)`, `index.queryTool(…)`: the tool leads to what it was made of.
  if (kind === 'tool' && !rule.owned && use.on) for (const of of made.get(use.on.call) ?? []) connect(linked, reference, of, evidence);
  if (rule.owned && use.on)
    for (const owner of made.get(use.on.call) ?? []) emitter.edge(owner, rule.owned, reference, 'stated', [evidence]);
  if (['agent', 'guardrail', 'memory', 'tool'].includes(kind))
    emitter.edge(emitter.application(use.scope.file, evidence), 'contains', reference, 'stated', [evidence]);
  if (kind === 'model-endpoint')
    emitter.edge(emitter.application(use.scope.file, evidence), 'connects-to', reference, 'resolved', [evidence]);
  if (rule.effect?.store && (kind === 'vector-store' || kind === 'knowledge-base'))
    for (const store of storesOfUse(linked, use)) emitter.edge(reference, 'sourced-from', store, 'resolved', [evidence]);
  if (use.call) secretsIn(linked, use, emitter.application(use.scope.file, evidence));
}

/**
 * An agent that runs the code it writes in its own process because its settings say so: CrewAI's "unsafe" mode (docs.crewai.com, "Code
 * execution": the default runs in a container), AutoGen without Docker (code_execution_config).
 */
function ownCode(linked: Linked, use: Use): Properties {
  const { allowCodeExecution, codeExecutionMode, useDocker } = taken(linked, use);
  const own = (allowCodeExecution === true && codeExecutionMode === 'unsafe') || useDocker === false;
  return own ? { executesCode: true, capabilities: ['code-execution'] } : {};
}

const STORES: ReadonlySet<string> = new Set(['vector-store', 'knowledge-base', 'model-endpoint']);

/**
 * A collection is one thing in all files of an application that name it. Where the client says on which server, that server's
 * collection is one thing wherever it is named, and another than that of the same name on another server.
 */
function storeKeys(linked: Linked, use: Use, name: string): Key[] {
  const folder = applicationFolder(use.scope.file, linked.linking.paths);
  const written = use.known.rule.properties?.['engine'] ?? use.known.library.name;
  const engine = typeof written === 'string' ? written : '';
  // The variable that names it is given by infrastructure that makes it.
  const made = linked.linking.setting?.(use.scope.file, name)?.reference;
  if (made?.kind === use.known.rule.emits) return [{ key: made!.key, strong: true }];
  const inside = strongKey('name', [linked.linking.target, folder, engine, name].filter((part) => part !== '').join('/'));
  if (use.known.rule.emits !== 'vector-store') return [inside];
  const host = use.on ? serverOf(linked, use.on.call, use.on.scope) : undefined;
  const key = host === undefined ? inside : strongKey('url', `${engine}://${host}/${name}`);
  linked.collections.set(inside.key, (linked.collections.get(inside.key) ?? new Map<string, Key>()).set(key.key, key));
  return [key];
}

/** The server a client is made for, by a name that means the same to everybody: neither this machine nor a name of one network. */
function serverOf({ program }: Linked, call: Call, scope: Scope): string | undefined {
  const given = [
    ...call.a.slice(0, 1),
    ...call.k.flatMap(([name, value]) =>
      /^(?:url|uri|host|endpoint|location|address|hosts|http_host|cluster_url)$/.test(name) ? [value] : [],
    ),
  ];
  const options = given.flatMap((part) => {
    const value = program.evaluate(part, scope);
    return value.v === 'object'
      ? value.members.flatMap(([name, member]) => (/^(?:url|host|endpoint|node|address)$/.test(name) ? textsOf(member) : []))
      : textsOf(value);
  });
  const hosts = new Set(options.flatMap(({ text }) => hostOf(text.includes('://') ? text : `http://${text}`) ?? []));
  return hosts.size === 1 ? [...hosts][0] : undefined;
}

/** An application that names the server in one place only means it in the others as well. */
export function joinCollections({ collections, emitter }: Linked): void {
  for (const [inside, keys] of collections) {
    const own = emitter.observed({ kind: 'vector-store', key: inside });
    const [there, ...others] = [...keys.values()].filter(({ key }) => key !== inside);
    if (own && there && others.length === 0) own.keys = [...own.keys, there];
  }
}

function constructsBase(use: Use): boolean {
  const f = use.call?.f;
  if (!f || !use.scope.class) return false;
  return (f.t === 'name' && f.n === 'super') || (f.t === 'attr' && f.n === '__init__');
}

/** Variables that say nothing of what they hold: the function, class or folder around is a better name. */
const GENERIC =
  /^_?(?:[a-z]\d?|app|graph|workflow|builder|graph_?builder|result|response|res|runnable|instance|self|stream|completion|runner|transport|server_?params|client|mcp_?client|command|cmd|request|query|provider)$/i;
const ENTRIES = new Set([
  '',
  '__init__',
  'constructor',
  '__call__',
  'execute',
  'default',
  'main',
  'run',
  'handler',
  'invoke',
  'POST',
  'GET',
  'PUT',
  'fetch',
  'index',
  'agent',
  'tool',
  'server',
]);

function givenName(linked: Linked, use: Use): string | undefined {
  const { name } = use.known.rule;
  if (!name) return undefined;
  const value =
    name.attribute === undefined ? valueAt(linked.program, use.call, use.scope, name) : attributeOf(linked, use, name.attribute);
  const texts = [...new Set(textsOf(value).map((one) => one.text.trim()))].filter((one) => one !== '');
  const text = use.known.rule.emits === 'agent' ? together(texts) : texts[0]?.slice(0, 200);
  // A collection that only a variable names is known by the variable.
  return (
    text ??
    (STORES.has(use.known.rule.emits!) ? variablesOf(value)[0] : undefined) ??
    (use.known.rule.emits === 'agent' ? namedLater(linked, use) : undefined)
  );
}

const MOST_NAMES = 3;

/** Agents made in a loop over known names are one definition, named by all of them. */
function together(texts: readonly string[]): string | undefined {
  if (texts.length === 0) return undefined;
  const shown = texts.slice(0, MOST_NAMES).join(', ');
  return `${shown}${texts.length > MOST_NAMES ? ` and ${texts.length - MOST_NAMES} more` : ''}`.slice(0, 200);
}

/** `graph.name = "…"`, `builder.compile(name="…")`. */
function namedLater({ program, visited }: Linked, use: Use): string | undefined {
  if (!use.call) return undefined;
  for (const { attribute, value, scope } of visited.additions.get(use.call) ?? []) {
    const text = attribute === 'name' ? textsOf(program.evaluate(value, scope))[0]?.text : undefined;
    if (text !== undefined) return text;
  }
  for (const other of visited.usesOn.get(use.call) ?? []) {
    if (other.known.rule.returns !== 'self') continue;
    const text = textsOf(valueAt(program, other.call, other.scope, { argument: ['name', 'runName', 'run_name'] }))[0]?.text;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** `FunctionTool(pay)` is the tool `pay`. */
function wrappedName(linked: Linked, use: Use): string | undefined {
  if (!use.call || use.fn || use.known.rule.name?.default !== undefined) return undefined;
  for (const part of [...use.call.a, ...use.call.k.map(([, value]) => value)]) {
    if (part.t !== 'name' && part.t !== 'attr') continue;
    for (const option of optionsOf(linked.program.evaluate(part, use.scope)))
      if (option.v === 'function' && option.d.name !== '') return option.d.name;
  }
  return undefined;
}

/** Undefined where nothing around says more than what it is. */
function nameOf(use: Use, variable: string | undefined): string | undefined {
  const { rule } = use.known;
  if (rule.name?.default !== undefined) return rule.name.default;
  // A tool that a library brings is known by its class.
  const symbol = use.q.slice(use.q.lastIndexOf('.') + 1);
  if (rule.emits === 'tool' && rule.name === undefined && use.call && !use.fn && /^[A-Z]/.test(symbol)) return symbol;
  const inner = (constructsBase(use) ? use.scope.class!.d.name : '') || variable;
  if (inner !== undefined && !GENERIC.test(inner) && !isLoopVariable(inner, use.scope)) return inner;
  const around = { ...use, around: use.around.filter((name) => !isLoopVariable(name, use.scope)) };
  return speaking(aroundOf(around, inner)) ?? speaking(ofFile(use.scope.file)) ?? inner;
}

/** The variable of `for r in roles` names whatever comes by. */
function isLoopVariable(name: string, scope: Scope): boolean {
  return scope.names.get(name)?.some(({ b }) => b === 'element' || b === 'item' || b === 'key') ?? false;
}

export function speaking(name: string | undefined): string | undefined {
  return name === undefined || isGeneric(name) ? undefined : name;
}

/** `app/api/support/route.ts` is about support; a file in the root of a target names nothing better. */
export function ofFile(file: string): string {
  const parts = file.replace(/\.\w+$/, '').split('/');
  return (
    parts.findLast(
      (part) =>
        !isGeneric(part) &&
        !/^(?:route|index|page|\+server|\+page|mod|__init__|__main__|src|api|lib|utils|agents?|base|backend|server|functions?|services?|core|graphs?|workflows?)$/i.test(
          part,
        ),
    ) ?? parts.at(-1)!
  );
}

/** The innermost speaking name around a use, without the variable its result is given to. */
export function aroundOf(use: Use, variable: string | undefined): string | undefined {
  const names = use.around.at(-1) === variable ? use.around.slice(0, -1) : use.around;
  return names.findLast((name) => !isGeneric(name) && !MAKER.test(name)) ?? names.findLast((name) => !isGeneric(name)) ?? names.at(-1);
}

/** Methods that say only that they make it: the class around says what it is (`ChiefEditor._create_workflow`). */
const MAKER =
  /^_?(?:(?:get|create|build|make|init|initiali[sz]e|setup|set_up|construct|compile)_?(?:or_)?){1,2}(?:the_?)?(?:agent|graph|workflow|chain|executor|crew)$/i;

export function isGeneric(name: string): boolean {
  return GENERIC.test(name) || ENTRIES.has(name);
}

function attributeOf(linked: Linked, use: Use, name: string): Value {
  const value = use.of ? linked.program.evaluate({ t: 'class', d: use.of, l: use.line }, use.scope) : UNKNOWN;
  return value.v === 'class' ? linked.program.member(value, name) : UNKNOWN;
}

function storesOfUse(linked: Linked, use: Use): AssetReference[] {
  const body = linked.visited.bodies.get(use.body);
  if (!body) return [];
  const effects: Effect[] = effectsOf({ ...body, uses: [use], calls: new Set() }, undefined, linked.effects);
  return effects.flatMap((effect) => effect.stores.map((store) => linked.emitter.store(store, effect.evidence)));
}

/** The functions that run when a tool is called: the decorated one, those given as arguments, the methods of its class. */
function toolBodies(linked: Linked, use: Use): Body[] {
  const functions: FunctionDefinition[] = use.fn ? [use.fn] : [];
  if (use.of) functions.push(...methodsOf(use));
  if (use.call && !use.fn) functions.push(...functionsIn(linked, use.call, use.scope));
  return bodiesOf(linked, functions);
}

function methodsOf(use: Use): FunctionDefinition[] {
  const methods = use.known.rule.methods ?? [];
  return (use.of?.body ?? []).flatMap((statement) => {
    if (statement.s === 'function' && methods.includes(statement.d.name)) return [statement.d];
    if (statement.s === 'assign' && statement.target.t === 'name' && methods.includes(statement.target.n) && statement.value?.t === 'fn')
      return [statement.value.d];
    return [];
  });
}

function handlerOf(linked: Linked, use: Use): FunctionDefinition | undefined {
  if (use.fn) return use.fn;
  if (use.of) return methodsOf(use)[0];
  return use.call ? functionsIn(linked, use.call, use.scope)[0] : undefined;
}
