import type { CheckCase } from '../../check.ts';

const CHAT = 'from openai import OpenAI\nOpenAI().responses.create(model="gpt-4.1-mini", input="hello")\n';
const TWO = {
  'chat/pyproject.toml': '[project]\nname = "chat"\n',
  'chat/app.py': CHAT,
  'lab/pyproject.toml': '[project]\nname = "lab"\n',
  'lab/app.py': CHAT,
};
const APPROVED = 'approvals:\n  - { match: { kind: model-endpoint }, by: risk, until: 2099-12-31 }\n';
const SERVED = `apiVersion: apps/v1
kind: Deployment
metadata: { name: pilot, namespace: prod }
spec:
  template:
    spec:
      containers:
        - { name: vllm, image: "vllm/vllm-openai:v0.9.1", args: ["--model", "Qwen/Qwen2.5-7B-Instruct"] }
`;

export default [
  {
    name: 'CODEOWNERS names owners, but not of this one',
    files: { ...TWO, CODEOWNERS: '/chat/ @harbour/chat\n' },
    expect: [{ file: 'lab/app.py', asset: 'lab', severity: 'low' }],
    source:
      'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
  },
  {
    name: 'in production and approved, but nobody answers for it',
    files: { 'k8s/llm.yaml': SERVED, 'pharos.yaml': APPROVED },
    expect: [{ file: 'k8s/llm.yaml', asset: 'pilot', severity: 'low' }],
  },
  {
    name: 'resources of one folder are told once',
    files: {
      CODEOWNERS: '/chat/ @harbour/chat\n',
      'chat/pyproject.toml': '[project]\nname = "chat"\n',
      'chat/app.py': CHAT,
      'k8s/a.yaml': SERVED.replace('prod', 'team-a').replace('pilot', 'first'),
      'k8s/b.yaml': SERVED.replace('prod', 'team-a').replace('pilot', 'second'),
    },
    expect: [{ file: 'k8s/a.yaml', asset: 'first', severity: 'info' }],
  },
  { name: 'what ai-unregistered tells is not told again', files: { 'k8s/llm.yaml': SERVED }, expect: [] },
  {
    name: 'a package that says nothing of owners',
    files: {
      'package.json': '{ "name": "kit", "author": "Ines", "dependencies": { "openai": "5.0.0" } }',
      'index.js': "import OpenAI from 'openai';\nnew OpenAI().responses.create({ model: 'gpt-4.1-mini', input: 'x' });\n",
    },
    expect: [],
    unknown: [{ asset: 'kit' }],
  },
  {
    name: 'an example needs no owner',
    files: {
      ...TWO,
      CODEOWNERS: '/chat/ @harbour/chat\n/lab/ @harbour/lab\n',
      'examples/tour/pyproject.toml': '',
      'examples/tour/app.py': CHAT,
    },
    expect: [],
  },
] satisfies CheckCase[];
