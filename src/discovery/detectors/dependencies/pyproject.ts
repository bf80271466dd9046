import { parse } from 'smol-toml';
import {
  type DependencyFacts,
  type DependencyScope,
  entry,
  type Lines,
  linesOf,
  listIn,
  MOST_NAMED,
  type Named,
  scopeOfGroup,
  tableOf,
  textIn,
} from './facts.ts';
import { namedBy, namedRequirement } from './python-named.ts';
import { commitOf, pinOf, sourceOf } from '../../packages/requirement.ts';

interface Found {
  lines: Lines;
  text: string;
  named: Named[];
  /** Addresses of uv's and pdm's sources by package name. */
  sources: unknown;
}

/**
 * pyproject.toml: [project] with extras (PEP 621), [dependency-groups] (PEP 735), Poetry, uv, PDM and Hatch. Sources: the
 * specifications at packaging.python.org, python-poetry.org/docs/pyproject, docs.astral.sh/uv, pdm-project.org.
 */
export function readPyproject(text: string): DependencyFacts | undefined {
  const root = tomlTable(text);
  if (typeof root === 'string') return { form: 'manifest', roots: [], problem: root };
  const found: Found = { lines: linesOf(text), text, named: [], sources: entry(root, 'tool', 'uv', 'sources') };
  requirements(found, listIn(root, 'project', 'dependencies'), 'runtime');
  for (const [group, list] of groups(entry(root, 'project', 'optional-dependencies')))
    requirements(found, list, scopeOfGroup(group, 'optional'), group);
  for (const [group, list] of groups(entry(root, 'dependency-groups'))) requirements(found, list, scopeOfGroup(group, 'dev'), group);
  requirements(found, listIn(root, 'tool', 'uv', 'dev-dependencies'), 'dev', 'dev');
  for (const [group, list] of groups(entry(root, 'tool', 'pdm', 'dev-dependencies'))) requirements(found, list, 'dev', group);
  for (const [environment, table] of Object.entries(tableOf(entry(root, 'tool', 'hatch', 'envs')) ?? {})) {
    const scope = environment === 'default' ? 'dev' : scopeOfGroup(environment, 'dev');
    for (const part of ['dependencies', 'extra-dependencies']) requirements(found, listIn(table, part), scope, environment);
  }
  const poetry = entry(root, 'tool', 'poetry');
  poetryTable(found, entry(poetry, 'dependencies'), 'runtime', '[tool.poetry.dependencies]');
  poetryTable(found, entry(poetry, 'dev-dependencies'), 'dev', '[tool.poetry.dev-dependencies]', 'dev');
  for (const [group, table] of Object.entries(tableOf(entry(poetry, 'group')) ?? {})) {
    const scope = scopeOfGroup(group, entry(table, 'optional') === true ? 'optional' : 'runtime');
    poetryTable(found, entry(table, 'dependencies'), scope, `[tool.poetry.group.${group}.dependencies]`, group);
  }
  return found.named.length === 0 ? undefined : { form: 'manifest', roots: [{ folder: '', named: found.named.slice(0, MOST_NAMED) }] };
}

/** A text as TOML; a sentence where it is none. Never throws. */
export function tomlTable(text: string): unknown {
  try {
    return parse(text, { maxDepth: 50 });
  } catch (error) {
    return `it is not valid TOML (${(error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 120)})`;
  }
}

function* groups(value: unknown): Iterable<[string, readonly unknown[]]> {
  for (const [name, list] of Object.entries(tableOf(value) ?? {})) if (Array.isArray(list)) yield [name, list];
}

function requirements(found: Found, list: readonly unknown[], scope: DependencyScope, group?: string): void {
  for (const written of list) {
    if (typeof written !== 'string' || written.length > 2000) continue;
    // Which quotes stand around it decides where it is found.
    const line = found.lines.of(`"${written}"`) ?? found.lines.of(`'${written}'`) ?? found.lines.of(written.slice(0, 20)) ?? 1;
    const named = namedBy(written, { line, scope, ...(group === undefined ? {} : { group }) });
    if (named) found.named.push(withSource(found, named));
  }
}

/** uv takes a package from elsewhere by a table of its own. */
function withSource(found: Found, named: Named): Named {
  for (const [name, table] of Object.entries(tableOf(found.sources) ?? {})) {
    if (name.toLowerCase().replaceAll(/[-_.]+/g, '-') !== named.name) continue;
    const address = textIn(table, 'git') ?? textIn(table, 'url') ?? textIn(table, 'path');
    const rev = textIn(table, 'rev');
    if (address === undefined) continue;
    const ref = rev ?? textIn(table, 'tag') ?? textIn(table, 'branch');
    const { address: bare } = sourceOf(textIn(table, 'git') === undefined ? address : `git+${address}`);
    const commit = commitOf(rev);
    return { ...named, source: ref === undefined ? bare : `${bare}@${ref}`, ...(commit === undefined ? {} : { version: commit }) };
  }
  return named;
}

/** `name = "^1.2"`, `name = { version = "^1.2", extras = […], optional = true, git = … }`, `name = [{ … }, { … }]`. */
export function poetryTable(
  found: Pick<Found, 'lines' | 'text' | 'named'>,
  table: unknown,
  scope: DependencyScope,
  header: string,
  group?: string,
): void {
  const from = Math.max(0, found.text.indexOf(header));
  for (const [name, value] of Object.entries(tableOf(table) ?? {})) {
    const choices = Array.isArray(value) ? value : [value];
    for (const choice of choices.slice(0, 10)) {
      const range = typeof choice === 'string' ? choice : textIn(choice, 'version');
      const address = textIn(choice, 'git') ?? textIn(choice, 'url') ?? textIn(choice, 'path') ?? textIn(choice, 'file');
      const ref = textIn(choice, 'rev') ?? textIn(choice, 'tag') ?? textIn(choice, 'branch') ?? textIn(choice, 'ref');
      const pin = poetryPin(range) ?? commitOf(ref);
      const named = namedRequirement(
        {
          name,
          extras: listIn(choice, 'extras').filter((extra) => typeof extra === 'string'),
          ...(range === undefined || range === '*' ? {} : { range }),
          ...(pin === undefined ? {} : { pin }),
          ...(textIn(choice, 'markers') === undefined ? {} : { marker: textIn(choice, 'markers')!.slice(0, 300) }),
          ...(address === undefined ? {} : { source: { ...sourceOf(address), ...(ref === undefined ? {} : { ref }) } }),
          hashes: 0,
        },
        {
          line: keyLine(found, name, from),
          scope: scope === 'runtime' && entry(choice, 'optional') === true ? 'optional' : scope,
          ...(group === undefined ? {} : { group }),
        },
      );
      if (named) found.named.push(named);
    }
  }
}

/** Poetry and Pipenv take a bare version for exactly that version. */
function poetryPin(range: string | undefined): string | undefined {
  return range === undefined ? undefined : (pinOf(range) ?? /^\d[\w.+!-]*$/.exec(range.trim())?.[0]);
}

function keyLine({ lines, text }: Pick<Found, 'lines' | 'text'>, name: string, from: number): number {
  for (const spelt of [`\n${name} =`, `\n${name}=`, `\n"${name}"`, `.${name}]`]) {
    const at = text.indexOf(spelt, from);
    if (at >= 0) return lines.at(at + 1);
  }
  return lines.at(from);
}
