import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { ASSET_KINDS } from '../../core/kinds.ts';
import { FACT_EDGES, type FactEdgeKind } from '../../core/edges.ts';
import { compareText } from '../../core/evidence.ts';

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
  argument: z.union([z.string(), z.array(z.string())]).optional().describe('Keyword, or key of the options object in the first position; a dot goes deeper'),
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
  as: z.enum(['tool', 'prompt', 'model', 'agent']).optional().describe('What a plain text or function in this place is'),
});
export type EdgeRule = z.infer<typeof EdgeRule>;

const Store = z.strictObject({
  kind: z.enum(['data-store', 'vector-store', 'dataset', 'service', 'model-artifact', 'knowledge-base']),
  ...Place.shape,
  form: z.enum(['bucket', 'uri', 'dsn', 'host', 'name', 'hub', 'path']).optional().describe('How the value names it; default uri'),
  key: Place.optional().describe('Key or prefix inside the bucket'),
  name: z.string().optional().describe('Name of a service or store that is always the same one'),
  host: z.string().optional().describe('Host name of a service that is always the same one'),
});

const Effect = z.strictObject({
  capability: z.union([z.enum(CAPABILITIES), z.array(z.enum(CAPABILITIES))]).optional(),
  how: z.string().optional().describe('Sub-kind for people: email, shell, sql …'),
  target: Place.optional().describe('The value that decides where it goes or what runs; a parameter of the tool there is chosen by the model'),
  access: z.enum(['read', 'write', 'delete', 'execute']).optional(),
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
  providerFrom: z.strictObject({ ...Place.shape }).optional().describe('A base URL whose host names the provider'),
  task: z.string().optional().describe('Task of a model: chat, embedding …'),
  properties: z.record(z.string(), z.json()).optional(),
  take: z.record(z.string(), Place).optional().describe('Properties taken from arguments (texts, numbers, booleans)'),
  edges: z.array(EdgeRule).optional(),
  effect: Effect.optional(),
  approval: Approval.optional(),
  approvalOf: Place.optional().describe('Tool names an agent asks approval for'),
  returns: z.string().optional().describe('Qualified type of the result; {0} stands for the text in position 0; "self" for the object called on, "argument 0" for the first argument'),
  implicitAgent: z.strictObject({ ...Place.shape }).optional().describe('A call that becomes an agent when tools are given in this place'),
  route: z.strictObject({ path: Place, auth: z.array(Place).optional() }).optional().describe('Declares an HTTP entry'),
  owned: z.enum(Object.keys(FACT_EDGES) as [FactEdgeKind, ...FactEdgeKind[]]).optional().describe('Edge from the instance the method belongs to, to what is made'),
  handlers: z.boolean().optional().describe('Functions given as arguments are its handlers (their bodies belong to it)'),
  methods: z.array(z.string()).optional().describe('For base classes: methods that are the body'),
});
export type Rule = z.infer<typeof Rule>;

export const Knowledge = z.strictObject({
  library: z.strictObject({
    name: z.string(),
    ecosystem: z.enum(['pypi', 'npm']),
    role: z.enum(['sdk', 'agent-framework', 'serving', 'training', 'vector-client', 'guardrail', 'mcp', 'evaluation', 'effect']).describe('effect: an ordinary library whose calls say what a tool can do'),
    source: z.string().describe('Documentation the rules were read from'),
    also: z.array(z.string()).optional().describe('Further package names that carry these modules'),
  }),
  provider: z.string().optional(),
  modules: z.array(z.string()).min(1).describe('Importing one of them uses the library'),
  calls: z.record(z.string(), Rule).optional(),
  decorators: z.record(z.string(), Rule).optional(),
  classes: z.record(z.string(), Rule).optional().describe('By base class'),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      files: z.record(z.string(), z.string()),
      expect: z.array(z.strictObject({ kind: z.enum(ASSET_KINDS), name: z.string(), file: z.string().optional(), line: z.int().optional(), properties: z.record(z.string(), z.json()).optional() })),
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
  /** The qualified name it is registered under. */
  name: string;
}

export interface KnowledgeIndex {
  calls: Map<string, KnownRule>;
  decorators: Map<string, KnownRule>;
  classes: Map<string, KnownRule>;
  /** Libraries by module name. */
  modules: Map<string, Knowledge>;
}

const FOLDER = new URL('../knowledge/', import.meta.url);

/** All knowledge files, parsed and checked; a file that does not fit its schema stops the start with its name. */
export function loadKnowledge(): Knowledge[] {
  return readdirSync(fileURLToPath(FOLDER))
    .filter((name) => name.endsWith('.yaml'))
    .sort(compareText)
    .map((name) => {
      const parsed = Knowledge.safeParse(parse(readFileSync(new URL(name, FOLDER), 'utf8')));
      if (!parsed.success) throw new Error(`knowledge/${name}: ${z.prettifyError(parsed.error)}`);
      return parsed.data;
    });
}

export function indexKnowledge(all: readonly Knowledge[], ecosystem: 'pypi' | 'npm'): KnowledgeIndex {
  const index: KnowledgeIndex = { calls: new Map(), decorators: new Map(), classes: new Map(), modules: new Map() };
  for (const one of all) {
    if (one.library.ecosystem !== ecosystem) continue;
    for (const module of one.modules) index.modules.set(module, one);
    for (const table of ['calls', 'decorators', 'classes'] as const) {
      for (const [name, rule] of Object.entries(one[table] ?? {})) {
        const known: KnownRule = { rule, library: one.library, name, ...(one.provider === undefined ? {} : { provider: one.provider }) };
        for (const alias of [name, ...(rule.also ?? [])]) index[table].set(alias, known);
      }
    }
  }
  return index;
}
