import type { Expression, ModuleSyntax, Statement } from '../syntax.ts';
import type { Scope } from '../value.ts';
import { calledName, placeOf } from './walk.ts';

/** `listed`: the value is compared with a list of what is allowed; `checked`: it is looked at in some other way. */
export type Guard = 'listed' | 'checked';

const CHECKS =
  /(?:^|_)(?:valid|check|ensure|assert|verif|is_?safe|safe_?|allow|sanit|guard|inspect|scan|parse_?sql|moderat)|^is[A-Z]\w*Safe|(?:Valid|Safe|Allowed)/i;
const MATCHES = new Set([
  'fullmatch',
  'match',
  'search',
  'test',
  'startswith',
  'startsWith',
  'endswith',
  'endsWith',
  'isalnum',
  'isidentifier',
  'isdigit',
  'is_relative_to',
  'relative_to',
  'commonpath',
  'parse',
  'walk',
  'findall',
]);

const known = new WeakMap<Scope, Map<string, Guard>>();

/**
 * What the body of a scope looks at before it goes on, by place (`sql`, `data.op`). Where the look stands and what follows from it is
 * not told apart: a body that compares a value with a list does so to refuse the rest.
 */
export function guardsOf(scope: Scope, module: ModuleSyntax | undefined): ReadonlyMap<string, Guard> {
  const before = known.get(scope);
  if (before) return before;
  const out = new Map<string, Guard>();
  known.set(scope, out);
  const body = scope.fn?.body ?? (scope.parent ? [] : (module?.body ?? []));
  for (const statement of body) look(statement, out);
  // `lowered = sql.lower()`: what is asked of one is asked of the other.
  for (const statement of body.toReversed()) {
    if (statement.s !== 'assign' || statement.target.t !== 'name' || !statement.value) continue;
    const guard = out.get(statement.target.n);
    if (guard !== undefined && statement.value.t === 'call' && statement.value.f.t === 'attr') note(statement.value, guard, out);
  }
  return out;
}

function look(statement: Statement, out: Map<string, Guard>): void {
  if (statement.s === 'expr' || statement.s === 'return') condition(statement.e, out);
  else if (statement.s === 'assign' && statement.value) condition(statement.value, out, 0, true);
}

function note(e: Expression, guard: Guard, out: Map<string, Guard>): void {
  // `x.strip().lower() in ALLOWED` speaks of x.
  let of = e;
  for (let deep = 0; deep < 6 && of.t === 'call' && of.f.t === 'attr'; deep++) of = of.f.o;
  const place = placeOf(of);
  if (place !== undefined && out.get(place) !== 'listed') out.set(place, guard);
}

function condition(e: Expression, out: Map<string, Guard>, deep = 0, assigned = false): void {
  if (deep > 8) return;
  if (e.t === 'bin') {
    // A fence around the text is looked for to take it off.
    if ((e.op === 'in' || e.op === 'not in') && !(e.x.t === 'str' && e.x.v.includes('`'))) {
      note(e.x, e.y.t === 'str' ? 'checked' : 'listed', out);
      note(e.y, 'checked', out);
    }
    condition(e.x, out, deep + 1, assigned);
    condition(e.y, out, deep + 1, assigned);
  } else if (e.t === 'either') for (const part of e.e) condition(part, out, deep + 1, assigned);
  else if (e.t === 'call') called(e, out, deep, assigned);
  else if (e.t === 'list') for (const part of e.e) condition(part, out, deep + 1, assigned);
}

function called(e: Expression & { t: 'call' }, out: Map<string, Guard>, deep: number, assigned: boolean): void {
  const name = calledName(e) ?? '';
  if (e.f.t === 'attr' && (name === 'includes' || name === 'has' || name === 'indexOf' || name === 'contains') && e.a[0]) {
    // `["a", "b"].includes(x)`, `ALLOWED.has(x)`; `text.includes("DROP")` looks at the text.
    if (e.a[0].t === 'str') {
      if (!e.a[0].v.includes('`')) note(e.f.o, 'checked', out);
    } else note(e.a[0], 'listed', out);
  } else if (!assigned && e.f.t === 'attr' && MATCHES.has(name) && !e.a.some((part) => part.t === 'str' && part.v.includes('`'))) {
    for (const part of [e.f.o, ...e.a]) note(part, 'checked', out);
  } else if (CHECKS.test(name)) for (const part of [...e.a, ...e.k.map(([, value]) => value)]) note(part, 'checked', out);
  else for (const part of e.a) condition(part, out, deep + 1, assigned);
}
