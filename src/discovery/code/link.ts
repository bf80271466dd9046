import type { FactEdgeKind, Strength } from '../../core/edges.ts';
import type { Evidence } from '../../core/evidence.ts';
import { strongKey } from '../../core/keys.ts';
import type { AssetReference, Observations, Properties } from '../../core/observation.ts';
import { maskedFingerprint } from '../../recognizers/secrets/mask.ts';
import type { Linking } from '../detector.ts';
import { closureOf, type Effect, type EffectContext, effectsOf } from './effects.ts';
import { createEmitter } from './emit.ts';
import type { EdgeRule, KnowledgeIndex, Place } from './knowledge.ts';
import { createProgram } from './program.ts';
import { accessOf } from './routes.ts';
import { importsOf } from './modules.ts';
import type { ClassDefinition, Expression, FunctionDefinition, ModuleSyntax } from './syntax.ts';
import { elementsOf, optionsOf, patternsOf, type Scope, textsOf, UNKNOWN, type Value, variablesOf } from './value.ts';
import { type Body, type Call, type Use, valueAt, visit } from './visit.ts';

/** Facts of many files → observations: resolves the program of one target and says what its uses of known APIs mean. */
export function linkCode(linking: Linking<ModuleSyntax>, knowledge: { python: KnowledgeIndex; script: KnowledgeIndex }): Observations {
  const { files, target } = linking;
  const program = createProgram(files, linking.paths);
  const indexOf = (file: string): KnowledgeIndex => (files.get(file)?.language === 'python' ? knowledge.python : knowledge.script);
  program.returns = (q, call, scope, of) => {
    const known = indexOf(scope.file).calls.get(q);
    if (!known) return undefined;
    const { returns } = known.rule;
    if (returns === 'self') return of ?? UNKNOWN;
    if (returns === 'argument 0') return call.a[0] ? program.evaluate(call.a[0], scope) : UNKNOWN;
    const type = returns?.replace('{0}', () => textsOf(valueAt(program, call, scope, { argument: 'service_name', position: 0 }))[0]?.text ?? '?');
    return { v: 'instance', q: type ?? known.name, call, scope };
  };
  const visited = visit(program, indexOf);
  const emitter = createEmitter(linking);
  const context: EffectContext = { target, program, visited, paths: [...linking.paths], evidence: linking.evidence };
  /** What the use at a call stands for: one asset, or several models by name. */
  const made = new Map<Call, AssetReference[]>();
  const toolOf = new Map<FunctionDefinition, AssetReference>();
  const classOf = new Map<ClassDefinition, AssetReference>();
  const pipelines = new Set<string>();
  const symbols = new Map<string, number>();
  const at = (use: Pick<Use, 'scope' | 'line'>, detail: string): Evidence => linking.evidence(use.scope.file, use.line, detail);

  const importers = importersOf();

  imports();
  for (const use of visited.uses) if (use.known.rule.emits === 'model') models(use);
  const defined = visited.uses.filter(({ known }) => known.rule.emits && !['model', 'pipeline', 'ai-endpoint'].includes(known.rule.emits));
  for (const use of defined.filter(({ known }) => !known.rule.owned)) definitions(use);
  for (const use of defined.filter(({ known }) => known.rule.owned)) definitions(use);
  for (const use of visited.uses) if (use.known.rule.implicitAgent) implicitAgent(use);
  for (const use of visited.uses) relations(use);
  for (const use of visited.uses) if (use.known.rule.emits === 'pipeline') pipeline(use);
  for (const use of visited.uses) if (use.known.rule.emits === 'ai-endpoint') endpoint(use);
  applications();
  return emitter.observations;

  /** For each file the files that import it, directly or not: from where its agents and entries can be started. */
  function importersOf(): (file: string) => string[] {
    const direct = new Map<string, Set<string>>();
    for (const [file, module] of files) {
      for (const { module: name, member } of importsOf(module.body)) {
        for (const found of [program.finder.find(file, name, module.language), member === undefined ? undefined : program.finder.find(file, /^\.+$/.test(name) ? name + member : `${name}.${member}`, module.language)]) {
          if (found === undefined) continue;
          const set = direct.get(found) ?? new Set();
          direct.set(found, set.add(file));
        }
      }
    }
    return (file) => {
      const seen = new Set([file]);
      for (const one of seen) for (const importer of direct.get(one) ?? []) if (seen.size < 50) seen.add(importer);
      return [...seen].sort();
    };
  }

  /** Which application uses which AI library. */
  function imports(): void {
    for (const [file, module] of files) {
      const index = indexOf(file);
      const seen = new Set<string>();
      const walk = (statements: readonly ModuleSyntax['body'][number][]): void => {
        for (const statement of statements) {
          if (statement.s === 'function') walk(statement.d.body);
          if (statement.s !== 'import' || statement.typeOnly || statement.module.startsWith('.')) continue;
          const library = libraryOf(index, statement.module);
          if (!library || library.library.role === 'effect' || seen.has(library.library.name)) continue;
          if (program.finder.find(file, statement.module, module.language) !== undefined) continue;
          seen.add(library.library.name);
          const evidence = linking.evidence(file, statement.l, `imports ${statement.module}`);
          const { name, ecosystem, role } = library.library;
          const reference = emitter.asset('library', name, [strongKey('purl', `pkg:${ecosystem}/${name.replace(/^@/, '%40')}`)], { role, ecosystem }, [evidence]);
          emitter.edge(emitter.application(file, evidence), 'depends-on', reference, 'stated', [evidence]);
        }
      };
      walk(module.body);
    }
  }

  function models(use: Use): void {
    const { rule } = use.known;
    const references: AssetReference[] = [];
    const value = rule.name ? valueAt(program, use.call, use.scope, rule.name) : UNKNOWN;
    const texts = textsOf(value);
    const base = rule.providerFrom ? textsOf(baseOf(use, rule.providerFrom))[0]?.text : undefined;
    const provider = rule.provider ?? use.known.provider;
    const candidates = texts.length > 0 ? texts : value.v === 'unknown' && rule.name?.default !== undefined ? [{ text: rule.name.default }] : [];
    for (const text of candidates) {
      const where = 'file' in text && text.file !== undefined && text.file !== use.scope.file ? ` (value from ${text.file}:${text.line})` : '';
      const reference = emitter.model(text.text, { provider, task: rule.task, base }, at(use, `${shown(use)} with model ${text.text}${where}`));
      if (!reference) continue;
      references.push(reference);
      annotate(reference, taken(use));
    }
    if (references.length === 0 && use.call) {
      const variable = variablesOf(value)[0];
      const reason = variable === undefined ? `The model of ${shown(use)} is not known: its name is decided at run time.` : `The model of ${shown(use)} is named by the variable ${variable}, which has no default here.`;
      linking.cover({ file: use.scope.file, status: 'skipped', reason: `${reason} (line ${use.line})` });
      if (provider !== undefined) emitter.provider(provider, at(use, shown(use)));
    }
    if (use.call) made.set(use.call, [...(made.get(use.call) ?? []), ...references]);
    if (references.length > 0 && use.call) secretsIn(use, emitter.application(use.scope.file, at(use, shown(use))));
  }

  /** The base URL given here or to the client the method belongs to. */
  function baseOf(use: Use, place: Place): Value {
    const here = valueAt(program, use.call, use.scope, place);
    return here.v === 'unknown' && use.on ? valueAt(program, use.on.call, use.on.scope, place) : here;
  }

  function annotate(reference: AssetReference, properties: Properties): void {
    if (Object.keys(properties).length === 0) return;
    const one = emitter.observations.assets.findLast((asset) => asset.kind === reference.kind && asset.keys.some(({ key }) => key === reference.key));
    if (one) one.properties = { ...one.properties, ...properties };
  }

  function taken(use: Use): Properties {
    const out: Record<string, string | number | boolean> = {};
    for (const [name, place] of Object.entries(use.known.rule.take ?? {})) {
      const value = optionsOf(valueAt(program, use.call, use.scope, place))[0];
      if (value?.v === 'text') out[name] = value.text.slice(0, 200);
      else if (value?.v === 'number') out[name] = value.n;
      else if (value?.v === 'flag') out[name] = value.flag;
    }
    return out;
  }

  function definitions(use: Use): void {
    const { rule } = use.known;
    const kind = rule.emits!;
    const given = rule.name ? textsOf(rule.name.attribute === undefined ? valueAt(program, use.call, use.scope, rule.name) : attributeOf(use, rule.name.attribute))[0]?.text : undefined;
    const variable = use.fn?.name ?? use.of?.name ?? (use.call ? visited.named.get(use.call) : undefined);
    const name = given ?? variable ?? rule.name?.default ?? use.around.at(-1) ?? kind;
    const symbol = unique(use.scope.file, [...use.around, ...(variable === undefined || use.around.at(-1) === variable ? [] : [variable])].join('.') || name, kind);
    const evidence = at(use, `${shown(use)}`);
    const properties: Properties = { ...rule.properties, ...taken(use), library: use.known.library.name, ...(kind === 'agent' ? { startedFrom: importers(use.scope.file) } : {}) };
    const reference = emitter.asset(kind, name, [emitter.definition(use.scope.file, symbol)], properties, [evidence]);
    if (use.call && !use.fn) made.set(use.call, [...(made.get(use.call) ?? []), reference]);
    if (use.fn) toolOf.set(use.fn, reference);
    if (use.of) classOf.set(use.of, reference);
    if (kind === 'tool') describeTool(reference, use, bodiesOf(use), use.fn ?? handlerOf(use));
    if (rule.owned && use.on) for (const owner of made.get(use.on.call) ?? []) emitter.edge(owner, rule.owned, reference, 'stated', [evidence]);
    if (kind === 'agent' || kind === 'guardrail' || kind === 'memory' || kind === 'tool') emitter.edge(emitter.application(use.scope.file, evidence), 'contains', reference, 'stated', [evidence]);
    if (rule.effect?.store && (kind === 'vector-store' || kind === 'knowledge-base')) for (const store of storesOfUse(use)) emitter.edge(reference, 'sourced-from', store, 'resolved', [evidence]);
    if (use.call) secretsIn(use, emitter.application(use.scope.file, evidence));
  }

  function storesOfUse(use: Use): AssetReference[] {
    const body = visited.bodies.get(use.body);
    if (!body) return [];
    return effectsOf({ ...body, uses: [use], calls: new Set() }, undefined, context).flatMap((effect) => effect.stores.map((store) => emitter.store(store, effect.evidence)));
  }

  function attributeOf(use: Use, name: string): Value {
    const value = use.of ? program.evaluate({ t: 'class', d: use.of, l: use.line }, use.scope) : UNKNOWN;
    return value.v === 'class' ? program.member(value, name) : UNKNOWN;
  }

  function unique(file: string, symbol: string, kind: string): string {
    const id = `${file}#${symbol}#${kind}`;
    const count = (symbols.get(id) ?? 0) + 1;
    symbols.set(id, count);
    return count === 1 ? `${symbol}:${kind}` : `${symbol}:${kind}:${count}`;
  }

  /** The functions that run when a tool is called: the decorated one, those given as arguments, the methods of its class. */
  function bodiesOf(use: Use): Body[] {
    const functions: FunctionDefinition[] = use.fn ? [use.fn] : [];
    if (use.of) for (const statement of use.of.body) if (statement.s === 'function' && (use.known.rule.methods ?? []).includes(statement.d.name)) functions.push(statement.d);
    if (use.call && !use.fn) functions.push(...functionsIn(use.call, use.scope));
    return functions.flatMap((fn) => visited.bodies.get(fn) ?? []);
  }

  function functionsIn(call: Call, scope: Scope): FunctionDefinition[] {
    const out: FunctionDefinition[] = [];
    const take = (e: Expression): void => {
      if (e.t === 'dict') for (const [, value] of e.e) take(value);
      else for (const option of optionsOf(program.evaluate(e, scope))) if (option.v === 'function') out.push(option.d);
    };
    for (const part of [...call.a, ...call.k.map(([, value]) => value)]) take(part);
    return out;
  }

  function handlerOf(use: Use): FunctionDefinition | undefined {
    if (use.of) return methodOf(use);
    return use.call ? functionsIn(use.call, use.scope)[0] : undefined;
  }

  function methodOf(use: Use): FunctionDefinition | undefined {
    for (const statement of use.of?.body ?? []) if (statement.s === 'function' && (use.known.rule.methods ?? []).includes(statement.d.name)) return statement.d;
    return undefined;
  }

  /** Capabilities, approval and connections of a tool, from what its body does and what the library says of it. */
  function describeTool(reference: AssetReference, use: Use, bodies: readonly Body[], fn: FunctionDefinition | undefined): void {
    const own = use.known.rule.effect ? effectsOf({ key: use.scope.file, scope: use.scope, uses: [use], calls: new Set(), touches: new Set() }, fn, context) : [];
    describe(reference, [...own, ...bodies.flatMap((body) => effectsOf(body, fn, context))], approvalOf(use));
    for (const body of bodies) {
      for (const inner of closureOf(body, visited)) {
        for (const touched of inner.touches) {
          for (const other of made.get(touched) ?? []) {
            const kind: FactEdgeKind | undefined = other.kind === 'agent' ? 'delegates-to' : other.kind === 'vector-store' || other.kind === 'knowledge-base' ? 'retrieves-from' : other.kind === 'model' ? 'uses-model' : undefined;
            if (kind) emitter.edge(reference, kind, other, 'resolved', [linking.evidence(inner.scope.file, touched.l, 'used in the body of the tool')]);
          }
        }
      }
    }
  }

  function describe(reference: AssetReference, effects: readonly Effect[], approval: string | undefined): void {
    const capabilities = [...new Set(effects.flatMap((effect) => effect.capabilities))].sort();
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
    annotate(reference, { capabilities, effects: seen, ...(approval === undefined ? {} : { approval }) });
    for (const effect of effects) {
      for (const store of effect.stores) {
        if (store.kind === 'model-artifact') continue;
        const to = emitter.store(store, effect.evidence);
        emitter.edge(reference, 'connects-to', to, effect.strength, [effect.evidence], { access: effect.access ?? 'unknown' });
        if (effect.access === 'read' && to.kind !== 'service') emitter.edge(reference, 'retrieves-from', to, effect.strength, [effect.evidence]);
      }
    }
  }

  function approvalOf(use: Use): string | undefined {
    const { approval } = use.known.rule;
    if (!approval) return undefined;
    if (approval.always) return 'always';
    const value = optionsOf(valueAt(program, use.call, use.scope, approval))[0];
    if (!value || value.v === 'unknown') return 'none';
    if (value.v === 'flag') return value.flag ? 'always' : 'none';
    if (value.v === 'text') return (approval.never ?? ['never']).includes(value.text) ? 'none' : 'always';
    return 'conditional';
  }

  /** A call of a model with tools is an agent, even without an agent class. */
  function implicitAgent(use: Use): void {
    if (!use.call) return;
    const tools = elementsOf(valueAt(program, use.call, use.scope, use.known.rule.implicitAgent!)).filter((value) => value.v !== 'unknown' && value.v !== 'parameter');
    if (tools.length === 0) return;
    const name = use.around.at(-1) ?? use.scope.file.slice(use.scope.file.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    const evidence = at(use, `${shown(use)} with ${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}`);
    const reference = emitter.asset('agent', name, [emitter.definition(use.scope.file, unique(use.scope.file, use.around.join('.') || name, 'agent'))], { library: use.known.library.name, implicit: true, autonomy: 'tool-loop', startedFrom: importers(use.scope.file) }, [evidence]);
    emitter.edge(emitter.application(use.scope.file, evidence), 'contains', reference, 'stated', [evidence]);
    for (const model of made.get(use.call) ?? []) if (model.kind === 'model') emitter.edge(reference, 'uses-model', model, 'resolved', [evidence]);
    for (const tool of tools) for (const to of toolFrom(tool, use)) emitter.edge(reference, 'calls-tool', to, 'resolved', [evidence]);
    made.set(use.call, [...(made.get(use.call) ?? []), reference]);
  }

  /** A tool given as a definition: a JSON schema with a name, a plain function, an asset already known. */
  function toolFrom(value: Value, use: Use): AssetReference[] {
    if (value.v === 'instance') return (made.get(value.call) ?? []).filter(({ kind }) => kind === 'tool' || kind === 'mcp-server');
    if (value.v === 'function') return [functionTool(value.d, value.scope)];
    if (value.v !== 'object') return [];
    const name = textsOf(program.member(value, 'name'))[0] ?? textsOf(program.member(program.member(value, 'function'), 'name'))[0] ?? textsOf(program.member(value, 'type'))[0];
    if (!name) return [];
    const line = 'line' in name && name.line !== undefined ? name.line : value.e.l;
    const evidence = linking.evidence(value.scope.file, line, `tool ${name.text} declared`);
    const reference = emitter.asset('tool', name.text, [emitter.definition(value.scope.file, `${name.text}:tool`)], { library: use.known.library.name, declared: 'json' }, [evidence]);
    const handler = handlerNamed(name.text, use.scope) ?? handlerNamed(name.text, value.scope);
    const body = handler && visited.bodies.get(handler);
    if (handler && body) describe(reference, effectsOf(body, handler, context), undefined);
    return [reference];
  }

  function handlerNamed(name: string, scope: Scope): FunctionDefinition | undefined {
    const value = program.evaluate({ t: 'name', n: name, l: 0 }, scope);
    return value.v === 'function' ? value.d : undefined;
  }

  function functionTool(fn: FunctionDefinition, scope: Scope): AssetReference {
    const known = toolOf.get(fn);
    if (known) return known;
    const evidence = linking.evidence(scope.file, fn.line, `function ${fn.name} given as a tool`);
    const reference = emitter.asset('tool', fn.name === '' ? (visited.named.get(fn) ?? 'function') : fn.name, [emitter.definition(scope.file, unique(scope.file, fn.name || `line${fn.line}`, 'tool'))], {}, [evidence]);
    toolOf.set(fn, reference);
    const body = visited.bodies.get(fn);
    if (body) describe(reference, effectsOf(body, fn, context), undefined);
    emitter.edge(emitter.application(scope.file, evidence), 'contains', reference, 'stated', [evidence]);
    return reference;
  }

  /** Edges from arguments, and from statements that add to what was made. */
  function relations(use: Use): void {
    const { rule } = use.known;
    if (!rule.edges || !use.call) return;
    const from = (made.get(use.call) ?? []).filter(({ kind }) => kind === rule.emits || (rule.emits === undefined && kind !== 'model') || (rule.implicitAgent !== undefined && kind === 'agent'));
    // A rule without an asset of its own speaks of the instance the method belongs to, else of the application.
    const sources = from.length > 0 ? from : rule.emits === undefined || rule.emits === 'model' ? (use.on && made.get(use.on.call)?.filter(({ kind }) => kind !== 'model')) || [] : [];
    const gated = rule.approvalOf ? approvedNames(use, rule.approvalOf) : undefined;
    for (const edge of rule.edges) {
      const place: Place = edge;
      const given = valueAt(program, use.call, use.scope, place);
      for (const source of sources) drawn(source, edge, given, use, at(use, `${edge.kind}${edge.argument === undefined ? '' : ` through ${[edge.argument].flat()[0]}`}`), use.scope.file, gated);
      for (const addition of visited.additions) {
        if (addition.to !== use.call || ![edge.argument ?? []].flat().includes(addition.attribute)) continue;
        const evidence = linking.evidence(addition.scope.file, addition.line, `${edge.kind} through a later statement on .${addition.attribute}`);
        for (const source of sources) drawn(source, edge, program.evaluate(addition.value, addition.scope), use, evidence, addition.scope.file, gated);
      }
    }
  }

  function approvedNames(use: Use, place: Place): Map<string, string> {
    const out = new Map<string, string>();
    const value = valueAt(program, use.call, use.scope, place);
    for (const option of value.v === 'list' ? value.items : [value]) {
      const inner = option.v === 'instance' ? valueAt(program, option.call, option.scope, { argument: ['interrupt_on', 'interruptOn'] }) : option;
      if (inner.v === 'object') for (const [name, setting] of inner.members) if (!(setting.v === 'flag' && !setting.flag)) out.set(name, 'always');
      for (const text of inner.v === 'list' ? inner.items.flatMap(textsOf) : textsOf(inner)) out.set(text.text, 'always');
    }
    return out;
  }

  function drawn(source: AssetReference, edge: EdgeRule, given: Value, use: Use, evidence: Evidence, file: string, gated: Map<string, string> | undefined): void {
    const strength: Strength = 'resolved';
    for (const value of edge.each || given.v === 'either' || given.v === 'list' ? elementsOf(given) : optionsOf(given)) {
      for (const to of endsOf(value, edge, use, evidence, file)) {
        const name = emitter.observations.assets.findLast((asset) => asset.kind === to.kind && asset.keys.some(({ key }) => key === to.key))?.name;
        const approval = to.kind === 'tool' && name !== undefined ? (gated?.get(name) ?? (gated?.has('tools') ? 'always' : undefined)) : undefined;
        emitter.edge(source, edge.kind, to, strength, [evidence], approval === undefined ? undefined : { approval });
      }
    }
  }

  function endsOf(value: Value, edge: EdgeRule, use: Use, evidence: Evidence, file: string): AssetReference[] {
    switch (value.v) {
      case 'instance':
        return made.get(value.call) ?? [];
      case 'class':
      case 'made':
        return classOf.has(value.of.d) ? [classOf.get(value.of.d)!] : [];
      case 'function':
        return edge.as === 'tool' ? [functionTool(value.d, value.scope)] : toolOf.has(value.d) ? [toolOf.get(value.d)!] : edge.as === 'prompt' ? returnedPrompts(value, use) : [];
      case 'object':
        return edge.as === 'tool' ? toolFrom(value, use) : [];
      case 'external':
        return value.of ? (made.get(value.of.call) ?? []) : [];
      case 'text':
      case 'template': {
        if (edge.as === 'model') {
          const found = textsOf(value).map((text) => emitter.model(text.text, { provider: use.known.rule.provider ?? use.known.provider }, evidence));
          return found.filter((reference) => reference !== undefined);
        }
        if (edge.as !== 'prompt') return [];
        const place = patternsOf(value)[0];
        if (!place || place.text.length < 12) return [];
        const where = place.file === undefined ? evidence : linking.evidence(place.file, place.line, 'prompt text');
        return [emitter.prompt(place.text, `${use.around.at(-1) ?? file.slice(file.lastIndexOf('/') + 1)} instructions`, where)];
      }
      default:
        return [];
    }
  }

  function returnedPrompts(value: Value & { v: 'function' }, use: Use): AssetReference[] {
    const body = program.bodyOf(value.d, value.scope);
    return value.d.body.flatMap((statement) => (statement.s === 'return' ? endsOf(program.evaluate(statement.e, body), { kind: 'prompted-by', as: 'prompt' }, use, linking.evidence(value.scope.file, statement.l, 'prompt text'), value.scope.file) : []));
  }

  /** A key in clear in a call: the application holds it. The text was masked before; only its fingerprint is known. */
  function secretsIn(use: Use, holder: AssetReference): void {
    for (const part of [...(use.call?.a ?? []), ...(use.call?.k.map(([, value]) => value) ?? [])]) {
      for (const text of textsOf(program.evaluate(part, use.scope))) {
        const fingerprint = maskedFingerprint(text.text);
        if (fingerprint === undefined) continue;
        const evidence = linking.evidence(text.file ?? use.scope.file, text.line ?? use.line, 'key in clear given to the client');
        emitter.observations.edges.push({ from: holder, to: { kind: 'secret', key: `secret:${fingerprint}` }, kind: 'holds', strength: 'resolved', evidence: [evidence], optional: true });
      }
    }
  }

  /** Training code: one pipeline per module; what the module's code reads is its data, what it writes its product. */
  function pipeline(use: Use): void {
    const file = use.scope.file;
    const evidence = at(use, `${shown(use)} trains a model`);
    const reference = emitter.asset('pipeline', file, [strongKey('git', `${target}/${file}`)], { form: 'training', library: use.known.library.name, ...use.known.rule.properties }, [evidence]);
    emitter.edge(emitter.application(file, evidence), 'contains', reference, 'stated', [evidence]);
    if (pipelines.has(file)) return;
    pipelines.add(file);
    const bodies = [...visited.bodies.values()].filter((body) => body.scope.file === file);
    const effects = unseen(bodies.flatMap((body) => effectsOf(body, undefined, context)));
    for (const effect of effects) {
      for (const store of effect.stores) {
        if (store.kind === 'service') continue;
        if (store.kind === 'model-artifact') {
          emitter.observations.edges.push({ from: reference, to: { kind: 'model-artifact', key: store.keys[0]!.key }, kind: 'loads', strength: 'resolved', evidence: [effect.evidence], optional: true });
          continue;
        }
        const to = emitter.store(store, effect.evidence);
        if (effect.access === 'write' && store.kind === 'data-store') {
          const path = store.path === undefined || store.path.includes('*') ? undefined : store.path;
          if (path !== undefined) {
            const artifact = emitter.asset('model-artifact', path.slice(path.lastIndexOf('/') + 1), [strongKey('url', `s3://${store.name}/${path}`)], {}, [effect.evidence], 0.7);
            emitter.edge(artifact, 'stored-in', to, 'resolved', [effect.evidence]);
            emitter.edge(reference, 'produces', artifact, 'resolved', [effect.evidence]);
          }
          emitter.edge(reference, 'connects-to', to, 'resolved', [effect.evidence], { access: 'write', ...(store.path === undefined ? {} : { path: store.path }) });
        } else if (effect.access === 'read') emitter.edge(reference, 'trained-on', to, 'resolved', [effect.evidence], store.path === undefined ? undefined : { path: store.path });
      }
    }
    for (const body of bodies) for (const inner of body.uses) if (inner.call) for (const model of made.get(inner.call) ?? []) if (model.kind === 'model') emitter.edge(reference, 'uses-model', model, 'resolved', [at(inner, shown(inner))]);
  }

  function unseen(effects: readonly Effect[]): Effect[] {
    return [...new Map(effects.map((effect) => [JSON.stringify([effect.evidence, effect.stores]), effect])).values()];
  }

  /** An HTTP entry counts where its handler reaches a model or an agent. */
  function endpoint(use: Use): void {
    const handlers = use.fn ? [use.fn] : use.call ? functionsIn(use.call, use.scope) : [];
    const bodies = handlers.flatMap((fn) => visited.bodies.get(fn) ?? []);
    const reached = new Map<string, { to: AssetReference; evidence: Evidence }>();
    for (const body of bodies.flatMap((one) => closureOf(one, visited))) {
      const calls = [...body.touches, ...body.uses.flatMap((inner) => (inner.call ? [inner.call] : []))];
      for (const call of calls) for (const to of made.get(call) ?? []) reached.set(`${to.kind} ${to.key}`, { to, evidence: linking.evidence(body.scope.file, call.l, 'used by the handler') });
    }
    const ai = [...reached.values()].filter(({ to }) => ['agent', 'model', 'vector-store', 'knowledge-base'].includes(to.kind));
    if (ai.length === 0) return;
    const path = use.known.rule.route ? textsOf(valueAt(program, use.call, use.scope, use.known.rule.route.path))[0]?.text : undefined;
    const method = use.known.name.slice(use.known.name.lastIndexOf('.') + 1).toUpperCase();
    const name = `${method} ${path ?? handlers[0]?.name ?? '?'}`;
    const evidence = at(use, `${shown(use)} declares ${name}`);
    const { auth, why } = accessOf(use, handlers, program, visited);
    const reference = emitter.asset('ai-endpoint', name, [emitter.definition(use.scope.file, unique(use.scope.file, name, 'ai-endpoint'))], { auth, authWhy: why, path, library: use.known.library.name, startedFrom: importers(use.scope.file) }, [evidence]);
    const application = emitter.application(use.scope.file, evidence);
    emitter.edge(application, 'contains', reference, 'stated', [evidence]);
    emitter.edge(reference, 'routes-to', application, 'stated', [evidence]);
    for (const { to, evidence: seen } of ai) {
      const kind: FactEdgeKind = to.kind === 'agent' ? 'routes-to' : to.kind === 'model' ? 'uses-model' : 'retrieves-from';
      emitter.edge(reference, kind, to, 'resolved', [seen]);
    }
  }

  /** What an application uses outside its agents: models, stores, services. */
  function applications(): void {
    for (const use of visited.uses) {
      if (!use.call) continue;
      for (const reference of made.get(use.call) ?? []) {
        const evidence = at(use, shown(use));
        if (reference.kind === 'model') emitter.edge(emitter.application(use.scope.file, evidence), 'uses-model', reference, 'resolved', [evidence]);
        if (reference.kind === 'vector-store' || reference.kind === 'knowledge-base') emitter.edge(emitter.application(use.scope.file, evidence), 'retrieves-from', reference, 'resolved', [evidence]);
        if (reference.kind === 'mcp-server') emitter.edge(emitter.application(use.scope.file, evidence), 'connects-to', reference, 'resolved', [evidence]);
      }
    }
    const withAi = new Set(emitter.observations.assets.filter(({ kind }) => kind === 'application').map((asset) => asset.keys[0]!.key));
    for (const body of visited.bodies.values()) {
      const { file } = body.scope;
      if (pipelines.has(file)) continue;
      for (const effect of effectsOf({ ...body, calls: new Set() }, undefined, context)) {
        for (const store of effect.stores) {
          if (store.kind === 'model-artifact') continue;
          const before = emitter.observations.assets.length;
          const application = emitter.application(file, effect.evidence);
          // A database or service of code without any AI is not ours to list.
          if (!withAi.has(application.key)) {
            emitter.observations.assets.length = before;
            continue;
          }
          emitter.edge(application, 'connects-to', emitter.store(store, effect.evidence), effect.strength, [effect.evidence], { access: effect.access ?? 'unknown' });
        }
      }
    }
  }

  function shown(use: Use): string {
    const name = use.known.name.replaceAll('()', '');
    if (use.fn) return `@${name} on ${use.fn.name}`;
    if (use.of) return `class ${use.of.name} (${name})`;
    return name;
  }
}

function libraryOf(index: KnowledgeIndex, module: string): ReturnType<KnowledgeIndex['modules']['get']> {
  const bare = module.replace(/^(?:node|npm|jsr):/, '');
  for (let name = bare; name !== ''; ) {
    const found = index.modules.get(name);
    if (found) return found;
    const cut = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
    if (cut <= 0) return undefined;
    name = name.slice(0, cut);
  }
  return undefined;
}
