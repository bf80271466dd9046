import { builtinCall, collectionCall } from './builtins.ts';
import type { Program } from './program.ts';
import { loadedModule } from './python/simple.ts';
import type { Expression } from './syntax.ts';
import { calleeOf, either, optionsOf, type Scope, UNKNOWN, type Value } from './value.ts';

type Call = Expression & { t: 'call' };

export interface Calls {
  /** What a call gives. */
  call(e: Call, scope: Scope): Value;
  /** What a function of the target returns; of a class, its object. */
  resultOf(fn: Value): Value;
}

/** Where a call leads that is no plain value: into a module that is loaded, a member of a class, what was put in before. */
export interface CallTargets {
  imported(from: string, module: string, name: string | undefined): Value;
  memberOfClass(of: Value & { v: 'made' }, name: string): Value;
  /** What was assigned to a member of a library's object; undefined where nothing was. */
  assignedTo(q: string): Value | undefined;
}

/** What calls give: of functions and classes of the target, of the language's own library, of libraries that knowledge knows. */
export function createCalls(program: Program, { imported, memberOfClass, assignedTo }: CallTargets): Calls {
  const { bodyOf, evaluate, modules } = program;
  return { call, resultOf };

  function call(e: Call, scope: Scope): Value {
    if (e.f.t === 'name' && (e.f.n === 'import' || e.f.n === 'require') && e.a[0]?.t === 'str')
      return imported(scope.file, e.a[0].v, undefined);
    const loaded = modules.get(scope.file)?.language === 'python' ? loadedModule(e) : undefined;
    if (loaded !== undefined) return imported(scope.file, loaded, undefined);
    const callee = evaluate(e.f, scope);
    // Python's `super()` is the base itself; JavaScript's `super(…)` constructs it.
    if (e.f.t === 'name' && e.f.n === 'super' && modules.get(scope.file)?.language === 'python') return callee;
    if (e.f.t === 'attr') {
      const holder = evaluate(e.f.o, scope);
      const found = collectionCall(holder, e.f.n, e, scope, program) ?? kept(holder, e.f.n, e);
      if (found) return found;
    }
    return either(optionsOf(callee).map((option) => called(option, e, scope)));
  }

  /** `session.get("team")` of a library's object into which `session.set("team", …)` put something. */
  function kept(holder: Value, method: string, e: Call): Value | undefined {
    if (holder.v !== 'external' || holder.of || method !== 'get' || e.a[0]?.t !== 'str') return undefined;
    return assignedTo(`${holder.q}.${e.a[0].v}`);
  }

  function called(value: Value, e: Call, scope: Scope): Value {
    const callee = calleeOf(value);
    if (callee.v === 'external') {
      return (
        builtinCall(callee.q, e, scope, program) ??
        program.returns(callee.q, e, scope, callee.of) ?? { v: 'instance', q: callee.q, call: e, scope }
      );
    }
    if (callee.v === 'class') return { v: 'made', of: callee.of, call: e, scope };
    if (callee.v === 'function') return resultOf(callee);
    // An object of a class of the target that is called like a function.
    if (callee.v === 'made') {
      const own = memberOfClass(callee, '__call__');
      return own.v === 'function' ? resultOf(own) : UNKNOWN;
    }
    // A method that leaves a text what it is (`.strip()`), or a bound parameter's call.
    if (callee.v === 'text' || callee.v === 'template') return callee;
    return UNKNOWN;
  }

  function resultOf(fn: Value): Value {
    if (fn.v === 'either') return either(fn.options.map(resultOf));
    if (fn.v === 'class') return { v: 'made', of: fn.of };
    if (fn.v !== 'function') return UNKNOWN;
    const body = bodyOf(fn.d, fn.scope);
    const returns = fn.d.body.filter((statement) => statement.s === 'return').slice(0, 6);
    return either(returns.map((statement) => evaluate(statement.e, body)));
  }
}
