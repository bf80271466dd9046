import type { Automaton } from '../src/posture/engine/automaton.ts';
import { chokePoints } from '../src/posture/engine/chokes.ts';
import { minimumCut } from '../src/posture/engine/cut.ts';
import { explanations } from '../src/posture/engine/explanations.ts';
import { buildGraph, type Graph } from '../src/posture/engine/graph.ts';
import { pairs } from '../src/posture/engine/pairs.ts';
import { createReachBuffers, reach, reachSizes } from '../src/posture/engine/reach.ts';
import { extractAll, search } from '../src/posture/engine/search.ts';
import { attackAutomaton, type GeneratedGraph, generateGraph, openAutomaton } from './graph-generator.ts';
import { formatTable, measure, type Row } from './table.ts';

const SIZE = { nodes: 100_000, edges: 500_000, sources: 200, targets: 500 };
const BAR = { name: 'bar', figure: 300 };
const RUNS = 5;

/** The floor: which nodes are in reach at all, over the same rows, without phases, paths or costs. */
function plainBreadthFirst({ out: { start, node }, nodeCount }: Graph, sources: Uint32Array): number {
  const seen = new Uint8Array(nodeCount);
  const queue = new Uint32Array(nodeCount);
  let tail = 0;
  for (const source of sources) {
    if (seen[source] === 1) continue;
    seen[source] = 1;
    queue[tail++] = source;
  }
  for (let head = 0; head < tail; head++) {
    const from = queue[head]!;
    for (let at = start[from]!, end = start[from + 1]!; at < end; at++) {
      const next = node[at]!;
      if (seen[next] === 1) continue;
      seen[next] = 1;
      queue[tail++] = next;
    }
  }
  return tail;
}

function measurePaths(title: string, estate: GeneratedGraph, automaton: Automaton): string {
  const { nodeCount, from, to, label, cost, sources, targets, effort } = estate;
  const build = measure(RUNS, () => buildGraph(nodeCount, from, to, label));
  const graph = build.result;
  const priced = buildGraph(nodeCount, from, to, label, cost);
  const likely = buildGraph(
    nodeCount,
    from,
    to,
    label,
    Float32Array.from(cost, (step) => -Math.log(1 - step / 5)),
  );
  const bfs = measure(RUNS, () => plainBreadthFirst(graph, sources));
  const floor = { name: 'floor', figure: bfs.milliseconds };

  const found = measure(RUNS, () => search(graph, automaton, sources));
  const inBuckets = measure(RUNS, () => search(priced, automaton, sources));
  const withHeap = measure(RUNS, () => search(likely, automaton, sources));
  const states = found.result.distance.reduce((count, distance) => count + (distance < Infinity ? 1 : 0), 0);
  const paths = measure(RUNS, () => extractAll(found.result, targets));
  const every = measure(RUNS, () => pairs(graph, automaton, sources, targets));
  const everyPriced = measure(1, () => pairs(priced, automaton, sources, targets));
  const chokes = measure(RUNS, () => chokePoints(graph, automaton, sources, targets));
  const whole = measure(RUNS, () => loadPathsAndChokes(estate, automaton));
  const nearSource = measure(1, () => minimumCut(graph, automaton, sources, targets, effort));
  const far = paths.result.target[paths.result.count - 1]!;
  const explained = measure(RUNS, () => explanations(priced, automaton, paths.result.source[paths.result.count - 1]!, far, 5));
  const oneCut = measure(RUNS, () => minimumCut(graph, automaton, sources, Uint32Array.of(far), effort));
  const buffers = createReachBuffers(graph);
  const blast = measure(RUNS, () => reach(graph, sources.subarray(0, 1), { buffers }));
  const blasts = measure(RUNS, () => reachSizes(graph, sources));

  const alone = { name: `floor x ${sources.length}`, figure: bfs.milliseconds * sources.length };
  const ms = (name: string, { milliseconds }: { milliseconds: number }, beside: Row['beside'] = floor): Row => ({
    name,
    figure: milliseconds,
    unit: 'ms',
    beside,
  });
  return formatTable(title, [
    ms('floor: plain breadth-first search, no phases', bfs),
    ms('build rows, both directions', build),
    ms(`search, equal costs (${states} states)`, found),
    ms('search, whole costs 1-4', inBuckets),
    ms('search, float costs', withHeap),
    ms(`extract ${paths.result.count} paths, one a target`, paths),
    ms(`choke points (${chokes.result.nodes.length} nodes, ${chokes.result.edges.length} edges)`, chokes),
    ms('BUILD + ALL PATHS + CHOKE POINTS', whole, BAR),
    ms('the same, processor time', { milliseconds: whole.processor }, BAR),
    ms(`pairs, equal costs (${every.result.count} pairs, ${every.result.edges.length} edges)`, every, alone),
    ms('pairs, whole costs 1-4', everyPriced, alone),
    ms(`${explained.result.paths.length} explanations of one pair`, explained),
    ms(`minimum cut before one target (${describeCut(oneCut.result)})`, oneCut),
    ms(`minimum cut before all targets (${describeCut(nearSource.result)})`, nearSource),
    ms(`blast radius of one source (${blast.result.nodes.length} nodes)`, blast),
    ms(`blast radius sizes of ${sources.length} sources`, blasts, alone),
  ]);
}

function describeCut(cut: ReturnType<typeof minimumCut>): string {
  return cut.kind === 'cut' ? `${cut.edges.length} edges, cost ${cut.cost}, bound ${cut.lowerBound}` : cut.kind;
}

function loadPathsAndChokes({ nodeCount, from, to, label, sources, targets }: GeneratedGraph, automaton: Automaton) {
  const graph = buildGraph(nodeCount, from, to, label);
  return [extractAll(search(graph, automaton, sources), targets), chokePoints(graph, automaton, sources, targets)] as const;
}

const megabytes = () => process.resourceUsage().maxRSS / 1024;
const estate = generateGraph(SIZE, 1);
const { nodeCount, sources, targets } = estate;
console.log(
  `${nodeCount} nodes, ${SIZE.edges} edges, ${sources.length} sources, ${targets.length} targets; median of ${RUNS}; Node ${process.version}\n`,
);
const before = { name: 'before, with the estate', figure: megabytes() };
loadPathsAndChokes(estate, attackAutomaton());
const once = megabytes();
console.log(measurePaths('entry, progress, effect', estate, attackAutomaton()), '\n');
console.log(measurePaths('three phases, nothing blocked', estate, openAutomaton()), '\n');
console.log(
  formatTable('peak resident memory', [
    { name: 'after building, all paths and choke points once', figure: once, unit: 'MB', beside: before },
    { name: 'after everything above', figure: megabytes(), unit: 'MB', beside: before },
  ]),
);
