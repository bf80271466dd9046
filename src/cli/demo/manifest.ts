import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { EDGE_KINDS } from '../../core/edges.ts';
import { SEVERITIES } from '../../core/finding.ts';
import { ASSET_KINDS } from '../../core/kinds.ts';

/** What is true of a demo estate: its planted faults, their harmless twins, and what a scan must find. */
const Id = z.string().min(1);
const Named = z.strictObject({ kind: z.enum(ASSET_KINDS), name: z.string().min(1) });

/** Without an anchor the whole file; with one its only line; with `block` the statement that begins there. */
const PLACE = {
  file: z.string().min(1).describe('Relative to the estate, "/" separated'),
  anchor: z.string().min(1).optional().describe('Text that stands in one line of the file only'),
  block: z.literal(true).optional().describe('The whole statement, with its decorators and closing bracket'),
};
const Place = z.strictObject(PLACE);

const Defect = z.strictObject({
  id: Id,
  check: Id,
  asset: Named,
  ...PLACE,
  also: z.array(Place).optional().describe('Other places a finding may point to'),
  severity: z.enum(SEVERITIES).optional().describe('At least'),
  ceiling: z.enum(SEVERITIES).optional().describe('At most'),
  suppressed: z.literal(true).optional().describe('Accepted in pharos.yaml'),
  scenario: z.string().optional(),
});

const Twin = z.strictObject({ id: Id, near: Id.describe('The defect it resembles'), check: Id, ...PLACE, why: z.string().min(3) });

export const PATH_KINDS = [
  'poisoned-training',
  'over-privileged-agent',
  'exposed-key',
  'remote-code-execution',
  'open-endpoint',
  'poisoned-retrieval',
  'training-data-exposure',
] as const;
const SKIP = '…';
const ExpectedPath = z.strictObject({
  id: Id,
  scenario: z.string(),
  kind: z.enum(PATH_KINDS),
  steps: z
    .array(z.union([Named, z.literal(SKIP)]))
    .min(2)
    .describe('From entry to effect; … stands for any number of steps'),
});
const PathTwin = z.strictObject({ id: Id, kind: z.enum(PATH_KINDS), asset: Named, why: z.string().min(3) });

const ExpectedAsset = z.strictObject({ ...Named.shape, file: z.string().optional().describe('A file it must be seen in') });
const ExpectedEdge = z.strictObject({ from: Named, kind: z.enum(EDGE_KINDS), to: Named });

export const Manifest = z
  .strictObject({
    rename: z.array(z.string().regex(/^[a-z]{4,}$/)).describe('Words of the company that shuffle() replaces'),
    defects: z.array(Defect),
    twins: z.array(Twin),
    paths: z.array(ExpectedPath),
    pathTwins: z.array(PathTwin),
    assets: z.array(ExpectedAsset),
    edges: z.array(ExpectedEdge),
  })
  .superRefine((manifest, context) => {
    const ids = [...manifest.defects, ...manifest.twins, ...manifest.paths, ...manifest.pathTwins].map(({ id }) => id);
    for (const id of ids.filter((candidate, index) => ids.indexOf(candidate) !== index)) context.addIssue(`${id} stands twice`);
    const defects = new Set(manifest.defects.map(({ id }) => id));
    for (const { id, near } of manifest.twins) if (!defects.has(near)) context.addIssue(`${id} is near ${near}, which is no defect`);
  });
export type Manifest = z.infer<typeof Manifest>;
export type Named = z.infer<typeof Named>;
export type Place = z.infer<typeof Place>;
export type ExpectedPath = z.infer<typeof ExpectedPath>;

/** Lines of a file, from 1, both included; no numbers where the whole file is meant. */
export interface Lines {
  file: string;
  first?: number;
  last?: number;
}

/** A manifest whose places are known by line, under the id of their defect or twin. */
export interface LocatedManifest extends Manifest {
  places: ReadonlyMap<string, readonly Lines[]>;
}

/** Reads a manifest. Throws when the file is missing or does not fit the schema: it is a part of the product. */
export function loadManifest(file: string): Manifest {
  const parsed = Manifest.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Finds the lines of all defects and twins in an estate. Throws when a file is missing or an anchor is not on exactly one line. */
export function locate(manifest: Manifest, estate: string): LocatedManifest {
  const places = new Map<string, readonly Lines[]>();
  for (const defect of manifest.defects) {
    places.set(
      defect.id,
      [defect, ...(defect.also ?? [])].map((place) => linesOf(place, estate)),
    );
  }
  for (const twin of manifest.twins) places.set(twin.id, [linesOf(twin, estate)]);
  return { ...manifest, places };
}

function linesOf({ file, anchor, block }: Place, estate: string): Lines {
  const lines = readFileSync(join(estate, file), 'utf8').split('\n');
  if (anchor === undefined) return { file };
  const found = lines.flatMap((line, index) => (line.includes(anchor) ? [index] : []));
  const [index] = found;
  if (index === undefined || found.length > 1)
    throw new Error(`${file}: ${JSON.stringify(anchor)} stands on ${found.length} lines instead of one`);
  if (!block) return { file, first: index + 1, last: index + 1 };
  return { file, first: blockStart(lines, index) + 1, last: blockEnd(lines, index) + 1 };
}

/** Decorators stand directly above, indented alike. */
function blockStart(lines: readonly string[], index: number): number {
  const indent = indentOf(lines[index]!);
  let first = index;
  while (first > 0 && indentOf(lines[first - 1]!) === indent && lines[first - 1]!.trimStart().startsWith('@')) first--;
  return first;
}

/** By indentation, which Python demands and the formatters of the other languages make: deeper lines, then a closing bracket. */
function blockEnd(lines: readonly string[], index: number): number {
  const indent = indentOf(lines[index]!);
  let last = index;
  for (let next = index + 1; next < lines.length; next++) {
    const line = lines[next]!;
    if (line.trim() === '') continue;
    const closes = indentOf(line) === indent && /^[)\]}]/.test(line.trimStart());
    if (indentOf(line) <= indent && !closes) break;
    last = next;
    if (closes && !/[({[:]$/.test(line.trimEnd())) break;
  }
  return last;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
