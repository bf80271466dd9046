import { posix } from 'node:path';
import type { Gate, Job, Step, Token, Trigger, Workflow } from './model.ts';
import { entriesOf, itemsOf, member, textOf, textsOf, type Tree, type Written, writtenOf } from './tree.ts';

/**
 * GitHub Actions as written in one file. Sources: docs.github.com/actions, "Workflow syntax", "Events that trigger workflows",
 * "Automatic token authentication"; securitylab.github.com, "Preventing pwn requests".
 */

/** Events anybody can cause in a public repository that run with the repository's secrets and token. */
const OUTSIDERS: ReadonlySet<string> = new Set([
  'pull_request_target',
  'issues',
  'issue_comment',
  'discussion',
  'discussion_comment',
  'workflow_run',
  'gollum',
  'fork',
  'watch',
]);
/** Kinds of these events that only people with rights cause. */
const INSIDERS_TYPES: ReadonlySet<string> = new Set([
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'milestoned',
  'locked',
  'unlocked',
  'pinned',
  'unpinned',
  'transferred',
  'answered',
  'deleted',
  'typed',
]);

export function isWorkflow(root: Tree | undefined): boolean {
  return entriesOf(member(root, 'jobs')).length > 0 && (member(root, 'on') ?? member(root, 'true')) !== undefined;
}

/** The workflow of a file; jobs that call a reusable workflow carry it as their only step. */
export function readWorkflow(file: string, root: Tree): Workflow {
  const triggers = triggersOf(root, file);
  const top = permissionsOf(member(root, 'permissions'), file);
  const shared = mapOf(member(root, 'env'));
  const folder = textOf(member(root, 'defaults', 'run', 'working-directory'));
  const name = textOf(member(root, 'name'));
  const jobs = entriesOf(member(root, 'jobs'))
    .slice(0, 500)
    .map(([id, tree]) => readJob(id, tree, { file, triggers, top, shared, folder }));
  return { system: 'github-actions', file, ...(name === undefined ? {} : { name }), triggers, jobs };
}

interface Around {
  file: string;
  triggers: Trigger[];
  top: Token | undefined;
  shared: Record<string, Written>;
  folder: string | undefined;
}

function readJob(id: string, tree: Tree, { file, triggers, top, shared, folder }: Around): Job {
  const { line } = tree;
  const condition = writtenOf(member(tree, 'if'));
  const env = { ...shared, ...mapOf(member(tree, 'env')) };
  const environment = textOf(member(tree, 'environment')) ?? textOf(member(tree, 'environment', 'name'));
  const gates = gatesIn(condition, file);
  if (environment !== undefined) gates.push({ by: 'environment', line: member(tree, 'environment')!.line, file });
  const called = writtenOf(member(tree, 'uses'));
  const matrix = member(tree, 'strategy', 'matrix');
  const steps = called
    ? [
        {
          file,
          line,
          uses: called,
          with: { ...mapOf(member(tree, 'with')), ...prefixed('secrets.', mapOf(member(tree, 'secrets'))), ...inherited(tree) },
          env,
          folder: repositoryOf(file),
        },
      ]
    : itemsOf(member(tree, 'steps'))
        .slice(0, 500)
        .map((step) => readStep(file, step, env, textOf(member(tree, 'defaults', 'run', 'working-directory')) ?? folder));
  return {
    id,
    file,
    line,
    token: permissionsOf(member(tree, 'permissions'), file) ?? top ?? { how: 'default', writes: [], line, file },
    gates,
    ...(environment === undefined ? {} : { environment }),
    selfHosted: [
      ...textsOf(member(tree, 'runs-on')),
      ...textsOf(member(tree, 'runs-on', 'labels')),
      ...textsOf(member(tree, 'runs-on', 'group')),
    ].some((label) => /self-hosted/i.test(label)),
    triggers: reaching(triggers, condition),
    ...(matrix === undefined ? {} : { matrix }),
    steps,
  };
}

function inherited(tree: Tree): Record<string, Written> {
  const secrets = writtenOf(member(tree, 'secrets'));
  return secrets?.text === 'inherit' ? { 'secrets.inherit': { text: 'inherit', line: secrets.line } } : {};
}

/** The folder in the target that holds the repository of a workflow. */
export function repositoryOf(file: string): string {
  const at = file.search(/(?:^|\/)\.github\//);
  return at > 0 ? file.slice(0, at) : '';
}

export function readStep(file: string, step: Tree, around: Record<string, Written>, folder?: string): Step {
  const id = textOf(member(step, 'id'));
  const name = textOf(member(step, 'name'));
  const condition = textOf(member(step, 'if'));
  const uses = writtenOf(member(step, 'uses'));
  const run = writtenOf(member(step, 'run'));
  const inside = textOf(member(step, 'working-directory')) ?? folder ?? '';
  return {
    file,
    folder: posix
      .normalize(`${repositoryOf(file)}/${inside.replace(/^\$\{\{\s*github\.workspace\s*\}\}/, '')}`)
      .replace(/^(?:\.?\/)+|\/+$|^\.$/g, ''),
    line: uses?.line ?? run?.line ?? step.line,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(condition === undefined ? {} : { condition }),
    ...(uses === undefined ? {} : { uses }),
    with: mapOf(member(step, 'with')),
    env: { ...around, ...mapOf(member(step, 'env')) },
    ...(run === undefined ? {} : { run }),
  };
}

function mapOf(tree: Tree | undefined): Record<string, Written> {
  const out: Record<string, Written> = {};
  for (const [name, below] of entriesOf(tree).slice(0, 300)) {
    const written = writtenOf(below);
    if (written) out[name] = written;
  }
  return out;
}

function prefixed(prefix: string, map: Record<string, Written>): Record<string, Written> {
  return Object.fromEntries(Object.entries(map).map(([name, written]) => [prefix + name, written]));
}

/** YAML 1.1 readers take the key `on` for a truth value. */
function triggersOf(root: Tree, file: string): Trigger[] {
  const on = member(root, 'on') ?? member(root, 'true');
  if (on === undefined) return [];
  const single = textOf(on);
  if (single !== undefined) return [trigger(single, on.line, undefined, file)];
  if ('items' in on) return on.items.flatMap((item) => trigger(textOf(item) ?? '', item.line, undefined, file));
  return entriesOf(on).map(([name, tree]) => trigger(name, tree.line, tree, file));
}

function trigger(name: string, line: number, tree: Tree | undefined, file: string): Trigger {
  const types = textsOf(member(tree, 'types'));
  const gated = types.length > 0 && types.every((type) => INSIDERS_TYPES.has(type));
  return { name: name.slice(0, 60), file, line, outsiders: OUTSIDERS.has(name) && !gated };
}

/** `permissions: write-all | read-all | {scope: level}`; a map without a scope gives it nothing. */
function permissionsOf(tree: Tree | undefined, file: string): Token | undefined {
  if (tree === undefined) return undefined;
  const { line } = tree;
  const whole = textOf(tree);
  if (whole === 'write-all') return { how: 'write-all', writes: ['*'], line, file };
  const writes = entriesOf(tree)
    .filter(([, level]) => textOf(level) === 'write')
    .map(([scope]) => scope);
  return { how: 'stated', writes, line, file };
}

/** What a job's condition says of who gets past it. A condition that is only part of an `||` may be passed by others. */
function gatesIn(condition: Written | undefined, file: string): Gate[] {
  if (!condition) return [];
  const { text, line } = condition;
  const out: Gate[] = [];
  const plain = text.replaceAll(/\s+/g, ' ').slice(0, 5000);
  if (plain.includes('author_association') && !/author_association\s?!=/.test(plain)) out.push({ by: 'author', line, file });
  if (/github\.(?:actor|triggering_actor|event\.sender\.login|event\.[\w.]*user\.login)\s?==\s?'[^']{1,60}'/.test(plain))
    out.push({ by: 'author', line, file });
  if (/contains\(\s?fromJSON\([^)]{1,400}\),\s?github\.(?:actor|triggering_actor|event\.[\w.]*login)\s?\)/i.test(plain))
    out.push({ by: 'author', line, file });
  if (
    /head\.repo\.full_name\s?==\s?github\.repository\b|github\.repository\s?==\s?github\.event\.[\w.]*head\.repo\.full_name|head\.repo\.fork\s?==\s?false|!\s?github\.event\.pull_request\.head\.repo\.fork|head_repository\.full_name\s?==\s?github\.repository\b|head_repository\.fork\s?==\s?false|workflow_run\.event\s?==\s?'push'/.test(
      plain,
    )
  )
    out.push({ by: 'same-repository', line, file });
  if (/github\.event\.label\.name\s?==|contains\(\s?github\.event\.(?:pull_request|issue)\.labels\.\*\.name/.test(plain))
    out.push({ by: 'label', line, file });
  return out;
}

/** A condition that names events lets only those through. */
function reaching(triggers: readonly Trigger[], condition: Written | undefined): Trigger[] {
  const named = [...(condition?.text ?? '').matchAll(/github\.event_name\s?(==|!=)\s?'(\w{1,40})'/g)];
  const only = new Set(named.filter(([, sign]) => sign === '==').map(([, , name]) => name!));
  const not = new Set(named.filter(([, sign]) => sign === '!=').map(([, , name]) => name!));
  const branch = /github\.ref(?:_name)?\s?==\s?'(?:refs\/heads\/)?(?:main|master)'/.test(condition?.text ?? '');
  return (
    triggers
      .filter(({ name }) => (only.size === 0 || only.has(name)) && !not.has(name))
      // A pull request's own ref is never the default branch; the target's is.
      .filter(({ name }) => !(branch && name === 'pull_request'))
  );
}
