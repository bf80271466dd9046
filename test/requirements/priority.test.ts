import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { SEVERITIES } from '../../src/core/finding.ts';
import { assetNamed, failed, inPlace, type Place } from '../pharos.ts';
import { exchanged, fixture } from './fixture.ts';

type Score = Report['findings'][number]['score'];

/** The formula as docs/reference/score.md prints it, computed here and not by the product. */
function recomputed({ factors }: Score): number {
  const value = (name: string): number => {
    const factor = factors[name];
    if (!factor) throw new Error(`the factor ${name} is missing`);
    return factor.value;
  };
  const likelihood = value('exploitability') * value('reachability');
  const impact = 0.45 * value('dataSensitivity') + 0.3 * value('criticality') + 0.25 * value('business');
  return 100 * (1 - (1 - Math.min(1, likelihood * value('controls') * impact)) ** (1 + value('blastRadius') + value('agency')));
}

describe('PRIO-01 a score that anyone can compute again', () => {
  it.each(['harbour', 'orchard', 'observatory', 'lighthouse'])(
    'decomposes every score of %s into named factors that give it by the documented formula',
    (estate) =>
      inPlace(fixture(estate), async ({ report }) => {
        const { findings, paths } = await report();
        const scores = [...findings, ...paths].map(({ score }) => score);
        expect(scores.length).toBeGreaterThan(0);
        for (const score of scores) {
          expect(Object.keys(score.factors).sort()).toEqual([
            'agency',
            'blastRadius',
            'business',
            'controls',
            'criticality',
            'dataSensitivity',
            'exploitability',
            'reachability',
          ]);
          for (const factor of Object.values(score.factors)) expect(factor.level.length * factor.why.length).toBeGreaterThan(0);
          expect(score.value).toBeCloseTo(recomputed(score), 1);
          const known = Object.values(score.factors).filter((factor) => factor.known).length / 8;
          expect(score.confidence).toBe(Math.round(known * 100) / 100);
        }
      }),
  );

  it('PRIO-01 partial: explain prints every factor and the formula filled in', () =>
    inPlace(fixture('orchard'), async ({ pharos, folder, report }) => {
      const [finding] = failed(await report(), 'endpoint-weak-auth');
      await pharos('scan', 'estate', '--no-store', '--json', '-o', `${folder}/report.json`);
      const { stdout } = await pharos('explain', finding!.id, '--report', `${folder}/report.json`);
      expect(stdout).toContain('100 × [1 − (1 − L·C·I)^(1 + S + G)]');
      for (const { level, why } of Object.values(finding!.score.factors)) for (const part of [level, why]) expect(stdout).toContain(part);
      expect(stdout).toContain(`= ${finding!.score.value.toFixed(1)}`);
    }));
});

/** The score of the training bucket's finding under these settings. */
async function underSettings({ write, report }: Place, settings: string, check = 'training-data-public-read'): Promise<number> {
  write({ 'estate/pharos.yaml': settings });
  const [finding] = failed(await report(), check);
  return finding!.score.value;
}

const bucket = (lines: string): string => `annotations:\n  - match: { kind: data-store, name: harbour-berth-records }\n    ${lines}\n`;

function rises(values: readonly number[]): void {
  expect(values.length).toBeGreaterThan(1);
  for (let at = 1; at < values.length; at++) expect(values[at], values.join(' < ')).toBeGreaterThan(values[at - 1]!);
}

describe('PRIO-02 the score moves with what it is made of', () => {
  it.each([
    ['sensitivity', ['public', 'internal', 'confidential', 'restricted']],
    ['criticality', ['low', 'medium', 'high', 'critical']],
    ['environment', ['sandbox', 'development', 'staging', 'production']],
  ])('rises with the %s of the data, step by step', (factor, steps) =>
    inPlace(fixture('harbour'), async (place) => {
      const values: number[] = [];
      for (const step of steps) values.push(await underSettings(place, bucket(`${factor}: ${step}`)));
      rises(values);
    }),
  );

  it('rises with the access of strangers: none, reading, and ranks writing above reading', () =>
    inPlace(fixture('harbour'), async ({ write, report }) => {
      const original = fixture('harbour')['estate/infra/main.tf'];
      const acl = 'bucket = aws_s3_bucket.records.id\n  acl    = "public-read"';
      const values: number[] = [];
      const ranks: number[] = [];
      for (const access of ['private', 'public-read', 'public-read-write']) {
        write({ 'estate/infra/main.tf': exchanged(original, acl, acl.replace('public-read', access)) });
        const told = (await report()).findings.filter(({ status, title }) => status === 'fail' && title.includes('harbour-berth-records'));
        values.push(Math.max(0, ...told.map(({ score }) => score.value)));
        ranks.push(Math.max(-1, ...told.map(({ severity }) => SEVERITIES.indexOf(severity))));
      }
      rises(values.slice(0, 2));
      expect(values[2]).toBeGreaterThanOrEqual(values[1]!);
      rises(ranks);
    }));

  it('rises with how much the model does by itself: each tool of the agent adds', () =>
    inPlace(fixture('ferry'), async ({ write, report }) => {
      const values: number[] = [];
      for (const tools of ['tools=[send_mail]', 'tools=[query_bookings, send_mail]']) {
        write({
          'estate/counter/agent.py': exchanged(fixture('ferry')['estate/counter/agent.py'], 'tools=[query_bookings, send_mail]', tools),
        });
        values.push(failed(await report(), 'no-human-approval')[0]!.score.factors['agency']!.value);
      }
      rises(values);
    }));
});

describe('PRIO-03 priority by context', () => {
  it('ranks one misconfiguration by its context, and lists the reasons', () =>
    inPlace(fixture('harbour'), async ({ report, write }) => {
      const [acl] = /resource "aws_s3_bucket" "site" \{[^]*?\n\}\n\nresource "aws_s3_bucket_acl" "site" \{[^]*?\n\}\n/.exec(
        fixture('harbour')['estate/infra/main.tf']!,
      )!;
      const second = acl
        .replaceAll('"site"', '"crew"')
        .replaceAll('.site.', '.crew.')
        .replace('harbour-visitors-site', 'harbour-crew-lists');
      write({
        'estate/infra/main.tf': `${fixture('harbour')['estate/infra/main.tf']}\n${second}`,
        'estate/pharos.yaml': `annotations:
  - match: { kind: data-store, name: harbour-visitors-site }
    sensitivity: public
    criticality: low
    environment: development
  - match: { kind: data-store, name: harbour-crew-lists }
    sensitivity: restricted
    criticality: critical
    environment: production
`,
      });
      const found = await report();
      const [crew, site] = ['harbour-crew-lists', 'harbour-visitors-site'].map((name) =>
        failed(found, 'storage-public').find(({ on }) => on === name)!,
      );
      expect(crew!.score.value).toBeGreaterThan(site!.score.value);
      expect(SEVERITIES.indexOf(crew!.severity)).toBeGreaterThan(SEVERITIES.indexOf(site!.severity));
      const order = found.findings.map(({ id }) => id);
      expect(order.indexOf(crew!.id)).toBeLessThan(order.indexOf(site!.id));
      const reasons = (finding: typeof crew): string[] => Object.values(finding!.score.factors).map(({ why }) => why);
      expect(reasons(crew)).toEqual(
        expect.arrayContaining([
          'harbour-crew-lists holds restricted data.',
          'harbour-crew-lists is stated to be of critical criticality.',
          'harbour-crew-lists belongs to production.',
        ]),
      );
      expect(reasons(site)).toEqual(
        expect.arrayContaining([
          'harbour-visitors-site holds public data.',
          'harbour-visitors-site is stated to be of low criticality.',
          'harbour-visitors-site belongs to development.',
        ]),
      );
      expect(crew!.score.factors['blastRadius']!.value).toBeGreaterThan(site!.score.factors['blastRadius']!.value);
    }));
});

describe('PRIO-04 a public endpoint is not automatically a risk', () => {
  it('calls the benign public endpoint low, and the one with weak auth, sensitive vector store and payments critical', () =>
    inPlace(fixture('orchard'), async ({ report }) => {
      const found = await report();
      const open = failed(found, 'endpoint-weak-auth');
      expect(Object.fromEntries(open.map(({ on, severity }) => [on, severity]))).toEqual({
        'POST /ask': 'low',
        'POST /complain': 'critical',
      });
      const toxic = open.find(({ on }) => on === 'POST /complain')!;
      expect(toxic.saw).toContain('customer_letters (restricted)');
      expect(toxic.saw).toContain('pay_back');
    }));

  it('PRIO-04 partial: takes back what it said once the entry asks who is calling', () =>
    inPlace(fixture('orchard'), async ({ report, write }) => {
      const terraform = fixture('orchard')['estate/infra/main.tf'];
      const url = 'function_name      = aws_lambda_function.counter.function_name\n  authorization_type = "NONE"';
      write({ 'estate/infra/main.tf': exchanged(terraform, url, url.replace('NONE', 'AWS_IAM')) });
      expect(failed(await report(), 'endpoint-weak-auth').map(({ on }) => on)).toEqual(['POST /ask']);
    }));
});

describe('PRIO-12 why a finding matters', () => {
  it('shows file and line, path, data and owner of a finding', () =>
    inPlace(fixture('harbour'), async ({ pharos, folder, write }) => {
      write({
        'estate/pharos.yaml':
          'annotations:\n  - match: { kind: agent, name: Pilot desk }\n    owner: pilotage\n  - match: { kind: data-store, name: berths }\n    sensitivity: confidential\n',
      });
      const scan = await pharos('scan', 'estate', '--no-store', '--json', '-o', `${folder}/report.json`);
      expect(scan.code).toBe(1);
      const explained = await pharos('explain', 'Pilot desk', '--json', '--report', 'report.json');
      const [finding] = explained.json<{ findings: Report['findings'] }>().findings;
      const { stdout } = await pharos('explain', finding!.id, '--report', 'report.json');
      for (const part of [
        'desk/agent.py:39',
        'owner       pilotage',
        finding!.paths[0]!,
        'data-store berths: sensitivity confidential',
        finding!.why.slice(0, 40),
      ])
        expect(stdout).toContain(part);
      const document = (await pharos('explain', finding!.id, '--json', '--report', 'report.json')).json<{
        data: { name: string; sensitivity: string }[];
        paths: { id: string }[];
      }>();
      expect(document.data.map(({ name, sensitivity }) => `${name} ${sensitivity}`)).toEqual(['berths confidential']);
      expect(document.paths.map(({ id }) => id)).toEqual(finding!.paths);
    }));

  it('PRIO-12 partial: every failed finding has evidence with file and line, a consequence, a fix and a proof', () =>
    inPlace({ ...fixture('orchard') }, async ({ report }) => {
      const found = await report();
      const all = found.findings.filter(({ status }) => status === 'fail');
      expect(all.length).toBeGreaterThan(2);
      for (const finding of all) {
        expect(finding.evidence.filter(({ file, line }) => file !== undefined && line !== undefined).length, finding.title).toBeGreaterThan(
          0,
        );
        for (const part of [finding.saw, finding.why, finding.fix.text, finding.verify])
          expect(part.length, finding.title).toBeGreaterThan(20);
        if (finding.asset === assetNamed(found, 'ai-endpoint', 'POST /complain').id) expect(finding.owner).toBe('complaints');
      }
    }));
});
