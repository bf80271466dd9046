import type { Asset } from '../../../core/snapshot.ts';
import type { Move } from '../../attack.ts';
import { type CandidateFix, type CandidateStep, definePath, type PathContext } from '../../path.ts';
import { publicAccess } from '../../derive.ts';
import { shellWord, commandName } from '../../wording.ts';

/**
 * Anybody can change data that a model learns from; the next training carries the change to where the model answers. Phases:
 * 0 outside, 1 data changed, 2 training poisoned, 3 its product. The effect is the furthest product: an endpoint where one
 * serves it, else the model or artifact, else the training itself.
 */
const MOVES: readonly Move[] = [
  [0, 'writes', 1],
  [1, 'poisons', 2],
  [2, 'produces', 3],
  [2, 'writes', 2],
  [3, 'writes', 3],
  [2, 'serves', 3],
  [3, 'serves', 3],
];
const TO_TRAINING: readonly Move[] = [
  [0, 'writes', 1],
  [1, 'poisons', 2],
];

export default definePath({
  id: 'poisoned-training',
  title: 'Data anybody can change feeds a training',
  severity: 'critical',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM05' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0020' },
  ],
  find(context) {
    const { view, attack } = context;
    const outside = view
      .ofKind('zone')
      .filter((zone) => zone.name === 'internet')
      .map(view.numberOf);
    if (outside.length === 0) return [];
    const learners = [...view.ofKind('pipeline'), ...view.ofKind('notebook'), ...view.ofKind('model')].map(view.numberOf);
    const ends = [...view.ofKind('model-endpoint'), ...view.ofKind('application')].map(view.numberOf);
    const served = attack.walks(MOVES, outside, ends);
    const trained = attack.walks(TO_TRAINING, outside, learners);
    const learnt = new Set(served.map(({ edges }) => learnerOf(edges, context)));
    const all = [...served, ...trained.filter(({ target }) => !learnt.has(target))];
    const crossedBefore = {
      end: attack.chokes(
        MOVES,
        outside,
        served.map(({ target }) => target),
      ),
      learner: attack.chokes(
        TO_TRAINING,
        outside,
        trained.map(({ target }) => target),
      ),
    };
    return all.map(({ edges, source, target }) => {
      const steps = stepsOf(source, edges, context);
      const store = steps[1]!.asset;
      const learner = view.snapshot.assets[learnerOf(edges, context)]!;
      const effect = view.snapshot.assets[target]!;
      const chokes = crossedBefore[effect === learner ? 'learner' : 'end'](target).assets.map((number) => view.snapshot.assets[number]!);
      return {
        title:
          effect === learner
            ? `Anybody on the internet can change ${store.name}, which ${learner.name} trains on.`
            : `Anybody on the internet can change ${store.name}; the next run of ${learner.name} learns from it, and ${effect.name} answers with the result.`,
        steps,
        pivots: [store, learner],
        exploitability: 'trivial' as const,
        reachability: 'internet' as const,
        harms: [effect, store, learner],
        loses: ['integrity'] as const,
        fixes: fixesFor(store, steps),
        chokePoints: chokes,
        confidence: Math.min(...steps.map((step) => step.asset.confidence)),
      };
    });
  },
});

function learnerOf(edges: readonly number[], { attack }: PathContext): number {
  const poisoned = edges.find((edge) => attack.kindOf(edge) === 'poisons')!;
  return attack.graph.to[poisoned]!;
}

function stepsOf(source: number, edges: readonly number[], { view, attack }: PathContext): CandidateStep[] {
  const assets = view.snapshot.assets;
  const steps: CandidateStep[] = [
    { asset: assets[source]!, edges: [], saying: 'A stranger without any account starts here.', evidence: [] },
  ];
  for (const edge of edges) {
    const to = assets[attack.graph.to[edge]!]!;
    const from = assets[attack.graph.from[edge]!]!;
    const kind = attack.kindOf(edge);
    const fact = attack.fact[edge]!;
    steps.push({
      asset: to,
      attack: kind,
      edges: [fact],
      saying: saying(kind, from, to),
    });
  }
  return steps;
}

function saying(kind: string, from: Asset, to: Asset): string {
  switch (kind) {
    case 'writes':
      return from.kind === 'zone'
        ? `Anybody can put and replace objects in ${to.name}.`
        : to.kind === 'data-store'
          ? `${from.name} writes its result to ${to.name}.`
          : `${to.name} lies in ${from.name} and is replaced.`;
    case 'poisons':
      return `${to.name} trains on what lies in ${from.name}.`;
    case 'produces':
      return `${from.name} writes ${to.name}, with what it learnt.`;
    default:
      return `${to.name} answers with ${from.name}.`;
  }
}

function fixesFor(store: Asset, steps: readonly CandidateStep[]): CandidateFix[] {
  const open = publicAccess(store).find((one) => one.access === 'write');
  const bucket = store.properties['form'] === 's3-bucket';
  return [
    {
      text: `Close ${store.name} for strangers${open ? ` (${open.how})` : ''}: switch on all four public access blocks and let a named principal or a pre-signed URL write.`,
      ...(bucket
        ? {
            command: `aws s3api put-public-access-block --bucket ${shellWord(commandName(store))} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
          }
        : {}),
      cuts: [...steps[1]!.edges],
      cost: 1,
    },
    {
      text: `Let the training read from a second store that only a validation step can write to, and check what arrives (schema, origin, amount, drift) in between.`,
      cuts: [...steps[2]!.edges],
      cost: 3,
    },
  ];
}
