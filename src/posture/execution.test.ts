import { describe, expect, it } from 'vitest';
import { bucket, INTERNET, named, snapshotOf, thing, tie } from '../../test/posture/snapshot-of.ts';
import type { AssetObservation, EdgeObservation, Properties } from '../core/observation.ts';
import { executions, runsOf } from './execution.ts';
import { createView } from './view.ts';

const agent = (name: string, properties: Properties = {}): AssetObservation => thing('agent', name, properties);
const shell = (name: string, more: Properties = {}, effect: Properties = {}): AssetObservation =>
  thing('tool', name, {
    capabilities: ['code-execution'],
    effects: [{ capabilities: ['code-execution'], target: 'model-chosen', file: `${name}.py`, line: 3, ...effect }],
    ...more,
  });
const READ = thing('tool', 'read_mail', { capabilities: ['ingests-untrusted-content'], effects: [] });
const RUN = shell('run');

/** `agent: entries > runners`, one line an execution. */
function told(assets: AssetObservation[], edges: EdgeObservation[]): string[] {
  const found = executions(createView(snapshotOf(assets, edges)));
  return found.map(
    ({ agent: at, entries, runners }) =>
      `${at.name}: ${entries.map((one) => `${one.asset.name} (${one.reachability})`).join(', ')} > ${runners.map((one) => one.asset.name).join(', ')}`,
  );
}

describe('runsOf', () => {
  const of = (observation: AssetObservation) => runsOf(named(snapshotOf([observation]), observation.name));

  it.each([
    ['what the model chooses', shell('a'), true],
    ['what could not be read', shell('a', {}, { target: 'unknown', line: 9 }), false],
    ['a fixed command', shell('a', {}, { target: 'fixed' }), undefined],
    ['a sandbox', shell('a', {}, { sandboxed: true }), undefined],
    ['no code at all', READ, undefined],
    ['a shell server', thing('mcp-server', 'a', { transport: 'stdio', capabilities: ['code-execution', 'external-communication'] }), true],
    [
      'a server that drives a browser',
      thing('mcp-server', 'a', { transport: 'stdio', capabilities: ['code-execution', 'external-communication', 'browser-control'] }),
      undefined,
    ],
    [
      'a server elsewhere',
      thing('mcp-server', 'a', { transport: 'http', capabilities: ['code-execution', 'external-communication'] }),
      undefined,
    ],
    [
      'a server in a container',
      thing('mcp-server', 'a', { transport: 'stdio', ecosystem: 'oci', capabilities: ['code-execution', 'external-communication'] }),
      undefined,
    ],
    [
      'a container that starts others on the machine',
      thing('mcp-server', 'a', {
        transport: 'stdio',
        ecosystem: 'oci',
        engineSocket: true,
        capabilities: ['code-execution', 'external-communication'],
      }),
      true,
    ],
    ['an agent that writes code', agent('a', { capabilities: ['code-execution'], executesCode: true }), true],
    ['the same in a hosted sandbox', agent('a', { capabilities: ['code-execution'], executesCode: true, executor: 'e2b' }), undefined],
    ['the same in WebAssembly', agent('a', { capabilities: ['code-execution'], executesCode: true, library: 'dspy' }), undefined],
  ])('%s', (_name, observation, certain) => {
    expect(of(observation)?.certain).toBe(certain);
  });
});

describe('executions', () => {
  const desk = agent('desk');

  it('need both text of outsiders and something that runs', () => {
    expect(told([desk, READ, RUN], [tie(desk, 'calls-tool', READ), tie(desk, 'calls-tool', RUN)])).toEqual([
      'desk: read_mail (third-party) > run',
    ]);
    expect(told([desk, RUN], [tie(desk, 'calls-tool', RUN)])).toEqual([]);
    expect(told([desk, READ], [tie(desk, 'calls-tool', READ)])).toEqual([]);
  });

  it('end at a gate that asks every time, not at one that asks at times', () => {
    const edges = (approval: string) => [tie(desk, 'calls-tool', READ), tie(desk, 'calls-tool', RUN, { approval })];
    expect(told([desk, READ, RUN], edges('always'))).toEqual([]);
    const [found] = executions(createView(snapshotOf([desk, READ, RUN], edges('conditional'))));
    expect(found?.runners.map(({ gatedSometimes }) => gatedSometimes)).toEqual([true]);
  });

  it('are told once, at the agent without which the two would not come together', () => {
    const [front, middle, worker] = [agent('front'), agent('middle'), agent('worker')];
    const chain = [tie(front, 'delegates-to', middle), tie(middle, 'delegates-to', worker), tie(worker, 'calls-tool', RUN)];
    const all = [front, middle, worker, READ, RUN];
    expect(told(all, [...chain, tie(front, 'calls-tool', READ)])).toEqual(['front: read_mail (third-party) > run']);
    expect(told(all, [...chain, tie(worker, 'calls-tool', READ)])).toEqual(['worker: read_mail (third-party) > run']);
    expect(told(all, [...chain, tie(worker, 'delegates-to', front), tie(front, 'calls-tool', READ)])).toHaveLength(1);
  });

  it('tell an entry of its own at the agent it leads to, though another agent has text of outsiders as well', () => {
    const [front, worker] = [agent('front'), agent('worker')];
    const entry = thing('ai-endpoint', 'POST /ask', { auth: 'none' });
    const edges = [
      tie(entry, 'routes-to', front),
      tie(entry, 'exposed-to', INTERNET, { auth: 'none' }),
      tie(front, 'delegates-to', worker),
      tie(worker, 'calls-tool', READ),
      tie(worker, 'calls-tool', RUN),
    ];
    expect(told([INTERNET, entry, front, worker, READ, RUN], edges).sort()).toEqual([
      'front: POST /ask (internet) > run',
      'worker: read_mail (third-party) > run',
    ]);
  });

  it.each([
    ['asks who is calling', 'POST /ask', { auth: 'present' }, 'none', []],
    ['answers the internet', 'POST /ask', { auth: 'none' }, 'none', ['desk: POST /ask (internet) > run']],
    ['stands behind IAM', 'POST /ask', { auth: 'none' }, 'iam', []],
    ['is not known to ask', 'POST /ask', {}, 'none', []],
    ['is a channel', 'SLACK message', {}, undefined, ['desk: SLACK message (internal) > run']],
    ['lies anywhere', 'POST /ask', { auth: 'none' }, undefined, ['desk: POST /ask (internal) > run']],
  ] as const)('an entry that %s', (_name, name, properties, auth, expected) => {
    const entry = thing('ai-endpoint', name, properties);
    const exposed = auth === undefined ? [] : [tie(entry, 'exposed-to', INTERNET, { auth })];
    expect(told([INTERNET, desk, RUN, entry], [tie(entry, 'routes-to', desk), tie(desk, 'calls-tool', RUN), ...exposed])).toEqual(expected);
  });

  it('begin at documents that strangers may put into what the agent retrieves from', () => {
    const base = thing('knowledge-base', 'handbook');
    const files = bucket('handbook-files');
    const open = (access: string) => [
      tie(desk, 'retrieves-from', base),
      tie(base, 'sourced-from', files),
      tie(files, 'exposed-to', INTERNET, { access }),
      tie(desk, 'calls-tool', RUN),
    ];
    expect(told([INTERNET, desk, base, files, RUN], open('write'))).toEqual(['desk: handbook-files (internet) > run']);
    expect(told([INTERNET, desk, base, files, RUN], open('read'))).toEqual([]);
  });

  it('take an MCP server for the tools of it that are not known', () => {
    const server = thing('mcp-server', 'commander', { transport: 'stdio', capabilities: ['code-execution', 'external-communication'] });
    expect(told([desk, READ, server], [tie(desk, 'calls-tool', READ), tie(desk, 'connects-to', server)])).toEqual([
      'desk: read_mail (third-party) > commander',
    ]);
  });

  it('stay bounded where everybody hands work to everybody', () => {
    const crowd = Array.from({ length: 150 }, (_, number) => agent(`a${number}`));
    const edges = crowd.flatMap((from) => crowd.filter((to) => to !== from).map((to) => tie(from, 'delegates-to', to)));
    const all = [...edges, ...crowd.flatMap((one) => [tie(one, 'calls-tool', READ), tie(one, 'calls-tool', RUN)])];
    expect(told([...crowd, READ, RUN], all)).toHaveLength(1);
  });
});
