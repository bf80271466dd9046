import { CATALOG } from '../governance/catalog.ts';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scanCase } from '../../test/posture/scan-case.ts';
import { ASSET_KINDS } from '../core/kinds.ts';
import type { Check, CheckCase } from './check.ts';
import type { Judged } from './judge.ts';

/** Walks every check that stands in its folder: what all of them must keep, and every case through the whole scan. */
const HERE = fileURLToPath(new URL('./checks/', import.meta.url));
const NAMES = readdirSync(HERE).filter((name) => existsSync(`${HERE}${name}/check.ts`));
const CHECKS = await Promise.all(
  NAMES.map(async (name) => ({
    name,
    check: await moduleOf<Check>(name, 'check'),
    cases: existsSync(`${HERE}${name}/cases.ts`) ? await moduleOf<CheckCase[]>(name, 'cases') : [],
  })),
);

const CONTROLS = new Set(CATALOG.flatMap(({ framework, edition, controls }) => controls.map(({ id }) => `${framework} ${edition} ${id}`)));

async function moduleOf<Module>(name: string, file: string): Promise<Module> {
  return ((await import(new URL(`./checks/${name}/${file}.ts`, import.meta.url).href)) as { default: Module }).default;
}

/** Place of the first evidence and the asset, as the cases write them. */
function told(
  judged: Judged,
  status: 'fail' | 'unknown',
): { file: string | undefined; line: number | undefined; asset: string | undefined; severity: string }[] {
  return judged.findings
    .filter((finding) => finding.status === status)
    .map((finding) => ({
      file: finding.evidence[0]?.file,
      line: finding.evidence[0]?.line,
      asset: judged.snapshot.assets.find(({ id }) => id === finding.asset)?.name,
      severity: finding.severity,
    }));
}

/** Checks that no category of the OWASP list for LLM applications speaks of, and why. */
const NO_LLM_CATEGORY: Readonly<Record<string, string>> = {
  'ai-unregistered': 'who answers for a thing is governance; the list is of risks of the application',
  'no-owner': 'the same',
  'no-invocation-logging': 'what is recorded is governance, too',
  'log-retention-too-short': 'how long it is kept as well',
};

/** Kinds that the agentic list is about. */
const AGENTIC: readonly string[] = ['agent', 'tool', 'mcp-server', 'mcp-client', 'ai-endpoint', 'prompt', 'skill', 'memory'];

it('finds the checks', () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(17);
});

describe.each(CHECKS)('$name', ({ name, check, cases }) => {
  it('declares itself', () => {
    expect(check.id).toBe(name);
    expect(name).toMatch(/^[a-z]+(?:-[a-z0-9]+)*$/);
    expect(check.title).toMatch(/^[A-Z].{8,80}[^.]$/);
    expect([check.applies].flat().filter((kind) => !ASSET_KINDS.includes(kind))).toEqual([]);
  });

  it('names controls that exist in the catalogues', () => {
    const named = check.frameworks.map(({ framework, edition, control }) => `${framework} ${edition} ${control}`);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((control) => !CONTROLS.has(control))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });

  it('is tagged with a category of OWASP, where one fits', () => {
    const of = (framework: string): number => check.frameworks.filter((one) => one.framework === framework).length;
    expect(of('owasp-llm') > 0, 'a category of the LLM list').toBe(!(name in NO_LLM_CATEGORY));
    if ([check.applies].flat().some((kind) => AGENTIC.includes(kind)))
      expect(of('owasp-agentic'), 'a category of the agentic list').toBeGreaterThan(0);
  });

  it('has a case that fails and a twin that stays silent', () => {
    expect(cases.filter((one) => one.expect.length > 0).length).toBeGreaterThan(0);
    expect(cases.filter((one) => one.expect.length === 0 && (one.unknown ?? []).length === 0).length).toBeGreaterThan(0);
  });

  it.each(cases)('$name', async (one) => {
    const judged = await scanCase(one.files, { checks: [check] });
    expect(judged.failures).toEqual([]);
    const found = told(judged, 'fail');
    const short = one.expect.map((expected) => {
      const same = found.find(
        (finding) =>
          finding.file === expected.file &&
          (expected.line === undefined || finding.line === expected.line) &&
          (expected.asset === undefined || finding.asset === expected.asset),
      );
      return { ...expected, found: same !== undefined && (expected.severity === undefined || same.severity === expected.severity) };
    });
    const shown = found.map(({ file, line, asset, severity }) => `${severity} ${asset} ${file}:${line}`).join('; ');
    expect(
      short.filter((expected) => !expected.found),
      `told: ${shown}`,
    ).toEqual([]);
    expect(found.length, `told: ${shown}`).toBe(one.expect.length);
    expect(told(judged, 'unknown').map(({ asset }) => asset)).toEqual((one.unknown ?? []).map(({ asset }) => asset));
    for (const finding of judged.findings) expect(saysLittle(finding)).toEqual([]);
  });
});

/** What a person would miss in a finding: all four parts as sentences, a place, nothing that was never filled in. */
function saysLittle(finding: Judged['findings'][number]): string[] {
  const out: string[] = [];
  for (const [part, text] of Object.entries({
    title: finding.title,
    saw: finding.saw,
    why: finding.why,
    fix: finding.fix.text,
    verify: finding.verify,
  })) {
    if (text.length < 12) out.push(`${part} says nothing: ${text}`);
    if (/undefined|\[object|\bNaN\b| {2}|\.\./.test(text)) out.push(`${part} is not filled in: ${text}`);
    if (part !== 'title' && !/[.`]$/.test(text)) out.push(`${part} is no sentence: ${text}`);
  }
  if (finding.status === 'fail' && finding.evidence.length === 0) out.push('no evidence');
  return out;
}
