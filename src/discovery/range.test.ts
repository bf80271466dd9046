import { describe, expect, it } from 'vitest';
import { bytesReader, rangeWithin } from './range.ts';

const five = bytesReader(new Uint8Array([1, 2, 3, 4, 5]));

describe('bytesReader', () => {
  it('gives fewer bytes at the end and none outside', () => {
    expect([...five.read(3, 10)]).toEqual([4, 5]);
    expect([...five.read(9, 2)]).toEqual([]);
    expect([...five.read(0, -1)]).toEqual([]);
  });
});

describe('rangeWithin', () => {
  it('starts at its own zero and does not reach past its end', () => {
    const middle = rangeWithin(five, 1, 3);
    expect(middle.size).toBe(3);
    expect([...middle.read(0, 9)]).toEqual([2, 3, 4]);
    expect([...middle.read(2, 9)]).toEqual([4]);
    expect([...middle.read(3, 1)]).toEqual([]);
  });

  it('is cut where the reader ends', () => {
    expect(rangeWithin(five, 4, 100).size).toBe(1);
    expect(rangeWithin(five, 50, 100).size).toBe(0);
  });
});
