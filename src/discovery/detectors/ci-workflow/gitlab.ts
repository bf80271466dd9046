import { posix } from 'node:path';
import { glob } from '../../../core/glob.ts';
import type { Job, Step, Trigger, Workflow } from './model.ts';
import type { SecretUse } from './secrets.ts';
import { allTexts, entriesOf, itemsOf, member, textOf, textsOf, type Tree, type Written, writtenOf } from './tree.ts';

/**
 * GitLab CI: local includes, `extends`, `!reference`, anchors, `default`, rules. Sources: docs.gitlab.com/ci/yaml,
 * docs.gitlab.com/ci/pipelines/merge_request_pipelines (pipelines of forks run in the fork, without the project's variables).
 */

const RESERVED = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'image',
  'services',
  'before_script',
  'after_script',
  'cache',
  'spec',
]);
const MOST_FILES = 50;
const MOST_EXTENDS = 10;

export interface GitlabFiles {
  /** Trees by path. */
  trees: ReadonlyMap<string, Tree>;
  paths: ReadonlySet<string>;
}

/** Local files that a configuration includes or starts as a child pipeline, as paths of the target. */
export function includesOf(file: string, root: Tree, paths: ReadonlySet<string>): { files: string[]; elsewhere: number } {
  const base = repositoryOf(file);
  const files: string[] = [];
  let elsewhere = 0;
  const take = (tree: Tree): void => {
    const local = textOf(tree) ?? textOf(member(tree, 'local'));
    if (local === undefined || /^https?:/.test(local)) elsewhere++;
    else files.push(...localFiles(base, local, paths));
  };
  const include = member(root, 'include');
  if (include !== undefined) for (const one of 'items' in include ? include.items : [include]) take(one);
  for (const [, job] of entriesOf(root)) {
    const child = member(job, 'trigger', 'include');
    if (child !== undefined)
      for (const one of 'items' in child ? child.items : [child])
        if (textOf(one) !== undefined || member(one, 'local') !== undefined) take(one);
  }
  return { files: [...new Set(files)].slice(0, MOST_FILES), elsewhere };
}

/** The folder that `/ci/x.yml` is seen from: where the configuration of the repository lies. */
function repositoryOf(file: string): string {
  const at = file.search(/(?:^|\/)(?:\.gitlab-ci\.ya?ml|\.gitlab\/)/);
  return at <= 0 ? '' : file.slice(0, at);
}

function localFiles(base: string, local: string, paths: ReadonlySet<string>): string[] {
  const path = posix.normalize([base, local.replace(/^\//, '')].filter((part) => part !== '').join('/'));
  if (!path.includes('*')) return paths.has(path) ? [path] : [];
  const matches = glob(path);
  return [...paths].filter((one) => matches(one)).slice(0, MOST_FILES);
}

/** The pipeline a root configuration describes, with everything it includes. */
export function readGitlab(file: string, { trees, paths }: GitlabFiles): { workflow: Workflow; elsewhere: number } | undefined {
  if (!trees.has(file)) return undefined;
  const order: string[] = [];
  const from = new Map<Tree, string>();
  let elsewhere = 0;
  const visit = (path: string): void => {
    const tree = trees.get(path);
    if (tree === undefined || order.includes(path) || order.length >= MOST_FILES) return;
    // What is included stands under the file that includes it.
    const found = includesOf(path, tree, paths);
    elsewhere += found.elsewhere;
    order.push(path);
    for (const one of found.files) visit(one);
  };
  visit(file);
  const all = new Map<string, Tree>();
  for (const path of order.toReversed()) {
    for (const [name, tree] of entriesOf(trees.get(path))) {
      mark(tree, path, from);
      const earlier = all.get(name);
      all.set(name, earlier ? over(earlier, tree) : tree);
    }
  }
  const context: Context = { all, from, resolved: new Map(), file };
  const jobs = [...all]
    .filter(([name, tree]) => !RESERVED.has(name) && !name.startsWith('.') && 'entries' in tree)
    .slice(0, 500)
    .map(([name, tree]) => readJob(name, resolve(tree, context, 0), context));
  const triggers = new Map(jobs.flatMap((job) => job.triggers).map((trigger) => [trigger.name, trigger]));
  return { workflow: { system: 'gitlab-ci', file, triggers: [...triggers.values()], jobs }, elsewhere };
}

interface Context {
  all: ReadonlyMap<string, Tree>;
  from: Map<Tree, string>;
  /** Jobs with what they extend, so that a parent of many is joined once. */
  resolved: Map<Tree, Tree>;
  file: string;
}

function mark(tree: Tree, path: string, from: Map<Tree, string>): void {
  const stack = [tree];
  for (let one = stack.pop(); one; one = stack.pop()) {
    from.set(one, path);
    if ('entries' in one) for (const [, below] of one.entries) stack.push(below);
    else if ('items' in one) stack.push(...one.items);
  }
}

/** The second over the first: maps are merged, everything else is replaced. */
function over(below: Tree, above: Tree): Tree {
  if (!('entries' in below) || !('entries' in above)) return above;
  const entries = new Map(below.entries);
  for (const [name, tree] of above.entries) {
    const earlier = entries.get(name);
    entries.set(name, earlier ? over(earlier, tree) : tree);
  }
  return { line: above.line, entries: [...entries] };
}

function resolve(tree: Tree, context: Context, depth: number): Tree {
  const known = context.resolved.get(tree);
  if (known) return known;
  if (depth > MOST_EXTENDS) return tree;
  let base: Tree | undefined;
  for (const name of textsOf(member(tree, 'extends')).slice(0, MOST_EXTENDS)) {
    const parent = context.all.get(name);
    if (parent === undefined || parent === tree) continue;
    const resolved = resolve(parent, context, depth + 1);
    base = base ? over(base, resolved) : resolved;
  }
  if (!base) return tree;
  const own = over(base, tree);
  context.resolved.set(tree, own);
  context.from.set(own, context.from.get(tree) ?? context.file);
  return own;
}

/** Items of a list with `!reference [job, key]` and nested lists unfolded. */
function unfolded(tree: Tree | undefined, context: Context, depth = 0): Tree[] {
  if (tree === undefined || depth > MOST_EXTENDS) return [];
  if (!('items' in tree)) return [tree];
  if (tree.tag === '!reference') {
    const [name, ...keys] = textsOf(tree);
    const parent = name === undefined ? undefined : context.all.get(name);
    return parent ? unfolded(member(resolve(parent, context, depth + 1), ...keys), context, depth + 1) : [];
  }
  return tree.items
    .slice(0, 1000)
    .flatMap((item) => unfolded(item, context, depth + 1))
    .slice(0, 2000);
}

function readJob(id: string, tree: Tree, context: Context): Job {
  const file = context.from.get(tree) ?? context.file;
  const { line } = tree;
  const defaults = context.all.get('default');
  const env = { ...variablesOf(context.all.get('variables')), ...variablesOf(member(tree, 'variables')) };
  const before = member(tree, 'before_script') ?? member(defaults, 'before_script') ?? context.all.get('before_script');
  const commands = [before, member(tree, 'script'), member(tree, 'after_script')].flatMap((one) => unfolded(one, context));
  const secrets = vaulted(tree, file);
  const steps = commands.flatMap((item): Step[] => {
    const run = writtenOf(item);
    if (!run) return [];
    const at = context.from.get(item) ?? file;
    return [
      {
        file: at,
        folder: repositoryOf(context.file),
        line: run.line,
        run,
        with: {},
        env,
        secrets: [...secrets, ...variableSecrets(run, env, at)],
      },
    ];
  });
  const environment = textOf(member(tree, 'environment')) ?? textOf(member(tree, 'environment', 'name'));
  return {
    id,
    file,
    line,
    token: { how: 'default', writes: [], line, file },
    gates: [],
    ...(environment === undefined ? {} : { environment }),
    selfHosted: false,
    triggers: triggersOf(tree, file, context),
    steps,
  };
}

function variablesOf(tree: Tree | undefined): Record<string, Written> {
  const out: Record<string, Written> = {};
  for (const [name, below] of entriesOf(tree).slice(0, 300)) {
    const written = writtenOf('entries' in below ? member(below, 'value') : below);
    if (written) out[name] = written;
  }
  return out;
}

/** `secrets:` (Vault, Azure Key Vault, Google Secret Manager) and `id_tokens:` of a job. */
function vaulted(tree: Tree, file: string): SecretUse[] {
  return entriesOf(member(tree, 'secrets')).map(([name, below]) => ({ name, file, line: below.line, where: `secrets.${name}` }));
}

const SECRET_NAME = /(?:TOKEN|_KEY|SECRET|PASSWORD|PASSWD|CREDENTIALS?|_PAT)$/;

/** Variables of the project's settings that a command names: not set in the file, and called like a secret. */
export function variableSecrets(run: Written, env: Readonly<Record<string, Written>>, file: string): SecretUse[] {
  const out = new Map<string, SecretUse>();
  run.text.split('\n').forEach((text, index) => {
    for (const [, plain, braces] of text.slice(0, 5000).matchAll(/\$(?:([A-Z][A-Z0-9_]{2,80})|\{([A-Z][A-Z0-9_]{2,80})\b[^}]{0,200}\})/g)) {
      const name = plain ?? braces!;
      if (!SECRET_NAME.test(name) || name.startsWith('CI_') || Object.hasOwn(env, name) || out.has(name)) continue;
      out.set(name, { name, file, line: run.line + index, where: 'script' });
    }
  });
  return [...out.values()];
}

const SOURCES: readonly (readonly [RegExp, string])[] = [
  [/CI_PIPELINE_SOURCE\s*==\s*["']merge_request_event|CI_MERGE_REQUEST_/, 'merge_request'],
  [/CI_PIPELINE_SOURCE\s*==\s*["']external_pull_request_event/, 'external_pull_request'],
  [/CI_PIPELINE_SOURCE\s*==\s*["']schedule/, 'schedule'],
  [/CI_PIPELINE_SOURCE\s*==\s*["']web/, 'web'],
  [/CI_PIPELINE_SOURCE\s*==\s*["'](?:trigger|api|pipeline)/, 'trigger'],
  [/CI_COMMIT_TAG/, 'tag'],
  [/CI_PIPELINE_SOURCE\s*==\s*["']push|CI_COMMIT_BRANCH|CI_COMMIT_REF_NAME/, 'push'],
];
const ONLY: Readonly<Record<string, string>> = {
  merge_requests: 'merge_request',
  external_pull_requests: 'external_pull_request',
  schedules: 'schedule',
  triggers: 'trigger',
  api: 'trigger',
  web: 'web',
  tags: 'tag',
};

/** Which pipelines a job is part of. None is started by outsiders with the project's variables, but what an event bot hands on is. */
function triggersOf(tree: Tree, file: string, context: Context): Trigger[] {
  const out = new Map<string, Trigger>();
  const add = (name: string, line: number): void => {
    if (!out.has(name)) out.set(name, { name, file, line, outsiders: false });
  };
  const rules = unfolded(member(tree, 'rules') ?? member(context.all.get('workflow'), 'rules'), context);
  for (const rule of rules) {
    const condition = writtenOf(member(rule, 'if'));
    if (!condition || textOf(member(rule, 'when')) === 'never') continue;
    for (const [form, name] of SOURCES) if (form.test(condition.text)) add(name, condition.line);
  }
  const only = member(tree, 'only');
  for (const name of [...textsOf(only), ...textsOf(member(only, 'refs'))])
    add(Object.hasOwn(ONLY, name) ? ONLY[name]! : 'push', only!.line);
  const handed = itemsOf(member(tree, 'script'))
    .flatMap((item) => allTexts(item))
    .find(({ written }) => /\$\{?AI_FLOW_(?:INPUT|CONTEXT|EVENT)\b/.test(written.text));
  if (handed) out.set('comment', { name: 'comment', file, line: handed.written.line, outsiders: true });
  if (out.size === 0) add('push', tree.line);
  return [...out.values()];
}
