import { atWord, codeAt, dropExpression, wordEnd, type Cursor } from '../cursor.ts';
import type { Expression } from '../syntax.ts';
import { OR, readBinary, readTarget } from './expression.ts';
import { skipSpace } from './space.ts';

export function atComprehension(c: Cursor): boolean {
  const code = codeAt(c);
  return (code === 102 && atWord(c, 'for')) || (code === 97 && atWord(c, 'async'));
}

/** A comprehension is a list of its element; its sources become loops before it, calls in its filters statements of their own. */
export function readComprehension(c: Cursor, element: Expression): Expression {
  for (skipSpace(c); atComprehension(c) || atWord(c, 'if'); skipSpace(c)) {
    const calls = c.calls;
    if (atWord(c, 'if')) {
      c.at += 2;
      skipSpace(c);
      dropExpression(c, readCondition(c), calls);
      continue;
    }
    c.at = wordEnd(c, c.at);
    skipSpace(c);
    if (atWord(c, 'for')) c.at += 3;
    skipSpace(c);
    const target = readTarget(c);
    skipSpace(c);
    if (atWord(c, 'in')) c.at += 2;
    skipSpace(c);
    // What the element is made of takes its values from the source, as in a loop.
    const e = readCondition(c);
    if (e.t !== '?') c.pending.push({ s: 'each', target, e, l: e.l });
  }
  c.nodes += 1;
  return { t: 'list', e: [element], l: element.l };
}

/** Source or filter of a comprehension: an `if` after it begins the next filter, not a conditional expression. */
function readCondition(c: Cursor): Expression {
  const value = readBinary(c, OR);
  skipSpace(c);
  if (value.t !== 'name' || codeAt(c) !== 58 || c.text.charCodeAt(c.at + 1) !== 61) return value;
  c.at += 2;
  skipSpace(c);
  c.pending.push({ s: 'assign', target: value, value: readBinary(c, OR), l: value.l });
  return value;
}
