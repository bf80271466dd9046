import { homedir } from 'node:os';
import { join } from 'node:path';
import { PharosError } from '../core/errors.ts';

/**
 * Where the store is: a folder (SQLite) or a PostgreSQL URL (`?schema=` names the schema, else `pharos`). What is not said comes
 * from PHAROS_DATABASE_URL, else PHAROS_HOME, else ~/.pharos.
 */
export interface StoreLocation {
  home?: string;
  url?: string;
}

export const STORE_FILE = 'pharos.db';

export type ResolvedLocation = { url: string } | { home: string };

export function resolveLocation(location: StoreLocation, environment: NodeJS.ProcessEnv = process.env): ResolvedLocation {
  if (location.url !== undefined) return { url: location.url };
  if (location.home !== undefined) return { home: location.home };
  const url = environment['PHAROS_DATABASE_URL'];
  if (url) return { url };
  return { home: environment['PHAROS_HOME'] || join(homedir(), '.pharos') };
}

export interface Database {
  /** As pg takes it. */
  url: string;
  schema: string;
  /** Without the password: for messages. */
  shown: string;
}

/** The URL as pg takes it, and the schema: `?schema=name`, else `pharos`. Lower-case letters, digits and _ only. */
export function databaseOf(url: string): Database {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw unreachable('PHAROS_DATABASE_URL is not a URL such as postgres://user@host/database');
  }
  if (!['postgres:', 'postgresql:'].includes(parsed.protocol)) throw unreachable(`${parsed.protocol}// is not postgres://`);
  const schema = parsed.searchParams.get('schema') ?? 'pharos';
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(schema)) throw unreachable(`the schema ${schema} is not of lower-case letters, digits and _`);
  parsed.searchParams.delete('schema');
  const plain = parsed.href;
  parsed.password = '';
  return { url: plain, schema, shown: `${parsed.href} (schema ${schema})` };
}

export function unreachable(reason: string, cause?: unknown): PharosError {
  return new PharosError('PHAROS_STORE_UNREACHABLE', { reason }, { cause });
}
