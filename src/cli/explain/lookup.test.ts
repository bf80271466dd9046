import { describe, expect, it } from 'vitest';
import { bookshop } from '../../../test/schemas/estate.ts';
import { PharosError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
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
  ])('%s is a thing: %s', async (text, what) => {
    expect((await lookUp([report], text))?.thing.what).toBe(what);
  });

  it('knows earlier ids', async () => {
    const united = {
      ...report,
      assets: report.assets.map((asset) => (asset.id === 'a-app' ? { ...asset, aliases: ['a-earlier'] } : asset)),
    };
    expect(await lookUp([united], 'a-earlier')).toMatchObject({ thing: { what: 'asset', asset: { id: 'a-app' } } });
  });

  it('finds nothing under what is unknown or too short', async () => {
    expect(await lookUp([report], 'cellar')).toBeUndefined();
    expect(await lookUp([report], 'a-')).toBeUndefined();
  });

  it('asks which one is meant', async () => {
    await expect(lookUp([report], 'a-l')).rejects.toThrow(PharosError);
    await expect(lookUp([report], 'a-l')).rejects.toThrow(/a-library \(library transformers\), a-letters \(data-store letters\)/);
  });
});

/** The bookshop as another target with ids of its own. */
function elsewhere(target: string): Report {
  const text = JSON.stringify(bookshop())
    .replaceAll(/"(a|f|p|e)-/g, `"$1-${target}-`)
    .replaceAll('"books"', JSON.stringify(target));
  return JSON.parse(text) as Report;
}

describe('lookUp in reports of several targets', () => {
  const attic = elsewhere('attic');

  it('does not pick one of two targets silently', async () => {
    await expect(lookUp([report, attic], 'application reading-room')).rejects.toThrow(
      'application reading-room names several things: a-app (application reading-room in books), a-attic-app (application reading-room in attic)',
    );
    expect(await lookUp([report, attic], 'a-attic-app')).toMatchObject({ report: { scan: { targets: [{ id: 'attic' }] } } });
  });

  it('takes a newer report of a target for the truth', async () => {
    const renamed = { ...report, assets: report.assets.map((asset) => (asset.id === 'a-app' ? { ...asset, id: 'a-anew' } : asset)) };
    expect(await lookUp([renamed, report], 'application reading-room')).toMatchObject({ thing: { asset: { id: 'a-anew' } } });
    expect(await lookUp([{ ...report, assets: [] }, report], 'application reading-room')).toMatchObject({
      thing: { asset: { id: 'a-app' } },
    });
  });

  it('stops at the first report that holds a whole id', async () => {
    async function* reports(): AsyncGenerator<Report> {
      yield report;
      throw new Error('asked for more');
    }
    expect(await lookUp(reports(), 'a-app')).toMatchObject({ thing: { what: 'asset' } });
  });
});
