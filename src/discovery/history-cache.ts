import { join } from 'node:path';
import * as z from 'zod';
import { shortHash } from '../core/ids.ts';
import { loadJson, saveJson } from './facts-cache.ts';
import type { Authored } from './history.ts';

/**
 * What is remembered of a target's history: which commits were read and what detectors stated of the texts they added. A commit
 * never changes, so only new ones are read. Facts are masked before they get here: no secret is in clear.
 */
export interface RememberedRepository {
  /** Counts of a commit, by its name: texts, bytes, skipped, large, bytes of the large. */
  commits: Record<string, [number, number, number, number, number]>;
  found: RememberedFact[];
  authored: Authored[];
}

export interface RememberedFact {
  detector: string;
  path: string;
  /** JSON. */
  fact: string;
  commits: { id: string; time: number }[];
}

export type RememberedHistory = Record<string, RememberedRepository>;

const Count = z.number().int().min(0);
const File = z.object({
  format: z.literal(1),
  knowledge: z.string(),
  repositories: z.record(
    z.string(),
    z.object({
      commits: z.record(z.string(), z.tuple([Count, Count, Count, Count, Count])),
      found: z.array(
        z.object({
          detector: z.string(),
          path: z.string(),
          fact: z.string(),
          commits: z.array(z.object({ id: z.string(), time: Count })),
        }),
      ),
      authored: z.array(
        z.object({ id: z.string(), author: z.object({ name: z.string(), mail: z.string() }), folders: z.array(z.string()) }),
      ),
    }),
  ),
});

/** More are read again the next time. */
const MOST_COMMITS = 500_000;

export function readRemembered(folder: string, target: string, knowledge: string): RememberedHistory {
  const read = File.safeParse(loadJson(placeOf(folder, target)));
  return read.success && read.data.knowledge === knowledge ? read.data.repositories : {};
}

/** Returns the reason where it cannot be written, which is no error of the scan. */
export function writeRemembered(folder: string, target: string, knowledge: string, repositories: RememberedHistory): string | undefined {
  const commits = Object.values(repositories).reduce((sum, one) => sum + Object.keys(one.commits).length, 0);
  return commits > MOST_COMMITS ? undefined : saveJson(folder, placeOf(folder, target), { format: 1, knowledge, repositories });
}

function placeOf(folder: string, target: string): string {
  return join(folder, `${shortHash(target)}.history.json`);
}
