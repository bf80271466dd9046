import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { materialise } from '../../../demo/materialise.ts';
import { edgeFits } from '../../core/edges.ts';
import { Settings } from '../../core/settings.ts';
import { loadManifest, locate } from './manifest.ts';
import { newWords, shuffle } from './shuffle.ts';

const MERIDIAN = fileURLToPath(new URL('../../../demo/meridian/', import.meta.url));
const manifest = loadManifest(fileURLToPath(new URL('../../../demo/meridian.manifest.yaml', import.meta.url)));
const CHECKS = [
  'agent-excessive-permissions',
  'agent-lethal-trifecta',
  'ai-unregistered',
  'ci-action-unpinned',
  'ci-agent-injection',
  'ci-token-broad',
  'ci-untrusted-build',
  'code-exec-tool-unsandboxed',
  'endpoint-weak-auth',
  'guardrail-missing',
  'input-in-instructions',
  'leaked-credential',
  'leaked-provider-key',
  'mcp-filesystem-broad-scope',
  'mcp-plaintext-transport',
  'mcp-server-unpinned',
  'model-endpoint-public',
  'model-endpoint-weak-auth',
  'no-encryption-ai-data',
  'no-human-approval',
  'no-invocation-logging',
  'no-owner',
  'notebook-exposed',
  'output-handling-unsafe',
  'pickle-unsafe-model',
  'remote-code-trusted',
  'shadow-ai-usage',
  'storage-public',
  'system-prompt-secret',
  'training-data-public-read',
  'training-data-public-write',
  'unpinned-model',
  'unsafe-model-load',
  'vector-store-public',
];

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('the demo estate', () => {
  let scratch: string;
  let estate: string;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'pharos-estate-'));
    estate = join(scratch, 'estate');
    cpSync(MERIDIAN, estate, { recursive: true });
    materialise(estate);
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('has every anchor of the manifest on exactly one line', () => {
    expect(locate(manifest, estate).places.size).toBe(manifest.defects.length + manifest.twins.length);
  });

  it('plants every check and sets a twin beside every one', () => {
    expect([...new Set(manifest.defects.map(({ check }) => check))].sort()).toEqual(CHECKS);
    expect([...new Set(manifest.twins.map(({ check }) => check))].sort()).toEqual(CHECKS);
  });

  it('tells the scenarios that are paths', () => {
    expect(manifest.paths.map(({ scenario, kind }) => `${scenario} ${kind}`)).toEqual([
      'SCN-08 poisoned-training',
      'SCN-04 over-privileged-agent',
      'SCN-03 exposed-key',
      'SCN-06 poisoned-retrieval',
      'SCN-06 open-endpoint',
      'SCN-07 open-endpoint',
      'SCN-09 exposed-key',
    ]);
    expect([...new Set(manifest.defects.flatMap(({ scenario }) => scenario ?? []))].sort()).toEqual([
      'SCN-01',
      'SCN-03',
      'SCN-04',
      'SCN-06',
      'SCN-07',
      'SCN-08',
      'SCN-09',
      'SCN-10',
    ]);
  });

  it('names assets once, enough of them, and only files that exist', () => {
    const names = manifest.assets.map(({ kind, name }) => `${kind} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(manifest.assets.filter(({ file }) => file !== undefined && !existsSync(join(estate, file)))).toEqual([]);
  });

  it('expects only edges the vocabulary knows, enough of them', () => {
    expect(manifest.edges.filter(({ from, kind, to }) => !edgeFits(kind, from.kind, to.kind))).toEqual([]);
    expect(manifest.edges.length).toBeGreaterThanOrEqual(25);
  });

  it('has settings that fit their schema', () => {
    const settings = Settings.parse(parse(readFileSync(join(estate, 'pharos.yaml'), 'utf8')));
    expect(settings.suppressions?.map(({ check }) => check)).toEqual(['storage-public']);
    expect(settings.sanctioned?.providers).toContain('openai');
  });

  it('never says where the faults are', () => {
    for (const file of filesOf(MERIDIAN))
      expect(readFileSync(file, 'latin1'), file).not.toMatch(/pharos-(?:expect|ignore)|TODO|planted|vulnerab|insecure/i);
  });

  it('uses each word of the company', () => {
    const text = filesOf(estate)
      .map((file) => `${file}\n${readFileSync(file, 'latin1')}`)
      .join('\n')
      .toLowerCase();
    expect(manifest.rename.filter((word) => !text.includes(word))).toEqual([]);
  });

  describe.each([1, 7, 2026])('shuffled with seed %i', (seed) => {
    it('keeps its truth and none of its words', () => {
      const to = join(scratch, `shuffled-${seed}`);
      const changed = shuffle(estate, to, seed, manifest);
      const located = locate(changed, to);
      const original = locate(manifest, estate);
      expect([...located.places.values()].flat().map(({ first, last }) => [first, last])).toEqual(
        [...original.places.values()].flat().map(({ first, last }) => [first, last]),
      );
      expect(changed.assets.filter(({ file }) => file !== undefined && !existsSync(join(to, file)))).toEqual([]);
      expect(filesOf(to).length).toBe(filesOf(estate).length);
      const left = new RegExp(manifest.rename.join('|'), 'i');
      for (const file of filesOf(to)) {
        expect(file.slice(to.length)).not.toMatch(left);
        expect(readFileSync(file, 'latin1'), file).not.toMatch(left);
      }
      expect(JSON.stringify(changed)).not.toMatch(left);
    });
  });

  it('shuffles alike with the same seed and otherwise with another', () => {
    const folders = ['a', 'b', 'c'].map((name) => join(scratch, name));
    const [a, b, c] = [3, 3, 4].map((seed, index) => shuffle(estate, folders[index]!, seed, manifest));
    expect(a).toEqual(b);
    expect(a?.rename).not.toEqual(c?.rename);
    expect(filesOf(folders[0]!).map((file) => file.slice(folders[0]!.length))).toEqual(
      filesOf(folders[1]!).map((file) => file.slice(folders[1]!.length)),
    );
  });

  it('keeps the case of a word and copies binary files untouched', () => {
    const to = join(scratch, 'case');
    const changed = shuffle(estate, to, 11, manifest);
    const words = new Map(manifest.rename.map((word, index) => [word, changed.rename[index]!]));
    const osprey = words.get('osprey')!;
    const settings = readFileSync(join(to, 'pipelines/settings.py'), 'utf8');
    expect(settings).toContain(`${osprey.toUpperCase()}_INTAKE = f"s3://${words.get('meridian')}-${osprey}-intake-{STAGE}/chargebacks"`);
    expect(readFileSync(join(to, 'apps/payouts/src/agents.ts'), 'utf8')).toContain(
      `export const ${words.get('vireo')}Refunds = new ToolLoopAgent({`,
    );
    const lantern = words.get('lantern')!;
    expect(readFileSync(join(to, 'pharos.yaml'), 'utf8')).toContain(`name: '${lantern[0]!.toUpperCase()}${lantern.slice(1)}*'`);
    expect(readFileSync(join(to, `pipelines/artifacts/${osprey}_baseline.pkl`))).toEqual(
      readFileSync(join(estate, 'pipelines/artifacts/osprey_baseline.pkl')),
    );
  });
});

describe('newWords', () => {
  it('gives every word another one that is a part of nothing', () => {
    const words = newWords(['heron', 'osprey'], 5, '');
    const [heron] = words.values();
    const others = newWords(['heron', 'osprey'], 5, `a text with ${heron} in it`);
    expect(heron).toMatch(/^[a-z]{7}$/);
    expect(others.get('heron')).not.toBe(heron);
    expect(others.get('osprey')).toBe(words.get('osprey'));
  });
});
