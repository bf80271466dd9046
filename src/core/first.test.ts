import { describe, expect, it } from 'vitest';
import type { Severity } from './finding.ts';
import { firstOf } from './first.ts';
import type { Report } from './report.ts';

type Finding = Report['findings'][number];
type Path = Report['paths'][number];

const score = (value: number): Finding['score'] => ({ value, factors: {}, confidence: 1 });

function finding(id: string, check: string, severity: Severity, more: Partial<Finding> = {}): Finding {
  return {
    id,
    check,
    severity,
    status: 'fail',
    asset: `asset of ${id}`,
    title: `title of ${id}`,
    saw: '',
    why: '',
    fix: { text: `fix of ${id}` },
    verify: '',
    evidence: [],
    confidence: 1,
    score: score(50),
    paths: [],
    frameworks: [],
    ...more,
  };
}

function path(id: string, kind: string, more: Partial<Path> = {}): Path {
  return {
    id,
    kind,
    title: `title of ${id}.`,
    severity: 'critical',
    score: score(90),
    entry: 'zone',
    effect: 'store',
    steps: [],
    fixes: [{ text: `fix of ${id}`, cuts: [], closes: 1 }],
    chokePoints: [],
    ...more,
  };
}

const judged = (findings: Finding[], paths: Path[] = [], fixes: NonNullable<Report['remediation']>['fixes'] = []) =>
  firstOf({ assets: [], findings, paths, remediation: { fixes, closes: paths.length, of: paths.length, cost: 1, atLeast: 1 } });

describe('what comes first', () => {
  it('tells a finding with the path it lies on, unless it is worse than the path', () => {
    const { signals } = judged(
      [finding('f1', 'storage-public', 'high', { paths: ['p1'] }), finding('f2', 'notebook-exposed', 'critical', { paths: ['p2'] })],
      [path('p1', 'open-endpoint'), path('p2', 'open-endpoint', { severity: 'high' })],
    );
    expect(signals.map(({ ids }) => ids)).toEqual([['p1', 'f1'], ['f2'], ['p2']]);
  });

  it('makes paths that one fix closes one thing to do, with that fix', () => {
    const fix = { text: 'Ask a person first.', cuts: ['e1'], cost: 1, closes: 2, paths: ['p1', 'p2'] };
    const { signals } = judged([], [path('p1', 'open-endpoint'), path('p2', 'poisoned-retrieval'), path('p3', 'open-endpoint')], [fix]);
    expect(signals.map(({ ids, title, fix: todo }) => [ids, title, todo])).toEqual([
      [['p1', 'p2'], 'title of p1; one fix closes 2 paths', 'Ask a person first.'],
      [['p3'], 'title of p3.', 'fix of p3'],
    ]);
  });

  it('makes one check one thing to do, and keys in files one, whatever they open', () => {
    const { signals, of, noise, critical } = judged(
      [
        finding('f1', 'leaked-provider-key', 'critical'),
        finding('f2', 'leaked-credential', 'high'),
        finding('f3', 'mcp-server-unpinned', 'medium'),
        finding('f4', 'mcp-server-unpinned', 'low'),
        finding('f5', 'mcp-plaintext-transport', 'low'),
      ],
      [path('p1', 'exposed-key')],
    );
    expect(signals.map(({ ids }) => ids)).toEqual([['p1', 'f1', 'f2'], ['f3', 'f4'], ['f5']]);
    expect(signals[0]!.fix).toMatch(/^Revoke each key where it works/);
    expect([of, noise, critical]).toEqual([3, 0.5, { shown: 2, of: 2 }]);
  });

  it('says how many critical ones are left out where there are more things to do than are shown', () => {
    const checks = ['a', 'b', 'c'];
    const first = firstOf({ assets: [], paths: [], findings: checks.map((check) => finding(`f-${check}`, check, 'critical')) }, 2);
    expect([first.signals.length, first.of, first.critical]).toEqual([2, 3, { shown: 2, of: 3 }]);
  });
});
