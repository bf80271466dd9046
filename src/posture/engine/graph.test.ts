import { describe, expect, it } from 'vitest';
import { buildAutomaton, countStates } from './automaton.ts';
import { buildGraph } from './graph.ts';

describe('buildGraph', () => {
  it('groups edges by both ends and keeps their numbers in order', () => {
    const graph = buildGraph(3, Uint32Array.of(2, 0, 2, 2), Uint32Array.of(1, 2, 1, 2), Uint8Array.of(5, 6, 7, 8));
    expect([...graph.out.start]).toEqual([0, 1, 1, 4]);
    expect([...graph.out.node]).toEqual([2, 1, 1, 2]);
    expect([...graph.out.edgeOf]).toEqual([1, 0, 2, 3]);
    expect([...graph.out.label]).toEqual([6, 5, 7, 8]);
    expect([...graph.in.start]).toEqual([0, 0, 2, 4]);
    expect([...graph.in.node]).toEqual([2, 2, 0, 2]);
    expect([...graph.in.edgeOf]).toEqual([0, 2, 1, 3]);
  });

  it('rounds float costs so that their sums do not depend on the order of adding', () => {
    const costs = Float32Array.from({ length: 50 }, (_, index) => -Math.log((index + 1) / 51));
    const ends = new Uint32Array(50);
    const { cost } = buildGraph(1, ends, ends, new Uint8Array(50), costs);
    const sum = [...cost!].reduce((total, value) => total + value, 0);
    expect([...cost!].reverse().reduce((total, value) => total + value, 0)).toBe(sum);
    cost!.forEach((value, edge) => expect(Math.abs(value - costs[edge]!)).toBeLessThanOrEqual(2 ** -21));
  });

  it.each([
    ['an end that is no node', [0], [1], [0], undefined, 'edge 0 has an end that is no node'],
    ['arrays of different length', [0], [0], [], undefined, 'one entry per edge'],
    ['a negative cost', [0], [0], [0], [-1], 'negative or not finite'],
    ['a cost that is no number', [0], [0], [0], [NaN], 'negative or not finite'],
    ['an infinite cost', [0], [0], [0], [Infinity], 'negative or not finite'],
  ])('refuses %s', (_, from, to, label, cost, message) => {
    const costs = cost === undefined ? undefined : Float32Array.from(cost);
    expect(() => buildGraph(1, Uint32Array.from(from), Uint32Array.from(to), Uint8Array.from(label), costs)).toThrow(message);
  });
});

describe('buildAutomaton', () => {
  it('refuses two phases for one label, phases out of range, and moves that name none', () => {
    expect(() =>
      buildAutomaton(
        2,
        0,
        [1],
        [
          [0, 1, 0],
          [0, 1, 1],
        ],
      ),
    ).toThrow('leads to two phases');
    expect(() => buildAutomaton(0, 0, [], [])).toThrow('1 to 255 phases');
    expect(() => buildAutomaton(2, 2, [1], [])).toThrow('must be phases');
    expect(() => buildAutomaton(2, 0, [1], [[0, 256, 1]])).toThrow('names no phase or label');
  });

  it('refuses a product that would not fit', () => {
    expect(() => countStates(2 ** 25, buildAutomaton(3, 0, [2], []))).toThrow('more than');
  });
});
