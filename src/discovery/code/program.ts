import type { Linking } from '../detector.ts';
import { keptOnApplication } from './application-state.ts';
import { isTestFile } from './test-file.ts';
import { addBinding, bindBody, memberKey } from './bindings.ts';
import { BUILTINS } from './builtins.ts';
import { createCalls } from './calls.ts';
import { createClassMembers } from './class-members.ts';
import { createImports } from './imported.ts';
import { moduleFinder, type ModuleFinder } from './modules.ts';
import { binary, environmentVariable, index, membersOf, spread } from './operations.ts';
import { createParameters } from './parameters.ts';
import { createParsedOptions } from './parsed-options.ts';
import type { ClassDefinition, Expression, FunctionDefinition, ModuleSyntax } from './syntax.ts';
import { type Binding, either, elementsOf, joined, type LocalClass, optionsOf, type Scope, UNKNOWN, type Value } from './value.ts';

/**
 * The modules of one target together: names bound, imports followed across files, values resolved. Flow-insensitive: a name
 * with several assignments stands for either of them. Nothing is run; depth and width are limited, so hostile code costs little.
 */
export interface Program {
  modules: ReadonlyMap<string, ModuleSyntax>;
  scopeOf(file: string): Scope | undefined;
  /** The scope of a function's body. */
  bodyOf(fn: FunctionDefinition, outer: Scope): Scope;
  classBody(of: LocalClass): Scope;
  evaluate(expression: Expression, scope: Scope): Value;
  /** What an environment variable stands for in a file: what a deployment gives it, else its default. */
  environment(name: string, file: string, fallback?: Value): Value;
  /** What a class is derived from, through classes of the target: qualified names of libraries. */
  basesOf(of: LocalClass): string[];
  member(of: Value, name: string): Value;
  /** What a function of the target returns. */
  resultOf(fn: Value): Value;
  finder: ModuleFinder;
  /** Says which expression stands for a function's parameter at its call sites. */
  learnCall(fn: FunctionDefinition, call: Expression & { t: 'call' }, scope: Scope): void;
  /** The calls of a function of the target that were learnt, at most eight. */
  callersOf(fn: FunctionDefinition): readonly { call: Expression & { t: 'call' }; scope: Scope }[];
  /** Says what was assigned to a member of a library's object: `Settings.llm = OpenAI(…)`. */
  learnMember(q: string, value: Expression, scope: Scope): void;
  /** Forgets what was resolved so far, so that what `learnCall` learnt counts. */
  reset(): void;
  /** Type of a call's result, when knowledge says it. */
  returns: (q: string, call: Expression & { t: 'call' }, scope: Scope, of: Value | undefined) => Value | undefined;
}

const DEPTH = 60;

export function createProgram(
  modules: ReadonlyMap<string, ModuleSyntax>,
  paths: ReadonlySet<string>,
  setting: Linking<unknown>['setting'] = undefined,
): Program {
  const finder = moduleFinder(paths);
  const scopes = new Map<string, Scope>();
  const bodies = new Map<FunctionDefinition, Scope>();
  const classes = new Map<ClassDefinition, { of: LocalClass; body?: Scope }>();
  /** Names declared outside without a value: what functions give them, by file. */
  const assignedInside = new Map<string, Map<string, Binding[]>>();
  const assignedMembers = new Map<string, { e: Expression; scope: Scope }[]>();
  let memo = new Map<Expression, Value | 'open'>();
  let names = new Map<Scope, Map<string, Value>>();
  let depth = 0;

  const program: Program = {
    modules,
    scopeOf,
    bodyOf,
    classBody,
    evaluate,
    environment,
    basesOf: (of) => classMembers.basesOf(of),
    member,
    resultOf: (fn) => calls.resultOf(fn),
    finder,
    learnCall: (fn, call, scope) => parameters.learn(fn, call, scope),
    callersOf: (fn) => parameters.callersOf(fn),
    learnMember,
    reset,
    returns: () => undefined,
  };
  const imports = createImports(program, lookup);
  const classMembers = createClassMembers(program, bound, (annotation, scope) => parameters.typed(annotation, scope));
  const parameters = createParameters(program);
  const parsedOptions = createParsedOptions(program);
  const calls = createCalls(program, { imported: imports.imported, memberOfClass: classMembers.memberOfClass, assignedTo });
  return program;

  function environment(name: string, file: string, fallback?: Value): Value {
    const given = setting?.(file, name);
    if (given?.reference) return { v: 'environment', name };
    if (given) return { v: 'environment', name, fallback: { v: 'text', text: given.value, file: given.file, line: given.line } };
    return { v: 'environment', name, ...(fallback === undefined || fallback.v === 'unknown' ? {} : { fallback }) };
  }

  function reset(): void {
    parsedOptions.reset();
    memo = new Map();
    names = new Map();
  }

  function learnMember(q: string, value: Expression, scope: Scope): void {
    if (isTestFile(scope.file)) return;
    const key = memberKey(q);
    const list = assignedMembers.get(key) ?? [];
    if (list.length >= 8) return;
    list.push({ e: value, scope });
    assignedMembers.set(key, list);
  }

  /** What `learnMember` learnt of a qualified name; undefined where nothing. */
  function assignedTo(q: string): Value | undefined {
    const assigned = assignedMembers.size > 0 ? assignedMembers.get(memberKey(q)) : undefined;
    return assigned && either(assigned.map(({ e, scope }) => evaluate(e, scope)));
  }

  function keptValue(e: Expression & { t: 'attr' }): Value | undefined {
    const kept = keptOnApplication(e);
    return kept === undefined ? undefined : assignedTo(kept);
  }

  function scopeOf(file: string): Scope | undefined {
    const known = scopes.get(file);
    if (known) return known;
    const module = modules.get(file);
    if (!module) return undefined;
    const scope: Scope = { file, names: new Map() };
    scopes.set(file, scope);
    bindBody(module.body, scope, module.language, localClass);
    return scope;
  }

  function bodyOf(fn: FunctionDefinition, outer: Scope): Scope {
    const known = bodies.get(fn);
    if (known) return known;
    const scope: Scope = { file: outer.file, names: new Map(), parent: outer, fn, ...(outer.class ? { class: outer.class } : {}) };
    bodies.set(fn, scope);
    fn.parameters.forEach((parameter, index) => {
      for (const name of parameter.names ?? [parameter.name]) addBinding(scope, name, { b: 'parameter', fn, index });
    });
    bindBody(fn.body, scope, modules.get(scope.file)?.language, localClass);
    const loose = assignedInside.get(outer.file) ?? new Map<string, Binding[]>();
    assignedInside.set(outer.file, loose);
    for (const [name, bindings] of scope.names) {
      const list = loose.get(name) ?? [];
      if (list.length < 12) loose.set(name, [...list, ...bindings.filter(({ b }) => b === 'value')]);
    }
    return scope;
  }

  function classBody(of: LocalClass): Scope {
    const entry = classes.get(of.d);
    if (entry?.body) return entry.body;
    const scope: Scope = { file: of.file, names: new Map(), parent: of.scope, class: of };
    classes.set(of.d, { of, body: scope });
    bindBody(of.d.body, scope, modules.get(scope.file)?.language, localClass);
    return scope;
  }

  function localClass(d: ClassDefinition, scope: Scope): LocalClass {
    const known = classes.get(d);
    if (known) return known.of;
    const of: LocalClass = { d, file: scope.file, scope };
    classes.set(d, { of });
    return of;
  }

  function evaluate(expression: Expression, scope: Scope): Value {
    const known = memo.get(expression);
    if (known === 'open') return UNKNOWN;
    if (known) return known;
    if (depth > DEPTH) return UNKNOWN;
    memo.set(expression, 'open');
    depth++;
    const value = compute(expression, scope);
    depth--;
    // What was cut off by the depth limit may be resolved from another start: keep only whole answers.
    if (depth > DEPTH - 5) memo.delete(expression);
    else memo.set(expression, value);
    return value;
  }

  function compute(e: Expression, scope: Scope): Value {
    switch (e.t) {
      case 'str':
        return { v: 'text', text: e.v, file: scope.file, line: e.l };
      case 'num':
        return { v: 'number', n: e.v };
      case 'bool':
        return { v: 'flag', flag: e.v };
      case 'tpl':
        return joined(e.p.map((part) => evaluate(part, scope)));
      case 'name':
        return lookup(e.n, scope);
      case 'attr':
        return environmentVariable(program, e, scope) ?? keptValue(e) ?? member(evaluate(e.o, scope), e.n);
      case 'idx':
        return index(program, e, scope);
      case 'call':
        return calls.call(e, scope);
      case 'list':
        return { v: 'list', items: e.e.slice(0, 400).flatMap((item) => spread(program, item, scope)) };
      case 'dict':
        return { v: 'object', members: membersOf(program, e, scope), e, scope };
      case 'spread':
        return evaluate(e.e, scope);
      case 'bin':
        return binary(program, e, scope);
      case 'either':
        return either(e.e.map((option) => evaluate(option, scope)));
      case 'fn':
        return { v: 'function', d: e.d, scope };
      case 'class':
        return { v: 'class', of: localClass(e.d, scope) };
      default:
        return UNKNOWN;
    }
  }

  function lookup(name: string, scope: Scope): Value {
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      // A class body's names are not visible from its methods.
      if (at.class && !at.fn && at !== scope && scope.fn) continue;
      const table = names.get(at) ?? new Map<string, Value>();
      names.set(at, table);
      const known = table.get(name);
      if (known) return known;
      const bindings = at.names.get(name);
      if (!bindings) continue;
      table.set(name, UNKNOWN);
      const value = either(bindings.map((binding) => bound(binding, name, at)));
      table.set(name, value);
      return value;
    }
    if ((name === 'this' || name === 'self') && scope.class) return { v: 'made', of: scope.class };
    if (name === 'super' && scope.class) return classMembers.baseOf(scope.class);
    for (const star of rootOf(scope).names.get('*') ?? []) {
      if (star.b !== 'import') continue;
      const value = imports.imported(rootOf(scope).file, star.module, name);
      if (value.v !== 'unknown' && value.v !== 'external') return value;
    }
    if (BUILTINS.has(name)) return { v: 'external', q: name };
    // `let manager;` at module level is given its value inside a function.
    const inside = assignedInside.get(rootOf(scope).file)?.get(name);
    return inside ? either(inside.map((binding) => bound(binding, name, scope))) : UNKNOWN;
  }

  function rootOf(scope: Scope): Scope {
    let at = scope;
    while (at.parent) at = at.parent;
    return at;
  }

  function bound(binding: Binding, name: string, scope: Scope): Value {
    switch (binding.b) {
      case 'value':
        return evaluate(binding.e, binding.scope);
      case 'element':
        return either(elementsOf(evaluate(binding.e, binding.scope)));
      case 'key':
        return either(
          optionsOf(evaluate(binding.e, binding.scope)).flatMap((option) =>
            option.v === 'object'
              ? option.members.flatMap(([text]) =>
                  text === '*' ? [] : [{ v: 'text' as const, text, file: scope.file, line: binding.e.l }],
                )
              : [],
          ),
        );
      case 'item': {
        const whole = evaluate(binding.e, binding.scope);
        return either(optionsOf(whole).map((option) => (option.v === 'list' ? (option.items[binding.index] ?? UNKNOWN) : UNKNOWN)));
      }
      case 'import':
        return imports.imported(scope.file, binding.module, binding.name);
      case 'function':
        return { v: 'function', d: binding.d, scope: binding.scope };
      case 'class':
        return { v: 'class', of: binding.of };
      case 'parameter':
        return parameters.valueOf(binding.fn, binding.index, name, scope);
    }
  }

  function member(of: Value, name: string, deep = 0): Value {
    if (deep > 12) return UNKNOWN;
    switch (of.v) {
      case 'external':
        // What `super().__init__` constructs is the base; what `import()` gives under `default` is the module's main export.
        if (name === '__init__' || (name === 'default' && !of.of)) return of;
        return externalMember(of, name);
      case 'instance': {
        const given = of.call.k.find(([keyword]) => keyword === name)?.[1];
        if (of.q === 'argparse.ArgumentParser.parse_args') return parsedOptions.valueOf(of.scope.file, name);
        if (given && /^[a-z_]+$/.test(name) && !['create', 'run', 'invoke'].includes(name)) {
          const value = evaluate(given, of.scope);
          if (value.v !== 'unknown' && value.v !== 'parameter') return value;
        }
        return { v: 'external', q: `${of.q}.${name}`, of };
      }
      case 'object':
        return of.members.findLast(([key]) => key === name)?.[1] ?? UNKNOWN;
      case 'module':
        return imports.memberOfModule(of.file, name);
      case 'class':
      case 'made':
        return classMembers.memberOfClass(of, name);
      case 'function':
        // A property or getter that was read, not called.
        return of.self ? member(calls.resultOf(of), name, deep + 1) : UNKNOWN;
      case 'either':
        return either(of.options.map((option) => member(option, name, deep + 1)));
      case 'parameter':
      case 'environment':
        return of.fallback ? member(of.fallback, name, deep + 1) : of.v === 'parameter' ? of : UNKNOWN;
      case 'text':
      case 'template':
        // Methods that leave a text what it is.
        return [
          'strip',
          'trim',
          'lower',
          'toLowerCase',
          'rstrip',
          'lstrip',
          'get_secret_value',
          'value',
          'toString',
          'trimEnd',
          'trimStart',
          'read_bytes',
          'read_text',
          'open',
          'resolve',
          'absolute',
          'as_posix',
          'expanduser',
        ].includes(name)
          ? of
          : UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  function externalMember(of: Value & { v: 'external' }, name: string): Value {
    const assigned = of.of ? UNKNOWN : (assignedTo(`${of.q}.${name}`) ?? UNKNOWN);
    return assigned.v === 'unknown' ? { v: 'external', q: `${of.q}.${name}`, ...(of.of ? { of: of.of } : {}) } : assigned;
  }
}
