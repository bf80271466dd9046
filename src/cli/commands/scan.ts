import { createHash } from 'node:crypto';
import { lstatSync, realpathSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CoverageEntry } from '../../core/coverage.ts';
import type { ScopedSettings } from '../../core/annotate.ts';
import { messageOf, PharosError } from '../../core/errors.ts';
import { type Severity, severityAtLeast } from '../../core/finding.ts';
import type { Report } from '../../core/report.ts';
import type { ExtentName } from '../../discovery/history.ts';
import { stampOf } from '../../discovery/registry.ts';
import { join as joinObserved, observe, type Progress } from '../../discovery/scan.ts';
import type { Source } from '../../discovery/source.ts';
import { openSource, isGitUrl } from '../../discovery/open-source.ts';
import { buildReport, type Format, type FormatOptions, renderReport, scanHead } from '../../governance/report.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { EXIT } from '../exit.ts';
import { pharosHome } from '../home.ts';
import { progressLine } from '../progress.ts';
import type { ReadSettings } from '../settings-file.ts';
import { version } from '../version.ts';
import { clean, colour } from '../writing.ts';

interface ScanFlags {
  json?: boolean;
  format?: 'terminal' | Format;
  application?: string;
  output?: string;
  failOn?: Severity | 'never';
  baseline?: string;
  strict?: boolean;
  config?: string;
  name?: string;
  gitignore?: boolean;
  history?: ExtentName;
  offline?: boolean;
  store?: boolean;
  jobs?: string;
  all?: boolean;
  quiet?: boolean;
}

/** `pharos scan`: targets in, report out. Returns the exit code. */
export async function scan(targets: readonly string[], flags: ScanFlags): Promise<number> {
  const format = flags.json ? 'json' : (flags.format ?? 'terminal');
  const baseline = flags.baseline === undefined ? undefined : (await import('../report-file.ts')).readReport(flags.baseline);
  const jobs = numberOf(flags.jobs);
  if (flags.application !== undefined && format !== 'cyclonedx')
    throw new PharosError('PHAROS_OPTION_INVALID', {
      option: '--application',
      value: `given for ${format}`,
      hint: 'it with --format cyclonedx',
    });
  const abort = new AbortController();
  const kept = flags.store === false ? 'with --no-store nothing is kept, and it starts anew' : 'what was read is kept';
  const stop = (): void => abort.abort(new PharosError('PHAROS_CANCELLED', { kept }));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const line = progressLine(flags.quiet ?? false);
  // Opened first: a store that cannot be written is told before the work, not after it.
  const store = flags.store === false ? undefined : await openHome();
  try {
    const { jobs: _given, ...rest } = flags;
    const report = await runScan(targets, {
      ...rest,
      ...(jobs === undefined ? {} : { jobs }),
      ...(store ? { home: store } : {}),
      signal: abort.signal,
      onProgress: line.show,
      onNotice: (text) => {
        line.clear();
        process.stderr.write(`pharos: ${clean(text)}\n`);
      },
    });
    line.clear();
    const { renderTerminal } = format === 'terminal' ? await import('../terminal.ts') : { renderTerminal: undefined };
    const text = renderTerminal
      ? renderTerminal(report, {
          all: flags.all ?? false,
          colour: flags.output === undefined && colour(),
          width: process.stdout.columns ?? 100,
          ...(baseline ? { baseline, introduced: (await import('../../core/diff.ts')).diffReports(baseline, report).introduced } : {}),
        })
      : await renderReport(report, format as Format, await formatOptions(report, format as Format, flags.application, baseline));
    write(text, flags.output);
    return exitCode(report, flags, baseline);
  } catch (error) {
    if (abort.signal.aborted) throw abort.signal.reason;
    throw error;
  } finally {
    line.clear();
    await store?.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

export interface RunOptions extends Omit<ScanFlags, 'jobs'> {
  jobs?: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  onNotice?: (text: string) => void;
  /** The store that knows assets of earlier scans and keeps this one. */
  home?: Home;
}

/** Sources → report, without printing. A target that cannot be opened blocks the others only when it is the only one. */
export async function runScan(targets: readonly string[], options: RunOptions): Promise<Report> {
  const started = new Date();
  const sources: Source[] = [];
  const closing: (() => void)[] = [];
  const missed: CoverageEntry[] = [];
  const named: { id: string; kind: string; name: string }[] = [];
  try {
    if (options.name !== undefined && targets.length > 1)
      throw new PharosError('PHAROS_OPTION_INVALID', {
        option: '--name',
        value: `one name for ${targets.length} targets`,
        hint: 'it with one target',
      });
    for (const target of targets) {
      try {
        const { source, done } = await openSource(target, {
          offline: options.offline ?? false,
          history: options.history ?? 'recent',
          ...(options.name === undefined ? {} : { name: options.name }),
          ...(options.signal ? { signal: options.signal } : {}),
        });
        if (done) closing.push(done);
        if (sources.some(({ id }) => id === source.id)) throw new PharosError('PHAROS_TARGET_TWICE', { name: source.id });
        const whole = sources.find((other) => isWithin(source, other) || isWithin(other, source));
        if (whole) throw new PharosError('PHAROS_TARGET_WITHIN', { name: source.id, other: whole.id });
        sources.push(source);
      } catch (error) {
        if (targets.length === 1 || options.signal?.aborted || !(error instanceof PharosError)) throw error;
        const id = isGitUrl(target) ? target.replace(/\/\/[^@/]*@/, '//') : (target.split('/').findLast((part) => part !== '') ?? target);
        missed.push({
          target: id,
          what: 'source',
          status: error.code === 'PHAROS_OFFLINE' ? 'not-asked' : 'failed',
          reason: `Not assessed: ${error.message}. ${error.todo}`,
        });
        named.push({ id, kind: 'unknown', name: id });
      }
    }
    // The folder of a single file is not part of the target.
    const folders = sources.flatMap(({ id, root, kind }) => (root === undefined || kind === 'file' ? [] : [{ id, root }]));
    const today = started.toISOString().slice(0, 10);
    const { scopes: settings, refused } = await settingsOf(options.config, folders, today);
    if (options.name === undefined) refused.push(...nameByThemselves(sources, settings));
    for (const { target, error } of refused) {
      if (targets.length === 1) throw error;
      const [source] = sources.splice(
        sources.findIndex(({ id }) => id === target),
        1,
      );
      const wrong = [error, ...error.others].map(({ message, todo }) => `${message}. ${todo}`).join(' ');
      missed.push({ target, what: 'source', status: 'failed', reason: `Not assessed, because its settings do not fit: ${wrong}` });
      named.push({ id: target, kind: source!.kind, name: source!.name });
    }
    const cacheFolder = options.store === false ? undefined : join(pharosHome(), 'cache');
    const observed = await observe(sources, {
      ignore: new Map(settings.map((one) => [one.target ?? '', one.settings.ignore ?? []])),
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
      gitignore: options.gitignore ?? false,
      history: options.history ?? 'recent',
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
      ...(options.onNotice ? { onNotice: options.onNotice } : {}),
    });
    const asked = [...sources.map(({ id, kind, name }) => ({ id, kind, name })), ...named];
    const inputs =
      observed.state === undefined
        ? undefined
        : inputsOf({ today, asked, settings, missed, state: observed.state, coverage: observed.coverage });
    const repeated = inputs === undefined ? undefined : await options.home?.repeat(inputs, scanHead(started, asked));
    if (repeated) return repeated;

    const found = joinObserved(observed);
    const snapshot = options.home ? await options.home.known(found.snapshot) : found.snapshot;
    const { judge } = await import('../../posture/judge.ts');
    const judged = await judge(snapshot, { settings, today });
    const report = buildReport({
      version: version(),
      started,
      finished: new Date(),
      targets: asked,
      snapshot: judged.snapshot,
      checks: judged.checks,
      findings: judged.findings,
      paths: judged.paths,
      ...(judged.remediation ? { remediation: judged.remediation } : {}),
      coverage: [...found.coverage, ...missed],
    });
    await options.home?.save(report, judged.snapshot, inputs);
    return report;
  } finally {
    for (const done of closing) done();
  }
}

/** Everything a report is made of but the time of the scan, as one hash: what was seen, what was set, and Pharos itself. */
function inputsOf(given: Record<string, unknown>): string {
  const source = fileURLToPath(new URL('../..', import.meta.url));
  const rooms = ['core', 'discovery', 'recognizers', 'posture', 'governance'].map((room) => join(source, room));
  return createHash('sha256')
    .update(JSON.stringify({ version: version(), stamp: stampOf(rooms), ...given }))
    .digest('hex');
}

/** Calls targets what their own settings call them. A name that is taken is refused. */
function nameByThemselves(sources: Source[], settings: ScopedSettings[]): ReadSettings['refused'] {
  const refused: ReadSettings['refused'] = [];
  for (const scope of settings) {
    const { name } = scope.settings;
    const index = sources.findIndex(({ id }) => id === (scope.target ?? (sources.length === 1 ? id : undefined)));
    const source = sources[index];
    if (name === undefined || !source || source.id === name) continue;
    if (sources.some(({ id }) => id === name)) {
      refused.push({ target: source.id, error: new PharosError('PHAROS_TARGET_TWICE', { name }) });
      continue;
    }
    sources[index] = { ...source, id: name, name };
    if (scope.target !== undefined) scope.target = name;
  }
  return refused;
}

function isWithin(inner: Source, outer: Source): boolean {
  if (inner.root === undefined || outer.root === undefined) return false;
  if ([inner, outer].some(({ kind }) => kind === 'file')) return false;
  return `${realpathSync(inner.root)}${sep}`.startsWith(`${realpathSync(outer.root)}${sep}`);
}

/** pharos.yaml, parsed by a module that is only loaded where there is one. */
async function settingsOf(
  given: string | undefined,
  folders: readonly { id: string; root: string }[],
  today: string,
): Promise<ReadSettings> {
  if (
    given === undefined &&
    !folders.some(({ root }) => ['pharos.yaml', 'pharos.yml'].some((name) => lstatSync(join(root, name), { throwIfNoEntry: false })))
  )
    return { scopes: [], refused: [] };
  const { readSettings } = await import('../settings-file.ts');
  return readSettings(given, folders, today);
}

interface Home {
  /** The assets under the ids the store knows them by already. */
  known(snapshot: Snapshot): Promise<Snapshot>;
  /** Stores a scan of the same inputs as the newest one, and returns its report; nothing where that one had others. */
  repeat(inputs: string, scan: ReturnType<typeof scanHead>): Promise<Report | undefined>;
  save(report: Report, snapshot: Snapshot, inputs: string | undefined): Promise<void>;
  close(): Promise<void>;
}

const ACTOR = 'cli';

/** The store of this home (or PHAROS_DATABASE_URL), loaded only by scans that save. */
async function openHome(): Promise<Home> {
  const { openStore } = await import('../../store/open.ts');
  const store = await openStore();
  return {
    known: async (snapshot) => {
      const { identify, renameSnapshot } = await import('../../store/identity.ts');
      return renameSnapshot(snapshot, await identify(store, snapshot.assets));
    },
    repeat: async (inputs, scan) => (await import('../../store/repeat.ts')).repeatScan(store, { inputs, scan, actor: ACTOR }),
    save: async (report, snapshot, inputs) => {
      const { saveScan } = await import('../../store/scans.ts');
      await saveScan(store, { report, snapshot, actor: ACTOR, ...(inputs === undefined ? {} : { inputs }) });
    },
    close: () => store.close(),
  };
}

/** What a format needs beyond the report: titles of the rules, which application is meant. */
async function formatOptions(
  report: Report,
  format: Format,
  application: string | undefined,
  baseline: Report | undefined,
): Promise<FormatOptions> {
  if (format === 'sarif' || format === 'json') {
    const { loadChecks, loadPathKinds } = await import('../../posture/registry.ts');
    return { rules: [...(await loadChecks()), ...(await loadPathKinds())], ...(baseline ? { baseline } : {}) };
  }
  return application === undefined ? {} : { application: applicationNamed(report, application) };
}

/** Id of the application of that name, id or folder. @throws PharosError PHAROS_NOT_FOUND, PHAROS_AMBIGUOUS */
function applicationNamed(report: Report, name: string): string {
  const applications = report.assets.filter(({ kind }) => kind === 'application');
  const found = applications.filter((asset) => asset.id === name || asset.name === name || asset.properties['folder'] === name);
  if (found.length === 1) return found[0]!.id;
  const candidates = (found.length > 1 ? found : applications).map((asset) => `${asset.name} (${asset.id})`).join(', ');
  if (found.length > 1) throw new PharosError('PHAROS_AMBIGUOUS', { id: name, candidates });
  throw new PharosError('PHAROS_OPTION_INVALID', {
    option: '--application',
    value: name,
    hint: candidates === '' ? 'a target with an application in it: none was found' : `one of ${candidates}`,
  });
}

function exitCode(report: Report, flags: ScanFlags, baseline: Report | undefined): number {
  if (flags.strict && !(report.scan.complete && readSomething(report))) return EXIT.incomplete;
  // What was named and could not be opened is no success, whatever the others held.
  const otherwise = report.coverage.some(({ what, status }) => what === 'source' && status === 'failed') ? EXIT.failed : EXIT.fine;
  const threshold = flags.failOn ?? 'high';
  if (threshold === 'never') return otherwise;
  const before = new Set([...(baseline?.findings ?? []), ...(baseline?.paths ?? [])].map(({ id }) => id));
  const findings = report.findings.filter((finding) => finding.status === 'fail' && !finding.suppressed);
  const counts = [...findings, ...report.paths].some(({ id, severity }) => !before.has(id) && severityAtLeast(severity, threshold));
  return counts ? EXIT.found : otherwise;
}

/** Whether any file was looked at in each target: settings that ignore everything leave nothing that could be complete. */
function readSomething({ scan: { targets }, coverage }: Report): boolean {
  return targets.every(({ id }) =>
    coverage.some(
      ({ target, what, status, reason }) => target === id && what === 'files' && status === 'read' && !reason.startsWith('0 files'),
    ),
  );
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
  if (!Number.isInteger(value) || value < 1 || value > 64)
    throw new PharosError('PHAROS_OPTION_INVALID', { option: '--jobs', value: text, hint: 'a number from 1 to 64' });
  return value;
}
