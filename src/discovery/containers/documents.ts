import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node as YamlNode, parseDocument } from 'yaml';
import { own } from '../../core/table.ts';

/** A YAML value as plain JSON with the line it stands in (from 1): `v` a scalar, `m` a map, `s` a list. */
export type Tree =
  | { l: number; v: string | number | boolean | null }
  | { l: number; m: { [name: string]: Tree } }
  | { l: number; s: Tree[] };

export interface Documents {
  roots: Tree[];
  /** Why some of the text was not understood. */
  problem?: string;
}

/** Levels of nesting; manifests use fewer than thirty. The parser recurses, so deeper text is not handed to it. */
const DEEPEST = 120;
/** Characters of one document. */
const LONGEST = 1_000_000;
/** What the aliases of a file may unfold to. Nodes. */
const MOST_NODES = 100_000;
const MOST_DOCUMENTS = 500;

/**
 * The documents of a YAML stream (JSON is YAML), each with its lines. `wanted` sees the text of a document before it is parsed
 * and passes over what is of no interest. Never throws; what is too deep, too large or broken is told in `problem`.
 */
export function readDocuments(text: string, wanted: (document: string) => boolean = () => true): Documents {
  const budget = { nodes: MOST_NODES, spent: false };
  const roots: Tree[] = [];
  let problem: string | undefined;
  let read = 0;
  for (const { body, line } of documentsOf(text)) {
    if (!wanted(body)) continue;
    if (++read > MOST_DOCUMENTS) {
      problem ??= `It holds more than ${MOST_DOCUMENTS} documents: the rest is not read.`;
      break;
    }
    if (body.length > LONGEST) {
      problem ??= `The document at line ${line} is larger than 1 MB: not read.`;
      continue;
    }
    if (bracketDepth(body) > DEEPEST) {
      problem ??= `The document at line ${line} is nested more than ${DEEPEST} levels deep: not read.`;
      continue;
    }
    try {
      const counter = new LineCounter();
      const document = parseDocument(body, { lineCounter: counter, strict: false, uniqueKeys: false, logLevel: 'silent' });
      const error = document.errors[0];
      if (error) problem ??= `The document at line ${line} is not valid YAML (${error.message.split('\n')[0]!.slice(0, 120)}).`;
      const start = (document.contents as YamlNode | null)?.range?.[0];
      const first = start === undefined ? line : counter.linePos(start).line + line - 1;
      const root = treeOf(document.contents, { document, counter, offset: line - 1, budget }, first, 0);
      if (root) roots.push(root);
    } catch (error) {
      problem ??= `The document at line ${line} is not valid YAML (${String(error).split('\n')[0]!.slice(0, 120)}).`;
    }
  }
  if (budget.spent) problem ??= `It is too deep, or unfolds to more than ${MOST_NODES} values: the rest is not read.`;
  return problem === undefined ? { roots } : { roots, problem };
}

/** `---` at the beginning of a line ends a document wherever it stands, block scalars included (YAML 1.2, 9.1.2). */
function* documentsOf(text: string): Iterable<{ body: string; line: number }> {
  let start = 0;
  let line = 1;
  for (let at = text.startsWith('---') ? 0 : nextMark(text, 0); ; at = nextMark(text, at)) {
    const end = at < 0 ? text.length : at;
    const body = text.slice(start, end);
    if (body.trim() !== '') yield { body, line };
    if (at < 0) return;
    for (let i = start; i < end; i++) if (text.charCodeAt(i) === 10) line++;
    start = at;
    const rest = /^---[^\n]*/.exec(text.slice(at, at + 300))![0];
    // Content may follow the mark on its line (`--- {a: 1}`); a comment or tag alone is left to go with it.
    if (/^---\s*(?:#.*)?$/.test(rest)) start = at + rest.length;
    at += 3;
  }
}

function nextMark(text: string, from: number): number {
  for (let at = text.indexOf('\n---', from); at >= 0; at = text.indexOf('\n---', at + 4)) {
    const after = text[at + 4];
    if (after === undefined || /\s/.test(after)) return at + 1;
  }
  return -1;
}

/** The greatest number of open brackets: text of strings counts as well, which only makes it careful. */
function bracketDepth(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 123 || code === 91) most = Math.max(most, ++depth);
    else if ((code === 125 || code === 93) && depth > 0) depth--;
  }
  return most;
}

interface Reading {
  document: ReturnType<typeof parseDocument>;
  counter: LineCounter;
  /** Lines before the document in its file. */
  offset: number;
  budget: { nodes: number; spent: boolean };
}

function treeOf(node: unknown, reading: Reading, line: number, depth: number): Tree | undefined {
  const { budget, counter, document, offset } = reading;
  if (--budget.nodes < 0 || depth > DEEPEST) {
    budget.spent = true;
    return undefined;
  }
  const lineOf = (child: unknown): number => {
    const start = (child as YamlNode | null)?.range?.[0];
    return start === undefined ? line : counter.linePos(start).line + offset;
  };
  if (isAlias(node)) return treeOf(node.resolve(document), reading, line, depth + 1);
  if (isMap(node)) {
    const m: { [name: string]: Tree } = {};
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name === undefined || name === '__proto__') continue;
      const tree = treeOf(value, reading, lineOf(key), depth + 1);
      if (tree === undefined) continue;
      if (name !== '<<') m[name] = tree;
      else for (const part of 's' in tree ? tree.s : [tree]) for (const [inner, below] of entriesOf(part)) m[inner] ??= below;
    }
    return { l: line, m };
  }
  if (isSeq(node)) {
    const s = node.items.map((item) => treeOf(item, reading, lineOf(item), depth + 1)).filter((item) => item !== undefined);
    return { l: line, s };
  }
  const value: unknown = isScalar(node) ? node.value : null;
  return { l: line, v: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null };
}

/** What stands under a chain of names; undefined where one of them is missing. */
export function at(tree: Tree | undefined, ...names: string[]): Tree | undefined {
  let found = tree;
  for (const name of names) found = found !== undefined && 'm' in found ? own(found.m, name) : undefined;
  return found;
}

export function entriesOf(tree: Tree | undefined): [string, Tree][] {
  return tree !== undefined && 'm' in tree ? Object.entries(tree.m) : [];
}

export function itemsOf(tree: Tree | undefined): Tree[] {
  return tree !== undefined && 's' in tree ? tree.s : [];
}

/** A scalar as text; undefined for null, maps and lists. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree !== undefined && 'v' in tree && tree.v !== null ? String(tree.v) : undefined;
}

/** The texts of a list; a single scalar counts as a list of one. */
export function textsOf(tree: Tree | undefined): string[] {
  const single = textOf(tree);
  return single === undefined ? itemsOf(tree).flatMap((item) => textOf(item) ?? []) : [single];
}

/** true, "true", yes, on, 1: annotations hold texts where fields hold booleans. */
export function isTrue(tree: Tree | undefined): boolean {
  return /^(?:true|yes|on|1)$/i.test(textOf(tree) ?? '');
}

/** A map of scalars: labels, annotations, selectors. */
export function textMap(tree: Tree | undefined): { [name: string]: string } {
  const out: { [name: string]: string } = {};
  for (const [name, value] of entriesOf(tree)) {
    const text = textOf(value);
    if (text !== undefined) out[name] = text;
  }
  return out;
}
