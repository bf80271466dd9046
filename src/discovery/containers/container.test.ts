import { describe, expect, it } from 'vitest';
import { option, shellWords, startedModule, type Container } from './container.ts';
import { servedBy } from './recognize.ts';

const words = (text: string): string[] => shellWords(text, 1).map((word) => word.text);

describe('shellWords', () => {
  it('takes quotes off, joins continuations and keeps lines', () => {
    expect(words(`vllm serve 'a b' "c" \\\n  --x=1 && echo # no\nls`)).toEqual(['vllm', 'serve', 'a b', 'c', '--x=1', ';', 'echo', 'ls']);
    expect(shellWords('a \\\n b \\\n c', 10).map(({ line }) => line)).toEqual([10, 11, 12]);
  });

  it('ends on anything', () => {
    expect(words(`"open ${'x'.repeat(100_000)}`).length).toBe(1);
    expect(words('\\'.repeat(50_000)).length).toBeLessThanOrEqual(2000);
  });
});

it('reads options with and without an equals sign, and flags', () => {
  const command = shellWords('serve --model=a -m b --trust-remote-code --port 80', 3);
  expect(option(command, '--model')).toEqual({ text: 'a', line: 3 });
  expect(option(command, '-m')!.text).toBe('b');
  expect(option(command, '--trust-remote-code')!.text).toBe('');
  expect(option(command, '--api-key')).toBeUndefined();
});

it.each([
  ['uvicorn app.main:app --host 0.0.0.0', 'svc/app/main.py'],
  ['python -m app.worker', 'svc/app/worker.py'],
  ['streamlit run /app/ui.py', 'svc/ui.py'],
  ['node dist/index.js', 'svc/src/index.ts'],
  ['gunicorn other:app', undefined],
])('%s starts %s', (line, module) => {
  const paths = new Set(['svc/app/main.py', 'svc/app/worker.py', 'svc/ui.py', 'svc/src/index.ts']);
  expect(startedModule(shellWords(line, 1), 'svc', paths)).toBe(module);
});

describe('servedBy', () => {
  const container = (image: string | undefined, command = '', variables: Container['variables'] = []): Container => ({
    name: 'c',
    ...(image === undefined ? {} : { image }),
    command: shellWords(command, 1),
    variables,
    ports: [],
    mounts: [],
    line: 1,
  });

  // Images as their makers and mirrors publish them.
  it.each([
    ['vllm/vllm-openai:v0.9.1', 'vllm'],
    ['registry.example/dockerhub/vllm/vllm-openai', 'vllm'],
    ['${REGISTRY}/vllm/vllm-openai:v1', 'vllm'],
    ['ghcr.io/huggingface/text-generation-inference:3.2', 'tgi'],
    ['763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.4', undefined],
    ['nvcr.io/nvidia/tritonserver:24.08-py3', 'triton'],
    ['ghcr.io/ggml-org/llama.cpp:server', 'llama.cpp'],
    ['quay.io/go-skynet/local-ai:latest', 'localai'],
    ['pytorch/torchserve:latest-gpu', 'torchserve'],
    ['tensorflow/serving:2.18.0', 'tf-serving'],
    ['nvcr.io/nim/meta/llama-3.1-8b-instruct:1.3', 'nim'],
    ['ghcr.io/berriai/litellm:main-stable', 'litellm'],
    ['ghcr.io/open-webui/open-webui:main', 'open-webui'],
    ['cr.weaviate.io/semitechnologies/weaviate:1.30', 'weaviate'],
    ['chromadb/chroma:1.0', 'chroma'],
    ['pgvector/pgvector:pg17', 'pgvector'],
    ['redis/redis-stack-server:7', 'redis'],
    ['quay.io/jupyter/scipy-notebook', 'jupyter'],
    ['quay.io/jupyterhub/jupyterhub:5', 'jupyterhub'],
    ['ghcr.io/mlflow/mlflow:v3', 'mlflow'],
    ['heartexlabs/label-studio:1.18', 'label-studio'],
    ['redis:7', undefined],
    ['postgres:17', undefined],
    ['nginx', undefined],
    ['acme/vllm-router-exporter', undefined],
    ['elasticsearch:8.15.0', undefined],
  ])('%s is %s', (image, id) => expect(servedBy(container(image))?.id).toBe(id));

  it('believes the command line before the image', () => {
    expect(servedBy(container('acme/base:1', 'python3 -m vllm.entrypoints.openai.api_server --model a/b'))).toMatchObject({
      id: 'vllm',
      by: 'command',
      auth: 'none',
    });
    expect(servedBy(container('ollama/ollama', 'ollama pull llama3.2'))).toBeUndefined();
    expect(servedBy(container('vllm/vllm-openai', 'sleep infinity'))).toBeUndefined();
  });

  it('expands variables of the container, and says what it does not know', () => {
    const given = servedBy(
      container('vllm/vllm-openai', '--model $(MODEL) --api-key $(KEY)', [
        { name: 'MODEL', value: 'Qwen/Qwen3-8B', line: 2 },
        { name: 'KEY', secret: 's/k', line: 3 },
      ]),
    )!;
    expect(given.models.map(({ text }) => text)).toEqual(['Qwen/Qwen3-8B']);
    expect(given.auth).toBe('present');
    const unseen = servedBy({ ...container('qdrant/qdrant'), unseen: 'the file x.env' })!;
    expect([unseen.auth, unseen.authWhy]).toEqual([undefined, 'QDRANT__SERVICE__API_KEY is not given, but the file x.env may set it']);
  });
});
