import { posix } from 'node:path';
import { type AssetReference, type EdgeObservation, type Observations, type Properties, referenceTo } from '../../../core/observation.ts';
import { compareText, type Evidence } from '../../../core/evidence.ts';
import { strongKey } from '../../../core/keys.ts';
import type { SecretMatch } from '../../../recognizers/secrets/find.ts';
import { applicationFolder, applicationIdentity } from '../../application.ts';
import { defineDetector, type Linking, type TextFile } from '../../detector.ts';
import { readNotebook, regionAt } from '../../notebook/cells.ts';
import type { Standing } from '../../source.ts';
import { openedBy, titleOf } from './opens.ts';
import { isTestPlace, testPlace } from '../../test-place.ts';
import { belongsToApplication, isNoise, isPipeline } from './places.ts';
import { createTies, type Tie, type Ties } from './ties.ts';
import { historyOf, type Past, pastPlaces, toldOf } from './past.ts';
import { isComment, isHandedOn, type Named, namedIn } from './use.ts';

/** A secret at a place; never the secret itself. */
export type Found = Pick<SecretMatch, 'provider' | 'form' | 'ai' | 'line' | 'fingerprint' | 'identity' | 'preview' | 'confidence'> & {
  variable?: string;
  /** In a notebook: "the output of cell 3". */
  where?: string;
  /** For a database: scheme, host and name, without user and password. */
  dsn?: string;
  /** The code there hands it straight on: to a client, a header, the environment. */
  handedOn?: true;
  /** It stands in a comment of a pipeline. */
  commented?: true;
};

export interface SecretFacts {
  /** Environment variables, files and fixtures the code names. */
  named?: Named;
  found: Found[];
  /** Key-shaped values that are none: documentation values, filler. */
  placeholders: number;
  /** More than are listed. */
  cut?: true;
}

interface Place {
  path: string;
  found: Found;
  /** `in a folder named fixtures`, where nothing outside tests was seen to take it from there. */
  likelyTest: string | undefined;
  standing: Standing | undefined;
  /** It stands there in commits; whether in the file as it is now is told by a place of its own. */
  past?: Past;
}

/** Below this, a random value under a credential-like name is more often none. */
const LEAST = 0.3;
/** In recorded and generated text. */
const LEAST_IN_NOISE = 0.6;
/** An edge to a provider or service stands on a key that is one for sure. */
const LEAST_TO_GRANT = 0.5;
const MOST_IN_FILE = 300;
const MOST_PLACES = 200;

/**
 * Secrets by value in any text file. One asset per value, however many places it stands at, where the value is beyond guessing;
 * else one per file and name, so that nothing derived from a password is told. What it opens, who holds it, where it lies, and
 * whether git tracks it there (`tracked`, absent where that is not known; `ignored` with it), whether commits hold it (`inHistory`) and
 * nothing but they (`inTree` false). Placeholders are counted, not listed.
 * That an application holds it is `resolved` where its code names it or hands it on, `inferred` where it only stands beside.
 */
export default defineDetector<SecretFacts>({
  id: 'secrets',
  version: 4,
  title: 'Keys, tokens and passwords written in files',
  reads: { files: ['**/*'], history: true },
  emits: ['secret', 'repository', 'provider', 'service', 'data-store', 'defined-in', 'grants', 'holds'],
  facts,
  link,
});

function facts(file: TextFile): SecretFacts | undefined {
  // What tests name ties nothing (ties.ts).
  const named = isTestPlace(file.path) ? undefined : namedIn(file);
  if (file.secrets.length === 0) return named && { named, found: [], placeholders: 0 };
  const least = isNoise(file.path) ? LEAST_IN_NOISE : LEAST;
  const found: Found[] = [];
  let placeholders = 0;
  const notebook = file.path.endsWith('.ipynb') ? readNotebook(file.text) : undefined;
  for (const match of file.secrets) {
    const region = notebook && regionAt(notebook, match.start);
    // In the base64 of a picture anything can be found.
    if (region?.part === 'image') continue;
    if (match.placeholder) placeholders++;
    else if (match.confidence >= least) {
      const { provider, form, ai, line, fingerprint, identity, preview, confidence, variable } = match;
      const dsn = form === 'connection-url' ? addressAround(file.text, match) : undefined;
      found.push({
        provider,
        form,
        ai,
        line,
        fingerprint,
        identity,
        preview,
        confidence,
        ...(variable === undefined ? {} : { variable: variable.slice(0, 100) }),
        ...(region === undefined ? {} : { where: `the ${region.part} of cell ${region.cell}` }),
        ...(dsn === undefined ? {} : { dsn }),
        ...(isPipeline(file.path) && isComment(file.text, match.start) ? { commented: true as const } : {}),
        ...(isHandedOn(file, match.start) ? { handedOn: true as const } : {}),
      });
    }
  }
  if (found.length === 0 && placeholders === 0) return named && { named, found, placeholders };
  return {
    ...(named ? { named } : {}),
    found: found.slice(0, MOST_IN_FILE),
    placeholders,
    ...(found.length > MOST_IN_FILE ? { cut: true as const } : {}),
  };
}

/** The database address around a password, without its user and password: `postgresql://host:5432/name`. */
function addressAround(text: string, { start, end }: SecretMatch): string | undefined {
  const scheme = /([a-z][a-z0-9+]{1,24}:\/\/)[^\s/@]{0,120}:$/i.exec(text.slice(Math.max(0, start - 150), start))?.[1];
  const rest = /^@([^\s"'`<>\\?#;]{1,300})/.exec(text.slice(end, end + 301))?.[1];
  return scheme === undefined || rest === undefined ? undefined : scheme + rest;
}

function link(linking: Linking<SecretFacts>): Observations {
  const { target, paths, files, evidence, cover } = linking;
  const observations: Observations = { assets: [], edges: [] };
  const groups = new Map<string, Place[]>();
  let ties: Ties | undefined;
  const standings = linking.standings?.([...files].flatMap(([path, { found }]) => (found.length > 0 ? [path] : [])));
  for (const [path, { found, cut }] of files) {
    if (cut) cover({ file: path, status: 'partial', reason: `It holds more than ${MOST_IN_FILE} secrets: the rest is not listed.` });
    if (found.length === 0) continue;
    ties ??= createTies(files, paths);
    const suspected = testPlace(path);
    const likelyTest = suspected === undefined || ties.reader(path) !== undefined ? undefined : suspected;
    for (const one of found) addTo(groups, { path, found: one, likelyTest, standing: standings?.get(path) });
  }
  for (const { path, found, past } of pastPlaces(linking.past ?? [])) {
    ties ??= createTies(files, paths);
    const suspected = testPlace(path);
    const likelyTest = suspected === undefined || ties.reader(path) !== undefined ? undefined : suspected;
    addTo(groups, { path, found, likelyTest, standing: undefined, past });
  }
  if (groups.size === 0) return observations;
  const repository: AssetReference = { kind: 'repository', key: `git:${target}` };
  const where: Observations['assets'][number]['evidence'] = [];
  for (const [fingerprint, places] of groups) {
    const secret: AssetReference = { kind: 'secret', key: `secret:${fingerprint}` };
    const ranked = places.toSorted(
      (a, b) =>
        rankInTime(a) - rankInTime(b) ||
        sureness(b) - sureness(a) ||
        rankOf(a) - rankOf(b) ||
        compareText(a.path, b.path) ||
        a.found.line - b.found.line,
    );
    const first = ranked[0]!;
    const seen = ranked.slice(0, MOST_PLACES).map((place) => seenAt(place, evidence));
    if (ranked.length > MOST_PLACES)
      cover({ file: first.path, status: 'partial', reason: `One secret stands at ${ranked.length} places: ${MOST_PLACES} are listed.` });
    where.push(seen[0]!);
    observations.assets.push({
      kind: 'secret',
      name: nameOf(ranked),
      keys: [strongKey('secret', fingerprint)],
      properties: propertiesOf(ranked),
      evidence: seen,
      confidence: sureness(first),
    });
    observations.edges.push({
      from: secret,
      to: repository,
      kind: 'defined-in',
      strength: 'stated',
      properties: { ...trackedOf(ranked), ...historyOf(ranked) },
      evidence: seen,
    });
    const opened = first.found.confidence >= LEAST_TO_GRANT ? openedBy(first.found) : undefined;
    if (opened) {
      observations.assets.push({ ...opened, evidence: seen.slice(0, 1), confidence: sureness(first) });
      observations.edges.push({ from: secret, to: referenceTo(opened), kind: 'grants', strength: 'resolved', evidence: seen.slice(0, 1) });
    }
    observations.edges.push(...heldBy(ranked, secret));
  }
  observations.assets.push({
    kind: 'repository',
    name: target,
    keys: [strongKey('git', target)],
    evidence: where.slice(0, 1),
    confidence: 0.9,
  });
  return observations;

  function heldBy(ranked: readonly Place[], secret: AssetReference): EdgeObservation[] {
    const holders = new Map<string, { from: AssetReference; places: Place[]; tie?: Tie; variable?: string }>();
    for (const place of ranked) {
      // Where it stands today says more of who has it than where it stood.
      if (place.past && !ranked[0]!.past) continue;
      // A notebook holds what stands in it itself (detectors/notebook).
      if (place.path.endsWith('.ipynb')) continue;
      if (place.likelyTest !== undefined) continue;
      const found = isPipeline(place.path) ? pipelineAt(place) : applicationAt(place);
      if (!found) continue;
      const { from, tie } = found;
      const { variable } = place.found;
      const holder = holders.get(from.key) ?? { from, places: [] };
      holders.set(from.key, holder);
      holder.places.push(place);
      if (tie && !holder.tie) Object.assign(holder, { tie }, variable === undefined ? {} : { variable });
    }
    return [...holders.values()].map(({ from, places: held, tie, variable }) => ({
      from,
      to: secret,
      kind: 'holds',
      strength: tie ? 'resolved' : 'inferred',
      // How it is known, for posture: it asks nothing of the code again.
      ...(tie ? { properties: { tie, variable } } : {}),
      evidence: held.slice(0, 20).map((place) => seenAt(place, evidence)),
      optional: true,
    }));
  }

  /** What is gone from a file may have been replaced by another value of the same name: nobody is tied to it. */
  function applicationAt({ path, past, found }: Place): Holder | undefined {
    const folder = applicationFolder(path, paths);
    if (!belongsToApplication(path, folder)) return undefined;
    const { variable, provider, handedOn } = found;
    // What is gone from the file may have been replaced by another value of the same name.
    const tie = past ? undefined : ties!.uses(folder, { path, variable, provider, handedOn: handedOn === true });
    return { from: { kind: 'application', key: applicationIdentity(target, folder).key }, ...(tie ? { tie } : {}) };
  }

  function pipelineAt({ path, past, found: { variable, commented } }: Place): Holder {
    const runsWith = !past && variable !== undefined && commented !== true;
    return { from: { kind: 'pipeline', key: `git:${target}/${path}` }, ...(runsWith ? { tie: 'written' as const } : {}) };
  }
}

/** Who has a secret that stands at a place, and how it is known that it works with it. */
interface Holder {
  from: AssetReference;
  tie?: Tie;
}

function sureness({ found, likelyTest }: Place): number {
  return Math.round(found.confidence * (likelyTest === undefined ? 1 : 0.5) * 100) / 100;
}

/** Of equally sure places the one that most people can read first. */
function rankOf({ standing }: Place): number {
  return standing === 'tracked' ? 0 : standing === undefined ? 1 : 2;
}

/** What stands there today comes first. */
function rankInTime({ past }: Place): number {
  return past === undefined ? 0 : 1;
}

function addTo(groups: Map<string, Place[]>, place: Place): void {
  const group = groups.get(place.found.fingerprint);
  if (group) group.push(place);
  else groups.set(place.found.fingerprint, [place]);
}

function seenAt({ path, found, past }: Place, evidence: Linking<SecretFacts>['evidence']): Evidence {
  const detail = describe(found);
  return past ? { ...evidence(path, found.line, `${detail}, ${toldOf(past)}`), commit: past.first.id } : evidence(path, found.line, detail);
}

/** Tracked at one place is tracked; on disk only is what is so everywhere. Empty where nothing is known. */
function trackedOf(all: readonly Place[]): Properties {
  const places = all.filter(({ past }) => past === undefined);
  if (places.length === 0) return {};
  if (places.some(({ standing }) => standing === 'tracked')) return { tracked: true };
  if (places.some(({ standing }) => standing === undefined)) return {};
  return { tracked: false, ignored: places.every(({ standing }) => standing === 'ignored') };
}

/** Says nothing of what the secret is for. */
const NAMELESS = /^(?:.{1,2}|url|uri|dsn|key|keys|value|data|conn(?:ection)?|address|href|link|text|string|var|val|tmp|temp|result|out)$/i;

/** The variable of the surest place; names in the form of environment variables first, since they say most; else what it is and where. */
function nameOf(ranked: readonly Place[]): string {
  const names = ranked.flatMap(({ found: { variable } }) => (variable === undefined || NAMELESS.test(variable) ? [] : [variable]));
  const { found, path } = ranked[0]!;
  return (
    names.find((name) => /^[A-Z][A-Z0-9_]+$/.test(name)) ?? names[0] ?? `${whatItIs(found.provider, found.form)} in ${posix.basename(path)}`
  );
}

function propertiesOf(ranked: readonly Place[]): Properties {
  const { found } = ranked[0]!;
  const present = ranked.filter(({ past }) => past === undefined);
  const files = [...new Set(present.map(({ path }) => path))].sort(compareText);
  const kept = new Set(present.flatMap(({ path, standing }) => (standing === 'tracked' || standing === undefined ? [path] : [])));
  const aside = files.filter((path) => !kept.has(path));
  const variables = [...new Set(ranked.flatMap(({ found: { variable } }) => (variable === undefined ? [] : [variable])))].sort(compareText);
  return {
    form: 'value',
    provider: found.provider,
    keyForm: found.form,
    ai: found.ai,
    identity: found.identity,
    preview: found.preview,
    ...trackedOf(ranked),
    ...(aside.length > 0 && aside.length < files.length ? { onDiskOnly: aside.slice(0, 20) } : {}),
    confidence: sureness(ranked[0]!),
    ...historyOf(ranked),
    files: files.length,
    places: present.length,
    ...(variables.length > 1 ? { variables: variables.slice(0, 20) } : {}),
    ...(ranked.every(({ likelyTest }) => likelyTest !== undefined) ? { likelyTest: true, testPlace: ranked[0]!.likelyTest! } : {}),
  };
}

/** "OpenAI project key assigned to OPENAI_API_KEY (sk-proj-…)" */
function describe({ provider, form, variable, preview, where }: Found): string {
  return `${whatItIs(provider, form)}${variable === undefined ? '' : ` assigned to ${variable}`}${where === undefined ? '' : ` in ${where}`} (${preview})`;
}

function whatItIs(provider: string, form: string): string {
  const words = form.replaceAll('-', ' ');
  if (form === 'connection-url') return `Password in a ${titleOf(provider)} address`;
  if (form === 'url-password') return 'Password in an address';
  if (provider === 'private-key') return `Private key (${words})`;
  if (provider !== 'unknown') return `${titleOf(provider)} ${words}`;
  return form === 'password' ? 'Password' : form === 'jwt' ? 'JSON Web Token' : 'Random value';
}
