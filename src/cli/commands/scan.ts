import { lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoverageEntry } from '../../core/coverage.ts';
import { messageOf, PharosError } from '../../core/errors.ts';
import { type Severity, severityAtLeast } from '../../core/finding.ts';
import type { Report } from '../../core/report.ts';
import type { ScopedSettings } from '../../core/annotate.ts';
import { discover, type Progress } from '../../discovery/scan.ts';
import type { Source } from '../../discovery/source.ts';
import { openSource, isGitUrl } from '../../discovery/open-source.ts';
import { buildReport, type Format, type FormatOptions, renderReport } from '../../governance/report.ts';
import { judge } from '../../posture/judge.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { EXIT } from '../exit.ts';
import { pharosHome } from '../home.ts';
import { progressLine } from '../progress.ts';
import { version } from '../version.ts';
import { colour } from '../writing.ts';

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
  const stop = (): void => abort.abort(new PharosError('PHAROS_CANCELLED'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const line = progressLine(flags.quiet ?? false);
  // Opened first: a store that cannot be written is told before the work, not after it.
  const store = flags.store === false ? undefined : await openHome();
  try {
    const { jobs: _given, ...rest } = flags;
    const { report, snapshot } = await runScan(targets, {
      ...rest,
      ...(jobs === undefined ? {} : { jobs }),
      ...(store ? { known: store.known } : {}),
      signal: abort.signal,
      onProgress: line.show,
    });
    line.clear();
    await store?.save(report, snapshot);
    const { renderTerminal } = format === 'terminal' ? await import('../terminal.ts') : { renderTerminal: undefined };
    const text = renderTerminal
      ? renderTerminal(report, {
          all: flags.all ?? false,
          colour: flags.output === undefined && colour(),
          width: process.stdout.columns ?? 100,
          ...(baseline ? { baseline } : {}),
        })
      : await renderReport(report, format as Format, await formatOptions(report, format as Format, flags.application));
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
  /** Gives assets the ids under which a store knows them already. */
  known?: (snapshot: Snapshot) => Promise<Snapshot>;
}

/** Sources → report, without printing. A target that cannot be opened blocks the others only when it is the only one. */
export async function runScan(targets: readonly string[], options: RunOptions): Promise<{ report: Report; snapshot: Snapshot }> {
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
          ...(options.name === undefined ? {} : { name: options.name }),
          ...(options.signal ? { signal: options.signal } : {}),
        });
        if (done) closing.push(done);
        if (sources.some(({ id }) => id === source.id)) throw new PharosError('PHAROS_TARGET_TWICE', { name: source.id });
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
    const settings = await settingsOf(options.config, folders);
    const cacheFolder = options.store === false ? undefined : join(pharosHome(), 'cache');
    const found = await discover(sources, {
      ignore: new Map(settings.map((one) => [one.target ?? '', one.settings.ignore ?? []])),
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
      gitignore: options.gitignore ?? false,
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
    const snapshot = options.known ? await options.known(found.snapshot) : found.snapshot;
    const judged = await judge(snapshot, { settings, today: started.toISOString().slice(0, 10) });
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

/** pharos.yaml, parsed by a module that is only loaded where there is one. */
async function settingsOf(given: string | undefined, folders: readonly { id: string; root: string }[]): Promise<ScopedSettings[]> {
  if (
    given === undefined &&
    !folders.some(({ root }) => ['pharos.yaml', 'pharos.yml'].some((name) => lstatSync(join(root, name), { throwIfNoEntry: false })))
  )
    return [];
  const { readSettings } = await import('../settings-file.ts');
  return readSettings(given, folders);
}

interface Home {
  known(snapshot: Snapshot): Promise<Snapshot>;
  save(report: Report, snapshot: Snapshot): Promise<void>;
  close(): Promise<void>;
}

/** The store of this home (or PHAROS_DATABASE_URL), loaded only by scans that save. */
async function openHome(): Promise<Home> {
  const [{ openStore }, { identify, renameSnapshot }, { saveScan }] = await Promise.all([
    import('../../store/open.ts'),
    import('../../store/identity.ts'),
    import('../../store/scans.ts'),
  ]);
  const store = await openStore();
  return {
    known: async (snapshot) => renameSnapshot(snapshot, await identify(store, snapshot.assets)),
    save: async (report, snapshot) => void (await saveScan(store, { report, snapshot, actor: 'cli' })),
    close: () => store.close(),
  };
}

/** What a format needs beyond the report: titles of the rules, which application is meant. */
async function formatOptions(report: Report, format: Format, application: string | undefined): Promise<FormatOptions> {
  if (format === 'sarif') {
    const { loadChecks, loadPathKinds } = await import('../../posture/registry.ts');
    return { rules: [...(await loadChecks()), ...(await loadPathKinds())] };
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
  if (!Number.isInteger(value) || value < 1 || value > 64)
    throw new PharosError('PHAROS_OPTION_INVALID', { option: '--jobs', value: text, hint: 'a number from 1 to 64' });
  return value;
}
