import { isName } from './bindings.ts';
import type { Program } from './program.ts';
import type { Expression } from './syntax.ts';
import { either, elementsOf, joined, optionsOf, type Scope, textsOf, UNKNOWN, type Value } from './value.ts';

/** The values an element of a list, or an argument, stands for. */
export function spread(program: Program, item: Expression, scope: Scope): Value[] {
  if (item.t !== 'spread') return [program.evaluate(item, scope)];
  return elementsOf(program.evaluate(item.e, scope));
}

/** Members of an object as it is written, those of spread objects included. */
export function membersOf(program: Program, e: Expression & { t: 'dict' }, scope: Scope): [string, Value][] {
  const out: [string, Value][] = [];
  for (const [key, value] of e.e.slice(0, 400)) {
    if (key === null) {
      for (const option of optionsOf(program.evaluate(value, scope))) if (option.v === 'object') out.push(...option.members);
      continue;
    }
    // A key that is computed stands for any.
    out.push([textsOf(program.evaluate(key, scope))[0]?.text ?? '*', program.evaluate(value, scope)]);
  }
  return out;
}

/** Sums, paths, merged objects and formatted texts. */
export function binary(program: Program, e: Expression & { t: 'bin' }, scope: Scope): Value {
  const x = program.evaluate(e.x, scope);
  const y = program.evaluate(e.y, scope);
  if (x.v === 'number' && y.v === 'number') {
    if (e.op === '+') return { v: 'number', n: x.n + y.n };
    if (e.op === '-') return { v: 'number', n: x.n - y.n };
  }
  if (e.op === '+') {
    if ([...optionsOf(x), ...optionsOf(y)].some(({ v }) => v === 'list'))
      return { v: 'list', items: [...elementsOf(x), ...elementsOf(y)].slice(0, 400) };
    return joined([x, y]);
  }
  if (e.op === '/' && e.l > 0) return joined([x, { v: 'text', text: '/', file: scope.file, line: e.l }, y]);
  if (e.op === '|')
    return x.v === 'object' && y.v === 'object'
      ? { v: 'object', members: [...x.members, ...y.members], e: x.e, scope: x.scope }
      : either([x, y]);
  // `"…%s" % value`: what matters (the beginning) stays, the rest is open.
  if (e.op === '%' && x.v === 'text' && y.v !== 'number')
    return joined(
      x.text
        .split(/%[sd]/)
        .flatMap((part, at) => [
          ...(at > 0 ? [at === 1 ? y : UNKNOWN] : []),
          { v: 'text' as const, text: part, file: x.file, line: x.line },
        ]),
    );
  return UNKNOWN;
}

/** `of[key]`: an environment variable, an element or a member. */
export function index(program: Program, e: Expression & { t: 'idx' }, scope: Scope): Value {
  const variable = environmentVariable(program, e, scope);
  if (variable) return variable;
  const whole = program.evaluate(e.o, scope);
  // An element of what the model fills in is filled in by the model.
  if (whole.v === 'parameter' && !whole.fallback) return whole;
  if (whole.v === 'either' || whole.v === 'parameter') return either(optionsOf(whole).map((option) => indexed(program, option, e, scope)));
  return indexed(program, whole, e, scope);
}

function indexed(program: Program, of: Value, e: Expression & { t: 'idx' }, scope: Scope): Value {
  if (of.v === 'external') return of.q.endsWith('.environ') ? UNKNOWN : of;
  // `client["database"]["collection"]` stays what the client is.
  if (of.v === 'instance') return of;
  const key = program.evaluate(e.k, scope);
  if (key.v === 'number' && of.v === 'list') return of.items.at(key.n) ?? UNKNOWN;
  const name = textsOf(key)[0]?.text;
  if (of.v === 'object') {
    if (name !== undefined) return program.member(of, name);
    return either(of.members.map(([, value]) => value));
  }
  if (of.v === 'list') return either(of.items);
  if (of.v === 'class' && name !== undefined) return program.member(of, name);
  return of.v === 'class' ? of : UNKNOWN;
}

/** `os.environ["X"]`, `os.getenv("X", default)`, `process.env.X`, `import.meta.env.X`, `Deno.env.get("X")`. */
export function environmentVariable(program: Program, e: Expression, scope: Scope): Value | undefined {
  if (e.t === 'attr') {
    const holder = e.o;
    if (holder.t === 'attr' && holder.n === 'env' && (isName(holder.o, 'process') || holder.o.t === 'attr' || holder.o.t === '?'))
      return program.environment(e.n, scope.file);
    return undefined;
  }
  if (e.t === 'idx') {
    const name = e.k.t === 'str' ? e.k.v : undefined;
    if (name === undefined) return undefined;
    if (e.o.t === 'attr' && e.o.n === 'env' && isName(e.o.o, 'process')) return program.environment(name, scope.file);
    const of = e.o.t === 'attr' || e.o.t === 'name' ? program.evaluate(e.o, scope) : undefined;
    return of?.v === 'external' && of.q === 'os.environ' ? program.environment(name, scope.file) : undefined;
  }
  return undefined;
}
