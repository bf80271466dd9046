import { parsePython } from '../../code/python/parse.ts';
import type { Expression, Statement } from '../../code/syntax.ts';
import { holdsWall, WALL } from '../../code/wall.ts';
import { type DependencyFacts, type DependencyScope, entry, linesOf, type Named, scopeOfGroup } from './facts.ts';
import { poetryTable, tomlTable } from './pyproject.ts';
import { namedBy } from './python-named.ts';

/** setup.cfg: install_requires and extras of setuptools. Source: https://setuptools.pypa.io/en/latest/userguide/declarative_config.html */
export function readSetupCfg(text: string): DependencyFacts | undefined {
  const named: Named[] = [];
  let section = '';
  let key = '';
  text.split('\n').forEach((raw, index) => {
    const header = /^\[([^\]]{1,100})\]/.exec(raw)?.[1];
    if (header !== undefined) {
      section = header.trim();
      key = '';
      return;
    }
    const assigned = /^([A-Za-z_][\w.-]{0,60})\s*[=:]\s*(.*)$/.exec(raw);
    if (assigned) key = assigned[1]!.toLowerCase();
    const value = (assigned ? assigned[2]! : /^\s/.test(raw) ? raw : '').trim();
    if (value === '' || value.startsWith('#')) return;
    const place = placeIn(section, key);
    if (!place) return;
    for (const written of value.split(assigned && value.includes(';') && !value.includes('"') ? ';' : '\n')) {
      const found = namedBy(written.trim(), { line: index + 1, ...place });
      if (found) named.push(found);
    }
  });
  return named.length === 0 ? undefined : { form: 'manifest', roots: [{ folder: '', named }] };
}

function placeIn(section: string, key: string): { scope: DependencyScope; group?: string } | undefined {
  if (section === 'options' && key === 'install_requires') return { scope: 'runtime' };
  if (section === 'options' && (key === 'tests_require' || key === 'setup_requires')) return { scope: 'dev' };
  return section === 'options.extras_require' && key !== '' ? { scope: scopeOfGroup(key, 'optional'), group: key } : undefined;
}

/** setup.py as far as it is literal: texts, lists and names assigned once in the module. Nothing of it is run. */
export function readSetupPy(text: string): DependencyFacts | undefined {
  if (holdsWall(text)) return { form: 'manifest', roots: [], problem: WALL };
  const { body } = parsePython(text.slice(0, 1_000_000), { interesting: /setup/ });
  const assigned = new Map<string, Expression>();
  const calls: (Expression & { t: 'call' })[] = [];
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.s === 'assign' && statement.target.t === 'name' && statement.value) assigned.set(statement.target.n, statement.value);
      if (statement.s === 'function') walk(statement.d.body);
      if (statement.s === 'expr' && statement.e.t === 'call' && calleeName(statement.e) === 'setup') calls.push(statement.e);
    }
  };
  walk(body);
  const named: Named[] = [];
  let unread = false;
  const take = (expression: Expression | undefined, scope: DependencyScope, group?: string): void => {
    for (const part of literals(expression, assigned)) {
      if (part.t !== 'str') {
        unread = true;
        continue;
      }
      const found = namedBy(part.v, { line: part.l, scope, ...(group === undefined ? {} : { group }) });
      if (found) named.push(found);
    }
  };
  for (const call of calls) {
    const given = new Map(call.k);
    take(given.get('install_requires'), 'runtime');
    take(given.get('tests_require'), 'dev');
    const extras = given.get('extras_require');
    const table = extras?.t === 'name' ? assigned.get(extras.n) : extras;
    if (table?.t === 'dict') for (const [key, value] of table.e) if (key?.t === 'str') take(value, scopeOfGroup(key.v, 'optional'), key.v);
  }
  if (named.length === 0 && !unread) return undefined;
  return {
    form: 'manifest',
    roots: named.length === 0 ? [] : [{ folder: '', named }],
    ...(unread ? { problem: 'some of its requirements are computed when it runs' } : {}),
  };
}

function calleeName({ f }: Expression & { t: 'call' }): string | undefined {
  return f.t === 'name' ? f.n : f.t === 'attr' ? f.n : undefined;
}

/** The elements of a literal list, of a name that stands for one, and of two put together. */
function literals(expression: Expression | undefined, assigned: ReadonlyMap<string, Expression>, deep = 0): Expression[] {
  if (!expression || deep > 6) return [];
  if (expression.t === 'list') return expression.e.flatMap((item) => (item.t === 'spread' ? literals(item.e, assigned, deep + 1) : [item]));
  if (expression.t === 'bin') return [expression.x, expression.y].flatMap((side) => literals(side, assigned, deep + 1));
  if (expression.t === 'name') {
    const value = assigned.get(expression.n);
    return value ? literals(value, assigned, deep + 1) : [expression];
  }
  return [expression];
}

/** Pipfile: packages and dev-packages, and categories of its own. Source: https://pipenv.pypa.io/en/latest/pipfile.html */
export function readPipfile(text: string): DependencyFacts | undefined {
  const root = tomlTable(text);
  if (typeof root === 'string') return { form: 'manifest', roots: [], problem: root };
  const found = { lines: linesOf(text), text, named: [] as Named[] };
  for (const category of Object.keys((root as object | undefined) ?? {})) {
    if (['source', 'requires', 'scripts', 'pipenv'].includes(category)) continue;
    const scope = category === 'packages' ? 'runtime' : category === 'dev-packages' ? 'dev' : scopeOfGroup(category, 'optional');
    poetryTable(found, entry(root, category), scope, `[${category}]`, category === 'packages' ? undefined : category);
  }
  return found.named.length === 0 ? undefined : { form: 'manifest', roots: [{ folder: '', named: found.named }] };
}
