import { describe, expect, it } from 'vitest';
import type { EdgeKind } from '../core/edges.ts';
import type { AssetKind } from '../core/kinds.ts';
import type { Properties } from '../core/observation.ts';
import { type Asset, type Edge, packEdges } from '../core/snapshot.ts';
import { createTeams, EXIT, GATED, OUTSIDERS, PRIVATE, SOMETIMES, type Teams } from './team.ts';
import { createView } from './view.ts';

type Fact = [from: number, kind: EdgeKind, to: number, properties?: Properties];

function teamsOf(kinds: readonly AssetKind[], facts: readonly Fact[], traits: Record<number, number> = {}): Teams {
  const assets = kinds.map((kind, number): Asset => {
    return { id: `${number}`, aliases: [], kind, name: `${number}`, keys: [], properties: {}, evidence: [], confidence: 1 };
  });
  const edges = facts.map(([from, kind, to, properties]): Edge => {
    return { from, to, kind, strength: 'resolved', evidence: [], ...(properties ? { properties } : {}) };
  });
  const traitsOf = Uint8Array.from(kinds, (_, number) => traits[number] ?? 0);
  return createTeams(createView({ assets, edges: packEdges(edges) }), traitsOf);
}

/** Every way of an agent: by whom, to which tool, over which edges. */
function waysOf(teams: Teams, agent: number): string[] {
  const team = teams.of(agent);
  return team.flatMap(({ asset, own }, member) =>
    own.tool.map((tool, way) => `${asset} ${tool}: ${teams.edgesTo(team, member, way).join(' ')}`),
  );
}

describe('createTeams', () => {
  const ESTATE: AssetKind[] = ['agent', 'agent', 'agent', 'tool', 'tool', 'mcp-server', 'tool'];
  const FACTS: Fact[] = [
    [0, 'delegates-to', 1],
    [1, 'connects-to', 5],
    [5, 'exposes-tool', 3],
    [3, 'delegates-to', 2],
    [2, 'calls-tool', 4],
    [2, 'delegates-to', 0],
    [0, 'calls-tool', 6],
  ];

  it('gives the edges of each way: over a hand-off, an MCP server, and a tool that hands work on', () => {
    const teams = teamsOf(ESTATE, FACTS);
    expect(waysOf(teams, 0)).toEqual(['0 6: 6', '1 3: 0 1 2', '2 4: 0 1 2 3 4']);
    expect(waysOf(teams, 2)).toEqual(['2 4: 4', '0 6: 5 6', '1 3: 5 0 1 2']);
    expect(teams.of(0).map(({ asset }) => asset)).toEqual([0, 1, 2]);
  });

  it('counts everybody once, in whatever order agents are asked about', () => {
    const teams = teamsOf(ESTATE, FACTS);
    const before = [2, 0, 1].map((agent) => waysOf(teams, agent));
    expect([2, 0, 1].map((agent) => waysOf(teams, agent))).toEqual(before);
    expect(before[2]).toEqual(['1 3: 1 2', '2 4: 1 2 3 4', '0 6: 1 2 3 5 6']);
  });

  it('takes the stricter of what the relation and the tool say about asking a person', () => {
    const kinds: AssetKind[] = ['agent', 'tool', 'tool', 'tool'];
    const facts: Fact[] = [
      [0, 'calls-tool', 1],
      [0, 'calls-tool', 1, { approval: 'always' }],
      [0, 'calls-tool', 2, { approval: 'conditional' }],
      [0, 'calls-tool', 2, { approval: 'never' }],
      [0, 'calls-tool', 3, { approval: 'always' }],
      [0, 'calls-tool', 3],
    ];
    const [member] = teamsOf(kinds, facts, { 1: EXIT, 2: OUTSIDERS | GATED, 3: PRIVATE | SOMETIMES }).of(0);
    expect(member?.own.traits).toEqual([EXIT, EXIT | GATED, OUTSIDERS | GATED, OUTSIDERS | GATED, PRIVATE | GATED, PRIVATE | SOMETIMES]);
  });

  it('follows a made-up mesh no further than its limit', () => {
    const agents = 300;
    const facts: Fact[] = [];
    for (let from = 0; from < agents; from++) for (let to = 0; to < agents; to++) if (from !== to) facts.push([from, 'delegates-to', to]);
    const team = teamsOf(
      Array.from({ length: agents }, (): AssetKind => 'agent'),
      facts,
    ).of(7);
    // 299 hand-offs each: after 67 agents 20,033 links were looked at.
    expect(team).toHaveLength(67);
    expect(team.slice(0, 3).map(({ asset }) => asset)).toEqual([7, 0, 1]);
  });
});
