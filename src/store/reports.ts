import { PharosError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { readChunks, readList, understood, unpack, writeChunk, writeList } from './chunks.ts';
import type { Store, Writer } from './connection.ts';
import { scanNumber } from './scan-list.ts';

const LISTS = ['assets', 'edges', 'checks', 'findings', 'paths', 'coverage'] as const;

/** The report as it was printed, for ever: what `pharos diff` and `pharos explain` read. */
export async function saveReport(writer: Writer, scan: number, report: Report): Promise<void> {
  await writeChunk(writer, scan, 'report', 0, reportHead(report));
  for (const list of LISTS) await writeList(writer, scan, `report.${list}`, report[list]);
}

export function reportHead({ schema, pharos, scan, remediation }: Report): string {
  return JSON.stringify({ schema, pharos, scan, ...(remediation && { remediation }) });
}

/**
 * The stored report of a scan; `latest` is the newest.
 * @throws PharosError PHAROS_NOT_FOUND, PHAROS_STORE_EMPTY, PHAROS_STORE_DAMAGED
 */
export async function loadReport(store: Store, scanId: string): Promise<Report> {
  const scan = await scanNumber(store, scanId);
  const [head] = await readChunks(store, scan, 'report');
  if (!head) throw new PharosError('PHAROS_NOT_FOUND', { id: scanId });
  const {
    schema,
    pharos,
    scan: told,
    remediation,
  } = understood(store, () => JSON.parse(unpack(head).toString('utf8')) as Pick<Report, 'schema' | 'pharos' | 'scan' | 'remediation'>);
  const lists: Partial<Record<(typeof LISTS)[number], unknown[]>> = {};
  for (const list of LISTS) lists[list] = await readList(store, scan, `report.${list}`);
  return { schema, pharos, scan: told, ...lists, ...(remediation && { remediation }) } as Report;
}
