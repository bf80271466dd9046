import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { Diff } from '../src/core/diff.ts';
import { ATTACK_EDGES, DERIVED_EDGES, type EdgeDeclaration, FACT_EDGES } from '../src/core/edges.ts';
import { ERRORS } from '../src/core/errors.ts';
import { type KindDeclaration, KINDS } from '../src/core/kinds.ts';
import { Report } from '../src/core/report.ts';
import { Settings } from '../src/core/settings.ts';
import type { Detector } from '../src/discovery/detector.ts';
import { loadDetectors } from '../src/discovery/registry.ts';
import type { Check } from '../src/posture/check.ts';
import type { PathKind } from '../src/posture/path.ts';
import { CONTROL, EXPLOITABILITY, REACHABILITY, SENSITIVITY, STEPS, UNKNOWN_VALUE } from '../src/posture/score.ts';
import { VIEWS } from '../src/store/views.ts';

/** `npm run docs`: the reference in docs/reference, generated from what the modules declare. `-- --check` only says whether it is fresh. */
const NOTE = '<!-- Generated from src by `npm run docs`; do not edit. -->\n\n';
const src = new URL('../src/', import.meta.url);

export async function reference(): Promise<Record<string, string>> {
  return {
    'kinds.md': kinds(),
    'edges.md': edges(),
    'errors.md': errors(),
    'detectors.md': detectors(await loadDetectors()),
    'knowledge.md': knowledge(),
    'checks.md': judgements(
      'Checks',
      'Each asks one question of each asset it applies to, and answers pass, fail or unknown.',
      await declared<Check>('posture/checks/*/check.ts'),
    ),
    'paths.md': judgements(
      'Attack paths',
      'Each kind of path says where an attacker starts, what counts as progress and what is lost.',
      await declared<PathKind>('posture/paths/*/path.ts'),
    ),
    'score.md': score(),
    'views.md': views(),
    'pharos.report.schema.json': schema(Report, 'urn:pharos:report:1', 'Pharos report, version 1'),
    'pharos.diff.schema.json': schema(Diff, 'urn:pharos:diff:1', 'Pharos diff, version 1'),
    'pharos.schema.json': schema(Settings, 'urn:pharos:settings:1', 'pharos.yaml'),
  };
}

function kinds(): string {
  const rows = Object.entries(KINDS as Record<string, KindDeclaration>).map(([kind, { scope, description }]) => [
    code(kind),
    [scope].flat().join(', '),
    description,
  ]);
  return `${NOTE}# Asset kinds

Scope: \`global\` is one asset by canonical name, \`definition\` one per place where it is defined, \`resource\` one per real resource.

${table(['kind', 'scope', 'what it is'], rows)}`;
}

function edges(): string {
  const section = (title: string, text: string, declarations: Record<string, EdgeDeclaration>): string =>
    `## ${title}\n\n${text}\n\n${table(
      ['edge', 'from', 'to', 'meaning'],
      Object.entries(declarations).map(([kind, { from, to, description }]) => [
        code(kind),
        [from].flat().join(', '),
        [to].flat().join(', '),
        description,
      ]),
    )}`;
  return `${NOTE}# Edges

Every edge carries evidence and a strength: \`stated\` (written there), \`resolved\` (followed through code or configuration) or
\`inferred\` (by name or convention, never the only support of a high finding).

${section('Fact edges', 'What is, as it was found.', FACT_EDGES)}
${section('Derived edges', 'Concluded from policy documents, with their proof.', DERIVED_EDGES)}
${section('Attack edges', 'The way an attacker makes progress; each names the fact edges it stands on.', ATTACK_EDGES)}`;
}

function errors(): string {
  const entries = Object.entries(ERRORS).map(([name, { text, todo }]) => `## ${name}\n\n${escapeCell(text)}\n\n${escapeCell(todo)}\n`);
  return `${NOTE}# Errors

Each is printed as what happened and what to do, and ends the command with exit code 2. Words in braces are filled in.

${entries.join('\n')}`;
}

/** The default exports of the modules registered in these folders, by id. */
async function declared<Module extends { id: string }>(pattern: string): Promise<Module[]> {
  const files = globSync(pattern, { cwd: fileURLToPath(src) });
  const modules = await Promise.all(files.map(async (file) => ((await import(new URL(file, src).href)) as { default: Module }).default));
  return modules.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function detectors(list: readonly Detector[]): string {
  return `${NOTE}# Detectors

What reads what, and what comes of it. What a library's API means stands in [knowledge](knowledge.md).

${table(
  ['detector', 'finds', 'reads', 'emits'],
  list.map(({ id, title, reads, emits }) => [code(id), title, reads.files.map(code).join(' '), emits.join(', ')]),
)}`;
}

const Knowledge = z.looseObject({
  library: z.looseObject({ name: z.string(), ecosystem: z.string().optional(), source: z.string().optional() }),
});

function knowledge(): string {
  const folder = new URL('discovery/knowledge/', src);
  const files = existsSync(folder) ? globSync('*.yaml', { cwd: fileURLToPath(folder) }).sort() : [];
  const rows = files.map((file) => {
    const { library } = Knowledge.parse(parse(readFileSync(new URL(file, folder), 'utf8')));
    return [code(basename(file, '.yaml')), library.name, library.ecosystem ?? '', library.source ?? ''];
  });
  return `${NOTE}# Knowledge\n\nThe libraries whose calls Pharos understands, one file each in \`src/discovery/knowledge\`.\n\n${table(['file', 'library', 'ecosystem', 'source'], rows)}`;
}

function judgements(title: string, text: string, list: ReadonlyArray<Check | PathKind>): string {
  const rows = list.map((one) => [
    code(one.id),
    one.title,
    one.severity,
    'applies' in one ? [one.applies].flat().join(', ') : '',
    one.frameworks.map(({ framework, edition, control }) => `${framework} ${edition} ${control}`).join('; '),
  ]);
  const applies = list.some((one) => 'applies' in one);
  const keep = (cells: readonly string[]): string[] => cells.filter((_, column) => applies || column !== 3);
  return `${NOTE}# ${title}\n\n${text} The severity is the one where nothing is known of the context; the [score](score.md) moves it.\n\n${table(keep(['id', 'title', 'severity', 'applies to', 'frameworks']), rows.map(keep))}`;
}

function score(): string {
  const levels = (title: string, values: Record<string, { value: number; level: string }>): string =>
    `## ${title}\n\n${table(
      ['level', 'value'],
      Object.values(values).map(({ level, value }) => [level, String(value)]),
    )}`;
  const sensitivity = Object.fromEntries(Object.entries(SENSITIVITY).map(([level, value]) => [level, { level, value }]));
  return `${NOTE}# The score

\`100 × [1 − (1 − L·C·I)^(1 + S + G)]\` with likelihood \`L = E × X\` (exploitability, reachability), impact
\`I = 0.45 D + 0.30 M + 0.25 B\` (data sensitivity, criticality, business), controls \`C\`, blast radius \`S\` and agency \`G\`.
Each factor stands in the finding with its level, a sentence and whether anything supports it, so that anyone can recompute
the number. What is not known counts ${UNKNOWN_VALUE} and is called unknown. [How to read it](../guides/score.md).

Data that strangers can only read counts by its sensitivity, and nothing it serves is changed (\`M\` is 0, \`S\` ends there). Data that
they can change counts by what depends on it (\`D\` is \`M\`), however public it is. Where they can do both, the larger counts.

## Severity

The severity is no band of the score. It is the one that the check or the kind of path declares ([checks](checks.md),
[paths](paths.md)), moved by how far the score lies from the score of the same fault where nothing is known of the context:

${table(
  ['points above or below', 'severity'],
  [...STEPS].reverse().map(({ points, steps }) => [`${points} or more`, `${steps} ${steps === 1 ? 'step' : 'steps'} up or down`]),
)}
A path moves at most one step up, and nothing leaves the scale. So a check keeps its place in the list where nothing was said, and
equal severities are ordered by score.

${levels('Exploitability', EXPLOITABILITY)}
${levels('Reachability', REACHABILITY)}
${levels('Controls', CONTROL)}
${levels('Data sensitivity', sensitivity)}`;
}

function views(): string {
  const sections = VIEWS.map(
    ({ name, description, columns }) =>
      `## ${name}\n\n${escapeCell(description)}\n\n${table(
        ['column', 'what it is'],
        columns.map((column) => [code(column.name), column.description]),
      )}`,
  );
  return `${NOTE}# Views

What \`pharos query\` and other programs may read, the same on SQLite and PostgreSQL. Columns are only ever added; the tables behind
them are private and change without notice.

${sections.join('\n')}`;
}

function schema(type: z.ZodType, id: string, title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(type, { target: 'draft-2020-12', io: 'input' });
  return `${JSON.stringify({ $schema, $id: id, title, ...rest }, null, 2)}\n`;
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

function code(text: string): string {
  return `\`${text}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** The README with the sample of what the demo prints as it is now: its first path and its first finding. */
function readmeWithSample(): string {
  const main = fileURLToPath(new URL('cli/main.ts', src));
  const { stdout } = spawnSync(process.execPath, [main, 'demo'], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '100' },
  });
  const lines = stdout.split('\n');
  const from = (start: number, heading: RegExp): number => lines.findIndex((line, at) => at >= start && heading.test(line));
  const item = (heading: RegExp): string[] => {
    const start = from(0, heading);
    const first = from(start + 1, /^ {2}\S/);
    const next = from(first + 1, /^ {2}\S|^\S/);
    return [...lines.slice(start, next), '    …', ''];
  };
  // How long it took differs from machine to machine.
  const head = (lines[0] ?? '').replace(/ {2}[\d.]+(?: s)?$/, '');
  const sample = [head, '', ...item(/^Attack paths/), ...item(/^Findings/)].join('\n').trimEnd();
  const file = fileURLToPath(new URL('../README.md', import.meta.url));
  return readFileSync(file, 'utf8').replace(/```text\nPharos [^]*?\n```/, () => `\`\`\`text\n${sample}\n\`\`\``);
}

if (import.meta.main) {
  const folder = new URL('../docs/reference/', import.meta.url);
  const stale: string[] = [];
  const readme = new URL('../README.md', import.meta.url);
  const shown = readmeWithSample();
  if (!process.argv.includes('--check')) writeFileSync(readme, shown);
  else if (current(readme) !== shown) stale.push('the sample in README.md');
  for (const [name, text] of Object.entries(await reference())) {
    const file = new URL(name, folder);
    if (process.argv.includes('--check')) {
      if (current(file) !== text) stale.push(name);
      continue;
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  if (stale.length > 0) {
    console.error(`Not as the sources are: ${stale.join(', ')}. Run \`npm run docs\`.`);
    process.exitCode = 1;
  }
}

function current(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not generated yet: as stale as a different one.
    return undefined;
  }
}
