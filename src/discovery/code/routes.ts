import type { Program } from './program.ts';
import type { Expression, FunctionDefinition } from './syntax.ts';
import { elementsOf, optionsOf, type Scope, type Value } from './value.ts';
import { closureOf } from './effects.ts';
import { type Use, valueAt, type Visited } from './visit.ts';

/** Words of code that asks who is calling. */
const ASKS_WHO = /auth|login|session|jwt|oauth|bearer|api_?key|verify|principal|current_?user|require_?user|signed|permission|security|credential|identity|token/i;

/**
 * Whether an HTTP entry asks who is calling: by a dependency, middleware, decorator or a check in its own code. `none` only
 * where the whole handler could be read; a gateway in front of it is not seen here and is said by the deployment.
 */
export function accessOf(use: Use, handlers: readonly FunctionDefinition[], program: Program, visited: Visited): { auth: 'none' | 'present' | 'unknown'; why: string } {
  for (const place of use.known.rule.route?.auth ?? []) {
    for (const [call, scope] of [[use.call, use.scope] as const, ...(use.on ? [[use.on.call, use.on.scope] as const] : [])]) {
      for (const value of elementsOf(valueAt(program, call, scope, place))) {
        const word = wordsOf(value);
        if (word !== undefined && (ASKS_WHO.test(word) || reads401(value, visited))) return { auth: 'present', why: `dependency ${word}` };
      }
    }
  }
  if (use.call && !use.fn) {
    // Express and friends: middleware stands between the path and the handler, or is set on the application.
    for (const part of use.call.a.slice(1, -1)) {
      const word = spelled(part);
      if (ASKS_WHO.test(word)) return { auth: 'present', why: `middleware ${word}` };
    }
  }
  for (const middleware of middlewareOf(use, visited)) if (ASKS_WHO.test(middleware)) return { auth: 'present', why: `middleware ${middleware}` };
  for (const fn of handlers) {
    for (const decorator of fn.decorators) {
      const word = spelled(decorator);
      if (!word.includes('.') || /login_required|require|auth/i.test(word)) if (ASKS_WHO.test(word)) return { auth: 'present', why: `decorator ${word}` };
    }
    for (const parameter of fn.parameters) {
      for (const given of [parameter.default, parameter.annotation]) {
        const word = given === undefined ? '' : spelled(given);
        if (/\b(?:Depends|Security)\b/.test(word) && (ASKS_WHO.test(word.replace(/\b(?:Depends|Security)\b/g, '')) || word.startsWith('Security'))) return { auth: 'present', why: `parameter ${parameter.name} (${word.slice(0, 60)})` };
        if (given && dependencyRefuses(given, use.scope, program, visited)) return { auth: 'present', why: `parameter ${parameter.name}` };
      }
    }
    const body = visited.bodies.get(fn);
    if (!body) continue;
    if (fn.pruned) return { auth: 'unknown', why: 'the handler could not be read whole' };
    for (const inner of closureOf(body, visited)) if (typeof inner.key !== 'string' && refuses(inner.key)) return { auth: 'present', why: 'the handler refuses callers it does not know' };
  }
  return { auth: 'none', why: 'no dependency, middleware, decorator or check asks who is calling' };
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
  if (value.v === 'instance') return value.call.a.some((part) => part.t === 'name' && [...visited.bodies.keys()].some((key) => typeof key !== 'string' && key.name === part.n && refuses(key)));
  return false;
}

function dependencyRefuses(e: Expression, scope: Scope, program: Program, visited: Visited): boolean {
  if (e.t !== 'call' || !/(?:Depends|Security)$/.test(spelled(e.f))) return false;
  return e.a.some((part) => optionsOf(program.evaluate(part, scope)).some((value) => value.v === 'function' && (refuses(value.d) || [...(visited.bodies.get(value.d)?.calls ?? [])].some(refuses))));
}

/** A function that answers 401 or 403, or raises an error of that kind. */
function refuses(fn: FunctionDefinition): boolean {
  const text = JSON.stringify(fn.body);
  return /"v":40[13]\b|HTTP_40[13]|Unauthorized|Forbidden|PermissionDenied|"v":"40[13]"/.test(text);
}

function middlewareOf(use: Use, visited: Visited): string[] {
  if (!use.on) return [];
  const out: string[] = [];
  for (const other of visited.uses) {
    if (other.on?.call !== use.on.call || !other.call || !/\.(?:use|add_middleware|before_request|addHook|register)$/.test(other.known.name)) continue;
    out.push(...other.call.a.map(spelled), ...(other.fn ? [other.fn.name] : []));
  }
  return out;
}

/** The names in an expression, for matching words: `Depends(get_current_user)`. */
function spelled(e: Expression, depth = 0): string {
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
