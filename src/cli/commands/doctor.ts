import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf, PharosError } from '../../core/errors.ts';
import { jsonText } from '../../governance/report.ts';
import { EXIT } from '../exit.ts';
import { pharosHome } from '../home.ts';
import { version } from '../version.ts';
import { clean, colour, columns, pens } from '../writing.ts';
import { runScan } from './scan.ts';

interface Line {
  what: string;
  state: 'ok' | 'warn' | 'fail';
  saw: string;
  /** What to do; absent where nothing is to be done. */
  todo?: string;
}

interface DoctorFlags {
  json?: boolean;
}

/** `pharos doctor`: what this installation needs, line by line. Exit code 2 when something fails; nothing is created or changed. */
export async function doctor(flags: DoctorFlags): Promise<number> {
  const lines = [node(), await parsers(), home(), disk(), await store(), git(), cache()];
  process.stdout.write(flags.json ? jsonText({ pharos: version(), lines }) : textOf(lines));
  return lines.some(({ state }) => state === 'fail') ? EXIT.failed : EXIT.fine;
}

function textOf(lines: readonly Line[]): string {
  const pen = pens(colour());
  const marks = { ok: pen.tint('✓ ok  ', '32'), warn: pen.tint('! warn', '33'), fail: pen.tint('✗ fail', '31') };
  const table = columns(lines.map(({ what, saw }) => [what, saw]));
  const out = lines.flatMap(({ state, todo }, index) => [
    `${marks[state]}  ${table[index]}`,
    ...(todo === undefined ? [] : [`        ${pen.dim('→')} ${clean(todo)}`]),
  ]);
  const failed = lines.filter(({ state }) => state === 'fail').length;
  return `${pen.bold(`Pharos ${version()}`)}\n\n${out.join('\n')}\n\n${failed === 0 ? 'Pharos can work here.' : `${failed} ${failed === 1 ? 'thing keeps' : 'things keep'} Pharos from working.`}\n`;
}

const OLDEST_NODE = 24;

function node(): Line {
  const fits = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE;
  return {
    what: 'Node',
    state: fits ? 'ok' : 'fail',
    saw: process.versions.node,
    ...(fits ? {} : { todo: `Run the launcher ./pharos, which brings Node ${OLDEST_NODE}, or install it.` }),
  };
}

/** Reads a line of Python and of TypeScript through the whole scan: native parser, grammars and knowledge have to load for that. */
async function parsers(): Promise<Line> {
  const what = 'Parsers';
  const folder = mkdtempSync(join(tmpdir(), 'pharos-doctor-'));
  try {
    const estate = {
      'a.py': "import openai\nopenai.OpenAI().chat.completions.create(model='gpt-4.1', messages=[])\n",
      'b.ts': "import OpenAI from 'openai';\nnew OpenAI().chat.completions.create({ model: 'gpt-4.1-mini', messages: [] });\n",
    };
    for (const [file, text] of Object.entries(estate)) writeFileSync(join(folder, file), text);
    const report = await runScan([folder], { store: false, quiet: true });
    const failed = report.coverage.find(({ status }) => status === 'failed');
    const models = report.assets.filter(({ kind }) => kind === 'model').map(({ name }) => name);
    if (failed) return { what, state: 'fail', saw: failed.reason, todo: 'Install again: rm -rf node_modules && npm ci' };
    if (!models.includes('gpt-4.1'))
      return { what, state: 'fail', saw: 'a line of Python was not understood', todo: 'Install again: rm -rf node_modules && npm ci' };
    const both = models.includes('gpt-4.1-mini');
    return {
      what,
      state: both ? 'ok' : 'warn',
      saw: both ? 'Python and TypeScript are read' : 'Python is read, a line of TypeScript was not understood',
      ...(both ? {} : { todo: 'Report it, with the output of pharos --version.' }),
    };
  } catch (error) {
    return { what, state: 'fail', saw: messageOf(error), todo: 'Install again: rm -rf node_modules && npm ci' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function home(): Line {
  const folder = pharosHome();
  const what = 'PHAROS_HOME';
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) return { what, state: 'ok', saw: `${folder} (the first scan makes it)` };
  if (!stat.isDirectory()) return { what, state: 'fail', saw: `${folder} is no folder`, todo: 'Set PHAROS_HOME to a folder.' };
  const mode = (stat.mode & 0o777).toString(8).padStart(3, '0');
  if ((stat.mode & 0o077) !== 0)
    return { what, state: 'warn', saw: `${folder} can be entered by others (mode ${mode})`, todo: `chmod 700 ${folder}` };
  return { what, state: 'ok', saw: `${folder} (mode ${mode})` };
}

const LITTLE = 200_000_000;
const SOME = 2_000_000_000;

function disk(): Line {
  let folder = pharosHome();
  while (!statSync(folder, { throwIfNoEntry: false }) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const saw = `${(free / 1e9).toFixed(1)} GB free at ${folder}`;
  if (free >= SOME) return { what: 'Disk', state: 'ok', saw };
  return { what: 'Disk', state: free < LITTLE ? 'fail' : 'warn', saw, todo: 'Make room, or set PHAROS_HOME to another disk.' };
}

async function store(): Promise<Line> {
  const configured = Boolean(process.env['PHAROS_DATABASE_URL']);
  const what = configured ? 'PostgreSQL' : 'Store';
  try {
    const [{ openStore }, { schemaVersion }, { listScans }] = await Promise.all([
      import('../../store/open.ts'),
      import('../../store/migrations.ts'),
      import('../../store/scan-list.ts'),
    ]);
    const opened = await openStore({ readonly: true });
    try {
      await opened.checkIntegrity();
      const [scan] = await listScans(opened, { limit: 1 });
      return {
        what,
        state: 'ok',
        saw: `${opened.location}, schema ${await schemaVersion(opened.read, opened.engine)}, ${scan ? `last scan ${new Date(scan.started).toISOString()}` : 'no scan yet'}`,
      };
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (error instanceof PharosError && error.code === 'PHAROS_STORE_EMPTY')
      return { what, state: 'ok', saw: 'none yet (the first scan makes it)' };
    return { what, state: 'fail', saw: messageOf(error), ...(error instanceof PharosError ? { todo: error.todo } : {}) };
  }
}

function git(): Line {
  const asked = spawnSync('git', ['--version'], { encoding: 'utf8', timeout: 10_000 });
  if (asked.status === 0) return { what: 'git', state: 'ok', saw: asked.stdout.trim().replace(/^git version /, '') };
  return { what: 'git', state: 'warn', saw: 'not found', todo: 'Install git to scan repositories by URL; folders are scanned without it.' };
}

const LARGE_CACHE = 5_000_000_000;

function cache(): Line {
  const folder = join(pharosHome(), 'cache');
  let bytes = 0;
  let files = 0;
  try {
    for (const name of readdirSync(folder)) {
      const stat = lstatSync(join(folder, name));
      bytes += stat.size;
      files++;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { what: 'Cache', state: 'ok', saw: 'empty' };
    return { what: 'Cache', state: 'warn', saw: messageOf(error), todo: 'Every scan reads everything again until it can be read.' };
  }
  const saw = `${(bytes / 1e6).toFixed(1)} MB in ${files} files`;
  return bytes > LARGE_CACHE
    ? { what: 'Cache', state: 'warn', saw, todo: `rm -r ${folder}: the next scans read everything once.` }
    : { what: 'Cache', state: 'ok', saw };
}
