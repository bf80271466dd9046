import type { Cursor } from './cursor.ts';
import type { Expression } from './syntax.ts';

/** What a language calls its constants, and the words that are neither a name nor a value. */
export interface Words {
  constants: ReadonlyMap<string, boolean | null>;
  reserved: ReadonlySet<string>;
}

/**
 * What the word at the cursor stands for: a constant or a name. Undefined for a reserved word, before which an operand is
 * missing: the cursor stands in front of it again.
 */
export function constantOrName(c: Cursor, word: string, { constants, reserved }: Words, l: number): Expression | undefined {
  const constant = constants.get(word);
  if (constant === null) return { t: 'null', l };
  if (constant !== undefined) return { t: 'bool', v: constant, l };
  if (!reserved.has(word)) return { t: 'name', n: word, l };
  c.at -= word.length;
  return undefined;
}

/**
 * Reads the number that `pattern` (sticky, with the suffixes of its language) finds at the cursor, at least one sign. Digit
 * separators and the suffixes of long integers do not count; other numbers that JavaScript does not know (`3j`) are unknown.
 */
export function readNumber(c: Cursor, pattern: RegExp, l: number): Expression {
  pattern.lastIndex = c.at;
  const written = pattern.exec(c.text)?.[0] ?? '';
  c.at += Math.max(written.length, 1);
  c.nodes += 1;
  const v = Number(written.replaceAll(/[_lLn]/g, ''));
  return Number.isFinite(v) ? { t: 'num', v, l } : { t: '?', l };
}
