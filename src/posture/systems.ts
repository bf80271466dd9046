import type { EdgeKind } from '../core/edges.ts';
import type { AssetKind } from '../core/kinds.ts';
import type { Asset } from '../core/snapshot.ts';
import { type Link, textOf, type View } from './view.ts';

/** An AI system as a person would register it: one application, agent or server with what belongs to it. */
export interface System {
  head: Asset;
  /** The head first. */
  members: Asset[];
}

/** Servers that stand in a workload of their own and have its key. */
const SERVERS: readonly AssetKind[] = ['model-endpoint', 'gateway', 'vector-store', 'notebook', 'registry', 'mcp-server'];

export const SYSTEM_KINDS: readonly AssetKind[] = [
  'application',
  'agent',
  'model-endpoint',
  'gateway',
  'pipeline',
  'workload',
  'mcp-server',
  'vector-store',
  'knowledge-base',
  'model',
];

/** A system with more members than this is told by these. */
const LIMIT = 500;

interface Systems {
  of: Map<string, System | undefined>;
  /** Workloads and applications by target and the names they go by. */
  workloads: Map<string, Asset[]>;
  applications: Map<string, Asset[]>;
  /** Workloads, and servers that stand in one, by strong key. */
  byKey: Map<string, Asset[]>;
  /** Targets in which anything says who owns what. */
  owned: Set<string>;
}

/** Once per view. */
const SYSTEMS = new WeakMap<View, Systems>();

function systemsOf(view: View): Systems {
  let known = SYSTEMS.get(view);
  if (!known) {
    known = {
      of: new Map(),
      workloads: indexed(view.ofKind('workload'), namesOf),
      applications: indexed(view.ofKind('application'), namesOf),
      byKey: indexed([...view.ofKind('workload'), ...SERVERS.flatMap((kind) => view.ofKind(kind))], strongKeys),
      owned: new Set(view.snapshot.assets.filter((asset) => ownerOf(asset) !== undefined).map(targetOf)),
    };
    SYSTEMS.set(view, known);
  }
  return known;
}

function indexed(assets: readonly Asset[], idsOf: (asset: Asset) => readonly string[]): Map<string, Asset[]> {
  const out = new Map<string, Asset[]>();
  for (const asset of assets)
    for (const id of new Set(idsOf(asset))) {
      const list = out.get(id);
      if (list) list.push(asset);
      else out.set(id, [asset]);
    }
  return out;
}

/** The system an asset is the head of; undefined where it is a part of another one, or no AI of ours. */
export function systemAt(asset: Asset, view: View): System | undefined {
  const { of } = systemsOf(view);
  if (!of.has(asset.id)) of.set(asset.id, isHead(asset, view) ? { head: asset, members: membersOf(asset, view) } : undefined);
  return of.get(asset.id);
}

const USES_AI: readonly EdgeKind[] = [
  'uses-model',
  'calls-tool',
  'retrieves-from',
  'embeds-with',
  'loads',
  'serves',
  'prompted-by',
  'guarded-by',
  'delegates-to',
];
const AI_KINDS: ReadonlySet<AssetKind> = new Set([
  'agent',
  'ai-endpoint',
  'mcp-server',
  'model-endpoint',
  'gateway',
  'vector-store',
  'knowledge-base',
]);

function isHead(asset: Asset, view: View): boolean {
  switch (asset.kind) {
    case 'application':
      return usesAi(asset, view);
    case 'agent':
      return view
        .into(asset, 'contains', 'delegates-to')
        .every(({ from }) => from.kind !== 'application' && from.kind !== 'pipeline' && from.kind !== 'agent');
    case 'pipeline':
      return (
        view.out(asset, 'trained-on', 'produces', 'uses-model').length > 0 ||
        view.out(asset, 'contains').some(({ to }) => to.kind === 'agent')
      );
    case 'workload':
      return isOwn(asset) && partsOn(asset, view).length === 0 && runsByName(asset, view).length === 0 && speaksToAi(asset, view);
    case 'model':
      return (
        asset.keys.some(({ key, strong }) => strong && /^(?:arn|azure|gcp|terraform):/.test(key)) &&
        view.into(asset, 'produces', 'serves').length === 0
      );
    case 'model-endpoint':
    case 'gateway':
      return true;
    default:
      return isOwn(asset) && SYSTEM_KINDS.includes(asset.kind);
  }
}

/** Declared by us, or a resource of an account: not a name in somebody's client configuration. */
function isOwn(asset: Asset): boolean {
  return textOf(asset, 'definedBy') === 'iac' || asset.keys.some(({ key, strong }) => strong && /^(?:arn|azure|gcp):/.test(key));
}

function usesAi(asset: Asset, view: View): boolean {
  return view
    .out(asset, 'contains', 'connects-to', ...USES_AI)
    .some(({ kind, to }) => (kind !== 'contains' && kind !== 'connects-to') || AI_KINDS.has(to.kind));
}

/** A workload that is given the address or the key of a model, in its variables or its relations. */
function speaksToAi(workload: Asset, view: View): boolean {
  const { variables } = workload.properties;
  const named = Array.isArray(variables) && variables.some((name) => typeof name === 'string' && AI_VARIABLE.test(name));
  return (
    named ||
    workload.properties['asksModel'] === true ||
    view.out(workload, 'uses', 'connects-to').some(({ to }) => to.kind === 'model' || to.kind === 'provider' || AI_KINDS.has(to.kind))
  );
}

const AI_VARIABLE = /(?:OPENAI|ANTHROPIC|BEDROCK|MISTRAL|COHERE|GEMINI|GROQ|OLLAMA|LITELLM|VLLM|HUGGING_?FACE|LLM)_/;

/** What stands on a workload: code that runs on it, and servers in it, which have its key. */
function partsOn(workload: Asset, view: View): Asset[] {
  return [
    ...view.into(workload, 'runs-on').map(({ from }) => from),
    ...sharingKey(workload, view).filter(({ kind }) => kind !== 'workload'),
  ];
}

function sharingKey(asset: Asset, view: View): Asset[] {
  const { byKey } = systemsOf(view);
  return strongKeys(asset).flatMap((key) => byKey.get(key) ?? []);
}

function strongKeys(asset: Asset): string[] {
  return asset.keys.filter(({ strong }) => strong).map(({ key }) => key);
}

function membersOf(head: Asset, view: View): Asset[] {
  const members = new Set<Asset>([head]);
  for (const one of members) {
    if (members.size > LIMIT) break;
    const holds = one.kind === 'application' || one.kind === 'pipeline';
    // Agents the head hands work to act for it; those further on are not looked for.
    const down: EdgeKind[] = [
      'runs-on',
      'calls-tool',
      ...(holds ? (['contains'] as const) : one === head ? (['delegates-to'] as const) : []),
    ];
    for (const { kind, to } of view.out(one, ...down)) if (kind !== 'contains' || to.kind !== 'application') members.add(to);
    if (one.kind === 'agent') for (const { from } of view.into(one, 'routes-to')) if (from.kind === 'ai-endpoint') members.add(from);
    if (one.kind === 'application') for (const workload of workloadsByName(one, view)) members.add(workload);
    if (one === head && SERVERS.includes(head.kind))
      for (const workload of sharingKey(head, view)) if (workload.kind === 'workload') members.add(workload);
  }
  return [...members];
}

/** Workloads of the same repository that bear the name of the application, or run an image of that name. */
function workloadsByName(application: Asset, view: View): Asset[] {
  const { workloads } = systemsOf(view);
  return namesOf(application).flatMap((name) => workloads.get(name) ?? []);
}

function runsByName(workload: Asset, view: View): Asset[] {
  const { applications } = systemsOf(view);
  return namesOf(workload).flatMap((name) => (applications.get(name) ?? []).filter((one) => usesAi(one, view)));
}

/** Target and name: its own, of its image, of its folder. */
function namesOf(asset: Asset): string[] {
  const image = textOf(asset, 'image')?.replace(/[@:][^/]*$/, '');
  const folder = textOf(asset, 'folder');
  return [asset.name, image, folder].flatMap((name) =>
    name === undefined || name === '' ? [] : [`${targetOf(asset)} ${name.slice(name.lastIndexOf('/') + 1).toLowerCase()}`],
  );
}

export function targetOf(asset: Asset): string {
  return asset.evidence[0]?.target ?? '';
}

/** Below this an owner is a hint at who wrote it, not at who answers for it. */
const SURE = 0.5;

/** Who answers for an asset, where somebody is named who does. */
export function ownerOf(asset: Asset): string | undefined {
  const confidence = asset.properties['ownerConfidence'];
  return typeof confidence === 'number' && confidence < SURE ? undefined : textOf(asset, 'owner');
}

/** Whether anything in the target of the system says who owns what. */
export function keepsOwners(asset: Asset, view: View): boolean {
  return systemsOf(view).owned.has(targetOf(asset));
}

/** The first of the members that has the property, head first. */
export function stated({ members }: System, name: string): string | undefined {
  return members.map((one) => textOf(one, name)).find((text) => text !== undefined);
}

/** How strangers reach the system: links to the internet, or to every address of a host. */
export function exposuresOf({ members }: System, view: View): Link[] {
  return members
    .filter(({ kind }) => kind !== 'tool' && kind !== 'data-store')
    .flatMap((one) => view.out(one, 'exposed-to').filter(({ to }) => to.name === 'internet'));
}
