import { EDGE_KINDS, STRENGTHS } from '../core/edges.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Properties } from '../core/observation.ts';
import type { Report } from '../core/report.ts';
import { ACCESSES, APPROVALS, type Asset, type Edge, type EdgeColumns, packEdges, type Snapshot } from '../core/snapshot.ts';
import { pack, readChunks, readList, understood, unpack, writeChunk, writeList } from './chunks.ts';
import type { Store, Writer } from './connection.ts';
import { scanNumber } from './scan-list.ts';

/** Packed graphs are kept of this many scans per set of targets; older ones are built from the stored report. */
const KEPT = 3;
/** Bytes of the columns per edge. */
const WIDTH = 12;
/** The columns as they are laid out now, and as earlier versions wrote them without approvals: those are built from the report. */
const COLUMNS = 'graph.columns';
const EARLIER_COLUMNS = 'graph.edges';
/** Edges per chunk of details: small enough to be unpacked for one edge, large enough to compress. */
const DETAILS = 2_048;
/** Chunks of details held unpacked: about 100 MB for edges with two lines of evidence each. */
const HELD = 256;

/** Writes the columns as they lie in memory, and drops packed graphs that are too old. */
export async function saveGraph(writer: Writer, scan: number, place: number, snapshot: Snapshot): Promise<void> {
  const { assets, edges } = snapshot;
  await writeList(writer, scan, 'graph.assets', assets);
  await writeChunk(writer, scan, COLUMNS, 0, edgeBytes(edges));
  for (let start = 0, n = 0; start < edges.count; start += DETAILS, n++) {
    await writeChunk(writer, scan, 'graph.details', n, detailBytes(edges, start, Math.min(start + DETAILS, edges.count)));
  }
  await forgetOldGraphs(writer, scan, place);
}

export async function forgetOldGraphs(writer: Writer, scan: number, place: number): Promise<void> {
  const kept = await writer.db
    .selectFrom('scan')
    .select('number')
    .where('place', '=', place)
    .orderBy('number', 'desc')
    .limit(KEPT)
    .execute();
  const oldest = kept.at(-1)?.number ?? scan;
  await writer.db
    .deleteFrom('scan_chunk')
    .where('part', 'in', ['graph.assets', COLUMNS, EARLIER_COLUMNS, 'graph.details'])
    .where('scan', 'in', (eb) => eb.selectFrom('scan').select('number').where('place', '=', place).where('number', '<', oldest))
    .execute();
}

/**
 * The graph of a scan; `latest` is the newest scan. Assets are plain objects; details of edges are unpacked on demand.
 * @throws PharosError PHAROS_NOT_FOUND, PHAROS_STORE_EMPTY, PHAROS_STORE_DAMAGED
 */
export async function loadSnapshot(store: Store, scanId: string): Promise<Snapshot> {
  const scan = await scanNumber(store, scanId);
  const [columns] = await readChunks(store, scan, COLUMNS);
  if (!columns) return rebuild(store, scan);
  const assets = await readList<Asset>(store, scan, 'graph.assets');
  const details = await readChunks(store, scan, 'graph.details');
  return { assets, edges: understood(store, () => edgesOf(unpack(columns), details)) };
}

async function rebuild(store: Store, scan: number): Promise<Snapshot> {
  const assets = await readList<Asset>(store, scan, 'report.assets');
  const places = new Map(assets.map((asset, place) => [asset.id, place]));
  const edges: Edge[] = [];
  for (const edge of await readList<Report['edges'][number]>(store, scan, 'report.edges')) {
    const from = places.get(edge.from);
    const to = places.get(edge.to);
    if (from === undefined || to === undefined) continue;
    const { strength, evidence, properties } = edge;
    edges.push({
      from,
      to,
      kind: edge.kind,
      strength,
      evidence,
      ...(properties && { properties }),
    });
  }
  return { assets, edges: packEdges(edges) };
}

/** from, to (32 bit each, little endian), kind, strength, access, approval (8 bit each), one column after the other. */
export function edgeBytes(edges: EdgeColumns): Uint8Array {
  const bytes = new Uint8Array(edges.count * WIDTH);
  const ends = new Uint32Array(bytes.buffer, 0, edges.count * 2);
  ends.set(edges.from.subarray(0, edges.count), 0);
  ends.set(edges.to.subarray(0, edges.count), edges.count);
  bytes.set(edges.kind.subarray(0, edges.count), edges.count * 8);
  bytes.set(edges.strength.subarray(0, edges.count), edges.count * 9);
  bytes.set(edges.access.subarray(0, edges.count), edges.count * 10);
  bytes.set(edges.approval.subarray(0, edges.count), edges.count * 11);
  return bytes;
}

/** Offsets (32 bit, one more than edges), then the JSON texts; no text where an edge has nothing to tell. */
export function detailBytes(edges: EdgeColumns, start: number, end: number): Uint8Array {
  const texts: string[] = [];
  for (let index = start; index < end; index++) {
    const { properties, evidence } = edges.details(index);
    texts.push(JSON.stringify(properties ? { properties, evidence } : { evidence }));
  }
  const body = Buffer.from(texts.join(''), 'utf8');
  const offsets = new Uint32Array(texts.length + 1);
  let offset = 0;
  for (const [place, text] of texts.entries()) offsets[place + 1] = offset += Buffer.byteLength(text);
  return Buffer.concat([Buffer.from(offsets.buffer), body]);
}

/** @throws RangeError where the columns do not fit each other or name kinds that do not exist. */
export function edgesOf(bytes: Uint8Array, packedDetails: readonly Uint8Array[]): EdgeColumns {
  const count = bytes.length / WIDTH;
  if (!Number.isInteger(count) || packedDetails.length !== Math.ceil(count / DETAILS))
    throw new RangeError('the columns of the edges do not fit each other');
  // A copy of its own: a pooled buffer need not lie on a 32-bit border.
  const own = new Uint8Array(bytes);
  const kind = own.subarray(count * 8, count * 9);
  const strength = own.subarray(count * 9, count * 10);
  const access = own.subarray(count * 10, count * 11);
  const approval = own.subarray(count * 11);
  if (
    kind.some((code) => code >= EDGE_KINDS.length) ||
    strength.some((code) => code >= STRENGTHS.length) ||
    access.some((code) => code >= ACCESSES.length) ||
    approval.some((code) => code >= APPROVALS.length)
  )
    throw new RangeError('an edge has a kind this Pharos does not know');
  return {
    count,
    from: new Uint32Array(own.buffer, 0, count),
    to: new Uint32Array(own.buffer, count * 4, count),
    kind,
    strength,
    access,
    approval,
    details: detailsOf(packedDetails, count),
  };
}

function detailsOf(packed: readonly Uint8Array[], count: number): EdgeColumns['details'] {
  const held = new Map<number, { offsets: Uint32Array; body: Buffer }>();
  const chunk = (n: number): { offsets: Uint32Array; body: Buffer } => {
    const there = held.get(n);
    if (there) return there;
    const bytes = unpack(packed[n]!);
    const head = (Math.min(DETAILS, count - n * DETAILS) + 1) * 4;
    const fresh = { offsets: new Uint32Array(new Uint8Array(bytes.subarray(0, head)).buffer), body: bytes.subarray(head) };
    const oldest = held.keys().next();
    if (held.size >= HELD && !oldest.done) held.delete(oldest.value);
    held.set(n, fresh);
    return fresh;
  };
  return (index) => {
    const { offsets, body } = chunk(Math.floor(index / DETAILS));
    const place = index % DETAILS;
    return JSON.parse(body.toString('utf8', offsets[place], offsets[place + 1])) as { properties?: Properties; evidence: Evidence[] };
  };
}

/** The details of `edges` packed as they are stored: for measuring and tests. */
export function packDetails(edges: EdgeColumns): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < edges.count; start += DETAILS)
    chunks.push(pack(detailBytes(edges, start, Math.min(start + DETAILS, edges.count))));
  return chunks;
}
