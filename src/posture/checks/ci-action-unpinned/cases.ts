import type { CheckCase } from '../../check.ts';

const publish = (uses: string, given = ''): string => `name: Publish model
on:
  push:
    tags: ["v*"]
permissions:
  contents: read
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@main
      - uses: ${uses}
${given}      - run: hf upload tidewater/berth-forecast out
        env:
          HF_TOKEN: \${{ secrets.HF_TOKEN }}
`;

const KEY = '        with:\n          openai-key: ${{ secrets.OPENAI_API_KEY }}\n';

export default [
  {
    name: 'a branch of somebody gets the key',
    files: { '.github/workflows/publish.yml': publish('notesmith/model-card@main', KEY) },
    expect: [{ file: '.github/workflows/publish.yml', line: 12, severity: 'high' }],
  },
  {
    name: 'a branch of somebody runs beside the token of the hub',
    files: { '.github/workflows/publish.yml': publish('jlumbroso/free-disk-space@main') },
    expect: [{ file: '.github/workflows/publish.yml', line: 12, severity: 'medium' }],
    source: 'https://github.com/jlumbroso/free-disk-space (its README names the branch)',
  },
  {
    name: 'a tag of somebody gets the key of a model',
    files: { '.github/workflows/publish.yml': publish('notesmith/model-card@v2', KEY) },
    expect: [{ file: '.github/workflows/publish.yml', line: 12, severity: 'low' }],
  },
  {
    name: 'tags of vendors and of the platform, a commit, a tag without a secret',
    files: {
      '.github/workflows/a.yml': publish('docker/login-action@v3', '        with:\n          password: ${{ secrets.REGISTRY_TOKEN }}\n'),
      '.github/workflows/b.yml': publish(`notesmith/model-card@${'5d'.repeat(20)}`, KEY),
      '.github/workflows/c.yml': publish('tj-actions/changed-files@v45'),
      '.github/workflows/d.yml': publish(
        'anthropics/claude-code-action@v1',
        '        with:\n          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}\n',
      ),
    },
    expect: [],
  },
  {
    name: 'a job that only labels has nothing to lose',
    files: {
      '.github/workflows/mixed.yml': `on: push
permissions: { contents: read }
jobs:
  spell:
    runs-on: ubuntu-latest
    steps:
      - uses: notesmith/spelling@master
  evaluate:
    runs-on: ubuntu-latest
    steps:
      - run: promptfoo eval
`,
    },
    expect: [],
  },
] satisfies CheckCase[];
