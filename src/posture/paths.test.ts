import { CATALOG } from '../governance/catalog.ts';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scanCase } from '../../test/posture/scan-case.ts';
import type { Judged } from './judge.ts';
import type { PathCase, PathKind } from './path.ts';

/** Walks every kind of path that stands in its folder, and every case through the whole scan. */
const HERE = fileURLToPath(new URL('./paths/', import.meta.url));
const NAMES = readdirSync(HERE).filter((name) => existsSync(`${HERE}${name}/path.ts`));
const KINDS = await Promise.all(
  NAMES.map(async (name) => ({
    name,
    kind: await moduleOf<PathKind>(name, 'path'),
    cases: existsSync(`${HERE}${name}/cases.ts`) ? await moduleOf<PathCase[]>(name, 'cases') : [],
  })),
);

const CONTROLS = new Set(CATALOG.flatMap(({ framework, edition, controls }) => controls.map(({ id }) => `${framework} ${edition} ${id}`)));

async function moduleOf<Module>(name: string, file: string): Promise<Module> {
  return ((await import(new URL(`./paths/${name}/${file}.ts`, import.meta.url).href)) as { default: Module }).default;
}

/** Each path as `kind name` of its steps. */
function stepsOf(judged: Judged): string[][] {
  const names = new Map(judged.snapshot.assets.map((asset) => [asset.id, `${asset.kind} ${asset.name}`]));
  return judged.paths.map((path) => path.steps.map((step) => names.get(step.asset) ?? step.asset));
}

/** Whether the steps hold the expected ones in this order, others between them allowed. */
function follows(steps: readonly string[], expected: readonly string[]): boolean {
  let at = 0;
  for (const step of steps) if (step === expected[at]) at++;
  return at === expected.length;
}

describe.each(KINDS)('$name', ({ name, kind, cases }) => {
  it('declares itself with controls that exist', () => {
    expect(kind.id).toBe(name);
    expect(
      kind.frameworks
        .map(({ framework, edition, control }) => `${framework} ${edition} ${control}`)
        .filter((control) => !CONTROLS.has(control)),
    ).toEqual([]);
  });

  it('has a case with a path and one without', () => {
    expect(cases.filter((one) => one.expect.length > 0).length).toBeGreaterThan(0);
    expect(cases.filter((one) => one.expect.length === 0).length).toBeGreaterThan(0);
  });

  it.each(cases)('$name', async (one) => {
    const judged = await scanCase(one.files, { paths: [kind] });
    expect(judged.failures).toEqual([]);
    const found = stepsOf(judged);
    const missing = one.expect
      .map((path) => path.map((step) => step.join(' ')))
      .filter((path) => !found.some((steps) => follows(steps, path)));
    expect(missing, `found: ${found.map((steps) => steps.join(' → ')).join('; ')}`).toEqual([]);
    expect(found.length, `found: ${found.map((steps) => steps.join(' → ')).join('; ')}`).toBe(one.expect.length);
    for (const path of judged.paths) {
      expect(path.steps.every((step) => step.saying.endsWith('.'))).toBe(true);
      expect(path.fixes.length).toBeGreaterThan(0);
      expect(path.fixes.every((fix) => fix.cuts.length > 0 && fix.closes > 0)).toBe(true);
    }
  });
});
