import type { Linked } from '../linked.ts';
import type { Expression, FunctionDefinition } from '../syntax.ts';
import { type Binding, optionsOf, type Scope, type Value } from '../value.ts';
import { guardsOf } from './guards.ts';
import { ABOUT, cleansMarkup, harmlessAfter, KEEPING_METHODS, SETTLING, SHAPING, TAKING, type UseOfValue } from './passing.ts';
import { createHandedState, KEEPS_STATE } from './state.ts';
import { type Call, calledName, placeOf } from './walk.ts';

/** Where (part of) a value comes from, and what happened to it on the way. */
export interface Origin {
  /** The answer of a model; what a caller sent; what is known of the caller's account (a name, an id). */
  from: 'model' | 'request' | 'account';
  file: string;
  line: number;
  /** In words, for evidence. */
  detail: string;
  /** Uses for which something on the way makes it harmless. */
  harmless: readonly UseOfValue[];
  /** It was compared with a list of what is allowed. */
  listed?: boolean;
  /** It was looked at on the way: a pattern, a validator. */
  checked?: boolean;
  /** It was held to a schema: what is read from it has the schema's types. */
  shaped?: boolean;
  /** The innermost place where it is put into other text. */
  joined?: { file: string; line: number };
}

/** What is a source: asked for every expression on the way. */
export type SourceOf = (e: Expression, scope: Scope) => Origin | 'nothing' | undefined;
/** A parameter of a function that callers outside the target fill. */
export type ParameterSource = (fn: FunctionDefinition, index: number, name: string, scope: Scope) => Origin | 'nothing' | undefined;

export interface Sources {
  of: SourceOf;
  parameter: ParameterSource;
}

/** The call through which a body was entered: its parameters stand for the arguments of that call. */
interface Entered {
  fn: FunctionDefinition;
  call: Call;
  scope: Scope;
  from: Entered | undefined;
}

interface Walk {
  left: number;
  open: Set<Expression>;
  deep: number;
}

const STEPS = 3000;
/** What all questions of a target may cost before each gets less. */
const ALL_STEPS = 400_000;
const FEW_STEPS = 150;
const DEEPEST = 60;
const MOST_RETURNS = 8;
const NOTHING: ReadonlySet<string> = new Set();

/**
 * Follows a value backwards to its sources, over the expressions of the target: assignments that stand before the use, members,
 * calls of functions of the target with the arguments of the very call, parameters through all known callers. Nothing is run, and the
 * steps of one question are limited. `further` names calls that also give what they are given.
 */
export function createTracer(
  linked: Linked,
  sources: Sources,
  further: ReadonlySet<string> = NOTHING,
): (e: Expression, scope: Scope) => Origin[] {
  const { program } = linked;
  const state = createHandedState(linked);
  let spent = 0;
  return (e, scope) => {
    const left = spent > ALL_STEPS ? FEW_STEPS : STEPS;
    const walk: Walk = { left, open: new Set(), deep: 0 };
    const found = unique(trace(e, scope, undefined, walk));
    const before = spent;
    spent += left - walk.left;
    if (before <= ALL_STEPS && spent > ALL_STEPS)
      linked.linking.cover({
        file: scope.file,
        status: 'partial',
        reason: 'Values are followed a short way only from here on: there are too many calls.',
      });
    return found;
  };

  function trace(e: Expression, scope: Scope, entered: Entered | undefined, walk: Walk): Origin[] {
    if (walk.left-- <= 0 || walk.deep > DEEPEST || walk.open.has(e)) return [];
    if (e.t === 'str' || e.t === 'num' || e.t === 'bool' || e.t === 'null' || e.t === '?' || e.t === 'fn' || e.t === 'class') return [];
    const own = sources.of(e, scope);
    if (own !== undefined) return own === 'nothing' ? [] : guarded(e, scope, [own]);
    walk.open.add(e);
    walk.deep++;
    const found = within(e, scope, entered, walk);
    walk.deep--;
    walk.open.delete(e);
    return found.length === 0 ? found : guarded(e, scope, found);
  }

  function within(e: Expression, scope: Scope, entered: Entered | undefined, walk: Walk): Origin[] {
    const inner = (part: Expression): Origin[] => trace(part, scope, entered, walk);
    switch (e.t) {
      case 'name':
        return ofName(e, scope, entered, walk);
      case 'attr':
        return ofMember(e, scope, entered, walk);
      case 'idx': {
        const nodes = e.k.t === 'str' ? state.ofGraph(e.o, e.k.v, scope) : undefined;
        return nodes ? nodes.flatMap((one) => trace(one.value, one.scope, undefined, walk)) : inner(e.o);
      }
      case 'call':
        return ofCall(e, scope, entered, walk);
      case 'tpl':
        return e.p.some((part) => part.t === 'str' && part.v.trim() !== '') || e.p.length > 1
          ? together(e.p.flatMap(inner), scope.file, e.l)
          : e.p.flatMap(inner);
      case 'bin': {
        if (e.op !== '+' && e.op !== '%' && e.op !== '/' && e.op !== '|') return [];
        const parts = [...inner(e.x), ...inner(e.y)];
        return e.op === '+' || e.op === '%' ? together(parts, scope.file, e.l) : parts;
      }
      case 'list':
        return e.e.slice(0, 60).flatMap(inner);
      case 'either':
        return e.e.flatMap(inner);
      case 'dict':
        return e.e.slice(0, 60).flatMap(([, value]) => inner(value));
      case 'spread':
        return inner(e.e);
      default:
        return [];
    }
  }

  function guarded(e: Expression, scope: Scope, origins: Origin[]): Origin[] {
    const place = placeOf(e);
    if (place === undefined) return origins;
    const guard = guardsOf(scope, program.modules.get(scope.file)).get(place);
    if (guard === undefined) return origins;
    return origins.map((origin) => ({ ...origin, ...(guard === 'listed' ? { listed: true } : { checked: true }) }));
  }

  function ofName(e: Expression & { t: 'name' }, scope: Scope, entered: Entered | undefined, walk: Walk): Origin[] {
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      if (at.class && !at.fn && at !== scope) continue;
      const bindings = at.names.get(e.n);
      if (!bindings) continue;
      const standing = at === scope ? before(bindings, e) : bindings;
      return standing.slice(-12).flatMap((binding) => ofBinding(binding, e.n, at, entered, walk));
    }
    return [];
  }

  /** The assignments that can stand at a line: an assignment from the name itself (`x = escape(x)`) replaces those before it. */
  function before(bindings: readonly Binding[], e: Expression & { t: 'name' }): readonly Binding[] {
    const earlier = bindings.filter((one) => lineOf(one) < e.l || (lineOf(one) === e.l && !mentions(one, e)));
    if (earlier.length === 0) return bindings;
    const last = earlier.findLastIndex((one) => 'e' in one && one.b === 'value' && replaces(one.e, e.n));
    return last < 0 ? earlier : earlier.slice(last);
  }

  function ofBinding(binding: Binding, name: string, at: Scope, entered: Entered | undefined, walk: Walk): Origin[] {
    switch (binding.b) {
      case 'value':
      case 'element':
        return trace(binding.e, binding.scope, entered, walk);
      case 'item': {
        if (binding.index === 0 && binding.e.t === 'call' && KEEPS_STATE.has(calledName(binding.e) ?? ''))
          return state.kept(binding.e, at).flatMap((one) => trace(one.value, one.scope, undefined, walk));
        const part = binding.e.t === 'list' ? binding.e.e[binding.index] : undefined;
        return trace(part ?? binding.e, binding.scope, entered, walk);
      }
      case 'parameter':
        return ofParameter(binding.fn, binding.index, name, at, entered, walk);
      case 'import': {
        const file = program.finder.find(at.file, binding.module, program.modules.get(at.file)?.language ?? 'python');
        const other = file === undefined ? undefined : program.scopeOf(file);
        const inside = binding.name === undefined ? undefined : other?.names.get(binding.name);
        return inside && other ? inside.slice(0, 4).flatMap((one) => ofBinding(one, binding.name!, other, undefined, walk)) : [];
      }
      default:
        return [];
    }
  }

  function ofParameter(fn: FunctionDefinition, index: number, name: string, at: Scope, entered: Entered | undefined, walk: Walk): Origin[] {
    const own = sources.parameter(fn, index, name, at);
    if (own !== undefined) return own === 'nothing' ? [] : [own];
    for (let up = entered; up; up = up.from) {
      if (up.fn !== fn) continue;
      const given = argumentOf(fn, index, name, up.call);
      return given ? trace(given, up.scope, up.from, walk) : [];
    }
    return program.callersOf(fn).flatMap(({ call, scope }) => {
      const given = argumentOf(fn, index, name, call);
      return given ? trace(given, scope, undefined, walk) : [];
    });
  }

  function ofMember(e: Expression & { t: 'attr' }, scope: Scope, entered: Entered | undefined, walk: Walk): Origin[] {
    if (ABOUT.has(e.n)) return [];
    if (e.o.t === 'name' && (e.o.n === 'self' || e.o.n === 'this')) {
      const kept = keptIn(e.o, e.n, scope);
      return kept.flatMap((one) => trace(one.value, one.scope, entered, walk));
    }
    const found = trace(e.o, scope, entered, walk);
    if (found.length > 0 && /^(?:parsed|output_parsed|object|experimental_output|structured_response|pydantic)$/.test(e.n))
      return found.map((one) => ({ ...one, shaped: true }));
    return found;
  }

  /** What the methods of a class assign to `self.name`. */
  function keptIn(holder: Expression, name: string, scope: Scope): { value: Expression; scope: Scope }[] {
    return optionsOf(program.evaluate(holder, scope)).flatMap((option) => {
      if (option.v !== 'made' && option.v !== 'class') return [];
      const body = program.classBody(option.of);
      return option.of.d.body.flatMap((statement) => {
        if (statement.s !== 'function') return [];
        return statement.d.body.flatMap((inner) =>
          inner.s === 'assign' && inner.value && inner.target.t === 'attr' && inner.target.n === name && inner.target.o.t === 'name'
            ? [{ value: inner.value, scope: program.bodyOf(statement.d, body) }]
            : [],
        );
      });
    });
  }

  function ofCall(e: Call, scope: Scope, entered: Entered | undefined, walk: Walk): Origin[] {
    const name = calledName(e) ?? '';
    if (SETTLING.has(name)) return [];
    if (name === 'get' && e.f.t === 'attr' && e.a[0]?.t === 'str') {
      const nodes = state.ofGraph(e.f.o, e.a[0].v, scope);
      if (nodes) return nodes.flatMap((one) => trace(one.value, one.scope, undefined, walk));
    }
    const args = (): Origin[] =>
      [...e.a, ...e.k.map(([, value]) => value)].slice(0, 20).flatMap((part) => trace(part, scope, entered, walk));
    const holder = (): Origin[] => (e.f.t === 'attr' ? trace(e.f.o, scope, entered, walk) : []);
    const callees = optionsOf(program.evaluate(e.f, scope));
    const functions = callees.filter((option): option is Value & { v: 'function' } => option.v === 'function');
    const harmless =
      harmlessAfter(name) ?? (callees.some((one) => one.v === 'external' && cleansMarkup(one.q)) ? (['html'] as const) : undefined);
    const soften = (found: Origin[]): Origin[] =>
      harmless ? found.map((one) => ({ ...one, harmless: [...new Set([...one.harmless, ...harmless])] })) : found;
    if (SHAPING.has(name) || (name === 'parse' && isSchema(e, callees))) return [...args()].map((one) => ({ ...one, shaped: true }));
    if (functions.length > 0) return soften(functions.slice(0, 3).flatMap((fn) => ofFunction(fn, e, scope, entered, walk)));
    if (harmless) return soften([...args(), ...holder()]);
    const given = TAKING.has(name) || further.has(name) ? args() : [];
    const put =
      given.length > 0 && (name === 'format' || name === 'replace' || name === 'replaceAll' || name === 'join' || name === 'concat');
    return [...(put ? together(given, scope.file, e.l) : given), ...(e.f.t === 'attr' && KEEPING_METHODS.has(name) ? holder() : [])];
  }

  /** `Answer.parse(x)` of a schema, not `JSON.parse(x)`. */
  function isSchema(e: Call, callees: readonly Value[]): boolean {
    if (e.f.t !== 'attr' || (e.f.o.t === 'name' && e.f.o.n === 'JSON')) return false;
    return callees.some(
      (one) => (one.v === 'external' || one.v === 'instance') && /zod|valibot|yup|superstruct|typebox|arktype/i.test(one.q),
    );
  }

  function ofFunction(fn: Value & { v: 'function' }, e: Call, scope: Scope, entered: Entered | undefined, walk: Walk): Origin[] {
    for (let up = entered; up; up = up.from) if (up.fn === fn.d) return [];
    // A body that was not read works on what it is given: `extract_code(answer)`.
    if (fn.d.pruned)
      return together(
        [...e.a, ...e.k.map(([, value]) => value)].flatMap((part) => trace(part, scope, entered, walk)),
        scope.file,
        e.l,
      );
    const body = program.bodyOf(fn.d, fn.scope);
    const through: Entered = { fn: fn.d, call: e, scope, from: entered };
    const out: Origin[] = [];
    for (const statement of fn.d.body.filter((one) => one.s === 'return').slice(0, MOST_RETURNS))
      out.push(...trace(statement.e, body, through, walk));
    return out;
  }
}

/** The expression a call gives a parameter. */
function argumentOf(fn: FunctionDefinition, index: number, name: string, call: Call): Expression | undefined {
  const declared = fn.parameters[index];
  const given = call.k.find(([keyword]) => keyword === name)?.[1];
  if (given || !declared) return given;
  const shift = ['self', 'cls'].includes(fn.parameters[0]?.name ?? '') && call.f.t === 'attr' ? 1 : 0;
  const part = call.a[index - shift];
  if (!part) return undefined;
  if (declared.names && part.t === 'dict') return part.e.find(([key]) => key?.t === 'str' && key.v === name)?.[1];
  return part;
}

function together(parts: Origin[], file: string, line: number): Origin[] {
  return parts.map((one) => (one.joined ? one : { ...one, joined: { file, line } }));
}

function lineOf(binding: Binding): number {
  return 'e' in binding ? binding.e.l : 0;
}

function mentions(binding: Binding, e: Expression): boolean {
  return 'e' in binding && contains(binding.e, (part) => part === e);
}

/** `x = f(x)` replaces x; `x = x + y` and `x += y` keep it. */
function replaces(e: Expression, name: string): boolean {
  return e.t === 'call' && contains(e, (part) => part.t === 'name' && part.n === name);
}

function contains(e: Expression, is: (part: Expression) => boolean, deep = 0): boolean {
  if (is(e)) return true;
  if (deep > 10) return false;
  const inner = (part: Expression): boolean => contains(part, is, deep + 1);
  switch (e.t) {
    case 'call':
      return inner(e.f) || e.a.some(inner) || e.k.some(([, value]) => inner(value));
    case 'attr':
      return inner(e.o);
    case 'idx':
      return inner(e.o) || inner(e.k);
    case 'bin':
      return inner(e.x) || inner(e.y);
    case 'list':
    case 'either':
      return e.e.some(inner);
    case 'tpl':
      return e.p.some(inner);
    case 'spread':
      return inner(e.e);
    default:
      return false;
  }
}

function unique(origins: readonly Origin[]): Origin[] {
  const out = new Map<string, Origin>();
  for (const one of origins) {
    const id = `${one.from} ${one.file}:${one.line} ${[...one.harmless].sort().join()} ${one.listed} ${one.checked} ${one.shaped} ${one.joined?.file}:${one.joined?.line}`;
    if (!out.has(id)) out.set(id, one);
  }
  return [...out.values()].slice(0, 40);
}
