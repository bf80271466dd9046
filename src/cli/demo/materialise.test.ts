import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillFakes } from '../../../demo/fakes.ts';
import { materialise, materialisedFiles } from '../../../demo/materialise.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FILES = [
  '.cursor/mcp.json',
  'notebooks/osprey_words.ipynb',
  'pharos.yaml',
  'pipelines/artifacts/heron_bins.pkl',
  'pipelines/artifacts/osprey_baseline.pkl',
  'services/dunnock/.env.production',
  'services/tamarind/.env.production',
];

describe('materialise', () => {
  let target: string;
  beforeEach(() => {
    target = mkdtempSync(join(tmpdir(), 'pharos-materialise-'));
  });
  afterEach(() => rmSync(target, { recursive: true }));

  it('writes what the repository must not hold, once', () => {
    const now = new Date();
    expect(materialise(target, undefined, now)).toEqual(FILES);
    expect(materialise(target, undefined, now)).toEqual([]);
    expect(materialisedFiles()).toEqual(FILES);
  });

  it('writes the same on every machine', () => {
    const other = mkdtempSync(join(tmpdir(), 'pharos-materialise-'));
    const now = new Date();
    materialise(target, undefined, now);
    materialise(other, undefined, now);
    for (const file of FILES) expect(readFileSync(join(other, file))).toEqual(readFileSync(join(target, file)));
    rmSync(other, { recursive: true });
  });

  it('lets the acceptances of pharos.yaml end within the year that they may last', () => {
    materialise(target, undefined, new Date('2030-03-31T12:00:00Z'));
    const days = readFileSync(join(target, 'pharos.yaml'), 'utf8').match(/until: .*/g);
    expect(days).toEqual(['until: 2031-02-01', 'until: 2031-02-01', 'until: 2031-02-01']);
  });

  it('gives the key its form and leaves no marker', () => {
    materialise(target);
    const env = readFileSync(join(target, 'services/tamarind/.env.production'), 'utf8');
    expect(env).toMatch(
      new RegExp(`^OPENAI_API_KEY=sk-proj-[A-Za-z0-9_-]{74}${Buffer.from('OpenAI').toString('base64')}[A-Za-z0-9_-]{74}$`, 'm'),
    );
    expect(env).not.toContain('@@');
  });

  it('writes a pickle that calls posix.system and one that only holds data', () => {
    materialise(target);
    const hostile = readFileSync(join(target, 'pipelines/artifacts/osprey_baseline.pkl'), 'latin1');
    expect(hostile).toContain('\u008c\u0005posix\u008c\u0006system\u0093');
    expect(hostile.endsWith('\u0085R.')).toBe(true);
    const benign = readFileSync(join(target, 'pipelines/artifacts/heron_bins.pkl'), 'latin1');
    expect(benign).toContain('\u008c\u0006income](G');
    expect(benign).not.toContain('\u0093');
  });

  it('refuses a fake it has no form for', () => {
    expect(() => fillFakes('@@FAKE:constructor:1@@')).toThrow('No form for @@FAKE:constructor:1@@');
  });
});

describe('the repository', () => {
  const git = (...args: string[]): string[] => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);

  it('ignores every file that is materialised', () => {
    const paths = materialisedFiles().map((file) => `demo/meridian/${file}`);
    expect(git('check-ignore', '--no-index', ...paths).sort()).toEqual(paths);
  });

  it('holds none of the fakes', () => {
    const fakes = ['openai-project-key', 'github-token', 'anthropic-key', 'service-key'].map((kind) => fillFakes(`@@FAKE:${kind}:1@@`));
    const files = git('ls-files', '--cached', '--others', '--exclude-standard', '--', 'demo', 'src', 'test', 'docs', 'README.md');
    expect(files).toContain('demo/materialise.ts');
    const holders = files.filter((file) => fakes.some((fake) => readIfThere(join(ROOT, file)).includes(fake)));
    expect(holders).toEqual([]);
  });
});

/** A tracked file may have been deleted in the working copy. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // Deleted in the working copy: nothing stands in it.
    return '';
  }
}
