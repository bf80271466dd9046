import { strongKey } from '../../../core/keys.ts';
import type { AssetReference, Observations } from '../../../core/observation.ts';
import type { WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import { aiLibrary, libraryPurl, makesAiApplication } from '../../../recognizers/ai-libraries/recognize.ts';
import { createEmitter, type Emitter } from '../../code/emit.ts';
import { type Container, startedModule } from '../../containers/container.ts';
import { at, entriesOf, textOf, type Tree } from '../../containers/documents.ts';
import { environmentIn } from '../../containers/environment.ts';
import { isSetting } from '../../deployed-settings.ts';
import { imageKeys, imageName, imagePinning, readImage } from '../../containers/image.ts';
import { loginsOf, type Logins } from '../../containers/logins.ts';
import { type Masked, maskedAt, withMasked } from '../../containers/masked.ts';
import { createPlaces, type Places, placesIn } from '../../containers/places.ts';
import { aiVariable, servedBy, trains } from '../../containers/recognize.ts';
import { annotateLogins, emitWorkload, serveModel } from '../../containers/workload.ts';
import type { Linking } from '../../detector.ts';
import { isTestPlace } from '../../test-place.ts';
import { type ComposeService, composeService, type Environment } from './compose.ts';
import type { DockerfileFacts } from './dockerfile.ts';
import type { DockerFacts } from './facts.ts';
import { scripts } from './scripts.ts';

/** Compose services and what Dockerfiles build; a service that is built here runs what its Dockerfile starts. */
export function linkDocker(linking: Linking<DockerFacts>): Observations {
  const emitter = createEmitter(linking);
  const places = createPlaces(linking);
  const built = new Map<string, { names: Set<string>; ai: boolean }>();
  for (const [file, { problem }] of linking.files) if (problem !== undefined) linking.cover({ file, status: 'partial', reason: problem });
  scripts(linking, emitter);
  const masked = maskedIn(linking, places);
  for (const stack of stacksOf(linking, places)) compose(stack, linking, emitter, { places, masked }, built);
  const names = builtNames(linking);
  for (const [file, { dockerfile, secrets }] of linking.files)
    if (dockerfile) buildFile(file, dockerfile, secrets, built.get(file), names.get(file) ?? [], linking, emitter);
  return emitter.observations;
}

interface Stack {
  folder: string;
  services: { name: string; tree: Tree; file: string; files: string[] }[];
}

/**
 * The compose files of a folder are one stack: what several say of a service is laid over each other, as `-f a -f b` does. A file
 * with a project name of its own, or one that says of every service it shares where its image comes from, is started alone.
 */
function stacksOf(linking: Linking<DockerFacts>, places: Places): Stack[] {
  const folders = new Map<string, Laid[]>();
  const ranked = [...linking.files].filter(([, { services }]) => services).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const [file, { services, project }] of ranked) {
    const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
    const laid = folders.get(folder) ?? [];
    folders.set(folder, laid);
    const main = laid[0];
    const alone = main !== undefined && rank(file) === 2 && standsAlone(services!, project, main);
    const stack: Laid = main === undefined || alone ? { services: new Map(), ...(project === undefined ? {} : { project }) } : main;
    if (stack !== main) laid.push(stack);
    for (const [name, tree] of entriesOf(places.of(file, services!))) {
      const known = stack.services.get(name);
      stack.services.set(
        name,
        known ? { tree: laidOver(known.tree, tree), file: known.file, files: [...known.files, file] } : { tree, file, files: [file] },
      );
    }
  }
  return [...folders].flatMap(([folder, laid]) =>
    laid.map(({ services }) => ({
      folder,
      services: [...services].map(([name, one]) => ({ name, ...one, tree: extended(one.tree, services, new Set([name])) })),
    })),
  );
}

/** A stack while the files of its folder are laid over each other. */
interface Laid {
  project?: string;
  services: Map<string, { tree: Tree; file: string; files: string[] }>;
}

function standsAlone(services: Tree, project: string | undefined, main: Laid): boolean {
  if (project !== undefined && main.project !== undefined && project !== main.project) return true;
  const shared = entriesOf(services).filter(([name]) => main.services.has(name));
  return shared.length > 0 && shared.every(([, tree]) => at(tree, 'image') !== undefined || at(tree, 'build') !== undefined);
}

/** `extends` of a service of the same stack. Source: docs.docker.com/reference/compose-file/services, extends. */
function extended(tree: Tree, services: Laid['services'], seen: Set<string>): Tree {
  const base = textOf(at(tree, 'extends')) ?? textOf(at(tree, 'extends', 'service'));
  if (base === undefined || seen.has(base)) return tree;
  const found = services.get(base);
  return found ? laidOver(extended(found.tree, services, seen.add(base)), tree) : tree;
}

function rank(file: string): number {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return /^(?:docker-)?compose\.ya?ml$/.test(name) ? 0 : name.includes('override') ? 1 : 2;
}

/** Maps are merged; ports, volumes and the like are added; everything else is replaced. */
function laidOver(base: Tree, over: Tree): Tree {
  if (!('m' in base) || !('m' in over)) return over;
  const m = { ...base.m };
  for (const [name, value] of entriesOf(over)) {
    const below = Object.hasOwn(m, name) ? m[name]! : undefined;
    if (!below) m[name] = value;
    else if ('s' in below && 's' in value && name !== 'command' && name !== 'entrypoint')
      m[name] = { l: below.l, s: [...below.s, ...value.s] };
    else m[name] = name === 'build' || name === 'environment' || name === 'deploy' || name === 'labels' ? laidOver(below, value) : value;
  }
  return { l: base.l, m };
}

function compose(
  stack: Stack,
  linking: Linking<DockerFacts>,
  emitter: Emitter,
  { places, masked }: { places: Places; masked: Masked },
  built: Map<string, { names: Set<string>; ai: boolean }>,
): void {
  const { target, paths } = linking;
  const environmentFiles = filesOf(stack.folder, linking, places);
  const read = stack.services.map((service) => {
    const one = started(composeService(service.name, service.tree, environmentFiles), stack.folder, linking, places);
    return { ...service, ...one, container: withMasked(one.container, masked) };
  });
  const besideAi = read.some(({ container }) => servedBy(container) !== undefined || aiVariable(container) !== undefined);
  const shared = sharedLogins(read);
  for (const service of read) {
    const { name, tree, file, files, container, folder, dockerfile } = service;
    const entry = folder === undefined ? undefined : startedModule(container.command, folder, paths);
    const envFiles = service.envFiles.flatMap((one) => inside(stack.folder, one) ?? []);
    const environment = environmentIn(files.length === 1 ? file : undefined);
    const own = service.inherited ? withoutImage(container) : container;
    const emitted = emitWorkload(
      {
        name,
        keys: [strongKey('git', `${target}/${file}#service:${name}`)],
        properties: {
          platform: 'docker-compose',
          environment,
          image: container.image,
          ...(service.accelerator ? { accelerator: true } : {}),
          ...(folder === undefined ? {} : { sourceDir: folder }),
          ...(dockerfile === undefined ? {} : { dockerfile }),
          ...(entry === undefined ? {} : { entry }),
          ...(envFiles.length === 0 ? {} : { envFiles }),
        },
        evidence: places.seen(tree.l, `compose service ${name}`),
        seen: places.seen,
        containers: [own],
        stated: statedIn(container, besideAi),
        exposures: service.exposures.map((exposure, index) => ({
          ...exposure,
          evidence: places.seen(service.exposureLines[index], exposure.how),
        })),
        otherwise: { reach: 'private', why: 'no port of it is published' },
        identities: [],
        secrets: secretsIn(tree, files, linking, places),
        ai: service.accelerator || trains(container),
        besideAi,
        logins: new Map([own, container].map((one) => [one, shared.get(container) ?? loginsOf(container, name)])),
      },
      emitter,
    );
    if (dockerfile === undefined) continue;
    const known = built.get(dockerfile) ?? { names: new Set<string>(), ai: false };
    if (service.image !== undefined) known.names.add(service.image);
    built.set(dockerfile, { names: known.names, ai: known.ai || emitted.ai });
    // Stated twice over: the service is built from this file, whatever the image is called.
    emitter.observations.edges.push({
      from: emitted.reference,
      to: { kind: 'image', key: imageKey(target, dockerfile) },
      kind: 'runs-image',
      strength: 'stated',
      evidence: places.seen(tree.l, `built from ${dockerfile}`),
      optional: true,
    });
  }
}

function maskedIn({ files }: Linking<DockerFacts>, places: Places): Masked {
  return maskedAt([...files].flatMap(([file, { weak }]) => (weak ?? []).map((one) => ({ ...one, line: places.place(file, one.line) }))));
}

/** Where processes of one product share their logins, the one that is reached is told all of them. */
function sharedLogins(services: readonly Started[]): Map<Container, Logins> {
  const products = new Map<string, { service: Started; logins: Logins }[]>();
  for (const service of services) {
    const logins = loginsOf(service.container, service.container.name);
    if (logins.product?.spread !== true) continue;
    const list = products.get(logins.product.id);
    if (list) list.push({ service, logins });
    else products.set(logins.product.id, [{ service, logins }]);
  }
  const out = new Map<Container, Logins>();
  for (const list of products.values()) {
    const reached = list.find(({ service }) => service.exposures.some(({ reach }) => reach !== 'private')) ?? list[0]!;
    const told = new Map(list.flatMap(({ logins }) => logins.weak).map((one) => [`${one.account} ${one.where}`, one]));
    for (const { service, logins } of list)
      out.set(service.container, { ...logins, weak: service === reached.service ? [...told.values()] : [] });
  }
  return out;
}

/** Environment files of a stack: `.env` of its folder, and those that services name. */
function filesOf(folder: string, { files }: Linking<DockerFacts>, places: Places): Environment {
  const read = (path: string | undefined): ReturnType<Environment['file']> => {
    const lines = path === undefined ? undefined : files.get(path)?.environment;
    if (!lines || path === undefined) return undefined;
    return new Map(
      lines.map(({ line, name, value, weak }) => {
        const place = places.place(path, line);
        return [name, { line: place, ...(value === undefined ? {} : { value }), ...(weak ? { weak: { ...weak, line: place } } : {}) }];
      }),
    );
  };
  return { host: read(inside(folder, '.env')) ?? new Map(), file: (written) => read(inside(folder, written)) };
}

function statedIn(container: Container, besideAi: boolean): { served: NonNullable<ReturnType<typeof servedBy>>; container: Container }[] {
  const served = servedBy(container, { besideAi });
  return served ? [{ served, container }] : [];
}

function withoutImage({ image: _image, imageLine: _line, ...rest }: Container): Container {
  return rest;
}

interface Started extends ComposeService {
  folder?: string;
  dockerfile?: string;
  /** Name the built image is given. */
  image?: string;
  /** Its image is the base of its Dockerfile. */
  inherited: boolean;
}

/** A built service takes from its Dockerfile what it does not say itself: command, variables, user. */
function started(service: ComposeService, stackFolder: string, linking: Linking<DockerFacts>, places: Places): Started {
  const { build, container } = service;
  if (!build) return { ...service, inherited: false };
  const folder = inside(stackFolder, build.context);
  if (folder === undefined) return { ...service, inherited: false };
  const file = inside(folder, build.dockerfile ?? 'Dockerfile');
  const own = file === undefined ? undefined : linking.files.get(file)?.dockerfile;
  const image = container.image;
  const base = { ...service, folder, ...(image === undefined ? {} : { image }) };
  if (!own || file === undefined) return { ...base, inherited: false };
  const at = (line: number): number => places.place(file, line);
  const from = own.container;
  return {
    ...base,
    dockerfile: file,
    inherited: image === undefined,
    container: {
      ...container,
      // The base image tells what the built one serves; the name it is given does not.
      ...(own.base === undefined ? {} : { image: own.base, imageLine: at(own.baseLine ?? 1) }),
      command: container.command.length > 0 ? container.command : from.command.map(({ text, line }) => ({ text, line: at(line) })),
      variables: [
        ...container.variables,
        ...from.variables
          .filter(({ name }) => !container.variables.some((one) => one.name === name))
          .map((one) => ({ ...one, line: at(one.line) })),
      ],
      ...(container.root === undefined && from.root !== undefined ? { root: from.root } : {}),
    },
  };
}

/** A path as written in a folder; undefined where it leaves the target or is an address. */
function inside(folder: string, written: string): string | undefined {
  if (/^\w+:\/\/|^git@|\$/.test(written) || written.startsWith('/')) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

function secretsIn(
  tree: Tree,
  files: readonly string[],
  linking: Linking<DockerFacts>,
  places: Places,
): { fingerprint: string; line: number }[] {
  const all = files.flatMap((file) =>
    (linking.files.get(file)?.secrets ?? []).map(({ fingerprint, line }) => ({ fingerprint, line: places.place(file, line) })),
  );
  if (all.length === 0) return [];
  const own = placesIn(tree);
  return all.filter(({ line }) => own.has(line));
}

/** Names that build configurations and workflows give to what each Dockerfile builds. */
function builtNames({ files }: Linking<DockerFacts>): ReadonlyMap<string, string[]> {
  const names = new Map<string, Set<string>>();
  for (const [from, { builds }] of files) {
    const workflow = /^(?:(.*)\/)?\.github\/workflows\/[^/]+$/.exec(from);
    const own = workflow ? (workflow[1] ?? '') : from.slice(0, Math.max(0, from.lastIndexOf('/')));
    for (const { image, context, dockerfile } of builds ?? []) {
      // Paths count from where the repository begins; of a configuration that another one includes, from the top.
      for (const base of own === '' ? [''] : [own, '']) {
        const folder = inside(base, context);
        const file =
          dockerfile === undefined ? (folder === undefined ? undefined : inside(folder, 'Dockerfile')) : inside(base, dockerfile);
        if (file === undefined || !files.get(file)?.dockerfile) continue;
        names.set(file, (names.get(file) ?? new Set()).add(image));
        break;
      }
    }
  }
  return new Map([...names].map(([file, images]) => [file, [...images].sort()]));
}

function imageKey(target: string, file: string): string {
  return `git:${target}/${file}`;
}

/** The image a Dockerfile builds: what is installed in it, copied into it and started by it. */
function buildFile(
  file: string,
  facts: DockerfileFacts,
  secrets: readonly { fingerprint: string; line: number }[],
  built: { names: Set<string>; ai: boolean } | undefined,
  builtAs: readonly string[],
  linking: Linking<DockerFacts>,
  emitter: Emitter,
): void {
  const { target, paths, evidence } = linking;
  const seen = (line: number | undefined, detail: string) => [evidence(file, line, detail)];
  const folder = contextOf(file, facts, paths);
  const served = servedBy(facts.container);
  const libraries = facts.installed.flatMap((one) => {
    const known = aiLibrary('pypi', one.name);
    return known ? [{ ...one, known }] : [];
  });
  const ai =
    served !== undefined ||
    libraries.some(({ known }) => !known.companion && makesAiApplication(known.role)) ||
    facts.models.length > 0 ||
    facts.fetched.length > 0 ||
    built?.ai === true ||
    aiVariable(facts.container) !== undefined;
  const names = [...(built?.names ?? [])].flatMap((written) => readImage(written) ?? []);
  const base = facts.base === undefined ? undefined : readImage(facts.base);
  const entry = startedModule(facts.container.command, folder, paths);
  const first = emitter.observations.assets.length;
  const image = emitter.asset(
    'image',
    names[0] ? imageName(names[0]) : file,
    [strongKey('git', `${target}/${file}`), ...names.flatMap(imageKeys)],
    {
      definedBy: 'iac',
      dockerfile: file,
      sourceDir: folder,
      entry,
      base: facts.base,
      ...(builtAs.length > 0 ? { builtAs } : {}),
      ...(base ? { basePinning: imagePinning(base)['pinning'] } : {}),
      ...(facts.user === undefined ? {} : { user: facts.user }),
      ...(facts.container.root === undefined ? {} : { runsAsRoot: facts.container.root }),
      ...(facts.container.ports.length > 0 ? { ports: facts.container.ports.map(({ port }) => port) } : {}),
      ...(served ? { server: served.id } : {}),
      ...(served?.trustRemoteCode === undefined ? {} : { trustRemoteCode: true }),
    },
    [
      evidence(file, facts.baseLine, facts.base === undefined ? 'Dockerfile' : `FROM ${facts.base}`),
      ...(facts.userLine === undefined ? [] : seen(facts.userLine, `USER ${facts.user}`)),
    ],
    0.85,
  );
  const settings = facts.container.variables.flatMap(({ name, value, line }) =>
    value === undefined || !isSetting(name, value) ? [] : [{ name, value, file, line }],
  );
  if (settings.length > 0) emitter.observed(image)!.settings = settings;
  for (const { name, version, line, known } of libraries) {
    const at = seen(line, `installs ${name}${version === undefined ? '' : ` ${version}`}`);
    const library = emitter.asset(
      'library',
      name,
      [strongKey('purl', libraryPurl('pypi', name))],
      { role: known.role, ecosystem: 'pypi' },
      at,
    );
    emitter.edge(image, 'depends-on', library, 'stated', at, version === undefined ? {} : { version });
  }
  for (const { fingerprint, line } of secrets)
    emitter.observations.edges.push({
      from: image,
      to: { kind: 'secret', key: `secret:${fingerprint}` },
      kind: 'holds',
      strength: 'stated',
      evidence: seen(line, 'a secret in a layer of the image'),
      optional: true,
    });
  if (facts.fetched.length > 0)
    emitter.annotate(image, { modelSources: facts.fetched.map((one) => ({ ...one, call: 'the build', file })) });
  if (facts.models.length > 0) emitter.annotate(image, { models: facts.models.map(({ text }) => text) });
  const where = seen(facts.baseLine, 'Dockerfile');
  const repository: AssetReference = { kind: 'repository', key: `git:${target}` };
  emitter.observations.edges.push({ from: image, to: repository, kind: 'built-from', strength: 'stated', evidence: where, optional: true });
  if (served && !built) server(file, facts, served, image, linking.files.get(file)?.weak ?? [], linking, emitter);
  if (!ai) for (const asset of emitter.observations.assets.slice(first)) asset.optional = true;
}

/** An image that starts a server, although nobody here says where it runs. */
function server(
  file: string,
  facts: DockerfileFacts,
  served: NonNullable<ReturnType<typeof servedBy>>,
  image: AssetReference,
  weak: readonly WeakValue[],
  { target, evidence }: Linking<DockerFacts>,
  emitter: Emitter,
): void {
  if (served.by === 'image' && facts.container.command.length === 0 && served.kind !== 'model-endpoint') return;
  const line = served.authLine ?? facts.container.line;
  const parts = file.split('/');
  const reference = emitter.asset(
    served.kind,
    parts.length > 1 ? parts.at(-2)! : served.id,
    [strongKey('git', `${target}/${file}#server`)],
    {
      definedBy: 'iac',
      platform: 'container-image',
      server: served.id,
      product: served.title,
      ...(served.kind === 'vector-store' ? { engine: served.id } : {}),
      auth: served.auth,
      authWhy: served.authWhy,
      reach: 'unknown',
      reachWhy: 'where the image is run was not seen',
      ...(served.trustRemoteCode === undefined ? {} : { trustRemoteCode: true }),
      ...(facts.container.command.length > 0
        ? { arguments: facts.container.command.slice(0, 60).map(({ text }) => text.slice(0, 200)) }
        : {}),
    },
    [evidence(file, line, `starts ${served.title}`)],
    0.8,
  );
  emitter.edge(reference, 'runs-image', image, 'stated', [evidence(file, line, `starts ${served.title}`)]);
  annotateLogins(
    reference,
    isTestPlace(file)
      ? []
      : loginsOf(withMasked(facts.container, maskedAt(weak)), served.title).weak.filter(
          ({ how }) => how === 'default' || how === 'trivial',
        ),
    (at, detail) => [evidence(file, at, detail)],
    emitter,
  );
  for (const model of served.models) serveModel(reference, model, [evidence(file, model.line, `model ${model.text}`)], emitter);
}

/** The folder whose files go into the image: the Dockerfile's own, or the one above where its files are copied from there. */
function contextOf(file: string, { copies }: DockerfileFacts, paths: ReadonlySet<string>): string {
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  const named = copies
    .map(({ from }) => from.replace(/^\.\//, '').replace(/\/$/, ''))
    .filter((from) => from !== '' && from !== '.' && !/[*$]/.test(from));
  const exists = (base: string): boolean =>
    named.some(
      (from) =>
        paths.has(base === '' ? from : `${base}/${from}`) ||
        [...paths].some((path) => path.startsWith(`${base === '' ? '' : `${base}/`}${from}/`)),
    );
  if (named.length === 0 || exists(folder)) return folder;
  for (let up = folder; up !== '';) {
    up = up.includes('/') ? up.slice(0, up.lastIndexOf('/')) : '';
    if (exists(up)) return up;
  }
  return folder;
}
