import type { CheckCase } from '../../check.ts';

const DRAFT = `import os
from openai import OpenAI

client = OpenAI(base_url="https://api.deepseek.com", api_key=os.environ["DEEPSEEK_API_KEY"])
client.chat.completions.create(model="deepseek-chat", messages=[])
`;
const LIST = 'sanctioned:\n  providers: [openai, "aws-*"]\n';

const PROXY = (...rows: string[]): string => `timestamp,user,url,method,bytes_sent,bytes_received,action\n${rows.join('\n')}\n`;
const ASKED = '2026-11-02T08:00:00Z,ana@kettle.example,https://claude.ai/api/organizations/1/completion,POST,900,5000,allowed';
const PASTED = '2026-11-03T08:00:00Z,bo@kettle.example,https://claude.ai/api/organizations/1/completion,POST,64000,5000,allowed';
const TOKENS = (scopes: string): string =>
  `user,clientId,displayText,scopes\nana@kettle.example,7.apps.googleusercontent.com,Otter.ai,${scopes}\n`;

export default [
  {
    name: 'a chat that is not on the list, asked questions: one finding for all who used it',
    files: { 'pharos.yaml': 'sanctioned:\n  saas: [ChatGPT]\n', 'proxy.csv': PROXY(ASKED, ASKED.replace('ana@', 'cy@')) },
    expect: [{ file: 'proxy.csv', line: 2, asset: 'Claude', severity: 'medium' }],
  },
  {
    name: 'a text of 64 kB pasted into it',
    files: { 'pharos.yaml': 'sanctioned:\n  saas: [ChatGPT]\n', 'proxy.csv': PROXY(ASKED, PASTED) },
    expect: [{ file: 'proxy.csv', asset: 'Claude', severity: 'high' }],
  },
  {
    name: 'a provider that was only looked up',
    files: { 'pharos.yaml': LIST, 'dnsmasq.log': 'Nov  2 08:00:02 dnsmasq[9]: query[A] api.deepseek.com from 192.168.7.20\n' },
    expect: [{ file: 'dnsmasq.log', line: 1, asset: 'deepseek', severity: 'low' }],
  },
  {
    name: 'an app that may read mail',
    files: { 'pharos.yaml': 'sanctioned:\n  saas: []\n', 'tokens.csv': TOKENS('https://www.googleapis.com/auth/gmail.readonly') },
    expect: [{ file: 'tokens.csv', line: 2, asset: 'Otter', severity: 'high' }],
  },
  {
    name: 'the same on the list, by name and by address, and what the gateway blocked',
    files: {
      'pharos.yaml': 'sanctioned:\n  saas: [claude.ai, Otter]\n',
      'proxy.csv': PROXY(ASKED, PASTED, ASKED.replace('claude.ai', 'chat.deepseek.com').replace('allowed', 'blocked')),
      'tokens.csv': TOKENS('https://www.googleapis.com/auth/gmail.readonly'),
    },
    expect: [],
  },
  {
    name: 'an app of a provider that is not allowed, with a list of providers alone; the app of an allowed one is open',
    files: { 'pharos.yaml': LIST, 'proxy.csv': PROXY(ASKED, ASKED.replace('claude.ai', 'chatgpt.com')) },
    expect: [{ file: 'proxy.csv', line: 2, asset: 'Claude' }],
    unknown: [{ asset: 'ChatGPT' }],
  },
  {
    name: 'without a list questions are open',
    files: { 'proxy.csv': PROXY(ASKED) },
    expect: [],
    unknown: [{ asset: 'Claude' }],
  },
  {
    name: 'without a list a pasted text is told, but not as high',
    files: { 'proxy.csv': PROXY(ASKED, PASTED) },
    expect: [{ file: 'proxy.csv', asset: 'Claude', severity: 'medium' }],
  },
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
