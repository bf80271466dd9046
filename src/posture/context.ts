import { own } from '../core/table.ts';
import type { Factor } from '../core/finding.ts';
import type { Asset } from '../core/snapshot.ts';
import type { AttackGraph } from './attack.ts';
import {
  CONTROL,
  type Control,
  EXPLOITABILITY,
  type Exploitability,
  type Factors,
  type Loss,
  REACHABILITY,
  type Reachability,
  SENSITIVITY,
  UNKNOWN_VALUE,
} from './score.ts';
import { type Link, textOf, textsOf, type View } from './view.ts';

/** What the factors of a score are read from, computed once per Snapshot. */
export interface RiskContext {
  view: View;
  attack: AttackGraph;
  /** What an attacker who holds these assets reaches, themselves included, nearest first. */
  reachedFrom(assets: readonly Asset[]): Asset[];
  /** Whether progress from the internet leads to the asset, and in how many steps. */
  fromInternet(asset: Asset): number | undefined;
  isSensitive(asset: Asset): boolean;
  sensitiveTotal: number;
}

const DATA_KINDS: ReadonlySet<Asset['kind']> = new Set(['data-store', 'dataset', 'vector-store', 'knowledge-base', 'memory']);
/** Beyond so many steps what is reached says little about the fault. */
const BLAST_DEPTH = 8;

export function createRiskContext(view: View, attack: AttackGraph): RiskContext {
  const internet = view.ofKind('zone').filter((zone) => zone.name === 'internet');
  const depths = new Map<number, number>();
  if (internet.length > 0) for (const { asset, depth } of attack.reached(internet.map(view.numberOf))) depths.set(asset, depth);
  const { assets } = view.snapshot;
  const memo = new Map<string, Asset[]>();
  return {
    view,
    attack,
    reachedFrom(starts) {
      const id = starts.map((asset) => asset.id).join(' ');
      let found = memo.get(id);
      if (!found) memo.set(id, (found = attack.reached(starts.map(view.numberOf), BLAST_DEPTH).map(({ asset }) => assets[asset]!)));
      return found;
    },
    fromInternet: (asset) => (internet.includes(asset) ? undefined : depths.get(view.numberOf(asset))),
    isSensitive,
    sensitiveTotal: assets.filter(isSensitive).length,
  };
}

/** Assets whose loss hurts by what is in them: data of known high sensitivity, and secrets; neither references nor what tests make up. */
function isSensitive(asset: Asset): boolean {
  if (asset.kind === 'secret')
    return textOf(asset, 'form') !== 'reference' && asset.properties['likelyTest'] !== true && asset.properties['placeholder'] !== true;
  const sensitivity = textOf(asset, 'sensitivity');
  return DATA_KINDS.has(asset.kind) && (sensitivity === 'restricted' || sensitivity === 'confidential');
}

export interface RiskInput {
  exploitability: Exploitability;
  reachability: Reachability;
  control?: Control;
  /** The assets the fault stands on. */
  at: readonly Asset[];
  /** Whose harm counts; default `at` and what they reach. */
  harms?: readonly Asset[];
  /** What is lost; default everything. Who can only read changes nothing and gets no further; who can only write reads nothing. */
  loses?: readonly Loss[];
}

/** All factors of the formula, each with its level, its reason and whether it is known. */
export function factorsOf(input: RiskInput, context: RiskContext): Factors {
  const readsOnly = isOnly(input, 'confidentiality');
  const reached = context.reachedFrom(input.at);
  const harms = input.harms ?? reached;
  const exploit = EXPLOITABILITY[input.exploitability];
  const control = CONTROL[input.control ?? 'none'];
  return {
    exploitability: { ...exploit, why: 'How hard the fault is to use.', known: true },
    reachability: reachability(input, context),
    dataSensitivity: dataFactor(harms, input),
    criticality: readsOnly ? statedCriticality(harms) : criticalityFactor(harms, changes(input)),
    business: businessFactor(harms, input.at),
    blastRadius: readsOnly ? NO_FURTHER : blastFactor(reached, input.at, context),
    agency: agencyFactor(input.at, context),
    controls: {
      ...control,
      why:
        input.control === undefined || input.control === 'none'
          ? 'No control on this step was seen.'
          : 'A control on this step weakens it.',
      known: true,
    },
  };
}

const UNCHANGED: Factor = { value: 0, level: 'unchanged', why: 'Who reads it changes nothing that it serves.', known: true };

const NO_FURTHER: Factor = { value: 0, level: 'none', why: 'Who reads it gets no further by that.', known: true };

function isOnly(input: Pick<RiskInput, 'loses'>, loss: Loss): boolean {
  return input.loses?.length === 1 && input.loses[0] === loss;
}

function changes(input: RiskInput): boolean {
  return input.loses?.includes('integrity') === true;
}

/** Data that is read counts by how sensitive it is; data that is changed by what depends on it, however public it is. */
function dataFactor(harms: readonly Asset[], input: RiskInput): Factor {
  const read = sensitivityFactor(harms);
  if (!changes(input)) return read;
  const depends = criticalityFactor(harms, true);
  const changed: Factor = { ...depends, why: `The data is changed: it counts as much as what depends on it. ${depends.why}` };
  return isOnly(input, 'integrity') || changed.value >= read.value ? changed : read;
}

/** The same factors where nothing is known of the context: the yardstick for raising and lowering a check's severity. */
export function neutral(factors: Factors, input: Pick<RiskInput, 'at' | 'reachability' | 'loses'>): Factors {
  const middle = { value: UNKNOWN_VALUE, level: 'unknown', why: '', known: false };
  const none = { value: 0, level: 'none', why: '', known: false };
  const reach = REACHABILITY[input.reachability];
  return {
    ...factors,
    reachability: { ...reach, why: '', known: true },
    dataSensitivity: middle,
    criticality: factors.criticality === UNCHANGED ? UNCHANGED : middle,
    business: middle,
    blastRadius: none,
    // Behind an entry of ours something answers anyway: only what it can do beyond answering raises the fault.
    agency: input.at.some(({ kind }) => kind === 'ai-endpoint') ? { ...none, value: Math.min(factors.agency.value, ANSWERS_ONLY) } : none,
  };
}

/** The agency of an agent without tools: autonomy, language input and non-determinism in full, context and opacity by half. */
const ANSWERS_ONLY = 0.4;

function reachability(input: RiskInput, context: RiskContext): Factor {
  const own = REACHABILITY[input.reachability];
  const steps = input.at.map((asset) => context.fromInternet(asset)).filter((depth) => depth !== undefined);
  const through = REACHABILITY['third-party'].value;
  if (steps.length > 0 && own.value < through) {
    const nearest = Math.min(...steps);
    return {
      value: through,
      level: 'internet, through other assets',
      why: `The internet leads to it in ${nearest} ${nearest === 1 ? 'step' : 'steps'}.`,
      known: true,
    };
  }
  return { ...own, why: 'Who can use the fault where it stands.', known: true };
}

function sensitivityFactor(harms: readonly Asset[]): Factor {
  const data = harms.filter((asset) => DATA_KINDS.has(asset.kind));
  if (data.length === 0) return unknown('No data behind it was seen.');
  const known = data.flatMap((asset) => {
    const level = textOf(asset, 'sensitivity');
    return level !== undefined && own(SENSITIVITY, level) !== undefined ? [{ asset, level, value: own(SENSITIVITY, level)! }] : [];
  });
  const worst = known.sort((a, b) => b.value - a.value)[0];
  const open = data.length - known.length;
  // One known harmless store says nothing about the unknown ones beside it.
  if (!worst || (open > 0 && worst.value < UNKNOWN_VALUE)) return unknown(`The sensitivity of ${data[0]!.name} is not stated.`);
  return { value: worst.value, level: worst.level, why: `${worst.asset.name} holds ${worst.level} data.`, known: true };
}

const CRITICALITY: Readonly<Record<string, number>> = { critical: 1, high: 0.8, medium: 0.5, low: 0.2 };
const ACTS_OUTWARD = ['money-movement', 'irreversible-action', 'code-execution'];

/** What answers with what it learnt or found: whoever changes that decides what is answered. */
const ANSWERS: ReadonlySet<Asset['kind']> = new Set(['model-endpoint', 'ai-endpoint', 'agent', 'application']);

/** For who only reads: what somebody stated the data to be worth, and nothing that could be done with it. */
function statedCriticality(harms: readonly Asset[]): Factor {
  const stated = harms.filter((asset) => own(CRITICALITY, textOf(asset, 'criticality') ?? '') !== undefined);
  return stated.length > 0 ? criticalityFactor(stated, false) : UNCHANGED;
}

function criticalityFactor(harms: readonly Asset[], changed: boolean): Factor {
  let best: Factor | undefined;
  for (const asset of harms) {
    const stated = textOf(asset, 'criticality');
    const value = stated === undefined ? undefined : own(CRITICALITY, stated);
    if (value !== undefined && value > (best?.value ?? -1))
      best = { value, level: stated!, why: `${asset.name} is stated to be of ${stated} criticality.`, known: true };
    if (changed && ANSWERS.has(asset.kind) && stated === undefined && (best?.value ?? -1) < 0.8)
      best = { value: 0.8, level: 'decides answers', why: `${asset.name} answers with it.`, known: true };
    if (asset.kind !== 'tool' && asset.kind !== 'mcp-server') continue;
    const act = textsOf(asset, 'capabilities').find((capability) => ACTS_OUTWARD.includes(capability));
    if (act !== undefined && (best?.value ?? -1) < 0.8)
      best = { value: 0.8, level: 'acts outward', why: `${asset.name} can do ${act}.`, known: true };
  }
  return best ?? unknown('The criticality of what it serves is not stated.');
}

const ENVIRONMENT: Readonly<Record<string, number>> = { production: 0.8, staging: 0.4, development: 0.2, test: 0.1, sandbox: 0.1 };

function businessFactor(harms: readonly Asset[], at: readonly Asset[]): Factor {
  let best: Factor | undefined;
  for (const asset of [...at, ...harms]) {
    const environment = textOf(asset, 'environment');
    const value = environment === undefined ? undefined : own(ENVIRONMENT, environment);
    if (value !== undefined && value > (best?.value ?? -1))
      best = { value, level: environment!, why: `${asset.name} belongs to ${environment}.`, known: true };
  }
  return best ?? unknown('The environment is not stated.');
}

/** A leaked key is not its own blast radius: only what it leads to counts. */
function blastFactor(reached: readonly Asset[], at: readonly Asset[], context: RiskContext): Factor {
  const own = at.filter((asset) => asset.kind === 'secret');
  const hit = reached.filter((asset) => context.isSensitive(asset) && !own.includes(asset)).length;
  const total = context.sensitiveTotal - own.length;
  const other = own.length > 0 ? 'other ' : '';
  if (total === 0) return { value: 0, level: 'none known', why: 'No sensitive asset is known in this estate.', known: false };
  const value = Math.min(1, Math.log2(1 + hit) / Math.log2(1 + total));
  return {
    value: Math.round(value * 100) / 100,
    level: `${hit} of ${total} ${other}sensitive assets`,
    why: `From here ${hit} of the ${total} ${other}sensitive assets of this estate can be reached.`,
    known: true,
  };
}

/**
 * The ten agentic factors of OWASP AIVSS (autonomy, tools, language input, context, non-determinism, opacity, persistence,
 * identity, multi-agent, self-change), each 0, ½ or 1, over ten. Only agents and tools have agency.
 */
function agencyFactor(at: readonly Asset[], { view }: RiskContext): Factor {
  const agent = at.flatMap((asset) => agentsAt(asset, view))[0];
  if (!agent) return { value: 0, level: 'none', why: 'No agent stands at the fault.', known: true };
  const tools = toolLinks(agent, view).map((link) => link.to);
  const capabilities = new Set(tools.flatMap((tool) => textsOf(tool, 'capabilities')));
  const gated =
    tools.length > 0 &&
    toolLinks(agent, view).every((link) => view.properties(link)['approval'] === 'always' || textOf(link.to, 'approval') === 'always');
  const parts = [
    gated ? 0.5 : 1,
    Math.min(1, tools.length / 4),
    1,
    capabilities.has('reads-private-data') ? 1 : 0.5,
    1,
    0.5,
    view.out(agent, 'remembers-in').length > 0 || capabilities.has('persistent-memory') ? 1 : 0,
    view.out(agent, 'runs-as').length > 0 ? 0.5 : 0,
    view.out(agent, 'delegates-to').length > 0 ? 1 : 0,
    capabilities.has('code-execution') ? 1 : 0,
  ];
  const sum = parts.reduce((a, b) => a + b, 0);
  return {
    value: Math.round(sum * 10) / 100,
    level: `${sum.toFixed(1)} of 10`,
    why: `${agent.name} has ${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}${capabilities.size > 0 ? ` that can do ${[...capabilities].sort().join(', ')}` : ''}.`,
    known: true,
  };
}

/** The agents a fault at the asset puts in somebody's hands: itself, who calls the tool or server, who answers at the entry. */
function agentsAt(asset: Asset, view: View): Asset[] {
  const near =
    asset.kind === 'tool'
      ? [...view.into(asset, 'calls-tool'), ...view.into(asset, 'exposes-tool').flatMap((link) => view.into(link.from, 'connects-to'))]
      : asset.kind === 'mcp-server'
        ? view.into(asset, 'connects-to')
        : [];
  const ahead = asset.kind === 'ai-endpoint' || asset.kind === 'gateway' ? view.out(asset, 'routes-to').map((link) => link.to) : [];
  return [asset, ...near.map((link) => link.from), ...ahead].filter(({ kind }) => kind === 'agent');
}

/** An agent's own tools; an MCP server stands for its tools where none of them is known. */
function toolLinks(agent: Asset, view: View): Link[] {
  return view.out(agent, 'calls-tool', 'connects-to').flatMap((link) => {
    if (link.kind === 'calls-tool') return [link];
    if (link.to.kind !== 'mcp-server') return [];
    const exposed = view.out(link.to, 'exposes-tool');
    return exposed.length > 0 ? exposed : [link];
  });
}

function unknown(why: string): Factor {
  return { value: UNKNOWN_VALUE, level: 'unknown (counted as medium)', why, known: false };
}
