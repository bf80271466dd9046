import { createRequire } from 'node:module';
import { parse, registerDynamicLanguage, type SgNode } from '@ast-grep/napi';

/** The grammars in use; the first three are built into the parser, Python is a library loaded beside it. */
export type Grammar = 'TypeScript' | 'Tsx' | 'JavaScript' | 'python';

export type GrammarNode = SgNode;

/** A native query for nodes of any of several kinds. */
export interface KindQuery {
  rule: { any: { kind: string }[] };
}

let pythonIsRegistered = false;

/**
 * The library keeps its registrations per process and accepts the same one again from another thread (tested with four worker
 * threads parsing at once), so each thread registers once before its first Python file and pays nothing before.
 */
function registerPython(): void {
  if (pythonIsRegistered) return;
  const python: unknown = createRequire(import.meta.url)('@ast-grep/lang-python');
  registerDynamicLanguage({ python: python as { libraryPath: string; extensions: string[] } });
  pythonIsRegistered = true;
}

/**
 * Parses `text` natively and returns the root node. Node positions are UTF-16 offsets, so they index `text` itself. Syntax
 * errors do not throw: the grammar recovers and leaves nodes of kind `ERROR`. The tree lives outside the JavaScript heap and is
 * freed only between turns of the event loop: whoever parses many files lets one pass between them (measured over 1,790 files:
 * 0.2 GB resident, 1.2 GB without). Recovery is quadratic for some texts made of nothing but errors (8 kB of `->` take 2 s in
 * JavaScript) and cannot be interrupted, so what parses foreign files belongs in a process that can be ended.
 */
export function parseWithGrammar(grammar: Grammar, text: string): GrammarNode {
  if (grammar === 'python') registerPython();
  return parse(grammar, text).root();
}

/** Kinds the grammar does not know make a query throw, so each grammar has its own lists. */
export function anyKind(...kinds: string[]): KindQuery {
  return { rule: { any: kinds.map((kind) => ({ kind })) } };
}

const ERRORS = { rule: { kind: 'ERROR' } };
const MAX_ERROR_LINES = 20;

/** Lines (from 1, at most 20) of the syntax errors under `root`; empty for a clean file. */
export function errorLines(root: GrammarNode): number[] {
  if (root.kind() === 'ERROR') return [root.range().start.line + 1];
  if (root.find(ERRORS) === null) return [];
  const lines = new Set<number>();
  for (const error of root.findAll(ERRORS)) {
    lines.add(error.range().start.line + 1);
    if (lines.size === MAX_ERROR_LINES) break;
  }
  return [...lines];
}

/** Asked sparingly: each question to a node costs about as much as reading a line of text. */
export function kindOf(node: GrammarNode): string {
  return String(node.kind());
}

/** The body of the first class in or under `node`. */
export function classBody(node: GrammarNode): GrammarNode | null {
  return node.find({ rule: { kind: 'class_body' } });
}
