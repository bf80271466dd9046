import { describe, expect, it } from 'vitest';
import { bookshop } from '../../../test/schemas/estate.ts';
import { PharosError } from '../../core/errors.ts';
import { lookUp } from './lookup.ts';

const report = bookshop();

describe('lookUp', () => {
  it.each([
    ['a-app', 'asset'],
    ['f-open', 'finding'],
    ['p-way', 'path'],
    ['e-app-contains-agent', 'edge'],
    ['reading-room', 'asset'],
    ['application reading-room', 'asset'],
    ['READING-ROOM', 'asset'],
    ['p-w', 'path'],
    ['e-entry-e', 'edge'],
  ])('%s is a thing: %s', (text, what) => {
    expect(lookUp(report, text)?.what).toBe(what);
  });

  it('knows earlier ids', () => {
    const united = {
      ...report,
      assets: report.assets.map((asset) => (asset.id === 'a-app' ? { ...asset, aliases: ['a-earlier'] } : asset)),
    };
    expect(lookUp(united, 'a-earlier')).toMatchObject({ what: 'asset', asset: { id: 'a-app' } });
  });

  it('finds nothing under what is unknown or too short', () => {
    expect(lookUp(report, 'cellar')).toBeUndefined();
    expect(lookUp(report, 'a-')).toBeUndefined();
  });

  it('asks which one is meant', () => {
    expect(() => lookUp(report, 'a-l')).toThrow(PharosError);
    expect(() => lookUp(report, 'a-l')).toThrow(/a-library \(library transformers\), a-letters \(data-store letters\)/);
  });
});
