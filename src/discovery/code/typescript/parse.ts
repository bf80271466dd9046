import { createCursor, isFull } from '../cursor.ts';
import { errorLines, kindOf, parseWithGrammar, type Grammar, type GrammarNode } from '../grammar.ts';
import { findInterest } from '../interest.ts';
import { readableText } from '../readable.ts';
import type { ModuleSyntax, ParseOptions, Statement } from '../syntax.ts';
import { statementSpans, type ScriptCursor } from './scope.ts';
import { beginsCompound, readSpans, readStatement } from './statements.ts';

export interface ScriptOptions extends ParseOptions {
  dialect: 'ts' | 'tsx' | 'js' | 'jsx';
}

const GRAMMARS: Record<ScriptOptions['dialect'], Grammar> = { ts: 'TypeScript', tsx: 'Tsx', js: 'JavaScript', jsx: 'JavaScript' };
const LONGEST_TYPES = 32 * 1024;
const LOAD = /\b(?:require|import)\s{0,20}\(/;

/**
 * Reduces TypeScript or JavaScript source to its syntax. Lines start at 1. Never throws: syntax errors are recovered by the
 * grammar and listed in `errors`, and what a limit left out is named in `cut`. Function bodies without an interesting word keep
 * only the modules they load (`pruned`); everything at module and class level is kept. Types are read where they annotate;
 * `as`, `satisfies`, `!`, optional chaining, type arguments, `await` and parentheses leave no trace.
 */
export function parseTypeScript(source: string, options: ScriptOptions): ModuleSyntax {
  const { text, cut } = readableText(source);
  const grammar = GRAMMARS[options.dialect];
  const root = parseWithGrammar(grammar, text);
  const errors = errorLines(root);
  const c: ScriptCursor = {
    ...createCursor(text, options),
    grammar,
    interest: findInterest(text, options.interesting),
    loads: findInterest(text, LOAD),
    hasErrors: errors.length > 0,
    root,
    scope: { node: root, whole: false },
    typeBudget: LONGEST_TYPES,
  };
  if (cut !== undefined) c.cuts.add(cut);
  const body: Statement[] = [];
  readNodes(c, root.namedChildren(), body);
  const module: ModuleSyntax = { language: grammar === 'JavaScript' ? 'javascript' : 'typescript', body };
  if (c.cuts.size > 0) module.cut = [...c.cuts].join('; ');
  if (errors.length > 0) module.errors = errors;
  return module;
}

function readNodes(c: ScriptCursor, nodes: GrammarNode[], out: Statement[]): void {
  for (const node of nodes) {
    if (isFull(c)) return;
    const range = node.range();
    const start = range.start.index;
    c.at = start;
    c.end = range.end.index;
    const code = c.text.charCodeAt(start);
    if (code === 47 /* comment */ || code === 35 /* hash-bang */) continue;
    if ((c.hasErrors && kindOf(node) === 'ERROR') || beginsCompound(c)) {
      c.scope = { node, whole: false, spans: statementSpans(c, node) };
      readSpans(c, start, c.end, out);
    } else {
      c.scope = { node, whole: false };
      readStatement(c, node, out);
    }
  }
}
