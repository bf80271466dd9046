import { describe, expect, it } from 'vitest';
import { imageKeys, imageName, imagePinning, interpolated, readImage } from './image.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('readImage', () => {
  // Forms of github.com/distribution/reference.
  it.each([
    ['redis', 'docker.io', 'library/redis', undefined, undefined],
    ['vllm/vllm-openai:v0.9.1', 'docker.io', 'vllm/vllm-openai', 'v0.9.1', undefined],
    ['localhost:5000/a/b:1', 'localhost:5000', 'a/b', '1', undefined],
    ['GHCR.io/Acme/App', 'ghcr.io', 'acme/app', undefined, undefined],
    [`quay.io/a/b@${DIGEST}`, 'quay.io', 'a/b', undefined, DIGEST],
    [`index.docker.io/library/redis:7@${DIGEST}`, 'docker.io', 'library/redis', '7', DIGEST],
  ])('%s', (written, registry, repository, tag, digest) => {
    const image = readImage(written)!;
    expect([image.registry, image.repository, image.tag, image.digest]).toEqual([registry, repository, tag, digest]);
  });

  it.each(['', '${IMAGE}', 'a b', '../x', 'a:b:c', '{{ .Values.image }}'])('is no image: %s', (written) =>
    expect(readImage(written)).toBeUndefined(),
  );
});

describe('keys, names and pinning', () => {
  it('is one key for one image, by whichever spelling', () => {
    expect(imageKeys(readImage('docker.io/vllm/vllm-openai:v1')!)[0]).toEqual({ key: 'purl:pkg:docker/vllm/vllm-openai@v1', strong: true });
    expect(imageKeys(readImage('vllm/vllm-openai:v1')!)).toEqual(imageKeys(readImage('docker.io/vllm/vllm-openai:v1')!));
    expect(imageKeys(readImage('ghcr.io/a/b')!)[0]!.key).toBe('purl:pkg:docker/a/b@latest?repository_url=ghcr.io');
    expect(imageName(readImage('docker.io/library/redis:7')!)).toBe('redis:7');
  });

  it.each([
    ['a/b', 'floating'],
    ['a/b:latest', 'floating'],
    ['a/b:17', 'floating'],
    ['a/b:1.2.3', 'unknown'],
    [`a/b:1@${DIGEST}`, 'pinned'],
  ])('%s is %s', (written, pinning) => expect(imagePinning(readImage(written)!)['pinning']).toBe(pinning));
});

it('takes defaults of variables, and leaves what has none', () => {
  expect(interpolated('${A:-x}/${B-y}:${C}', { C: 'v1' })).toBe('x/y:v1');
  expect(interpolated('$D/${E?must}')).toBe('$D/${E?must}');
});
