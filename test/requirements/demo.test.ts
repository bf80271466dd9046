import { describe, expect, it } from 'vitest';
import { inPlace } from '../pharos.ts';

interface Row {
  id: string;
  what: string;
  ok: boolean;
  detail: string;
}

describe('SCN-08 a writable bucket feeds tomorrow night’s retraining', () => {
  it.each([[[]], [['--shuffle', '11']], [['--shuffle', '2027']]])(
    'is found in the demo as one path, with its defect and without its twins (%j)',
    (shuffled) =>
      inPlace({}, async ({ pharos }) => {
        const rows = (await pharos('demo', '--check', '--json', ...shuffled)).json<Row[]>();
        // The company's words change with the seed; what follows them in the names of the rows does not.
        const about = (suffix: string): string[] =>
          rows
            .filter(({ id, what }) => id.endsWith(suffix) && what !== 'asset' && what !== 'edge')
            .map(({ ok, what, detail }) => `${what} ${ok ? 'ok' : detail}`);
        expect(about('poisoned-fraud-score')).toEqual(['path ok']);
        expect(about('-intake-writable')).toEqual(['defect ok']);
        expect(about('-not-poisoned')).toEqual(['pathTwin ok', 'pathTwin ok']);
        expect(about('-endpoint-clean')).toEqual(['pathTwin ok']);
        expect(rows.filter(({ what, id }) => what === 'unexpected' && /poisoned-training|training-data/.test(id))).toEqual([]);
      }),
  );

  it('tells the whole chain, from a stranger to the answers of the fraud model, and what cuts it', () =>
    inPlace({}, async ({ pharos }) => {
      const report = (await pharos('demo', '--json')).json();
      const names = new Map(report.assets.map(({ id, kind, name }) => [id, `${kind} ${name}`]));
      const paths = report.paths.filter(({ kind }) => kind === 'poisoned-training');
      expect(paths.map(({ steps }) => steps.map(({ asset }) => names.get(asset)))).toEqual([
        [
          'zone internet',
          'data-store meridian-osprey-intake-prod',
          'pipeline pipelines/osprey/train.py',
          'model-artifact model.tar.gz',
          'model-endpoint meridian-osprey-prod',
        ],
      ]);
      const [path] = paths;
      expect(path!.severity).toBe('critical');
      for (const { evidence } of path!.steps.slice(1))
        expect(evidence[0]).toMatchObject({ file: expect.any(String), line: expect.any(Number) });
      expect(path!.fixes[0]).toMatchObject({ closes: 1, command: expect.stringContaining('meridian-osprey-intake-prod') });
    }));
});
