import type { Asset } from '../../core/snapshot.ts';
import { toolsOf } from '../../posture/agents.ts';
import { runsOf } from '../../posture/execution.ts';
import { keyUse } from '../../posture/key-use.ts';
import { usesOpened } from '../../posture/secrets.ts';
import { openToStrangers } from '../../posture/stores.ts';
import { type Link, textOf } from '../../posture/view.ts';
import { graphIn, type Reached } from '../explain/graph.ts';
import { type Downstream, downstreamOf } from './downstream.ts';
import { type Standing, standingOf } from './exposure.ts';
import type { Asked } from './state.ts';

/** One step of a chain as it is shown. */
export interface Hop {
  from: string;
  edge: string;
  to: string;
  evidence: { target: string; file?: string; line?: number; field?: string; detail: string }[];
}

export interface Item extends Partial<Standing> {
  id: string;
  kind: string;
  name: string;
  chain: Hop[];
  /** What is to be known beside the chain. */
  note?: string;
}

/** A question of an incident, answered first, then with what the answer stands on. */
export interface Answer {
  question: string;
  answer: 'yes' | 'no';
  items: Item[];
}

export function hopOf(link: Link, asked: Asked): Hop {
  return {
    from: `${link.from.kind} ${link.from.name}`,
    edge: link.kind,
    to: `${link.to.kind} ${link.to.name}`,
    evidence: asked.view.evidence(link).slice(0, 5),
  };
}

function answered(question: string, items: readonly Item[]): Answer {
  return { question, answer: items.length > 0 ? 'yes' : 'no', items: [...items] };
}

/** Things that answer or act get their exposure told. */
const STANDING: ReadonlySet<string> = new Set(['application', 'agent', 'ai-endpoint', 'model-endpoint', 'gateway', 'workload']);

function item(asset: Asset, chain: readonly Link[], asked: Asked, note?: string): Item {
  return {
    id: asset.id,
    kind: asset.kind,
    name: asset.name,
    ...(STANDING.has(asset.kind) ? standingOf(asset, asked) : {}),
    chain: chain.map((link) => hopOf(link, asked)),
    ...(note === undefined ? {} : { note }),
  };
}

const isKind =
  (...kinds: Asset['kind'][]) =>
  ({ asset }: { asset: Asset }): boolean =>
    kinds.includes(asset.kind);

/**
 * Of a bucket, database, index or data set: what learns from it, what retrieves from it, what gives its contents away, and with
 * `trained` what answers with a model that learnt from it.
 */
export function answersOfData(store: Asset, asked: Asked, trained: boolean): Answer[] {
  const { view } = asked;
  const learnt = downstreamOf(store, view, true).filter(({ chain }) => chain.some(({ kind }) => kind === 'trained-on'));
  const of = (found: readonly Downstream[]): Item[] => found.map(({ asset, chain }) => item(asset, chain, asked));
  const learning = [
    answered('Does a model train on it?', of(learnt.filter(isKind('pipeline', 'notebook', 'model', 'model-artifact', 'dataset')))),
    answered(
      'Which endpoints, applications and agents answer with what learnt from it?',
      of(learnt.filter(isKind('model-endpoint', 'ai-endpoint', 'application', 'agent', 'gateway'))),
    ),
  ];
  if (trained) return learning;
  const content = downstreamOf(store, view, false).filter(({ chain }) => !chain.some(({ kind }) => kind === 'trained-on'));
  // Many read a store by two edges: which of them the walk took says nothing.
  const indexes = content.filter(({ asset, chain }) => INDEXES.has(asset.kind) && chain.at(-1)!.kind === 'sourced-from');
  const sources = [{ asset: store, chain: [] as Link[] }, ...indexes];
  const readers = sources.flatMap(({ asset, chain }) =>
    view.into(asset, 'retrieves-from').map((link) => ({ asset: link.from, chain: [...chain, link] })),
  );
  const retrieving = unique([...indexes, ...readers]);
  const open = openToStrangers(store, view);
  const links = view.out(store, 'exposed-to').filter(({ to }) => to.name === 'internet');
  const entries = content.filter(isKind('ai-endpoint', 'model-endpoint', 'gateway'));
  const direct = open?.read ? [item(store, links, asked, `anybody on the internet can read it (${open.how})`)] : [];
  return [
    learning[0]!,
    answered('Does anything retrieve from it?', of(retrieving)),
    answered('Does anything give its contents away?', [...direct, ...of(entries)]),
    learning[1]!,
    answered('Which applications and agents read it?', of(content.filter(isKind('application', 'agent')))),
  ];
}

const INDEXES: ReadonlySet<Asset['kind']> = new Set(['vector-store', 'knowledge-base']);

/** Of a model or weights: where it is deployed, and who asks it. */
export function answersOfModel(model: Asset, asked: Asked): Answer[] {
  const found = downstreamOf(model, asked.view, false);
  const serving = found.filter(isKind('model-endpoint', 'gateway'));
  const using = found.filter(isKind('application', 'agent', 'ai-endpoint', 'pipeline', 'notebook'));
  const of = (list: readonly Downstream[]): Item[] =>
    list.map(({ asset, chain }) => item(asset, chain, asked, environmentOf(asset, asked)));
  return [answered('On which endpoints is it deployed?', of(serving)), answered('What uses it?', of(using))];
}

function environmentOf(asset: Asset, { view }: Asked): string | undefined {
  const near = [asset, ...view.out(asset, 'runs-on').map(({ to }) => to)];
  const named = near.map((one) => textOf(one, 'environment')).find((value) => value !== undefined);
  return named === undefined ? 'environment not stated' : undefined;
}

/** Of a key or identity: who has it, what it opens, and which agents, tools and data are reached with it. */
export function answersOfKey(key: Asset, asked: Asked): Answer[] {
  const { view } = asked;
  const held = view.into(key, 'holds', 'runs-as', 'can-assume');
  const inside = held.flatMap((link) =>
    [
      ...view.out(link.from, 'contains').filter(({ to }) => to.kind === 'agent'),
      ...view.into(link.from, 'runs-on').filter(({ from }) => ['agent', 'application'].includes(from.kind)),
    ].map((second) => ({
      asset: second.kind === 'contains' ? second.to : second.from,
      chain: [second, link],
    })),
  );
  const having = unique([...held.map((link) => ({ asset: link.from, chain: [link] })), ...inside]);
  const reached = [...throughKey(key, asked), ...throughAccounts(key, asked)].filter(
    (one, at, all) => all.findIndex(({ id }) => id === one.id) === at,
  );
  const section = (question: string, ...kinds: string[]): Answer =>
    answered(
      question,
      reached.filter(({ kind }) => kinds.includes(kind)),
    );
  return [
    answered(
      key.kind === 'secret' ? 'Who has it?' : 'Who acts with it?',
      having.map(({ asset, chain }) => item(asset, chain, asked)),
    ),
    section(
      'What does it open?',
      'provider',
      'service',
      'saas-app',
      'identity',
      'gateway',
      'model-endpoint',
      'ai-endpoint',
      'workload',
      'secret',
    ),
    section('Which agents can be reached with it?', 'agent', 'application'),
    section('Which tools can be reached with it?', 'tool', 'mcp-server'),
    section('Which data can be reached with it?', 'data-store', 'vector-store', 'knowledge-base', 'dataset', 'memory', 'model-artifact'),
  ];
}

function unique(list: readonly Downstream[]): Downstream[] {
  return list.filter(({ asset }, at) => list.findIndex((other) => other.asset === asset) === at);
}

/**
 * What whoever has it makes progress to: the blast radius that `explain` tells, but what an agent runs on, and as whom, only where one
 * of its tools runs code: who may ask a question has no hold of the machine.
 */
function throughKey(key: Asset, asked: Asked): Item[] {
  const { view } = asked;
  const runsCode = (id: string): boolean => {
    const agent = view.asset(id);
    return agent !== undefined && (runsOf(agent) !== undefined || toolsOf(agent, view).some(({ tool }) => runsOf(tool) !== undefined));
  };
  return graphIn(view)
    .blastRadius(key.id)
    .filter(({ chain }) => !chain.some(({ from, edge }) => edge === 'runs-on' && view.asset(from)?.kind === 'agent' && !runsCode(from)))
    .map((reached) => fromReached(reached, asked));
}

function fromReached({ asset, chain, sensitive }: Reached, { view }: Asked, before: readonly Hop[] = []): Item {
  const said = (id: string): string => {
    const one = view.asset(id);
    return one ? `${one.kind} ${one.name}` : id;
  };
  return {
    id: asset.id,
    kind: asset.kind,
    name: asset.name,
    chain: [
      ...before,
      ...chain.map(({ from, to, edge, attack, evidence }) => ({
        from: said(from),
        edge: attack ?? edge,
        to: said(to),
        evidence: evidence.slice(0, 5),
      })),
    ],
    ...(sensitive ? { note: 'sensitive' } : {}),
  };
}

/**
 * A key of a provider opens an account. What programs that work with this very key send through it is in reach; those of the same
 * provider whose key cannot be seen are told with that, and nothing behind them.
 */
function throughAccounts(key: Asset, asked: Asked): Item[] {
  const { view } = asked;
  const graph = graphIn(view);
  return view
    .out(key, 'grants')
    .filter(({ to }) => to.kind === 'provider')
    .flatMap((opened) =>
      view.into(key, 'holds').flatMap((held) => {
        if (held.from.kind !== 'application') return [];
        const use = usesOpened(held.from, opened.to, view) ? keyUse(held, view) : undefined;
        const before = [hopOf(opened, asked), hopOf(held, asked)];
        const note = use ? 'works with this key' : 'whether it works with this key cannot be seen';
        const program: Item = { id: held.from.id, kind: held.from.kind, name: held.from.name, chain: before, note };
        return use ? [program, ...graph.closure(held.from.id).map((reached) => fromReached(reached, asked, before))] : [program];
      }),
    );
}
