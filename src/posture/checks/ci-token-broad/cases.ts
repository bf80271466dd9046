import type { CheckCase } from '../../check.ts';

const nightly = (permissions: string): string => `name: Tidy
on:
  schedule:
    - cron: "0 4 * * 1"
${permissions}jobs:
  tidy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: claude -p "Update the changelog" --allowedTools "Edit,Bash(git commit:*)"
        env:
          ANTHROPIC_API_KEY: \${{ secrets.ANTHROPIC_API_KEY }}
`;

export default [
  {
    name: 'a token for everything',
    files: { '.github/workflows/tidy.yml': nightly('permissions: write-all\n') },
    expect: [{ file: '.github/workflows/tidy.yml', line: 5, asset: '.github/workflows/tidy.yml', severity: 'medium' }],
    source: 'https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#permissions',
  },
  {
    name: 'nothing stated',
    files: { '.github/workflows/tidy.yml': nightly('') },
    expect: [{ file: '.github/workflows/tidy.yml', line: 6, severity: 'low' }],
  },
  { name: 'what it needs', files: { '.github/workflows/tidy.yml': nightly('permissions:\n  contents: write\n') }, expect: [] },
  {
    name: 'an empty list takes everything away',
    files: { '.github/workflows/tidy.yml': nightly('permissions: {}\n') },
    expect: [],
  },
  {
    name: 'strangers steer it as well: that is told once, elsewhere',
    files: {
      '.github/workflows/answer.yml':
        'on: issues\npermissions: write-all\njobs:\n  answer:\n    runs-on: ubuntu-latest\n    steps:\n      - run: claude -p "${{ github.event.issue.body }}" --dangerously-skip-permissions\n        env:\n          ANTHROPIC_API_KEY: ${{ secrets.ANTHROPIC_API_KEY }}\n',
    },
    expect: [],
  },
  {
    name: 'an evaluation and a training with a token for everything: the training weighs more',
    files: {
      '.github/workflows/eval.yml':
        'on: push\npermissions: write-all\njobs:\n  e:\n    runs-on: ubuntu-latest\n    steps:\n      - run: promptfoo eval\n',
      '.github/workflows/train.yml':
        'on: push\njobs:\n  t:\n    permissions: write-all\n    runs-on: ubuntu-latest\n    steps:\n      - run: python train.py\n',
    },
    expect: [
      { file: '.github/workflows/eval.yml', line: 2, severity: 'low' },
      { file: '.github/workflows/train.yml', line: 4, severity: 'medium' },
    ],
  },
  {
    name: 'a workflow without an agent that states nothing is not asked',
    files: {
      '.github/workflows/eval.yml': 'on: push\njobs:\n  e:\n    runs-on: ubuntu-latest\n    steps:\n      - run: promptfoo eval\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
