import { type DependencyFacts, type DependencyScope, entry, linesOf, MOST_NAMED, type Named, tableOf } from './facts.ts';
import { namedLibrary } from '../../packages/named-library.ts';
import { sourceOf } from '../../packages/requirement.ts';

/** In the order of what counts: what runs, what may run, what is needed to work on it. */
export const FIELDS: readonly (readonly [field: string, DependencyScope])[] = [
  ['dependencies', 'runtime'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'optional'],
  ['devDependencies', 'dev'],
];

/** package.json. Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-json */
export function readPackageJson(text: string): DependencyFacts | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // Broken or half merged: the coverage says so.
    return { form: 'manifest', roots: [], problem: 'it is not valid JSON' };
  }
  const lines = linesOf(text);
  const named = new Map<string, Named>();
  for (const [field, scope] of FIELDS) {
    const from = Math.max(0, text.indexOf(`"${field}"`));
    for (const [alias, range] of Object.entries(tableOf(entry(root, field)) ?? {})) {
      if (typeof range !== 'string' || named.size >= MOST_NAMED) continue;
      const found = npmNamed(alias, range);
      if (!found || named.has(found.name)) continue;
      named.set(found.name, { ...found, scope, direct: true, line: lines.of(JSON.stringify(alias), from) ?? 1 });
    }
  }
  return named.size === 0 ? undefined : { form: 'manifest', roots: [{ folder: '', named: [...named.values()] }] };
}

/** One entry: `^1.2`, `npm:other@1`, `git+https://…#ref`, `github:owner/name`, `file:…`, `workspace:*`, `catalog:`. */
export function npmNamed(
  alias: string,
  range: string,
): Pick<Named, 'ecosystem' | 'name' | 'resembles' | 'version' | 'range' | 'source'> | undefined {
  const other = /^npm:((?:@[^/@]{1,100}\/)?[^@]{1,214})(?:@(.*))?$/.exec(range);
  const library = namedLibrary('npm', other?.[1] ?? alias);
  if (!library) return undefined;
  const asked = (other ? (other[2] ?? '*') : range).trim().slice(0, 200);
  const isElsewhere = /^(?:git[+:@]|https?:|file:|link:|portal:|github:|gitlab:|bitbucket:|[\w.-]+\/[\w.-]+(?:#|$))/.test(asked);
  const pin = exactNpm(asked);
  return {
    ecosystem: 'npm',
    ...library,
    ...(pin === undefined ? {} : { version: pin }),
    ...(isElsewhere || asked === '' ? {} : { range: asked.replace(/^workspace:/, '') }),
    ...(isElsewhere ? { source: sourceOf(asked).address } : {}),
  };
}

/** A full version without an operator allows exactly that one. */
export function exactNpm(range: string): string | undefined {
  return /^[=v]?(\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?)$/.exec(range.trim())?.[1];
}
