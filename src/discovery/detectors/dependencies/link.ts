import { compareText } from '../../../core/evidence.ts';
import { strongKey } from '../../../core/keys.ts';
import type { AssetObservation, Observations, Properties } from '../../../core/observation.ts';
import { aiLibrary, libraryPurl, makesAiApplication } from '../../../recognizers/ai-libraries/recognize.ts';
import { applicationIdentity } from '../../application.ts';
import type { Linking } from '../../detector.ts';
import { collect, type Seen } from './collect.ts';
import type { DependencyFacts, DependencyScope, Named } from './facts.ts';

const MOST_EVIDENCE = 20;

/** The facts of all manifests and lock files → one edge from each application to each AI library it depends on. */
export function linkDependencies(linking: Linking<DependencyFacts>): Observations {
  const { target, files, evidence, cover } = linking;
  const observations: Observations = { assets: [], edges: [] };
  for (const [file, { problem, roots }] of files)
    if (problem !== undefined)
      cover({ file, status: roots.length > 0 ? 'partial' : 'unreadable', reason: `Not all of its dependencies are known: ${problem}.` });
  for (const [folder, libraries] of collect(linking)) {
    const uses = [...libraries.values()].flatMap((all) => dependencyIn(all) ?? []);
    const maker = uses.find(({ made }) => made);
    const { name, key } = applicationIdentity(target, folder);
    if (maker)
      observations.assets.push({
        kind: 'application',
        name,
        keys: [strongKey('git', key.slice('git:'.length))],
        properties: { folder },
        evidence: placesOf(maker.seen, evidence).slice(0, 1),
        confidence: 0.85,
      });
    for (const { named, properties, seen, companion, role } of uses) {
      const places = placesOf(seen, evidence);
      // In a package without any AI of its own a tool of its developers, or what another package brings, is no news.
      const optional = !maker || companion;
      const library: AssetObservation = {
        kind: 'library',
        name: named.name,
        keys: [strongKey('purl', libraryPurl(named.ecosystem, named.name))],
        properties: {
          role,
          ecosystem: named.ecosystem,
          ...(named.resembles === undefined || named.resembles === '' ? {} : { resembles: named.resembles }),
        },
        evidence: places,
        confidence: 0.95,
        ...(optional ? { optional } : {}),
      };
      observations.assets.push(library);
      observations.edges.push({
        from: { kind: 'application', key },
        to: { kind: 'library', key: library.keys[0]!.key },
        kind: 'depends-on',
        strength: 'stated',
        properties,
        evidence: places,
        ...(optional ? { optional } : {}),
      });
    }
  }
  return observations;
}

interface Dependency {
  named: Named;
  /** Absent for a package that only looks like an AI library. */
  role?: string;
  companion: boolean;
  properties: Properties;
  seen: Seen[];
  /** Makes what depends on it an application that uses AI. */
  made: boolean;
}

const SCOPES: readonly DependencyScope[] = ['runtime', 'optional', 'dev'];

/** Everything said of one library in one application, as one dependency; undefined where it is only constrained. */
function dependencyIn(all: readonly Seen[]): Dependency | undefined {
  const manifests = all.filter(({ form }) => form === 'manifest');
  const locks = all.filter(({ form }) => form === 'lock');
  const asking = [...manifests, ...locks];
  const [first] = asking;
  const library = first && aiLibrary(first.named.ecosystem, first.named.name);
  if (!first || (!library && first.named.resembles === undefined)) return undefined;
  const ranges = new Set(manifests.flatMap(({ named }) => named.range ?? []));
  const chosen = locks.filter(({ named }) => named.ranges?.some((range) => ranges.has(range)));
  const ranked = [
    ...chosen,
    ...locks.toSorted(
      (a, b) =>
        Number(b.named.direct === true) - Number(a.named.direct === true) || SCOPES.indexOf(a.named.scope) - SCOPES.indexOf(b.named.scope),
    ),
    ...manifests.toSorted((a, b) => SCOPES.indexOf(a.named.scope) - SCOPES.indexOf(b.named.scope)),
    ...all.filter(({ form }) => form === 'constraints'),
  ];
  const versioned = ranked.find(({ named }) => named.version !== undefined);
  const versions = [...new Set(ranked.flatMap(({ named }) => named.version ?? []))].sort(compareText);
  const isDirect = asking.some(({ named }) => named.direct === true);
  const direct = isDirect
    ? true
    : locks.some(({ named }) => named.direct === undefined) && manifests.length === 0 && !locks.some(({ named }) => named.via)
      ? undefined
      : false;
  // A tool of the developers that something else brings along at run time runs.
  const stating = asking.filter(({ scopeless }) => !scopeless);
  const scope = SCOPES.find((one) => (stating.length > 0 ? stating : asking).some(({ named }) => named.scope === one))!;
  const source = asking.find(({ named }) => named.source !== undefined)?.named.source;
  const via = [...new Set(asking.flatMap(({ named }) => named.via ?? []))].sort(compareText).slice(0, 5);
  const extras = [...new Set(manifests.flatMap(({ named }) => named.extras ?? []))].sort(compareText);
  const groups = [...new Set(asking.flatMap(({ named }) => named.group ?? []))].sort(compareText).slice(0, 20);
  const range = [...manifests, ...locks].find(({ named }) => named.range !== undefined)?.named.range;
  return {
    named: first.named,
    ...(library ? { role: library.role } : {}),
    companion: library?.companion === true,
    seen: ranked.filter((one, at) => ranked.indexOf(one) === at),
    made: direct !== false && scope !== 'dev' && (library === undefined || (!library.companion && makesAiApplication(library.role))),
    properties: {
      version: versioned?.named.version,
      ...(versions.length > 1 ? { versions } : {}),
      range,
      scope,
      direct,
      ...(isDirect || via.length === 0 ? {} : { via }),
      pinned: versioned !== undefined,
      ...(versioned
        ? {
            pinnedBy:
              versioned.form === 'lock'
                ? 'lock'
                : versioned.form === 'constraints'
                  ? 'constraint'
                  : /^[0-9a-f]{40}$/i.test(versioned.named.version!)
                    ? 'commit'
                    : 'version',
          }
        : {}),
      ...(asking.some(({ named }) => named.hashed) ? { hashed: true } : {}),
      ...(extras.length > 0 ? { extras } : {}),
      ...(groups.length > 0 ? { groups } : {}),
      source,
    },
  };
}

function placesOf(seen: readonly Seen[], evidence: Linking<unknown>['evidence']): AssetObservation['evidence'] {
  return seen.slice(0, MOST_EVIDENCE).map(({ named, file, form }) => evidence(file, named.line, said(named, form)));
}

/** "asks for openai>=1.2 (dev)", "locks openai at 1.51.0, brought by langchain-openai" */
function said({ name, version, range, scope, via, source }: Named, form: Seen['form']): string {
  const kind = scope === 'runtime' ? '' : ` (${scope})`;
  if (form === 'lock')
    return `locks ${name}${version === undefined ? '' : ` at ${version}`}${via && via.length > 0 ? `, brought by ${via.join(', ')}` : ''}${kind}`;
  const verb = form === 'constraints' ? 'constrains' : 'asks for';
  return `${verb} ${name}${range === undefined ? '' : ` ${range}`}${source === undefined ? '' : ` from ${source}`}${kind}`;
}
