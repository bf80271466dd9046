import { describe, expect, it } from 'vitest';
import { INTERNET, snapshotOf, thing, tie } from '../../../../test/posture/snapshot-of.ts';
import type { EdgeObservation } from '../../../core/observation.ts';
import { deriveAttackGraph } from '../../attack.ts';
import { derive } from '../../derive.ts';
import { createView } from '../../view.ts';
import path from './path.ts';

const repository = thing('repository', 'company');
const key = thing('secret', 'DESK_KEY', { form: 'value', provider: 'unknown' }, 'desk/.env:1', ['secret', 'made-up-digest']);
const entry = thing('ai-endpoint', 'POST /ask', { auth: 'present', authVariables: ['DESK_KEY'] }, 'desk/app.py:9');
const desk = thing('application', 'desk', {}, 'desk/app.py:1');
const agent = thing('agent', 'Desk', { library: 'openai-agents' }, 'desk/app.py:5');
const tool = thing('tool', 'customer', { capabilities: ['reads-private-data'] }, 'desk/app.py:3');
const gated = thing('tool', 'customer', { capabilities: ['reads-private-data'], approval: 'always' }, 'desk/app.py:3');
const crm = thing('data-store', 'crm', { form: 'database' }, 'desk/app.py:4');
const role = thing('identity', 'caller', {}, 'infra/main.tf:3');
const account = thing('provider', 'openai');

const behind = (used = tool): EdgeObservation[] => [tie(agent, 'calls-tool', used), tie(used, 'connects-to', crm, { access: 'read' })];
const source = [tie(key, 'defined-in', repository)];

function drawn(edges: readonly EdgeObservation[], used = tool, endpoint = entry): string[] {
  const snapshot = derive(snapshotOf([repository, key, endpoint, desk, agent, used, crm, role, account, INTERNET], edges));
  const view = createView(snapshot);
  return path.find({ view, attack: deriveAttackGraph(snapshot) }).map(({ steps }) => steps.map(({ asset }) => asset.name).join(' → '));
}

describe('a key in clear that lets whoever has it ask an agent', () => {
  const stated = tie(key, 'grants', entry);

  it('leads over the entry it opens to what the agent reads', () => {
    expect(drawn([...source, stated, tie(entry, 'routes-to', agent), ...behind()])).toEqual([
      'company → DESK_KEY → POST /ask → Desk → customer → crm',
    ]);
  });

  it('is known by the variable that the entry compares with', () => {
    const compared = [tie(desk, 'holds', key), tie(desk, 'contains', entry), tie(entry, 'routes-to', agent), ...behind()];
    expect(drawn([...source, ...compared])).toEqual(['company → DESK_KEY → POST /ask → Desk → customer → crm']);
    const other = thing('ai-endpoint', 'POST /ask', { auth: 'present', authVariables: ['ANOTHER_KEY'] }, 'desk/app.py:9');
    expect(drawn([...source, ...compared], tool, other)).toEqual([]);
  });

  it.each<[string, EdgeObservation[], typeof tool?]>([
    ['what it opens is only guessed', [{ ...stated, strength: 'inferred' }, tie(entry, 'routes-to', agent), ...behind()]],
    ['it opens something else', [tie(key, 'grants', account), tie(entry, 'routes-to', agent), ...behind()]],
    ['the entry leads to no agent', [stated, ...behind()]],
    ['the agent reads nothing', [stated, tie(entry, 'routes-to', agent)]],
    ['a person is asked every time', [stated, tie(entry, 'routes-to', agent), ...behind(gated)], gated],
    ['an identity that may do nothing here', [tie(key, 'grants', role), ...behind()]],
  ])('draws nothing where %s', (_, edges, used = tool) => {
    expect(drawn([...source, ...edges], used)).toEqual([]);
  });
});
