import { describe, expect, it } from 'vitest';
import type { AssetKind } from '../../core/kinds.ts';
import { Report } from '../../core/report.ts';
import { compare, format, type Row } from './compare.ts';
import { type LocatedManifest, Manifest } from './manifest.ts';

const manifest: LocatedManifest = {
  ...Manifest.parse({
    rename: [],
    defects: [
      { id: 'open', check: 'open-door', asset: { kind: 'data-store', name: 'barn' }, file: 'farm.tf', anchor: 'door', severity: 'medium' },
    ],
    twins: [{ id: 'locked', near: 'open', check: 'open-door', file: 'farm.tf', anchor: 'lock', why: 'It has a lock' }],
    paths: [
      {
        id: 'thief',
        scenario: 'S',
        kind: 'poisoned-training',
        steps: [{ kind: 'zone', name: 'internet' }, '…', { kind: 'data-store', name: 'barn' }, '…'],
      },
    ],
    pathTwins: [{ id: 'stable', kind: 'poisoned-training', asset: { kind: 'data-store', name: 'stable' }, why: 'It has a lock' }],
    assets: [{ kind: 'data-store', name: 'barn', file: 'farm.tf' }],
    edges: [{ from: { kind: 'data-store', name: 'barn' }, kind: 'exposed-to', to: { kind: 'zone', name: 'internet' } }],
  }),
  places: new Map([
    ['open', [{ file: 'farm.tf', first: 3, last: 5 }]],
    ['locked', [{ file: 'farm.tf', first: 8, last: 8 }]],
  ]),
};

const score = { value: 50, factors: {}, confidence: 1 };
const seen = (line: number) => [{ target: 't', file: 'farm.tf', line, detail: 'seen' }];
const asset = (id: string, kind: AssetKind, name: string) => ({
  id,
  aliases: [],
  kind,
  name,
  keys: [],
  properties: {},
  evidence: seen(3),
  confidence: 1,
});
const finding = (changes: Partial<Report['findings'][number]> = {}): Report['findings'][number] => ({
  id: 'f',
  check: 'open-door',
  severity: 'high',
  status: 'fail',
  asset: 'barn',
  title: 'The door is open',
  saw: '',
  why: '',
  fix: { text: '' },
  verify: '',
  evidence: seen(4),
  confidence: 1,
  score,
  paths: [],
  frameworks: [],
  ...changes,
});
const path = (...assets: string[]): Report['paths'][number] => ({
  id: 'p',
  kind: 'poisoned-training',
  title: assets.join(' to '),
  severity: 'high',
  score,
  entry: assets[0]!,
  effect: assets.at(-1)!,
  steps: assets.map((id) => ({ asset: id, saying: '', evidence: [] })),
  fixes: [],
  chokePoints: [],
});
const report = (changes: Partial<Report> = {}): Report =>
  Report.parse({
    schema: 'pharos.report/1',
    pharos: '0',
    scan: { id: 's', started: '2026-01-01T00:00:00Z', finished: '2026-01-01T00:00:01Z', complete: true, targets: [] },
    assets: [
      asset('net', 'zone', 'internet'),
      asset('barn', 'data-store', 'barn'),
      asset('stable', 'data-store', 'stable'),
      asset('yard', 'pipeline', 'yard'),
    ],
    edges: [{ id: 'e', from: 'barn', to: 'net', kind: 'exposed-to', strength: 'stated', evidence: [] }],
    checks: [],
    findings: [finding()],
    paths: [path('net', 'yard', 'barn')],
    coverage: [],
    ...changes,
  });
const wrong = (changes: Partial<Report>): string[] =>
  compare(report(changes), manifest)
    .filter(({ ok }) => !ok)
    .map(({ what, id, detail }) => `${what} ${id}: ${detail}`);

describe('compare', () => {
  it('is content with the truth', () => {
    expect(compare(report(), manifest).map(({ what, ok }) => [what, ok])).toEqual([
      ['defect', true],
      ['twin', true],
      ['path', true],
      ['pathTwin', true],
      ['asset', true],
      ['edge', true],
    ]);
  });

  it('misses a defect', () => {
    expect(wrong({ findings: [] })).toEqual(['defect open: no finding; due: open-door on data-store barn at farm.tf:3-5']);
  });

  it('does not take a finding of unknown status for a defect', () => {
    expect(wrong({ findings: [finding({ status: 'unknown' })] })).toHaveLength(1);
  });

  it('sees a finding at another place or on another asset as unexpected', () => {
    expect(wrong({ findings: [finding({ evidence: seen(20) })] })).toEqual([
      'defect open: told elsewhere (data-store barn at farm.tf:20); due: open-door on data-store barn at farm.tf:3-5',
      'unexpected open-door: data-store barn at farm.tf:20: The door is open',
    ]);
    expect(wrong({ findings: [finding({ asset: 'stable' })] })).toEqual([
      'defect open: told on data-store stable; due: open-door on data-store barn at farm.tf:3-5',
      'unexpected open-door: data-store stable at farm.tf:4: The door is open',
    ]);
  });

  it('sees a defect that is told twice', () => {
    expect(wrong({ findings: [finding(), finding({ id: 'g' })] })).toEqual(['defect open: found 2 times']);
  });

  it('sees a severity below the due one, and a suppression nobody asked for', () => {
    expect(wrong({ findings: [finding({ severity: 'low', suppressed: { reason: 'no', until: '2099-01-01' } })] })).toEqual([
      'defect open: severity low, at least medium is due; suppressed',
    ]);
  });

  it('holds severities and suppressions against the manifest', () => {
    const [defect] = manifest.defects;
    const strict: LocatedManifest = { ...manifest, defects: [{ ...defect!, severity: undefined, ceiling: 'low', suppressed: true }] };
    expect(compare(report(), strict)[0]).toMatchObject({
      ok: false,
      detail: 'severity high, at most low is due; not suppressed, though pharos.yaml says so',
    });
  });

  it('hears a twin', () => {
    expect(wrong({ findings: [finding(), finding({ id: 'g', asset: 'stable', evidence: seen(8) })] })).toEqual([
      'twin locked: open-door is told at farm.tf:8, on data-store stable',
      'unexpected open-door: data-store stable at farm.tf:8: The door is open',
    ]);
  });

  it.each([
    { steps: ['net', 'barn'], fits: true },
    { steps: ['net', 'yard', 'yard', 'barn', 'yard'], fits: true },
    { steps: ['net', 'barn', 'barn'], fits: true },
    { steps: ['yard', 'net', 'barn'], fits: false },
    { steps: ['barn', 'net'], fits: false },
    { steps: ['net'], fits: false },
  ])('reads the path $steps as expected: $fits', ({ steps, fits }) => {
    const rows = compare(report({ paths: [path(...steps)] }), manifest);
    expect(rows.find(({ what }) => what === 'path')?.ok).toBe(fits);
    expect(rows.some(({ what }) => what === 'unexpected')).toBe(!fits);
  });

  it('sees a path that stands twice, one that touches a twin, and one of another kind', () => {
    expect(wrong({ paths: [path('net', 'barn'), path('net', 'yard', 'barn')] })).toEqual(['path thief: found 2 times']);
    expect(wrong({ paths: [path('net', 'barn'), path('net', 'stable')] })).toEqual([
      'pathTwin stable: net to stable',
      'unexpected poisoned-training: path zone internet → data-store stable',
    ]);
    expect(wrong({ paths: [path('net', 'barn'), { ...path('net', 'stable'), kind: 'other' }] })).toEqual([
      'unexpected other: path zone internet → data-store stable',
    ]);
  });

  it('sees an asset that is missing, double or seen elsewhere, and a missing edge', () => {
    const assets = report().assets;
    const double = asset('barn2', 'data-store', 'barn');
    expect(wrong({ assets: [...assets, double] })).toEqual(['asset data-store barn: found 2 times']);
    const elsewhere = assets.map((one) => (one.id === 'barn' ? { ...one, evidence: [] } : one));
    expect(wrong({ assets: elsewhere })).toEqual(['asset data-store barn: not seen in farm.tf']);
    expect(wrong({ edges: [] })).toEqual(['edge data-store barn exposed-to zone internet: not found']);
  });
});

describe('format', () => {
  it('is a table with marks, words and sums', () => {
    const rows: Row[] = [
      { id: 'open', what: 'defect', ok: true, detail: 'open-door at farm.tf:3' },
      { id: 'locked', what: 'twin', ok: false, detail: 'told' },
    ];
    expect(format(rows)).toBe(
      [
        '✓ ok     defect  open    open-door at farm.tf:3',
        '✗ wrong  twin    locked  told',
        '',
        '✗ 1 of 1 defects, 0 of 1 twins, 0 unexpected',
        '',
      ].join('\n'),
    );
  });
});
