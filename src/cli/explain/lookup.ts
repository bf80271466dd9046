import { PharosError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';

type Asset = Report['assets'][number];
type Finding = Report['findings'][number];
type Path = Report['paths'][number];
type Edge = Report['edges'][number];

export type Thing =
  | { what: 'asset'; asset: Asset }
  | { what: 'finding'; finding: Finding }
  | { what: 'path'; path: Path }
  | { what: 'edge'; edge: Edge };

/** Shorter beginnings of an id name too much. */
const SHORTEST = 3;
const SHOWN = 10;

/**
 * What an id, an alias, an asset's name (also after its kind, such as `agent desk`) or the beginning of an id stands for in a report; a
 * whole id comes before a name, a name before a beginning. Undefined where nothing does.
 * @throws PharosError PHAROS_AMBIGUOUS
 */
export function lookUp(report: Report, text: string): Thing | undefined {
  const name = text.toLowerCase();
  const asks: ((thing: Thing) => boolean)[] = [
    (thing) => idOf(thing) === text,
    (thing) => thing.what === 'asset' && thing.asset.aliases.includes(text),
    (thing) => thing.what === 'asset' && `${thing.asset.kind} ${thing.asset.name}` === text,
    (thing) => thing.what === 'asset' && thing.asset.name === text,
    (thing) => thing.what === 'asset' && thing.asset.name.toLowerCase() === name,
    (thing) => text.length >= SHORTEST && idOf(thing).startsWith(text),
  ];
  const things = thingsOf(report);
  for (const fits of asks) {
    const found = things.filter(fits);
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      const candidates = found.slice(0, SHOWN).map((thing) => `${idOf(thing)} (${sayingOf(thing)})`);
      throw new PharosError('PHAROS_AMBIGUOUS', {
        id: text,
        candidates: candidates.join(', ') + (found.length > SHOWN ? `, and ${found.length - SHOWN} more` : ''),
      });
    }
  }
  return undefined;
}

function thingsOf(report: Report): Thing[] {
  return [
    ...report.paths.map((path) => ({ what: 'path' as const, path })),
    ...report.findings.map((finding) => ({ what: 'finding' as const, finding })),
    ...report.assets.map((asset) => ({ what: 'asset' as const, asset })),
    ...report.edges.map((edge) => ({ what: 'edge' as const, edge })),
  ];
}

function idOf(thing: Thing): string {
  switch (thing.what) {
    case 'asset':
      return thing.asset.id;
    case 'finding':
      return thing.finding.id;
    case 'path':
      return thing.path.id;
    case 'edge':
      return thing.edge.id;
  }
}

function sayingOf(thing: Thing): string {
  switch (thing.what) {
    case 'asset':
      return `${thing.asset.kind} ${thing.asset.name}`;
    case 'finding':
      return thing.finding.title;
    case 'path':
      return thing.path.kind;
    case 'edge':
      return thing.edge.kind;
  }
}
