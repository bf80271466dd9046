import type { DetectorCase } from '../../detector.ts';

const CHAT = "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o', messages=[])\n";

export default [
  {
    name: 'a pinned requirement and an import are one library of one application',
    files: { 'desk/requirements.txt': '# runtime\nfastapi==0.115.0\nopenai==1.51.0\n', 'desk/app.py': CHAT },
    expect: [
      { kind: 'application', name: 'desk', file: 'desk/requirements.txt', line: 3 },
      { kind: 'library', name: 'openai', file: 'desk/requirements.txt', line: 3, properties: { role: 'sdk', ecosystem: 'pypi' } },
    ],
    edges: [['application desk', 'depends-on', 'library openai']],
  },
  {
    name: 'a manifest alone makes the application',
    files: {
      'bot/package.json':
        '{\n  "name": "bot",\n  "dependencies": {\n    "express": "^4.19.0",\n    "@anthropic-ai/sdk": "^0.32.1"\n  }\n}\n',
    },
    expect: [
      { kind: 'application', name: 'bot', file: 'bot/package.json' },
      { kind: 'library', name: '@anthropic-ai/sdk', file: 'bot/package.json', line: 5 },
    ],
    edges: [['application bot', 'depends-on', 'library @anthropic-ai/sdk']],
  },
  {
    name: 'pyproject with extras, groups and a lock that names what is brought along',
    files: {
      'pyproject.toml': [
        '[project]',
        'name = "reading-room"',
        'dependencies = [',
        '    "langchain-openai>=0.2",',
        '    "httpx",',
        ']',
        '[project.optional-dependencies]',
        'search = ["qdrant-client~=1.11"]',
        '[dependency-groups]',
        'dev = ["deepeval>=1.4"]',
        '',
      ].join('\n'),
      'uv.lock': [
        'version = 1',
        '',
        '[[package]]',
        'name = "langchain-openai"',
        'version = "0.2.2"',
        'source = { registry = "https://pypi.org/simple" }',
        'dependencies = [{ name = "openai" }]',
        '',
        '[[package]]',
        'name = "openai"',
        'version = "1.51.2"',
        'source = { registry = "https://pypi.org/simple" }',
        '',
        '[[package]]',
        'name = "reading-room"',
        'version = "0.1.0"',
        'source = { virtual = "." }',
        'dependencies = [{ name = "langchain-openai" }]',
        '',
      ].join('\n'),
    },
    expect: [
      { kind: 'application', name: 'reading-room' },
      { kind: 'library', name: 'langchain-openai', file: 'uv.lock', line: 4 },
      { kind: 'library', name: 'openai', file: 'uv.lock', line: 10 },
      { kind: 'library', name: 'qdrant-client', file: 'pyproject.toml', line: 8 },
      { kind: 'library', name: 'deepeval', file: 'pyproject.toml', line: 10 },
    ],
    edges: [['application reading-room', 'depends-on', 'library openai']],
    source: 'https://docs.astral.sh/uv/concepts/projects/layout/',
  },
  {
    name: 'a requirements file of another name is read where it is included',
    files: { 'svc/requirements.txt': '-r deps/base.txt\n', 'svc/deps/base.txt': 'anthropic>=0.39\n' },
    expect: [
      { kind: 'application', name: 'svc', file: 'svc/deps/base.txt', line: 1 },
      { kind: 'library', name: 'anthropic', file: 'svc/deps/base.txt', line: 1 },
    ],
  },
  {
    name: 'packages without AI, their tools and names that only look alike stay silent',
    files: {
      'package.json':
        '{ "name": "shop", "dependencies": { "openai-color-picker": "1.0.0", "air": "^1.0.0" }, "devDependencies": { "promptfoo": "^0.90.0" } }',
      'package-lock.json':
        '{ "lockfileVersion": 3, "packages": { "": { "devDependencies": { "promptfoo": "^0.90.0" } }, "node_modules/promptfoo": { "version": "0.90.1", "dev": true, "dependencies": { "openai": "^4.0.0" } }, "node_modules/openai": { "version": "4.67.0", "dev": true } } }',
      'tools/requirements.txt': '# openai==1.0 was removed\nrequests==2.32.0\n',
      'notes/constraints.txt': 'torch==2.4.0\n',
      'notes.txt': 'openai==1.0\n',
      'charts/requirements.yaml': 'dependencies:\n  - name: openai\n    version: 1.0.0\n',
    },
    expect: [],
  },
  {
    name: 'broken files stay silent',
    files: {
      'package.json': '{ "dependencies": { "openai"',
      'a/pyproject.toml': '[project\ndependencies = ["openai',
      'b/environment.yml': 'dependencies: [\n',
    },
    expect: [],
  },
] satisfies (DetectorCase & { source?: string })[];
