import { shellWords } from '../../containers/container.ts';
import { at, entriesOf, itemsOf, textOf, type Tree } from '../../containers/documents.ts';
import { readImage } from '../../containers/image.ts';

/** An image that somebody states to build from a folder. */
export interface Build {
  /** Repository without registry, or its literal end where a variable stands before it: `harbour/ask`, `ask`. */
  image: string;
  context: string;
  dockerfile?: string;
  line: number;
}

/**
 * Builds in skaffold.yaml, in workflows (docker/build-push-action, `docker build` in steps) and in Cloud Build, with the variables,
 * the matrix and the folder of their job filled in. Sources: skaffold.dev/docs/references/yaml, github.com/docker/build-push-action,
 * github.com/docker/metadata-action, docs.docker.com/reference/cli/docker/buildx/build, docs.gitlab.com/ci/variables,
 * github.com/GoogleContainerTools/kaniko, learn.microsoft.com/cli/azure/acr#az-acr-build.
 */
export function buildsIn(tree: Tree, around: Around = NOTHING_AROUND, deep = 0): Build[] {
  if (deep > 25) return [];
  if ('v' in tree) return typeof tree.v === 'string' && BUILDING.test(tree.v.slice(0, 20_000)) ? fromShell(tree.v, tree.l, around) : [];
  if ('s' in tree) {
    const inside = { ...around, images: new Map([...around.images, ...tree.s.flatMap(namesGiven)]) };
    return tree.s.flatMap((item) => buildsIn(item, inside, deep + 1));
  }
  const here = within(tree, around);
  return [...fromAction(tree, here), ...fromArtifact(tree), ...entriesOf(tree).flatMap(([, value]) => buildsIn(value, here, deep + 1))];
}

const BUILDING = /\b(?:docker|podman|buildah|nerdctl|acr)\b[^\n]*\bbu(?:il)?d\b|\bkaniko\b/;

/** What the places a build stands in say of it. */
interface Around {
  variables: ReadonlyMap<string, string>;
  /** Values of the matrix of the job, by name. */
  matrix: ReadonlyMap<string, readonly string[]>;
  /** Image names that a step puts together, by the id of the step. */
  images: ReadonlyMap<string, string>;
  folder: string;
}

const NOTHING_AROUND: Around = { variables: new Map(), matrix: new Map(), images: new Map(), folder: '' };

function within(tree: Tree, around: Around): Around {
  const own = [...entriesOf(at(tree, 'env')), ...entriesOf(at(tree, 'variables'))].slice(0, 200);
  const matrix = [...entriesOf(at(tree, 'strategy', 'matrix'))].slice(0, 20);
  const folder = textOf(at(tree, 'working-directory')) ?? textOf(at(tree, 'defaults', 'run', 'working-directory'));
  if (own.length === 0 && matrix.length === 0 && folder === undefined) return around;
  const variables = new Map(around.variables);
  for (const [name, value] of own) {
    const text = textOf(value) ?? textOf(at(value, 'value'));
    if (text !== undefined && text.length < 300) variables.set(name, filled(text, variables));
  }
  return {
    ...around,
    variables,
    matrix: matrix.length === 0 ? around.matrix : new Map(matrix.flatMap(([name, tree]) => vectorsOf(name, tree))),
    folder: folder ?? around.folder,
  };
}

/** `part: [api, worker]`, and what `include` lists. */
function vectorsOf(name: string, tree: Tree): [string, string[]][] {
  if (name === 'exclude') return [];
  const items = itemsOf(tree).slice(0, 32);
  if (name !== 'include') return [[name, items.flatMap((item) => textOf(item) ?? [])]];
  const out = new Map<string, string[]>();
  for (const item of items) for (const [key, value] of entriesOf(item)) out.set(key, [...(out.get(key) ?? []), textOf(value) ?? '']);
  return [...out];
}

/** `docker/metadata-action` puts the names together that a later step pushes. */
function namesGiven(step: Tree): [string, string][] {
  const id = textOf(at(step, 'id'));
  const images = textOf(at(step, 'with', 'images'));
  return id !== undefined && images !== undefined && (textOf(at(step, 'uses')) ?? '').startsWith('docker/metadata-action@')
    ? [[id, images]]
    : [];
}

/** Variables of the job in the forms of GitHub and of a shell. What is not known stays as it is written. */
function filled(text: string, variables: ReadonlyMap<string, string>): string {
  return text
    .replaceAll(/\$\{\{\s{0,9}env\.(\w{1,100})\s{0,9}\}\}/g, (whole, name: string) => variables.get(name) ?? whole)
    .replaceAll(/\$(?:\{(\w{1,100})\}|(\w{1,100}))/g, (_whole, braced?: string, bare?: string) => {
      const name = braced ?? bare!;
      return variables.get(name) ?? `\${${name}}`;
    });
}

/** The same texts once for each value of the matrix that they name; values of several names go together by their place. */
function variants(texts: readonly (string | undefined)[], { matrix, variables }: Around): (string | undefined)[][] {
  const known = texts.map((text) => (text === undefined ? undefined : filled(text, variables)));
  const named = [...matrix].filter(([name]) => known.some((text) => text?.includes(`matrix.${name}`)));
  const most = Math.max(0, ...named.map(([, values]) => values.length));
  if (most === 0) return [known];
  return Array.from({ length: Math.min(most, 32) }, (_, index) =>
    known.map((text) =>
      named.reduce<string | undefined>(
        (one, [name, values]) =>
          one?.replaceAll(
            new RegExp(`\\$\\{\\{\\s{0,9}matrix\\.${name.replaceAll(/\W/g, '\\$&')}\\s{0,9}\\}\\}`, 'g'),
            values[index] ?? '',
          ),
        text,
      ),
    ),
  );
}

function fromAction(step: Tree, around: Around): Build[] {
  if (!(textOf(at(step, 'uses')) ?? '').startsWith('docker/build-push-action@')) return [];
  const given = at(step, 'with');
  const meta = (text: string): string =>
    text.replaceAll(/\$\{\{\s{0,9}steps\.([\w-]{1,100})\.outputs\.tags\s{0,9}\}\}/g, (whole, id: string) => around.images.get(id) ?? whole);
  const written = [meta(textOf(at(given, 'tags')) ?? ''), textOf(at(given, 'context')) ?? '.', textOf(at(given, 'file'))];
  return variants(written, around).flatMap(([tags = '', context = '.', file]) =>
    tags.split(/[\n,]+/).flatMap((tag) => build(tag.trim(), context, file, step.l)),
  );
}

function fromArtifact(artifact: Tree): Build[] {
  const image = textOf(at(artifact, 'image'));
  const context = textOf(at(artifact, 'context'));
  if (image === undefined || (context === undefined && !at(artifact, 'docker'))) return [];
  const file = textOf(at(artifact, 'docker', 'dockerfile'));
  const folder = context ?? '.';
  return build(image, folder, file === undefined ? undefined : `${folder}/${file}`, artifact.l);
}

function fromShell(text: string, line: number, around: Around): Build[] {
  return variants([text, around.folder], around).flatMap(([script = '', folder = '']) => inScript(script, line, folder));
}

const OPTIONS_WITH_VALUE =
  /^--(?:build-arg|platform|target|cache-from|cache-to|label|secret|ssh|network|progress|output|builder|registry|resource-group|subscription)$|^-[gr]$/;

function inScript(text: string, line: number, start: string): Build[] {
  const out: Build[] = [];
  const words = shellWords(text, line);
  let folder = start;
  for (let index = 0; index < words.length; index++) {
    const { text: first } = words[index]!;
    if (first === 'cd') folder = joinedPath(folder, words[index + 1]?.text ?? '');
    const verb = verbAt(words, index);
    if (verb === undefined) continue;
    const tags: string[] = [];
    let file: string | undefined;
    let context: string | undefined;
    for (let at = verb + 1; at < words.length && words[at]!.text !== ';'; at++) {
      const [name = '', inline] = words[at]!.text.split(/=(.*)/s);
      const value = (): string | undefined => inline ?? words[++at]?.text;
      if (/^(?:-t|--tag|--image|--destination)$/.test(name)) tags.push(value() ?? '');
      else if (/^(?:-f|--file|--dockerfile)$/.test(name)) file = value();
      else if (name === '--context') context = value();
      else if (OPTIONS_WITH_VALUE.test(name)) value();
      else if (!name.startsWith('-')) context = words[at]!.text;
    }
    // The checkout is where a job starts.
    const plain = (path: string): string => path.replace(/^(?:dir:\/\/)?\$\{(?:CI_PROJECT_DIR|GITHUB_WORKSPACE|PWD)\}\/?/, './');
    if (context === undefined) continue;
    const place = joinedPath(folder, plain(context));
    const dockerfile = file === undefined ? undefined : joinedPath(folder, plain(file));
    for (const tag of tags) out.push(...build(tag, place, dockerfile, words[index]!.line));
  }
  return out;
}

/** Where the words of a build begin: `docker buildx build`, `az acr build`, `/kaniko/executor`. */
function verbAt(words: readonly { text: string }[], index: number): number | undefined {
  const { text } = words[index]!;
  if (/(?:^|\/)kaniko\/executor$|^executor$/.test(text)) return index;
  if (!/^(?:docker|podman|buildah|nerdctl|az)$/.test(text)) return undefined;
  const verb = /^(?:buildx|acr|image)$/.test(words[index + 1]?.text ?? '') ? index + 2 : index + 1;
  return /^(?:build|bud)$/.test(words[verb]?.text ?? '') ? verb : undefined;
}

function joinedPath(folder: string, path: string): string {
  if (folder === '' || path.startsWith('/') || path.includes('://')) return path;
  return path === '.' ? folder : `${folder}/${path}`;
}

function build(written: string, context: string, dockerfile: string | undefined, line: number): Build[] {
  if (context.includes('$') || dockerfile?.includes('$') || /^\w+:\/\//.test(context)) return [];
  const plain = written.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const literal = plain.includes('$')
    ? /(?:^|\})\/?((?:[\w.-]+\/)*[\w.-]+)$/.exec(plain)?.[1]
    : readImage(plain)?.repository.replace(/^library\//, '');
  if (literal === undefined || literal === '') return [];
  return [{ image: literal.toLowerCase(), context, ...(dockerfile === undefined ? {} : { dockerfile }), line }];
}
