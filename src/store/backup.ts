import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { messageOf, PharosError } from '../core/errors.ts';
import { type BackupHeader, FORMAT, verifyBackup, writtenEnd, writtenRow } from './backup-file.ts';
import type { Still, Store } from './connection.ts';
import { schemaVersion } from './migrations.ts';
import { TABLE_NAMES } from './tables.ts';

export interface BackupDone {
  file: string;
  rows: number;
  bytes: number;
}

/**
 * Writes everything the store holds at this moment to `file` (mode 0600), while others may go on writing. The store is checked
 * before, the file after; only a whole one gets the name.
 * @throws PharosError PHAROS_EXISTS, PHAROS_STORE_DAMAGED, PHAROS_OUTPUT_FAILED
 */
export async function backup(store: Store, file: string): Promise<BackupDone> {
  if (existsSync(file)) throw new PharosError('PHAROS_EXISTS', { what: 'The file', file });
  await store.checkIntegrity();
  const partial = `${file}.${process.pid}.partial`;
  const still = await store.still();
  const counted = { rows: 0 };
  try {
    const header: BackupHeader = {
      format: FORMAT,
      schema: await schemaVersion(store.read, store.engine),
      created: new Date().toISOString(),
      engine: store.engine,
    };
    const target = createWriteStream(partial, { flags: 'wx', mode: 0o600 });
    await pipeline(Readable.from(lines(still, header, counted)), createGzip({ level: 2, chunkSize: 256 * 1024 }), target);
    const bytes = await settle(partial);
    await verifyBackup(partial);
    await rename(partial, file);
    return { file, rows: counted.rows, bytes };
  } catch (error) {
    await rm(partial, { force: true });
    throw error instanceof PharosError
      ? error
      : new PharosError('PHAROS_OUTPUT_FAILED', { file, reason: messageOf(error) }, { cause: error });
  } finally {
    await still.close();
  }
}

async function* lines(still: Still, header: BackupHeader, counted: { rows: number }): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const told = (text: string): string => {
    digest.update(text);
    return text;
  };
  yield told(`${JSON.stringify(header)}\n`);
  for (const table of TABLE_NAMES) {
    let begun = false;
    for await (const { columns, rows } of still.rows(table)) {
      if (!begun) yield told(`${JSON.stringify({ table, columns })}\n`);
      begun = true;
      counted.rows += rows.length;
      if (rows.length > 0) yield told(rows.map(writtenRow).join(''));
    }
  }
  yield writtenEnd(counted.rows, digest.digest('hex'));
}

/** Onto the disk before it gets its name. */
async function settle(file: string): Promise<number> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}
