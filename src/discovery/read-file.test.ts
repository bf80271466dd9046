import { describe, expect, it } from 'vitest';
import { defineDetector } from './detector.ts';
import { bytesReader } from './range.ts';
import { type FileResult, prepareReaders, readFile } from './read-file.ts';

const seeing = (id: string, facts: (text: string) => unknown): ReturnType<typeof defineDetector> =>
  defineDetector({
    id,
    version: 1,
    title: 'Looks at text',
    reads: { files: ['**/*'], maxBytes: 1000 },
    emits: [],
    facts: ({ text }) => facts(text),
    link: () => ({ assets: [], edges: [] }),
  });

function read(bytes: Uint8Array, facts: (text: string) => unknown = (text) => text): FileResult {
  const readers = prepareReaders([seeing('first', facts), seeing('second', () => 'fine')]);
  return readFile(
    () => ({ ...bytesReader(bytes), close: () => undefined }),
    { path: 'a.txt', size: bytes.length, detectors: ['first', 'second'], forced: [] },
    readers,
  );
}

describe('text reaches detectors', () => {
  it.each([
    ['UTF-8', Buffer.from('Grüße'), 'Grüße'],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffGrüße'), 'Grüße'],
    ['UTF-16 little-endian', Buffer.from('\ufeffGrüße', 'utf16le'), 'Grüße'],
    ['UTF-16 big-endian', Buffer.from('\ufeffGrüße', 'utf16le').swap16(), 'Grüße'],
    ['nothing', new Uint8Array(0), ''],
  ])('from %s', (_, bytes, text) => {
    expect(read(bytes)).toMatchObject({ facts: { first: JSON.stringify(text) }, gaps: [] });
  });

  it('from Latin-1, with a word about it', () => {
    expect(read(Buffer.from('Grüße', 'latin1'))).toMatchObject({ facts: { first: '"Grüße"' }, gaps: [{ status: 'partial' }] });
  });

  it.each([
    ['a zero', Uint8Array.of(80, 75, 0, 4)],
    ['control characters that are no UTF-8', Uint8Array.of(0x80, 4, 0x8c, 3)],
  ])('not from bytes with %s: they are no text, and nothing is missed', (_, bytes) => {
    expect(read(bytes)).toMatchObject({ facts: {}, gaps: [] });
  });
});

describe('what goes wrong', () => {
  it('in one detector is told and costs only that one', () => {
    const result = read(Buffer.from('x'), () => {
      throw new Error('lost');
    });
    expect(result).toMatchObject({
      facts: { first: null, second: '"fine"' },
      gaps: [{ what: 'first', status: 'failed', reason: 'The detector failed on this file (lost).' }],
    });
  });

  it('with size is told for text, not for binary files', () => {
    expect(read(Buffer.alloc(2000, 'a')).gaps).toMatchObject([{ status: 'too-large' }]);
    expect(read(Buffer.alloc(2000)).gaps).toEqual([]);
  });

  it('with a secret is masked before any detector sees it', () => {
    const secret = `${['gh', 'p'].join('')}_${'Qw7Lm2Np4Rt6Xy9ZaB3c'.repeat(2).slice(0, 36)}`;
    const { facts } = read(Buffer.from(`token = "${secret}"\n`));
    expect(facts['first']).not.toContain(secret.slice(4, 20));
    expect(JSON.parse(facts['first']!)).toHaveLength(`token = "${secret}"\n`.length);
  });
});
