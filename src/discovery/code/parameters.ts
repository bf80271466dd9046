import { spread } from './operations.ts';
import type { Program } from './program.ts';
import type { Expression, FunctionDefinition } from './syntax.ts';
import { isTestFile } from './test-file.ts';
import { either, type Scope, UNKNOWN, type Value } from './value.ts';

type Call = Expression & { t: 'call' };

export interface Parameters {
  /** Remembers a call of a function of the target: what it gives, the parameters stand for. */
  learn(fn: FunctionDefinition, call: Call, scope: Scope): void;
  /** The calls that were learnt, those of tests left out. */
  callersOf(fn: FunctionDefinition): readonly { call: Call; scope: Scope }[];
  /** What a name of a function's parameter stands for, inside the body `scope`. */
  valueOf(fn: FunctionDefinition, index: number, name: string, scope: Scope): Value;
  /** An object of the type an annotation names. */
  typed(annotation: Expression, scope: Scope): Value;
}

const MOST_CALLERS = 8;

/** What frameworks hand to tools, generic in the type of what the application keeps there, and under which name it stands. */
const HOLDERS: Readonly<Record<string, string>> = {
  RunContext: 'deps',
  RunContextWrapper: 'context',
  ToolContext: 'context',
  Runtime: 'context',
  ToolRuntime: 'context',
};

/** Values of parameters: from the calls of their function, their default, what a framework injects, or their annotation. */
export function createParameters(program: Program): Parameters {
  const { evaluate, member, resultOf } = program;
  const callers = new Map<FunctionDefinition, { call: Call; scope: Scope }[]>();
  // What a test gives a function of ours is a stub: it counts among tests only.
  const testers: typeof callers = new Map();
  return { learn, callersOf: (fn) => callers.get(fn) ?? [], valueOf, typed };

  function learn(fn: FunctionDefinition, call: Call, scope: Scope): void {
    const known = isTestFile(scope.file) ? testers : callers;
    const list = known.get(fn);
    if (!list) known.set(fn, [{ call, scope }]);
    else if (list.length < MOST_CALLERS) list.push({ call, scope });
  }

  function valueOf(fn: FunctionDefinition, index: number, name: string, scope: Scope): Value {
    const declared = fn.parameters[index]!;
    if (index === 0 && scope.class && (name === 'self' || name === 'cls')) return { v: 'made', of: scope.class };
    const options: Value[] = [];
    if (declared.default && scope.parent) options.push(injected(evaluate(declared.default, scope.parent)));
    const calls = [...(callers.get(fn) ?? []), ...((isTestFile(scope.file) && testers.get(fn)) || [])];
    for (const { call, scope: from } of calls) {
      const shift = scope.class && ['self', 'cls'].includes(fn.parameters[0]?.name ?? '') ? 1 : 0;
      if (declared.rest === 'list') {
        options.push({ v: 'list', items: call.a.slice(index - shift, index - shift + 100).flatMap((part) => spread(program, part, from)) });
        continue;
      }
      const given = call.k.find(([keyword]) => keyword === name)?.[1] ?? call.a[index - shift];
      if (!given || given.t === 'spread') continue;
      const value = evaluate(given, from);
      options.push(declared.names ? member(value, name) : value);
    }
    const found = either(options);
    if (found.v === 'unknown' && declared.annotation && scope.parent && !declared.names) {
      const type = typed(declared.annotation, scope.parent);
      if (type.v !== 'unknown') return type;
    }
    return { v: 'parameter', name, fn, ...(found.v === 'unknown' ? {} : { fallback: found }) };
  }

  /** An object of the type an annotation names: `Client`, `Client | None`, `Optional[Client]`, `Annotated[Client, Depends(get_client)]`. */
  function typed(annotation: Expression, scope: Scope, deep = 0): Value {
    if (deep > 4) return UNKNOWN;
    if (annotation.t === 'idx' || (annotation.t === 'bin' && annotation.op === '|')) {
      const parts = annotation.t === 'bin' ? [annotation.x, annotation.y] : annotation.k.t === 'list' ? annotation.k.e : [annotation.k];
      const provided =
        annotation.t === 'idx'
          ? either(parts.slice(1).map((part) => (part.t === 'call' ? injected(evaluate(part, scope)) : UNKNOWN)))
          : UNKNOWN;
      if (provided.v !== 'unknown' && provided.v !== 'text' && provided.v !== 'number') return provided;
      if (annotation.t === 'idx') {
        const outer = evaluate(annotation.o, scope);
        if (outer.v === 'class') return { v: 'made', of: outer.of };
        const held = outer.v === 'external' ? HOLDERS[outer.q.slice(outer.q.lastIndexOf('.') + 1)] : undefined;
        if (held !== undefined) return { v: 'object', members: [[held, typed(parts[0]!, scope, deep + 1)]], e: annotation, scope };
        if (outer.v === 'external' && !/(?:^|\.)(?:Optional|Annotated|Union|Final|ClassVar|Promise|Readonly)$/.test(outer.q))
          return madeOf(outer);
      }
      return either(parts.slice(0, annotation.t === 'bin' ? 2 : 1).map((part) => typed(part, scope, deep + 1)));
    }
    return madeOf(evaluate(annotation, scope));
  }

  /** What FastAPI and its like put into a parameter: `agent = Depends(get_agent)`. */
  function injected(value: Value): Value {
    if (value.v !== 'instance' || !/\.(?:Depends|Security)$/.test(value.q)) return value;
    return value.call.a[0] ? resultOf(evaluate(value.call.a[0], value.scope)) : UNKNOWN;
  }

  function madeOf(type: Value): Value {
    if (type.v === 'class') return { v: 'made', of: type.of };
    return type.v === 'external' && /(?:^|[./])[A-Z]\w*$/.test(type.q) && !type.q.startsWith('typing.')
      ? { v: 'external', q: type.q }
      : UNKNOWN;
  }
}
