import { atWord, codeAt, emitPending, guardDepth, isWordStart, wordEnd, type Cursor } from '../cursor.ts';
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
export function readCompoundHeader(c: Cursor, out: Statement[]): void {
  if (atWord(c, 'async')) {
    c.at += 'async'.length;
    skipSpace(c);
  }
  const word = c.text.slice(c.at, wordEnd(c, c.at));
  c.at += word.length;
  skipSpace(c);
  if (word === 'for') readFor(c, out);
  else if (word === 'with') readWith(c, out);
  else if (word !== 'try') readEvaluated(c, out);
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
