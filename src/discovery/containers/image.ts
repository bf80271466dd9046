import { strongKey, weakKey, type Key } from '../../core/keys.ts';
import type { Properties } from '../../core/observation.ts';

/** A container image reference. Source of the grammar: github.com/distribution/reference. */
export interface Image {
  /** As written, variables with their defaults. */
  written: string;
  /** `docker.io` where none is named. */
  registry: string;
  /** Without registry: `vllm/vllm-openai`, `library/postgres`. */
  repository: string;
  tag?: string;
  digest?: string;
}

/** Splits a reference; undefined where a name is built from variables without a value, or it is none. */
export function readImage(written: string): Image | undefined {
  const parts = /^(\w[\w.-]*(?::\d+(?=\/))?(?:\/[\w.-]+)*?)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-fA-F]{64}))?$/.exec(
    written.slice(0, 500),
  );
  if (!parts) return undefined;
  const [first = '', ...rest] = parts[1]!.split('/');
  const hosted = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = hosted ? first.toLowerCase() : 'docker.io';
  const path = (hosted ? rest.join('/') : parts[1]!).toLowerCase();
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return {
    written,
    registry: registry === 'index.docker.io' || registry === 'registry-1.docker.io' ? 'docker.io' : registry,
    repository,
    ...(parts[2] === undefined ? {} : { tag: parts[2] }),
    ...(parts[3] === undefined ? {} : { digest: parts[3].toLowerCase() }),
  };
}

/** Package URL with tag or digest: one key for the same image in manifests, compose files, Dockerfiles and CI. */
export function imageKeys({ registry, repository, tag, digest }: Image): Key[] {
  const path = repository.replace(/^library\/(?=[^/]+$)/, 'library/');
  const where = registry === 'docker.io' ? '' : `?repository_url=${registry}`;
  const base = `pkg:docker/${path}`;
  return [strongKey('purl', `${base}@${digest ?? tag ?? 'latest'}${where}`), weakKey('purl', base)];
}

/** `vllm/vllm-openai:v0.6.3`: for people, without Docker Hub's own name. */
export function imageName({ registry, repository, tag, digest }: Image): string {
  const path = registry === 'docker.io' ? repository.replace(/^library\//, '') : `${registry}/${repository}`;
  return `${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest.slice(0, 19)}`}`;
}

/** pinned: a digest. floating: no tag, or one that is meant to move. unknown: a version tag, which its publisher can still move. */
export function imagePinning({ tag, digest }: Image): Properties {
  if (digest !== undefined) return { pinning: 'pinned', pinningWhy: 'a digest: always the same image' };
  if (tag === undefined) return { pinning: 'floating', pinningWhy: 'no tag: whatever `latest` points to at each start' };
  if (/^v?\d+(?:\.\d+){2,}|\d{4}-?\d{2}-?\d{2}|^(?:sha-?)?[0-9a-f]{7,40}$/i.test(tag))
    return {
      pinning: 'unknown',
      pinningWhy: `the tag ${tag} names one version; its publisher can still move it, a digest cannot be moved`,
    };
  return { pinning: 'floating', pinningWhy: `the tag ${tag} moves` };
}

/** `${NAME:-default}`, `${NAME-default}`, `$NAME` with what is known; what has no value stays as it is written. */
export function interpolated(text: string, values: Readonly<Record<string, string>> = {}): string {
  return text.replaceAll(/\$\{([A-Za-z_]\w*)(?::?[-=]([^${}]*)|:?[?+][^${}]*)?\}|\$([A-Za-z_]\w*)/g, (whole, braced, fallback, bare) => {
    const name = (braced ?? bare) as string;
    return Object.hasOwn(values, name) ? values[name]! : ((fallback as string | undefined) ?? whole);
  });
}
