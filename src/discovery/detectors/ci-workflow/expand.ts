import { posix } from 'node:path';
import { readStep, repositoryOf } from './github.ts';
import type { Gate, Job, Step, Trigger, Workflow } from './model.ts';
import { entriesOf, itemsOf, member, textOf, type Tree, type Written } from './tree.ts';

const DEEPEST = 8;
const MOST_STEPS = 1000;

/** The file of `uses: ./…` seen from a workflow or action of the same repository: an action's folder or a workflow's file. */
export function localFile(uses: string, from: string, paths: ReadonlySet<string>): string | undefined {
  if (!uses.startsWith('./') || uses.length > 300) return undefined;
  const inside = posix.normalize([repositoryOf(from), uses.slice(2)].filter((part) => part !== '').join('/')).replace(/\/+$/, '');
  return [inside, `${inside}/action.yml`, `${inside}/action.yaml`].find((path) => paths.has(path) && /\.ya?ml$/.test(path));
}

/** Steps with those of composite actions of the tree in their place: `inputs.x` is what the caller gave. */
export function expandSteps(steps: readonly Step[], trees: ReadonlyMap<string, Tree>, paths: ReadonlySet<string>, depth = 0): Step[] {
  const out: Step[] = [];
  for (const step of steps) {
    if (out.length >= MOST_STEPS) break;
    const file = step.uses && localFile(step.uses.text, step.file, paths);
    const action = file === undefined ? undefined : trees.get(file);
    if (!action || textOf(member(action, 'runs', 'using')) !== 'composite' || depth >= DEEPEST) {
      out.push(step);
      continue;
    }
    const given = { ...defaultsOf(member(action, 'inputs')), ...step.with };
    const inner = itemsOf(member(action, 'runs', 'steps')).map((tree) => {
      const one = filled(readStep(file!, tree, step.env), given);
      return { ...one, folder: step.folder, through: `${step.file}:${step.line}` };
    });
    out.push(...expandSteps(inner, trees, paths, depth + 1));
  }
  return out.slice(0, MOST_STEPS);
}

function defaultsOf(inputs: Tree | undefined): Record<string, Written> {
  const out: Record<string, Written> = {};
  for (const [name, tree] of entriesOf(inputs)) {
    const text = textOf(member(tree, 'default'));
    if (text !== undefined) out[name] = { text, line: tree.line };
  }
  return out;
}

/** A step with `inputs.x` and `secrets.x` replaced by what was handed over; lines stay where the expression stands. */
function filled(step: Step, given: Readonly<Record<string, Written>>): Step {
  const fill = (written: Written): Written => ({
    ...written,
    text: written.text.replaceAll(/\$\{\{([^}]{1,1000})\}\}/g, (whole, inner: string) => {
      const [, kind, name] = /\b(inputs|secrets)\s?\.\s?([\w-]{1,100})/.exec(inner) ?? [];
      const value = kind === undefined ? undefined : given[kind === 'inputs' ? name! : `secrets.${name}`];
      // A text of several lines would move every line behind it.
      return value === undefined ? whole : value.text.trim().replaceAll('\n', ' ').slice(0, 2000);
    }),
  });
  const each = (map: Record<string, Written>): Record<string, Written> =>
    Object.fromEntries(Object.entries(map).map(([name, written]) => [name, fill(written)]));
  return { ...step, with: each(step.with), env: each(step.env), ...(step.run ? { run: fill(step.run) } : {}) };
}

/** Who calls which reusable workflow of the tree. */
export type Callers = Map<string, { workflow: Workflow; job: Job; step: Step }[]>;

export function callersOf(workflows: readonly Workflow[], paths: ReadonlySet<string>): Callers {
  const out: Callers = new Map();
  for (const workflow of workflows) {
    for (const job of workflow.jobs) {
      for (const step of job.steps) {
        const file = step.uses && /\.ya?ml$/.test(step.uses.text) ? localFile(step.uses.text, step.file, paths) : undefined;
        if (file !== undefined) out.set(file, [...(out.get(file) ?? []), { workflow, job, step }].slice(0, 50));
      }
    }
  }
  return out;
}

/**
 * A reusable workflow with what its callers bring: their triggers, their token where it states none, what they hand over. Of
 * several callers the one that is open to outsiders speaks for what is handed over.
 */
export function calledBy(workflow: Workflow, callers: Callers, depth = 0): Workflow {
  if (!workflow.triggers.some(({ name }) => name === 'workflow_call') || depth > 4) return workflow;
  const calls = (callers.get(workflow.file) ?? []).map(({ workflow: caller, job, step }) => {
    const outer = calledBy(caller, callers, depth + 1);
    return { job: outer.jobs.find(({ id }) => id === job.id) ?? job, step };
  });
  if (calls.length === 0) return workflow;
  const open = calls.filter(({ job }) => job.triggers.some(({ outsiders }) => outsiders));
  const first = open.find(({ job }) => job.gates.length === 0) ?? open[0] ?? calls[0]!;
  const triggers = new Map<string, Trigger>();
  for (const trigger of [...calls.flatMap(({ job }) => job.triggers), ...workflow.triggers])
    if (trigger.name !== 'workflow_call' && !(triggers.get(trigger.name)?.outsiders === true)) triggers.set(trigger.name, trigger);
  const all = [...triggers.values()];
  const gates: Gate[] = open.some(({ job }) => job.gates.length === 0) ? [] : first.job.gates;
  const jobs = workflow.jobs.map((job) => ({
    ...job,
    gates: [...job.gates, ...gates],
    triggers: all,
    token: job.token.how === 'default' ? first.job.token : job.token,
    steps: job.steps.map((step) => filled(step, first.step.with)),
  }));
  return { ...workflow, triggers: all, jobs };
}
