import { posix } from 'node:path';
import type { Step } from './model.ts';
import { entriesOf, itemsOf, member, textOf, type Tree, type Written } from './tree.ts';

/** Values by the way to them behind `matrix.`: `model`, `config.path`. */
type Combination = Readonly<Record<string, string>>;

const MOST = 32;
/** Characters that a step may unfold to: an alias repeats a long script at no cost to its writer. */
const LONGEST = 64_000;
const EXPRESSION = /\$\{\{\s{0,9}matrix\.([\w.-]{1,100})\s{0,9}\}\}/g;

/**
 * A step once for each set of matrix values that its script, its inputs or its folder name, at most 32 (fewer of a long script); the step itself where
 * they name none that is written down (`fromJSON(…)` is known only at run time). Source: docs.github.com/actions, "Running
 * variations of jobs in a workflow".
 */
export function variantsOf(step: Step, matrix: Tree | undefined): Step[] {
  if (matrix === undefined) return [step];
  const texts = [step.folder, step.run?.text ?? '', ...Object.values(step.with).map(({ text }) => text)];
  const most = Math.min(MOST, Math.floor(LONGEST / Math.max(1, texts.join('').length)));
  if (most === 0) return [step];
  const named = new Set(texts.flatMap((text) => [...text.matchAll(EXPRESSION)].map(([, name]) => name!)));
  if (named.size === 0) return [step];
  const found = combinationsOf(matrix, named).slice(0, most);
  return found.length === 0 ? [step] : found.map((values) => filled(step, values));
}

/** Only the vectors that are named are multiplied: a matrix of systems and versions must not use up the limit. */
function combinationsOf(matrix: Tree, named: ReadonlySet<string>): Combination[] {
  const roots = new Set([...named].map((name) => name.split('.', 1)[0]!));
  const vectors = entriesOf(matrix).filter(([name, tree]) => roots.has(name) && !isList(name) && itemsOf(tree).length > 0);
  let out: Combination[] = [{}];
  for (const [name, tree] of vectors) {
    const values = itemsOf(tree)
      .slice(0, Math.ceil(MOST / out.length))
      .map((value) => flat(name, value));
    out = out.flatMap((one) => values.map((value) => ({ ...one, ...value })));
  }
  const excluded = itemsOf(member(matrix, 'exclude')).slice(0, MOST).map(flatEntries);
  out = out.filter(
    (one) => !excluded.some((not) => Object.keys(not).length > 0 && Object.keys(not).every((name) => one[name] === not[name])),
  );
  // What is included extends the combinations it agrees with, or else is one of its own.
  for (const more of itemsOf(member(matrix, 'include')).slice(0, MOST).map(flatEntries)) {
    const agreeing = out.filter((one) => Object.keys(more).every((name) => one[name] === undefined || one[name] === more[name]));
    out = [...out, ...(agreeing.length === 0 ? [more] : agreeing.map((one) => ({ ...one, ...more })))].slice(0, 4 * MOST);
  }
  const distinct = new Map<string, Combination>();
  for (const one of out) {
    const values = Object.fromEntries([...named].flatMap((name) => (one[name] === undefined ? [] : [[name, one[name]]])));
    if (Object.keys(values).length > 0) distinct.set(JSON.stringify(values), values);
  }
  return [...distinct.values()];
}

function isList(name: string): boolean {
  return name === 'include' || name === 'exclude';
}

function flat(name: string, tree: Tree): Combination {
  const text = textOf(tree);
  if (text !== undefined) return { [name]: text };
  return Object.assign({}, ...entriesOf(tree).map(([below, one]) => flat(`${name}.${below}`, one))) as Combination;
}

function flatEntries(tree: Tree): Combination {
  return Object.assign({}, ...entriesOf(tree).map(([name, below]) => flat(name, below))) as Combination;
}

function filled(step: Step, values: Combination): Step {
  // A text of several lines would move every line behind it.
  const fill = (text: string): string =>
    text.replaceAll(EXPRESSION, (whole, name: string) => values[name]?.trim().replaceAll('\n', ' ').slice(0, 2000) ?? whole);
  const given: Record<string, Written> = {};
  for (const [name, written] of Object.entries(step.with)) given[name] = { ...written, text: fill(written.text) };
  return {
    ...step,
    folder: posix.normalize(fill(step.folder)).replace(/^(?:\.?\/)+|\/+$|^\.$/g, ''),
    with: given,
    ...(step.run ? { run: { ...step.run, text: fill(step.run.text) } } : {}),
  };
}
