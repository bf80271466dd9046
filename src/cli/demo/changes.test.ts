import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { materialise } from '../../../demo/materialise.ts';
import { type Diff, diffReports } from '../../core/diff.ts';
import type { Report } from '../../core/report.ts';
import { runScan } from '../commands/scan.ts';

const DEMO = fileURLToPath(new URL('../../../demo/', import.meta.url));

describe('pull requests of the demo company', () => {
  let scratch: string;
  let before: Report;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'pharos-changes-'));
    before = await scanWith([]);
  }, 60_000);
  afterAll(() => rmSync(scratch, { recursive: true }));

  /** The folder's name is the target's: all scans speak of the same repository. */
  async function scanWith(changes: readonly string[]): Promise<Report> {
    const estate = join(scratch, changes.join('+') || 'none', 'meridian');
    cpSync(join(DEMO, 'meridian'), estate, { recursive: true });
    materialise(estate);
    for (const change of changes) cpSync(join(DEMO, 'changes', change), estate, { recursive: true });
    return runScan([estate], { store: false, quiet: true });
  }

  const namesOf = (assets: readonly { kind: string; name: string }[]): string[] => assets.map(({ kind, name }) => `${kind} ${name}`);

  describe('SCN-15 a hasty feature', () => {
    let found: Diff;
    beforeAll(async () => {
      found = diffReports(before, await scanWith(['similar-dockets']));
    }, 60_000);

    it('brings a vector store, its libraries, a model and a tool that no inventory knows', () => {
      expect(namesOf(found.assets.added)).toEqual(
        expect.arrayContaining([
          'vector-store juniper-answered',
          'library pinecone',
          'library sentence-transformers',
          'model sentence-transformers/all-MiniLM-L6-v2',
          'tool similar_dockets',
        ]),
      );
    });

    it('adds nothing to other services and takes nothing away', () => {
      const elsewhere = found.assets.added.filter(({ evidence }) => evidence.some(({ file }) => !file?.startsWith('services/juniper/')));
      expect(namesOf(elsewhere)).toEqual([]);
      expect(namesOf(found.assets.gone)).toEqual([]);
    });
  });

  it('SCN-04 an approval before the mails ends the path and its finding', async () => {
    const found = diffReports(before, await scanWith(['approval-gate']));
    expect(found.paths.gone.map(({ kind }) => kind)).toEqual(['over-privileged-agent']);
    expect(found.findings.gone.map(({ check }) => check)).toEqual(['agent-lethal-trifecta']);
    expect(found.findings.added.filter(({ status }) => status === 'fail').map(({ check }) => check)).toEqual([]);
    expect(found.paths.added).toEqual([]);
  });

  it('SCN-01 says admin rights, production and that nobody answers for it in one finding', () => {
    const told = before.findings.filter(({ check, status }) => check === 'ai-unregistered' && status === 'fail');
    expect(told).toHaveLength(1);
    expect(told[0]?.saw).toMatch(
      /belongs to production .* as postgres, who administers the server\. Nothing that was read names who answers for it, who approved it/,
    );
  });
});
