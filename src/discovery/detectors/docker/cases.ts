import type { DetectorCase } from '../../detector.ts';

export default [
  {
    name: 'a stack of model server, vector store and chat, published in three ways',
    files: {
      'docker-compose.yml': `services:
  ollama:
    image: ollama/ollama:\${OLLAMA_TAG:-0.6.2}
    ports:
      - "11434:11434"
    volumes: [models:/root/.ollama]
  store:
    image: qdrant/qdrant:v1.14.0
    ports: ["127.0.0.1:6333:6333"]
  chat:
    image: ghcr.io/open-webui/open-webui:main
    environment:
      WEBUI_AUTH: "False"
      OLLAMA_BASE_URL: http://ollama:11434
    ports:
      - target: 8080
        published: "3000"
        host_ip: 0.0.0.0
  db:
    image: postgres:16
`,
    },
    expect: [
      { kind: 'model-endpoint', name: 'ollama', line: 3, properties: { server: 'ollama', auth: 'none', reach: 'open' } },
      { kind: 'image', name: 'ollama/ollama:0.6.2' },
      { kind: 'vector-store', name: 'store', properties: { engine: 'qdrant', reach: 'private' } },
      { kind: 'ai-endpoint', name: 'chat', properties: { auth: 'none', authWhy: 'WEBUI_AUTH is False', reach: 'open' } },
      { kind: 'image', name: 'ghcr.io/open-webui/open-webui:main', properties: { pinning: 'floating' } },
    ],
    edges: [
      ['model-endpoint ollama', 'exposed-to', 'zone corporate'],
      ['model-endpoint ollama', 'runs-on', 'workload ollama'],
    ],
    absent: [
      { kind: 'workload', name: 'db' },
      { kind: 'zone', name: 'internet' },
    ],
  },
  {
    name: 'a service extends another; one in the network of its host listens on the loopback only',
    files: {
      'd/docker-compose.yml':
        'services:\n  base: { image: "milvusdb/milvus:v2.5.2", command: [milvus, run, standalone] }\n  vectors: { extends: base, ports: ["19530:19530"] }\n  own: { network_mode: host, image: "ghcr.io/huggingface/text-generation-inference:3", command: --hostname 127.0.0.1 }\n',
    },
    expect: [
      { kind: 'vector-store', name: 'base', properties: { reach: 'private' } },
      { kind: 'vector-store', name: 'vectors', properties: { auth: 'none', reach: 'open' } },
      { kind: 'model-endpoint', name: 'own', properties: { reach: 'private' } },
    ],
  },
  {
    name: 'an override publishes what the base keeps inside; a file of variables may hold the key',
    files: {
      'c/compose.yaml': `services:\n  llm:\n    image: vllm/vllm-openai@sha256:${'b2'.repeat(
        32,
      )}\n    command: --model Qwen/Qwen3-8B\n    env_file: llm.env\n`,
      'c/compose.override.yaml': 'services:\n  llm:\n    ports: ["8000:8000"]\n',
    },
    expect: [
      {
        kind: 'model-endpoint',
        name: 'llm',
        properties: { reach: 'open', authWhy: '--api-key or VLLM_API_KEY is not given, but the file llm.env may set it' },
      },
      { kind: 'model', name: 'Qwen/Qwen3-8B', file: 'c/compose.yaml', line: 4 },
    ],
  },
  {
    name: 'a service that is built here runs the application of its folder and what its Dockerfile starts',
    files: {
      'services/ask/pyproject.toml': '[project]\nname = "ask"\n',
      'services/ask/main.py':
        "from fastapi import FastAPI\nfrom openai import OpenAI\n\napp = FastAPI()\n\n\n@app.post('/ask')\ndef ask(q: str):\n    return OpenAI().chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': q}])\n",
      'services/ask/Dockerfile':
        'FROM python:3.12-slim\nWORKDIR /app\nRUN pip install --no-cache-dir \\\n    "openai==1.60.0" fastapi\nCOPY . .\nUSER 1000\nCMD ["uvicorn", "main:app", "--host", "0.0.0.0"]\n',
      'compose.yml':
        'services:\n  ask:\n    build: ./services/ask\n    labels:\n      - "traefik.http.routers.ask.rule=Host(`ask.harbour.example`)"\n',
    },
    expect: [
      {
        kind: 'workload',
        name: 'ask',
        properties: { sourceDir: 'services/ask', entry: 'services/ask/main.py', reach: 'internet', runsAsRoot: false },
      },
      { kind: 'image', name: 'services/ask/Dockerfile', properties: { base: 'python:3.12-slim', user: '1000' } },
      { kind: 'library', name: 'openai', line: 4 },
    ],
    edges: [
      ['application ask', 'runs-on', 'workload ask'],
      ['ai-endpoint POST /ask', 'exposed-to', 'zone internet'],
      ['image services/ask/Dockerfile', 'depends-on', 'library openai'],
      ['workload ask', 'runs-image', 'image services/ask/Dockerfile'],
    ],
  },
  {
    name: 'an image that starts Jupyter without a token, and one that serves a model of the hub',
    files: {
      'lab/Dockerfile':
        'FROM python:3.12\nRUN pip install jupyterlab torch\nEXPOSE 8888\nUSER root\nCMD ["jupyter", "lab", "--ip=0.0.0.0", "--allow-root", "--NotebookApp.token=\'\'"]\n',
      'serve/Containerfile':
        'ARG TAG=v0.9.1\nFROM vllm/vllm-openai:${TAG}\nCOPY adapters/berth.safetensors /adapters/\nENTRYPOINT ["vllm", "serve"]\nCMD ["Qwen/Qwen2.5-7B-Instruct", "--trust-remote-code"]\n',
    },
    expect: [
      { kind: 'notebook', name: 'lab', file: 'lab/Dockerfile', line: 5, properties: { auth: 'none', server: 'jupyter' } },
      { kind: 'image', name: 'lab/Dockerfile', properties: { runsAsRoot: true } },
      { kind: 'model-endpoint', name: 'serve', properties: { server: 'vllm', trustRemoteCode: true, reach: 'unknown' } },
      {
        kind: 'image',
        name: 'serve/Containerfile',
        properties: { base: 'vllm/vllm-openai:v0.9.1', models: ['adapters/berth.safetensors'] },
      },
    ],
    edges: [['model-endpoint serve', 'serves', 'model Qwen/Qwen2.5-7B-Instruct']],
  },
  {
    name: 'a workflow says what it builds: a Deployment of that image runs the code',
    files: {
      'services/ask/main.py':
        "from fastapi import FastAPI\nfrom openai import OpenAI\n\napp = FastAPI()\n\n\n@app.post('/ask')\ndef ask(q: str):\n    return OpenAI().chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': q}])\n",
      'services/ask/requirements.txt': 'openai\n',
      'services/ask/Dockerfile': 'FROM python:3.12-slim\nCOPY . .\nCMD ["uvicorn", "main:app"]\n',
      'deploy/ask.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front }\nspec:\n  template:\n    metadata: { labels: { app: front } }\n    spec:\n      containers: [{ name: a, image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/harbour/questions:1.4.0" }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: front }\nspec: { type: LoadBalancer, selector: { app: front } }\n',
      '.github/workflows/ship.yml':
        'on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: services/ask\n          push: true\n          tags: ${{ env.REGISTRY }}/harbour/questions:${{ github.sha }}\n',
    },
    expect: [
      { kind: 'workload', name: 'front', properties: { reach: 'internet' } },
      { kind: 'image', name: 'services/ask/Dockerfile', properties: { builtAs: ['harbour/questions'] } },
    ],
    edges: [
      ['application ask', 'runs-on', 'workload front'],
      ['ai-endpoint POST /ask', 'exposed-to', 'zone internet'],
    ],
  },
  {
    name: 'a name that is only equal to the folder is a guess, and another name none',
    files: {
      'services/ask/main.py':
        "from fastapi import FastAPI\nfrom openai import OpenAI\n\napp = FastAPI()\n\n\n@app.post('/ask')\ndef ask(q: str):\n    return OpenAI().chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': q}])\n",
      'services/ask/requirements.txt': 'openai\n',
      'services/ask/Dockerfile': 'FROM python:3.12-slim\nCOPY . .\nCMD ["uvicorn", "main:app"]\n',
      'deploy/ask.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front }\nspec:\n  template:\n    metadata: { labels: { app: front } }\n    spec:\n      containers: [{ name: a, image: "ghcr.io/harbour/ask:1.4.0" }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: front }\nspec: { type: LoadBalancer, selector: { app: front } }\n',
      'deploy/other.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: other }\nspec: { template: { spec: { containers: [{ name: a, image: "ghcr.io/harbour/tasks:1" }] } } }\n',
    },
    expect: [{ kind: 'workload', name: 'front' }],
    edges: [['application ask', 'runs-on', 'workload front']],
    absent: [{ kind: 'workload', name: 'other' }],
  },
  {
    name: 'an image of a web shop, a stack without AI, a note about compose and a broken file stay silent',
    files: {
      Dockerfile: 'FROM node:22\nCOPY . .\nRUN npm ci && pip install requests\nCMD ["node", "server.js"]\n',
      'docker-compose.yml':
        'services:\n  web: { build: ., ports: ["80:3000"] }\n  cache: { image: redis:7 }\n  search: { image: "elasticsearch:8.15.0" }\n',
      'notes-on-compose.yml': 'composer: Bach\n',
      'x.Dockerfile': 'RUN nothing\n',
    },
    expect: [],
  },
] satisfies DetectorCase[];
