import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { parse } from 'yaml';
import * as z from 'zod';
import { ASSET_KINDS } from '../../core/kinds.ts';
import { FACT_EDGES, type FactEdgeKind } from '../../core/edges.ts';
import { compareText } from '../../core/evidence.ts';
import { shortHash } from '../../core/ids.ts';

/**
 * What an API of a library means, as data: one file a library in discovery/knowledge, with its cases inside. The verbs are a
 * closed set; what they cannot say is TypeScript in code/. docs/reference/knowledge.schema.json is generated from here.
 *
 * Qualified names: `module.member` and on through attributes and calls: `openai.OpenAI.chat.completions.create` is the method
 * on what the constructor returns. npm modules keep their name: `@ai-sdk/openai.openai`.
 */
export const CAPABILITIES = [
  'reads-private-data',
  'ingests-untrusted-content',
  'external-communication',
  'code-execution',
  'state-change',
  'irreversible-action',
  'credential-access',
  'money-movement',
  'browser-control',
  'delegates-to-agents',
  'persistent-memory',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Where a value stands in a call: by keyword (or key of an options object), by position, else a fixed text. */
const Place = z.strictObject({
  argument: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('Keyword, or key of the options object in the first position; a dot goes deeper'),
  position: z.int().min(0).optional(),
  attribute: z.string().optional().describe('Attribute of the class body, for base classes'),
  item: z.string().optional().describe('Key set on the object in this place: message["To"] = …'),
  each: z.boolean().optional().describe('The value is a list, or an object of named members'),
  default: z.string().optional().describe('What the library takes when nothing is given'),
});
export type Place = z.infer<typeof Place>;

const EdgeRule = z.strictObject({
  kind: z.enum(Object.keys(FACT_EDGES) as [FactEdgeKind, ...FactEdgeKind[]]),
  ...Place.shape,
  as: z
    .enum(['tool', 'prompt', 'model', 'agent', 'mcp-server', 'guardrail'])
    .optional()
    .describe('What a plain text, function or object of settings in this place is'),
  from: z.string().optional().describe('Argument that holds the source of the edge, where it is not what the call makes'),
  returned: z.boolean().optional().describe('What the function in this place (for a decorator: the decorated one) returns'),
});
export type EdgeRule = z.infer<typeof EdgeRule>;

const Store = z.strictObject({
  kind: z.enum(['data-store', 'vector-store', 'dataset', 'service', 'model-artifact', 'knowledge-base']),
  ...Place.shape,
  form: z
    .enum(['bucket', 'uri', 'dsn', 'host', 'name', 'hub', 'path', 'database-file'])
    .optional()
    .describe('How the value names it; default uri'),
  key: Place.optional().describe('Key or prefix inside the bucket'),
  local: Place.optional().describe('Path of the local file that is sent there: one artifact with what is kept under it'),
  made: Place.optional().describe('Where it stands in the call that made the object the method belongs to'),
  database: Place.optional().describe('Name of the database there, where host and name are given apart'),
  of: Place.optional().describe('What is stored: only objects of training libraries count'),
  name: z.string().optional().describe('Name of a service or store that is always the same one'),
  host: z.string().optional().describe('Host name of a service that is always the same one'),
});

const Effect = z.strictObject({
  capability: z.union([z.enum(CAPABILITIES), z.array(z.enum(CAPABILITIES))]).optional(),
  how: z.string().optional().describe('Sub-kind for people: email, shell, sql …'),
  target: Place.optional().describe(
    'The value that decides where it goes or what runs; a parameter of the tool there is chosen by the model',
  ),
  access: z.enum(['read', 'write', 'delete', 'execute']).optional(),
  method: Place.optional().describe('HTTP method that decides between reading (GET, the default) and writing'),
  base: Place.optional().describe('Address the client was made with, below which a relative target stands'),
  store: Store.optional(),
  sandboxed: z.boolean().optional(),
});
export type EffectRule = z.infer<typeof Effect>;

const Approval = z.strictObject({
  ...Place.shape,
  always: z.boolean().optional().describe('Always asks a person'),
  never: z.array(z.string()).optional().describe('Texts that mean no approval'),
});

const Rule = z.strictObject({
  also: z.array(z.string()).optional().describe('Other qualified names of the same thing'),
  emits: z.enum(ASSET_KINDS).optional(),
  name: Place.optional(),
  provider: z.string().optional().describe('Provider id; wins over the default of the file'),
  providerFrom: z
    .strictObject({ ...Place.shape })
    .optional()
    .describe('A base URL whose host names the provider'),
  task: z.string().optional().describe('Task of a model: chat, embedding …'),
  properties: z.record(z.string(), z.json()).optional(),
  take: z.record(z.string(), Place).optional().describe('Properties taken from arguments (texts, numbers, booleans)'),
  edges: z.array(EdgeRule).optional(),
  effect: Effect.optional(),
  approval: Approval.optional(),
  asks: z
    .enum(['yes-no', 'text'])
    .optional()
    .describe('Asks a person at the terminal or on the screen; the answer of a text counts where the question asks for permission'),
  approvalOf: Place.optional().describe('Tool names an agent asks approval for'),
  returns: z
    .string()
    .optional()
    .describe(
      'Qualified type of the result, in which {0} stands for the text in position 0; "self" for the object called on; "argument 0", "argument name" or "argument name 0" for what stands there; "result 0" for what the function there returns; "own name" for what the object called on was given under that name',
    ),
  implicitAgent: z
    .strictObject({ ...Place.shape })
    .optional()
    .describe('A call that becomes an agent when tools are given in this place'),
  route: z
    .strictObject({
      path: Place,
      auth: z.array(Place).optional(),
      methods: Place.optional().describe('HTTP methods given as texts; without it the last word of the name is the method'),
      method: z.string().optional().describe('The method or kind of entry where it is always the same one'),
      prefix: Place.optional().describe('Path prefix given to the router the entry belongs to'),
      unrouted: z.boolean().optional().describe('Marks a handler whose path stands elsewhere: an entry only where no route names it'),
    })
    .optional()
    .describe('Declares an HTTP entry'),
  mounts: z
    .strictObject({ router: Place, prefix: Place.optional(), auth: z.array(Place).optional() })
    .optional()
    .describe('Puts a router with its entries below a prefix, perhaps behind authentication'),
  owned: z
    .enum(Object.keys(FACT_EDGES) as [FactEdgeKind, ...FactEdgeKind[]])
    .optional()
    .describe('Edge from the instance the method belongs to, to what is made'),
  runs: z.boolean().optional().describe('The function given or decorated runs the tools that the instance exposes'),
  handlers: z.boolean().optional().describe('What the functions given as arguments use, the instance the method belongs to uses'),
  methods: z.array(z.string()).optional().describe('For base classes: methods that are the body'),
});
export type Rule = z.infer<typeof Rule>;

export const Knowledge = z.strictObject({
  library: z.strictObject({
    name: z.string(),
    ecosystem: z.enum(['pypi', 'npm']),
    role: z
      .enum(['sdk', 'agent-framework', 'serving', 'training', 'vector-client', 'guardrail', 'mcp', 'evaluation', 'effect'])
      .describe('effect: an ordinary library whose calls say what a tool can do'),
    source: z.string().describe('Documentation the rules were read from'),
    also: z.array(z.string()).optional().describe('Further package names that carry these modules'),
  }),
  provider: z.string().optional(),
  modules: z.array(z.string()).min(1).describe('Importing one of them uses the library'),
  packages: z
    .record(z.string(), z.string())
    .optional()
    .describe('Package by module, where it is neither the library nor the name of the module with dashes'),
  calls: z.record(z.string(), Rule).optional(),
  decorators: z.record(z.string(), Rule).optional(),
  classes: z.record(z.string(), Rule).optional().describe('By base class'),
  tools: z
    .record(z.string(), Effect)
    .optional()
    .describe('Tools given by their type or name alone, and what they do; a date or _preview behind the name is left out'),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      files: z.record(z.string(), z.string()),
      expect: z.array(
        z.strictObject({
          kind: z.enum(ASSET_KINDS),
          name: z.string(),
          file: z.string().optional(),
          line: z.int().optional(),
          properties: z.record(z.string(), z.json()).optional(),
        }),
      ),
      edges: z.array(z.tuple([z.string(), z.string(), z.string()])).optional(),
      absent: z.array(z.strictObject({ kind: z.enum(ASSET_KINDS), name: z.string().optional() })).optional(),
    }),
  ),
});
export type Knowledge = z.infer<typeof Knowledge>;

export interface KnownRule {
  rule: Rule;
  library: Knowledge['library'];
  provider?: string;
  /** The qualified name it is registered under; of a pattern the name that was found. */
  name: string;
}

export type Table = 'calls' | 'decorators' | 'classes';

export interface KnowledgeIndex {
  /** The rule of a qualified name as code spells it: exact, by another name of its type, by a re-export, by a pattern. */
  find(table: Table, q: string): KnownRule | undefined;
  /** Registered names, for choosing what is worth reading. */
  names: readonly string[];
  /** Libraries by module name. */
  modules: Map<string, Knowledge>;
  /** What a tool of a library does that is given by its type or name alone. */
  toolEffect(name: string, library: string): EffectRule | undefined;
}

const FOLDER = new URL('../knowledge/', import.meta.url);

/** All knowledge files, parsed and checked; a file that does not fit its schema stops the start with its name. */
export function loadKnowledge(): Knowledge[] {
  const shared = getEnvironmentData(SHARED) as Knowledge[] | undefined;
  if (shared) return shared;
  const read = readKnowledge();
  setEnvironmentData(SHARED, read);
  return read;
}

/** Threads started afterwards get what was parsed here instead of parsing it again. */
const SHARED = 'pharos-knowledge';

/**
 * Parsing the YAML costs more than reading a small target, so what was parsed is kept: in the published package by the build,
 * in a source tree under node_modules/.cache as long as no file's size or time changed.
 */
const BUILT = new URL('parsed.json', FOLDER);
const KEPT = new URL('../../../node_modules/.cache/pharos/', import.meta.url);

function readKnowledge(): Knowledge[] {
  if (existsSync(BUILT)) return JSON.parse(readFileSync(BUILT, 'utf8')) as Knowledge[];
  const names = readdirSync(fileURLToPath(FOLDER))
    .filter((name) => name.endsWith('.yaml'))
    .sort(compareText);
  const stamp = names.map((name) => {
    const { size, mtimeMs } = statSync(new URL(name, FOLDER));
    return `${name} ${size} ${mtimeMs}`;
  });
  stamp.push(String(statSync(fileURLToPath(import.meta.url)).mtimeMs));
  // Two checkouts may share one node_modules.
  const file = new URL(`knowledge.${shortHash(fileURLToPath(FOLDER))}.json`, KEPT);
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { stamp: string[]; all: Knowledge[] };
    if (kept.stamp.join('\n') === stamp.join('\n')) return kept.all;
  } catch {
    // Nothing kept yet, or cut off: parse.
  }
  const all = parseKnowledge(names);
  try {
    mkdirSync(KEPT, { recursive: true });
    const fresh = new URL(`knowledge.${process.pid}.json`, KEPT);
    writeFileSync(fresh, JSON.stringify({ stamp, all }));
    renameSync(fresh, file);
  } catch {
    // A source tree that cannot be written is parsed each time.
  }
  return all;
}

/** Parses and checks the named files of the knowledge folder. The build calls it to write `parsed.json`. */
export function parseKnowledge(names: readonly string[]): Knowledge[] {
  return names.map((name) => {
    const parsed = Knowledge.safeParse(parse(readFileSync(new URL(name, FOLDER), 'utf8')));
    if (!parsed.success) throw new Error(`knowledge/${name}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
}

export function indexKnowledge(all: readonly Knowledge[], ecosystem: 'pypi' | 'npm'): KnowledgeIndex {
  const tables: Record<Table, Map<string, KnownRule>> = { calls: new Map(), decorators: new Map(), classes: new Map() };
  const patterns: Record<Table, { pattern: RegExp; known: KnownRule }[]> = { calls: [], decorators: [], classes: [] };
  const modules = new Map<string, Knowledge>();
  const tools = new Map<string, { effect: EffectRule; libraries: string[] }[]>();
  for (const one of all) {
    if (one.library.ecosystem !== ecosystem) continue;
    for (const module of one.modules) modules.set(module, one);
    for (const [name, effect] of Object.entries(one.tools ?? {}))
      tools.set(name, [...(tools.get(name) ?? []), { effect, libraries: one.modules.map((module) => packageOf(one, module)) }]);
    for (const table of ['calls', 'decorators', 'classes'] as const) {
      for (const [name, rule] of Object.entries(one[table] ?? {})) {
        const known: KnownRule = { rule, library: one.library, name, ...(one.provider === undefined ? {} : { provider: one.provider }) };
        for (const alias of [name, ...(rule.also ?? [])]) {
          if (alias.includes('*')) patterns[table].push({ pattern: patternOf(alias), known });
          else tables[table].set(alias, known);
        }
      }
    }
  }
  const memo = new Map<string, KnownRule | undefined>();
  return { find, names: Object.values(tables).flatMap((table) => [...table.keys()]), modules, toolEffect };

  function find(table: Table, q: string): KnownRule | undefined {
    const id = `${table} ${q}`;
    if (memo.has(id)) return memo.get(id);
    const found = search(table, q);
    const known = found && { ...found, library: { ...found.library, name: packageIn(found.name) ?? found.library.name } };
    memo.set(id, known);
    return known;
  }

  function search(table: Table, spelt: string): KnownRule | undefined {
    // The raw and streaming forms of a method ask the same thing.
    const q = spelt.replace(/\.with_(?:raw|streaming)_response(?=\.)/, '');
    for (const name of spellings(q)) {
      const exact = tables[table].get(name) ?? underItsType(table, name);
      if (exact) return exact;
    }
    for (const name of spellings(q)) {
      const fitting = patterns[table].find(({ pattern }) => pattern.test(name));
      if (fitting) return { ...fitting.known, name };
    }
    return undefined;
  }

  /** Rules of a library may stand in the file of another: the package is that of the module in the name. */
  function packageIn(name: string): string | undefined {
    for (let cut = name.length; cut > 0; cut = Math.max(name.lastIndexOf('.', cut - 1), name.lastIndexOf('/', cut - 1))) {
      const module = name.slice(0, cut);
      const known = modules.get(module);
      if (known) return packageOf(known, module);
    }
    return undefined;
  }

  /** `openai.AsyncOpenAI.responses.create`: the method is registered under the type's first name. */
  function underItsType(table: Table, name: string): KnownRule | undefined {
    for (let cut = name.lastIndexOf('.'); cut > 0; cut = name.lastIndexOf('.', cut - 1)) {
      const type = tables.calls.get(name.slice(0, cut));
      if (!type) continue;
      const own = type.rule.returns !== undefined && !/[ {]|^self$/.test(type.rule.returns) ? type.rule.returns : type.name;
      const known = tables[table].get(own + name.slice(cut));
      if (known) return known;
    }
    return undefined;
  }

  function toolEffect(name: string, library: string): EffectRule | undefined {
    const list = tools.get(name) ?? tools.get(name.replace(/(?:_preview)?(?:_20\d{6}|_20\d\d_\d\d_\d\d)?$/, ''));
    return (list?.find((one) => one.libraries.includes(library)) ?? list?.[0])?.effect;
  }
}

/** The package a module of a knowledge file belongs to. */
export function packageOf({ library, modules, packages }: Knowledge, module: string): string {
  const named = packages?.[module];
  if (named !== undefined || module === modules[0]) return named ?? library.name;
  if (library.ecosystem === 'pypi') return module.replaceAll(/[._]/g, '-');
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

/** One `*` stands for any part of one segment. */
function patternOf(name: string): RegExp {
  return new RegExp(`^${name.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '\\w*')}$`);
}

/**
 * The name as written, and with inner modules left out one by one: what a package exports at its top is often imported from
 * where it is defined (`langchain_openai.chat_models.base.ChatOpenAI`, `@modelcontextprotocol/sdk/server/mcp.McpServer`).
 */
function* spellings(q: string): Iterable<string> {
  yield q;
  const slash = q.lastIndexOf('/');
  const head = slash < 0 ? '' : q.slice(0, slash);
  const [first, ...rest] = q.slice(slash + 1).split('.') as [string, ...string[]];
  if (slash >= 0) {
    const scoped = q.startsWith('@');
    const folders = [...head.split('/'), first];
    for (let kept = folders.length - 1; kept >= (scoped ? 2 : 1); kept--) yield [folders.slice(0, kept).join('/'), ...rest].join('.');
    return;
  }
  const capital = rest.findIndex((part) => /^[A-Z]/.test(part));
  const symbol = capital < 0 ? rest.length - 1 : capital;
  for (let kept = symbol - 1; kept >= 0; kept--) yield [first, ...rest.slice(0, kept), ...rest.slice(symbol)].join('.');
}
