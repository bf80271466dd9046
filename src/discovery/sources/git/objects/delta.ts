/**
 * Rebuilds an object from its base and a delta: gitformat-pack(5), "Deltified representation". A delta that does not add up, or
 * whose result is larger than `most` bytes, gives a problem; never throws.
 */
export function applyDelta(base: Buffer, delta: Buffer, most: number): Buffer | { problem: string; size?: number } {
  const from = sizeAt(delta, 0);
  const to = from && sizeAt(delta, from.end);
  if (!from || !to) return CUT;
  if (from.size !== base.length) return { problem: 'a delta does not fit its base' };
  if (to.size > most) return { problem: 'too large', size: to.size };
  const out = Buffer.allocUnsafe(to.size);
  let written = 0;
  let at = to.end;
  while (at < delta.length) {
    const command = delta[at++]!;
    if (command === 0) return { problem: 'a delta holds a command that is not known' };
    if ((command & 0x80) === 0) {
      if (at + command > delta.length || written + command > out.length) return CUT;
      delta.copy(out, written, at, at + command);
      written += command;
      at += command;
      continue;
    }
    let offset = 0;
    let size = 0;
    for (let bit = 0; bit < 4; bit++) if ((command & (1 << bit)) !== 0) offset += (delta[at++] ?? 0) * 2 ** (8 * bit);
    for (let bit = 0; bit < 3; bit++) if ((command & (0x10 << bit)) !== 0) size += (delta[at++] ?? 0) * 2 ** (8 * bit);
    if (size === 0) size = 0x10000;
    if (at > delta.length || offset + size > base.length || written + size > out.length) return CUT;
    base.copy(out, written, offset, offset + size);
    written += size;
  }
  return written === out.length ? out : CUT;
}

const CUT = { problem: 'a delta is cut off' };

/** A number of seven bits a byte, the lowest first. */
function sizeAt(bytes: Buffer, start: number): { size: number; end: number } | undefined {
  let size = 0;
  for (let at = start, scale = 1; at < bytes.length && at - start < 7; at++, scale *= 128) {
    const byte = bytes[at]!;
    size += (byte & 127) * scale;
    if ((byte & 128) === 0) return { size, end: at + 1 };
  }
  return undefined;
}
