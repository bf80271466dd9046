import type { Asset } from '../../../core/snapshot.ts';
import { exposedTo } from '../../exposed.ts';
import { accessOf, isSensitiveStore } from '../../harm.ts';
import { type CandidateFix, type CandidateStep, definePath, type PathCandidate } from '../../path.ts';
import { closing, openToStrangers } from '../../stores.ts';
import { type Link, textOf, type View } from '../../view.ts';

/**
 * Data that is stated to be sensitive is trained or fine-tuned on, and what comes of it is open to everybody: the weights or the
 * prepared data lie in a store that strangers read, or a language model answers on an endpoint that asks nobody. A store that is
 * itself open is a finding (training-data-public-read), not this path. Nothing is said of tables behind a closed classifier.
 */
export default definePath({
  id: 'training-data-exposure',
  title: 'Sensitive training data leaves with what was trained on it',
  severity: 'high',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0035' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.10' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-17' },
  ],
  find({ view }) {
    const zone = view.ofKind('zone').find((one) => one.name === 'internet');
    if (!zone) return [];
    const outside = createOutside(zone, view);
    if (outside.size === 0) return [];
    const data = [...view.ofKind('data-store'), ...view.ofKind('dataset')].filter(isSensitiveStore);
    /** A hub of a pipeline is asked about once, not once per store it learns from. */
    const known = new Map<Asset, WayOut[]>();
    return data.flatMap((store) =>
      learning(store, view).flatMap(({ learner, learns }) => {
        let ways = known.get(learner);
        if (!ways) known.set(learner, (ways = waysOut(learner, outside, view)));
        const out = ways.find(({ place }) => place !== store);
        return out ? [tell(store, learner, learns, out, zone, view)] : [];
      }),
    );
  },
});

/** Who learns from the data, itself or through a data set that lies in it or is made from it. */
function learning(store: Asset, view: View): { learner: Asset; learns: Link[] }[] {
  const direct = view.into(store, 'trained-on').map((link) => ({ learner: link.from, learns: [link] }));
  // A bucket holds very many files: they are looked through only where one of them can be a data set.
  if (view.numbersOf('dataset').length === 0) return direct;
  const through = view
    .into(store, 'stored-in', 'sourced-from')
    .filter(({ from }) => from.kind === 'dataset')
    .flatMap((link) => view.into(link.from, 'trained-on').map((trained) => ({ learner: trained.from, learns: [link, trained] })));
  return [...direct, ...through];
}

interface WayOut {
  /** From the learner on: each asset by the edge that leads to it. */
  through: { asset: Asset; link: Link }[];
  /** Where strangers get it, and by which edges. */
  place: Asset;
  open: Link[];
  what: 'weights' | 'copy' | 'answers';
}

/** Files in an open store come first, then copies, then answers. One place may be the source itself: a second one settles it. */
function waysOut(learner: Asset, outside: Outside, view: View): WayOut[] {
  const ways: WayOut[] = [];
  const isEnough = (): boolean => ways.length > 1 && ways.some(({ place }) => place !== ways[0]!.place);
  const products = view.out(learner, 'produces').map((link) => ({ asset: link.to, link }));
  for (const product of products) {
    for (const lies of view.out(product.asset, 'stored-in')) {
      const open = outside.readable(lies.to);
      if (!open) continue;
      const what = product.asset.kind === 'dataset' || RECORDS.test(product.asset.name) ? 'copy' : 'weights';
      ways.push({ through: [product, { asset: lies.to, link: lies }], place: lies.to, open, what });
    }
    if (isEnough()) return ways;
  }
  for (const link of view.out(learner, 'connects-to')) {
    const open = accessOf(link, view) === 'write' ? outside.readable(link.to) : undefined;
    if (open && !ways.some(({ place }) => place === link.to))
      ways.push({ through: [{ asset: link.to, link }], place: link.to, open, what: 'copy' });
  }
  return isEnough() ? ways : [...ways, ...answers(learner, products, view)];
}

/** Files of records, whatever they were taken for. */
const RECORDS = /\.(?:csv|tsv|jsonl|ndjson|parquet|arrow|feather)$/i;

/** What the internet reaches. */
interface Outside {
  size: number;
  /** The edges by which strangers read a store. */
  readable(place: Asset): Link[] | undefined;
}

/** From the outside in, each place once: many pipelines write to one bucket. */
function createOutside(zone: Asset, view: View): Outside {
  const links = new Map<Asset, Link[]>();
  for (const link of view.into(zone, 'exposed-to')) links.set(link.from, [...(links.get(link.from) ?? []), link]);
  const answers = new Map<Asset, boolean>();
  return {
    size: links.size,
    readable(place) {
      const open = links.get(place);
      if (!open || place.kind !== 'data-store') return undefined;
      let read = answers.get(place);
      if (read === undefined) answers.set(place, (read = openToStrangers(place, view)?.read ?? false));
      return read ? open : undefined;
    },
  };
}

/** Endpoints that serve what was trained, where it is a language model: only those give their training text back in answers. */
function answers(learner: Asset, products: readonly { asset: Asset; link: Link }[], view: View): WayOut[] {
  if (!isLanguage(learner, view)) return [];
  const made = learner.kind === 'model' ? [{ asset: learner, through: [] as WayOut['through'] }] : [];
  const all = [...made, ...products.map((product) => ({ asset: product.asset, through: [product] }))];
  return all.flatMap(({ asset, through }) =>
    view.into(asset, 'serves', 'loads', 'uses-model').flatMap((link): WayOut[] => {
      const at = link.from;
      if (at.kind === 'model-endpoint' || at.kind === 'ai-endpoint') {
        const open = answering(at, view);
        return open ? [{ through: [...through, { asset: at, link }], place: at, open, what: 'answers' }] : [];
      }
      if (at.kind !== 'application' && at.kind !== 'agent') return [];
      return view
        .into(at, 'routes-to')
        .filter(({ from }) => from.kind === 'ai-endpoint')
        .flatMap((route): WayOut[] => {
          const open = answering(route.from, view);
          return open
            ? [{ through: [...through, { asset: at, link }, { asset: route.from, link: route }], place: route.from, open, what: 'answers' }]
            : [];
        });
    }),
  );
}

function answering(endpoint: Asset, view: View): Link[] | undefined {
  const open = view.out(endpoint, 'exposed-to').filter((link) => link.to.name === 'internet' && view.properties(link)['auth'] === 'none');
  if (open.length === 0) return undefined;
  if (endpoint.kind === 'ai-endpoint') return textOf(endpoint, 'auth') === 'none' ? open : undefined;
  const exposed = exposedTo(endpoint, view);
  return exposed?.reach === 'internet' && exposed.auth === 'none' ? open : undefined;
}

const LANGUAGE = new Set(['chat', 'completion', 'text-generation']);

function isLanguage(learner: Asset, view: View): boolean {
  if (learner.kind === 'model') return textOf(learner, 'platform') === 'aws-bedrock' || LANGUAGE.has(textOf(learner, 'task') ?? '');
  return view.out(learner, 'uses-model', 'derived-from').some(({ to }) => LANGUAGE.has(textOf(to, 'task') ?? ''));
}

function tell(store: Asset, learner: Asset, learns: readonly Link[], out: WayOut, zone: Asset, view: View): PathCandidate {
  const sensitivity = textOf(store, 'sensitivity');
  const result = {
    weights: `the model it writes lies in ${out.place.name}, which anybody can read`,
    copy: `it writes to ${out.place.name}, which anybody can read`,
    answers: `${out.place.name} answers anybody with the model`,
  }[out.what];
  const step = (asset: Asset, attack: CandidateStep['attack'], links: readonly Link[], saying: string): CandidateStep => ({
    asset,
    ...(attack === undefined ? {} : { attack }),
    edges: links.map(({ index }) => index),
    saying,
  });
  const between =
    learns.length > 1 ? [step(learns[0]!.from, 'reads', [learns[0]!], `${learns[0]!.from.name} holds what comes from ${store.name}.`)] : [];
  return {
    title: `${learner.name} learns from ${store.name} (${sensitivity}), and ${result}: what it learnt can be drawn out again.`,
    steps: [
      { asset: store, edges: [], saying: `${store.name} holds ${sensitivity} data.`, evidence: store.evidence.slice(0, 2) },
      ...between,
      step(learner, 'reads', learns.slice(-1), `${learner.name} learns from it.`),
      ...out.through.map(({ asset, link }) => step(asset, attackOf(link), [link], sayingOf(asset, link))),
      step(
        zone,
        'sends-out',
        out.open,
        out.what === 'answers' ? 'Anybody can ask, and gets back what the model kept of it.' : `Anybody can read ${out.place.name}.`,
      ),
    ],
    pivots: [store, learner, out.place],
    exploitability: out.what === 'copy' ? 'trivial' : 'public-technique',
    reachability: 'internet',
    harms: [store, out.place],
    loses: ['confidentiality'],
    fixes: fixesFor(store, learner, learns, out, view),
    chokePoints: [learner, out.place],
    confidence: Math.min(store.confidence, learner.confidence, ...out.through.map(({ asset }) => asset.confidence)),
  };
}

function attackOf(link: Link): NonNullable<CandidateStep['attack']> {
  if (link.kind === 'produces') return 'produces';
  if (link.kind === 'stored-in' || link.kind === 'connects-to') return 'writes';
  return link.kind === 'routes-to' ? 'exposes' : 'serves';
}

function sayingOf(asset: Asset, link: Link): string {
  switch (link.kind) {
    case 'produces':
      return `${link.from.name} writes ${asset.name}, with what it learnt.`;
    case 'stored-in':
      return `${link.from.name} lies in ${asset.name}.`;
    case 'connects-to':
      return `${link.from.name} writes what it makes of it to ${asset.name}.`;
    case 'routes-to':
      return `${asset.name} passes requests on to ${link.to.name}.`;
    default:
      return `${asset.name} answers with ${link.to.name}.`;
  }
}

function fixesFor(store: Asset, learner: Asset, learns: readonly Link[], out: WayOut, view: View): CandidateFix[] {
  const open = out.open.map(({ index }) => index);
  const close =
    out.place.kind === 'data-store'
      ? closing(out.place, `Close ${out.place.name} for strangers, and hold what was fetched from it since as lost.`)
      : undefined;
  return [
    close
      ? { text: close.text, ...(close.command === undefined ? {} : { command: close.command }), cuts: open, cost: 1 }
      : { text: `Let ${out.place.name} ask who is calling, or keep it inside the network.`, cuts: open, cost: 2 },
    {
      text: `Train ${learner.name} on records without names and numbers: a step before it takes them out of what comes from ${store.name}.`,
      cuts: learns.slice(-1).map(({ index }) => index),
      cost: 3,
    },
    ...(out.what === 'answers' || view.out(out.place, 'exposed-to').length === 0
      ? []
      : [
          {
            text: `Write what ${learner.name} makes to a store of its own that nobody outside reads.`,
            cuts: out.through.slice(-1).map(({ link }) => link.index),
            cost: 2 as const,
          },
        ]),
  ];
}
