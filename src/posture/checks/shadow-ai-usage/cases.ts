import type { CheckCase } from '../../check.ts';

const DRAFT = `import os
from openai import OpenAI

client = OpenAI(base_url="https://api.deepseek.com", api_key=os.environ["DEEPSEEK_API_KEY"])
client.chat.completions.create(model="deepseek-chat", messages=[])
`;
const LIST = 'sanctioned:\n  providers: [openai, "aws-*"]\n';

export default [
  {
    name: 'a provider that is not on the list',
    files: { 'pharos.yaml': LIST, 'draft.py': DRAFT },
    expect: [{ file: 'draft.py', asset: 'deepseek', severity: 'medium' }],
    source: 'https://api-docs.deepseek.com/ (base_url of its OpenAI-compatible API)',
  },
  {
    name: 'a server that is not on the list',
    files: {
      'pharos.yaml': 'sanctioned:\n  tools: [github]\n',
      '.mcp.json': '{\n  "mcpServers": {\n    "figma": { "command": "npx", "args": ["-y", "figma-developer-mcp@0.13.2"] }\n  }\n}\n',
    },
    expect: [{ file: '.mcp.json', line: 3, asset: 'figma' }],
  },
  {
    name: 'a provider on the list',
    files: { 'pharos.yaml': LIST, 'ask.py': 'from openai import OpenAI\nOpenAI().responses.create(model="gpt-4.1-mini", input="hello")\n' },
    expect: [],
  },
  {
    name: 'somebody approved it',
    files: {
      'pharos.yaml': `${LIST}approvals:\n  - { match: { kind: provider, name: deepseek }, by: risk, until: 2099-12-31 }\n`,
      'draft.py': DRAFT,
    },
    expect: [],
  },
  {
    name: 'a mention is no use',
    files: { 'pharos.yaml': LIST, 'notes.md': 'We looked at DeepSeek (https://api.deepseek.com) and left it.\n' },
    expect: [],
  },
  { name: 'without a list nothing is judged', files: { 'draft.py': DRAFT }, expect: [] },
] satisfies CheckCase[];
