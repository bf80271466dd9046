import { assetId } from '../../core/ids.ts';
import type { Report } from '../../core/report.ts';
import { clean } from '../writing.ts';
import { type Graph, graphOf, type Reached } from './graph.ts';
import type { Page } from './page.ts';

type Asset = Report['assets'][number];
type Edge = Report['edges'][number];

/** What an asset can touch, by what a person asks for. */
const GROUPS: readonly (readonly [title: string, kinds: readonly Asset['kind'][]])[] = [
  ['agents', ['agent', 'application', 'ai-endpoint', 'pipeline', 'notebook']],
  ['tools', ['tool', 'mcp-server', 'mcp-client']],
  ['identities', ['identity', 'secret', 'account']],
  ['data', ['data-store', 'dataset', 'vector-store', 'knowledge-base', 'memory', 'model-artifact']],
  ['models', ['model', 'model-endpoint', 'provider']],
  ['services', ['service', 'saas-app', 'gateway', 'registry', 'workload', 'cluster', 'image', 'zone']],
];

/** What `explain --json` says of an asset. */
export function assetDocument(asset: Asset, report: Report): object {
  const graph = graphOf(report);
  const closure = graph.closure(asset.id);
  const blast = graph.blastRadius(asset.id);
  return {
    asset,
    united: unions(asset),
    touches: Object.fromEntries(
      GROUPS.map(([title, kinds]) => [title, closure.filter((one) => kinds.includes(one.asset.kind)).map(shown)]),
    ),
    blastRadius: { assets: blast.length, sensitive: blast.filter(({ sensitive }) => sensitive).length, reached: blast.map(shown) },
    leadingHere: graph.leadingTo(asset.id).map(shown),
    edges: { out: report.edges.filter(({ from }) => from === asset.id), into: report.edges.filter(({ to }) => to === asset.id) },
    findings: report.findings.filter((finding) => finding.asset === asset.id),
    paths: pathsOver(asset, report).map(({ id, kind, title, severity }) => ({ id, kind, title, severity })),
  };
}

function shown({ asset, depth, sensitive, chain, access }: Reached): object {
  return { id: asset.id, kind: asset.kind, name: asset.name, depth, sensitive, ...(access.length > 0 ? { access } : {}), chain };
}

/** Every strong key unites whatever else was seen with it; an id by another strong key is an alias. */
function unions(asset: Asset): { key: string; strong: boolean; alias?: string }[] {
  return asset.keys.map(({ key, strong }) => {
    const id = assetId(asset.kind, key);
    return { key, strong, ...(strong && asset.aliases.includes(id) ? { alias: id } : {}) };
  });
}

function pathsOver(asset: Asset, report: Report): Report['paths'] {
  return report.paths.filter(({ steps }) => steps.some((step) => step.asset === asset.id));
}

export function writeAsset(page: Page, asset: Asset, report: Report): void {
  const { pen } = page;
  const graph = graphOf(report);
  page.line(`${pen.bold(clean(asset.name))}  ${asset.kind}`);
  page.rows([
    ['id', asset.id],
    ['confidence', String(asset.confidence)],
    ...(asset.aliases.length > 0 ? [['also', asset.aliases.join(', ')]] : []),
  ]);
  writeKeys(page, asset);
  if (Object.keys(asset.properties).length > 0) {
    page.heading('Properties');
    page.rows(
      Object.entries(asset.properties).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
      { most: 160 },
    );
  }
  page.heading('Seen');
  page.evidence(asset.evidence);
  writeClosure(page, graph.closure(asset.id));
  writeBlast(page, graph.blastRadius(asset.id));
  writeLeading(page, graph, asset);
  writeJudged(page, asset, report);
}

function writeKeys(page: Page, asset: Asset): void {
  const united = unions(asset);
  const strong = united.filter((one) => one.strong).length;
  page.heading(strong > 1 ? `United by ${strong} keys: whatever was seen with one of them is this asset` : 'Identified by');
  page.rows(
    united.map(({ key, strong: unites, alias }) => [
      key,
      unites ? (alias === undefined ? 'strong: names it' : `strong: unites, would be ${alias}`) : 'weak: suggests, never unites',
    ]),
  );
}

function writeClosure(page: Page, closure: readonly Reached[]): void {
  if (closure.length === 0) return;
  page.heading('What it can touch, itself or through others');
  for (const [title, kinds] of GROUPS) {
    const found = closure.filter((one) => kinds.includes(one.asset.kind));
    if (found.length === 0) continue;
    page.text(`${title} (${found.length})`);
    page.list(found, 25, (one) => {
      const access = one.access.length > 0 ? ` (${one.access.join(', ')})` : '';
      page.item(
        `${one.asset.name}${one.asset.kind === title.slice(0, -1) ? '' : ` [${one.asset.kind}]`}${access}${one.sensitive ? ' SENSITIVE' : ''}`,
        4,
      );
      page.text(`by ${one.chain.map((hop) => `${hop.edge} ${nameOf(page, hop.to)}`).join(', ')}`, 8);
    });
  }
}

function writeBlast(page: Page, blast: readonly Reached[]): void {
  const sensitive = blast.filter((one) => one.sensitive);
  page.heading(
    `Blast radius: who holds it makes progress to ${blast.length} ${blast.length === 1 ? 'asset' : 'assets'}, ${sensitive.length} of them sensitive`,
  );
  page.list(sensitive, 25, (one) => {
    page.item(`${one.asset.name} [${one.asset.kind}], ${one.depth} ${one.depth === 1 ? 'step' : 'steps'}`);
    page.text(`by ${one.chain.map((hop) => `${hop.attack} ${nameOf(page, hop.to)}`).join(', ')}`, 6);
  });
  const others = blast.filter((one) => !one.sensitive);
  page.list(others, 25, (one) => page.item(`${one.asset.name} [${one.asset.kind}], ${one.depth} ${one.depth === 1 ? 'step' : 'steps'}`));
}

function writeLeading(page: Page, graph: Graph, asset: Asset): void {
  const leading = graph.leadingTo(asset.id);
  page.heading(leading.length === 0 ? 'Nothing that is known leads here' : `Leads here (${leading.length})`);
  const zones = leading.filter((one) => one.asset.kind === 'zone');
  page.list([...zones, ...leading.filter((one) => one.asset.kind !== 'zone')], 15, (one) => {
    page.item(`${one.asset.name} [${one.asset.kind}]: ${one.chain.map((hop) => `${hop.attack} ${nameOf(page, hop.to)}`).join(', ')}`);
  });
}

function writeJudged(page: Page, asset: Asset, report: Report): void {
  const uses = report.edges.filter((edge) => edge.from === asset.id || edge.to === asset.id);
  if (uses.length > 0) {
    page.heading(`Edges (${uses.length})`);
    page.list(uses, 30, (edge) => page.item(sayingOf(page, edge, asset.id)));
  }
  const findings = report.findings.filter((finding) => finding.asset === asset.id);
  page.heading(findings.length === 0 ? 'No findings' : `Findings (${findings.length})`);
  page.list(findings, 15, (finding) =>
    page.item(`${finding.id}  ${finding.status === 'unknown' ? 'unknown' : finding.severity}  ${finding.title}`),
  );
  const paths = pathsOver(asset, report);
  page.heading(paths.length === 0 ? 'On no attack path' : `Attack paths (${paths.length})`);
  page.list(paths, 10, (path) => page.item(`${path.id}  ${path.severity}  ${path.title}`));
}

function sayingOf(page: Page, edge: Edge, id: string): string {
  return edge.from === id
    ? `${edge.kind} → ${page.said(edge.to)} (${edge.strength})`
    : `${page.said(edge.from)} → ${edge.kind} this (${edge.strength})`;
}

function nameOf(page: Page, id: string): string {
  return page.names.get(id)?.name ?? id;
}
