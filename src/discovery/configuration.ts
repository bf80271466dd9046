import { type Node, parseTree } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node as YamlNode, parseDocument } from 'yaml';

/** A configuration of any language, with the line of each key or item (from 1). Read-only; its size is bounded by the text's. */
export type Tree =
  | { line: number; value: string | number | boolean | null }
  | { line: number; entries: ReadonlyMap<string, Tree> }
  | { line: number; items: readonly Tree[] };

export interface Parsed {
  root?: Tree;
  /** Why the text was not understood, or only in part. */
  problem?: string;
}

/** Levels of nesting. Client configurations use fewer than ten; the parsers recurse, so more is not handed to them. */
const DEEPEST = 300;
/** YAML and TOML are written by hand; their parsers are slower than JSON's. Characters. */
const LONGEST = 1_000_000;
/** What aliases may unfold to. Nodes. */
const MOST_NODES = 200_000;

/** JSON with comments and trailing commas, YAML or TOML, by the ending of the path. Never throws. */
export function parseConfiguration(path: string, text: string): Parsed {
  if (/\.ya?ml$/i.test(path)) return guarded('YAML', text, fromYaml);
  if (/\.toml$/i.test(path)) return guarded('TOML', text, fromToml);
  return fromJson(text);
}

export function entriesOf(tree: Tree | undefined): ReadonlyMap<string, Tree> | undefined {
  return tree !== undefined && 'entries' in tree ? tree.entries : undefined;
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree !== undefined && 'items' in tree ? tree.items : [];
}

export function member(tree: Tree | undefined, ...names: string[]): Tree | undefined {
  let found = tree;
  for (const name of names) found = entriesOf(found)?.get(name);
  return found;
}

export function textOf(tree: Tree | undefined): string | undefined {
  if (tree === undefined || !('value' in tree)) return undefined;
  return typeof tree.value === 'string' ? tree.value : typeof tree.value === 'number' ? String(tree.value) : undefined;
}

export function isTrue(tree: Tree | undefined): boolean {
  return tree !== undefined && 'value' in tree && tree.value === true;
}

export function isFalse(tree: Tree | undefined): boolean {
  return tree !== undefined && 'value' in tree && tree.value === false;
}

/** The texts of a list; a single text counts as a list of one. */
export function textsOf(tree: Tree | undefined): string[] {
  const single = textOf(tree);
  if (single !== undefined) return [single];
  return itemsOf(tree)
    .map(textOf)
    .filter((text) => text !== undefined);
}

function guarded(language: string, text: string, parse: (text: string) => Parsed): Parsed {
  if (text.length > LONGEST)
    return { problem: `${Math.round(text.length / 1e6)} MB of ${language}: more than 1 MB is not read as a configuration.` };
  try {
    return parse(text);
  } catch (error) {
    const first = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 160);
    return { problem: `It is not valid ${language} (${first}).` };
  }
}

function fromJson(text: string): Parsed {
  if (deepest(text) > DEEPEST) return { problem: `It is nested more than ${DEEPEST} levels deep: not read.` };
  const errors: { error: number; offset: number; length: number }[] = [];
  const node = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const lineAt = lineFinder(text);
  const problem =
    errors.length === 0
      ? {}
      : { problem: `It is not valid JSON (line ${lineAt(errors[0]!.offset)}): read as far as it could be understood.` };
  return node === undefined ? problem : { root: fromNode(node, lineAt(node.offset), lineAt), ...problem };
}

/** The greatest number of open brackets outside of strings and comments: one pass, no recursion. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      for (at++; at < text.length && text.charCodeAt(at) !== 34 && text.charCodeAt(at) !== 10; at++) if (text.charCodeAt(at) === 92) at++;
    } else if (code === 47 && text[at + 1] === '/') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (code === 47 && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 1;
    } else if (code === 123 || code === 91) most = Math.max(most, ++depth);
    else if (code === 125 || code === 93) depth--;
  }
  return most;
}

function fromNode(node: Node, line: number, lineAt: (offset: number) => number): Tree {
  if (node.type === 'object') {
    const entries = new Map<string, Tree>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (typeof key?.value === 'string' && value) entries.set(key.value, fromNode(value, lineAt(key.offset), lineAt));
    }
    return { line, entries };
  }
  if (node.type === 'array') return { line, items: (node.children ?? []).map((child) => fromNode(child, lineAt(child.offset), lineAt)) };
  const value = node.value as unknown;
  return { line, value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null };
}

/** Line of an offset, by binary search. */
function lineFinder(text: string): (offset: number) => number {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function fromYaml(text: string): Parsed {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, strict: false, uniqueKeys: false, logLevel: 'silent', merge: true });
  const problem =
    document.errors.length === 0 ? {} : { problem: `It is not valid YAML (${document.errors[0]!.message.split('\n')[0]!.slice(0, 120)}).` };
  const budget = { nodes: MOST_NODES, spent: false };
  const root = fromYamlNode(document.contents, document, 1, { counter, budget, depth: 0 });
  const cut = budget.spent ? { problem: `It is too deep, or unfolds to more than ${MOST_NODES} values: the rest is not read.` } : {};
  return { ...(root ? { root } : {}), ...problem, ...cut };
}

interface YamlPlace {
  counter: LineCounter;
  budget: { nodes: number; spent: boolean };
  depth: number;
}

function fromYamlNode(node: unknown, document: Document, line: number, place: YamlPlace): Tree | undefined {
  const { counter, budget } = place;
  if (--budget.nodes < 0 || place.depth > DEEPEST) {
    budget.spent = true;
    return undefined;
  }
  const deeper = { ...place, depth: place.depth + 1 };
  const lineOf = (child: unknown): number => {
    const start = (child as YamlNode | null)?.range?.[0];
    return start === undefined ? line : counter.linePos(start).line;
  };
  if (isAlias(node)) return fromYamlNode(node.resolve(document), document, line, deeper);
  if (isMap(node)) {
    const entries = new Map<string, Tree>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      const tree = name === undefined ? undefined : fromYamlNode(value, document, lineOf(key), deeper);
      if (tree === undefined) continue;
      if (name === '<<') for (const [inner, below] of entriesOf(tree) ?? []) entries.set(inner, entries.get(inner) ?? below);
      else entries.set(name!, tree);
    }
    return { line, entries };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => fromYamlNode(item, document, lineOf(item), deeper)).filter((item) => item !== undefined);
    return { line, items };
  }
  const value: unknown = isScalar(node) ? node.value : null;
  return { line, value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null };
}

/** smol-toml gives no places: lines come from a second, plain look at table headers and keys. */
function fromToml(text: string): Parsed {
  const lines = tomlLines(text);
  return { root: fromPlain(parseToml(text, { maxDepth: 50 }), '', 1, lines) };
}

function fromPlain(value: unknown, path: string, line: number, lines: ReadonlyMap<string, number>): Tree {
  if (Array.isArray(value))
    return { line, items: value.map((item, index) => fromPlain(item, `${path}\0${index}`, lines.get(`${path}\0${index}`) ?? line, lines)) };
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    const entries = new Map<string, Tree>();
    for (const [name, below] of Object.entries(value)) {
      const inner = `${path}\0${name}`;
      entries.set(name, fromPlain(below, inner, lines.get(inner) ?? line, lines));
    }
    return { line, entries };
  }
  return { line, value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null };
}

function tomlLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table = '';
  text.split('\n').forEach((raw, index) => {
    const header = /^\s*(\[\[?)\s*([^\]#]{1,400}?)\s*\]/.exec(raw);
    const names = tomlNames(header ? header[2]! : (/^\s*((?:"[^"]*"|'[^']*'|[\w.-]|\s*\.\s*){1,400}?)\s*=/.exec(raw)?.[1] ?? ''));
    if (names.length === 0) return;
    let path = header ? '' : table;
    for (const name of names) {
      path += `\0${name}`;
      if (!lines.has(path)) lines.set(path, index + 1);
    }
    if (!header) return;
    if (header[1] === '[[') {
      const number = counts.get(path) ?? 0;
      counts.set(path, number + 1);
      path += `\0${number}`;
      lines.set(path, index + 1);
    }
    table = path;
  });
  return lines;
}

function tomlNames(key: string): string[] {
  return [...key.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}
