import { own } from '../core/table.ts';
import type { Report } from '../core/report.ts';
import { type Catalog, CATALOG } from './catalog.ts';
import type { Rule } from './report.ts';

/** What a scan says of a category: somebody found something, everything that was asked passed, or nothing was asked. */
export type CategoryState = 'found' | 'unknown' | 'passed' | 'not-asked';

export interface Category {
  id: string;
  title?: string;
  state: CategoryState;
  /** Ids of findings that failed, and of paths. */
  findings: string[];
  paths: string[];
  /** Checks that ask about it, and how many answers they gave. */
  checks: string[];
  asked: number;
}

export interface FrameworkCoverage {
  framework: string;
  edition: string;
  name: string;
  url: string;
  categories: Category[];
  /** Findings that no category of this framework speaks of. */
  untagged: string[];
}

/** The lists that every report carries in full: short enough to be read. */
export const TOP_TENS: readonly string[] = ['owasp-llm', 'owasp-agentic', 'owasp-mcp'];

/**
 * Every category of the frameworks, the empty ones as well, with what this scan found in it. Pure.
 * @param rules checks and kinds of paths as declared; without them only what failed is known to have been asked
 */
export function coverageOf(report: Report, rules: readonly Rule[], frameworks: readonly string[] = TOP_TENS): FrameworkCoverage[] {
  const counts = Object.fromEntries(report.checks.map((check) => [check.id, check]));
  const kinds = new Set(report.paths.map(({ kind }) => kind));
  const failed = report.findings.filter(({ status, suppressed }) => status === 'fail' && !suppressed);
  return CATALOG.filter(({ framework }) => frameworks.includes(framework)).map((catalog): FrameworkCoverage => {
    const isOf = tagged(catalog);
    return {
      framework: catalog.framework,
      edition: catalog.edition,
      name: catalog.name,
      url: catalog.url,
      categories: catalog.controls.map(({ id, title }): Category => {
        const asking = rules.filter((rule) => isOf(rule.frameworks, id));
        const findings = failed.filter((finding) => isOf(finding.frameworks, id));
        const drawn = asking.filter((rule) => kinds.has(rule.id)).map((rule) => rule.id);
        const paths = report.paths.filter(({ kind }) => drawn.includes(kind));
        const answers = asking.map((rule) => own(counts, rule.id)).filter((count) => count !== undefined);
        const asked = answers.reduce((sum, { pass, fail, unknown }) => sum + pass + fail + unknown, 0);
        const open = answers.some(({ unknown }) => unknown > 0);
        return {
          id,
          ...(title === undefined ? {} : { title }),
          state: findings.length + paths.length > 0 ? 'found' : asked === 0 ? 'not-asked' : open ? 'unknown' : 'passed',
          findings: findings.map((finding) => finding.id),
          paths: paths.map((path) => path.id),
          checks: asking.map((rule) => rule.id),
          asked,
        };
      }),
      untagged: failed.filter((finding) => !isOf(finding.frameworks)).map(({ id }) => id),
    };
  });
}

function tagged({ framework, edition }: Catalog): (controls: Rule['frameworks'], id?: string) => boolean {
  return (controls, id) =>
    controls.some((one) => one.framework === framework && one.edition === edition && (id === undefined || one.control === id));
}
