import { describe, expect, it } from 'vitest';
import type { Report } from '../../../core/report.ts';
import { bookshop } from '../../../../test/schemas/estate.ts';
import { sarifValidator } from '../../../../test/schemas/validate.ts';
import { toSarif } from './sarif.ts';
import { messageText, relativeUri } from './text.ts';

const RULES = [
  {
    id: 'endpoint-weak-auth',
    title: 'An entry that anybody can call',
    severity: 'medium' as const,
    frameworks: [{ framework: 'owasp-llm', edition: '2026', control: 'LLM02' }],
  },
  {
    id: 'over-privileged-agent',
    title: 'An agent that can do too much',
    severity: 'critical' as const,
    frameworks: [{ framework: 'owasp-agentic', edition: '2026', control: 'ASI02' }],
  },
];

interface Run {
  tool: {
    driver: {
      rules: {
        id: string;
        help: { text: string };
        properties: Record<string, unknown>;
        relationships: { target: { id: string; toolComponent: { name: string; index: number } } }[];
      }[];
    };
  };
  taxonomies: { name: string; version: string; taxa: { id: string }[] }[];
  invocations: {
    executionSuccessful: boolean;
    toolExecutionNotifications: { level: string; descriptor: { id: string }; message: { text: string } }[];
  }[];
  originalUriBaseIds: Record<string, unknown>;
  results: {
    ruleId: string;
    ruleIndex: number;
    level: string;
    message: { text: string };
    partialFingerprints: Record<string, string>;
    locations: {
      physicalLocation?: { artifactLocation: { uri: string; uriBaseId: string }; region?: { startLine: number } };
      logicalLocations: { name: string; kind: string }[];
    }[];
    relatedLocations?: { physicalLocation: { region: { startLine: number } } }[];
    suppressions?: { status: string; justification: string }[];
    codeFlows?: {
      threadFlows: { locations: { location: { message: { text: string }; physicalLocation: { artifactLocation: { uri: string } } } }[] }[];
    }[];
    properties: Record<string, unknown>;
  }[];
}

function runOf(report = bookshop()): Run {
  return (JSON.parse(toSarif(report, RULES)) as { runs: Run[] }).runs[0]!;
}

const result = (run: Run, id: string): Run['results'][number] =>
  run.results.find(({ partialFingerprints }) => partialFingerprints['pharosId/v1'] === id)!;

describe('toSarif', () => {
  it('is valid SARIF 2.1.0, with declared rules and without', () => {
    const validate = sarifValidator();
    expect(validate(JSON.parse(toSarif(bookshop(), RULES)))).toEqual([]);
    expect(validate(JSON.parse(toSarif(bookshop())))).toEqual([]);
    expect(validate(JSON.parse(toSarif({ ...bookshop(), findings: [], paths: [], checks: [], coverage: [] })))).toEqual([]);
  });

  it('has a result for each failed finding and each path, and none for what is unknown', () => {
    const run = runOf();
    expect(run.results.map(({ ruleId, level, partialFingerprints }) => [ruleId, level, partialFingerprints['pharosId/v1']])).toEqual([
      ['over-privileged-agent', 'error', 'p-way'],
      ['endpoint-weak-auth', 'error', 'f-open'],
      ['storage-public', 'note', 'f-accepted'],
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('points to file and line relative to the target, further places beside', () => {
    const { locations, relatedLocations } = result(runOf(), 'f-open');
    expect(locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'app/web.py', uriBaseId: '%SRCROOT%' },
      region: { startLine: 9 },
    });
    expect(relatedLocations?.map(({ physicalLocation }) => physicalLocation.region.startLine)).toEqual([30]);
  });

  it('names the asset where no file is known', () => {
    const { locations } = result(runOf(), 'f-accepted');
    expect(locations[0]?.physicalLocation).toBeUndefined();
    expect(locations[0]?.logicalLocations).toMatchObject([{ name: 'letters', kind: 'data-store' }]);
  });

  it('tells each step of a path, in order, at a place', () => {
    const flow = result(runOf(), 'p-way').codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(flow.map(({ location }) => [location.physicalLocation.artifactLocation.uri, location.message.text])).toEqual([
      ['app/web.py', 'A stranger starts here. The entry answers anybody.'],
      ['app/a%20gent.py', 'The agent obeys. The letters leave.'],
    ]);
  });

  it('carries score, owner and acceptance', () => {
    expect(result(runOf(), 'f-open').properties).toMatchObject({
      'security-severity': '7.2',
      severity: 'high',
      score: 72.4,
      owner: 'web-team',
    });
    expect(result(runOf(), 'f-accepted').suppressions).toMatchObject([
      { status: 'accepted', justification: 'The press kit (until 2099-12-31)' },
    ]);
  });

  it('never shows a rule as milder or worse than its worst result', () => {
    const severity = new Map(runOf().tool.driver.rules.map(({ id, properties }) => [id, properties['security-severity']]));
    expect(severity.get('over-privileged-agent')).toBe('9.0');
    expect(severity.get('endpoint-weak-auth')).toBe('7.2');
    expect(severity.get('storage-public')).toBe('3.9');
  });

  it('relates rules to the frameworks they serve', () => {
    const run = runOf();
    const [relation] = run.tool.driver.rules.find(({ id }) => id === 'over-privileged-agent')!.relationships;
    expect(relation?.target.id).toBe('ASI02');
    expect(run.taxonomies[relation!.target.toolComponent.index]).toEqual({
      name: 'owasp-agentic',
      version: '2026',
      taxa: [{ id: 'ASI02' }],
    });
  });

  it('says in the help of a rule why it matters and what to do', () => {
    const { help } = runOf().tool.driver.rules.find(({ id }) => id === 'endpoint-weak-auth')!;
    for (const part of [
      'An entry that anybody can call.',
      'A stranger spends the budget.',
      'Ask for a token.',
      'A call without a token is refused.',
      'owasp-llm 2026 LLM02',
    ])
      expect(help.text).toContain(part);
  });

  it('notifies of what could not be read, and not of what was', () => {
    const [invocation] = runOf().invocations;
    expect(invocation?.executionSuccessful).toBe(true);
    expect(invocation?.toolExecutionNotifications.map(({ level, descriptor, message }) => [level, descriptor.id, message.text])).toEqual([
      ['warning', 'coverage/too-large', 'books/app/big.json: 9 MB.'],
      ['note', 'coverage/unsupported', 'books: 3 .go files.'],
    ]);
    const failed = runOf({
      ...bookshop(),
      coverage: [{ target: 'books', what: 'source', status: 'failed', reason: 'Nothing of it could be assessed.' }],
    });
    expect(failed.invocations[0]?.executionSuccessful).toBe(false);
  });

  it('tells several targets apart', () => {
    const report = bookshop();
    report.scan.targets.push({ id: 'shelf', kind: 'folder', name: 'shelf' });
    const run = runOf(report);
    expect(Object.keys(run.originalUriBaseIds)).toEqual(['%SRCROOT:books%', '%SRCROOT:shelf%']);
    expect(result(run, 'f-open').locations[0]?.physicalLocation?.artifactLocation.uriBaseId).toBe('%SRCROOT:books%');
  });

  it('keeps links and placeholders of names from being links and placeholders, and controls from a terminal', () => {
    const text = toSarif(bookshop(), RULES);
    const { message } = result(runOf(), 'f-open');
    expect(message.text).toContain('pay\\](https://evil.example) {{0}}');
    expect(/[\p{Cc}\u202e]/u.test(text.replaceAll('\n', ''))).toBe(false);
  });
});

describe('with a baseline', () => {
  interface Stated {
    ruleId: string;
    kind: string;
    level: string;
    baselineState?: string;
    message: { text: string };
    partialFingerprints: Record<string, string>;
  }
  interface Compared {
    automationDetails: { guid: string };
    baselineGuid?: string;
    tool: { driver: { rules: { id: string }[] } };
    results: (Stated & { ruleIndex: number })[];
  }
  const compared = (report: Report, baseline?: Report): Compared => {
    const document = JSON.parse(toSarif(report, [], baseline)) as { runs: Compared[] };
    expect(sarifValidator()(document)).toEqual([]);
    return document.runs[0]!;
  };
  const states = (run: Compared): (string | undefined)[][] =>
    run.results.map(({ partialFingerprints, kind, baselineState }) => [partialFingerprints['pharosId/v1'], kind, baselineState]);
  const early = { ...bookshop(), scan: { ...bookshop().scan, id: 's-early', started: '2026-12-02T03:04:05.000Z' }, coverage: [] };
  const [open, accepted, unknown] = early.findings;

  it('says nothing of it without one', () => {
    const run = compared(bookshop());
    expect(run.results.map(({ baselineState }) => baselineState)).toEqual([undefined, undefined, undefined]);
    expect(run.baselineGuid).toBeUndefined();
  });

  it('tells what is new, updated and unchanged, and which run it was compared with', () => {
    const run = compared(bookshop(), { ...early, findings: [{ ...open!, severity: 'medium' }, unknown!] });
    expect(states(run)).toEqual([
      ['p-way', 'fail', 'unchanged'],
      ['f-open', 'fail', 'updated'],
      ['f-accepted', 'fail', 'new'],
    ]);
    expect(run.baselineGuid).toBe(compared(early).automationDetails.guid);
    expect(run.baselineGuid).not.toBe(run.automationDetails.guid);
  });

  it('tells what is gone as absent, with its rule', () => {
    const finding = { ...open!, id: 'f-gone', title: 'The side door is open' };
    const path = { ...early.paths[0]!, id: 'p-gone', kind: 'exposed-key' };
    const run = compared(
      { ...bookshop(), coverage: [] },
      { ...early, findings: [open!, accepted!, finding, { ...unknown!, id: 'f-other' }], paths: [...early.paths, path] },
    );
    expect(states(run).filter(([, , state]) => state !== 'unchanged')).toEqual([
      ['p-gone', 'fail', 'absent'],
      ['f-gone', 'fail', 'absent'],
    ]);
    const absent = run.results.filter(({ baselineState }) => baselineState === 'absent');
    expect(absent.map(({ ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id)).toEqual(['exposed-key', 'endpoint-weak-auth']);
  });

  it('does not call absent what could not be read again', () => {
    const missed = { target: 'books', file: 'app/web.py', what: 'files', status: 'denied' as const, reason: 'No permission to read it.' };
    const run = compared({ ...bookshop(), findings: [accepted!], paths: [], coverage: [missed] }, early);
    expect(states(run)).toEqual([
      ['f-accepted', 'fail', 'unchanged'],
      ['p-way', 'open', 'updated'],
      ['f-open', 'open', 'updated'],
    ]);
    expect(run.results.at(-1)).toMatchObject({
      level: 'none',
      message: { text: expect.stringMatching(/^Not assessed: app\/web\.py: No permission to read it\./) },
    });
  });
});

describe('messageText', () => {
  it('leaves ordinary text alone', () => {
    expect(messageText('tools[0] calls pay(to)')).toBe('tools[0] calls pay(to)');
  });

  it('replaces what is no text', () => {
    expect(messageText('a\ud800b')).toBe('a\ufffdb');
  });
});

describe('relativeUri', () => {
  it.each([
    ['src/a b.py', 'src/a%20b.py'],
    ['c:/x?#.py', 'c%3A/x%3F%23.py'],
    ['models.zip!/w\ud800.pt', 'models.zip!/w%EF%BF%BD.pt'],
  ])('writes %j as a reference', (file, uri) => {
    expect(relativeUri(file)).toBe(uri);
  });
});
