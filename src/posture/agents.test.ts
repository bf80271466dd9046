import { describe, expect, it } from 'vitest';
import { named, snapshotOf, thing, tie } from '../../test/posture/snapshot-of.ts';
import type { AssetObservation, EdgeObservation } from '../core/observation.ts';
import { approvalHint, approvalPatch, highImpact, toldTrifecta, toolsOf, trifectaOf } from './agents.ts';
import { createView } from './view.ts';

function tool(name: string, capabilities: string[], more: { target?: string; approval?: string } = {}): AssetObservation {
  return thing('tool', name, {
    capabilities,
    effects: [{ capabilities, target: more.target ?? 'model-chosen', file: `${name}.py`, line: 3 }],
    ...(more.approval === undefined ? {} : { approval: more.approval }),
  });
}

const READ = tool('read_mail', ['ingests-untrusted-content']);
const LOOK = tool('look_up', ['reads-private-data']);
const SEND = tool('send', ['external-communication', 'irreversible-action']);
const agent = (name: string): AssetObservation => thing('agent', name, { library: 'openai-agents' });

function viewOf(assets: AssetObservation[], edges: EdgeObservation[]) {
  const snapshot = snapshotOf(assets, edges);
  return { view: createView(snapshot), of: (name: string) => named(snapshot, name) };
}

describe('toolsOf', () => {
  it('follows hand-offs, sub-agents that are tools, and MCP servers', () => {
    const [front, desk, expert] = [agent('front'), agent('desk'), agent('expert')];
    const ask = tool('ask_expert', ['delegates-to-agents']);
    const server = thing('mcp-server', 'files');
    const { view, of } = viewOf(
      [front, desk, expert, READ, LOOK, SEND, ask, server],
      [
        tie(front, 'delegates-to', desk),
        tie(desk, 'calls-tool', READ),
        tie(desk, 'calls-tool', ask),
        tie(ask, 'delegates-to', expert),
        tie(expert, 'calls-tool', LOOK),
        tie(front, 'connects-to', server),
        tie(server, 'exposes-tool', SEND),
      ],
    );
    expect(toolsOf(of('front'), view).map((one) => `${one.by.name} ${one.tool.name}`)).toEqual([
      'front send',
      'desk ask_expert',
      'desk read_mail',
      'expert look_up',
    ]);
  });

  it('ends where agents hand work to each other', () => {
    const [a, b] = [agent('a'), agent('b')];
    const { view, of } = viewOf([a, b, READ], [tie(a, 'delegates-to', b), tie(b, 'delegates-to', a), tie(b, 'calls-tool', READ)]);
    expect(toolsOf(of('a'), view)).toHaveLength(1);
  });

  it('takes the gate from the tool or from the agent that calls it', () => {
    const desk = agent('desk');
    const gated = tool('pay', ['money-movement'], { approval: 'always' });
    const half = tool('bill', ['money-movement'], { approval: 'conditional' });
    const { view, of } = viewOf(
      [desk, gated, half, SEND, LOOK],
      [
        tie(desk, 'calls-tool', gated),
        tie(desk, 'calls-tool', half),
        tie(desk, 'calls-tool', SEND, { approval: 'always' }),
        tie(desk, 'calls-tool', LOOK),
      ],
    );
    expect(toolsOf(of('desk'), view).map((one) => [one.tool.name, one.gated, one.gatedSometimes])).toEqual([
      ['bill', false, true],
      ['look_up', false, false],
      ['pay', true, false],
      ['send', true, false],
    ]);
  });
});

describe('trifectaOf', () => {
  function desk(tools: AssetObservation[], approval?: string) {
    const one = agent('desk');
    const { view, of } = viewOf(
      [one, ...tools],
      tools.map((each) => tie(one, 'calls-tool', each, approval !== undefined && each.name === 'send' ? { approval } : undefined)),
    );
    return trifectaOf(of('desk'), view);
  }

  it('needs all three legs', () => {
    expect(desk([READ, LOOK, SEND])).toMatchObject({
      untrusted: { tool: { name: 'read_mail' } },
      secret: { tool: { name: 'look_up' } },
      exit: { tool: { name: 'send' } },
    });
    expect(desk([READ, LOOK])).toBeUndefined();
    expect(desk([READ, SEND])).toBeUndefined();
    expect(desk([LOOK, SEND])).toBeUndefined();
  });

  it('a mailbox is two legs at once', () => {
    expect(desk([tool('inbox', ['ingests-untrusted-content', 'reads-private-data']), SEND])?.secret.tool.name).toBe('inbox');
  });

  it('no exit where a person is asked or the recipient is fixed', () => {
    expect(desk([READ, LOOK, SEND], 'always')).toBeUndefined();
    expect(desk([READ, LOOK, tool('send', ['external-communication'], { target: 'fixed' })])).toBeUndefined();
  });

  it('a recipient that could not be read counts as open', () => {
    expect(desk([READ, LOOK, tool('send', ['external-communication'], { target: 'unknown' })])?.exit.tool.name).toBe('send');
  });

  it('an exit that is watched sometimes stands behind one that is never watched', () => {
    const found = desk([READ, LOOK, tool('a_mail', ['external-communication'], { approval: 'conditional' }), SEND]);
    expect(found?.exits.map((one) => one.tool.name)).toEqual(['send', 'a_mail']);
  });
});

describe('toldTrifecta', () => {
  const tellers = (assets: AssetObservation[], edges: EdgeObservation[]): string[] => {
    const { view } = viewOf([...assets, READ, LOOK, SEND], edges);
    return view
      .ofKind('agent')
      .filter((one) => toldTrifecta(one, view) !== undefined)
      .map((one) => one.name);
  };
  const all = (one: AssetObservation): EdgeObservation[] => [READ, LOOK, SEND].map((each) => tie(one, 'calls-tool', each));

  it('at the agent that has the tools, not at those that hand work to it', () => {
    const [front, middle, desk] = [agent('front'), agent('middle'), agent('desk')];
    expect(tellers([front, middle, desk], [tie(front, 'delegates-to', middle), tie(middle, 'delegates-to', desk), ...all(desk)])).toEqual([
      'desk',
    ]);
  });

  it('at the agent without which it would not come together', () => {
    const [reader, writer] = [agent('reader'), agent('writer')];
    expect(
      tellers(
        [reader, writer],
        [
          tie(reader, 'delegates-to', writer),
          tie(reader, 'calls-tool', READ),
          tie(reader, 'calls-tool', LOOK),
          tie(writer, 'calls-tool', SEND),
        ],
      ),
    ).toEqual(['reader']);
  });

  it('once in a circle, at the agent with most tools', () => {
    const [triage, desk] = [agent('triage'), agent('desk')];
    expect(tellers([triage, desk], [tie(triage, 'delegates-to', desk), tie(desk, 'delegates-to', triage), ...all(desk)])).toEqual(['desk']);
    expect(
      tellers(
        [triage, desk],
        [
          tie(triage, 'delegates-to', desk),
          tie(desk, 'delegates-to', triage),
          tie(triage, 'calls-tool', READ),
          tie(triage, 'calls-tool', LOOK),
          tie(desk, 'calls-tool', SEND),
        ],
      ),
    ).toEqual(['triage']);
  });

  it('for each of two agents of their own', () => {
    const [a, b] = [agent('a'), agent('b')];
    expect(tellers([a, b], [...all(a), ...all(b)])).toEqual(['a', 'b']);
  });
});

describe('highImpact', () => {
  const of = (observation: AssetObservation): string | undefined => highImpact(named(snapshotOf([observation]), observation.name));

  it('money, and what cannot be taken back', () => {
    expect(of(tool('refund', ['money-movement', 'irreversible-action']))).toBe('money-movement');
    expect(of(tool('forget', ['irreversible-action']))).toBe('irreversible-action');
    expect(of(tool('note', ['state-change']))).toBeUndefined();
  });

  it('not a mail to one fixed address', () => {
    expect(of(tool('digest', ['external-communication', 'irreversible-action'], { target: 'fixed' }))).toBeUndefined();
  });
});

describe('an MCP server of which no tool is known', () => {
  const desk = agent('desk');
  const github = thing('mcp-server', 'github', {
    capabilities: ['reads-private-data', 'ingests-untrusted-content', 'external-communication'],
  });

  it('stands for its tools, and completes what other tools begin', () => {
    const records = thing('mcp-server', 'records', { capabilities: ['reads-private-data'] });
    const { view, of } = viewOf(
      [desk, records, READ, SEND],
      [tie(desk, 'connects-to', records), tie(desk, 'calls-tool', READ), tie(desk, 'calls-tool', SEND)],
    );
    expect(
      toolsOf(of('desk'), view)
        .map((one) => one.tool.name)
        .sort(),
    ).toEqual(['read_mail', 'records', 'send']);
    expect(toldTrifecta(of('desk'), view)?.secret.tool.name).toBe('records');
  });

  it('can be all three legs', () => {
    const { view, of } = viewOf([desk, github], [tie(desk, 'connects-to', github)]);
    expect(toldTrifecta(of('desk'), view)).toMatchObject({ untrusted: { tool: { name: 'github' } }, exit: { tool: { name: 'github' } } });
  });

  it('is gated as a tool is, and no leg where it is switched off', () => {
    const asked = viewOf([desk, github], [tie(desk, 'connects-to', github, { approval: 'always' })]);
    expect(trifectaOf(asked.of('desk'), asked.view)).toBeUndefined();
    const off = thing('mcp-server', 'github', { ...github.properties, disabled: true });
    const switchedOff = viewOf([desk, off], [tie(desk, 'connects-to', off)]);
    expect(toolsOf(switchedOff.of('desk'), switchedOff.view)).toEqual([]);
  });

  it('says nothing beside tools that are known', () => {
    const { view, of } = viewOf([desk, github, LOOK], [tie(desk, 'connects-to', github), tie(github, 'exposes-tool', LOOK)]);
    expect(toolsOf(of('desk'), view).map((one) => one.tool.name)).toEqual(['look_up']);
    expect(trifectaOf(of('desk'), view)).toBeUndefined();
  });
});

describe('how a person is asked', () => {
  const made = (library: string, maker: string, file = 'desk.py') => {
    const one = thing('agent', 'desk', { library }, `${file}:1`);
    const seen = { ...one, evidence: one.evidence.map((each) => ({ ...each, detail: maker })) };
    const { of } = viewOf([seen, SEND], []);
    return { hint: approvalHint(of('desk'), of('send')), patch: approvalPatch(of('desk'), of('send')) };
  };

  it.each([
    ['langchain', 'langchain.agents.create_agent', 'desk.py', 'HumanInTheLoopMiddleware(interrupt_on={"send": True})'],
    ['langchain', 'langchain.createAgent', 'desk.ts', 'humanInTheLoopMiddleware({ interruptOn: { "send": true } })'],
    ['langgraph', 'langgraph.prebuilt.create_react_agent', 'desk.py', 'interrupt_before=["tools"]'],
    ['@langchain/langgraph', '@langchain/langgraph/prebuilt.createReactAgent', 'desk.ts', 'interruptBefore: ["tools"]'],
    ['deepagents', 'deepagents.create_deep_agent', 'desk.py', 'interrupt_on={"send": True}'],
  ])('%s: %s', (library, maker, file, said) => {
    const { hint, patch } = made(library, maker, file);
    expect(hint).toContain(said);
    expect(patch).toContain(said);
    expect(patch).toContain('checkpointer');
    expect(/middleware/i.test(`${hint} ${patch}`)).toBe(/middleware/i.test(said));
  });

  it('offers a graph and the older agents no argument that they do not take', () => {
    expect(made('langgraph', 'langgraph.graph.StateGraph').hint).toContain('interrupt()');
    const older = made('langchain', 'langchain.agents.create_tool_calling_agent');
    expect(older.hint).toContain('run it only after a person confirmed it');
    expect(older.patch).toBeUndefined();
  });
});
