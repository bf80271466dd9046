import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, PharosError } from '../core/errors.ts';
import type { Store } from './connection.ts';
import { resolveLocation, STORE_FILE, type StoreLocation } from './location.ts';
import { migrate } from './migrations.ts';
import { connectPostgres } from './postgres.ts';
import { connectSqlite } from './sqlite.ts';

/**
 * Opens the store and brings it to the newest schema. The folder is created with mode 0700, the file with 0600. With `readonly`
 * nothing is created: a store that does not exist is PHAROS_STORE_EMPTY. A write waits `patienceMs` (60 s) for other processes.
 * @throws PharosError PHAROS_STORE_EMPTY, _NEWER, _DAMAGED, _LOCKED, _UNREACHABLE, PHAROS_OUTPUT_FAILED
 */
export async function openStore(location: StoreLocation & { readonly?: boolean; patienceMs?: number } = {}): Promise<Store> {
  const place = resolveLocation(location);
  const store =
    'url' in place
      ? await connectPostgres(place.url, location.patienceMs)
      : connectSqlite(storeFile(place.home, location.readonly ?? false), location.patienceMs);
  try {
    await migrate(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function storeFile(home: string, readonly: boolean): string {
  const file = join(home, STORE_FILE);
  if (readonly && !existsSync(file)) throw new PharosError('PHAROS_STORE_EMPTY');
  try {
    prepareHome(home);
    closeSync(openSync(file, 'a', 0o600));
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    return file;
  } catch (error) {
    throw new PharosError('PHAROS_OUTPUT_FAILED', { file, reason: messageOf(error) }, { cause: error });
  }
}

/** Only a folder that is made here gets our mode: PHAROS_HOME may name one that others use as well. */
export function prepareHome(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
}
