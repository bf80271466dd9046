import { existsSync } from 'node:fs';
import { PharosError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Store } from '../store/connection.ts';

/** Opens the store for reading, asks, and closes it again. @throws PharosError PHAROS_STORE_EMPTY where there is none */
export async function withStore<Answer>(ask: (store: Store) => Promise<Answer>): Promise<Answer> {
  const { openStore } = await import('../store/open.ts');
  const store = await openStore({ readonly: true });
  try {
    return await ask(store);
  } finally {
    await store.close();
  }
}

/** A report named by a scan id (or `latest`), or by a JSON file. A file is meant where one stands there. */
export async function reportNamed(name: string): Promise<Report> {
  if (existsSync(name)) {
    const { readReport } = await import('./report-file.ts');
    return readReport(name);
  }
  const { loadReport } = await import('../store/reports.ts');
  return withStore(async (store) => loadReport(store, await wholeScanId(store, name)));
}

/** The scan that an id or the beginning of one stands for. @throws PharosError PHAROS_SCAN_UNKNOWN, PHAROS_AMBIGUOUS */
async function wholeScanId(store: Store, name: string): Promise<string> {
  if (name === 'latest') return name;
  const { find } = await import('../store/find.ts');
  try {
    const found = await find(store, name);
    if (found.what === 'scan') return found.id;
  } catch (error) {
    if (!(error instanceof PharosError) || error.code !== 'PHAROS_NOT_FOUND') throw error;
  }
  throw new PharosError('PHAROS_SCAN_UNKNOWN', { id: name });
}

/**
 * Reports to look a thing up in: the newest scan, then for each target it did not cover the newest scan of that target. Loaded one
 * by one, because most questions are answered by the first.
 */
export async function* newestReports(): AsyncGenerator<Report> {
  const [{ openStore }, { listScans }, { loadReport }] = await Promise.all([
    import('../store/open.ts'),
    import('../store/scan-list.ts'),
    import('../store/reports.ts'),
  ]);
  const store = await openStore({ readonly: true });
  try {
    const scans = await listScans(store, { limit: 200 });
    if (scans.length === 0) throw new PharosError('PHAROS_STORE_EMPTY');
    const covered = new Set<string>();
    for (const [index, { id, targets }] of scans.entries()) {
      if (index > 0 && targets.every((target) => covered.has(target))) continue;
      for (const target of targets) covered.add(target);
      yield await loadReport(store, id);
    }
  } finally {
    await store.close();
  }
}
