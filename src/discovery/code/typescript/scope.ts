import type { Cursor } from '../cursor.ts';
import { anyKind, type Grammar, type GrammarNode, type KindQuery } from '../grammar.ts';
import { hasOffset, type Interest } from '../interest.ts';
import { firstSpan, spansOf, type Spans } from '../spans.ts';

/** The part of the tree a reader is in. */
export interface Scope {
  readonly node: GrammarNode;
  /** Inside a function that is kept: everything in it is kept too. */
  readonly whole: boolean;
  /** Statements of all depths; absent where the reader stands on one statement of a module or class. */
  readonly spans?: Spans;
}

export interface ScriptCursor extends Cursor {
  readonly grammar: Grammar;
  readonly root: GrammarNode;
  readonly interest: Interest;
  /** Offsets of `require(` and `import(`, kept even in functions without interest. */
  readonly loads: Interest;
  readonly hasErrors: boolean;
  scope: Scope;
  /** Longest list of types looked for after a `<`; it shrinks with each that turns out a comparison. */
  typeBudget: number;
  /** Functions, and JSX with its braces: what a reader of text alone would mistake. Asked of the whole file when first needed. */
  functions?: Spans;
  jsx?: Spans;
}

const STATEMENTS = [
  'import_statement',
  'export_statement',
  'lexical_declaration',
  'variable_declaration',
  'expression_statement',
  'return_statement',
  'for_in_statement',
  'for_statement',
  'if_statement',
  'while_statement',
  'do_statement',
  'switch_statement',
  'throw_statement',
  'function_declaration',
  'generator_function_declaration',
  'class_declaration',
];
const TYPED_STATEMENTS = [...STATEMENTS, 'abstract_class_declaration', 'enum_declaration', 'import_alias', 'ambient_declaration'];

const STATEMENT_QUERY = anyKind(...STATEMENTS);
const TYPED_STATEMENT_QUERY = anyKind(...TYPED_STATEMENTS);
// Kinds only: a rule about surroundings asks for parents, which the tree finds by a search from its root each time.
const FUNCTION_QUERY = anyKind('arrow_function', 'function_expression', 'generator_function', 'method_definition', 'class');
const JSX_QUERY: KindQuery = anyKind('jsx_element', 'jsx_self_closing_element', 'jsx_expression');
const NOTHING: Spans = { nodes: [], starts: [], ends: [] };

export function statementSpans(c: ScriptCursor, node: GrammarNode): Spans {
  return spansOf(node, c.grammar === 'JavaScript' ? STATEMENT_QUERY : TYPED_STATEMENT_QUERY);
}

export function functionMarks(c: ScriptCursor): Spans {
  return (c.functions ??= spansOf(c.root, FUNCTION_QUERY));
}

export function jsxMarks(c: ScriptCursor): Spans {
  return (c.jsx ??= c.grammar === 'TypeScript' ? NOTHING : spansOf(c.root, JSX_QUERY));
}

/** Index of the mark that starts exactly at `offset`, -1 where none does. */
export function markAt(marks: Spans, offset: number): number {
  const index = firstSpan(marks, offset);
  return marks.starts[index] === offset ? index : -1;
}

export function isInteresting(c: ScriptCursor, from: number, to: number): boolean {
  return c.scope.whole || hasOffset(c.interest, from, to);
}
