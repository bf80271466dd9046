import { own } from '../../core/table.ts';
import catalogue from './libraries.json' with { type: 'json' };

export type Ecosystem = 'pypi' | 'npm';

/** What a package that matters to AI is for. The first eight make what depends on them an application that uses AI. */
export const LIBRARY_ROLES = [
  'sdk',
  'agent-framework',
  'serving',
  'training',
  'vector-client',
  'guardrail',
  'mcp',
  'evaluation',
  'observability',
  'ui',
] as const;
export type LibraryRole = (typeof LIBRARY_ROLES)[number];

export interface AiLibrary {
  /** Canonical: PyPI names as PEP 503 normalises them, npm names in lower case. */
  name: string;
  role: LibraryRole;
  /** It also serves other things: it matters only where something else shows that it is used for AI. */
  companion?: true;
}

const TABLES: Readonly<Record<Ecosystem, Table>> = { pypi: tableOf(catalogue.pypi), npm: tableOf(catalogue.npm) };
const COMPANIONS: Readonly<Record<Ecosystem, Table>> = { pypi: tableOf(catalogue.companions.pypi), npm: tableOf(catalogue.companions.npm) };

interface Table {
  exact: ReadonlyMap<string, LibraryRole>;
  /** Longest first. */
  beginnings: readonly (readonly [start: string, LibraryRole])[];
}

/**
 * The role of a package in AI; undefined where it is no AI library. An exact name wins, then the longest known beginning
 * (`langchain-*`). `name` may be spelt in any way the ecosystem accepts. Pure, never throws.
 */
export function aiLibrary(ecosystem: Ecosystem, name: string): AiLibrary | undefined {
  if (name.length > 214) return undefined;
  const canonical = canonicalName(ecosystem, name);
  const { exact, beginnings } = TABLES[ecosystem];
  const role = exact.get(canonical) ?? beginnings.find(([start]) => canonical.startsWith(start) && canonical !== start)?.[1];
  if (role) return { name: canonical, role };
  const beside = COMPANIONS[ecosystem].exact.get(canonical);
  return beside && { name: canonical, role: beside, companion: true };
}

/** Source: https://packaging.python.org/en/latest/specifications/name-normalization/; npm names are compared in lower case. */
export function canonicalName(ecosystem: Ecosystem, name: string): string {
  return ecosystem === 'pypi' ? name.toLowerCase().replaceAll(/[-_.]+/g, '-') : name.toLowerCase();
}

/** The package URL without a version, as the key of a library: `pkg:npm/%40scope/name`. */
export function libraryPurl(ecosystem: Ecosystem, name: string): string {
  return `pkg:${ecosystem}/${name.replace(/^@/, '%40')}`;
}

/** Whether declaring a library of this role makes an application one that uses AI: a chart or trace viewer alone does not. */
export function makesAiApplication(role: LibraryRole): boolean {
  return role !== 'observability' && role !== 'ui';
}

function tableOf(byRole: Readonly<Record<string, readonly string[]>>): Table {
  const exact = new Map<string, LibraryRole>();
  const beginnings: [string, LibraryRole][] = [];
  for (const role of LIBRARY_ROLES) {
    for (const name of own(byRole, role) ?? []) {
      if (name.endsWith('*')) beginnings.push([name.slice(0, -1), role]);
      else exact.set(name, role);
    }
  }
  return { exact, beginnings: beginnings.sort(([a], [b]) => b.length - a.length) };
}
