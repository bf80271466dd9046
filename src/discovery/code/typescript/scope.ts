import type { Cursor } from '../cursor.ts';
import { anyKind, type Grammar, type GrammarNode, type KindQuery, type KindRule } from '../grammar.ts';
import { hasOffset, type Interest } from '../interest.ts';
import { firstSpan, spansOf, type Spans } from '../spans.ts';

/** The part of the tree a reader is in. Its places are asked of the grammar when first needed. */
export interface Scope {
  readonly node: GrammarNode;
  /** Inside a function that is kept: everything in it is kept too. */
  readonly whole: boolean;
  /** Statements of all depths; absent where the reader stands on one statement of a module or class. */
  readonly spans?: Spans;
  marks?: Spans;
}

export interface ScriptCursor extends Cursor {
  readonly grammar: Grammar;
  readonly interest: Interest;
  /** Offsets of `require(` and `import(`, kept even in functions without interest. */
  readonly loads: Interest;
  readonly hasErrors: boolean;
  readonly root: GrammarNode;
  /** Marks of the whole text outside blocks; one query, because preparing one costs as much as reading some lines. */
  outerMarks?: Spans;
  scope: Scope;
}

const STATEMENTS = [
  'import_statement', 'export_statement', 'lexical_declaration', 'variable_declaration', 'expression_statement', 'return_statement',
  'for_in_statement', 'for_statement', 'if_statement', 'while_statement', 'do_statement', 'switch_statement', 'throw_statement', 'function_declaration',
  'generator_function_declaration', 'class_declaration',
];
const TYPED_STATEMENTS = [...STATEMENTS, 'abstract_class_declaration', 'enum_declaration', 'import_alias', 'ambient_declaration'];
const FUNCTIONS = ['arrow_function', 'function_expression', 'generator_function', 'method_definition', 'class'];
const JSX_ELEMENTS = ['jsx_element', 'jsx_self_closing_element'];
const TYPE_ARGUMENTS: KindRule = {
  kind: 'type_arguments',
  inside: { any: kinds(['call_expression', 'new_expression', 'instantiation_expression']) },
};

function kinds(names: string[]): { kind: string }[] {
  return names.map((kind) => ({ kind }));
}

/** Places a reader of text alone would mistake: functions (for arrows), JSX, and type arguments (for comparisons). */
function markRules(grammar: Grammar): KindRule[] {
  const rules: KindRule[] = kinds(FUNCTIONS);
  if (grammar !== 'JavaScript') rules.push(TYPE_ARGUMENTS);
  if (grammar === 'TypeScript') return rules;
  const outermost = JSX_ELEMENTS.map((kind) => ({ kind, not: { inside: { any: kinds(['jsx_element']) } } }));
  return [...rules, ...outermost, { kind: 'jsx_expression' }];
}

const OUTSIDE_BLOCKS = { inside: { any: kinds(['statement_block']), stopBy: 'end' as const } };

/** Marks that do not stand in the body of a function, for statements whose functions may all be without interest. */
function outerRules(grammar: Grammar): KindRule[] {
  return markRules(grammar).flatMap((rule) => (rule.not === undefined ? [{ ...rule, not: OUTSIDE_BLOCKS }] : [rule]));
}

function queries(grammar: Grammar): { statements: KindQuery; marks: KindQuery; outerMarks: KindQuery } {
  return {
    statements: anyKind(...(grammar === 'JavaScript' ? STATEMENTS : TYPED_STATEMENTS)),
    marks: { rule: { any: markRules(grammar) } },
    outerMarks: { rule: { any: outerRules(grammar) } },
  };
}

const QUERIES = { JavaScript: queries('JavaScript'), TypeScript: queries('TypeScript'), Tsx: queries('Tsx') };

function queriesOf(c: ScriptCursor): ReturnType<typeof queries> {
  return c.grammar === 'python' ? QUERIES.TypeScript : QUERIES[c.grammar];
}

export function statementSpans(c: ScriptCursor, node: GrammarNode): Spans {
  return spansOf(node, queriesOf(c).statements);
}

export function marksOf(c: ScriptCursor): Spans {
  const { scope } = c;
  if (scope.spans === undefined) return (c.outerMarks ??= spansOf(c.root, queriesOf(c).outerMarks));
  return (scope.marks ??= spansOf(scope.node, queriesOf(c).marks));
}

/** Index of the mark that starts exactly at `offset`, -1 where none does. */
export function markAt(c: ScriptCursor, offset: number): number {
  const marks = marksOf(c);
  const index = firstSpan(marks, offset);
  return marks.starts[index] === offset ? index : -1;
}

export function isInteresting(c: ScriptCursor, from: number, to: number): boolean {
  return c.scope.whole || hasOffset(c.interest, from, to);
}
