import type { KnowledgeIndex, KnownRule, Place } from './knowledge.ts';
import type { Program } from './program.ts';
import type { Branch, ClassDefinition, Expression, FunctionDefinition, Statement } from './syntax.ts';
import { learnAssigned } from './application-state.ts';
import { calleeOf, either, optionsOf, patternsOf, type Scope, UNKNOWN, type Value } from './value.ts';

export type Call = Expression & { t: 'call' };

/** A body of code: a function's, or a module's top level. */
export type BodyKey = FunctionDefinition | string;

/** One use of a known API: a call, a decorated function or class, a class with a known base. */
export interface Use {
  known: KnownRule;
  /** The qualified name as the code spells it; the rule may stand under another. */
  q: string;
  table: 'calls' | 'decorators' | 'classes';
  /** The call; for a decorator the decorator's call, absent without parentheses. */
  call?: Call;
  /** What is decorated or derived. */
  fn?: FunctionDefinition;
  of?: ClassDefinition;
  scope: Scope;
  /** Names around it, outermost first. */
  around: string[];
  body: BodyKey;
  line: number;
  /** The instance a method was called on. */
  on?: Value & { v: 'instance' };
}

export interface Body {
  key: BodyKey;
  scope: Scope;
  uses: Use[];
  /** Functions of the target that are called or handed over here. */
  calls: Set<FunctionDefinition>;
  /** Values handed to calls or called upon: instances of known APIs. */
  touches: Set<Call>;
  /** Lines on which a function of the target is called or handed over. */
  lines: Map<FunctionDefinition, number[]>;
  /** What conditions decide here, where it is told. */
  branches: Branch[];
  /** Something is done here with what a parameter or the object itself holds, and it is not known what. */
  opaque?: boolean;
}

/** `instance.attribute = value`, `.append(value)`: what a statement adds to something already made. */
export interface Addition {
  to: Call;
  attribute: string;
  value: Expression;
  scope: Scope;
  line: number;
}

export interface Visited {
  uses: Use[];
  bodies: Map<BodyKey, Body>;
  /** By the call that made what is added to. */
  additions: Map<Call, Addition[]>;
  /** Uses of methods, by the call that made the object. */
  usesOn: Map<Call, Use[]>;
  /** `object[key] = value`, by the call that made the object. */
  items: Map<Call, { key: string; value: Expression; scope: Scope }[]>;
  /** Functions by the text they stand under in a dictionary: how code finds the function of a tool the model names. */
  dispatch: Map<string, FunctionDefinition[]>;
  /** Members looked up by a name that is not written: of what, and what stands around the name (`do_*`). */
  lookups: { of: Value; pattern: string }[];
  /** Variable or member name a call or function is given to. */
  named: Map<Expression | FunctionDefinition, string>;
}

/** Walks every body once with resolved callees. The first pass only learns which calls bind which parameters. */
export function visit(program: Program, knowledgeOf: (file: string) => KnowledgeIndex): Visited {
  const out: Visited = {
    uses: [],
    bodies: new Map(),
    additions: new Map(),
    usesOn: new Map(),
    items: new Map(),
    dispatch: new Map(),
    lookups: [],
    named: new Map(),
  };
  let learning = true;
  for (const pass of ['learn', 'record'] as const) {
    learning = pass === 'learn';
    for (const file of program.modules.keys()) {
      const scope = program.scopeOf(file)!;
      statements(program.modules.get(file)!.body, scope, [], body(file, scope));
    }
    if (learning) {
      program.reset();
      out.bodies.clear();
    }
  }
  return out;

  function body(key: BodyKey, scope: Scope): Body {
    const known = out.bodies.get(key);
    if (known) return known;
    const made: Body = { key, scope, uses: [], calls: new Set(), touches: new Set(), lines: new Map(), branches: [] };
    out.bodies.set(key, made);
    return made;
  }

  function statements(list: readonly Statement[], scope: Scope, around: string[], into: Body): void {
    for (const statement of list) {
      switch (statement.s) {
        case 'assign':
          assign(statement, scope, around, into);
          break;
        case 'function':
          definition(statement.d, scope, around, into);
          break;
        case 'class':
          classDefinition(statement.d, scope, around, into);
          break;
        case 'expr':
        case 'return':
        case 'each':
        case 'with':
          expression(statement.e, scope, around, into);
          break;
        case 'branch':
          if (into.branches.length < MOST_BRANCHES) into.branches.push(statement.of);
          break;
        case 'export':
          expression(statement.value, scope, around, into);
          break;
        default:
      }
    }
  }

  function assign(statement: Statement & { s: 'assign' }, scope: Scope, around: string[], into: Body): void {
    const { target, value } = statement;
    if (!value) return;
    const name = target.t === 'name' ? target.n : target.t === 'attr' ? target.n : undefined;
    if (name !== undefined && !learning) out.named.set(value, name);
    if (name !== undefined && value.t === 'fn' && !learning) out.named.set(value.d, name);
    expression(value, scope, name === undefined ? around : [...around, name], into);
    if (learning) {
      learnAssigned(program, target, value, scope);
      return;
    }
    if (target.t === 'attr') {
      for (const made of optionsOf(program.evaluate(target.o, scope))) {
        if (made.v === 'instance') adds({ to: made.call, attribute: target.n, value, scope, line: statement.l });
      }
    }
    if (target.t === 'idx' && target.k.t === 'str') {
      for (const made of optionsOf(program.evaluate(target.o, scope))) {
        if (made.v !== 'instance') continue;
        const list = out.items.get(made.call) ?? [];
        list.push({ key: target.k.v, value, scope });
        out.items.set(made.call, list);
      }
    }
  }

  function definition(d: FunctionDefinition, scope: Scope, around: string[], into: Body): void {
    const inner = program.bodyOf(d, scope);
    const own = body(d, inner);
    for (const parameter of d.parameters) if (parameter.default) expression(parameter.default, scope, [...around, d.name], own);
    for (const decorator of d.decorators) decorated(decorator, scope, [...around, d.name], into, { fn: d });
    statements(d.body, inner, [...around, d.name], own);
  }

  function classDefinition(d: ClassDefinition, scope: Scope, around: string[], into: Body): void {
    const value = program.evaluate({ t: 'class', d, l: d.line }, scope);
    if (value.v !== 'class') return;
    const inner = program.classBody(value.of);
    for (const decorator of d.decorators) decorated(decorator, scope, [...around, d.name], into, { of: d });
    if (!learning) {
      for (const base of program.basesOf(value.of)) {
        const known = knowledgeOf(scope.file).find('classes', base);
        if (known)
          record({ known, q: base, table: 'classes', of: d, scope, around: [...around, d.name], body: into.key, line: d.line }, into);
      }
    }
    statements(d.body, inner, [...around, d.name], into);
  }

  function decorated(decorator: Expression, scope: Scope, around: string[], into: Body, what: Pick<Use, 'fn' | 'of'>): void {
    if (decorator.t === 'call')
      for (const inner of [...decorator.a, ...decorator.k.map(([, value]) => value)]) expression(inner, scope, around, into);
    if (learning) return;
    const callee = decorator.t === 'call' ? decorator.f : decorator;
    for (const value of optionsOf(program.evaluate(callee, scope))) {
      const option = calleeOf(value);
      if (option.v !== 'external') continue;
      const known = knowledgeOf(scope.file).find('decorators', option.q);
      if (!known) continue;
      record(
        {
          known,
          q: option.q,
          table: 'decorators',
          ...what,
          ...(decorator.t === 'call' ? { call: decorator } : {}),
          scope,
          around,
          body: into.key,
          line: what.fn?.line ?? what.of?.line ?? decorator.l,
          ...(option.of ? { on: option.of } : {}),
        },
        into,
      );
      return;
    }
  }

  function adds(addition: Addition): void {
    const list = out.additions.get(addition.to);
    if (list) list.push(addition);
    else out.additions.set(addition.to, [addition]);
  }

  function record(use: Use, into: Body): void {
    out.uses.push(use);
    if (use.on) {
      const list = out.usesOn.get(use.on.call);
      if (list) list.push(use);
      else out.usesOn.set(use.on.call, [use]);
    }
    into.uses.push(use);
  }

  function expression(e: Expression, scope: Scope, around: string[], into: Body): void {
    switch (e.t) {
      case 'call':
        callExpression(e, scope, around, into);
        break;
      case 'fn': {
        const inner = program.bodyOf(e.d, scope);
        const own = body(e.d, inner);
        // A function written in place runs on behalf of the body it stands in.
        runs(into, e.d, e.l);
        statements(e.d.body, inner, around, own);
        break;
      }
      case 'class':
        classDefinition(e.d, scope, around, into);
        break;
      case 'dict':
        for (const [key, value] of e.e) {
          const name = key?.t === 'str' ? key.v : undefined;
          if (name !== undefined && !learning) {
            out.named.set(value.t === 'fn' ? value.d : value, name);
            dispatches(name, value, scope);
          }
          expression(value, scope, name === undefined ? around : [...around, name], into);
        }
        break;
      case 'list':
      case 'either':
        for (const item of e.e) expression(item, scope, around, into);
        break;
      case 'tpl':
        for (const part of e.p) expression(part, scope, around, into);
        break;
      case 'bin':
        expression(e.x, scope, around, into);
        expression(e.y, scope, around, into);
        break;
      case 'spread':
        expression(e.e, scope, around, into);
        break;
      case 'attr':
        expression(e.o, scope, around, into);
        touch(e, scope, into);
        break;
      case 'idx':
        expression(e.o, scope, around, into);
        expression(e.k, scope, around, into);
        if (!learning && e.o.t === 'call') looksUp(e, scope);
        break;
      case 'name':
        touch(e, scope, into);
        break;
      default:
    }
  }

  function dispatches(name: string, value: Expression, scope: Scope): void {
    if (value.t !== 'fn' && value.t !== 'name' && value.t !== 'attr') return;
    for (const option of optionsOf(program.evaluate(value, scope))) {
      if (option.v === 'function') out.dispatch.set(name, [...(out.dispatch.get(name) ?? []), option.d]);
    }
  }

  /** A method nothing is known of; those of lists and texts have a holder that is known. */
  function isUnread(callee: Value, f: Expression, scope: Scope): boolean {
    if (callee.v === 'external') return !knowledgeOf(scope.file).find('calls', callee.q);
    if (callee.v !== 'unknown' && callee.v !== 'parameter') return false;
    const held = f.t === 'attr' ? program.evaluate(f.o, scope).v : 'unknown';
    return held === 'unknown' || held === 'parameter';
  }

  /** `getattr(self, name)`, `globals()[name]`, `handlers[name](…)`: what a tool's name may lead to. */
  function looksUp(e: Expression, scope: Scope): void {
    const key = e.t === 'idx' ? e.k : e.t === 'call' && e.f.t === 'name' && e.f.n === 'getattr' ? e.a[1] : undefined;
    const of = e.t === 'idx' ? e.o : e.t === 'call' ? e.a[0] : undefined;
    if (!key || !of || key.t === 'str' || key.t === 'num' || out.lookups.length >= 200) return;
    const inModule = of.t === 'call' && of.f.t === 'name' && ['globals', 'locals', 'vars'].includes(of.f.n);
    const pattern = patternsOf(program.evaluate(key, scope))[0]?.text ?? '*';
    out.lookups.push({
      of: inModule ? { v: 'module', file: scope.file } : program.evaluate(of, scope),
      pattern: pattern.includes('*') ? pattern : '*',
    });
  }

  function touch(e: Expression, scope: Scope, into: Body): void {
    if (learning) return;
    for (const option of optionsOf(program.evaluate(e, scope))) {
      if (option.v === 'instance') into.touches.add(option.call);
      else if (option.v === 'external' && option.of) into.touches.add(option.of.call);
      else if (option.v === 'function') runs(into, option.d, e.l);
    }
  }

  function callExpression(e: Call, scope: Scope, around: string[], into: Body): void {
    if (e.f.t !== 'name') expression(e.f, scope, around, into);
    for (const part of e.a) expression(part, scope, around, into);
    for (const [, value] of e.k) expression(value, scope, around, into);
    grows(e, scope);
    handsOver(e, scope);
    keeps(e, scope);
    let recorded = !learning && onPath(e, scope, around, into);
    // Of several things it may be, an object that was made says more than the type a parameter was declared with.
    const callees = optionsOf(program.evaluate(e.f, scope)).map(calleeOf);
    if (!learning) {
      looksUp(e.f.t === 'idx' ? e.f : e, scope);
      if (isHandedIn(e.f, scope) && callees.every((one) => isUnread(one, e.f, scope))) into.opaque = true;
    }
    for (const option of [
      ...callees.filter((one) => one.v === 'external' && one.of),
      ...callees.filter((one) => one.v !== 'external' || !one.of),
    ]) {
      if (option.v === 'function') {
        if (learning) program.learnCall(option.d, e, scope);
        runs(into, option.d, e.l);
      } else if (option.v === 'class' || option.v === 'made') {
        const maker = makerOf(option.of.d);
        if (maker) {
          if (learning) program.learnCall(maker, e, scope);
          runs(into, maker, e.l);
        }
        // A class that adds nothing to how its base is constructed: `class Ours(ChatOpenAI): …`, `Ours(model="…")`.
        if (option.v === 'class' && !learning && !recorded && maker?.name !== '__init__' && maker?.name !== 'constructor')
          recorded = recordCall(program.basesOf(option.of), e, scope, around, into);
      } else if (option.v === 'external' && !learning && !recorded) {
        if (option.of) into.touches.add(option.of.call);
        recorded = recordCall([option.q], e, scope, around, into, option.of);
      }
    }
  }

  /** `Path(name).write_text(…)`: a path stands for its text everywhere else, so its methods are seen here. */
  function onPath(e: Call, scope: Scope, around: string[], into: Body): boolean {
    if (e.f.t !== 'attr' || e.f.o.t !== 'call') return false;
    const maker = program.evaluate(e.f.o.f, scope);
    if (maker.v !== 'external' || !/^pathlib\.(?:Pure)?Path$/.test(maker.q)) return false;
    return recordCall([`pathlib.Path.${e.f.n}`], e, scope, around, into, { v: 'instance', q: 'pathlib.Path', call: e.f.o, scope });
  }

  function recordCall(names: readonly string[], e: Call, scope: Scope, around: string[], into: Body, on?: Use['on']): boolean {
    for (const q of names) {
      const known = knowledgeOf(scope.file).find('calls', q);
      if (!known) continue;
      record({ known, q, table: 'calls', call: e, scope, around, body: into.key, line: e.l, ...(on ? { on } : {}) }, into);
      return true;
    }
    return false;
  }

  /** `session.set("team", team)` on an object of a library. */
  function keeps(e: Call, scope: Scope): void {
    if (!learning || e.f.t !== 'attr' || e.f.n !== 'set' || e.a[0]?.t !== 'str' || !e.a[1]) return;
    const holder = program.evaluate(e.f.o, scope);
    if (holder.v === 'external' && !holder.of) program.learnMember(`${holder.q}.${e.a[0].v}`, e.a[1], scope);
  }

  /** The callback of `names.map(make)` takes one of the elements. */
  function handsOver(e: Call, scope: Scope): void {
    const [callback] = e.a;
    if (!learning || e.f.t !== 'attr' || !callback || !['map', 'forEach', 'flatMap', 'filter'].includes(e.f.n)) return;
    for (const option of optionsOf(program.evaluate(callback, scope))) {
      if (option.v === 'function')
        program.learnCall(
          option.d,
          { t: 'call', f: callback, a: [{ t: 'idx', o: e.f.o, k: { t: '?', l: e.l }, l: e.l }], k: [], l: e.l },
          scope,
        );
    }
  }

  /** `agent.tools.append(x)`, `agent.handoffs.extend(xs)`. */
  function grows(e: Call, scope: Scope): void {
    if (learning || e.f.t !== 'attr' || e.f.o.t !== 'attr' || e.a.length === 0) return;
    if (!['append', 'extend', 'push', 'add', 'insert', 'update'].includes(e.f.n)) return;
    for (const made of optionsOf(program.evaluate(e.f.o.o, scope))) {
      if (made.v === 'instance') adds({ to: made.call, attribute: e.f.o.n, value: e.a.at(-1)!, scope, line: e.l });
    }
  }
}

/** Branches are compared with each other and with what is done: a function of more is no dispatcher people wrote. */
const MOST_BRANCHES = 300;

function runs(into: Body, fn: FunctionDefinition, line: number): void {
  into.calls.add(fn);
  const lines = into.lines.get(fn);
  if (lines) lines.push(line);
  else into.lines.set(fn, [line]);
}

/** Methods that texts, lists, tables and loggers have: nothing happens outside. */
const HARMLESS = new Set(
  'get items keys values append extend insert add pop push shift strip lower upper split join replace format startswith endswith encode decode copy map filter forEach includes trim toString toLowerCase slice then catch finally info debug warning warn error log exception setdefault update remove sort find match test has isoformat dict json model_dump'.split(
    ' ',
  ),
);

/** `ctx.deps.connection.execute(…)`, a method of something inside what was handed in, or that the object keeps. */
function isHandedIn(f: Expression, scope: Scope): boolean {
  if (f.t !== 'attr' || f.o.t !== 'attr' || HARMLESS.has(f.n)) return false;
  let root: Expression = f.o;
  while (root.t === 'attr') root = root.o;
  if (root.t !== 'name') return false;
  if (root.n === 'self' || root.n === 'this') return true;
  const { n } = root;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const bindings = at.names.get(n);
    if (bindings) return bindings.some(({ b }) => b === 'parameter');
  }
  return false;
}

const MAKERS = ['__init__', 'constructor', '__call__', 'run', 'invoke'];

/** The function that runs when a class is constructed or its object is called. */
function makerOf(d: ClassDefinition): FunctionDefinition | undefined {
  for (const statement of d.body) if (statement.s === 'function' && MAKERS.includes(statement.d.name)) return statement.d;
  return undefined;
}

/** The value in a place of a call: a keyword, a key of the options object, a position. */
export function valueAt(program: Program, call: Call | undefined, scope: Scope, place: Place): Value {
  if (!call) return UNKNOWN;
  for (const name of place.argument === undefined ? [] : [place.argument].flat()) {
    const value = named(program, call, scope, name);
    if (value.v !== 'unknown') return value;
  }
  if (place.position !== undefined) {
    const given = call.a[place.position];
    if (given && given.t !== 'spread') return program.evaluate(given, scope);
  }
  return UNKNOWN;
}

/** Whether the call gives anything in a place, known or not; a spread of unknown content may. */
export function isGiven(call: Call, place: Place): boolean {
  const names = place.argument === undefined ? [] : [place.argument].flat().map((name) => name.split('.')[0]!);
  if (call.k.some(([name]) => name === '**' || names.includes(name)) || call.a.some(({ t }) => t === 'spread')) return true;
  if (
    call.a
      .slice(0, 3)
      .some((part) => part.t === 'dict' && part.e.some(([key]) => key === null || (key.t === 'str' && names.includes(key.v))))
  )
    return true;
  return place.position !== undefined && call.a.length > place.position;
}

function named(program: Program, call: Call, scope: Scope, name: string): Value {
  const [first, ...deeper] = name.split('.');
  const given = call.k.find(([keyword]) => keyword === first)?.[1];
  let value: Value = given ? program.evaluate(given, scope) : UNKNOWN;
  if (!given) {
    for (const [keyword, spread] of call.k) {
      if (keyword === '**') value = program.member(program.evaluate(spread, scope), first!);
      if (value.v !== 'unknown') break;
    }
  }
  if (value.v === 'unknown') {
    for (const part of call.a.slice(0, 3)) {
      if (!['dict', 'name', 'attr', 'call', 'either'].includes(part.t)) continue;
      const options = optionsOf(program.evaluate(part, scope)).find(({ v }) => v === 'object');
      if (!options) continue;
      value = program.member(options, first!);
      if (value.v !== 'unknown') break;
    }
  }
  for (const part of deeper)
    value = value.v === 'list' ? either(value.items.flatMap((item) => optionsOf(program.member(item, part)))) : program.member(value, part);
  return value;
}
