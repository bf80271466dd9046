import { bucketKey, strongKey } from '../../core/keys.ts';
import type { EffectContext } from './effects.ts';
import type { EffectRule } from './knowledge.ts';
import type { Program } from './program.ts';
import { fromDsn, fromUri, hostOf, type Named, serviceAt } from './stores.ts';
import { either, elementsOf, joined, optionsOf, patternsOf, type Scope, textsOf, UNKNOWN, variablesOf, type Value } from './value.ts';
import { type Call, type Use, valueAt } from './visit.ts';

/** A path below the address the client was made with: `httpx.Client(base_url=…).get("/v1/x")`. */
export function belowBase(target: Value, use: Use, rule: EffectRule, program: Program): Value {
  if (!rule.base || !use.on || patternsOf(target).some(({ text }) => text.includes('://'))) return target;
  const base = valueAt(program, use.on.call, use.on.scope, rule.base);
  return base.v === 'unknown' ? target : joined([base, target]);
}

/** The stores one use of a known API reaches: named in its call, or in the call that made the object it is a method of. */
export function storesOf(use: Use, rule: EffectRule, context: EffectContext): Named[] {
  const { store } = rule;
  if (!store) return [];
  const { program } = context;
  if (store.host !== undefined) return [serviceAt(store.host, store.name)].map((one) => ({ ...one, kind: store.kind }));
  if (store.name !== undefined && store.argument === undefined && store.position === undefined) {
    return [{ kind: store.kind, name: store.name, keys: [strongKey('name', `${context.target}/${store.name}`)], properties: {} }];
  }
  if (store.of && !holdsModel(valueAt(program, use.call, use.scope, store.of), use.scope.file, context)) return [];
  let value = belowBase(valueAt(program, use.call, use.scope, store), use, rule, program);
  // A connection names the store once, its methods work on it: look at what the connection was made from.
  const found: Named[] = [];
  if (value.v === 'unknown' && use.on) {
    const connection = connectionOf(use.on.call, use.on.scope, store, program);
    value = connection.value;
    const apart = hostApart(connection, use, store, program);
    if (apart) found.push(apart);
  }
  for (const option of found.length > 0 ? [] : elementsOf(store.form === 'path' ? opened(value, program) : value)) {
    for (const { text } of patternsOf(option)) {
      const named = named1(text, store.form ?? 'uri', store.kind, use, rule, context);
      if (named) found.push(named);
    }
  }
  if (found.length === 0) {
    const variable = variablesOf(value)[0];
    if (variable !== undefined) found.push(byVariable(variable, store.kind, use.scope.file, rule, context));
  }
  return found;
}

/** The path of a file that is given as an open one: `open(path, "wb")`. */
function opened(value: Value, program: Program): Value {
  const paths = optionsOf(value).map((option) =>
    option.v === 'instance' && /^(?:(?:gzip|bz2|lzma|io|codecs)\.)?open$/.test(option.q) && option.call.a[0]
      ? program.evaluate(option.call.a[0], option.scope)
      : option,
  );
  return either(paths);
}

/** Whether a value is an object of a training library, or holds one: a fitted estimator, `net.state_dict()`, a dictionary of them. */
function holdsModel(value: Value, file: string, { isTraining }: EffectContext): boolean {
  return elementsOf(value).some(
    (one) =>
      (one.v === 'instance' && isTraining(one.q, file)) || (one.v === 'external' && one.of !== undefined && isTraining(one.of.q, file)),
  );
}

type StoreRule = NonNullable<EffectRule['store']>;

/** What a connection was made from, and the call that says so. */
interface Connection {
  value: Value;
  call: Call;
  scope: Scope;
}

/** Follows `psycopg.connect(DSN).cursor()` and `sessionmaker(engine)()` back to the call that was given an address. */
function connectionOf(call: Call, scope: Scope, store: StoreRule, program: Program, deep = 0): Connection {
  const none = { value: UNKNOWN, call, scope };
  if (deep > 6) return none;
  for (const place of store.made ? [store.made, store] : [store]) {
    const value = valueAt(program, call, scope, place);
    if (textsOf(value).length > 0 || variablesOf(value).length > 0) return { ...none, value };
  }
  const inner: Connection[] = [];
  for (const part of [...call.a, ...call.k.map(([, value]) => value)]) {
    const value = program.evaluate(part, scope);
    if (value.v === 'environment' || textsOf(value).some(({ text }) => fromDsn(text) || /\b(?:host|dbname)=/.test(text)))
      return { ...none, value };
    if (value.v === 'instance') inner.push(connectionOf(value.call, value.scope, store, program, deep + 1));
  }
  const callee = call.f.t === 'attr' ? program.evaluate(call.f.o, scope) : UNKNOWN;
  const before = callee.v === 'external' ? callee.of : callee.v === 'instance' ? callee : undefined;
  if (before) inner.push(connectionOf(before.call, before.scope, store, program, deep + 1));
  return inner.find(({ value }) => value.v !== 'unknown') ?? none;
}

/** `connect(host="db.internal", dbname="core")`: the engine is that of the type the method belongs to. */
function hostApart({ value, call, scope }: Connection, use: Use, store: StoreRule, program: Program): Named | undefined {
  const engine = /^\w+/.exec(use.q)?.[0];
  const host = textsOf(value)[0]?.text;
  if (store.form !== 'dsn' || host === undefined || !/^[\w.-]+$/.test(host)) return undefined;
  const database = store.database && textsOf(valueAt(program, call, scope, store.database))[0]?.text;
  return fromDsn(`${engine}://${host}/${database ?? ''}`);
}

/** Names that say how files are read, where the name of a data set could stand. Source: huggingface.co/docs/datasets/loading */
const BUILDERS: ReadonlySet<string> = new Set(
  'json csv text parquet arrow pandas xml sql hdf5 imagefolder audiofolder videofolder pdffolder webdataset generator spark'.split(' '),
);

function named1(
  text: string,
  form: NonNullable<NonNullable<EffectRule['store']>['form']>,
  kind: Named['kind'],
  use: Use,
  rule: EffectRule,
  context: EffectContext,
): Named | undefined {
  const { store } = rule;
  if (form === 'bucket') {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) return undefined;
    const key = store?.key ? patternsOf(valueAt(context.program, use.call, use.scope, store.key))[0]?.text : undefined;
    const sent = store?.local ? textsOf(valueAt(context.program, use.call, use.scope, store.local))[0]?.text : undefined;
    const local = sent === undefined ? undefined : byPath(sent, 'model-artifact', use, context)?.keys[0];
    return {
      kind: 'data-store',
      name: text,
      keys: [bucketKey(text)],
      properties: { form: 's3-bucket' },
      ...(key === undefined ? {} : { path: key }),
      ...(local ? { local } : {}),
    };
  }
  if (form === 'uri' || form === 'dsn') return fromUri(text) ?? fromKeywords(text) ?? inSqliteUrl(text, use, context);
  if (form === 'host') {
    const host = hostOf(text) ?? (/^[a-z0-9.-]+\.[a-z]{2,}$/i.test(text) ? text.toLowerCase() : undefined);
    return host === undefined ? undefined : serviceAt(host, store?.name);
  }
  if (form === 'hub' && kind === 'dataset' && BUILDERS.has(text)) {
    const files = valueAt(context.program, use.call, use.scope, { argument: ['data_files', 'data_dir'] });
    const given = elementsOf(files).flatMap((one) => textsOf(one))[0]?.text;
    return given === undefined ? undefined : byPath(given, kind, use, context);
  }
  if (form === 'hub')
    return /^[\w.-]+(?:\/[\w.-]+)?$/.test(text)
      ? { kind, name: text, keys: [strongKey('hub', `huggingface.co/${kind === 'dataset' ? 'datasets/' : ''}${text}`)], properties: {} }
      : undefined;
  if (form === 'path') return byPath(text, kind, use, context);
  if (form === 'database-file') return inFile(text, use, context);
  return (
    fromUri(text) ??
    (form === 'name' && text !== ''
      ? { kind, name: text, keys: [strongKey('name', `${context.target}/${text}`)], properties: {} }
      : undefined)
  );
}

/**
 * A file of the target itself, when exactly one fits the end of the path. A file that is not kept there is known by its path
 * below the application that writes or reads it: what a training writes and a server reads under one name is one artifact.
 */
function byPath(text: string, kind: Named['kind'], use: Use, context: EffectContext): Named | undefined {
  if (text.includes('://')) return fromUri(text);
  const end = text.slice(text.lastIndexOf('*') + 1).replace(/^[./]+/, '');
  const name = end.slice(end.lastIndexOf('/') + 1);
  if (name === '') return undefined;
  const fitting = context.paths.filter((path) => path === end || path.endsWith(`/${end}`));
  if (fitting.length === 1) return { kind, name, keys: [strongKey('git', `${context.target}/${fitting[0]}`)], properties: {} };
  if (fitting.length > 1 || !/\.\w+$/.test(name) || /[*\s]/.test(name) || end.includes('../')) return undefined;
  const { file } = use.scope;
  // Where the folder is open, only the code that names it says which file it is.
  const place =
    text.includes('*') || text.startsWith('/') || text.startsWith('..') ? `${file}#${name}` : below(context.folderOf(file), end);
  return { kind, name, keys: [strongKey('git', `${context.target}/${place}`)], properties: {} };
}

function below(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** The database in a file: `sqlite3.connect("app.db")`. One in memory holds nothing that lasts. */
function inFile(text: string, use: Use, context: EffectContext): Named | undefined {
  const path = text.replace(/^file:/, '').replace(/\?.*$/s, '');
  if (path.startsWith(':memory:') || path === '' || path.includes('://')) return undefined;
  const named = byPath(path, 'data-store', use, context);
  return named && { ...named, properties: { form: 'database', engine: /^duckdb\b/.test(use.q) ? 'duckdb' : 'sqlite' } };
}

/** SQLAlchemy's `sqlite:///app.db`, `sqlite+aiosqlite:////var/app.db`. */
function inSqliteUrl(text: string, use: Use, context: EffectContext): Named | undefined {
  const path = /^sqlite(?:\+\w+)?:\/\/\/(.+)$/s.exec(text)?.[1];
  return path === undefined ? undefined : inFile(path, use, context);
}

/** libpq's `host=db.internal dbname=core`. */
function fromKeywords(text: string): Named | undefined {
  const host = /\bhost=([\w.-]+)/.exec(text)?.[1];
  const database = /\bdbname=([\w-]+)/.exec(text)?.[1];
  return host === undefined ? undefined : fromDsn(`postgresql://${host}/${database ?? ''}`);
}

/** A store known only by the variable that holds its address: one per variable and application. Two applications mean two by one name. */
function byVariable(variable: string, kind: Named['kind'], file: string, rule: EffectRule, context: EffectContext): Named {
  const engine = rule.how === 'sql' ? { form: 'database' } : {};
  const made = context.setting?.(file, variable)?.reference;
  if (made?.kind === kind) return { kind, name: variable, keys: [{ key: made.key, strong: true }], properties: { ...engine, variable } };
  const folder = context.folderOf(file);
  const place = folder === '' ? context.target : `${context.target}/${folder}`;
  return { kind, name: variable, keys: [strongKey('name', `${place}/env/${variable}`)], properties: { ...engine, variable } };
}
