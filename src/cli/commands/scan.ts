import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoverageEntry } from '../../core/coverage.ts';
import { messageOf, PharosError } from '../../core/errors.ts';
import { type Severity, severityAtLeast } from '../../core/finding.ts';
import { Report } from '../../core/report.ts';
import { discover, type Progress } from '../../discovery/scan.ts';
import type { Source } from '../../discovery/source.ts';
import { openSource, isGitUrl } from '../../discovery/open-source.ts';
import { buildReport, type Format, renderReport } from '../../governance/report.ts';
import { judge } from '../../posture/judge.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { EXIT } from '../exit.ts';
import { pharosHome } from '../home.ts';
import { progressLine } from '../progress.ts';
import { readSettings } from '../settings-file.ts';
import { version } from '../version.ts';

interface ScanFlags {
  json?: boolean;
  format?: 'terminal' | Format;
  output?: string;
  failOn?: Severity | 'never';
  baseline?: string;
  strict?: boolean;
  config?: string;
  name?: string;
  gitignore?: boolean;
  offline?: boolean;
  store?: boolean;
  jobs?: string;
  all?: boolean;
  quiet?: boolean;
}

/** `pharos scan`: targets in, report out. Returns the exit code. */
export async function scan(targets: readonly string[], flags: ScanFlags): Promise<number> {
  const format = flags.json ? 'json' : (flags.format ?? 'terminal');
  const baseline = flags.baseline === undefined ? undefined : readReport(flags.baseline);
  const jobs = numberOf(flags.jobs);
  const abort = new AbortController();
  const stop = (): void => abort.abort(new PharosError('PHAROS_CANCELLED'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const line = progressLine(flags.quiet ?? false);
  try {
    const { jobs: _given, ...rest } = flags;
    const { report, snapshot } = await runScan(targets, {
      ...rest,
      ...(jobs === undefined ? {} : { jobs }),
      signal: abort.signal,
      onProgress: line.show,
    });
    line.clear();
    if (flags.store !== false) await save(report, snapshot);
    const { renderTerminal } = format === 'terminal' ? await import('../terminal.ts') : { renderTerminal: undefined };
    const text = renderTerminal ? renderTerminal(report, { all: flags.all ?? false, colour: flags.output === undefined && colour(), width: process.stdout.columns ?? 100, ...(baseline ? { baseline } : {}) }) : await renderReport(report, format as Format);
    write(text, flags.output);
    return exitCode(report, flags, baseline);
  } catch (error) {
    if (abort.signal.aborted) throw abort.signal.reason;
    throw error;
  } finally {
    line.clear();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

export interface RunOptions extends Omit<ScanFlags, 'jobs'> {
  jobs?: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Sources → report, without printing. A target that cannot be opened blocks the others only when it is the only one. */
export async function runScan(targets: readonly string[], options: RunOptions): Promise<{ report: Report; snapshot: Snapshot }> {
  const started = new Date();
  const sources: Source[] = [];
  const closing: (() => void)[] = [];
  const missed: CoverageEntry[] = [];
  const named: { id: string; kind: string; name: string }[] = [];
  try {
    if (options.name !== undefined && targets.length > 1) throw new PharosError('PHAROS_OPTION_INVALID', { option: '--name', value: `one name for ${targets.length} targets`, hint: 'it with one target' });
    for (const target of targets) {
      try {
        const { source, done } = await openSource(target, { offline: options.offline ?? false, ...(options.name === undefined ? {} : { name: options.name }), ...(options.signal ? { signal: options.signal } : {}) });
        if (done) closing.push(done);
        if (sources.some(({ id }) => id === source.id)) throw new PharosError('PHAROS_TARGET_TWICE', { name: source.id });
        sources.push(source);
      } catch (error) {
        if (targets.length === 1 || options.signal?.aborted || !(error instanceof PharosError)) throw error;
        const id = isGitUrl(target) ? target.replace(/\/\/[^@/]*@/, '//') : (target.split('/').findLast((part) => part !== '') ?? target);
        missed.push({ target: id, what: 'source', status: error.code === 'PHAROS_OFFLINE' ? 'not-asked' : 'failed', reason: `Not assessed: ${error.message}. ${error.todo}` });
        named.push({ id, kind: 'unknown', name: id });
      }
    }
    const settings = readSettings(
      options.config,
      // The folder of a single file is not part of the target.
      sources.flatMap(({ root, kind }) => (root === undefined || kind === 'file' ? [] : [root])),
    );
    const cacheFolder = options.store === false ? undefined : join(pharosHome(), 'cache');
    const found = await discover(sources, {
      settings,
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
      gitignore: options.gitignore ?? false,
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
    const judged = await judge(found.snapshot, { settings, today: started.toISOString().slice(0, 10) });
    const report = buildReport({
      version: version(),
      started,
      finished: new Date(),
      targets: [...sources.map(({ id, kind, name }) => ({ id, kind, name })), ...named],
      snapshot: judged.snapshot,
      checks: judged.checks,
      findings: judged.findings,
      paths: judged.paths,
      coverage: [...found.coverage, ...missed],
    });
    return { report, snapshot: judged.snapshot };
  } finally {
    for (const done of closing) done();
  }
}

async function save(report: Report, snapshot: Snapshot): Promise<void> {
  const { openStore } = await import('../../store/open.ts');
  const { saveScan } = await import('../../store/scans.ts');
  const store = await openStore({ home: pharosHome(), ...(process.env['PHAROS_DATABASE_URL'] ? { url: process.env['PHAROS_DATABASE_URL'] } : {}) });
  try {
    await saveScan(store, { report, snapshot, actor: 'cli' });
  } finally {
    await store.close();
  }
}

/** Reads a JSON report; throws PharosError where it is none. */
export function readReport(file: string): Report {
  let parsed: unknown;
  try {
    if (!statSync(file).isFile()) throw new Error('not a file');
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new PharosError('PHAROS_REPORT_INVALID', { file, reason: messageOf(error).slice(0, 120) });
  }
  const report = Report.safeParse(parsed);
  if (!report.success) {
    const issue = report.error.issues[0]!;
    throw new PharosError('PHAROS_REPORT_INVALID', { file, reason: `${issue.path.join('.') || 'report'}: ${issue.message}` });
  }
  return report.data;
}

function exitCode(report: Report, flags: ScanFlags, baseline: Report | undefined): number {
  if (flags.strict && !report.scan.complete) return EXIT.incomplete;
  const threshold = flags.failOn ?? 'high';
  if (threshold === 'never') return EXIT.fine;
  const before = new Set([...(baseline?.findings ?? []), ...(baseline?.paths ?? [])].map(({ id }) => id));
  const findings = report.findings.filter((finding) => finding.status === 'fail' && !finding.suppressed);
  const counts = [...findings, ...report.paths].some(({ id, severity }) => !before.has(id) && severityAtLeast(severity, threshold));
  return counts ? EXIT.found : EXIT.fine;
}

function write(text: string, output: string | undefined): void {
  if (output === undefined) return void process.stdout.write(text);
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new PharosError('PHAROS_OUTPUT_FAILED', { file: output, reason: (error as NodeJS.ErrnoException).code ?? messageOf(error) });
  }
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 64) throw new PharosError('PHAROS_OPTION_INVALID', { option: '--jobs', value: text, hint: 'a number from 1 to 64' });
  return value;
}

/** Colours on a terminal, unless NO_COLOR asks for none (no-color.org). */
export function colour(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}
