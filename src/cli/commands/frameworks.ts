import { PharosError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import { CATALOG } from '../../governance/catalog.ts';
import { type Category, coverageOf, type FrameworkCoverage, TOP_TENS } from '../../governance/framework-coverage.ts';
import { jsonText } from '../../governance/report.ts';
import { loadChecks, loadPathKinds } from '../../posture/registry.ts';
import { EXIT } from '../exit.ts';
import { reportNamed } from '../stored.ts';
import { clean, colour, columns, type Pens, pens } from '../writing.ts';

interface FrameworksFlags {
  json?: boolean;
  report?: string;
  all?: boolean;
}

/** `pharos frameworks`: every category of the frameworks with what the newest scan, or a given one, found in it. */
export async function frameworks(names: readonly string[], flags: FrameworksFlags): Promise<number> {
  const known = CATALOG.map(({ framework }) => framework);
  for (const name of names)
    if (!known.includes(name))
      throw new PharosError('PHAROS_OPTION_INVALID', { option: '<framework>', value: name, hint: `one of ${known.join(', ')}` });
  const report = await reportNamed(flags.report ?? 'latest');
  const rules = [...(await loadChecks()), ...(await loadPathKinds())];
  const coverage = coverageOf(report, rules, names.length === 0 ? TOP_TENS : names);
  process.stdout.write(
    flags.json
      ? jsonText({ schema: 'pharos.frameworks/1', scan: report.scan, frameworks: coverage })
      : textOf(report, coverage, flags.all ?? names.length === 0),
  );
  return EXIT.fine;
}

const SAYING: Record<Category['state'], (one: Category) => string> = {
  found: ({ findings, paths }) => counted([findings.length, 'finding'], [paths.length, 'path']),
  unknown: ({ asked }) => `nothing found, not everything could be told (${asked} asked)`,
  passed: ({ asked }) => `nothing found (${asked} asked)`,
  'not-asked': ({ checks }) => (checks.length === 0 ? 'no check asks about it' : 'nothing here that it could be asked of'),
};

function textOf(report: Report, coverage: readonly FrameworkCoverage[], all: boolean): string {
  const pen = pens(colour());
  const lines = [`${pen.bold('Pharos')}  ${report.scan.targets.map(({ name }) => clean(name)).join(', ')}  ${pen.dim(report.scan.id)}`, ''];
  for (const one of coverage) lines.push(...tableOf(one, all, pen), '');
  return `${lines.join('\n').trimEnd()}\n`;
}

function tableOf({ framework, edition, name, categories, untagged, url }: FrameworkCoverage, all: boolean, pen: Pens): string[] {
  const shown = categories.filter(({ state }) => all || state !== 'not-asked');
  const found = categories.filter(({ state }) => state === 'found').length;
  return [
    `${pen.bold(name)}  ${pen.dim(`${framework} ${edition}`)}`,
    `  ${found} of ${categories.length} categories with findings${untagged.length === 0 ? '' : `; ${untagged.length} findings in none of them`}`,
    ...columns(
      shown.map((one) => [`  ${one.id}`, one.title ?? '', SAYING[one.state](one)]),
      { most: 70 },
    ),
    ...(shown.length < categories.length
      ? [pen.dim(`  ${categories.length - shown.length} that nothing was asked of: --all shows them.`)]
      : []),
    pen.dim(`  ${url}`),
  ];
}

function counted(...counts: [number, string][]): string {
  return counts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`])).join(', ');
}
