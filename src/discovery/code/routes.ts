import type { Linked } from './linked.ts';
import type { Place, Rule } from './knowledge.ts';
import type { Program } from './program.ts';
import type { Expression, FunctionDefinition } from './syntax.ts';
import { elementsOf, optionsOf, type Scope, type Value } from './value.ts';
import { closureOf } from './effects.ts';
import { type Call, type Use, valueAt, type Visited } from './visit.ts';

/** Words of code that asks who is calling. */
const ASKS_WHO =
  /auth|login|session|jwt|oauth|bearer|api_?key|verify|principal|current_?user|require_?user|signed|permission|security|credential|identity|token|guard/i;

/** Where an HTTP entry is declared, as far as access is concerned. */
export interface Entry extends Partial<Pick<Use, 'call' | 'fn' | 'on' | 'line'>> {
  scope: Scope;
  auth: readonly Place[];
  path?: string | undefined;
}

/**
 * Whether an HTTP entry asks who is calling: by a dependency, middleware, decorator or a check in its own code. `none` only
 * where the whole handler could be read; a gateway in front of it is not seen here and is said by the deployment.
 */
export function accessOf(
  entry: Entry,
  handlers: readonly FunctionDefinition[],
  linked: Linked,
): { auth: 'none' | 'present' | 'unknown'; why: string } {
  const { program, visited } = linked;
  const mounts = entry.on ? mountsOf(entry.on.call, linked) : [];
  for (const [places, call, scope] of placesOf(entry, mounts)) {
    for (const place of places) {
      for (const value of elementsOf(valueAt(program, call, scope, place))) {
        const word = wordsOf(value);
        if (word !== undefined && (ASKS_WHO.test(word) || reads401(value, visited))) return { auth: 'present', why: `dependency ${word}` };
      }
    }
  }
  // Express and friends: middleware stands between the path and the handler, wraps the handler, or is set on the application.
  const between =
    entry.call && !entry.fn
      ? entry.call.a.slice(1).flatMap((part, at, all) => (part.t === 'call' ? [part.f] : at < all.length - 1 ? [part] : []))
      : [];
  for (const part of [...between, ...mounts.flatMap(({ mount }) => mount.a.slice(0, -1))]) {
    const word = spelled(part);
    if (ASKS_WHO.test(word) || optionsOf(program.evaluate(part, entry.scope)).some((value) => reads401(value, visited)))
      return { auth: 'present', why: `middleware ${word}` };
  }
  for (const owner of [...(entry.on ? [entry.on.call] : []), ...mounts.flatMap(({ on }) => on ?? [])]) {
    for (const { word, value } of middlewareOf(owner, entry.path, visited, program))
      if (ASKS_WHO.test(word) || reads401(value, visited)) return { auth: 'present', why: `middleware ${word}` };
  }
  for (const decorator of entry.fn && entry.scope.class ? entry.scope.class.d.decorators : []) {
    const word = spelled(decorator);
    if (ASKS_WHO.test(word)) return { auth: 'present', why: `decorator ${word} of the class` };
  }
  for (const attribute of ['permission_classes', 'authentication_classes']) {
    const method = handlers[0];
    const value = method && entry.call ? classAttribute(entry.call, attribute, entry.scope, program) : undefined;
    if (value && elementsOf(value).some((one) => one.v === 'external' && !one.q.endsWith('AllowAny')))
      return { auth: 'present', why: attribute };
  }
  for (const fn of handlers) {
    for (const decorator of fn.decorators) {
      const word = spelled(decorator);
      if (!word.includes('.') || /login_required|require|auth/i.test(word))
        if (ASKS_WHO.test(word)) return { auth: 'present', why: `decorator ${word}` };
    }
    for (const parameter of fn.parameters) {
      for (const given of [parameter.default, parameter.annotation]) {
        const word = given === undefined ? '' : spelled(given);
        if (
          /\b(?:Depends|Security)\b/.test(word) &&
          (ASKS_WHO.test(word.replace(/\b(?:Depends|Security)\b/g, '')) || word.startsWith('Security'))
        )
          return { auth: 'present', why: `parameter ${parameter.name} (${word.slice(0, 60)})` };
        if (given && dependencyRefuses(given, entry.scope, program, visited))
          return { auth: 'present', why: `parameter ${parameter.name}` };
      }
    }
    const body = visited.bodies.get(fn);
    if (!body) continue;
    if (fn.pruned) return { auth: 'unknown', why: 'the handler could not be read whole' };
    for (const inner of closureOf(body, visited))
      if (typeof inner.key !== 'string' && refuses(inner.key))
        return { auth: 'present', why: 'the handler refuses callers it does not know' };
  }
  const file = entry.scope.file;
  const folder = linked.program.finder.around(file, 'middleware');
  if (folder !== undefined && !entry.call && !entry.fn && asksSomewhere(folder, linked))
    return { auth: 'unknown', why: `${folder} asks who is calling; which paths it covers is decided there` };
  return { auth: 'none', why: 'no dependency, middleware, decorator or check asks who is calling' };
}

/** Where dependencies of an entry may be given: with itself, with its router or application, where its router is mounted. */
export function placesOf(entry: Entry, mounts: ReturnType<typeof mountsOf>): [readonly Place[], Call | undefined, Scope][] {
  return [
    [entry.auth, entry.call, entry.scope],
    ...(entry.on ? [[entry.auth, entry.on.call, entry.on.scope] as [readonly Place[], Call, Scope]] : []),
    ...mounts.map(({ mount, scope, rule }): [readonly Place[], Call, Scope] => [rule.auth ?? [], mount, scope]),
  ];
}

function wordsOf(value: Value): string | undefined {
  if (value.v === 'function') return value.d.name;
  if (value.v === 'external') return value.q;
  if (value.v === 'instance') return `${value.q} ${value.call.a.map(spelled).join(' ')}`;
  if (value.v === 'class' || value.v === 'made') return value.of.d.name;
  return undefined;
}

function reads401(value: Value, visited: Visited): boolean {
  if (value.v === 'function') return refuses(value.d);
  if (value.v === 'instance')
    return value.call.a.some(
      (part) =>
        part.t === 'name' && [...visited.bodies.keys()].some((key) => typeof key !== 'string' && key.name === part.n && refuses(key)),
    );
  return false;
}

/** `Depends(f)` anywhere in a default or annotation (`Annotated[str, Depends(f)]`), where f turns strangers away. */
function dependencyRefuses(e: Expression, scope: Scope, program: Program, visited: Visited, depth = 0): boolean {
  if (depth > 6) return false;
  if (e.t === 'idx') return dependencyRefuses(e.k, scope, program, visited, depth + 1);
  if (e.t === 'list') return e.e.some((part) => dependencyRefuses(part, scope, program, visited, depth + 1));
  if (e.t !== 'call' || !/(?:Depends|Security)$/.test(spelled(e.f))) return false;
  return e.a.some((part) =>
    optionsOf(program.evaluate(part, scope)).some((value) => value.v === 'function' && turnsAway(value.d, visited)),
  );
}

/** Answers 401 or 403 itself or through what it calls, or is given credentials by a security scheme. */
function turnsAway(fn: FunctionDefinition, visited: Visited): boolean {
  if (refuses(fn) || [...(visited.bodies.get(fn)?.calls ?? [])].some(refuses)) return true;
  return fn.parameters.some((parameter) =>
    [parameter.default, parameter.annotation].some(
      (given) =>
        given !== undefined &&
        /\b(?:Depends|Security)\b/.test(spelled(given)) &&
        ASKS_WHO.test(spelled(given).replace(/\b(?:Depends|Security)\b/g, '')),
    ),
  );
}

const refusing = new WeakMap<FunctionDefinition, boolean>();

/** A function that answers 401 or 403, or raises an error of that kind. */
export function refuses(fn: FunctionDefinition): boolean {
  const known = refusing.get(fn);
  if (known !== undefined) return known;
  const found = /"v":40[13]\b|HTTP_40[13]|Unauthorized|Forbidden|PermissionDenied|"v":"40[13]"/.test(JSON.stringify(fn.body));
  refusing.set(fn, found);
  return found;
}

/** What is set on an application or router to run before its entries. */
export function middlewareOf(owner: Call, path: string | undefined, visited: Visited, program: Program): { word: string; value: Value }[] {
  const out: { word: string; value: Value }[] = [];
  for (const other of visited.usesOn.get(owner) ?? []) {
    // `@app.before_request` stands without a call.
    if (
      (!other.call && !other.fn) ||
      !/\.(?:use|add_middleware|before_request|addHook|register|middleware|onRequest)$/.test(other.known.name)
    )
      continue;
    // `app.use('/api/admin', requireUser)` does not cover entries elsewhere.
    const given = other.call?.a ?? [];
    const [first] = given;
    const prefix = first?.t === 'str' && /^[/*]/.test(first.v) ? first.v.replace(/\/?\*+$/, '') : '';
    if ((prefix !== '' && path !== undefined && !path.startsWith(prefix)) || (other.known.rule.mounts && isRouter(other, program)))
      continue;
    for (const part of given) for (const value of optionsOf(program.evaluate(part, other.scope))) out.push({ word: spelled(part), value });
    if (other.fn) out.push({ word: other.fn.name, value: { v: 'function', d: other.fn, scope: other.scope } });
  }
  return out;
}

function isRouter(use: Use, program: Program): boolean {
  const last = use.call?.a.at(-1);
  return (
    last !== undefined && optionsOf(program.evaluate(last, use.scope)).some((value) => value.v === 'instance' && /router/i.test(value.q))
  );
}

const mountsOfVisited = new WeakMap<Visited, Map<Call, Use>>();

/** The first use that mounts the router which a call made. */
function mountsByRouter(visited: Visited, program: Program): Map<Call, Use> {
  const known = mountsOfVisited.get(visited);
  if (known) return known;
  const out = new Map<Call, Use>();
  mountsOfVisited.set(visited, out);
  for (const use of visited.uses) {
    const { mounts } = use.known.rule;
    if (!mounts || !use.call) continue;
    const byName = valueAt(program, use.call, use.scope, mounts.router);
    // Express takes the router in any place behind the path.
    const given = mounts.router.argument === undefined ? use.call.a.map((part) => program.evaluate(part, use.scope)) : [byName];
    for (const value of given.flatMap((one) => optionsOf(one)))
      if (value.v === 'instance' && !out.has(value.call)) out.set(value.call, use);
  }
  return out;
}

/** Where a router is put below a prefix, from the innermost outwards. */
export function mountsOf(
  router: Call,
  { program, visited }: Linked,
): { mount: Call; scope: Scope; on?: Call; rule: NonNullable<Rule['mounts']> }[] {
  const out: { mount: Call; scope: Scope; on?: Call; rule: NonNullable<Rule['mounts']> }[] = [];
  const seen = new Set<Call>();
  for (let inner: Call | undefined = router; inner && !seen.has(inner) && out.length < 6;) {
    seen.add(inner);
    const use = mountsByRouter(visited, program).get(inner);
    if (!use?.call) break;
    out.push({ mount: use.call, scope: use.scope, rule: use.known.rule.mounts!, ...(use.on ? { on: use.on.call } : {}) });
    inner = use.on?.call;
  }
  return out;
}

function classAttribute(call: Call, name: string, scope: Scope, program: Program): Value | undefined {
  for (const part of call.a) {
    if (part.t !== 'call' || part.f.t !== 'attr' || part.f.n !== 'as_view') continue;
    const of = program.evaluate(part.f.o, scope);
    if (of.v === 'class' && program.classBody(of.of).names.has(name)) return program.member(of, name);
  }
  return undefined;
}

function asksSomewhere(file: string, linked: Linked): boolean {
  const module = linked.program.modules.get(file);
  return module !== undefined && ASKS_WHO.test(JSON.stringify(module.body).slice(0, 100_000));
}

/** The names in an expression, for matching words: `Depends(get_current_user)`. */
export function spelled(e: Expression, depth = 0): string {
  if (depth > 6) return '';
  switch (e.t) {
    case 'name':
      return e.n;
    case 'attr':
      return `${spelled(e.o, depth + 1)}.${e.n}`;
    case 'call':
      return `${spelled(e.f, depth + 1)}(${[...e.a, ...e.k.map(([, value]) => value)].map((part) => spelled(part, depth + 1)).join(', ')})`;
    case 'idx':
      return `${spelled(e.o, depth + 1)} ${spelled(e.k, depth + 1)}`;
    case 'list':
      return e.e.map((part) => spelled(part, depth + 1)).join(' ');
    case 'str':
      return '';
    default:
      return '';
  }
}
