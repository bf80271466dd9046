import type { AssetKind } from '../core/kinds.ts';
import type { Asset, Snapshot } from '../core/snapshot.ts';
import { highImpact } from './agents.ts';
import { annexArea } from './annex.ts';
import { exposuresOf, type System } from './systems.ts';
import { createView, textOf, textsOf, type View } from './view.ts';

export const TIERS = ['low', 'medium', 'high', 'critical'] as const;
export type Tier = (typeof TIERS)[number];

const TIERED: readonly AssetKind[] = [
  'application',
  'agent',
  'ai-endpoint',
  'model-endpoint',
  'gateway',
  'pipeline',
  'knowledge-base',
  'vector-store',
  'mcp-server',
  'model',
];
const MODELS_OF_OURS = /^(?:arn|azure|gcp|terraform|sha256|git):/;

/** One reason for a tier and what it weighs. */
interface Reason {
  points: number;
  text: string;
}

/**
 * Adds `riskTier` (low, medium, high, critical) and `riskTierWhy` (the reasons, heaviest first) to the AI systems of a Snapshot. The
 * rule: points for the data it reaches (restricted 3, confidential 2, unknown or internal 1), for how it can be reached (internet 2,
 * without a login 1 more), for what it does alone (2, with a person before it 1), for criticality (critical 3, high 2) and production (1);
 * 2 make medium, 4 high, 6 critical. A purpose named in Annex III of the EU AI Act is high at least.
 */
export function withTiers(snapshot: Snapshot): Snapshot {
  if (!snapshot.assets.some(({ kind }) => TIERED.includes(kind))) return snapshot;
  const view = createView(snapshot);
  const tiered = new Map<Asset, Asset>();
  for (const kind of TIERED)
    for (const asset of view.ofKind(kind)) {
      if (kind === 'model' && !asset.keys.some(({ key, strong }) => strong && MODELS_OF_OURS.test(key))) continue;
      const { tier, why } = tierOf(asset, view);
      tiered.set(asset, { ...asset, properties: { ...asset.properties, riskTier: tier, riskTierWhy: why } });
    }
  if (tiered.size === 0) return snapshot;
  return { ...snapshot, assets: snapshot.assets.map((asset) => tiered.get(asset) ?? asset) };
}

/** The tier of one asset by what is known of it and what it directly uses. */
export function tierOf(asset: Asset, view: View): { tier: Tier; why: string[] } {
  const system = closeTo(asset, view);
  const reasons = [dataReason(system, view), ...exposureReasons(system, view), actionReason(system, view), ...statedReasons(system)].filter(
    (reason) => reason !== undefined,
  );
  const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
  const purpose = system.members.map((one) => textOf(one, 'purpose')).find((text) => text !== undefined);
  const annex = purpose === undefined ? undefined : annexArea(purpose);
  const byPoints = points >= 6 ? 3 : points >= 4 ? 2 : points >= 2 ? 1 : 0;
  const tier = TIERS[Math.max(byPoints, annex ? 2 : 0)]!;
  const why = reasons.sort((a, b) => b.points - a.points).map(({ text }) => text);
  if (annex) why.unshift(`its purpose falls into ${annex.area} of the EU AI Act (${annex.title}): ${purpose!.slice(0, 200)}`);
  return { tier, why: why.length > 0 ? why : ['nothing that raises it was seen'] };
}

/** Whoever stands further away weighs on the tier of those between. */
const STEPS = 2;
const MOST_MEMBERS = 60;

/** The asset, what it contains and hands work to, its tools, the entries that lead to it, and the workloads it runs on. */
function closeTo(asset: Asset, view: View): System {
  const members = new Set([asset, ...view.into(asset, 'routes-to').map(({ from }) => from)]);
  let last = [...members];
  for (let step = 0; step < STEPS && members.size < MOST_MEMBERS; step++) {
    const next = last.flatMap((one) =>
      view.out(one, 'contains', 'calls-tool', 'delegates-to', 'runs-on', 'routes-to', 'exposes-tool').slice(0, MOST_MEMBERS),
    );
    last = next.map(({ to }) => to).filter((to) => to.kind !== 'model' && to.kind !== 'application' && !members.has(to));
    for (const one of last) members.add(one);
  }
  // What holds it speaks for its purpose.
  const holders = view.into(asset, 'contains').map(({ from }) => from);
  return {
    head: asset,
    members: [
      ...members,
      ...holders.filter((one) => one.kind === 'application' && textOf(one, 'purpose') !== undefined && !members.has(one)),
    ],
  };
}

const DATA: ReadonlySet<AssetKind> = new Set(['data-store', 'vector-store', 'knowledge-base', 'dataset', 'memory']);
const DATA_POINTS: Readonly<Record<string, number>> = { restricted: 3, confidential: 2, internal: 1 };

function dataReason({ head, members }: System, view: View): Reason | undefined {
  const stores = members
    // What holds the asset reaches more than the asset does.
    .flatMap((one) =>
      one.kind === 'application' && one !== head
        ? []
        : [one, ...view.out(one, 'retrieves-from', 'connects-to', 'remembers-in', 'trained-on', 'sourced-from').map(({ to }) => to)],
    )
    .filter(({ kind }) => DATA.has(kind));
  const worst = stores.sort((a, b) => pointsOf(b) - pointsOf(a))[0];
  if (!worst || pointsOf(worst) === 0) return undefined;
  const level = textOf(worst, 'sensitivity');
  return {
    points: pointsOf(worst),
    text:
      level === undefined
        ? `it reaches ${worst.name}, whose sensitivity is not stated`
        : `it reaches ${worst.name}, which holds ${level} data`,
  };
}

function pointsOf(store: Asset): number {
  const level = textOf(store, 'sensitivity');
  if (level === undefined) return 1;
  return Object.hasOwn(DATA_POINTS, level) ? DATA_POINTS[level]! : 0;
}

function exposureReasons(system: System, view: View): Reason[] {
  const [first] = exposuresOf(system, view);
  if (!first) return [];
  const open = exposuresOf(system, view).find(
    (link) => view.properties(link)['auth'] === 'none' && textOf(link.from, 'auth') !== 'present',
  );
  return [
    { points: 2, text: `the internet reaches ${first.from.name}` },
    ...(open ? [{ points: 1, text: `${open.from.name} asks nobody who is calling` }] : []),
  ];
}

const ACTS = ['code-execution', 'external-communication', 'state-change'];

function actionReason({ members }: System, view: View): Reason | undefined {
  const tools = members.filter(({ kind }) => kind === 'tool');
  const acting = tools
    .map((tool) => ({ tool, act: highImpact(tool) ?? textsOf(tool, 'capabilities').find((one) => ACTS.includes(one)) }))
    .filter(({ act }) => act !== undefined);
  if (acting.length === 0) return undefined;
  const alone = acting.find(
    ({ tool }) =>
      textOf(tool, 'approval') !== 'always' && view.into(tool, 'calls-tool').some((link) => view.properties(link)['approval'] !== 'always'),
  );
  const { tool, act } = alone ?? acting[0]!;
  return alone
    ? { points: 2, text: `it can use ${tool.name} (${act}) without asking a person` }
    : { points: 1, text: `it can use ${tool.name} (${act}) when a person agrees` };
}

function statedReasons({ members }: System): Reason[] {
  const criticality = ['critical', 'high'].find((level) => members.some((one) => textOf(one, 'criticality') === level));
  const production = members.find((one) => textOf(one, 'environment') === 'production');
  return [
    ...(criticality === undefined
      ? []
      : [{ points: criticality === 'critical' ? 3 : 2, text: `it is stated to be of ${criticality} criticality` }]),
    ...(production ? [{ points: 1, text: `${production.name} belongs to production` }] : []),
  ];
}
