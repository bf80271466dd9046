import type { Program } from './program.ts';
import type { ClassDefinition, Expression } from './syntax.ts';
import { type Binding, either, type LocalClass, type Scope, UNKNOWN, type Value } from './value.ts';

type ClassOrObject = Value & { v: 'class' | 'made' };

export interface ClassMembers {
  memberOfClass(of: ClassOrObject, name: string): Value;
  baseOf(of: LocalClass): Value;
  basesOf(of: LocalClass): string[];
}

/** Members of classes of the target and of their objects: own ones, assigned ones, inherited ones, those of settings classes. */
export function createClassMembers(
  program: Program,
  bound: (binding: Binding, name: string, scope: Scope) => Value,
  typed: (annotation: Expression, scope: Scope) => Value,
): ClassMembers {
  const { bodyOf, classBody, evaluate, member } = program;
  const assignedTo = new Map<ClassDefinition, Map<string, { e: Expression; scope: Scope }[]>>();
  /** Calls whose `**` is being followed just now. */
  const spreading = new Set<object>();
  return { memberOfClass, baseOf, basesOf };

  /** What `super` stands for: the first base that can be followed. */
  function baseOf(of: LocalClass): Value {
    for (const base of of.d.bases) {
      const value = evaluate(base.t === 'idx' ? base.o : base, of.scope);
      if (value.v === 'external') return value;
      if (value.v === 'class') return { v: 'made', of: value.of };
    }
    return UNKNOWN;
  }

  function memberOfClass(of: ClassOrObject, name: string, seen = new Set<ClassDefinition>()): Value {
    const { d } = of.of;
    if (seen.has(d) || seen.size > 12) return UNKNOWN;
    seen.add(d);
    const body = classBody(of.of);
    const given = of.v === 'made' && of.call && of.scope ? of.call.k.find(([keyword]) => keyword === name)?.[1] : undefined;
    const spread = of.v === 'made' && of.call && !given ? of.call.k.find(([keyword]) => keyword === '**')?.[1] : undefined;
    const fromCall = of.v !== 'made' ? undefined : given ? evaluate(given, of.scope!) : spread ? spreadMember(of, spread, name) : undefined;
    const own = body.names.get(name);
    if (own) {
      const values = own.map((binding) => {
        const value = bound(binding, name, body);
        return value.v === 'function' ? { ...value, self: of } : value;
      });
      const settings = environmentField(of.of, name, values);
      return settings ?? either([...(fromCall ? [fromCall] : []), ...values]);
    }
    const assigned = selfAssignments(of.of).get(name);
    if (assigned)
      return either([
        ...(fromCall ? [fromCall] : []),
        ...assigned.map(({ e, scope }) => constructedWith(of, e, scope) ?? evaluate(e, scope)),
      ]);
    const declared = d.body.find(
      (statement) => statement.s === 'assign' && !statement.value && statement.target.t === 'name' && statement.target.n === name,
    );
    if (declared?.s === 'assign' && declared.annotation) return either([fromCall ?? typed(declared.annotation, body)]);
    for (const base of d.bases) {
      const value = evaluate(base, of.of.scope);
      if (value.v === 'class') {
        const found = memberOfClass({ ...of, of: value.of }, name, seen);
        if (found.v !== 'unknown') return found;
      } else if (value.v === 'external' && !/(?:Enum|BaseModel|BaseSettings|object|Protocol|ABC)$/.test(value.q))
        return { v: 'external', q: `${value.q}.${name}` };
    }
    return fromCall ?? UNKNOWN;
  }

  /** What `**options` hands on under a name; a copy of itself (`Config(**self)`) says nothing new. */
  function spreadMember(of: ClassOrObject & { v: 'made' }, spread: Expression, name: string): Value {
    if (!of.call || !of.scope || spreading.has(of.call)) return UNKNOWN;
    spreading.add(of.call);
    try {
      return member(evaluate(spread, of.scope), name);
    } finally {
      spreading.delete(of.call);
    }
  }

  /** `self.model = model` of one object: what its own constructor call gave, not what any call gives. */
  function constructedWith(of: ClassOrObject, e: Expression, scope: Scope): Value | undefined {
    if (of.v !== 'made' || !of.call || !of.scope || e.t !== 'name' || !scope.fn || !['__init__', 'constructor'].includes(scope.fn.name))
      return undefined;
    const at = scope.fn.parameters.findIndex(({ name }) => name === e.n);
    if (at < 0 || scope.fn.parameters[at]!.rest) return undefined;
    const shift = scope.fn.name === '__init__' ? 1 : 0;
    const given = of.call.k.find(([keyword]) => keyword === e.n)?.[1] ?? of.call.a[at - shift];
    if (!given || given.t === 'spread') return undefined;
    const value = evaluate(given, of.scope);
    return value.v === 'unknown' ? undefined : value;
  }

  /** A field of a pydantic settings class is an environment variable with a default. */
  function environmentField(of: LocalClass, name: string, values: readonly Value[]): Value | undefined {
    if (!basesOf(of).some((base) => base.endsWith('.BaseSettings'))) return undefined;
    return program.environment(name.toUpperCase(), of.file, either(values));
  }

  /** `self.x = …` and `this.x = …` in the methods of a class. */
  function selfAssignments(of: LocalClass): Map<string, { e: Expression; scope: Scope }[]> {
    const known = assignedTo.get(of.d);
    if (known) return known;
    const out = new Map<string, { e: Expression; scope: Scope }[]>();
    assignedTo.set(of.d, out);
    const body = classBody(of);
    for (const statement of of.d.body) {
      if (statement.s !== 'function') continue;
      const scope = bodyOf(statement.d, body);
      for (const inner of statement.d.body) {
        if (inner.s !== 'assign' || !inner.value || inner.target.t !== 'attr' || inner.target.o.t !== 'name') continue;
        if (!['self', 'this'].includes(inner.target.o.n)) continue;
        const list = out.get(inner.target.n) ?? [];
        list.push({ e: inner.value, scope });
        out.set(inner.target.n, list);
      }
    }
    return out;
  }

  /** Qualified names of the libraries' classes it is derived from, through classes of the target. */
  function basesOf(of: LocalClass, seen = new Set<ClassDefinition>()): string[] {
    if (seen.has(of.d)) return [];
    seen.add(of.d);
    return of.d.bases.flatMap((base) => {
      const value = evaluate(base.t === 'idx' ? base.o : base, of.scope);
      if (value.v === 'external') return [value.q];
      return value.v === 'class' ? basesOf(value.of, seen) : [];
    });
  }
}
