import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'letters swapped, and one left out',
    files: {
      'requirements.txt': 'openai==1.55.3\nlangchian==0.3.7\n',
      'web/package.json': '{\n "dependencies": {\n  "ai": "4.0.3",\n  "opnai": "1.0.1"\n }\n}\n',
    },
    expect: [
      { file: 'requirements.txt', line: 2, asset: 'langchian', severity: 'high' },
      { file: 'web/package.json', line: 4, asset: 'opnai', severity: 'high' },
    ],
  },
  {
    name: 'a name that assistants invent, in an install of a notebook',
    files: {
      'train.ipynb': JSON.stringify({
        cells: [{ cell_type: 'code', metadata: {}, outputs: [], source: ['!pip install huggingface-cli\n', 'import torch'] }],
        metadata: { kernelspec: { language: 'python' } },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    },
    expect: [{ file: 'train.ipynb', line: 1, asset: 'huggingface-cli' }],
    source: 'https://arxiv.org/abs/2406.10279',
  },
  {
    name: 'a package published to harm',
    files: { 'requirements.txt': 'deepseeek==0.0.8\n' },
    expect: [{ file: 'requirements.txt', line: 1, asset: 'deepseeek', severity: 'critical' }],
    source: 'https://global.ptsecurity.com/en/research (packages that posed as clients of DeepSeek, January 2025)',
  },
  {
    name: 'packages of other purposes beside well-known names, and well-known names themselves',
    files: {
      'requirements.txt': 'dataset==1.6.2\ndatasets==3.1.0\nopenai==1.55.3\nlangchain-chroma==0.1.4\nrequests\ntorchaudio==2.7.1\n',
      'web/package.json': '{"dependencies":{"openapi":"1.0.1","openai":"4.77.0"}}',
    },
    expect: [],
  },
] satisfies CheckCase[];
