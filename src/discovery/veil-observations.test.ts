import { describe, expect, it } from 'vitest';
import type { Observations } from '../core/observation.ts';
import { defineDetector } from './detector.ts';
import { bytesReader } from './range.ts';
import { type FileResult, prepareReaders, readFile } from './read-file.ts';
import { veilGaps, veilObservations } from './veil-observations.ts';

// No login of any product: those are told apart by what they are.
const weak = ['har', 'bor', '7'].join('');
const address = `https://rates.example.net/v1?key=${weak}`;
const hidden = 'https://rates.example.net/v1?key=*******';

describe('observations', () => {
  it('lose what detectors put together, on both ends of an edge alike', () => {
    const seen = [{ target: 'desk', file: `a/password=${weak}.py`, detail: `calls ${address}` }];
    const all: Observations = {
      assets: [
        {
          kind: 'service',
          name: address,
          keys: [{ key: `url:${address}`, strong: true }],
          properties: { effects: [{ fixed: address, file: `token=${weak}` }], port: 443, none: null },
          evidence: seen,
          confidence: 1,
        },
        { kind: 'secret', name: 'A', keys: [{ key: 'secret:0123456789ab', strong: true }], evidence: [], confidence: 1 },
      ],
      edges: [
        {
          from: { kind: 'secret', key: 'secret:0123456789ab' },
          to: { kind: 'service', key: `url:${address}` },
          kind: 'grants',
          strength: 'stated',
          properties: { how: `password: ${weak}` },
          evidence: seen,
        },
      ],
    };
    const { assets, edges } = veilObservations(all);
    expect(assets[0]).toEqual({
      ...all.assets[0],
      name: hidden,
      keys: [{ key: `url:${hidden}`, strong: true }],
      // Paths say where to look.
      properties: { effects: [{ fixed: hidden, file: `token=${weak}` }], port: 443, none: null },
      evidence: [{ ...seen[0], detail: `calls ${hidden}` }],
    });
    expect([assets[1]?.keys[0]?.key, edges[0]?.from.key, edges[0]?.to.key]).toEqual([
      'secret:0123456789ab',
      'secret:0123456789ab',
      `url:${hidden}`,
    ]);
    expect(edges[0]?.properties).toEqual({ how: 'password: x******' });
    expect(veilGaps([{ reason: `cannot resolve ${address}` }])).toEqual([{ reason: `cannot resolve ${hidden}` }]);
  });
});

describe('a file with a secret', () => {
  const detector = defineDetector<string>({
    id: 'whole',
    version: 1,
    title: 'Keeps everything',
    reads: { files: ['**/*'] },
    emits: [],
    facts: ({ text }) => text,
    link: () => ({ assets: [], edges: [] }),
  });
  const read = (text: string, known?: string): FileResult =>
    readFile(
      () => ({ ...bytesReader(Buffer.from(text)), close: () => undefined }),
      { path: '.env', size: text.length, target: 'desk', detectors: ['whole'], forced: [], ...(known === undefined ? {} : { known }) },
      prepareReaders([detector]),
    );

  it('is remembered by its masked text: another password of the same length is the same file', () => {
    const first = read(`DB_PASSWORD=${weak}\n`);
    expect(first.facts).toEqual({ whole: JSON.stringify('DB_PASSWORD=*******\n') });
    expect(read(`DB_PASSWORD=${weak.replace('h', 'p')}\n`, first.hash)).toMatchObject({ same: true, facts: {} });
    expect(read(`DB_PASSWORD=${weak}9\n`, first.hash)).not.toHaveProperty('same');
    expect(read(`B_PASSWORD=${weak}\n`, first.hash)).not.toHaveProperty('same');
  });

  it('told in a sentence is hidden in the facts', () => {
    expect(read(`note: the password is ${weak} today\n`).facts['whole']).not.toContain(weak);
  });
});
