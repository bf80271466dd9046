/** Offsets of the interesting words of a text, found in one pass, so that a range can be asked in a few comparisons. */
export type Interest = readonly number[];

export function findInterest(text: string, interesting: RegExp | ReadonlySet<string>): Interest {
  if (!(interesting instanceof RegExp)) return findWords(text, interesting);
  const offsets: number[] = [];
  const pattern = new RegExp(interesting.source, `${interesting.flags.replaceAll(/[gy]/g, '')}g`);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    offsets.push(match.index);
    // A match of nothing would be found again at the same place.
    if (match[0] === '') pattern.lastIndex += 1;
  }
  return offsets;
}

/** True where one of the ascending offsets lies in `start <= offset < end`. */
export function hasOffset(offsets: Interest, start: number, end: number): boolean {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! < start) low = middle + 1;
    else high = middle;
  }
  return low < offsets.length && offsets[low]! < end;
}

/** Offsets of the identifiers that are in a set: one walk over the characters, whatever the size of the set. */
function findWords(text: string, words: ReadonlySet<string>): number[] {
  const offsets: number[] = [];
  const { length } = text;
  for (let at = 0; at < length; at++) {
    if (!isWord(text.charCodeAt(at))) continue;
    const start = at;
    while (at < length && isWord(text.charCodeAt(at))) at++;
    if (words.has(text.slice(start, at))) offsets.push(start);
  }
  return offsets;
}

/** A to Z, a to z, 0 to 9, _ and $: what identifiers of the languages we read are made of. */
function isWord(code: number): boolean {
  return code < 128 ? WORD[code] === 1 : code > 0xaa;
}

const WORD = new Uint8Array(128);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$') WORD[letter.charCodeAt(0)] = 1;
