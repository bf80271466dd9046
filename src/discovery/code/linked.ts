import type { Evidence } from '../../core/evidence.ts';
import type { Key } from '../../core/keys.ts';
import type { AssetReference, Properties } from '../../core/observation.ts';
import { maskedFingerprint } from '../../recognizers/secrets/mask.ts';
import { applicationFolder } from '../application.ts';
import type { Linking } from '../detector.ts';
import type { EffectContext } from './effects.ts';
import { createEmitter, type Emitter } from './emit.ts';
import type { KnowledgeIndex, Place } from './knowledge.ts';
import { importsOf } from './modules.ts';
import type { Program } from './program.ts';
import type { ClassDefinition, Expression, FunctionDefinition, ModuleSyntax } from './syntax.ts';
import { optionsOf, type Scope, type Text, textsOf, type Value } from './value.ts';
import { type Body, type Call, type Use, valueAt, type Visited } from './visit.ts';

/** One target while its uses of known APIs are turned into observations: what was resolved, and what was emitted so far. */
export interface Linked {
  linking: Linking<ModuleSyntax>;
  program: Program;
  visited: Visited;
  emitter: Emitter;
  effects: EffectContext;
  indexOf(file: string): KnowledgeIndex;
  /** What the use at a call stands for: one asset, or several models by name. */
  made: Map<Call, AssetReference[]>;
  toolOf: Map<FunctionDefinition, AssetReference>;
  classOf: Map<ClassDefinition, AssetReference>;
  /** Calls with tools that are steps of an agent defined elsewhere (a graph and its nodes). */
  stepsOf: Map<Call, AssetReference[]>;
  /** Entries of ours whose handlers reach a model or agent, with everything the handlers run. */
  entries: AiEntry[];
  /** Collections of an application by their key in it, with the keys they were given: that one, and those on servers that clients name. */
  collections: Map<string, Map<string, Key>>;
  /** The file and all files that import it, directly or not: from where its agents and entries can be started. */
  importers(file: string): string[];
  /** The symbol, made unique for its file and kind. */
  unique(file: string, symbol: string, kind: string): string;
}

export interface AiEntry {
  reference: AssetReference;
  name: string;
  library: string;
  handlers: readonly FunctionDefinition[];
  bodies: ReadonlySet<Body['key']>;
}

export function createLinked(
  linking: Linking<ModuleSyntax>,
  program: Program,
  visited: Visited,
  indexOf: (file: string) => KnowledgeIndex,
): Linked {
  const symbols = new Map<string, number>();
  const answers = new Set(visited.uses.flatMap(({ known, call }) => (known.rule.emits === 'model' && call ? [call] : [])));
  return {
    linking,
    program,
    visited,
    emitter: createEmitter(linking),
    effects: {
      target: linking.target,
      program,
      visited,
      paths: [...linking.paths],
      ...(linking.setting ? { setting: linking.setting } : {}),
      folderOf: (file) => applicationFolder(file, linking.paths),
      isAnswer: (call) => answers.has(call),
      isTraining: (q, file) => indexOf(file).modules.get(/^\w+/.exec(q)?.[0] ?? '')?.library.role === 'training',
      evidence: linking.evidence,
    },
    indexOf,
    made: new Map(),
    toolOf: new Map(),
    classOf: new Map(),
    stepsOf: new Map(),
    entries: [],
    collections: new Map(),
    importers: importersOf(linking, program),
    unique(file, symbol, kind) {
      const id = `${file}#${symbol}#${kind}`;
      const count = (symbols.get(id) ?? 0) + 1;
      symbols.set(id, count);
      return count === 1 ? `${symbol}:${kind}` : `${symbol}:${kind}:${count}`;
    },
  };
}

function importersOf(linking: Linking<ModuleSyntax>, program: Program): (file: string) => string[] {
  const direct = new Map<string, Set<string>>();
  for (const [file, module] of linking.files) {
    for (const { module: name, member } of importsOf(module.body)) {
      const inner =
        member === undefined
          ? undefined
          : program.finder.find(file, /^\.+$/.test(name) ? name + member : `${name}.${member}`, module.language);
      for (const found of [program.finder.find(file, name, module.language), inner]) {
        if (found !== undefined) direct.set(found, (direct.get(found) ?? new Set()).add(file));
      }
    }
  }
  const memo = new Map<string, string[]>();
  return (file) => {
    const known = memo.get(file);
    if (known) return known;
    const seen = new Set([file]);
    for (const one of seen) for (const importer of direct.get(one) ?? []) if (seen.size < 50) seen.add(importer);
    const sorted = [...seen].sort();
    memo.set(file, sorted);
    return sorted;
  };
}

export function evidenceAt(linked: Linked, use: Pick<Use, 'scope' | 'line'>, detail: string): Evidence {
  return linked.linking.evidence(use.scope.file, use.line, detail);
}

/** The use in words, for evidence. */
export function shown(use: Use): string {
  const name = use.q.replaceAll('()', '');
  if (use.fn) return `@${name} on ${use.fn.name}`;
  if (use.of) return `class ${use.of.name} (${name})`;
  return name;
}

export function makes(linked: Linked, call: Call, references: readonly AssetReference[]): void {
  const before = linked.made.get(call) ?? [];
  linked.made.set(call, [
    ...before,
    ...references.filter((one) => !before.some((other) => other.kind === one.kind && other.key === one.key)),
  ]);
}

/** Properties the rule takes from arguments: texts, numbers, flags. */
export function taken(linked: Linked, use: Use): Properties {
  const out: Record<string, string | number | boolean> = {};
  for (const [name, place] of Object.entries(use.known.rule.take ?? {})) {
    const value = optionsOf(valueAt(linked.program, use.call, use.scope, place))[0];
    if (value?.v === 'text') out[name] = value.text.slice(0, 200);
    else if (value?.v === 'number') out[name] = value.n;
    else if (value?.v === 'flag') out[name] = value.flag;
  }
  return out;
}

/** Functions of the target given to a call, by name, in place or inside an object of options; a view class gives its methods. */
export function functionsIn(linked: Linked, call: Call, scope: Scope): FunctionDefinition[] {
  const out: FunctionDefinition[] = [];
  const take = (e: Expression, deep: number): void => {
    if (e.t === 'dict' && deep < 4) {
      for (const [, value] of e.e) take(value, deep + 1);
      return;
    }
    // `asyncHandler(async (req, res) => …)`, `withAuth(handler)`: the wrapped function runs.
    if (e.t === 'call' && deep < 4)
      for (const part of e.a) if (part.t === 'fn' || part.t === 'name' || part.t === 'call') take(part, deep + 1);
    for (const option of optionsOf(linked.program.evaluate(e, scope)))
      if (option.v === 'function' && !out.includes(option.d)) out.push(option.d);
    if (e.t === 'call' && e.f.t === 'attr' && e.f.n === 'as_view') out.push(...methodsOf(linked.program.evaluate(e.f.o, scope)));
  };
  for (const part of [...call.a, ...call.k.map(([, value]) => value)]) take(part, 0);
  return out;
}

function methodsOf(value: Value): FunctionDefinition[] {
  if (value.v !== 'class') return [];
  return value.of.d.body.flatMap((statement) => (statement.s === 'function' && !statement.d.name.startsWith('_') ? [statement.d] : []));
}

export function bodiesOf(linked: Linked, functions: readonly FunctionDefinition[]): Body[] {
  return functions.flatMap((fn) => linked.visited.bodies.get(fn) ?? []);
}

/** The value in a place of the use, else of the call that made the object the method belongs to. */
export function valueHereOrOn(linked: Linked, use: Pick<Use, 'call' | 'scope' | 'on'>, place: Place): Value {
  const here = valueAt(linked.program, use.call, use.scope, place);
  return here.v === 'unknown' && use.on
    ? valueAt(linked.program, use.on.call, use.on.scope, place.argument === undefined ? {} : { argument: place.argument })
    : here;
}

/** Texts of a value, and of the members of an object: `headers={"Authorization": f"Bearer {KEY}"}`. */
function textsIn(value: Value, deep = 0): Text[] {
  return optionsOf(value).flatMap((option) =>
    option.v === 'object' && deep < 3 ? option.members.slice(0, 50).flatMap(([, member]) => textsIn(member, deep + 1)) : textsOf(option),
  );
}

/** A key in clear in a call: the application holds it. The text was masked before; only its fingerprint is known. */
export function secretsIn(linked: Linked, use: Use, holder: AssetReference): void {
  for (const part of [...(use.call?.a ?? []), ...(use.call?.k.map(([, value]) => value) ?? [])]) {
    for (const text of textsIn(linked.program.evaluate(part, use.scope))) {
      const fingerprint = maskedFingerprint(text.text);
      if (fingerprint === undefined) continue;
      const evidence = linked.linking.evidence(text.file ?? use.scope.file, text.line ?? use.line, 'key in clear given to the client');
      linked.emitter.observations.edges.push({
        from: holder,
        to: { kind: 'secret', key: `secret:${fingerprint}` },
        kind: 'holds',
        strength: 'resolved',
        properties: { tie: 'given' },
        evidence: [evidence],
        optional: true,
      });
    }
  }
}
