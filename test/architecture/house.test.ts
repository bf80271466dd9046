import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

it('the whole tree follows the rules of the house (tools/lint)', () => {
  const run = spawnSync(process.execPath, [fileURLToPath(new URL('tools/lint/run.ts', root))], { encoding: 'utf8' });
  expect([run.stdout, run.stderr, run.status]).toEqual(['', '', 0]);
});

/** Modules registered by standing in their folder: what stands there, and what the file that declares one is called. */
const FAMILIES = [
  ['src/discovery/detectors', 'detector.ts'],
  ['src/discovery/artifacts', 'detector.ts'],
  ['src/posture/checks', 'check.ts'],
  ['src/posture/paths', 'path.ts'],
] as const;

describe.each(FAMILIES)('%s', (folder, declaration) => {
  const place = new URL(`${folder}/`, root);
  const modules = existsSync(place)
    ? readdirSync(place, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() && existsSync(new URL(`${entry.name}/${declaration}`, place)) ? [entry.name] : [],
      )
    : [];

  it('holds modules', () => {
    expect(modules.length).toBeGreaterThan(0);
  });

  it.each(modules)('%s is declared under the name of its folder and has cases, one of them silent', async (name) => {
    const module = ((await import(new URL(`${name}/${declaration}`, place).href)) as { default: { id: string; title: string } }).default;
    expect(module.id).toBe(name);
    expect(module.title.length).toBeGreaterThan(5);
    const cases = Object.values(
      (await import(new URL(`${name}/cases.ts`, place).href)) as Record<string, ReadonlyArray<{ expect: readonly unknown[] }>>,
    ).flat();
    expect(cases.some((one) => one.expect.length > 0)).toBe(true);
    expect(cases.some((one) => one.expect.length === 0)).toBe(true);
  });
});
