import type { CheckCase } from '../../check.ts';

function compose(lines: string, image = 'ollama/ollama:0.6.2'): Record<string, string> {
  return { 'compose.yaml': `services:\n  llm:\n    image: ${image}\n${lines}` };
}

function manifests(service: string, args = ''): Record<string, string> {
  return {
    'k/llm.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: pilot }\nspec:\n  template:\n    metadata: { labels: { app: pilot } }\n    spec:\n      containers: [{ name: s, image: "lmsysorg/sglang:v0.4.6", command: [python3, -m, sglang.launch_server, --model-path, Qwen/Qwen3-8B${args}] }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: pilot }\nspec:\n  type: ${service}\n  selector: { app: pilot }\n  ports: [{ port: 30000 }]\n`,
  };
}

export default [
  {
    name: 'a node port without a key',
    files: manifests('NodePort'),
    expect: [{ file: 'k/llm.yaml', line: 14, asset: 'pilot', severity: 'medium' }],
  },
  { name: 'a node port with a key', files: manifests('NodePort', ', --api-key, "$(KEY)"'), expect: [] },
  { name: 'a Service inside the cluster', files: manifests('ClusterIP'), expect: [] },
  { name: 'what the internet reaches is told elsewhere', files: manifests('LoadBalancer'), expect: [] },
  {
    name: 'a published port of a machine',
    files: compose('    ports:\n      - "11434:11434"\n'),
    expect: [{ file: 'compose.yaml', line: 5, asset: 'llm', severity: 'low' }],
    source: 'https://docs.docker.com/engine/network/port-publishing/',
  },
  { name: 'published on the loopback address only', files: compose('    ports: ["127.0.0.1:11434:11434"]\n'), expect: [] },
  { name: 'not published at all', files: compose('    expose: ["11434"]\n'), expect: [] },
  {
    name: 'the same in a file of production, on the network of the host',
    files: { 'deploy/compose.prod.yml': 'services:\n  llm:\n    image: ollama/ollama:0.6.2\n    network_mode: host\n' },
    expect: [{ file: 'deploy/compose.prod.yml', line: 4, severity: 'medium' }],
  },
  {
    name: 'a file of variables may hold the key',
    files: compose('    command: --model Qwen/Qwen3-8B\n    env_file: .env.llm\n    ports: ["8000:8000"]\n', 'vllm/vllm-openai:v0.9.1'),
    expect: [],
    unknown: [{ asset: 'llm' }],
  },
  {
    name: 'an account of Azure OpenAI inside its network that takes keys, and one that does not',
    files: {
      'a.tf':
        'resource "azurerm_cognitive_account" "keys" {\n  name                          = "keys"\n  kind                          = "OpenAI"\n  public_network_access_enabled = false\n}\n',
      'b.tf':
        'resource "azurerm_cognitive_account" "roles" {\n  name                          = "roles"\n  kind                          = "OpenAI"\n  public_network_access_enabled = false\n  local_auth_enabled            = false\n}\n',
    },
    expect: [{ file: 'a.tf', line: 1, asset: 'keys', severity: 'low' }],
    source: 'https://learn.microsoft.com/azure/ai-services/disable-local-auth',
  },
  {
    name: 'a script publishes Ollama, a unit binds it to every address, a recipe starts vLLM for everybody',
    files: {
      'start.sh':
        '#!/bin/sh\ndocker run -d --gpus all \\\n  -p 11434:11434 ollama/ollama:0.5.7\ndocker run -d -p 127.0.0.1:8000:8000 vllm/vllm-openai:v0.9.1\n',
      'ollama.service': '[Service]\nExecStart=/usr/local/bin/ollama serve\nEnvironment="OLLAMA_HOST=0.0.0.0:11434"\n',
      Makefile: 'serve:\n\tvllm serve Qwen/Qwen3-8B --host 0.0.0.0\n',
    },
    expect: [
      { file: 'start.sh', line: 2, severity: 'low' },
      { file: 'ollama.service', line: 3, severity: 'low' },
      { file: 'Makefile', line: 2, severity: 'low' },
    ],
    source: 'https://docs.docker.com/engine/network/port-publishing/ and https://github.com/ollama/ollama/blob/main/docs/faq.md',
  },
  {
    name: 'the same on the loopback, with a key, or without a word about the address',
    files: {
      'start.sh':
        'docker run -d -p 127.0.0.1:11434:11434 ollama/ollama:0.5.7\nvllm serve Qwen/Qwen3-8B\ndocker run -p 8000:8000 vllm/vllm-openai:v0.9.1 --api-key "$KEY"\n',
      'ollama.service': '[Service]\nExecStart=/usr/local/bin/ollama serve\nEnvironment="OLLAMA_HOST=127.0.0.1:11434"\n',
      'tf/main.tf': 'resource "aws_instance" "a" {\n  user_data = file("start.sh")\n  associate_public_ip_address = false\n}\n',
      'tf/start.sh': 'docker run -p 11434:11434 ollama/ollama:0.5.7\n',
      'web.sh': 'docker run -p 80:80 nginx:1.27\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
