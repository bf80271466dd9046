import { addBinding, bare, bindBody, isName, memberKey } from './bindings.ts';
import { BUILTINS, builtinCall, collectionCall } from './builtins.ts';
import { moduleFinder, type ModuleFinder } from './modules.ts';
import type { ClassDefinition, Expression, FunctionDefinition, ModuleSyntax, Statement } from './syntax.ts';
import {
  type Binding,
  calleeOf,
  either,
  elementsOf,
  joined,
  type LocalClass,
  optionsOf,
  type Scope,
  textsOf,
  UNKNOWN,
  type Value,
} from './value.ts';

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
  /** What a class is derived from, through classes of the target: qualified names of libraries. */
  basesOf(of: LocalClass): string[];
  member(of: Value, name: string): Value;
  /** What a function of the target returns. */
  resultOf(fn: Value): Value;
  finder: ModuleFinder;
  /** Says which expression stands for a function's parameter at its call sites. */
  learnCall(fn: FunctionDefinition, call: Expression & { t: 'call' }, scope: Scope): void;
  /** Says what was assigned to a member of a library's object: `Settings.llm = OpenAI(…)`. */
  learnMember(q: string, value: Expression, scope: Scope): void;
  /** Forgets what was resolved so far, so that what `learnCall` learnt counts. */
  reset(): void;
  /** Type of a call's result, when knowledge says it. */
  returns: (q: string, call: Expression & { t: 'call' }, scope: Scope, of: Value | undefined) => Value | undefined;
}

const DEPTH = 60;

export function createProgram(modules: ReadonlyMap<string, ModuleSyntax>, paths: ReadonlySet<string>): Program {
  const finder = moduleFinder(paths);
  const scopes = new Map<string, Scope>();
  const bodies = new Map<FunctionDefinition, Scope>();
  const classes = new Map<ClassDefinition, { of: LocalClass; body?: Scope }>();
  const assignedTo = new Map<ClassDefinition, Map<string, { e: Expression; scope: Scope }[]>>();
  const parsedOptions = new Map<string, Map<string, Value>>();
  /** Names declared outside without a value: what functions give them, by file. */
  const assignedInside = new Map<string, Map<string, Binding[]>>();
  const assignedMembers = new Map<string, { e: Expression; scope: Scope }[]>();
  const callers = new Map<FunctionDefinition, { call: Expression & { t: 'call' }; scope: Scope }[]>();
  let memo = new Map<Expression, Value | 'open'>();
  let names = new Map<Scope, Map<string, Value>>();
  let depth = 0;

  const program: Program = {
    modules,
    scopeOf,
    bodyOf,
    classBody,
    evaluate,
    basesOf,
    member,
    resultOf,
    finder,
    learnCall,
    learnMember,
    reset,
    returns: () => undefined,
  };
  return program;

  function reset(): void {
    parsedOptions.clear();
    memo = new Map();
    names = new Map();
  }

  function learnMember(q: string, value: Expression, scope: Scope): void {
    const key = memberKey(q);
    const list = assignedMembers.get(key) ?? [];
    if (list.length >= 8) return;
    list.push({ e: value, scope });
    assignedMembers.set(key, list);
  }

  function learnCall(fn: FunctionDefinition, call: Expression & { t: 'call' }, scope: Scope): void {
    const list = callers.get(fn);
    if (!list) callers.set(fn, [{ call, scope }]);
    else if (list.length < 8) list.push({ call, scope });
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
        return environmentVariable(e, scope) ?? member(evaluate(e.o, scope), e.n);
      case 'idx':
        return index(e, scope);
      case 'call':
        return call(e, scope);
      case 'list':
        return { v: 'list', items: e.e.slice(0, 400).flatMap((item) => spread(item, scope)) };
      case 'dict':
        return { v: 'object', members: members(e, scope), e, scope };
      case 'spread':
        return evaluate(e.e, scope);
      case 'bin':
        return binary(e, scope);
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

  function spread(item: Expression, scope: Scope): Value[] {
    if (item.t !== 'spread') return [evaluate(item, scope)];
    return elementsOf(evaluate(item.e, scope));
  }

  function members(e: Expression & { t: 'dict' }, scope: Scope): [string, Value][] {
    const out: [string, Value][] = [];
    for (const [key, value] of e.e.slice(0, 400)) {
      if (key === null) {
        for (const option of optionsOf(evaluate(value, scope))) if (option.v === 'object') out.push(...option.members);
        continue;
      }
      // A key that is computed stands for any.
      out.push([textsOf(evaluate(key, scope))[0]?.text ?? '*', evaluate(value, scope)]);
    }
    return out;
  }

  function binary(e: Expression & { t: 'bin' }, scope: Scope): Value {
    const x = evaluate(e.x, scope);
    const y = evaluate(e.y, scope);
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
    if (name === 'super' && scope.class) return baseOf(scope.class);
    for (const star of rootOf(scope).names.get('*') ?? []) {
      if (star.b !== 'import') continue;
      const value = imported(rootOf(scope).file, star.module, name);
      if (value.v !== 'unknown' && value.v !== 'external') return value;
    }
    if (BUILTINS.has(name)) return { v: 'external', q: name };
    // `let manager;` at module level is given its value inside a function.
    const inside = assignedInside.get(rootOf(scope).file)?.get(name);
    return inside ? either(inside.map((binding) => bound(binding, name, scope))) : UNKNOWN;
  }

  /** What `super` stands for: the first base that can be followed. */
  function baseOf(of: LocalClass): Value {
    for (const base of of.d.bases) {
      const value = evaluate(base.t === 'idx' ? base.o : base, of.scope);
      if (value.v === 'external') return value;
      if (value.v === 'class') return { v: 'made', of: value.of };
    }
    return UNKNOWN;
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
      case 'item': {
        const whole = evaluate(binding.e, binding.scope);
        return either(optionsOf(whole).map((option) => (option.v === 'list' ? (option.items[binding.index] ?? UNKNOWN) : UNKNOWN)));
      }
      case 'import':
        return imported(scope.file, binding.module, binding.name);
      case 'function':
        return { v: 'function', d: binding.d, scope: binding.scope };
      case 'class':
        return { v: 'class', of: binding.of };
      case 'parameter':
        return parameter(binding.fn, binding.index, name, scope);
    }
  }

  function parameter(fn: FunctionDefinition, index: number, name: string, scope: Scope): Value {
    const declared = fn.parameters[index]!;
    if (index === 0 && scope.class && (name === 'self' || name === 'cls')) return { v: 'made', of: scope.class };
    const options: Value[] = [];
    if (declared.default && scope.parent) options.push(injected(evaluate(declared.default, scope.parent)));
    for (const { call, scope: from } of callers.get(fn) ?? []) {
      const shift = scope.class && ['self', 'cls'].includes(fn.parameters[0]?.name ?? '') ? 1 : 0;
      if (declared.rest === 'list') {
        options.push({ v: 'list', items: call.a.slice(index - shift, index - shift + 100).flatMap((part) => spread(part, from)) });
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

  /** A member of a module: of the target where a file fits, else of a library. */
  function imported(from: string, module: string, name: string | undefined): Value {
    const { language } = modules.get(from)!;
    const file = finder.find(from, module, language);
    if (file !== undefined) {
      if (name === undefined || name === '*') return moduleOf(file, language !== 'python' && name === undefined);
      const value = exported(file, name);
      if (value.v !== 'unknown' || scopeOf(file)?.names.has(name)) return value;
      // `from package import submodule`
      const inner =
        language === 'python' ? finder.find(from, /^\.*$/.test(module) ? module + name : `${module}.${name}`, language) : undefined;
      if (inner !== undefined) return { v: 'module', file: inner };
      // A folder `agents` of the target does not hide the library `agents` from whoever imports what only the library has.
      if (language !== 'python' || module.startsWith('.') || scopeOf(file)?.names.has('*')) return UNKNOWN;
    }
    if (language === 'python' && /^\.+$/.test(module) && name !== undefined && name !== '*') {
      const inner = finder.find(from, module + name, language);
      if (inner !== undefined) return { v: 'module', file: inner };
    }
    if (module.startsWith('.')) return UNKNOWN;
    const whole = name === undefined || name === '*' || (name === 'default' && language !== 'python');
    return { v: 'external', q: whole ? bare(module) : `${bare(module)}.${name}` };
  }

  /** `require('./x')` gives what the file assigns to `module.exports`, where that is one function or class. */
  function moduleOf(file: string, required: boolean): Value {
    const whole = required ? exported(file, 'module.exports') : UNKNOWN;
    return whole.v === 'function' || whole.v === 'class' || whole.v === 'instance' || whole.v === 'made' ? whole : { v: 'module', file };
  }

  function exported(file: string, name: string, seen = new Set<string>()): Value {
    if (seen.has(file)) return UNKNOWN;
    seen.add(file);
    const scope = scopeOf(file);
    if (!scope) return UNKNOWN;
    if (scope.names.has(name)) return lookup(name, scope);
    for (const star of scope.names.get('*') ?? []) {
      if (star.b !== 'import') continue;
      const inner = finder.find(file, star.module, modules.get(file)!.language);
      const value = inner === undefined ? UNKNOWN : exported(inner, name, seen);
      if (value.v !== 'unknown') return value;
    }
    return UNKNOWN;
  }

  function member(of: Value, name: string, deep = 0): Value {
    if (deep > 12) return UNKNOWN;
    switch (of.v) {
      case 'external':
        // What `super().__init__` constructs is the base; what `import()` gives under `default` is the module's main export.
        if (name === '__init__' || (name === 'default' && !of.of)) return of;
        if (!of.of && assignedMembers.size > 0) {
          const assigned = assignedMembers.get(memberKey(`${of.q}.${name}`));
          const value = assigned ? either(assigned.map(({ e, scope }) => evaluate(e, scope))) : UNKNOWN;
          if (value.v !== 'unknown') return value;
        }
        return { v: 'external', q: `${of.q}.${name}`, ...(of.of ? { of: of.of } : {}) };
      case 'instance': {
        const given = of.call.k.find(([keyword]) => keyword === name)?.[1];
        if (of.q === 'argparse.ArgumentParser.parse_args') return parsedOption(of.scope.file, name);
        if (given && /^[a-z_]+$/.test(name) && !['create', 'run', 'invoke'].includes(name)) {
          const value = evaluate(given, of.scope);
          if (value.v !== 'unknown' && value.v !== 'parameter') return value;
        }
        return { v: 'external', q: `${of.q}.${name}`, of };
      }
      case 'object':
        return of.members.findLast(([key]) => key === name)?.[1] ?? UNKNOWN;
      case 'module':
        return memberOfModule(of.file, name);
      case 'class':
      case 'made':
        return memberOfClass(of, name);
      case 'function':
        // A property or getter that was read, not called.
        return of.self ? member(resultOf(of), name, deep + 1) : UNKNOWN;
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

  function memberOfModule(file: string, name: string): Value {
    const value = exported(file, name);
    if (value.v !== 'unknown' || modules.get(file)?.language !== 'python') return value;
    const folder = file.endsWith('/__init__.py') ? file.slice(0, -'/__init__.py'.length) : undefined;
    for (const inner of folder === undefined ? [] : [`${folder}/${name}.py`, `${folder}/${name}/__init__.py`])
      if (modules.has(inner)) return { v: 'module', file: inner };
    return UNKNOWN;
  }

  function memberOfClass(of: Value & { v: 'class' | 'made' }, name: string, seen = new Set<ClassDefinition>()): Value {
    const { d } = of.of;
    if (seen.has(d) || seen.size > 12) return UNKNOWN;
    seen.add(d);
    const body = classBody(of.of);
    const given = of.v === 'made' && of.call && of.scope ? of.call.k.find(([keyword]) => keyword === name)?.[1] : undefined;
    const spread = of.v === 'made' && of.call && !given ? of.call.k.find(([keyword]) => keyword === '**')?.[1] : undefined;
    const fromCall =
      of.v !== 'made' ? undefined : given ? evaluate(given, of.scope!) : spread ? member(evaluate(spread, of.scope!), name) : undefined;
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

  /** `self.model = model` of one object: what its own constructor call gave, not what any call gives. */
  function constructedWith(of: Value & { v: 'class' | 'made' }, e: Expression, scope: Scope): Value | undefined {
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
    const fallback = either(values);
    return { v: 'environment', name: name.toUpperCase(), ...(fallback.v === 'unknown' ? {} : { fallback }) };
  }

  /** The default of `parser.add_argument("--some-name", default=…)`, by the name it is read under. */
  function parsedOption(file: string, name: string): Value {
    let table = parsedOptions.get(file);
    if (!table) {
      table = new Map();
      parsedOptions.set(file, table);
      const collect = (statements: readonly Statement[], scope: Scope): void => {
        for (const statement of statements) {
          if (statement.s === 'function') collect(statement.d.body, bodyOf(statement.d, scope));
          if (statement.s !== 'expr' || statement.e.t !== 'call' || statement.e.f.t !== 'attr' || statement.e.f.n !== 'add_argument')
            continue;
          const flag = statement.e.a.findLast((part) => part.t === 'str');
          const fallback = statement.e.k.find(([keyword]) => keyword === 'default')?.[1];
          if (flag?.t === 'str' && fallback) table!.set(flag.v.replace(/^-+/, '').replaceAll('-', '_'), evaluate(fallback, scope));
        }
      };
      collect(modules.get(file)!.body, scopeOf(file)!);
    }
    return table.get(name) ?? UNKNOWN;
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

  function basesOf(of: LocalClass, seen = new Set<ClassDefinition>()): string[] {
    if (seen.has(of.d)) return [];
    seen.add(of.d);
    return of.d.bases.flatMap((base) => {
      const value = evaluate(base.t === 'idx' ? base.o : base, of.scope);
      if (value.v === 'external') return [value.q];
      return value.v === 'class' ? basesOf(value.of, seen) : [];
    });
  }

  function index(e: Expression & { t: 'idx' }, scope: Scope): Value {
    const variable = environmentVariable(e, scope);
    if (variable) return variable;
    const whole = evaluate(e.o, scope);
    // An element of what the model fills in is filled in by the model.
    if (whole.v === 'parameter' && !whole.fallback) return whole;
    if (whole.v === 'either' || whole.v === 'parameter') return either(optionsOf(whole).map((option) => indexed(option, e, scope)));
    return indexed(whole, e, scope);
  }

  function indexed(of: Value, e: Expression & { t: 'idx' }, scope: Scope): Value {
    if (of.v === 'external') return of.q.endsWith('.environ') ? UNKNOWN : of;
    // `client["database"]["collection"]` stays what the client is.
    if (of.v === 'instance') return of;
    const key = evaluate(e.k, scope);
    if (key.v === 'number' && of.v === 'list') return of.items.at(key.n) ?? UNKNOWN;
    const name = textsOf(key)[0]?.text;
    if (of.v === 'object') {
      if (name !== undefined) return member(of, name);
      return either(of.members.map(([, value]) => value));
    }
    if (of.v === 'list') return either(of.items);
    if (of.v === 'class' && name !== undefined) return member(of, name);
    return of.v === 'class' ? of : UNKNOWN;
  }

  /** `os.environ["X"]`, `os.getenv("X", default)`, `process.env.X`, `import.meta.env.X`, `Deno.env.get("X")`. */
  function environmentVariable(e: Expression, scope: Scope): Value | undefined {
    if (e.t === 'attr') {
      const holder = e.o;
      if (holder.t === 'attr' && holder.n === 'env' && (isName(holder.o, 'process') || holder.o.t === 'attr' || holder.o.t === '?'))
        return { v: 'environment', name: e.n };
      return undefined;
    }
    if (e.t === 'idx') {
      const name = e.k.t === 'str' ? e.k.v : undefined;
      if (name === undefined) return undefined;
      if (e.o.t === 'attr' && e.o.n === 'env' && isName(e.o.o, 'process')) return { v: 'environment', name };
      const of = e.o.t === 'attr' || e.o.t === 'name' ? evaluate(e.o, scope) : undefined;
      return of?.v === 'external' && of.q === 'os.environ' ? { v: 'environment', name } : undefined;
    }
    return undefined;
  }

  function call(e: Expression & { t: 'call' }, scope: Scope): Value {
    if (e.f.t === 'name' && (e.f.n === 'import' || e.f.n === 'require') && e.a[0]?.t === 'str')
      return imported(scope.file, e.a[0].v, undefined);
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
  function kept(holder: Value, method: string, e: Expression & { t: 'call' }): Value | undefined {
    if (holder.v !== 'external' || holder.of || method !== 'get' || assignedMembers.size === 0 || e.a[0]?.t !== 'str') return undefined;
    const assigned = assignedMembers.get(memberKey(`${holder.q}.${e.a[0].v}`));
    return assigned && either(assigned.map((one) => evaluate(one.e, one.scope)));
  }

  function called(value: Value, e: Expression & { t: 'call' }, scope: Scope): Value {
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
