import type { ClassDefinition, Expression, ModuleSyntax, Statement } from './syntax.ts';
import type { Binding, LocalClass, Scope } from './value.ts';

export function addBinding(scope: Scope, name: string, binding: Binding): void {
  const list = scope.names.get(name);
  if (!list) scope.names.set(name, [binding]);
  else if (list.length < 12) list.push(binding);
}

/**
 * Binds the names of a body, flow-insensitively: a name with several assignments gets several bindings. `classOf` gives a class
 * definition its one identity.
 */
export function bindBody(
  body: readonly Statement[],
  scope: Scope,
  language: ModuleSyntax['language'] | undefined,
  classOf: (d: ClassDefinition, scope: Scope) => LocalClass,
): void {
  for (const statement of body) {
    switch (statement.s) {
      case 'import':
        if (statement.export || statement.as === '*')
          addBinding(scope, statement.as === '*' ? '*' : statement.as, {
            b: 'import',
            module: statement.module,
            name: statement.name ?? '*',
          });
        else
          addBinding(scope, statement.as, {
            b: 'import',
            module: statement.module,
            ...(statement.name === undefined ? {} : { name: statement.name }),
          });
        if (language === 'python' && statement.as === statement.module) bindOutermost(statement.module, scope);
        break;
      case 'assign':
        if (statement.value) bindTarget(statement.target, statement.value, scope, language);
        break;
      case 'export':
        addBinding(scope, statement.name, { b: 'value', e: statement.value, scope });
        break;
      case 'function':
        addBinding(scope, statement.d.name, { b: 'function', d: statement.d, scope });
        if (statement.default) addBinding(scope, 'default', { b: 'function', d: statement.d, scope });
        break;
      case 'class':
        addBinding(scope, statement.d.name, { b: 'class', of: classOf(statement.d, scope) });
        if (statement.default) addBinding(scope, 'default', { b: 'class', of: classOf(statement.d, scope) });
        break;
      case 'each':
        bindEach(statement.target, statement.e, scope);
        break;
      case 'expr':
        bindGrowth(statement.e, scope);
        break;
      case 'with':
        if (statement.target?.t === 'name') addBinding(scope, statement.target.n, { b: 'value', e: statement.e, scope });
        break;
      default:
    }
  }
}

/** Python's `import a.b` gives the name `a`. */
function bindOutermost(module: string, scope: Scope): void {
  const dot = module.indexOf('.');
  if (dot <= 0) return;
  const first = module.slice(0, dot);
  if (!scope.names.get(first)?.some((one) => one.b === 'import' && one.module === first))
    addBinding(scope, first, { b: 'import', module: first });
}

function bindTarget(target: Expression, value: Expression, scope: Scope, language: ModuleSyntax['language'] | undefined): void {
  if (target.t === 'name') addBinding(scope, target.n, { b: 'value', e: value, scope });
  else if (target.t === 'attr' && !scope.parent && language !== 'python') bindCommonExport(target, value, scope);
  else if (target.t === 'list')
    target.e.forEach((part, index) => part.t === 'name' && addBinding(scope, part.n, { b: 'item', e: value, scope, index }));
}

/** `for x in xs`, `for k, v in table.items()`, `for i, x in enumerate(xs)`, `for a, b in zip(as, bs)`, `for a, b in pairs`. */
function bindEach(target: Expression, e: Expression, scope: Scope): void {
  if (target.t === 'name') {
    addBinding(scope, target.n, { b: 'element', e, scope });
    return;
  }
  if (target.t !== 'list') return;
  const callee = e.t !== 'call' ? undefined : e.f.t === 'name' || e.f.t === 'attr' ? e.f.n : undefined;
  const last = target.e.length - 1;
  // `table.items()` in Python, `Object.entries(table)` in scripts.
  const table = e.t !== 'call' ? undefined : callee === 'entries' ? e.a[0] : e.f.t === 'attr' ? e.f.o : undefined;
  target.e.forEach((part, index) => {
    if (part.t !== 'name') return;
    const source = e.t === 'call' && callee === 'zip' ? e.a[index] : e.t === 'call' && callee === 'enumerate' ? e.a[0] : e;
    if (callee === 'zip' ? source !== undefined : (callee === 'items' || callee === 'entries' || callee === 'enumerate') && index === last)
      addBinding(scope, part.n, { b: 'element', e: source!, scope });
    else if ((callee === 'items' || callee === 'entries') && index === 0 && table) addBinding(scope, part.n, { b: 'key', e: table, scope });
    else if (callee === undefined || !['zip', 'items', 'entries', 'enumerate'].includes(callee))
      addBinding(scope, part.n, { b: 'item', e: { t: 'idx', o: e, k: { t: '?', l: e.l }, l: e.l }, scope, index });
  });
}

/** `module.exports = { a, b }`, `module.exports.a = …`, `exports.a = …`. */
function bindCommonExport(target: Expression & { t: 'attr' }, value: Expression, scope: Scope): void {
  if (isName(target.o, 'module') && target.n === 'exports') {
    addBinding(scope, 'module.exports', { b: 'value', e: value, scope });
    addBinding(scope, 'default', { b: 'value', e: value, scope });
    if (value.t === 'dict')
      for (const [key, member] of value.e)
        if (key?.t === 'str' && !scope.names.has(key.v)) addBinding(scope, key.v, { b: 'value', e: member, scope });
  } else if (isName(target.o, 'exports') || (target.o.t === 'attr' && target.o.n === 'exports' && isName(target.o.o, 'module'))) {
    if (!(value.t === 'name' && value.n === target.n)) addBinding(scope, target.n, { b: 'value', e: value, scope });
  }
}

/** `names.append(x)`, `.extend(xs)`, `.push(x)`: the list also stands for what is added. */
function bindGrowth(e: Expression, scope: Scope): void {
  if (e.t !== 'call' || e.f.t !== 'attr' || e.f.o.t !== 'name' || e.a.length === 0) return;
  const added =
    e.f.n === 'append' || e.f.n === 'push' || e.f.n === 'add'
      ? e.a
      : e.f.n === 'extend' || e.f.n === 'update'
        ? [{ t: 'spread' as const, e: e.a[0]!, l: e.l }]
        : undefined;
  if (added && scope.names.has(e.f.o.n)) addBinding(scope, e.f.o.n, { b: 'value', e: { t: 'list', e: added, l: e.l }, scope });
}

export function isName(e: Expression, name: string): boolean {
  return e.t === 'name' && e.n === name;
}

/** Package, type and member: `llama_index Settings.llm`, however the type was imported; of an object of a module the whole name. */
export function memberKey(q: string): string {
  const found = /^(@?[^.]+)\.(?:[a-z_][\w]*\.)*([A-Z]\w*\.\w+)$/.exec(q);
  return found ? `${found[1]} ${found[2]}` : q;
}

/** `node:fs` and `fs` are one module; so are npm specifiers with their scheme. */
export function bare(module: string): string {
  const name = module.replace(/^(?:node|npm|jsr):/, '');
  return name.includes('/') ? name.replace(/\.[cm]?js$/, '') : name;
}
