import { shellWords } from '../../containers/container.ts';
import { at, entriesOf, textOf, type Tree } from '../../containers/documents.ts';
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
 * Builds in skaffold.yaml, in workflows (docker/build-push-action, `docker build` in steps) and in Cloud Build. Sources:
 * skaffold.dev/docs/references/yaml, github.com/docker/build-push-action, docs.docker.com/reference/cli/docker/buildx/build.
 */
export function buildsIn(tree: Tree, deep = 0): Build[] {
  if (deep > 25) return [];
  if ('v' in tree)
    return typeof tree.v === 'string' && /\b(?:docker|podman|buildah|nerdctl)\b[^\n]*\bbuild\b/.test(tree.v.slice(0, 20_000))
      ? fromShell(tree.v, tree.l)
      : [];
  if ('s' in tree) return tree.s.flatMap((item) => buildsIn(item, deep + 1));
  return [...fromAction(tree), ...fromArtifact(tree), ...entriesOf(tree).flatMap(([, value]) => buildsIn(value, deep + 1))];
}

function fromAction(step: Tree): Build[] {
  if (!(textOf(at(step, 'uses')) ?? '').startsWith('docker/build-push-action@')) return [];
  const given = at(step, 'with');
  const tags = (textOf(at(given, 'tags')) ?? '').split(/[\n,]+/).map((tag) => tag.trim());
  return tags.flatMap((tag) => build(tag, textOf(at(given, 'context')) ?? '.', textOf(at(given, 'file')), step.l));
}

function fromArtifact(artifact: Tree): Build[] {
  const image = textOf(at(artifact, 'image'));
  const context = textOf(at(artifact, 'context'));
  if (image === undefined || (context === undefined && !at(artifact, 'docker'))) return [];
  const file = textOf(at(artifact, 'docker', 'dockerfile'));
  const folder = context ?? '.';
  return build(image, folder, file === undefined ? undefined : `${folder}/${file}`, artifact.l);
}

function fromShell(text: string, line: number): Build[] {
  const out: Build[] = [];
  const words = shellWords(text, line);
  for (let index = 0; index < words.length; index++) {
    if (!/^(?:docker|podman|buildah|nerdctl)$/.test(words[index]!.text)) continue;
    const verb = words[index + 1]?.text === 'buildx' ? index + 2 : index + 1;
    if (!/^(?:build|bud)$/.test(words[verb]?.text ?? '')) continue;
    const tags: string[] = [];
    let file: string | undefined;
    let context: string | undefined;
    for (let at = verb + 1; at < words.length && words[at]!.text !== ';'; at++) {
      const [name = '', inline] = words[at]!.text.split(/=(.*)/s);
      if (/^(?:-t|--tag)$/.test(name)) tags.push(inline ?? words[++at]?.text ?? '');
      else if (/^(?:-f|--file)$/.test(name)) file = inline ?? words[++at]?.text;
      else if (
        /^--(?:build-arg|platform|target|cache-from|cache-to|label|secret|ssh|network|progress|output|builder)$/.test(name) &&
        inline === undefined
      )
        at++;
      else if (!name.startsWith('-')) context = words[at]!.text;
    }
    if (context !== undefined) for (const tag of tags) out.push(...build(tag, context, file, words[index]!.line));
  }
  return out;
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
