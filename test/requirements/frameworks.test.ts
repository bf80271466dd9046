import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { inPlace, type Place } from '../pharos.ts';
import { fixture } from './fixture.ts';

type Framework = NonNullable<Report['frameworks']>[number];

/** The names as OWASP gives them (genai.owasp.org, editions of 2026), written down beside the catalogue. */
const LLM = [
  'Prompt Injection',
  'Sensitive Information Disclosure',
  'Excessive Agency',
  'Supply Chain',
  'Data and Model Poisoning',
  'Unbounded Consumption',
  'Misinformation',
  'Hidden Context Exposure',
  'Vector and Embedding Weaknesses',
  'Improper Output Handling',
];
const AGENTIC = [
  'Agent Goal Hijack',
  'Tool Misuse and Exploitation',
  'Identity and Privilege Abuse',
  'Agentic Supply Chain Vulnerabilities',
  'Unexpected Code Execution (RCE)',
  'Memory & Context Poisoning',
  'Insecure Inter-Agent Communication',
  'Cascading Failures',
  'Human-Agent Trust Exploitation',
  'Rogue Agents',
];

/** What says that nobody answers for a thing is no risk of a model: the LLM list has no category for it. */
const GOVERNANCE = ['ai-unregistered', 'no-owner', 'no-invocation-logging'];

const AGENTIC_KINDS = ['agent', 'tool', 'mcp-server', 'mcp-client', 'ai-endpoint', 'prompt', 'skill', 'memory'];

async function demo({ pharos }: Place): Promise<Report> {
  return (await pharos('demo', '--json')).json();
}

function framework(report: Report, id: string): Framework {
  return report.frameworks!.find((one) => one.framework === id)!;
}

describe('GOV-07 OWASP Top 10 for LLM applications', () => {
  it('names all ten categories of the edition, tags every finding, and shows the empty ones', () =>
    inPlace({}, async (place) => {
      const report = await demo(place);
      const llm = framework(report, 'owasp-llm');
      expect(llm.edition).toBe('2026');
      expect(llm.categories.map(({ id, title }) => [id, title])).toEqual(
        LLM.map((title, at) => [`LLM${String(at + 1).padStart(2, '0')}`, title]),
      );
      const failed = report.findings.filter(({ status, suppressed }) => status === 'fail' && !suppressed);
      const checkOf = new Map(failed.map(({ id, check }) => [id, check]));
      expect(llm.untagged.map((id) => checkOf.get(id)).filter((check) => !GOVERNANCE.includes(check!))).toEqual([]);
      // What a category lists is what the findings themselves are tagged with, both ways.
      for (const { id, findings } of llm.categories)
        expect([...findings].sort()).toEqual(
          failed
            .filter(({ frameworks }) => frameworks.some((one) => one.framework === 'owasp-llm' && one.control === id))
            .map((finding) => finding.id)
            .sort(),
        );
      const empty = llm.categories.filter(({ findings, paths }) => findings.length + paths.length === 0);
      expect(empty.map(({ id, state, checks }) => [id, state, checks])).toEqual([['LLM07', 'not-asked', []]]);
    }));

  it('tells a category that was asked about from one that was not, to people and as JSON', () =>
    inPlace(fixture('harbour'), async (place) => {
      await place.pharos('scan', 'estate', '--no-store', '--json', '-o', 'report.json');
      const { stdout } = await place.pharos('frameworks', 'owasp-llm', '--report', 'report.json', '--all');
      expect(stdout).toContain('OWASP Top 10 for LLM Applications 2026  owasp-llm 2026');
      for (const [at, title] of LLM.entries()) expect(stdout).toMatch(new RegExp(`LLM${String(at + 1).padStart(2, '0')} +${title} +\\S`));
      expect(stdout).toMatch(/LLM07 +Misinformation +no check asks about it/);
      const told = (await place.pharos('frameworks', '--json', '--report', 'report.json')).json<{ frameworks: Framework[] }>();
      expect(told.frameworks).toEqual((await place.report()).frameworks);
      for (const { state, asked, findings, paths } of told.frameworks.flatMap(({ categories }) => categories)) {
        if (state === 'passed') expect([asked > 0, findings, paths]).toEqual([true, [], []]);
        if (state === 'found') expect(findings.length + paths.length).toBeGreaterThan(0);
        if (state === 'not-asked') expect([asked, findings, paths]).toEqual([0, [], []]);
      }
      const wrong = await place.pharos('frameworks', 'owasp', '--report', 'report.json');
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('owasp-llm, owasp-agentic')]);
    }));
});

describe('GOV-08 OWASP Top 10 for agentic applications 2026', () => {
  it('tags every finding about an agent, its tools, servers, entries and instructions', () =>
    inPlace({}, async (place) => {
      const report = await demo(place);
      const agentic = framework(report, 'owasp-agentic');
      expect(agentic.edition).toBe('2026');
      expect(agentic.categories.map(({ id, title }) => [id, title])).toEqual(
        AGENTIC.map((title, at) => [`ASI${String(at + 1).padStart(2, '0')}`, title]),
      );
      const kinds = new Map(report.assets.map(({ id, kind }) => [id, kind]));
      const about = report.findings.filter(({ status, asset }) => status === 'fail' && AGENTIC_KINDS.includes(kinds.get(asset)!));
      expect(new Set(about.map(({ asset }) => kinds.get(asset))).size).toBeGreaterThanOrEqual(5);
      expect(about.filter(({ id }) => agentic.untagged.includes(id)).map(({ check }) => check)).toEqual([]);
      expect(agentic.categories.filter(({ state }) => state === 'not-asked').map(({ id }) => id)).toEqual(['ASI08']);
      const { stdout } = await place.pharos('demo', '--json').then(({ stdout: json }) => {
        place.write({ 'report.json': json });
        return place.pharos('frameworks', 'owasp-agentic', '--report', 'report.json', '--all');
      });
      expect(stdout).toMatch(/ASI08 +Cascading Failures +nothing here that it could be asked of/);
    }));
});
