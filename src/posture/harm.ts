import { type Access, ACCESSES, type Asset } from '../core/snapshot.ts';
import { effectEvidence, highImpact, type Reachable, toolsOf } from './agents.ts';
import type { CandidateStep } from './path.ts';
import { type Link, textOf, textsOf, type View } from './view.ts';

/** Data that whoever directs an agent gets out of it: with which tool, or by the agent itself, and from which store. */
export interface Reads {
  tool?: Reachable;
  store: Link;
  /** Sensitivity is stated; otherwise a tool that reads private data reads a store nothing is stated of. */
  stated: boolean;
}

/** An act that cannot be taken back, by a tool before which no person stands every time. */
export interface Acts {
  tool: Reachable;
  /** "money-movement", "irreversible-action". */
  act: string;
  /** What it acts on, where that was seen. */
  on?: Link;
}

/** The worst that whoever directs an agent can have it do with its own tools and those of agents it hands work to. */
export interface Harm {
  reads?: Reads;
  acts?: Acts;
}

const SENSITIVE = ['restricted', 'confidential'];
const STORES: ReadonlySet<Asset['kind']> = new Set(['vector-store', 'knowledge-base', 'data-store']);

/** Whether somebody stated that what is in it would hurt to lose. */
export function isSensitiveStore(store: Asset): boolean {
  return SENSITIVE.includes(textOf(store, 'sensitivity') ?? '');
}

/**
 * What directing the agent gives away. Tools behind an approval each time count for nothing; data counts where it is stated to be
 * confidential or restricted, or where a tool that reads private data reads a database or bucket nothing is stated of.
 */
export function harmOf(agent: Asset, view: View): Harm {
  const tools = toolsOf(agent, view).filter(({ gated }) => !gated);
  const reads: Reads[] = storesOf(agent, view).flatMap((store) => (isSensitiveStore(store.to) ? [{ store, stated: true }] : []));
  for (const tool of tools) {
    const isPrivate = textsOf(tool.tool, 'capabilities').includes('reads-private-data');
    for (const store of storesOf(tool.tool, view)) {
      const stated = isSensitiveStore(store.to);
      if (stated || (isPrivate && store.to.kind === 'data-store' && textOf(store.to, 'sensitivity') === undefined))
        reads.push({ tool, store, stated });
    }
  }
  const acts = tools.flatMap((tool): Acts[] => {
    const act = highImpact(tool.tool);
    if (act === undefined) return [];
    const on = view.out(tool.tool, 'connects-to').find(({ to }) => to.kind === 'service' || to.kind === 'data-store');
    return [{ tool, act, ...(on ? { on } : {}) }];
  });
  const read = reads.sort((a, b) => rankOf(a.store.to) - rankOf(b.store.to))[0];
  const worst = acts.sort(
    (a, b) =>
      Number(a.tool.gatedSometimes) - Number(b.tool.gatedSometimes) ||
      Number(b.act === 'money-movement') - Number(a.act === 'money-movement'),
  )[0];
  return { ...(read ? { reads: read } : {}), ...(worst ? { acts: worst } : {}) };
}

function rankOf(store: Asset): number {
  const at = SENSITIVE.indexOf(textOf(store, 'sensitivity') ?? '');
  return at < 0 ? SENSITIVE.length : at;
}

/** What the edge lets one do, from its column: its properties would have to be unpacked. */
export function accessOf(link: Link, view: View): Access {
  return ACCESSES[view.snapshot.edges.access[link.index]!] ?? '';
}

/** Stores read: not those that are only written to. */
function storesOf(reader: Asset, view: View): Link[] {
  const found = view
    .out(reader, 'retrieves-from', 'connects-to')
    .filter((link) => STORES.has(link.to.kind) && (link.kind === 'retrieves-from' || !['write', 'delete'].includes(accessOf(link, view))));
  return found.filter((link, at) => found.findIndex(({ to }) => to === link.to) === at);
}

/** The steps from the agent to what is read and done, each with the lines it stands on. */
export function harmSteps(agent: Asset, { reads, acts }: Harm, view: View): CandidateStep[] {
  const steps: CandidateStep[] = [];
  if (reads?.tool) steps.push(invokes(agent, reads.tool, 'reads-private-data', 'which nobody approves', view));
  if (reads)
    steps.push({
      asset: reads.store.to,
      attack: 'reads',
      edges: [reads.store.index],
      saying: `What is in ${reads.store.to.name} comes into the conversation.`,
    });
  if (!acts) return steps;
  const asked = acts.tool.gatedSometimes ? 'a person is asked in some cases only' : 'no person is asked';
  steps.push(invokes(agent, acts.tool, acts.act, asked, view));
  if (acts.on && acts.on.to !== reads?.store.to) {
    const on = acts.on;
    steps.push({
      asset: on.to,
      attack: 'writes',
      edges: [on.index],
      saying: `${capitalAct(acts.act)} at ${on.to.name}.`,
    });
  }
  return steps;
}

function invokes(agent: Asset, one: Reachable, capability: string, asked: string, view: View): CandidateStep {
  return {
    asset: one.tool,
    attack: 'invokes',
    edges: [...one.edges].reverse(),
    saying: `${one.by === agent ? 'It' : one.by.name} calls ${one.tool.name}; ${asked}.`,
    get evidence() {
      return [...view.evidence(one.link), ...effectEvidence(one.tool, capability)];
    },
  };
}

function capitalAct(act: string): string {
  return act === 'money-movement' ? 'Money moves' : 'What cannot be taken back happens';
}

/** "read customers (restricted) and have pay_back move money": after a "can". */
export function sayingOfHarm({ reads, acts }: Harm): string {
  const sensitivity = reads && textOf(reads.store.to, 'sensitivity');
  return [
    ...(reads ? [`read ${reads.store.to.name}${sensitivity === undefined ? '' : ` (${sensitivity})`}`] : []),
    ...(acts ? [`have ${acts.tool.tool.name} ${acts.act === 'money-movement' ? 'move money' : 'do what cannot be taken back'}`] : []),
  ].join(' and ');
}

/** Everything whose loss counts, for the score. */
export function harmed({ reads, acts }: Harm): Asset[] {
  return [...(reads ? [reads.store.to] : []), ...(acts ? [acts.tool.tool, ...(acts.on ? [acts.on.to] : [])] : [])];
}

/** The edges whose loss takes both the reading and the acting away, and how a person does it. */
export function narrowing(agent: Asset, { reads, acts }: Harm, approval: string): { text: string; cuts: number[]; cost: 1 | 2 } {
  const parts = [
    ...(acts ? [`ask a person before ${acts.tool.tool.name} acts (${approval})`] : []),
    ...(reads
      ? [
          `let ${reads.tool?.tool.name ?? agent.name} read from ${reads.store.to.name} only what belongs to the caller, whom the server knows`,
        ]
      : []),
  ];
  const text = parts.join(', and ');
  return {
    text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
    cuts: [...(acts ? acts.tool.edges.slice(-1) : []), ...(reads ? (reads.tool?.edges.slice(-1) ?? [reads.store.index]) : [])],
    cost: reads ? 2 : 1,
  };
}
