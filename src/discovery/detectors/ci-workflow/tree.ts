import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node as YamlNode, parseAllDocuments } from 'yaml';

/** YAML as plain JSON that keeps the line of each key and item (from 1): facts are cached, so no maps and no nodes. */
export type Tree =
  | { line: number; value: string | number | boolean | null; /** The text stands below its key (`|`, `>`). */ block?: true }
  | { line: number; entries: [name: string, tree: Tree][] }
  | { line: number; items: Tree[]; /** `!reference` of GitLab. */ tag?: string };

export interface Parsed {
  root?: Tree;
  /** Why it was not understood, or only in part. */
  problem?: string;
}

/** Workflows are written by hand. Characters, levels, and what aliases may unfold to. */
const LONGEST = 1_000_000;
const DEEPEST = 60;
const MOST_NODES = 50_000;

/**
 * Reads the last document of a YAML text (GitLab puts a header of inputs before the jobs). Never throws; aliases are unfolded
 * within a limit, tags are never evaluated.
 */
export function parseYaml(text: string): Parsed {
  if (text.length > LONGEST) return { problem: 'It holds more than 1 MB of YAML: it is not read as a workflow.' };
  if (nested(text)) return { problem: 'It is nested too deeply: not read.' };
  try {
    const counter = new LineCounter();
    const options = { lineCounter: counter, strict: false, uniqueKeys: false, logLevel: 'silent', merge: true } as const;
    const documents = parseAllDocuments(text, options);
    const document = documents.findLast(({ contents }) => isMap(contents)) ?? documents[0];
    if (!document) return {};
    const walk: Walk = { counter, anchors: new Map(), left: MOST_NODES, cut: false };
    const root = treeOf(document.contents, 1, 0, walk);
    const [error] = document.errors;
    const problem = walk.cut
      ? `It is too deep, or unfolds to more than ${MOST_NODES} values: the rest is not read.`
      : error && `It is not valid YAML (${error.message.split('\n')[0]!.slice(0, 120)}): read as far as it could be understood.`;
    return { ...(root ? { root } : {}), ...(problem === undefined ? {} : { problem }) };
  } catch (error) {
    return { problem: `It is not valid YAML (${(error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 120)}).` };
  }
}

/** The parser recurses: brackets and steep indentation are counted first, on one pass. */
function nested(text: string): boolean {
  let open = 0;
  for (const line of text.split('\n')) {
    const dashes = /^[ -]*/.exec(line)![0].replaceAll(' ', '').length;
    if (dashes > DEEPEST) return true;
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code === 91 || code === 123) open++;
      else if ((code === 93 || code === 125) && open > 0) open--;
    }
    if (open > 2000) return true;
  }
  return false;
}

interface Walk {
  counter: LineCounter;
  /** Anchors seen so far: an alias may only name one before it, so each is found without searching. */
  anchors: Map<string, unknown>;
  left: number;
  cut: boolean;
}

function treeOf(node: unknown, line: number, depth: number, walk: Walk): Tree | undefined {
  if (--walk.left < 0 || depth > DEEPEST) {
    walk.cut = true;
    return undefined;
  }
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    return target === undefined ? undefined : treeOf(target, line, depth + 1, walk);
  }
  const anchor = (node as { anchor?: string } | null)?.anchor;
  if (anchor !== undefined) walk.anchors.set(anchor, node);
  const lineOf = (child: unknown): number => {
    const start = (child as YamlNode | null)?.range?.[0];
    return start === undefined ? line : walk.counter.linePos(start).line;
  };
  if (isMap(node)) {
    const entries = new Map<string, Tree>();
    const merged: Tree[] = [];
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const tree = treeOf(value, lineOf(key), depth + 1, walk);
      if (tree === undefined) continue;
      if (key.value === '<<' || typeof key.value === 'symbol') merged.push(tree);
      else entries.set(String(key.value), tree);
    }
    for (const tree of merged.flatMap((one) => ('items' in one ? one.items : [one])))
      for (const [name, below] of entriesOf(tree)) if (!entries.has(name)) entries.set(name, below);
    return { line, entries: [...entries] };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => treeOf(item, lineOf(item), depth + 1, walk)).filter((item) => item !== undefined);
    return { line, items, ...(typeof node.tag === 'string' && node.tag.startsWith('!') ? { tag: node.tag } : {}) };
  }
  if (!isScalar(node)) return { line, value: null };
  const { value } = node;
  const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  return {
    line,
    value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null,
    ...(block ? { block: true as const } : {}),
  };
}

export function entriesOf(tree: Tree | undefined): [name: string, tree: Tree][] {
  return tree !== undefined && 'entries' in tree ? tree.entries : [];
}

export function itemsOf(tree: Tree | undefined): Tree[] {
  return tree !== undefined && 'items' in tree ? tree.items : [];
}

export function member(tree: Tree | undefined, ...names: string[]): Tree | undefined {
  let found = tree;
  for (const name of names) found = entriesOf(found).find(([one]) => one === name)?.[1];
  return found;
}

export function textOf(tree: Tree | undefined): string | undefined {
  if (tree === undefined || !('value' in tree) || tree.value === null) return undefined;
  return String(tree.value);
}

/** The texts of a list; a single text counts as a list of one. */
export function textsOf(tree: Tree | undefined): string[] {
  const single = textOf(tree);
  return single === undefined ? itemsOf(tree).flatMap((item) => textOf(item) ?? []) : [single];
}

/** A text with the line it begins on. */
export interface Written {
  text: string;
  line: number;
}

export function writtenOf(tree: Tree | undefined): Written | undefined {
  const text = textOf(tree);
  if (text === undefined) return undefined;
  return { text, line: tree!.line + ('block' in tree! && tree.block ? 1 : 0) };
}

/** Every text below a tree with its line and the way to it, first to last. */
export function allTexts(tree: Tree | undefined, at = ''): { at: string; written: Written }[] {
  if (tree === undefined) return [];
  if ('entries' in tree) return tree.entries.flatMap(([name, below]) => allTexts(below, at === '' ? name : `${at}.${name}`));
  if ('items' in tree) return tree.items.flatMap((below) => allTexts(below, at));
  const written = writtenOf(tree);
  return written ? [{ at, written }] : [];
}
