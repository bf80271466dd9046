import { branchOf, isTold } from '../branches.ts';
import { atWord, codeAt, emitPending, guardDepth, isWordStart, lineAt, wordEnd, type Cursor } from '../cursor.ts';
import { kindOf, type GrammarNode } from '../grammar.ts';
import type { Statement } from '../syntax.ts';
import { wordAfter } from './definition.ts';
import { readExpression, readExpressionList, readTarget, readTargetElement } from './expression.ts';
import { readEvaluated } from './simple.ts';
import { skipBrackets, skipSpace } from './space.ts';

const COMPOUND = new Set(['if', 'elif', 'while', 'for', 'with', 'try']);

/** True at a statement that holds statements; `kind` is asked only where the word alone does not tell. */
export function beginsCompound(c: Cursor, kind: () => string): boolean {
  if (!isWordStart(codeAt(c))) return false;
  const word = c.text.slice(c.at, wordEnd(c, c.at));
  if (word === 'async') return wordAfter(c, 'async') !== '';
  if (word === 'match') return kind() === 'match_statement';
  return COMPOUND.has(word);
}

/**
 * Reads what stands before the colon of a compound statement; its branches are statements of their own.
 * Grammar: docs.python.org/3/reference/compound_stmts.html.
 */
export function readCompoundHeader(c: Cursor, node: GrammarNode, out: Statement[]): void {
  if (atWord(c, 'async')) {
    c.at += 'async'.length;
    skipSpace(c);
  }
  const word = c.text.slice(c.at, wordEnd(c, c.at));
  c.at += word.length;
  skipSpace(c);
  if (word === 'for') readFor(c, out);
  else if (word === 'with') readWith(c, out);
  else if (word !== 'try') {
    const { at } = c;
    readEvaluated(c, out);
    if (c.branches) readBranches(c, node, word, at, out);
  }
}

/** What the condition of `if` and `elif`, or the texts of the cases of `match`, decide. */
function readBranches(c: Cursor, node: GrammarNode, word: string, at: number, out: Statement[]): void {
  if (word === 'while') return;
  const l = lineAt(c, at);
  if (word !== 'match') {
    const condition = c.text.slice(at, c.at);
    const inside = isTold(c.branches, condition) ? node.field('consequence') : null;
    const of = inside && branchOf(condition, l, inside);
    if (of) out.push({ s: 'branch', of, l });
    return;
  }
  for (const child of node.field('body')?.children() ?? []) {
    const inside = kindOf(child) === 'case_clause' ? child.field('consequence') : null;
    if (inside === null) continue;
    const { start } = child.range();
    const of = branchOf(c.text.slice(start.index + 'case'.length, inside.range().start.index), start.line + 1, inside);
    if (of && of.texts.length > 0) out.push({ s: 'branch', of, l: start.line + 1 });
  }
}

function readFor(c: Cursor, out: Statement[]): void {
  const target = readTarget(c);
  skipSpace(c);
  if (!atWord(c, 'in')) return;
  c.at += 2;
  skipSpace(c);
  const nodes = c.nodes;
  const e = guardDepth(c, readExpressionList(c), nodes);
  emitPending(c, out);
  out.push({ s: 'each', target, e, l: target.l });
}

function readWith(c: Cursor, out: Statement[]): void {
  if (codeAt(c) === 40 && isParenthesizedList(c)) {
    c.at += 1;
    c.brackets += 1;
    skipSpace(c);
  }
  while (c.at < c.end && codeAt(c) !== 58 && codeAt(c) !== 41) {
    const before = c.at;
    const nodes = c.nodes;
    const e = guardDepth(c, readExpression(c), nodes);
    skipSpace(c);
    let statement: Statement = { s: 'with', e, l: e.l };
    if (atWord(c, 'as')) {
      c.at += 2;
      skipSpace(c);
      statement = { s: 'with', target: readTargetElement(c), e, l: e.l };
      skipSpace(c);
    }
    emitPending(c, out);
    out.push(statement);
    if (codeAt(c) !== 44 || c.at === before) break;
    c.at += 1;
    skipSpace(c);
  }
}

/** `with (a as b, c as d):`, told from `with (a).b:` by what follows the bracket. */
function isParenthesizedList(c: Cursor): boolean {
  const start = c.at;
  skipBrackets(c);
  skipSpace(c);
  const isList = codeAt(c) === 58;
  c.at = start;
  return isList;
}
