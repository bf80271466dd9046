/** Where the objects of a pack stand. */
export interface PackIndex {
  objects: number;
  /** Offset in the pack; undefined where the pack does not hold it. */
  find(name: Buffer): number | undefined;
  /** Where the entry at this offset ends at the latest. */
  endOf(offset: number): number;
}

const FANOUT = 256 * 4;

/**
 * Reads the index of a pack: gitformat-pack(5), versions 1 and 2. What does not add up gives a problem; never throws.
 * @param hash bytes of an object's name: 20 or 32; @param size of the pack, in which every offset must lie.
 */
export function readPackIndex(bytes: Buffer, hash: number, size: number): PackIndex | { problem: string } {
  const second = bytes.length >= 8 && bytes.readUInt32BE(0) === 0xff744f63;
  if (second && bytes.readUInt32BE(4) !== 2) return { problem: `its index has version ${bytes.readUInt32BE(4)}, which is not known` };
  const fanout = second ? 8 : 0;
  const tables = fanout + FANOUT;
  if (bytes.length < tables + 2 * hash) return { problem: 'its index is cut off' };
  let objects = 0;
  for (let first = 0; first < 256; first++) {
    const until = bytes.readUInt32BE(fanout + first * 4);
    if (until < objects) return { problem: 'its index is damaged' };
    objects = until;
  }
  // Version 1: offset and name side by side. Version 2: names, checksums, offsets, each a table; large offsets in one more.
  const stride = second ? hash : hash + 4;
  const names = second ? tables : tables + 4;
  const offsets = second ? tables + objects * (hash + 4) : tables;
  const large = offsets + objects * 4;
  if (bytes.length < (second ? large : tables + objects * stride) + 2 * hash) return { problem: 'its index is cut off' };
  const last = size - hash;
  const offsetOf = (number: number): number | undefined => {
    const told = bytes.readUInt32BE(second ? offsets + number * 4 : tables + number * stride);
    if (!second || told < 0x80000000) return told >= 12 && told < last ? told : undefined;
    const at = large + (told - 0x80000000) * 8;
    if (at + 8 > bytes.length - 2 * hash) return undefined;
    const offset = bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
    return offset >= 12 && offset < last ? offset : undefined;
  };
  let sorted: Float64Array | undefined;
  return {
    objects,
    find(name) {
      let low = name[0] === 0 ? 0 : bytes.readUInt32BE(fanout + (name[0]! - 1) * 4);
      let high = bytes.readUInt32BE(fanout + name[0]! * 4);
      while (low < high) {
        const middle = (low + high) >>> 1;
        const at = names + middle * stride;
        const order = bytes.compare(name, 0, hash, at, at + hash);
        if (order === 0) return offsetOf(middle);
        if (order < 0) low = middle + 1;
        else high = middle;
      }
      return undefined;
    },
    endOf(offset) {
      sorted ??= Float64Array.from({ length: objects }, (_, number) => offsetOf(number) ?? 0).sort();
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (sorted[middle]! <= offset) low = middle + 1;
        else high = middle;
      }
      return low < sorted.length ? sorted[low]! : last;
    },
  };
}
