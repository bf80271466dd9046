import type { Properties } from './observation.ts';
import type { Report } from './report.ts';
import { type Asset, type Edge, packEdges, type Snapshot } from './snapshot.ts';

/**
 * The graph a report was made of, for questions that are asked later (what reaches what, who uses what). Assets keep their order,
 * edges too; an edge whose end the report does not hold is left out.
 */
export function snapshotOf(report: Pick<Report, 'assets' | 'edges'>): Snapshot {
  const assets: Asset[] = report.assets.map((asset) => ({ ...asset, properties: asset.properties as Properties }));
  const numbers = new Map(assets.map((asset, number) => [asset.id, number]));
  const edges: Edge[] = [];
  for (const { from, to, kind, strength, properties, evidence } of report.edges) {
    const start = numbers.get(from);
    const end = numbers.get(to);
    if (start === undefined || end === undefined) continue;
    edges.push({ from: start, to: end, kind, strength, ...(properties ? { properties } : {}), evidence });
  }
  return { assets, edges: packEdges(edges) };
}
