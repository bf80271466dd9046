import type { Asset } from '../../../core/snapshot.ts';
import { definePath, type PathCandidate } from '../../path.ts';
import { type Placed, placedOf } from '../../placed.ts';
import { closing, openToStrangers } from '../../stores.ts';
import type { Link, View } from '../../view.ts';

/** A load that runs what the file says, as discovery tells it; where the file came from, if the code says so. */
interface UnsafeLoad extends Placed {
  call: string;
  sourceFile?: string;
  sourceLine?: number;
}

/**
 * Strangers may write to a store, and a program fetches a file from that store and loads it in a form that runs code. The file that is
 * loaded has to be the one that was fetched there: an unsafe load of something else, a store that is only read, and weights that
 * are no code make none.
 */
export default definePath({
  id: 'poisoned-load',
  title: 'A file anybody can replace runs code where it is loaded',
  severity: 'critical',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0011.000' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.003' },
  ],
  find({ view }) {
    const zone = view.ofKind('zone').find((one) => one.name === 'internet');
    if (!zone) return [];
    return [...view.ofKind('application'), ...view.ofKind('notebook')].flatMap((owner) => {
      if (owner.properties['unsafeLoads'] === undefined) return [];
      const loads = placedOf<UnsafeLoad>(owner, 'unsafeLoads', ({ call }) => call).map(({ entry }) => entry);
      return view
        .out(owner, 'connects-to', 'loads', 'retrieves-from')
        .filter(({ to }) => to.kind === 'data-store' && openToStrangers(to, view)?.write === true)
        .flatMap((link) => {
          const load = loads.find((one) => fetches(link, one, view));
          return load ? [tell(zone, link, load, view)] : [];
        });
    });
  },
});

/** Whether the file that is loaded is the one that the edge tells of. */
function fetches(link: Link, { sourceFile, sourceLine, file, line }: UnsafeLoad, view: View): boolean {
  const [at, row] = sourceFile === undefined ? [file, line] : [sourceFile, sourceLine];
  return view.evidence(link).some((one) => one.file === at && one.line === row);
}

function tell(zone: Asset, link: Link, load: UnsafeLoad, view: View): PathCandidate {
  const { from: owner, to: store } = link;
  const open = view.out(store, 'exposed-to').filter((one) => one.to === zone);
  const close = closing(store, `Take the right to write away from strangers: ${store.name} decides what ${owner.name} runs.`);
  return {
    title: `Anybody on the internet can replace what lies in ${store.name}; ${owner.name} loads it with ${load.call}, which runs what the file says.`,
    steps: [
      { asset: zone, edges: [], saying: 'A stranger without any account starts here.', evidence: [] },
      {
        asset: store,
        attack: 'writes',
        edges: open.map(({ index }) => index),
        saying: `Anybody can put and replace objects in ${store.name}.`,
      },
      {
        asset: owner,
        attack: 'executes',
        edges: [link.index],
        saying: `${owner.name} fetches a file from there and loads it with ${load.call} (${load.file}:${load.line}): code in the file runs with its rights.`,
      },
    ],
    pivots: [store, owner],
    exploitability: 'trivial',
    reachability: 'internet',
    harms: [owner, store],
    fixes: [
      {
        text: close.text,
        ...(close.command === undefined ? {} : { command: close.command }),
        cuts: open.map(({ index }) => index),
        cost: 1,
      },
      {
        text: `Keep the weights in a form that holds no code (safetensors, ONNX, skops) and compare a digest that the code knows before the file is loaded.`,
        cuts: [link.index],
        cost: 2,
      },
    ],
    chokePoints: [store, owner],
    confidence: Math.min(store.confidence, owner.confidence),
  };
}
