import { Lang, parse, type SgNode } from '@ast-grep/napi';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * `npm run requirements`: how many rows of docs/requirements.json are held by a test. A row is done when a black-box test in
 * test/ carries its id in its name (describe and it together), partial when only `<id> partial` stands there. Skipped tests
 * hold nothing. `-- --list` names the tests.
 */
export interface Requirement {
  id: string;
  stage: string;
  requirement: string;
}

export interface Held {
  requirement: Requirement;
  /** Names of the tests that perform the whole acceptance sentence. */
  whole: readonly string[];
  partial: readonly string[];
}

const ID = /\b[A-Z]{2,6}-\d{2,3}\b/g;

/** Full names of the tests of a file that run: enclosing describes, then the test itself. */
export function testNames(source: string): string[] {
  const names: string[] = [];
  for (const call of parse(Lang.TypeScript, source)
    .root()
    .findAll({ rule: { kind: 'call_expression' } })) {
    const title = titleOf(call, /^(?:it|test)\b/);
    if (title === undefined) continue;
    const around = call.ancestors().filter((node) => node.is('call_expression'));
    if ([call, ...around].some(isSkipped)) continue;
    const groups = around.map((node) => titleOf(node, /^describe\b/)).filter((group) => group !== undefined);
    names.push([...groups.reverse(), title].join(' '));
  }
  return names;
}

/** What the names hold of the requirements, and the ids that are no requirement. */
export function held(requirements: readonly Requirement[], names: readonly string[]): { rows: Held[]; unknown: string[] } {
  const ids = new Set(requirements.map((row) => row.id));
  const prefixes = new Set([...ids].map((id) => id.split('-')[0]));
  const whole = new Map<string, string[]>();
  const partial = new Map<string, string[]>();
  const unknown = new Set<string>();
  for (const name of names) {
    for (const match of name.matchAll(ID)) {
      const [id] = match;
      if (!ids.has(id)) {
        if (prefixes.has(id.split('-')[0])) unknown.add(id);
        continue;
      }
      const part = /^[\s:(]+partial\b/.test(name.slice(match.index + id.length));
      const list = part ? partial : whole;
      list.set(id, [...(list.get(id) ?? []), name]);
    }
  }
  const rows = requirements.map((requirement) => ({
    requirement,
    whole: whole.get(requirement.id) ?? [],
    partial: partial.get(requirement.id) ?? [],
  }));
  return { rows, unknown: [...unknown].sort() };
}

function titleOf(call: SgNode, caller: RegExp): string | undefined {
  // `it.each(table)('title')` is called with a call.
  const called = call.field('function')?.text() ?? '';
  const first = call.field('arguments')?.child(1);
  if (!caller.test(called) || !first || !(first.is('string') || first.is('template_string'))) return undefined;
  return first.text().slice(1, -1);
}

function isSkipped(call: SgNode): boolean {
  return /^(?:it|test|describe)\.(?:\w+\.)*(?:skip|todo)\b/.test(call.field('function')?.text() ?? '');
}

function main(): void {
  const root = new URL('../', import.meta.url);
  const { rows: requirements } = JSON.parse(readFileSync(new URL('docs/requirements.json', root), 'utf8')) as { rows: Requirement[] };
  const files = globSync('test/**/*.test.ts', { cwd: fileURLToPath(root) }).sort();
  const names = files.flatMap((file) => testNames(readFileSync(new URL(file, root), 'utf8')));
  const { rows, unknown } = held(requirements, names);
  const done = rows.filter((row) => row.whole.length > 0);
  const begun = rows.filter((row) => row.whole.length === 0 && row.partial.length > 0);

  console.log(`${'stage'.padEnd(20)} ${'rows'.padStart(5)} ${'true'.padStart(5)} ${'partial'.padStart(8)}`);
  for (const stage of new Set(requirements.map((row) => row.stage))) {
    const count = (list: readonly Held[]): number => list.filter((row) => row.requirement.stage === stage).length;
    console.log(
      `${stage.padEnd(20)} ${String(count(rows)).padStart(5)} ${String(count(done)).padStart(5)} ${String(count(begun)).padStart(8)}`,
    );
  }
  console.log(
    `${'all'.padEnd(20)} ${String(rows.length).padStart(5)} ${String(done.length).padStart(5)} ${String(begun.length).padStart(8)}`,
  );

  if (process.argv.includes('--list')) {
    for (const [word, list] of [
      ['true', done],
      ['partial', begun],
    ] as const) {
      for (const { requirement, whole, partial } of list) {
        console.log(`\n${requirement.id}  ${word}  ${requirement.requirement}`);
        for (const name of word === 'true' ? whole : partial) console.log(`  ${name}`);
      }
    }
  }
  if (unknown.length > 0) {
    console.error(`Tests name requirements that do not exist: ${unknown.join(', ')}`);
    process.exitCode = 1;
  }
}

if (import.meta.main) main();
