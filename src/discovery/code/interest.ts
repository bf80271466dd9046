/** Offsets of the interesting words of a text, found in one pass, so that a range can be asked in a few comparisons. */
export type Interest = readonly number[];

export function findInterest(text: string, interesting: RegExp): Interest {
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
