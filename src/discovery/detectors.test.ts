import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FACT_EDGES } from '../core/edges.ts';
import { KINDS } from '../core/kinds.ts';
import { type Asset, edgeKindOf } from '../core/snapshot.ts';
import { loadKnowledge } from './code/knowledge.ts';
import type { Detector, DetectorCase } from './detector.ts';
import { bytesReader } from './range.ts';
import { loadDetectors } from './registry.ts';
import { discover, type Discovery } from './scan.ts';
import { memorySource } from './sources/memory/memory.ts';

/** Walks every detector that stands in its folder, and every knowledge file: what all of them must keep. */
const HERE = fileURLToPath(new URL('.', import.meta.url));
const FOLDERS = ['detectors', 'artifacts'].flatMap((room) =>
  (existsSync(`${HERE}${room}`) ? readdirSync(`${HERE}${room}`) : [])
    .filter((name) => existsSync(`${HERE}${room}/${name}/detector.ts`))
    .map((name) => ({ room, name })),
);
const CASES = new Map(
  await Promise.all(FOLDERS.map(async ({ room, name }) => [name, await casesOf(`./${room}/${name}/cases.ts`)] as const)),
);
const KNOWLEDGE = loadKnowledge();
const KNOWLEDGE_FILES = readdirSync(`${HERE}knowledge`)
  .filter((name) => name.endsWith('.yaml'))
  .sort();

/** None where the file is missing: the demand for a silent case then says so. */
async function casesOf(file: string): Promise<DetectorCase[]> {
  const { href } = new URL(file, import.meta.url);
  return existsSync(fileURLToPath(href)) ? ((await import(href)) as { default: DetectorCase[] }).default : [];
}

function filesOf(one: Pick<DetectorCase, 'files'>): Record<string, string | Uint8Array> {
  return typeof one.files === 'function' ? one.files() : one.files;
}

function isSilent(one: { expect: readonly unknown[]; edges?: readonly unknown[] | undefined }): boolean {
  return one.expect.length === 0 && (one.edges ?? []).length === 0;
}

/** What must hold of a case, as sentences about what does not. */
function faults(found: Discovery, one: Pick<DetectorCase, 'expect' | 'edges' | 'absent'>): string[] {
  const { assets, edges } = found.snapshot;
  const out: string[] = [];
  const named = (kind: string, name: string): Asset[] => assets.filter((asset) => asset.kind === kind && asset.name === name);
  for (const { kind, name, file, line, properties } of one.expect) {
    const all = named(kind, name);
    if (all.length !== 1) {
      out.push(`${kind} ${name} exists ${all.length} times; seen: ${assets.map((asset) => `${asset.kind} ${asset.name}`).join(', ')}`);
      continue;
    }
    const [asset] = all;
    if (file !== undefined && !asset!.evidence.some((seen) => seen.file === file && (line === undefined || seen.line === line))) {
      out.push(
        `${kind} ${name} is not seen at ${file}:${line ?? ''}, but at ${asset!.evidence.map((seen) => `${seen.file}:${seen.line}`).join(', ')}`,
      );
    } else if (file === undefined && line !== undefined && !asset!.evidence.some((seen) => seen.line === line)) {
      out.push(`${kind} ${name} is not seen in line ${line}, but ${asset!.evidence.map((seen) => `${seen.file}:${seen.line}`).join(', ')}`);
    }
    for (const [property, value] of Object.entries(properties ?? {})) {
      const is = JSON.stringify(asset!.properties[property]);
      if (is !== JSON.stringify(value)) out.push(`${kind} ${name}: ${property} is ${is}, not ${JSON.stringify(value)}`);
    }
  }
  const drawn = new Set<string>();
  for (let i = 0; i < edges.count; i++) {
    const [from, to] = [assets[edges.from[i]!]!, assets[edges.to[i]!]!];
    drawn.add(`${from.kind} ${from.name} | ${edgeKindOf(edges, i)} | ${to.kind} ${to.name}`);
  }
  for (const edge of one.edges ?? [])
    if (!drawn.has(edge.join(' | '))) out.push(`no edge ${edge.join(' | ')}; drawn: ${[...drawn].join('; ')}`);
  for (const { kind, name } of one.absent ?? []) {
    for (const asset of assets)
      if (asset.kind === kind && (name === undefined || asset.name === name)) out.push(`${kind} ${asset.name} exists`);
  }
  // With `absent`, an empty list only says that the named kinds stay silent.
  if (isSilent(one) && !one.absent)
    for (const asset of assets)
      out.push(`${asset.kind} ${asset.name} exists (${asset.evidence.map((seen) => `${seen.file}: ${seen.detail}`).join(', ')})`);
  for (const { status, reason } of found.coverage) if (status === 'failed') out.push(reason);
  return out;
}

describe.each(FOLDERS)('$room/$name', ({ name }) => {
  let detector: Detector | undefined;
  beforeAll(async () => {
    detector = (await loadDetectors()).find(({ id }) => id === name);
  });

  it('is registered under the name of its folder and says what it reads and emits', () => {
    expect(detector).toMatchObject({ id: name, version: expect.any(Number) });
    expect(detector!.title.length).toBeGreaterThan(10);
    expect(detector!.reads.files.length).toBeGreaterThan(0);
    expect(detector!.emits.filter((word) => !(word in KINDS) && !(word in FACT_EDGES))).toEqual([]);
  });

  it('has a case that must stay silent', () => {
    expect(CASES.get(name)!.filter(isSilent).length).toBeGreaterThan(0);
  });

  it.each(CASES.get(name)!.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    expect(faults(await discover([memorySource('case', filesOf(one))]), one)).toEqual([]);
  });

  it('emits nothing it does not declare', async () => {
    const declared = new Set<string>(detector!.emits);
    const undeclared = new Set<string>();
    for (const one of CASES.get(name)!) {
      const { assets, edges } = observe(detector!, filesOf(one));
      for (const asset of assets) if (!declared.has(asset.kind)) undeclared.add(asset.kind);
      // A detector that lists edges lists all of them.
      if (detector!.emits.some((word) => word in FACT_EDGES))
        for (const edge of edges) if (!declared.has(edge.kind)) undeclared.add(edge.kind);
    }
    expect([...undeclared]).toEqual([]);
  });

  it('states facts that survive JSON, of whatever it is given', () => {
    for (const [path, body] of hostile(detector!, CASES.get(name)!)) {
      const facts = factsOf(detector!, path, body);
      expect(facts === undefined ? undefined : JSON.parse(JSON.stringify(facts))).toEqual(facts);
    }
  });
});

function factsOf(detector: Detector, path: string, body: Uint8Array): unknown {
  if (detector.input === 'binary') return detector.facts({ path, reader: bytesReader(body) });
  return detector.facts({ path, text: Buffer.from(body).toString('utf8'), secrets: [] });
}

function observe(detector: Detector, files: Record<string, string | Uint8Array>): ReturnType<Detector['link']> {
  const facts = new Map<string, unknown>();
  for (const [path, body] of Object.entries(files)) {
    const one = factsOf(detector, path, Buffer.from(body as Uint8Array));
    if (one !== undefined) facts.set(path, JSON.parse(JSON.stringify(one)));
  }
  return detector.link({
    target: 'case',
    files: facts,
    paths: new Set(Object.keys(files)),
    evidence: (file, _, detail) => ({ target: 'case', file, detail }),
    cover: () => undefined,
  });
}

/** Junk, halves, one endless line and bottomless nesting, under the names the detector reads. */
function* hostile(detector: Detector, cases: readonly DetectorCase[]): Iterable<[string, Uint8Array]> {
  const names = new Set(
    detector.reads.files.slice(0, 12).map((pattern) =>
      pattern
        .replace('**/*', 'x.txt')
        .replaceAll('**/', '')
        .replaceAll(/\{([^,}]*)[^}]*\}/g, '$1')
        .replaceAll('*', 'x'),
    ),
  );
  for (const one of cases) {
    for (const [path, body] of Object.entries(filesOf(one))) {
      const bytes = Buffer.from(body as Uint8Array);
      for (const part of [0.25, 0.5, 0.9]) yield [path, bytes.subarray(0, Math.floor(bytes.length * part))];
      names.add(path);
    }
  }
  const junk = Uint8Array.from({ length: 20_000 }, (_, index) => (index * index * 31 + index * 7) % 256);
  const [first = 'x'] = names;
  for (const path of names) {
    yield [path, new Uint8Array(0)];
    yield [path, junk];
    yield [path, Buffer.from('['.repeat(100_000))];
    yield [path, Buffer.from('{"mcpServers":'.repeat(100_000))];
  }
  yield [first, Buffer.alloc(10_000_000, 'key = a1B2')];
}

describe('the registry', () => {
  it('knows every folder, and code beside them, each once', async () => {
    const ids = (await loadDetectors()).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(['code', ...FOLDERS.map(({ name }) => name)].sort());
  });

  it.each(['app.py', 'app.ts', 'app.jsx'])('holds a code detector that no %s of junk makes throw', async (path) => {
    const code = (await loadDetectors()).find(({ id }) => id === 'code')!;
    const start = 'import openai\nx = ';
    const junk = Buffer.from(Uint8Array.from({ length: 20_000 }, (_, index) => (index * index * 31 + index * 7) % 256)).toString('latin1');
    for (const rest of ['['.repeat(50_000), 'f('.repeat(20_000), '"', "'''", '`${', 'key = a1B2 '.repeat(100_000), junk]) {
      const facts = factsOf(code, path, Buffer.from(start + rest));
      expect(facts === undefined ? undefined : JSON.parse(JSON.stringify(facts))).toEqual(facts);
    }
  });
});

describe.each(KNOWLEDGE_FILES.map((file) => [file] as const))('knowledge/%s', (file) => {
  const knowledge = KNOWLEDGE[KNOWLEDGE_FILES.indexOf(file)]!;

  it('is the file of its library', () => {
    expect((parse(readFileSync(`${HERE}knowledge/${file}`, 'utf8')) as typeof knowledge).library).toEqual(knowledge.library);
    expect(knowledge.library.source).toMatch(/^https:\/\//);
  });

  it('has a case that must stay silent', () => {
    expect(knowledge.cases.filter(isSilent).length).toBeGreaterThan(0);
  });

  it.each(knowledge.cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const target = file.slice(0, -'.yaml'.length);
    expect(faults(await discover([memorySource(target, one.files)]), one as DetectorCase)).toEqual([]);
  });
});
