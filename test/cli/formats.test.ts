import { describe, expect, it } from 'vitest';
import { Diff } from '../../src/core/diff.ts';
import { Report } from '../../src/core/report.ts';
import { inPlace } from '../pharos.ts';
import { fixture } from '../requirements/fixture.ts';
import { cycloneDxValidator, sarifValidator, strictCycloneDx } from '../schemas/validate.ts';

interface Sarif {
  runs: {
    tool: { driver: { rules: { id: string; shortDescription: { text: string } }[] } };
    results: { ruleId: string; kind?: string; baselineState?: string; codeFlows?: unknown[] }[];
  }[];
}

describe('formats', () => {
  it.each(['harbour', 'orchard', 'observatory', 'lighthouse', 'ferry'])('writes %s validly in each of them', (estate) =>
    inPlace(fixture(estate), async ({ pharos }) => {
      const [json, sarif, bom] = [
        await pharos('scan', 'estate', '--no-store', '--json'),
        await pharos('scan', 'estate', '--no-store', '--format', 'sarif'),
        await pharos('scan', 'estate', '--no-store', '--format', 'cyclonedx'),
      ];
      const report = Report.parse(json.json());
      expect(sarifValidator()(sarif.json<Sarif>())).toEqual([]);
      expect(cycloneDxValidator()(bom.json<object>())).toEqual([]);
      expect(['', 'missing']).toContain(await strictCycloneDx(bom.stdout));
      expect([json.code, sarif.code, bom.code]).toEqual([json.code, json.code, json.code]);
      const [run] = sarif.json<Sarif>().runs;
      expect(run!.results.length).toBe(report.findings.filter(({ status }) => status === 'fail').length + report.paths.length);
      expect(run!.results.filter(({ codeFlows }) => codeFlows).length).toBe(report.paths.length);
      for (const { ruleId } of run!.results)
        expect(run!.tool.driver.rules.find(({ id }) => id === ruleId)?.shortDescription.text).toMatch(/^[A-Z].{5,}/);
    }),
  );

  it('says in SARIF what is new since the baseline', () =>
    inPlace(fixture('harbour'), async ({ pharos, write }) => {
      await pharos('scan', 'estate', '--no-store', '--json', '-o', 'before.json');
      write({ 'estate/tone.py': 'from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("ProsusAI/finbert")\n' });
      const sarif = (await pharos('scan', 'estate', '--no-store', '--format', 'sarif', '--baseline', 'before.json')).json<Sarif>();
      expect(sarifValidator()(sarif)).toEqual([]);
      const { results } = sarif.runs[0]!;
      expect(
        results
          .filter(({ baselineState, kind }) => kind !== 'review' && baselineState !== 'unchanged')
          .map(({ ruleId, baselineState }) => [ruleId, baselineState]),
      ).toEqual([['unpinned-model', 'new']]);
      expect(results.length).toBeGreaterThan(1);
    }));

  it('writes the demo validly, and each of its applications', () =>
    inPlace({}, async ({ pharos, write }) => {
      const report = (await pharos('demo', '--json')).json();
      write({ 'report.json': JSON.stringify(report) });
      expect(Report.safeParse(report).success).toBe(true);
      expect(report.paths.length).toBeGreaterThanOrEqual(3);
      const same = await pharos('diff', 'report.json', 'report.json', '--json');
      expect(Diff.parse(same.json<unknown>()).assets).toEqual({ added: [], changed: [], gone: [], notAssessed: [] });
    }));
});
