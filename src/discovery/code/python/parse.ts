import { createCursor, isFull, type Cursor } from '../cursor.ts';
import { anyKind, errorLines, kindOf, parseWithGrammar, type GrammarNode } from '../grammar.ts';
import { findInterest, hasOffset, type Interest } from '../interest.ts';
import { readableText } from '../readable.ts';
import { firstSpan, spansOf, type Spans } from '../spans.ts';
import type { ModuleSyntax, ParseOptions, Statement } from '../syntax.ts';
import { beginsCompound, readCompoundHeader } from './compound.ts';
import { beginsDefinition, readDefinition, type DefinitionBody } from './definition.ts';
import { beginsImport, readSimpleStatement } from './simple.ts';

interface PythonFile {
  c: Cursor;
  interest: Interest;
  /** Where lines begin that look like imports: these are kept even inside a function without interest. */
  importLines: Interest;
  hasErrors: boolean;
}

const IMPORTS = ['import_statement', 'import_from_statement', 'future_import_statement'];
const IMPORT_QUERY = anyKind(...IMPORTS);
const STATEMENT_QUERY = anyKind(
  ...IMPORTS,
  'expression_statement',
  'return_statement',
  'function_definition',
  'class_definition',
  'decorated_definition',
  'for_statement',
  'with_statement',
  'if_statement',
  'elif_clause',
  'while_statement',
  'match_statement',
  'raise_statement',
  'assert_statement',
  'type_alias_statement',
);
const IMPORT_LINE = /(?:^|[;:])[ \t]*(?:import|from)[ \t]/m;

/**
 * Reduces Python source to its syntax. Lines start at 1. Never throws: syntax errors are recovered by the grammar and listed in
 * `errors`, and what a limit left out is named in `cut`. Function bodies without an interesting word after the docstring keep
 * their imports only (`pruned`); everything at module and class level is kept.
 */
export function parsePython(source: string, options: ParseOptions): ModuleSyntax {
  const { text, cut } = readableText(source);
  const c = createCursor(text, options);
  if (cut !== undefined) c.cuts.add(cut);
  const root = parseWithGrammar('python', text);
  const errors = errorLines(root);
  const file: PythonFile = {
    c,
    interest: findInterest(text, options.interesting),
    importLines: findInterest(text, IMPORT_LINE),
    hasErrors: errors.length > 0,
  };
  const body: Statement[] = [];
  readNodes(file, root.namedChildren(), body);
  const module: ModuleSyntax = { language: 'python', body };
  if (c.cuts.size > 0) module.cut = [...c.cuts].join('; ');
  if (errors.length > 0) module.errors = errors;
  return module;
}

/** Statements of a module or class body, each asked of the grammar by itself. */
function readNodes(file: PythonFile, nodes: GrammarNode[], out: Statement[]): void {
  const { c } = file;
  for (const node of nodes) {
    if (isFull(c)) return;
    const range = node.range();
    const start = range.start.index;
    c.at = start;
    c.end = range.end.index;
    c.brackets = 0;
    if (c.text.charCodeAt(start) === 35 /* # */) continue;
    if (file.hasErrors && kindOf(node) === 'ERROR') readSpans(file, spansOf(node, STATEMENT_QUERY), start, c.end, out, false);
    else if (beginsDefinition(c)) readDefinition(c, nodeBody(file, node), out);
    else if (beginsCompound(c, () => kindOf(node))) readSpans(file, spansOf(node, STATEMENT_QUERY), start, c.end, out, false);
    else readSimpleStatement(c, out);
  }
}

function nodeBody(file: PythonFile, node: GrammarNode): DefinitionBody {
  return {
    isInteresting: (from, to) => hasOffset(file.interest, from, to),
    readFunction: (from, to, keep, out) => {
      if (keep) readSpans(file, spansOf(node, STATEMENT_QUERY), from, to, out, true);
      else if (hasImport(file, from, to)) readSpans(file, spansOf(node, IMPORT_QUERY), from, to, out, true);
    },
    readClass: (_from, _to, out) => {
      const body = (node.field('definition') ?? node).field('body');
      if (body !== null) readNodes(file, body.namedChildren(), out);
    },
  };
}

/** `def f(): import x` begins its import line at the colon. */
function hasImport(file: PythonFile, from: number, to: number): boolean {
  return hasOffset(file.importLines, from - 1, to);
}

/**
 * Statements of a region that begin in `from <= offset < to`. Those of branches and loops stand in the same list; those of a
 * function or class are read with it and skipped here. `keep`: a function around them is kept whole, so those inside are too.
 */
function readSpans(file: PythonFile, spans: Spans, from: number, to: number, out: Statement[], keep: boolean): void {
  const { c } = file;
  let done = from;
  for (let index = firstSpan(spans, from); index < spans.starts.length; index += 1) {
    const start = spans.starts[index]!;
    if (start >= to || isFull(c)) return;
    if (start < done) continue;
    c.at = start;
    c.end = spans.ends[index]!;
    c.brackets = 0;
    const { end } = c;
    if (beginsDefinition(c)) {
      readDefinition(c, spanBody(file, spans, keep), out);
      done = end;
    } else if (beginsCompound(c, () => kindOf(spans.nodes[index]!))) {
      readCompoundHeader(c, spans.nodes[index]!, out);
      done = start + 1;
    } else {
      readSimpleStatement(c, out);
      done = end;
    }
  }
}

function spanBody(file: PythonFile, spans: Spans, keepAll: boolean): DefinitionBody {
  return {
    isInteresting: (from, to) => keepAll || hasOffset(file.interest, from, to),
    readFunction: (from, to, keep, out) => {
      if (keep) readSpans(file, spans, from, to, out, true);
      else if (hasImport(file, from, to)) readImportSpans(file, spans, from, to, out);
    },
    readClass: (from, to, out) => readSpans(file, spans, from, to, out, keepAll),
  };
}

function readImportSpans(file: PythonFile, spans: Spans, from: number, to: number, out: Statement[]): void {
  const { c } = file;
  for (let index = firstSpan(spans, from); index < spans.starts.length && spans.starts[index]! < to; index += 1) {
    c.at = spans.starts[index]!;
    c.end = spans.ends[index]!;
    c.brackets = 0;
    if (beginsImport(c)) readSimpleStatement(c, out);
  }
}
