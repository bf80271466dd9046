import { describe, expect, it } from 'vitest';
import { bucket, INTERNET, named, snapshotOf, thing, tie } from '../../test/posture/snapshot-of.ts';
import type { AssetObservation, EdgeObservation } from '../core/observation.ts';
import { deriveAttackGraph } from './attack.ts';
import { createRiskContext, factorsOf, neutral, type RiskInput } from './context.ts';
import { type Loss, score } from './score.ts';
import { createView } from './view.ts';

const DATA = bucket('labels');
const TRAINING = thing('pipeline', 'train.py');
const MODEL = thing('model-artifact', 'model.tar.gz');
const ENDPOINT = thing('model-endpoint', 'claims');
const LEARNS = [tie(TRAINING, 'trained-on', DATA), tie(TRAINING, 'produces', MODEL), tie(ENDPOINT, 'loads', MODEL)];

function estate(assets: AssetObservation[], edges: EdgeObservation[] = []) {
  const snapshot = snapshotOf(assets, edges);
  const view = createView(snapshot);
  const context = createRiskContext(view, deriveAttackGraph(snapshot));
  return { of: (name: string) => named(snapshot, name), factors: (input: RiskInput) => factorsOf(input, context) };
}

/** The factors of an open bucket, from which a model that an endpoint serves has learnt, and the score. */
function open(loses: readonly Loss[], annotation: object = {}) {
  const data = bucket('labels', { ...annotation });
  const { of, factors } = estate([data, TRAINING, MODEL, ENDPOINT], LEARNS);
  const harms = loses.includes('integrity') ? ['labels', 'train.py', 'model.tar.gz', 'claims'] : ['labels'];
  const input: RiskInput = { exploitability: 'trivial', reachability: 'internet', at: [of('labels')], harms: harms.map(of), loses };
  const found = factors(input);
  return { factors: found, value: score(found).value, neutral: score(neutral(found, input)).value };
}

describe('what is lost', () => {
  // The example of docs/guides/score.md.
  it('differs between reading and changing the same data', () => {
    expect(open(['confidentiality'])).toMatchObject({
      value: 35,
      neutral: 35,
      factors: { criticality: { value: 0, why: 'Who reads it changes nothing that it serves.' }, dataSensitivity: { known: false } },
    });
    expect(open(['integrity'])).toMatchObject({
      value: 72.5,
      neutral: 50,
      factors: { criticality: { value: 0.8, why: 'claims answers with it.' }, dataSensitivity: { value: 0.8, level: 'decides answers' } },
    });
  });

  it('by reading is what the data is worth as a secret', () => {
    expect(open(['confidentiality'], { sensitivity: 'restricted', environment: 'production' }).value).toBe(65);
    expect(open(['confidentiality'], { sensitivity: 'public', environment: 'sandbox' }).value).toBe(2.5);
  });

  it('by changing does not fall because the data is public', () => {
    expect(open(['integrity'], { sensitivity: 'public' }).value).toBe(72.5);
  });

  it('of both is the larger', () => {
    const both = open(['confidentiality', 'integrity'], { sensitivity: 'restricted' });
    expect(both.factors.dataSensitivity).toMatchObject({ value: 1, level: 'restricted' });
    expect(both.factors.criticality.value).toBe(0.8);
  });

  it('leads a reader no further, and a writer to all that learns', () => {
    const secret = bucket('vault', { sensitivity: 'restricted' });
    const { of, factors } = estate([DATA, TRAINING, MODEL, secret], LEARNS.slice(0, 2));
    const reach = (loses: Loss): string =>
      factors({ exploitability: 'trivial', reachability: 'internet', at: [of('labels')], loses: [loses] }).blastRadius.why;
    expect(reach('confidentiality')).toBe('Who reads it gets no further by that.');
    expect(reach('integrity')).toBe('From here 0 of the 1 sensitive assets of this estate can be reached.');
  });
});

it('counts a leaked key apart from what else is sensitive', () => {
  const key = thing('secret', 'KEY', { form: 'value' });
  const { of, factors } = estate([key, bucket('vault', { sensitivity: 'restricted' })], []);
  expect(factors({ exploitability: 'trivial', reachability: 'internal', at: [of('KEY')] }).blastRadius).toMatchObject({
    level: '0 of 1 other sensitive assets',
    why: 'From here 0 of the 1 other sensitive assets of this estate can be reached.',
  });
});

describe('the agent at a fault', () => {
  const agent = thing('agent', 'helper');
  const server = thing('mcp-server', 'records', { capabilities: ['reads-private-data'] });
  const entry = thing('ai-endpoint', 'POST /ask', { auth: 'none' });
  const edges = [tie(entry, 'routes-to', agent), tie(entry, 'exposed-to', INTERNET), tie(agent, 'connects-to', server)];

  it.each(['helper', 'POST /ask', 'records'])('is seen from %s', (name) => {
    const { of, factors } = estate([INTERNET, entry, agent, server], edges);
    expect(factors({ exploitability: 'trivial', reachability: 'internet', at: [of(name)] }).agency).toMatchObject({
      why: 'helper has 1 tool that can do reads-private-data.',
      known: true,
    });
  });

  it('is none where the entry leads to none', () => {
    const { of, factors } = estate([INTERNET, entry, agent], [tie(entry, 'exposed-to', INTERNET)]);
    expect(factors({ exploitability: 'trivial', reachability: 'internet', at: [of('POST /ask')] }).agency.why).toBe(
      'No agent stands at the fault.',
    );
  });
});
