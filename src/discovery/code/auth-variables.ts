import { closureOf } from './effects.ts';
import type { Linked } from './linked.ts';
import { type Entry, middlewareOf, mountsOf, placesOf, refuses, spelled } from './routes.ts';
import type { Expression, FunctionDefinition, Statement } from './syntax.ts';
import { elementsOf, optionsOf, type Scope, textsOf, type Value, variablesOf } from './value.ts';
import { valueAt } from './visit.ts';

const EQUAL: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', 'in', 'not in']);
const COMPARES = /(?:^|\.)(?:compare_digest|constant_time_compare|timingSafeEqual|timingSafeCompare|safeCompare|secureCompare|tsscmp)$/;
/** Where a request carries what its caller claims. */
const CARRIED = /^(?:headers?|query|query_params|queryParams|args|cookies?|credentials|authorization)$/;
const REQUEST = /^(?:req|request|ctx|context|c)$/;
/** What leaves a key the key it is, or makes a digest of it. */
const KEEPS =
  /(?:^|\.)(?:get_secret_value|strip|trim|encode|toString|split|replace|removeprefix|slice|substring|digest|hexdigest|update|from|str|bytes|String|sha256|sha512|createHash|get)$/;
const DEEP = 8;
/** Shorter texts are modes and methods. */
const LEAST_OF_A_KEY = 8;

/** What a check compares with, sorted names: environment variables, and constants of the code whose value stands there. */
export interface Compared {
  variables: string[];
  constants: string[];
}

interface Names {
  variables: Set<string>;
  constants: Set<string>;
}

/**
 * What the check of an entry compares with what a request brings (header, query, cookie):
 * `hmac.compare_digest(x_api_key, settings.KEY)` in a dependency, middleware, decorator or the handler itself. Whoever has such a
 * value is let in. Signed tokens and sessions compare nothing with a variable and give none.
 */
export function comparedBy(entry: Entry, handlers: readonly FunctionDefinition[], linked: Linked): Compared {
  const names: Names = { variables: new Set(), constants: new Set() };
  const seen = new Set<FunctionDefinition>();
  for (const guard of [...guardsOf(entry, handlers, linked), ...handlers]) {
    const body = linked.visited.bodies.get(guard);
    const run = body ? closureOf(body, linked.visited) : [];
    // A guard may leave the comparison to what it calls; a handler is no guard, only what it calls to refuse is.
    const checks = handlers.includes(guard)
      ? run.filter(({ key }) => typeof key !== 'string' && refuses(key))
      : run.some(({ key }) => typeof key !== 'string' && refuses(key))
        ? run
        : [];
    for (const { key, scope } of checks) {
      if (typeof key === 'string' || seen.has(key)) continue;
      seen.add(key);
      compared(key.body, scope, linked, names);
    }
  }
  return { variables: [...names.variables].sort(), constants: [...names.constants].sort() };
}

/** Functions of the target that stand before a handler. */
function guardsOf(entry: Entry, handlers: readonly FunctionDefinition[], linked: Linked): FunctionDefinition[] {
  const { program, visited } = linked;
  const mounts = entry.on ? mountsOf(entry.on.call, linked) : [];
  const values: Value[] = placesOf(entry, mounts).flatMap(([places, call, scope]) =>
    places.flatMap((place) => elementsOf(valueAt(program, call, scope, place))),
  );
  const given = (parts: readonly Expression[], scope: Scope): number =>
    values.push(...parts.flatMap((part) => optionsOf(program.evaluate(part, scope))));
  if (entry.call && !entry.fn) given(entry.call.a.slice(1, -1), entry.scope);
  for (const { mount, scope } of mounts) given(mount.a.slice(0, -1), scope);
  for (const owner of [...(entry.on ? [entry.on.call] : []), ...mounts.flatMap(({ on }) => on ?? [])])
    values.push(...middlewareOf(owner, entry.path, visited, program).map(({ value }) => value));
  const found = new Set<FunctionDefinition>();
  const add = (value: Value, deep: number): void => {
    if (deep > DEEP || found.size > 50) return;
    if (value.v === 'instance' && /(?:Depends|Security)$/.test(value.q))
      for (const part of [...value.call.a, ...value.call.k.flatMap(([name, one]) => (name === 'dependency' ? [one] : []))])
        for (const option of optionsOf(program.evaluate(part, value.scope))) add(option, deep + 1);
    if (value.v === 'made') add(program.member(value, '__call__'), deep + 1);
    if (value.v !== 'function' || found.has(value.d)) return;
    found.add(value.d);
    asked(value.d, value.scope, deep + 1);
  };
  const asked = (fn: FunctionDefinition, scope: Scope, deep: number): void => {
    for (const { default: fallback, annotation } of fn.parameters)
      for (const part of [fallback, annotation]) if (part) for (const one of dependenciesIn(part)) add(program.evaluate(one, scope), deep);
  };
  for (const value of values) add(value, 0);
  for (const handler of handlers) {
    asked(handler, entry.scope, 0);
    for (const decorator of handler.decorators) for (const value of optionsOf(program.evaluate(decorator, entry.scope))) add(value, 0);
  }
  return [...found];
}

/** `Depends(f)` in a default or annotation: `Annotated[str, Depends(f)]`. */
function dependenciesIn(e: Expression, deep = 0): Expression[] {
  if (deep > DEEP) return [];
  if (e.t === 'idx') return dependenciesIn(e.k, deep + 1);
  if (e.t === 'list') return e.e.flatMap((part) => dependenciesIn(part, deep + 1));
  return e.t === 'call' && /(?:Depends|Security)$/.test(spelled(e.f)) ? [e] : [];
}

/** Adds the variables that statements compare with what the caller brings; wrappers inside a decorator are read too. */
function compared(body: readonly Statement[], scope: Scope, linked: Linked, names: Names, deep = 0): void {
  if (deep > DEEP) return;
  const look = (e: Expression, at = 0): void => {
    if (at > 40) return;
    const sides = sidesOf(e);
    for (const [one, other] of sides ? [sides, [sides[1], sides[0]] as const] : [])
      if (isBrought(one, scope)) addNames(other, scope, linked, names);
    for (const part of partsOf(e)) look(part, at + 1);
  };
  for (const statement of body) {
    if (statement.s === 'function') compared(statement.d.body, linked.program.bodyOf(statement.d, scope), linked, names, deep + 1);
    else if (statement.s === 'assign' && statement.value) look(statement.value);
    else if (statement.s === 'expr' || statement.s === 'return') look(statement.e);
  }
}

function sidesOf(e: Expression): readonly [Expression, Expression] | undefined {
  if (e.t === 'bin' && EQUAL.has(e.op)) return [e.x, e.y];
  return e.t === 'call' && e.a[0] && e.a[1] && COMPARES.test(spelled(e.f)) ? [e.a[0], e.a[1]] : undefined;
}

function partsOf(e: Expression): readonly Expression[] {
  if (e.t === 'bin') return [e.x, e.y];
  if (e.t === 'either' || e.t === 'list') return e.e;
  if (e.t === 'tpl') return e.p;
  return e.t === 'call' ? e.a : [];
}

/** What is left of an expression when what leaves a key the key it is, is taken away. */
function keptIn(e: Expression): readonly Expression[] {
  if (e.t === 'call') return KEEPS.test(spelled(e.f)) ? [...(e.f.t === 'attr' ? [e.f.o] : []), ...e.a] : [];
  if (e.t === 'idx') return [e.o];
  return e.t === 'bin' && !['+', '||', '??', 'or'].includes(e.op) ? [] : partsOf(e);
}

/** Comes from the request: a parameter the framework fills, or a member of the request that carries what callers send. */
function isBrought(e: Expression, scope: Scope, deep = 0): boolean {
  if (deep > DEEP) return false;
  if (e.t === 'name') {
    if (REQUEST.test(e.n)) return false;
    for (let at: Scope | undefined = scope; at?.fn; at = at.parent) {
      const bindings = at.names.get(e.n);
      if (!bindings) continue;
      return bindings.slice(0, DEEP).some((binding) => {
        if (binding.b === 'parameter') return true;
        return (binding.b === 'value' || binding.b === 'item') && isBrought(binding.e, binding.scope, deep + 1);
      });
    }
    return false;
  }
  if (e.t === 'attr') return CARRIED.test(e.n) || isBroughtMember(e);
  if (e.t === 'call' && e.f.t === 'attr' && e.f.o.t === 'name' && REQUEST.test(e.f.o.n)) return /^(?:get|header)$/.test(e.f.n);
  return keptIn(e).some((part) => isBrought(part, scope, deep + 1));
}

/** `req.headers.authorization`, `request.query.key`, `credentials.credentials`. */
function isBroughtMember(e: Expression & { t: 'attr' }): boolean {
  return e.o.t === 'attr' && CARRIED.test(e.o.n);
}

function addNames(e: Expression, scope: Scope, linked: Linked, names: Names, deep = 0): void {
  const value = linked.program.evaluate(e, scope);
  const found = variablesOf(value);
  for (const name of found) names.variables.add(name);
  if (found.length > 0 || deep > DEEP) return;
  const called = e.t === 'name' || e.t === 'attr' ? e.n : undefined;
  if (called !== undefined && textsOf(value).some(({ text }) => text.length >= LEAST_OF_A_KEY)) names.constants.add(called);
  for (const part of keptIn(e)) addNames(part, scope, linked, names, deep + 1);
}
