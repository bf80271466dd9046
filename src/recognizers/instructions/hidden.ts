/**
 * Text that a person does not see and a model reads: letters of the Unicode tag block, bytes packed into variation selectors,
 * runs of characters without width, and marks that show a line in another order than it is read. What languages and emoji need is
 * no hiding: joiners in scripts that join, joiners and selectors of emoji, flags of regions, direction marks.
 * Sources: Unicode 17, chapters 23.2 (layout controls), 23.4 (variation selectors), 23.9 (tag characters); UTS 51 (emoji tag sequences).
 */
export interface HiddenText {
  form: 'tag-characters' | 'variation-selectors' | 'zero-width' | 'bidirectional-override';
  /** From 1. */
  line: number;
  /** Characters of the hidden run. */
  characters: number;
  /** What the run says where it can be read as text; never longer than 2,000 characters. */
  says?: string;
}

/** Fewer characters without width than that are left by editors and by copying from pages. */
const LEAST_ZERO_WIDTH = 8;
/** Bytes in variation selectors; one alone chooses the shape of a character. */
const LEAST_SELECTORS = 4;
const LONGEST = 2_000;
const MOST = 100;

const TAGS = /\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,10}\u{E007F}|[\u{E0001}-\u{E007F}]+/gu;
const SELECTORS = /[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]{2,}/gu;
/** Without ZWNJ and ZWJ between letters of scripts that need them: those stand one by one. */
const ZERO_WIDTH = /(?:\u200B|\u200C|\u200D|[\u2060-\u2064]|\uFEFF|\u180E){2,}/gu;
/** Words cut apart, so that no search finds them. Soft hyphens are how words may be broken. */
const CUT_WORD = /[A-Za-z]{1,12}(?:(?:\u200B|\u200C|\u200D|\u2060|\uFEFF)[A-Za-z ]{1,12}){4,200}/g;
const OVERRIDES = /[\u202D\u202E][^\n\u202C]{1,500}/gu;
/** Isolates and embeddings are what right-to-left text needs; in a text without such letters they only reorder. */
const REORDERS = /[\u202A\u202B\u2066\u2067\u2068][^\n\u202C\u2069]{1,500}/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;

/** Everything hidden in a text, in its order; at most 100 places. Time is linear in its length. */
export function hiddenText(text: string): HiddenText[] {
  // Plain texts hold none of it: one look settles that.
  if (!/[\uFE00-\uFE0F]|[\u180E\u200B-\u200D\u202A-\u202E\u2060-\u2069\uFEFF]|\uDB40/.test(text)) return [];
  const found: (HiddenText & { at: number })[] = [];
  const add = (at: number, run: string, form: HiddenText['form'], says: string | undefined): void => {
    const kept = says?.trim() === '' ? undefined : says?.slice(0, LONGEST);
    found.push({ at, form, line: 0, characters: [...run].length, ...(kept === undefined ? {} : { says: kept }) });
  };
  for (const { 0: run, index } of text.matchAll(TAGS)) {
    if (run.startsWith('\u{1F3F4}')) continue;
    const letters = Array.from(run.slice(0, 2 * LONGEST), (one) => String.fromCodePoint(one.codePointAt(0)! - 0xe0000));
    add(index, run, 'tag-characters', letters.join('').replaceAll(/[^ -~]/g, ''));
  }
  for (const { 0: run, index } of text.matchAll(SELECTORS)) {
    const bytes = [...run].map((one) => byteOf(one.codePointAt(0)!));
    if (bytes.length >= LEAST_SELECTORS) add(index, run, 'variation-selectors', readable(bytes));
  }
  for (const { 0: run, index } of text.matchAll(ZERO_WIDTH)) {
    if (run.length >= LEAST_ZERO_WIDTH) add(index, run, 'zero-width', inBits(run));
  }
  for (const { 0: run, index } of text.matchAll(CUT_WORD))
    add(index, run.replaceAll(/[A-Za-z ]/g, ''), 'zero-width', run.replaceAll(/[^A-Za-z ]/g, ''));
  for (const { 0: run, index } of text.matchAll(OVERRIDES)) add(index, run, 'bidirectional-override', undefined);
  if (!RIGHT_TO_LEFT.test(text))
    for (const { 0: run, index } of text.matchAll(REORDERS)) add(index, run, 'bidirectional-override', undefined);
  found.sort((a, b) => a.at - b.at);
  return withLines(text, found.slice(0, MOST));
}

/** Selectors 1 to 16 and 17 to 256 stand for the bytes 0 to 255. */
function byteOf(code: number): number {
  return code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00;
}

function readable(bytes: readonly number[]): string | undefined {
  const text = new TextDecoder('utf-8', { fatal: false }).decode(Uint8Array.from(bytes));
  return isText(text) ? text : undefined;
}

/** Two of the characters as 0 and 1, eight or seven to a letter: the way tools for it write. */
function inBits(run: string): string | undefined {
  const kinds = [...new Set(run)];
  if (kinds.length < 2 || kinds.length > 3) return undefined;
  for (const [zero, one] of [
    [kinds[0]!, kinds[1]!],
    [kinds[1]!, kinds[0]!],
  ] as const) {
    const bits = [...run].flatMap((character) => (character === zero ? ['0'] : character === one ? ['1'] : []));
    for (const size of [8, 7]) {
      const letters: number[] = [];
      for (let at = 0; at + size <= bits.length && letters.length < LONGEST; at += size)
        letters.push(Number.parseInt(bits.slice(at, at + size).join(''), 2));
      const text = String.fromCodePoint(...letters);
      if (letters.length >= 3 && isText(text)) return text;
    }
  }
  return undefined;
}

function isText(text: string): boolean {
  return text.length >= 3 && /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}\n\r\t]+$/u.test(text) && /\p{L}{2}/u.test(text);
}

function withLines(text: string, found: readonly (HiddenText & { at: number })[]): HiddenText[] {
  let line = 1;
  let from = 0;
  return found.map(({ at, ...one }) => {
    for (let next = text.indexOf('\n', from); next >= 0 && next < at; next = text.indexOf('\n', from)) {
      line++;
      from = next + 1;
    }
    return { ...one, line };
  });
}
