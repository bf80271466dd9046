import type { CheckCase } from '../../check.ts';

const SCRIPT = { 'train.py': 'import torch\nfrom transformers import Trainer\nTrainer(model=None).train()\n' };

const target = (on: string, permissions: string, ref: string, secret: string): string => `name: Smoke training
on: ${on}
permissions:
  ${permissions}
jobs:
  smoke:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v2
        with:
          ref: ${ref}
      - run: pip install -r requirements.txt
      - run: python train.py --steps 5
        env:
          ${secret}
`;

export default [
  {
    name: 'a training smoke test builds what strangers propose',
    files: {
      ...SCRIPT,
      '.github/workflows/smoke.yml': target(
        'pull_request_target',
        'contents: read',
        '${{ github.event.pull_request.head.sha }}',
        'HF_TOKEN: ${{ secrets.HF_TOKEN }}',
      ),
    },
    expect: [{ file: '.github/workflows/smoke.yml', line: 11, asset: '.github/workflows/smoke.yml', severity: 'critical' }],
    source:
      'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/ (the insecure example, with a training for its build)',
  },
  {
    name: 'after the build of a pull request, its head is run with rights',
    files: {
      ...SCRIPT,
      '.github/workflows/after.yml': `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
jobs:
  evaluate:
    runs-on: ubuntu-latest
    permissions:
      contents: write
    steps:
      - run: gh pr checkout 12
      - run: make report
      - run: promptfoo eval
`,
    },
    expect: [{ file: '.github/workflows/after.yml', line: 11, severity: 'critical' }],
  },
  {
    name: 'a branch name in the script of a release',
    files: {
      ...SCRIPT,
      '.github/workflows/note.yml': `on:
  issue_comment:
    types: [created]
permissions:
  contents: write
jobs:
  retrain:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo "asked by \${{ github.event.comment.body }}" >> log.txt
      - run: python train.py
`,
    },
    expect: [{ file: '.github/workflows/note.yml', line: 11, severity: 'critical' }],
    source: 'https://securitylab.github.com/resources/github-actions-untrusted-input/ (comment body in a run step)',
  },
  {
    name: 'what a model made of an issue is pasted into a script',
    files: {
      '.github/workflows/summary.yml': `on:
  issues:
    types: [opened]
permissions:
  issues: write
  models: read
jobs:
  sum:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/ai-inference@v1
        id: ask
        with:
          prompt: |
            Sum up: \${{ github.event.issue.body }}
      - run: gh issue comment 1 --body "\${{ steps.ask.outputs.response }}"
        env:
          GH_TOKEN: \${{ secrets.BOT_TOKEN }}
`,
    },
    expect: [{ file: '.github/workflows/summary.yml', line: 16 }],
    source: 'https://arxiv.org/abs/2605.07135 (agentic workflow injection, the form prompt to script)',
  },
  {
    name: 'the line that hands the text to an agent is told by ci-agent-injection, another one here',
    files: {
      '.github/workflows/fix.yml': `on: { issue_comment: { types: [created] } }
permissions: { contents: write }
jobs:
  fix:
    runs-on: ubuntu-latest
    steps:
      - run: npx -y @openai/codex@0.46.0 exec --dangerously-bypass-approvals-and-sandbox "\${{ github.event.comment.body }}"
        env: { OPENAI_API_KEY: "\${{ secrets.OPENAI_API_KEY }}" }
      - run: echo "\${{ github.event.issue.title }}"
`,
    },
    expect: [{ file: '.github/workflows/fix.yml', line: 9, severity: 'critical' }],
    source: 'https://docs.github.com/en/actions/reference/security/secure-use#understanding-the-risk-of-script-injections',
  },
  {
    name: 'the same build under pull_request has no rights to steal',
    files: {
      ...SCRIPT,
      '.github/workflows/smoke.yml': target(
        'pull_request',
        'contents: read',
        '${{ github.event.pull_request.head.sha }}',
        'HF_TOKEN: ${{ secrets.HF_TOKEN }}',
      ),
    },
    expect: [],
  },
  {
    name: 'the target itself is checked out, not the change',
    files: {
      ...SCRIPT,
      '.github/workflows/smoke.yml': target(
        'pull_request_target',
        'contents: read',
        '${{ github.event.pull_request.base.sha }}',
        'HF_TOKEN: ${{ secrets.HF_TOKEN }}',
      ),
    },
    expect: [],
  },
  {
    name: 'nothing to take: no secrets, a token that only reads',
    files: {
      ...SCRIPT,
      '.github/workflows/smoke.yml': target(
        'pull_request_target',
        'contents: read',
        '${{ github.event.pull_request.head.sha }}',
        'STEPS: 5',
      ),
    },
    expect: [],
  },
  {
    name: 'text in a variable is a value, numbers are no text, and members only',
    files: {
      ...SCRIPT,
      '.github/workflows/note.yml': `on:
  issue_comment:
    types: [created]
permissions:
  contents: write
jobs:
  retrain:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - env:
          TEXT: \${{ github.event.comment.body }}
        run: printf '%s' "$TEXT" >> log-\${{ github.event.issue.number }}.txt
      - run: python train.py
  members:
    if: github.event.comment.author_association == 'MEMBER'
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.comment.body }}"
`,
    },
    expect: [],
    source:
      'https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions (intermediate environment variable)',
  },
  {
    name: 'a workflow without AI is not asked',
    files: {
      '.github/workflows/web.yml': target(
        'pull_request_target',
        'contents: read',
        '${{ github.event.pull_request.head.sha }}',
        'T: ${{ secrets.T }}',
      ).replace('python train.py --steps 5', 'npm test'),
    },
    expect: [],
  },
  {
    name: 'code out of the artifact of a pull request runs with secrets',
    files: {
      '.github/workflows/register.yml': `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions:
  contents: read
jobs:
  register:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with:
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ secrets.GITHUB_TOKEN }}
      - run: python candidate/register_model.py
        env:
          HF_TOKEN: \${{ secrets.HF_TOKEN }}
`,
    },
    expect: [{ file: '.github/workflows/register.yml', line: 11, severity: 'critical' }],
    source: 'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/ (artifact poisoning)',
  },
  {
    name: 'our own script reads the artifact of a pull request as data',
    files: {
      'scripts/comment.py': 'import json\nfrom openai import OpenAI\nprint(OpenAI())\n',
      '.github/workflows/report.yml': `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions:
  pull-requests: write
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/download-artifact@v4
        with:
          run-id: \${{ github.event.workflow_run.id }}
          path: results
      - run: python scripts/comment.py results/scores.json
        env:
          OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
`,
    },
    expect: [],
  },
  {
    name: 'pull requests run on a machine of our own',
    files: {
      ...SCRIPT,
      '.github/workflows/gpu.yml':
        'on: pull_request\npermissions:\n  contents: read\njobs:\n  smoke:\n    runs-on: [self-hosted, gpu]\n    steps:\n      - uses: actions/checkout@v4\n      - run: python train.py\n',
    },
    expect: [{ file: '.github/workflows/gpu.yml', line: 5, severity: 'medium' }],
    source: 'https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners',
  },
  {
    name: 'only changes of the same repository, and pushes, get the machine',
    files: {
      ...SCRIPT,
      '.github/workflows/gpu.yml':
        'on: pull_request\npermissions:\n  contents: read\njobs:\n  smoke:\n    if: github.event.pull_request.head.repo.full_name == github.repository\n    runs-on: [self-hosted, gpu]\n    steps:\n      - uses: actions/checkout@v4\n      - run: python train.py\n',
      '.github/workflows/nightly.yml':
        'on: push\npermissions:\n  contents: read\njobs:\n  train:\n    runs-on: self-hosted\n    steps:\n      - uses: actions/checkout@v4\n      - run: python train.py\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
