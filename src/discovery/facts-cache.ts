import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoverageEntry } from '../core/coverage.ts';
import { shortHash } from '../core/ids.ts';
import type { Observations } from '../core/observation.ts';
import type { FileResult } from './read-file.ts';

/**
 * What a scan remembers of a target's files, so that the next one reads only what changed: the facts of each file with the
 * content hash they hold for, the hash by file stamp, and the linked observations of the whole target when nothing changed at all. Two JSON files per target, the
 * larger one (facts) loaded only when something changed. Facts are masked before they get here: no secret is in clear.
 */
export interface CachedFile {
  size: number;
  stamp: string;
  hash: string;
  gaps: FileResult['gaps'];
}

export interface LinkedTarget {
  /** Over every path, hash and setting that the links depend on. */
  digest: string;
  observations: Observations;
  gaps: Omit<CoverageEntry, 'target'>[];
}

interface Index {
  format: 1;
  knowledge: string;
  /** Epoch milliseconds: stamps younger than this less two seconds may hide a later change and are not trusted. */
  written: number;
  files: Record<string, CachedFile>;
  /** Digest of the folder the target was read from. */
  root?: string;
  linked?: LinkedTarget;
}

type FactsByPath = Record<string, Record<string, string | null>>;

export interface FactsCache {
  /** What is known of a file whose stamp can be trusted. */
  file(path: string): CachedFile | undefined;
  /** The content hash its facts were stated of, whatever its stamp. */
  hash(path: string): string | undefined;
  facts(path: string): Record<string, string | null> | undefined;
  linked(): LinkedTarget | undefined;
  /** Whether the target of this name was last read from another folder. */
  moved(): boolean;
  /** Writes atomically; a failure to write is not an error of the scan (returns the reason). */
  write(
    files: ReadonlyMap<string, CachedFile>,
    facts: ReadonlyMap<string, Record<string, string | null>>,
    linked?: LinkedTarget,
  ): string | undefined;
}

const RACY_MILLISECONDS = 2000;

export function openFactsCache(folder: string, target: string, knowledge: string, from?: string): FactsCache {
  const root = from === undefined ? undefined : shortHash(from);
  const base = join(folder, shortHash(target));
  const index = loadJson<Index>(`${base}.index.json`);
  const usable = index?.format === 1 && index.knowledge === knowledge && isRecord(index.files) ? index : undefined;
  let factsByPath: FactsByPath | undefined;
  return {
    file(path) {
      const cached = usable && Object.hasOwn(usable.files, path) ? usable.files[path] : undefined;
      if (!cached || !usable) return undefined;
      const nanoseconds = /^\d{1,30}(?=\.)/.exec(cached.stamp)?.[0];
      if (nanoseconds === undefined) return undefined;
      return Number(BigInt(nanoseconds) / 1_000_000n) < usable.written - RACY_MILLISECONDS ? cached : undefined;
    },
    hash: (path) => (usable && Object.hasOwn(usable.files, path) ? usable.files[path]!.hash : undefined),
    facts(path) {
      if (!usable) return undefined;
      if (factsByPath === undefined) {
        const loaded = loadJson<FactsByPath>(`${base}.facts.json`);
        factsByPath = isRecord(loaded) ? loaded : {};
      }
      return Object.hasOwn(factsByPath, path) ? factsByPath[path] : undefined;
    },
    linked: () => usable?.linked,
    moved: () => root !== undefined && index?.root !== undefined && index.root !== root,
    write(files, facts, linked) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        save(`${base}.facts.json`, JSON.stringify(Object.fromEntries(facts)));
        const next: Index = {
          format: 1,
          knowledge,
          written: Date.now(),
          files: Object.fromEntries(files),
          ...(root === undefined ? {} : { root }),
          ...(linked ? { linked } : {}),
        };
        save(`${base}.index.json`, JSON.stringify(next));
        return undefined;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? String(error);
      }
    },
  };
}

/** Whether it is an object: another version, or somebody, may have written something else. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function loadJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    // Absent, or cut off by a crash before the rename: read everything again.
    return undefined;
  }
}

/** Writes atomically, for the owner alone; returns the reason where that fails. */
export function saveJson(folder: string, file: string, value: unknown): string | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    save(file, JSON.stringify(value));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function save(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, text, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}
