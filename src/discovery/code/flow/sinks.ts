import { commandOf } from '../commands.ts';
import type { Place } from '../knowledge.ts';
import type { Linked } from '../linked.ts';
import type { Expression } from '../syntax.ts';
import { isTestFile } from '../test-file.ts';
import { optionsOf, type Scope, textsOf } from '../value.ts';
import { type Use, valueAt } from '../visit.ts';
import type { UseOfValue } from './passing.ts';
import { type Call, calledName, walkProgram } from './walk.ts';

/** A place where a value does something by being what it is: it is run, parsed as a statement, shown as markup, taken as a path. */
export interface Sink {
  use: UseOfValue;
  /** What is called or written, for people: `eval`, `cursor.execute`, `innerHTML`. */
  what: string;
  value: Expression;
  scope: Scope;
  line: number;
  /** A path that is only read: what a tool reads goes to the model. */
  reads?: true;
}

/** All such places of the files that are no tests. */
export function sinksOf(linked: Linked): Sink[] {
  const out: Sink[] = [];
  const seen = new Set<Expression>();
  const add = (use: UseOfValue, what: string, value: Expression | undefined, scope: Scope, line: number, read = false): void => {
    if (!value || seen.has(value) || ['str', 'num', 'bool', 'null', '?'].includes(value.t)) return;
    seen.add(value);
    out.push({ use, what, value, scope, line, ...(read ? { reads: true } : {}) });
  };
  for (const use of linked.visited.uses) {
    if (!use.call || !use.known.rule.effect || isTestFile(use.scope.file)) continue;
    const kind = kindOf(linked, use);
    const read = kind === undefined && use.known.rule.effect.how === 'file';
    if (kind || read) add(kind ?? 'path', use.q.replaceAll('()', ''), valueOf(use), use.scope, use.line, read);
  }
  const handlers = new Set(linked.entries.flatMap(({ handlers: all }) => all));
  walkProgram(linked.program, {
    call: (e, scope) => called(e, scope),
    dict(e, scope) {
      for (const [key, value] of e.e)
        if (key?.t === 'str' && key.v === '__html') add('html', 'dangerouslySetInnerHTML', value, scope, value.l);
    },
    assign({ target, value, l }, scope) {
      if (target.t === 'attr' && /^(?:innerHTML|outerHTML|srcdoc)$/.test(target.n)) add('html', target.n, value, scope, l);
    },
    returns(e, scope) {
      if (scope.fn && handlers.has(scope.fn) && servesMarkup(scope.fn) && hasMarkup(e, scope)) add('html', 'an HTML page', e, scope, e.l);
    },
  });
  return out;

  function servesMarkup(fn: NonNullable<Scope['fn']>): boolean {
    return linked.entries.some(
      ({ handlers: all, library }) => library === 'flask' || (library === 'fastapi' && all.includes(fn) && isFlask(fn)),
    );
  }

  /** Flask answers a text as a page; FastAPI only where the route says so. */
  function isFlask(fn: NonNullable<Scope['fn']>): boolean {
    return fn.decorators.some(
      (one) =>
        one.t === 'call' &&
        (calledName(one) === 'route' ||
          one.k.some(([name, value]) => name === 'response_class' && value.t === 'name' && value.n === 'HTMLResponse')),
    );
  }

  function called(e: Call, scope: Scope): void {
    const name = calledName(e) ?? '';
    const rule = RULES.get(name);
    if (!rule) return;
    for (const { use, test, value } of rule) {
      const at = value(e);
      if (at && test(e, scope, linked)) add(use, shownCall(e), at, scope, e.l);
    }
  }
}

function kindOf(linked: Linked, use: Use): UseOfValue | undefined {
  const effect = use.known.rule.effect!;
  if (effect.sandboxed) return undefined;
  if ([effect.capability].flat().includes('code-execution')) {
    if (effect.how !== 'shell') return effect.how === 'container' ? undefined : effect.how === 'remote shell' ? 'shell' : 'code';
    const target = effect.target && valueAt(linked.program, use.call, use.scope, effect.target);
    const command = target && commandOf(use, target, linked.program);
    return command?.program === undefined ? 'shell' : undefined;
  }
  if (effect.how === 'sql' || effect.how === 'cypher') return 'sql';
  if (effect.how === 'file deletion') return 'path';
  if (effect.how !== 'file') return undefined;
  if (effect.access === 'write') return 'path';
  const mode = effect.method && textsOf(valueAt(linked.program, use.call, use.scope, effect.method))[0]?.text;
  return mode !== undefined && /[wax+]/.test(mode) ? 'path' : undefined;
}

/** The expression an effect is decided by: of a path's method the path itself. */
function valueOf(use: Use): Expression | undefined {
  const { effect } = use.known.rule;
  const own = effect?.target && expressionAt(use.call!, effect.target);
  if (own) return own;
  return effect?.how === 'file' && use.on ? use.on.call.a[0] : undefined;
}

/** The expression in a place of a call: by keyword, by key of the options, by position. */
export function expressionAt(call: Call, place: Place): Expression | undefined {
  for (const name of place.argument === undefined ? [] : [place.argument].flat()) {
    const given = call.k.find(([keyword]) => keyword === name)?.[1];
    if (given) return given;
    for (const part of call.a.slice(0, 3)) {
      const member = part.t === 'dict' ? part.e.find(([key]) => key?.t === 'str' && key.v === name)?.[1] : undefined;
      if (member) return member;
    }
  }
  return place.position === undefined ? undefined : call.a[place.position];
}

interface CallRule {
  use: UseOfValue;
  value(e: Call): Expression | undefined;
  test(e: Call, scope: Scope, linked: Linked): boolean;
}

const first = (e: Call): Expression | undefined => e.a[0];
const always = (): boolean => true;
const named =
  (pattern: RegExp) =>
  (e: Call, scope: Scope, { program }: Linked): boolean =>
    optionsOf(program.evaluate(e.f, scope)).some((one) => one.v === 'external' && pattern.test(one.q));
const on =
  (pattern: RegExp) =>
  (e: Call): boolean =>
    e.f.t === 'attr' && pattern.test(spelled(e.f.o));

const DATABASE =
  /(?:^|[._])(?:cur|curs|cursor|conn|connection|con|db|database|engine|session|sqlite|duck\w*|pool|tx|trx|transaction|\w*_?(?:db|conn|cursor|session|engine|pool|sql|client|prisma))$/i;

/** Calls known by their last word, where the object they are called on could not be resolved or is no matter. */
const RULES: ReadonlyMap<string, readonly CallRule[]> = new Map(
  (
    [
      [
        'execute executescript exec_driver_sql executemany fetch fetchrow fetchval fetch_all fetch_one',
        { use: 'sql', value: first, test: (e) => on(DATABASE)(e) && isStatement(e) },
      ],
      ['$queryRawUnsafe $executeRawUnsafe', { use: 'sql', value: first, test: always }],
      ['query raw unsafe', { use: 'sql', value: first, test: (e) => on(DATABASE)(e) && isStatement(e) }],
      // Django: `Order.objects.raw(sql)`, `Order.objects.extra(where=[sql])`, `RawSQL(sql, …)`.
      ['raw', { use: 'sql', value: first, test: on(/(?:^|\.)objects$/) }],
      [
        'extra',
        { use: 'sql', value: (e) => e.k.find(([name]) => name === 'where' || name === 'select')?.[1], test: on(/(?:^|\.)objects(?:\.|$)/) },
      ],
      ['RawSQL', { use: 'sql', value: first, test: named(/^django\.db\.models\.expressions\.RawSQL$/) }],
      ['read_sql read_sql_query', { use: 'sql', value: (e) => e.k.find(([name]) => name === 'sql')?.[1] ?? e.a[0], test: always }],
      [
        'HTMLResponse',
        { use: 'html', value: (e) => e.k.find(([name]) => name === 'content')?.[1] ?? e.a[0], test: named(/HTMLResponse$/) },
      ],
      ['Markup', { use: 'html', value: first, test: named(/^(?:markupsafe|flask|jinja2)\.Markup$/) }],
      ['mark_safe', { use: 'html', value: first, test: always }],
      ['render_template_string', { use: 'code', value: first, test: named(/render_template_string$/) }],
      ['Template', { use: 'code', value: first, test: named(/^jinja2\.(?:environment\.)?Template$/) }],
      ['from_string', { use: 'code', value: first, test: named(/^jinja2\.(?!sandbox)/) }],
      [
        'markdown write',
        {
          use: 'html',
          value: first,
          test: (e) => e.k.some(([name, value]) => name === 'unsafe_allow_html' && value.t === 'bool' && value.v),
        },
      ],
      [
        'html',
        {
          use: 'html',
          value: first,
          test: (e, scope, linked) =>
            on(/^(?:c|ctx|reply|\$|jQuery)$|^\$\(/)(e) || named(/^streamlit\.(?:html|components\.v1\.html)$/)(e, scope, linked),
        },
      ],
      // The body of a function made from text is its last argument: `new Function('row', body)`.
      [
        'Function AsyncFunction GeneratorFunction',
        { use: 'code', value: (e) => e.a.at(-1), test: (e) => e.f.t === 'name' || on(/^(?:globalThis|window|self|global)$/)(e) },
      ],
      ['insertAdjacentHTML', { use: 'html', value: (e) => e.a[1], test: always }],
      ['write writeln', { use: 'html', value: first, test: on(/^(?:window\.)?document$/) }],
      [
        'send end',
        {
          use: 'html',
          value: first,
          test: (e, scope) => on(/^(?:res|response|reply)(?:\.|$)/)(e) && e.a[0] !== undefined && hasMarkup(e.a[0], scope),
        },
      ],
      ['Response HttpResponse', { use: 'html', value: first, test: (e) => saysHtml(e) }],
      ['loads load', { use: 'load', value: first, test: named(/^(?:c?[pP]ickle|dill|cloudpickle|marshal|joblib)\.loads?$/) }],
      [
        'load load_all',
        {
          use: 'load',
          value: first,
          test: (e, scope, linked) => named(/^(?:yaml|ruamel\.yaml)\.load(?:_all)?$/)(e, scope, linked) && !hasSafeLoader(e),
        },
      ],
      ['unsafe_load full_load', { use: 'load', value: first, test: named(/^yaml\./) }],
      ['decode', { use: 'load', value: first, test: named(/^jsonpickle\.decode$/) }],
      ['eval', { use: 'code', value: first, test: named(/^(?:pandas|numexpr)\.(?:eval|evaluate)$/) }],
      // Expressions of pandas reach names and methods of Python: https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.query.html
      ['query eval', { use: 'code', value: first, test: on(/(?:^|[._])(?:df|frame|dataframe)\d*$|_df$/i) }],
      ['run_cell', { use: 'code', value: first, test: always }],
    ] satisfies [string, CallRule][]
  )
    .flatMap(([names, rule]) => names.split(' ').map((name) => [name, rule] as const))
    .reduce((all, [name, rule]) => all.set(name, [...(all.get(name) ?? []), rule]), new Map<string, CallRule[]>()),
);

/** What is asked of a database in its first argument is a text, not an object of a query builder. */
function isStatement(e: Call): boolean {
  return e.a[0] !== undefined && e.a[0].t !== 'dict' && e.a[0].t !== 'list';
}

export function hasSafeLoader(e: Call): boolean {
  return [...e.a.slice(1), ...e.k.map(([, value]) => value)].some((part) => /Safe(?:Loader)?$|JSON_SCHEMA/.test(spelled(part)));
}

function saysHtml(e: Call): boolean {
  const said = (part: Expression, deep = 0): boolean =>
    part.t === 'str' ? /text\/html/i.test(part.v) : part.t === 'dict' && deep < 3 && part.e.some(([, value]) => said(value, deep + 1));
  return [...e.a.slice(1), ...e.k.map(([, value]) => value)].some((part) => said(part));
}

/** A text with a tag in it, directly or through one variable. */
function hasMarkup(e: Expression, scope: Scope, deep = 0): boolean {
  if (deep > 4) return false;
  if (e.t === 'str') return /<[a-z!/][^>]{0,200}>/i.test(e.v.slice(0, 4000));
  if (e.t === 'tpl') return e.p.some((part) => part.t === 'str' && hasMarkup(part, scope, deep));
  if (e.t === 'bin') return hasMarkup(e.x, scope, deep + 1) || hasMarkup(e.y, scope, deep + 1);
  if (e.t !== 'name') return false;
  return (scope.names.get(e.n) ?? []).some((one) => one.b === 'value' && hasMarkup(one.e, one.scope, deep + 1));
}

export function spelled(e: Expression, deep = 0): string {
  if (deep > 6) return '';
  if (e.t === 'name') return e.n;
  if (e.t === 'attr') return `${spelled(e.o, deep + 1)}.${e.n}`;
  if (e.t === 'call') return e.f.t === 'name' && e.f.n === '$' ? '$(' : spelled(e.f, deep + 1);
  return e.t === 'idx' ? spelled(e.o, deep + 1) : '';
}

function shownCall(e: Call): string {
  return spelled(e.f).replace(/^\$\(/, '$').slice(0, 60) || 'a call';
}
