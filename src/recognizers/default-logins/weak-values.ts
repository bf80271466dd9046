import { assignedName } from '../secrets/variable.ts';
import { PRODUCTS } from './products.ts';
import { isTrivial } from './trivial.ts';

/** A masked value that is no secret, since everybody knows or guesses it. What it was cannot be read out of this. */
export interface WeakValue {
  /** Of the file, from 1. */
  line: number;
  /** What it is assigned to. */
  name?: string;
  /** Products whose documentation gives it. */
  known: readonly string[];
  trivial: boolean;
  /** It is so once its base64 is decoded. */
  encoded?: true;
}

const LONGEST = 120;
const MOST = 200;
const KNOWN = productsByValue();

/** Shorter ones are words that somebody may have chosen on their own. */
const KEY_SHAPED = 24;

/** Whether a product ships this key with everybody's copy: it opens what runs with it, yet nobody lost it and no issuer can revoke it. */
export function isShipped(value: string): boolean {
  return value.length >= KEY_SHAPED && value.length <= LONGEST && KNOWN.has(value.toLowerCase());
}

function productsByValue(): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const { id, logins } of PRODUCTS)
    for (const value of logins.flatMap(({ known = [] }) => known)) {
      const lower = value.toLowerCase();
      out.set(lower, [...new Set([...(out.get(lower) ?? []), id])]);
    }
  return out;
}

/**
 * Which of the masked spans of a text everybody knows or guesses. A value equal to a user name of the same text is guessed as well.
 * Linear in the text and the spans.
 */
export function weakValuesIn(text: string, spans: readonly (readonly [start: number, end: number])[]): WeakValue[] {
  const out: WeakValue[] = [];
  let users: string[] | undefined;
  let line = 1;
  let done = 0;
  let last = -1;
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    if (start <= last || end - start > LONGEST || out.length >= MOST) continue;
    last = start;
    const written = text.slice(start, end);
    users ??= usersIn(text);
    const plain = weaknessOf(written, users);
    const decoded = plain ? undefined : fromBase64(written);
    const weak = plain ?? (decoded === undefined ? undefined : weaknessOf(decoded, users));
    if (!weak) continue;
    for (let at = text.indexOf('\n', done); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) {
      line++;
      done = at + 1;
    }
    const name = assignedName(text, start);
    out.push({ line, ...(name === undefined || name === '' ? {} : { name }), ...weak, ...(plain ? {} : { encoded: true as const }) });
  }
  return out;
}

/** The same for a value that was not masked; undefined where it may be somebody's own. `encoded`: it is in base64. */
export function weakValue(
  value: string,
  line: number,
  options: { users?: readonly string[]; encoded?: boolean } = {},
): WeakValue | undefined {
  const plain = options.encoded ? fromBase64(value.trim()) : value;
  const weak = plain === undefined || plain.length > LONGEST ? undefined : weaknessOf(plain, options.users ?? []);
  return weak && { line, ...weak };
}

function weaknessOf(value: string, users: readonly string[]): Pick<WeakValue, 'known' | 'trivial'> | undefined {
  const known = KNOWN.get(value.trim().toLowerCase()) ?? [];
  const trivial = isTrivial(value, users);
  return known.length > 0 || trivial ? { known, trivial } : undefined;
}

/** `POSTGRES_USER: meridian`, `username=admin`: at most fifty of them. */
function usersIn(text: string): string[] {
  const out = new Set<string>();
  for (const match of text.slice(0, 500_000).matchAll(/user(?:_?name)?["']?[ \t]{0,3}[:=][ \t]{0,3}["']?([\w.@-]{3,60})/gi)) {
    out.add(match[1]!);
    if (out.size >= 50) break;
  }
  return [...out];
}

/** The text behind base64 that stands for printable text; undefined for everything else. */
function fromBase64(value: string): string | undefined {
  if (value.length < 4 || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const text = Buffer.from(value, 'base64').toString('latin1').replace(/\n$/, '');
  return /^[\x21-\x7e]{3,}$/.test(text) ? text : undefined;
}
