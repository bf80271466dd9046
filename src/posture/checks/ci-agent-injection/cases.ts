import type { CheckCase } from '../../check.ts';

const triage = (extra: string, permissions: string, condition = ''): string => `name: Triage
on:
  issues:
    types: [opened]
permissions:
${permissions}
jobs:
  triage:
${condition}    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: google-github-actions/run-gemini-cli@v0
        env:
          ISSUE_TITLE: \${{ github.event.issue.title }}
          ISSUE_BODY: \${{ github.event.issue.body }}
          GITHUB_TOKEN: \${{ secrets.GITHUB_TOKEN }}
        with:
          gemini_api_key: \${{ secrets.GEMINI_API_KEY }}
${extra}          prompt: |
            Read the title in $ISSUE_TITLE and the text in $ISSUE_BODY and choose a label.
`;

export default [
  {
    name: 'an issue reaches an agent that runs everything, beside a writing token',
    files: { '.github/workflows/triage.yml': triage('', '  contents: write\n  issues: write') },
    expect: [{ file: '.github/workflows/triage.yml', line: 13, asset: 'Gemini CLI in triage.yml', severity: 'critical' }],
    source: 'https://www.aikido.dev/blog/promptpwnd-github-actions-ai-agents (the form of the vulnerable triage workflow)',
  },
  {
    name: 'only labels can be written, only two commands are allowed',
    files: {
      '.github/workflows/triage.yml': triage(
        '          settings: |\n            {"coreTools": ["run_shell_command(gh label list)", "run_shell_command(gh issue edit)"]}\n',
        '  contents: read\n  issues: write',
      ),
    },
    expect: [{ file: '.github/workflows/triage.yml', line: 13, severity: 'low' }],
  },
  {
    name: 'opened for everybody although the action would ask',
    files: {
      '.github/workflows/answer.yml': `on:
  issue_comment:
    types: [created]
permissions:
  contents: write
  issues: write
jobs:
  answer:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}
          github_token: \${{ secrets.GITHUB_TOKEN }}
          allowed_non_write_users: "*"
          claude_args: --allowedTools "Bash,Edit"
`,
    },
    expect: [{ file: '.github/workflows/answer.yml', line: 16, severity: 'critical' }],
    source: 'https://github.com/anthropics/claude-code-action/blob/main/docs/security.md (Non-Write User Access)',
  },
  {
    name: 'a title in the prompt of an action that asks for rights by itself',
    files: {
      '.github/workflows/sum.yml': `on:
  issues:
    types: [opened]
jobs:
  sum:
    runs-on: ubuntu-latest
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}
          prompt: "Sort this issue: \${{ github.event.issue.title }}"
`,
    },
    expect: [{ file: '.github/workflows/sum.yml', line: 8, severity: 'medium' }],
    source: 'https://sisaku-security.github.io/lint/docs/rules/aiactionpromptinjection (vulnerable example)',
  },
  {
    name: 'a command line agent on the change of a stranger',
    files: {
      '.github/workflows/review.yml': `on: pull_request_target
permissions: write-all
jobs:
  review:
    runs-on: ubuntu-latest
    env:
      OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm install -g @openai/codex
      - run: |
          git diff origin/main > change.diff
          codex exec --dangerously-bypass-approvals-and-sandbox "Review change.diff"
`,
    },
    expect: [{ file: '.github/workflows/review.yml', line: 15, severity: 'critical' }],
  },
  {
    name: 'the usual installation: members mention it, the action asks for write access',
    files: {
      '.github/workflows/claude.yml': `on:
  issue_comment:
    types: [created]
  pull_request_review_comment:
    types: [created]
  issues:
    types: [opened, assigned]
jobs:
  claude:
    if: contains(github.event.comment.body, '@claude')
    runs-on: ubuntu-latest
    permissions:
      contents: write
      pull-requests: write
      issues: write
      id-token: write
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 1
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}
`,
    },
    expect: [],
    source: 'https://github.com/anthropics/claude-code-action (examples/claude.yml)',
  },
  {
    name: 'only members get through',
    files: {
      '.github/workflows/triage.yml': triage(
        '',
        '  contents: write',
        `    if: contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.issue.author_association)\n`,
      ),
    },
    expect: [],
    source: 'https://github.com/google-github-actions/run-gemini-cli (examples, gemini-dispatch)',
  },
  {
    name: 'a sandbox without network, a token that reads, the key behind a proxy',
    files: {
      '.github/workflows/sort.yml': `on:
  issues:
    types: [opened]
permissions:
  contents: read
jobs:
  sort:
    runs-on: ubuntu-latest
    steps:
      - uses: openai/codex-action@v1
        with:
          openai-api-key: \${{ secrets.OPENAI_API_KEY }}
          allow-users: "*"
          sandbox: read-only
          prompt: "Sort: \${{ github.event.issue.title }}"
`,
    },
    expect: [],
    source: 'https://github.com/openai/codex-action (README, safety strategy)',
  },
  {
    name: 'the token is kept from the step, it may only print, another step sets the label',
    files: {
      '.github/workflows/label.yml': `on:
  issues:
    types: [opened]
permissions:
  contents: read
  id-token: write
  issues: write
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - id: app
        uses: actions/create-github-app-token@v2
        with:
          app-id: \${{ secrets.APP_ID }}
          private-key: \${{ secrets.APP_KEY }}
      - uses: google-github-actions/run-gemini-cli@v0
        id: choose
        env:
          GITHUB_TOKEN: ""
          TITLE: "\${{ github.event_name == 'workflow_dispatch' && inputs.title || github.event.issue.title }}"
        with:
          gemini_api_key: \${{ secrets.GEMINI_API_KEY }}
          settings: '{"coreTools": ["run_shell_command(echo)"]}'
          prompt: Choose a label for "\${TITLE}".
      - uses: actions/github-script@v7
        env:
          LABELS: \${{ steps.choose.outputs.summary }}
        with:
          github-token: \${{ steps.app.outputs.token }}
          script: core.info(process.env.LABELS)
`,
    },
    expect: [],
    source: 'https://github.com/google-gemini/gemini-cli (.github/workflows/gemini-automated-issue-triage.yml after its repair)',
  },
  {
    name: 'pull requests of forks get neither secrets nor a writing token',
    files: {
      '.github/workflows/review.yml':
        'on: pull_request\njobs:\n  review:\n    runs-on: ubuntu-latest\n    permissions: { contents: read, pull-requests: write }\n    steps:\n      - uses: actions/checkout@v4\n      - run: claude -p "Review ${{ github.event.pull_request.title }}" --dangerously-skip-permissions\n        env:\n          ANTHROPIC_API_KEY: ${{ secrets.ANTHROPIC_API_KEY }}\n',
    },
    expect: [],
  },
  {
    name: 'a label lets the issue in, and the agent asks nobody; in GitLab whoever opens a merge request writes its task',
    files: {
      '.github/workflows/fix.yml':
        'on:\n  issues:\n    types: [labeled]\npermissions:\n  contents: write\njobs:\n  fix:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - env:\n          OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}\n          BODY: ${{ github.event.issue.body }}\n        run: codex exec --dangerously-bypass-approvals-and-sandbox "Fix this. $BODY"\n',
      '.gitlab-ci.yml':
        'review:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n  script:\n    - claude -p "Review. $CI_MERGE_REQUEST_DESCRIPTION" --dangerously-skip-permissions\n  variables:\n    ANTHROPIC_API_KEY: $ANTHROPIC_API_KEY\n',
    },
    expect: [
      { file: '.github/workflows/fix.yml', line: 14 },
      { file: '.gitlab-ci.yml', line: 5 },
    ],
  },
  {
    name: 'the same with a sandbox that only reads, and with named tools',
    files: {
      '.github/workflows/fix.yml':
        'on:\n  issues:\n    types: [labeled]\npermissions:\n  contents: read\njobs:\n  fix:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - env:\n          OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}\n          BODY: ${{ github.event.issue.body }}\n        run: codex exec --sandbox read-only "Explain this. $BODY"\n',
      '.gitlab-ci.yml':
        'review:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n  script:\n    - claude -p "Review. $CI_MERGE_REQUEST_DESCRIPTION" --allowedTools "Read,Grep"\n  variables:\n    ANTHROPIC_API_KEY: $ANTHROPIC_API_KEY\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
