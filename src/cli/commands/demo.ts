import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PharosError } from '../../core/errors.ts';
import { jsonText, renderReport } from '../../governance/report.ts';
import { loadChecks, loadPathKinds } from '../../posture/registry.ts';
import { compare, format } from '../demo/compare.ts';
import { loadManifest, locate, type Manifest } from '../demo/manifest.ts';
import { shuffle } from '../demo/shuffle.ts';
import { EXIT } from '../exit.ts';
import { renderTerminal } from '../terminal.ts';
import { colour, pageWidth } from '../writing.ts';
import { runScan } from './scan.ts';

interface DemoFlags {
  check?: boolean;
  shuffle?: string;
  json?: boolean;
  all?: boolean;
}

/**
 * `pharos demo`: scans a copy of the demo company, with nothing stored. `--check` compares with what was planted in it: exit code 1
 * on any row that is not as it should be. `--shuffle` gives the copy other words first, so that no rule can know the names.
 */
export async function demo(flags: DemoFlags): Promise<number> {
  const seed = flags.shuffle === undefined ? undefined : seedOf(flags.shuffle);
  const folder = mkdtempSync(join(tmpdir(), 'pharos-demo-'));
  try {
    const { estate, manifest } = await prepare(folder, seed);
    const report = await runScan([estate], { store: false, quiet: true });
    if (!flags.check) {
      process.stdout.write(
        flags.json
          ? await renderReport(report, 'json', { rules: [...(await loadChecks()), ...(await loadPathKinds())] })
          : renderTerminal(report, { all: flags.all ?? false, colour: colour(), width: pageWidth() }),
      );
      return EXIT.fine;
    }
    const rows = compare(report, locate(manifest, estate));
    process.stdout.write(flags.json ? jsonText(rows) : format(rows));
    return rows.every(({ ok }) => ok) ? EXIT.fine : EXIT.found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy of the estate with what the repository must not hold; the name of its folder is the name of the company. */
async function prepare(folder: string, seed: number | undefined): Promise<{ estate: string; manifest: Manifest }> {
  const estateFolder = findDemo('meridian');
  const manifest = loadManifest(findDemo('meridian.manifest.yaml'));
  const { materialise } = await import('../../../demo/materialise.ts');
  const estate = join(folder, 'meridian');
  cpSync(estateFolder, estate, { recursive: true });
  materialise(estate);
  if (seed === undefined) return { estate, manifest };
  const shuffled = join(folder, 'company');
  return { estate: shuffled, manifest: shuffle(estate, shuffled, seed, manifest) };
}

/** The demo stands in the repository; the published package leaves it out. */
function findDemo(name: string): string {
  const file = fileURLToPath(new URL(`../../../demo/${name}`, import.meta.url));
  if (!existsSync(file))
    throw new PharosError('PHAROS_TARGET_MISSING', { target: `demo/${name}, which only a clone of the repository holds` });
  return file;
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new PharosError('PHAROS_OPTION_INVALID', { option: '--shuffle', value: text, hint: 'a whole number from 0 up' });
  return seed;
}
