import { describe, expect, it } from 'vitest';
import type { CoverageEntry } from './coverage.ts';
import { Diff, diffReports } from './diff.ts';
import { edgeId } from './ids.ts';
import type { AssetKind } from './kinds.ts';
import type { Report } from './report.ts';

type Asset = Report['assets'][number];

function asset(kind: AssetKind, name: string, at: string, more: Partial<Asset> = {}): Asset {
  const [file, line] = at.split(':');
  return {
    id: `a-${kind}-${name}`,
    aliases: [],
    kind,
    name,
    keys: [{ key: `git:shop/${name}`, strong: true }],
    properties: {},
    evidence: [{ target: 'shop', file: file!, ...(line === undefined ? {} : { line: Number(line) }), detail: `${kind} ${name}` }],
    confidence: 0.9,
    ...more,
  };
}

const SCORE = {
  value: 50,
  factors: { agency: { value: 0, level: 'none', why: 'No agent stands at the fault.', known: true } },
  confidence: 1,
};

function finding(check: string, on: Asset, more: Partial<Report['findings'][number]> = {}): Report['findings'][number] {
  return {
    id: `f-${check}-${on.name}`,
    check,
    severity: 'high',
    status: 'fail',
    asset: on.id,
    title: `${check} on ${on.name}`,
    saw: 'It was seen.',
    why: 'It matters.',
    fix: { text: 'Change it.' },
    verify: 'Scan again.',
    evidence: on.evidence,
    confidence: 1,
    score: SCORE,
    paths: [],
    frameworks: [],
    ...more,
  };
}

interface Parts {
  at?: string;
  targets?: string[];
  assets?: Asset[];
  edges?: [Asset, 'calls-tool' | 'connects-to', Asset][];
  findings?: Report['findings'];
  paths?: Report['paths'];
  coverage?: CoverageEntry[];
  checks?: string[];
}

function report({
  at = '2027-03-01T08:00:00.000Z',
  targets = ['shop'],
  assets = [],
  edges = [],
  findings = [],
  paths = [],
  coverage = [],
  checks = ['no-human-approval'],
}: Parts): Report {
  return {
    schema: 'pharos.report/1',
    pharos: '0.1.0',
    scan: {
      id: `s-${at}`,
      started: at,
      finished: at,
      complete: coverage.length === 0,
      targets: targets.map((id) => ({ id, kind: 'folder', name: id })),
    },
    assets,
    edges: edges.map(([from, kind, to]) => ({
      id: edgeId(from.id, kind, to.id),
      from: from.id,
      to: to.id,
      kind,
      strength: 'stated',
      evidence: from.evidence,
    })),
    checks: checks.map((id) => ({ id, pass: 1, fail: findings.length, unknown: 0 })),
    findings,
    paths,
    coverage,
  };
}

const DAY_TWO = '2027-03-02T08:00:00.000Z';
const refunds = asset('agent', 'refunds', 'agents/refunds.py:12');
const pay = asset('tool', 'pay', 'agents/pay.py:3');
const ledger = asset('data-store', 'ledger', 'infra/main.tf:40');
const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);

describe('diffReports', () => {
  it('is empty for two scans of one state, whatever their times', () => {
    const parts = {
      assets: [refunds, pay],
      edges: [[refunds, 'calls-tool', pay]] as Parts['edges'] & object,
      findings: [finding('no-human-approval', refunds)],
    };
    const diff = diffReports(report(parts), report({ ...parts, at: DAY_TWO }));
    for (const part of ['assets', 'edges', 'checks', 'findings', 'paths', 'coverage'] as const)
      expect(diff[part], part).toEqual({ added: [], changed: [], gone: [], notAssessed: [] });
    expect([diff.before.started, diff.after.started]).toEqual(['2027-03-01T08:00:00.000Z', DAY_TWO]);
    expect(Diff.safeParse(JSON.parse(JSON.stringify(diff))).error).toBeUndefined();
  });

  it('tells what is added, changed by name, and gone', () => {
    const model = asset('model', 'gpt-4.1', 'agents/refunds.py:14', { properties: { pinning: 'floating', task: 'chat' } });
    const pinned = { ...model, properties: { pinning: 'pinned', task: 'chat' }, confidence: 0.95 };
    const diff = diffReports(report({ assets: [refunds, ledger, model] }), report({ at: DAY_TWO, assets: [refunds, pay, pinned] }));
    expect(names(diff.assets.added)).toEqual(['pay']);
    expect(names(diff.assets.gone)).toEqual(['ledger']);
    expect(diff.assets.changed.map(({ after, what }) => [after.name, what])).toEqual([['gpt-4.1', ['confidence', 'properties.pinning']]]);
    expect(diff.assets.notAssessed).toEqual([]);
  });

  it('takes moved lines for no change, in evidence and in properties', () => {
    const effects = (line: number): Partial<Asset> => ({ properties: { effects: [{ how: 'sql', file: 'agents/pay.py', line }] } });
    const before = asset('tool', 'pay', 'agents/pay.py:3', effects(9));
    const after = asset('tool', 'pay', 'agents/pay.py:7', effects(13));
    expect(diffReports(report({ assets: [before] }), report({ assets: [after] })).assets.changed).toEqual([]);
  });

  it('tells a place that is another file', () => {
    const moved = asset('tool', 'pay', 'tools/pay.py:3');
    expect(diffReports(report({ assets: [pay] }), report({ assets: [moved] })).assets.changed[0]?.what).toEqual(['evidence']);
  });

  it.each<[string, CoverageEntry, string]>([
    [
      'its file',
      { target: 'shop', file: 'infra/main.tf', what: 'files', status: 'denied', reason: 'No permission to read it.' },
      'infra/main.tf: No permission to read it.',
    ],
    [
      'a folder above it',
      { target: 'shop', file: 'infra', what: 'files', status: 'denied', reason: 'The folder cannot be listed.' },
      'infra/main.tf: The folder cannot be listed.',
    ],
    [
      'a file that was skipped',
      { target: 'shop', file: 'infra/main.tf', what: 'files', status: 'skipped', reason: 'It became a link.' },
      'infra/main.tf: It became a link.',
    ],
    [
      'the whole target',
      { target: 'shop', what: 'source', status: 'failed', reason: 'Nothing of it could be assessed.' },
      'infra/main.tf: Nothing of it could be assessed.',
    ],
  ])('does not take for gone what stands in %s that was not read', (_, entry, why) => {
    const diff = diffReports(report({ assets: [ledger, pay] }), report({ at: DAY_TWO, assets: [pay], coverage: [entry] }));
    expect(diff.assets.gone).toEqual([]);
    expect(diff.assets.notAssessed.map(({ item, why }) => [item.name, why])).toEqual([['ledger', why]]);
  });

  it('does not take for gone what belongs to a target that was not scanned', () => {
    const diff = diffReports(report({ assets: [ledger] }), report({ targets: ['docs'] }));
    expect(diff.assets.gone).toEqual([]);
    expect(diff.assets.notAssessed[0]?.why).toBe('infra/main.tf: shop was not scanned.');
  });

  it('takes a gap elsewhere, and a relation whose end was not seen, for no excuse', () => {
    const coverage: CoverageEntry[] = [
      { target: 'shop', file: 'infra/other.tf', what: 'files', status: 'denied', reason: 'No permission.' },
      { target: 'shop', file: 'infra/main.tf', what: 'relations', status: 'skipped', reason: 'The other end was not seen.' },
      { target: 'shop', what: '.go', status: 'unsupported', reason: '3 .go files.' },
    ];
    expect(names(diffReports(report({ assets: [ledger] }), report({ coverage })).assets.gone)).toEqual(['ledger']);
  });

  it('keeps a finding open when the place of its asset was not read, though the line of the fault was', () => {
    const fault = finding('no-human-approval', refunds, { evidence: pay.evidence });
    const coverage: CoverageEntry[] = [
      { target: 'shop', file: 'agents/refunds.py', what: 'files', status: 'unreadable', reason: 'It vanished during the scan.' },
    ];
    const diff = diffReports(report({ assets: [refunds, pay], findings: [fault] }), report({ assets: [pay], coverage }));
    expect(diff.findings.gone).toEqual([]);
    expect(diff.findings.notAssessed[0]?.why).toBe('agents/refunds.py: It vanished during the scan.');
  });

  it('keeps a finding open when its check did not run or could not tell', () => {
    const fault = finding('no-human-approval', refunds);
    const without = diffReports(report({ assets: [refunds], findings: [fault] }), report({ assets: [refunds], checks: [] }));
    expect(without.findings.notAssessed.map(({ why }) => why)).toEqual(['The check no-human-approval did not run.']);
    const unsure = { ...fault, id: 'f-open', status: 'unknown' as const, title: 'not known' };
    const diff = diffReports(report({ assets: [refunds], findings: [fault] }), report({ assets: [refunds], findings: [unsure] }));
    expect(diff.findings.notAssessed.map(({ why }) => why)).toEqual(['The check could not tell this time.']);
    expect(diff.findings.added.map(({ id }) => id)).toEqual(['f-open']);
  });

  it('calls a finding gone when everything it rests on was read again', () => {
    const diff = diffReports(
      report({ assets: [refunds], findings: [finding('no-human-approval', refunds)] }),
      report({ assets: [refunds] }),
    );
    expect(diff.findings.gone.map(({ check }) => check)).toEqual(['no-human-approval']);
    expect(diff.checks.changed.map(({ what }) => what)).toEqual([['fail']]);
  });

  it('follows an asset over a union of its keys, with its edges and findings', () => {
    const united = { ...refunds, id: 'a-other', aliases: [refunds.id] };
    const before = report({
      assets: [refunds, pay],
      edges: [[refunds, 'calls-tool', pay]],
      findings: [finding('no-human-approval', refunds)],
    });
    const after = report({
      assets: [united, pay],
      edges: [[united, 'calls-tool', pay]],
      findings: [finding('no-human-approval', united, { id: 'f-other' })],
    });
    const diff = diffReports(before, after);
    for (const part of ['assets', 'edges'] as const)
      expect(diff[part], part).toEqual({ added: [], changed: [], gone: [], notAssessed: [] });
    expect([diff.findings.added, diff.findings.gone]).toEqual([[], []]);
  });

  it('tells severity and each factor of a score that moved', () => {
    const worse = finding('no-human-approval', refunds, {
      severity: 'critical',
      score: { ...SCORE, value: 70, factors: { agency: { value: 0.4, level: '4 of 10', why: 'It has tools.', known: true } } },
    });
    const diff = diffReports(
      report({ assets: [refunds], findings: [finding('no-human-approval', refunds)] }),
      report({ assets: [refunds], findings: [worse] }),
    );
    expect(diff.findings.changed[0]?.what).toEqual(['score', 'score.agency', 'severity']);
  });

  it('says of a path that ran over an unread file that it was not assessed', () => {
    const path: Report['paths'][number] = {
      id: 'p-1',
      kind: 'over-privileged-agent',
      title: 'refunds pays anybody',
      severity: 'critical',
      score: SCORE,
      entry: refunds.id,
      effect: ledger.id,
      steps: [refunds, ledger].map(({ id, evidence }) => ({ asset: id, saying: 'step', evidence })),
      fixes: [],
      chokePoints: [],
    };
    const before = report({ assets: [refunds, ledger], paths: [path] });
    const failed = report({
      assets: [refunds],
      coverage: [{ target: 'shop', file: 'infra/main.tf', what: 'files', status: 'too-large', reason: 'Too large.' }],
    });
    expect(diffReports(before, failed).paths.notAssessed.map(({ item }) => item.id)).toEqual(['p-1']);
    expect(diffReports(before, report({ assets: [refunds, ledger] })).paths.gone.map(({ id }) => id)).toEqual(['p-1']);
  });

  it('is not moved by property names of JavaScript', () => {
    const odd = (value: string): Asset => ({
      ...pay,
      properties: JSON.parse(`{"__proto__": "${value}", "constructor": "x"}`) as Asset['properties'],
    });
    expect(diffReports(report({ assets: [odd('a')] }), report({ assets: [odd('b')] })).assets.changed[0]?.what).toEqual([
      'properties.__proto__',
    ]);
  });
});
