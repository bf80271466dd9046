import type { DetectorCase } from '../../detector.ts';

export default [
  {
    name: 'an index over http in requirements that is trusted as well is one entry, told where it is named',
    files: {
      'requirements.txt':
        '--index-url https://pypi.org/simple\n--trusted-host wheels.acme.example\n--extra-index-url http://wheels.acme.example/simple\nopenai==1.55.3\n',
    },
    expect: [
      {
        kind: 'application',
        name: 'case',
        file: 'requirements.txt',
        properties: {
          packageIndexes: [{ file: 'requirements.txt', line: 3, form: 'plain', host: 'wheels.acme.example', option: '--extra-index-url' }],
        },
      },
    ],
  },
  {
    name: 'a cell of a notebook',
    files: {
      'train.ipynb': JSON.stringify(
        {
          cells: [
            { cell_type: 'markdown', metadata: {}, source: ['Use --trusted-host docs.acme.example'] },
            {
              cell_type: 'code',
              metadata: {},
              outputs: [],
              source: ['%pip install --trusted-host wheels.acme.example acme-nlp\n', 'import torch'],
            },
          ],
          metadata: { kernelspec: { language: 'python' } },
          nbformat: 4,
          nbformat_minor: 5,
        },
        null,
        1,
      ),
    },
    expect: [
      {
        kind: 'notebook',
        name: 'train.ipynb',
        properties: {
          packageIndexes: [{ file: 'train.ipynb', line: 15, form: 'unverified', host: 'wheels.acme.example', option: '--trusted-host' }],
        },
      },
    ],
  },
  {
    name: 'indexes of projects for their own packages, a proxy in place of the public index, a comment',
    files: {
      'requirements.txt': '--extra-index-url https://download.pytorch.org/whl/cu124\n# --trusted-host old.acme.example\ntorch==2.7.1\n',
      'api/requirements.txt': '--index-url https://pypi.acme.example/simple\nopenai==1.55.3\n',
      '.npmrc': 'registry=https://npm.acme.example/\n@acme:registry=https://npm.acme.example/\n',
    },
    expect: [
      { kind: 'application', name: 'case' },
      { kind: 'application', name: 'api' },
    ],
  },
  {
    name: 'an application without AI',
    files: { 'requirements.txt': '--extra-index-url http://wheels.acme.example/simple\nrequests\n' },
    expect: [],
  },
] satisfies DetectorCase[];
