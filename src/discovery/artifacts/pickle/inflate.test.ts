import { deflateRawSync, constants } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesReader } from '../../range.ts';
import { inflateRaw } from './inflate.ts';

const LIMIT = 10_000_000;

/** Repeatable bytes: a mixture of runs, text and noise, so that all block kinds and long distances occur. */
function sample(size: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: size }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return index % 1000 < 300 ? 65 + (index % 7) : index % 3 === 0 ? state % 256 : state % 4;
  });
}

describe('inflateRaw', () => {
  const cases: [string, Uint8Array, Parameters<typeof deflateRawSync>[1]][] = [
    ['nothing', new Uint8Array(0), {}],
    ['one byte', new Uint8Array([7]), {}],
    ['stored blocks', sample(200_000, 1), { level: 0 }],
    ['fixed codes', sample(5000, 2), { strategy: constants.Z_FIXED }],
    ['dynamic codes', sample(300_000, 3), { level: 9 }],
    ['Huffman only', sample(50_000, 4), { strategy: constants.Z_HUFFMAN_ONLY }],
    ['runs', new Uint8Array(500_000), { level: 1 }],
  ];
  it.each(cases)('gives back what zlib deflated: %s', (_, data, options) => {
    const inflated = inflateRaw(bytesReader(deflateRawSync(data, options)), 0, LIMIT);
    expect(inflated.ended).toBe('end');
    expect(Buffer.compare(inflated.bytes, data)).toBe(0);
  });

  it('begins at an offset and ignores what follows', () => {
    const packed = Buffer.concat([Buffer.from('xyz'), deflateRawSync(Buffer.from('pickle')), Buffer.from('after')]);
    expect(Buffer.from(inflateRaw(bytesReader(packed), 3, LIMIT).bytes).toString()).toBe('pickle');
  });

  it('stops at its limit with what it has', () => {
    const inflated = inflateRaw(bytesReader(deflateRawSync(new Uint8Array(50_000_000))), 0, 1_000_000);
    expect(inflated).toMatchObject({ ended: 'limit' });
    expect(inflated.bytes).toHaveLength(1_000_000);
  });

  it('keeps what stands before the break', () => {
    const data = sample(100_000, 5);
    const packed = deflateRawSync(data);
    const cut = inflateRaw(bytesReader(packed.subarray(0, packed.length >> 1)), 0, LIMIT);
    expect(cut.ended).toBe('truncated');
    expect(cut.bytes.length).toBeGreaterThan(10_000);
    expect(Buffer.compare(cut.bytes, data.subarray(0, cut.bytes.length))).toBe(0);
  });

  it('calls nonsense corrupt and never throws', () => {
    expect(inflateRaw(bytesReader(new Uint8Array([0x07])), 0, LIMIT).ended).toBe('corrupt');
    for (let seed = 1; seed <= 300; seed += 1) {
      const inflated = inflateRaw(bytesReader(sample(300, seed * 977).reverse()), 0, 100_000);
      expect(inflated.bytes.length).toBeLessThanOrEqual(100_000);
    }
  });
});
