import { describe, expect, it } from 'vitest';
import { bucket, INTERNET, snapshotOf, thing, tie } from '../../test/posture/snapshot-of.ts';
import type { AssetObservation, EdgeObservation } from '../core/observation.ts';
import type { Settings } from '../core/settings.ts';
import { type Check, defineCheck, type Fail, type Judgement } from './check.ts';
import { judge } from './judge.ts';
import { definePath } from './path.ts';

const TODAY = '2026-01-01';

const FAIL: Fail = {
  status: 'fail',
  saw: 'It is open.',
  why: 'Anybody comes in.',
  fix: { text: 'Close it.' },
  verify: 'It is closed.',
  evidence: [{ target: 'estate', file: 'main.tf', line: 3, detail: 'open' }],
  exploitability: 'trivial',
  reachability: 'internet',
};

function check(judgeOne: Check['judge'], more: Partial<Check> = {}): Check {
  return defineCheck({
    id: 'door-open',
    title: 'Door is open',
    severity: 'medium',
    applies: 'data-store',
    frameworks: [{ framework: 'owasp-llm', edition: '2026', control: 'LLM02' }],
    judge: judgeOne,
    ...more,
  });
}

async function run(assets: AssetObservation[], edges: EdgeObservation[], checks: Check[], settings: Settings = {}) {
  return judge(snapshotOf(assets, edges), { today: TODAY, checks, paths: [], settings: [{ settings }] });
}

describe('the severity of what stands in tests and examples', () => {
  const at = (...files: string[]): Fail => ({ ...FAIL, evidence: files.map((file) => ({ target: 'estate', file, detail: 'open' })) });
  it.each([
    ['is a step lower in an example', 'data-store', at('examples/hub/config.py'), 'low'],
    ['is a step lower in a test', 'data-store', at('src/test_store.py', 'tests/store.py'), 'low'],
    ['is what it is where other code does it too', 'data-store', at('examples/hub/config.py', 'hub/config.py'), 'medium'],
    ['is what it is in a folder of another name', 'data-store', at('exemplary/config.py'), 'medium'],
    ['is what it is for a key', 'secret', at('examples/hub/config.py'), 'medium'],
  ] as const)('%s', async (_, kind, fail, severity) => {
    const asset = kind === 'secret' ? thing('secret', 'a', { form: 'value' }) : bucket('a');
    const { findings } = await run(
      [asset],
      [],
      [check(() => ({ ...fail, exploitability: 'foothold', reachability: 'internal' }), { applies: kind })],
    );
    expect(findings.map((finding) => finding.severity)).toEqual([severity]);
  });
});

describe('counting', () => {
  it('gives every status its number and rows only for fail and unknown', async () => {
    const answers: Record<string, Judgement | undefined> = {
      a: FAIL,
      b: { status: 'pass' },
      c: { status: 'unknown', saw: 'Nobody looked.' },
      d: undefined,
    };
    const { checks, findings } = await run(
      ['a', 'b', 'c', 'd'].map((name) => bucket(name)),
      [],
      [check((asset) => answers[asset.name])],
    );
    expect(checks).toEqual([{ id: 'door-open', pass: 1, fail: 1, unknown: 1 }]);
    expect(findings.map(({ status, title }) => [status, title])).toEqual([
      ['fail', 'Door is open: a'],
      ['unknown', 'Door is open: not known for c'],
    ]);
  });

  it('tells two faults of one asset apart by their locus', async () => {
    const two = [
      { ...FAIL, locus: 'left' },
      { ...FAIL, locus: 'right' },
    ];
    expect((await run([bucket('a')], [], [check(() => two)])).findings).toHaveLength(2);
    expect((await run([bucket('a')], [], [check(() => [FAIL, FAIL])])).findings).toHaveLength(1);
  });

  it('asks every kind a check applies to', async () => {
    const { checks } = await run(
      [bucket('a'), thing('agent', 'b')],
      [],
      [check(() => ({ status: 'pass' }), { applies: ['agent', 'data-store'] })],
    );
    expect(checks[0]?.pass).toBe(2);
  });

  it('names the owner and keeps evidence once', async () => {
    const { findings } = await run([bucket('a')], [], [check(() => ({ ...FAIL, evidence: [...FAIL.evidence, ...FAIL.evidence] }))], {
      annotations: [{ match: { name: 'a' }, owner: 'platform' }],
    });
    expect(findings[0]).toMatchObject({ owner: 'platform', evidence: FAIL.evidence });
  });
});

describe('severity', () => {
  async function severityOf(settings: Settings, more: Partial<Fail> = {}): Promise<string | undefined> {
    return (await run([bucket('a')], [], [check(() => ({ ...FAIL, ...more }))], settings)).findings[0]?.severity;
  }
  const stated = (annotation: object): Settings => ({ annotations: [{ match: { name: 'a' }, ...annotation }] });

  it("is the check's where nothing is known", async () => {
    expect(await severityOf({})).toBe('medium');
  });

  it("is the fault's own where the check says so", async () => {
    expect(await severityOf({}, { severity: 'low' })).toBe('low');
  });

  it('moves by what is stated of the asset, at most two steps', async () => {
    expect(await severityOf(stated({ sensitivity: 'public' }))).toBe('low');
    expect(await severityOf(stated({ sensitivity: 'public', criticality: 'low', environment: 'test' }))).toBe('info');
    expect(await severityOf(stated({ sensitivity: 'restricted' }))).toBe('critical');
    expect(
      await severityOf(stated({ sensitivity: 'restricted', criticality: 'critical', environment: 'production' }), { severity: 'info' }),
    ).toBe('medium');
  });

  it('of one fault in two contexts differs, and the factors say why', async () => {
    const { findings } = await run([bucket('a'), bucket('b')], [], [check(() => FAIL)], {
      annotations: [
        { match: { name: 'a' }, sensitivity: 'public' },
        { match: { name: 'b' }, sensitivity: 'confidential', environment: 'production' },
      ],
    });
    expect(findings.map(({ title, severity }) => [title, severity])).toEqual([
      ['Door is open: b', 'critical'],
      ['Door is open: a', 'low'],
    ]);
    expect(findings[0]?.score.factors['dataSensitivity']).toMatchObject({
      value: 0.7,
      level: 'confidential',
      why: 'b holds confidential data.',
      known: true,
    });
  });

  it('a leaked key alone in an estate is not its own blast radius', async () => {
    const { findings } = await run([thing('secret', 'KEY', { form: 'value' })], [], [check(() => FAIL, { applies: 'secret' })]);
    expect(findings[0]).toMatchObject({ severity: 'medium', score: { value: 50, factors: { blastRadius: { value: 0 } } } });
  });
});

describe('a public entry', () => {
  // PRIO-04: public alone is no scandal; with sensitive data and an agent that moves money behind it, it is.
  const entry = thing('ai-endpoint', 'POST /ask', { auth: 'none' }, 'app.py:5');
  const agent = thing('agent', 'helper', {}, 'agent.py:3');
  const search = thing('tool', 'search', { capabilities: [], effects: [] }, 'tools.py:1');
  const articles = thing('vector-store', 'articles', {}, 'agent.py:1');
  const refund = thing(
    'tool',
    'refund',
    { capabilities: ['money-movement'], effects: [{ capabilities: ['money-movement'], target: 'model-chosen' }] },
    'tools.py:9',
  );
  const base = [
    tie(entry, 'exposed-to', INTERNET, { access: 'invoke', auth: 'none' }),
    tie(entry, 'routes-to', agent),
    tie(agent, 'calls-tool', search),
    tie(search, 'retrieves-from', articles),
  ];
  const open = check(() => FAIL, { applies: 'ai-endpoint' });

  async function severityOf(edges: EdgeObservation[], sensitivity?: 'public' | 'restricted'): Promise<string | undefined> {
    const settings: Settings = sensitivity === undefined ? {} : { annotations: [{ match: { name: 'articles' }, sensitivity }] };
    return (await run([INTERNET, entry, agent, search, articles, refund], edges, [open], settings)).findings[0]?.severity;
  }

  it('stays where it is, or falls with harmless content', async () => {
    expect(await severityOf(base)).toBe('medium');
    expect(await severityOf(base, 'public')).toBe('low');
  });

  it('is critical with restricted data and an agent that moves money', async () => {
    expect(await severityOf([...base, tie(agent, 'calls-tool', refund)], 'restricted')).toBe('critical');
  });
});

describe('suppressions', () => {
  async function suppressedBy(suppression: object): Promise<unknown> {
    return (
      await run([bucket('a')], [], [check(() => FAIL)], {
        suppressions: [{ check: 'door-open', reason: 'It is a shop window.', until: '2026-12-31', ...suppression }],
      })
    ).findings[0]?.suppressed;
  }

  it('are kept with reason and end', async () => {
    expect(await suppressedBy({})).toEqual({ reason: 'It is a shop window.', until: '2026-12-31' });
    expect(await suppressedBy({ check: '*', match: { name: 'a' } })).toMatchObject({ until: '2026-12-31' });
  });

  it('end on their day and fit only what they name', async () => {
    expect(await suppressedBy({ until: TODAY })).toMatchObject({ until: TODAY });
    expect(await suppressedBy({ until: '2025-12-31' })).toBeUndefined();
    expect(await suppressedBy({ check: 'other' })).toBeUndefined();
    expect(await suppressedBy({ match: { name: 'b' } })).toBeUndefined();
    expect(await suppressedBy({ finding: 'f-other' })).toBeUndefined();
  });
});

describe('paths', () => {
  const learner = thing('pipeline', 'train.py', {}, 'train.py:4');
  const store = bucket('intake', { acl: 'public-read-write', aclPlace: { target: 'estate', file: 'main.tf', line: 3 } });

  it('a finding on a step of a path names it', async () => {
    const poisoned = definePath({
      id: 'poisoned',
      title: 'Poisoned',
      severity: 'high',
      frameworks: [],
      find: ({ view }) =>
        view.ofKind('pipeline').map((pipeline) => {
          const link = view.out(pipeline, 'trained-on')[0]!;
          return {
            title: 'Anybody changes what is learnt.',
            steps: [
              { asset: link.to, edges: [], saying: 'Anybody writes.', evidence: [] },
              { asset: pipeline, attack: 'poisons' as const, edges: [link.index], saying: 'It is learnt.', evidence: view.evidence(link) },
            ],
            pivots: [],
            exploitability: 'trivial' as const,
            reachability: 'internet' as const,
            harms: [pipeline],
            fixes: [
              { text: 'Check what arrives.', cuts: [link.index], cost: 2 as const },
              { text: 'Close it.', cuts: [link.index], cost: 1 as const },
            ],
            confidence: 0.9,
          };
        }),
    });
    const judged = await judge(snapshotOf([store, learner], [tie(learner, 'trained-on', store)]), {
      today: TODAY,
      checks: [check((asset) => (asset.name === 'intake' ? FAIL : undefined))],
      paths: [poisoned],
    });
    expect(judged.paths).toHaveLength(1);
    expect(judged.findings[0]?.paths).toEqual([judged.paths[0]?.id]);
    expect(judged.paths[0]?.steps.map(({ saying }) => saying)).toEqual(['Anybody writes.', 'It is learnt.']);
    expect(judged.paths[0]?.fixes.map(({ closes }) => closes)).toEqual([1, 1]);
  });
});

describe('the same way', () => {
  const reader = thing('tool', 'open_page', {
    capabilities: ['ingests-untrusted-content', 'external-communication'],
    effects: [{ capabilities: ['external-communication'], target: 'model-chosen', file: 'page.py', line: 3 }],
  });
  const records = thing('tool', 'records', { capabilities: ['reads-private-data'] });
  const mail = thing('tool', 'mail', {
    capabilities: ['external-communication'],
    effects: [{ capabilities: ['external-communication'], target: 'model-chosen', file: 'mail.py', line: 3 }],
  });
  const shell = thing('tool', 'shell', {
    capabilities: ['code-execution'],
    effects: [{ capabilities: ['code-execution'], target: 'model-chosen', file: 'shell.py', line: 3 }],
  });
  const agent = thing('agent', 'ops', { library: 'openai-agents' });
  const application = thing('application', 'desk');
  const tools = (...each: AssetObservation[]) => each.map((one) => tie(agent, 'calls-tool', one));

  it('to run code keeps its id when the key behind it is deleted', async () => {
    const key = thing('secret', 'OPENAI_API_KEY', { form: 'value' });
    const edges = [...tools(reader, shell), tie(application, 'contains', agent)];
    const one = async (assets: AssetObservation[], more: EdgeObservation[]) => {
      const { paths, snapshot } = await judge(snapshotOf([agent, reader, shell, application, ...assets], [...edges, ...more]), {
        today: TODAY,
      });
      const told = paths.filter(({ kind }) => kind === 'remote-code-execution');
      expect(told).toHaveLength(1);
      return { ...told[0]!, effectName: snapshot.assets.find(({ id }) => id === told[0]!.effect)?.name };
    };
    const before = await one([key], [tie(application, 'holds', key)]);
    const after = await one([], []);
    expect(before.title).toContain('reach OPENAI_API_KEY');
    expect(after.title).not.toContain('OPENAI_API_KEY');
    expect([after.id, after.effectName]).toEqual([before.id, 'desk']);
  });

  it('an approval closes only what the tool does, not what it reads for another path', async () => {
    const { paths } = await judge(snapshotOf([agent, reader, records, mail, shell, application], tools(reader, records, mail, shell)), {
      today: TODAY,
    });
    const run = paths.find(({ kind }) => kind === 'remote-code-execution')!;
    const send = paths.find(({ kind }) => kind === 'over-privileged-agent')!;
    const approval = (path: typeof run) => path.fixes.find(({ text }) => text.startsWith('Ask a person before'))!;
    const takeAway = run.fixes.find(({ text }) => text.includes('take open_page away'))!;
    expect(approval(send).closes).toBe(1);
    expect(takeAway.closes).toBe(2);
  });

  it('is not closed by asking before a tool that is its entry and the exit of another', async () => {
    const kind = (id: string, role: 'enters' | 'acts') =>
      definePath({
        id,
        title: id,
        severity: 'high',
        frameworks: [],
        find: ({ view }) =>
          view.ofKind('agent').map((one) => {
            const link = view.out(one, 'calls-tool')[0]!;
            return {
              title: id,
              steps: [
                { asset: link.to, edges: [], saying: 'It is there.', evidence: [] },
                { asset: one, attack: 'steers' as const, role, edges: [link.index], saying: 'It acts.', evidence: view.evidence(link) },
              ],
              pivots: [],
              exploitability: 'trivial' as const,
              reachability: 'internet' as const,
              harms: [one],
              fixes: [
                { text: 'Ask a person.', cuts: [link.index], stops: ['acts'] as const, cost: 1 as const },
                { text: 'Take it away.', cuts: [link.index], cost: 2 as const },
              ],
              confidence: 0.9,
            };
          }),
      });
    const { paths } = await judge(snapshotOf([agent, reader], tools(reader)), {
      today: TODAY,
      checks: [],
      paths: [kind('entry', 'enters'), kind('exit', 'acts'), kind('second-exit', 'acts')],
    });
    const exit = paths.find((path) => path.kind === 'exit')!;
    expect(Object.fromEntries(exit.fixes.map(({ text, closes }) => [text, closes]))).toEqual({ 'Ask a person.': 2, 'Take it away.': 3 });
  });
});

it('ranks by severity, then score, then id, whatever the order of the observations', async () => {
  const assets = ['a', 'b', 'c'].map((name) => bucket(name));
  const settings: Settings = { annotations: [{ match: { name: 'c' }, sensitivity: 'restricted' }] };
  const forwards = await run(assets, [], [check(() => FAIL)], settings);
  const backwards = await run(assets.toReversed(), [], [check(() => FAIL)], settings);
  expect(forwards.findings[0]?.title).toBe('Door is open: c');
  expect(backwards.findings).toEqual(forwards.findings);
});
