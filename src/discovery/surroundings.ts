import { compareText, type Evidence } from '../core/evidence.ts';
import { strongKey, weakKey } from '../core/keys.ts';
import { type AssetKind, KINDS } from '../core/kinds.ts';
import { type AssetObservation, type Observations, type Properties, referenceTo } from '../core/observation.ts';
import { environmentIn } from './containers/environment.ts';
import { ownersBy } from './codeowners.ts';
import { type Derived, environmentOfFiles, environmentOfName } from './environments.ts';
import { isNobody } from './labels.ts';
import { unite } from './merge.ts';
import { type Said, type Statement, type Statements, statementsIn } from './statements.ts';

/**
 * Says of every asset who answers for it and which environment it belongs to, from what any detector saw: tags and labels on the
 * resource itself, then the nearest service catalogue, CODEOWNERS, then (weakly) the author of the package or of its commits. Adds to assets
 * `owner` with `ownerWhy` and `ownerConfidence` (0 to 1), `environment` with `environmentWhy`, `criticality`, `sensitivity` and
 * `purpose`; draws `owned-by`. What an asset's own detector saw stays; settings (core/annotate.ts) win over all of it.
 */
export function joinSurroundings(all: readonly Observations[]): Observations {
  const out: Observations = { assets: [], edges: [] };
  const groups = unite(all.flatMap((one) => one.assets))
    .filter((group) => group.some((one) => !one.optional) && !ofEverybody(group))
    .map((group) => ({ group, seen: seenIn(group) }));
  const known = knownFrom(statementsIn(all));
  const environments = new Map<string, Derived>();
  const owners = new Map<string, AssetObservation>();
  const added = groups.map(({ group, seen }) => {
    const said = saidOf(group, seen, known);
    const environment = environmentOf(group, seen, said);
    if (environment)
      for (const { key, strong } of group.flatMap((one) => one.keys)) if (strong) environments.set(`${group[0]!.kind} ${key}`, environment);
    return { group, said, environment };
  });
  const running = runsOn(all);
  for (const { group, said, environment } of added) {
    const properties: Properties = { ...said.properties };
    const where = environment ?? throughWorkload(group, running, environments);
    if (where) Object.assign(properties, { environment: where.environment, environmentWhy: where.why });
    const [first] = group;
    const reference = referenceTo(group.find((one) => one.keys.some(({ strong }) => strong)) ?? first!);
    if (Object.keys(properties).length > 0)
      out.assets.push({
        kind: first!.kind,
        name: first!.name,
        keys: [{ key: reference.key, strong: true }],
        properties,
        evidence: [],
        // Below every detector's own observation: what it saw itself stays.
        confidence: 0,
        optional: true,
      });
    for (const name of said.owners) {
      const owner = ownerAsset(name, said.evidence);
      owners.set(referenceTo(owner).key, owner);
      out.edges.push({ from: reference, to: referenceTo(owner), kind: 'owned-by', strength: said.strength, evidence: said.evidence });
    }
  }
  out.assets.push(...owners.values());
  return out;
}

/** What the world shares has no owner or environment of ours; who owns is not owned. */
const NOT_OURS: ReadonlySet<AssetKind> = new Set([
  'provider',
  'library',
  'saas-app',
  'extension',
  'zone',
  'person',
  'team',
  'device',
  'identity',
  'service',
  'image',
]);

function ofEverybody(group: readonly AssetObservation[]): boolean {
  const { kind } = group[0]!;
  if (NOT_OURS.has(kind)) return kind !== 'identity' || !group.some(({ keys }) => keys.some(({ key }) => key.startsWith('terraform:')));
  const shared = [KINDS[kind].scope].flat().includes('global');
  return shared && group.some(({ keys }) => keys.some(({ key, strong }) => strong && /^(?:hub|model|purl):/.test(key)));
}

interface Seen {
  target: string;
  /** Files of the target it was seen in, where it is defined first. */
  files: string[];
}

/** Where an asset stands: the file in its own key before those it was seen in. */
function seenIn(group: readonly AssetObservation[]): Seen {
  const evidence = group.flatMap((one) => one.evidence);
  const target = evidence[0]?.target ?? '';
  const files = evidence.flatMap((one) => (one.target === target && one.file !== undefined ? [one.file] : []));
  return { target, files: [...new Set(files)].sort(compareText) };
}

/** The files an asset is defined in, where that is known; else all it was seen in. Who names a thing does not answer for it. */
function definedIn(group: readonly AssetObservation[], { target, files }: Seen): readonly string[] {
  const defining = group.filter(
    ({ optional, properties, keys }) =>
      !optional && (properties?.['definedBy'] === 'iac' || keys.some(({ key }) => key.startsWith('git:') && key.includes('#'))),
  );
  const own = new Set(defining.flatMap(({ evidence }) => evidence.flatMap((one) => (one.target === target ? (one.file ?? []) : []))));
  return own.size === 0 ? files : files.filter((file) => own.has(file));
}

interface Known {
  byKey: Map<string, Statement[]>;
  targets: Map<string, { folders: Map<string, Statement[]>; codeowners: ReturnType<typeof ownersBy>[] }>;
}

function knownFrom(all: readonly Statements[]): Known {
  const known: Known = { byKey: new Map(), targets: new Map() };
  for (const { target, statements, codeowners } of all) {
    const here = known.targets.get(target) ?? { folders: new Map<string, Statement[]>(), codeowners: [] };
    known.targets.set(target, here);
    here.codeowners.push(...codeowners.map((rules) => ownersBy(rules)));
    for (const statement of statements) {
      const [map, key] = 'key' in statement ? [known.byKey, statement.key] : [here.folders, statement.folder];
      map.set(key, [...(map.get(key) ?? []), statement]);
    }
  }
  return known;
}

interface SaidOf {
  properties: Properties;
  /** By its own tags; by the folder it stands in. */
  tagged?: Derived | undefined;
  environment?: Derived | undefined;
  owners: string[];
  evidence: Evidence[];
  strength: 'stated' | 'resolved' | 'inferred';
}

const OTHERS = ['criticality', 'sensitivity', 'purpose'] as const;

function saidOf(group: readonly AssetObservation[], seen: Seen, known: Known): SaidOf {
  const own = group.flatMap(({ keys }) => keys.flatMap(({ key, strong }) => (strong ? (known.byKey.get(key) ?? []) : [])));
  const near = inFolders(group, seen, known);
  const sure = [...own, ...near.filter(({ confidence }) => confidence >= 0.5)];
  const out: SaidOf = { properties: {}, owners: [], evidence: [], strength: 'stated' };
  const has = (name: keyof Said): boolean => group.some((one) => one.properties?.[name] !== undefined);
  for (const name of OTHERS) {
    // Purpose and criticality of a folder are those of what runs from it, not of each line in it.
    const statement = (group[0]!.kind === 'application' || name === 'sensitivity' ? sure : own).find(
      ({ says }) => says[name] !== undefined,
    );
    if (statement && !has(name)) out.properties[name] = statement.says[name];
  }
  const environment = (from: readonly Statement[]): Derived | undefined => {
    const stated = from.find(({ says }) => says.environment !== undefined);
    return stated && { environment: stated.says.environment!, why: stated.why };
  };
  out.tagged = environment(own);
  out.environment = environment(near);
  ownerOf(group, seen, known, [...own, ...near], out);
  return out;
}

/** The nearest folder upwards that says something comes first. An application is its folder. */
function inFolders(group: readonly AssetObservation[], { target, files }: Seen, known: Known): Statement[] {
  const folders = known.targets.get(target)?.folders;
  if (!folders || folders.size === 0) return [];
  const application = group.map((one) => one.properties?.['folder']).find((folder) => typeof folder === 'string');
  const start = group[0]!.kind === 'application' && application !== undefined ? `${application}/.` : files[0];
  if (start === undefined) return [];
  const out: Statement[] = [];
  for (let folder = start; folder !== '';) {
    folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    out.push(...(folders.get(folder) ?? []));
  }
  return out;
}

function ownerOf(group: readonly AssetObservation[], seen: Seen, known: Known, statements: readonly Statement[], out: SaidOf): void {
  const tell = (owners: string[], why: string, confidence: number, strength: SaidOf['strength'], evidence: Evidence[]): void => {
    Object.assign(out.properties, { owner: owners.join(', '), ownerWhy: why, ownerConfidence: confidence });
    Object.assign(out, { owners, strength, evidence });
  };
  const of = (one: Statement): Evidence[] => [
    { target: seen.target, ...('file' in one ? { file: one.file, line: one.line } : { commit: one.commit }), detail: one.why },
  ];
  const labelled = group.flatMap((one) => {
    const label = one.properties?.['owner'];
    return typeof label === 'string' ? [{ name: label, evidence: one.evidence.slice(0, 1) }] : [];
  })[0];
  if (labelled) {
    const { name, evidence } = labelled;
    if (isNobody(name)) Object.assign(out.properties, { ownerWhy: `${name} is a placeholder or a program`, ownerConfidence: 0 });
    else tell([name], 'its own tags or labels say so', 0.9, 'stated', evidence);
    return;
  }
  const sure = statements.find((one) => one.says.owner !== undefined && one.confidence >= 0.5 && ('key' in one || !isOnlyNamed(group)));
  if (sure) return tell(split(sure.says.owner!), sure.why, sure.confidence, 'stated', of(sure));
  if (isOnlyNamed(group)) return;
  const files = definedIn(group, seen);
  const found = files.flatMap((file) => (known.targets.get(seen.target)?.codeowners ?? []).flatMap((owns) => owns(file) ?? []));
  const ranked = [...Map.groupBy(found, ({ owners }) => owners.join(' ')).values()].sort((a, b) => b.length - a.length);
  const first = ranked[0]?.[0];
  if (first) {
    const agreed = ranked.length === 1;
    return tell(first.owners, `${first.file} line ${first.line} (${first.pattern})`, first.everything || !agreed ? 0.6 : 0.9, 'resolved', [
      { target: seen.target, file: first.file, line: first.line, detail: `${first.pattern} belongs to ${first.owners.join(', ')}` },
    ]);
  }
  // Who wrote a package is said of the package, not of each thing in it.
  if (group[0]!.kind !== 'application') return;
  const folder = group.map((one) => one.properties?.['folder']).find((one) => typeof one === 'string');
  const hints = statements.filter((one) => one.says.owner !== undefined && !('only' in one && one.folder !== folder));
  const nearest = hints.filter((one) => 'folder' in one && 'folder' in hints[0]! && one.folder === hints[0].folder);
  const weak = nearest.toSorted((a, b) => b.confidence - a.confidence)[0] ?? hints[0];
  if (weak) tell([weak.says.owner!], weak.why, weak.confidence, 'inferred', of(weak));
}

/** A database by its address is not owned by whoever's code names it; what is declared or defined in the files is. */
function isOnlyNamed(group: readonly AssetObservation[]): boolean {
  if (group.some((one) => one.properties?.['definedBy'] !== undefined)) return false;
  return group.every(({ keys }) => keys.every(({ key, strong }) => !strong || /^(?:arn|azure|gcp|host|url|name|secret):/.test(key)));
}

function split(owner: string): string[] {
  return owner
    .split(/,\s*/)
    .filter((one) => one !== '')
    .slice(0, 10);
}

/** Persons by mail or user name, teams by name; the short name of a team is only a hint that two are one. */
function ownerAsset(written: string, evidence: readonly Evidence[]): AssetObservation {
  const text = written.replace(/^(?:group|user):/i, '');
  const base = { evidence: evidence.slice(0, 1), confidence: 0.8 };
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    return { kind: 'person', name: text.toLowerCase(), keys: [strongKey('mail', text.toLowerCase())], ...base };
  const isPerson = /^user:/i.test(written) || /^@[^/@]+$/.test(text);
  if (isPerson) return { kind: 'person', name: text, keys: [strongKey('name', text.toLowerCase())], ...base };
  const short = text.slice(text.lastIndexOf('/') + 1).toLowerCase();
  return {
    kind: 'team',
    name: text,
    keys: [strongKey('name', text.toLowerCase()), ...(short === text.toLowerCase() ? [] : [weakKey('name', short)])],
    ...base,
  };
}

/** Kinds whose name is chosen for one environment; code is the same in all of them. */
const NAMED: ReadonlySet<AssetKind> = new Set([
  'data-store',
  'workload',
  'cluster',
  'model-endpoint',
  'vector-store',
  'knowledge-base',
  'gateway',
  'registry',
  'notebook',
]);

function environmentOf(group: readonly AssetObservation[], { files }: Seen, said: SaidOf): Derived | undefined {
  const own = group.map((one) => one.properties?.['environment']).find((value) => typeof value === 'string');
  if (own !== undefined) return { environment: own, why: 'its own tags, labels or namespace say so' };
  const { kind } = group[0]!;
  if (kind === 'repository' || kind === 'account') return undefined;
  const names = NAMED.has(kind)
    ? group.flatMap((one) => [one.name, one.properties?.['host']].filter((name) => typeof name === 'string'))
    : [];
  return (
    said.tagged ??
    (kind === 'pipeline' ? ofJobs(group) : undefined) ??
    names.map((name) => environmentOfName(name)).find((found) => found !== undefined) ??
    said.environment ??
    environmentOfFiles(files)
  );
}

/** A workflow whose job runs in a deployment environment of that name. */
function ofJobs(group: readonly AssetObservation[]): Derived | undefined {
  const jobs = group.flatMap((one) => one.properties?.['jobs'] ?? []).flat();
  const names = jobs.flatMap((job) =>
    typeof job === 'object' && job !== null && 'environment' in job && typeof job['environment'] === 'string' ? [job['environment']] : [],
  );
  const found = names.map((name) => ({ name, environment: environmentIn(name) }));
  const first = found.find(({ environment }) => environment === 'production') ?? found.find(({ environment }) => environment !== undefined);
  return first && { environment: first.environment!, why: `a job of it runs in the environment ${first.name}` };
}

/** Keys of the workloads each thing runs on. */
function runsOn(all: readonly Observations[]): Map<string, { kind: AssetKind; key: string }[]> {
  const out = new Map<string, { kind: AssetKind; key: string }[]>();
  for (const { edges } of all)
    for (const { kind, from, to } of edges)
      if (kind === 'runs-on') out.set(`${from.kind} ${from.key}`, [...(out.get(`${from.kind} ${from.key}`) ?? []), to]);
  return out;
}

/** Code is where it is deployed; what is in production among other places is in production. */
function throughWorkload(
  group: readonly AssetObservation[],
  running: ReturnType<typeof runsOn>,
  environments: ReadonlyMap<string, Derived>,
): Derived | undefined {
  const under = group.flatMap(({ kind, keys }) => keys.flatMap(({ key }) => running.get(`${kind} ${key}`) ?? []));
  const found = under.flatMap(({ kind, key }) => environments.get(`${kind} ${key}`) ?? []);
  const first = found.find(({ environment }) => environment === 'production') ?? found[0];
  return first && { environment: first.environment, why: `what it runs on belongs to ${first.environment}: ${first.why}` };
}
