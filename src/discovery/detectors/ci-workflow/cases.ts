import type { DetectorCase } from '../../detector.ts';

const TRAIN = 'import torch\nfrom transformers import Trainer\n\nTrainer(model=None).train()\n';

export default [
  {
    name: 'a release workflow trains, evaluates and publishes with its role and token',
    files: {
      'src/train.py': TRAIN,
      'src/evaluate.py': 'import torch\nprint(torch.load("x"))\n',
      '.github/workflows/release.yml': `name: Release model
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions:
  contents: read
  id-token: write
env:
  REPO: tidewater/berth-forecast
jobs:
  build:
    runs-on: [self-hosted, gpu]
    environment: production
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::111122223333:role/ci/berth-training
          aws-region: eu-west-1
      - name: Train
        working-directory: src
        run: |
          uv run python train.py --epochs 3
          python -m evaluate
      - name: Publish
        env:
          HF_TOKEN: \${{ secrets.HF_WRITE_TOKEN }}
        run: huggingface-cli upload tidewater/berth-forecast ./out
      - run: aws s3 cp out/model.safetensors s3://tidewater-models/berth/model.safetensors
`,
    },
    expect: [
      {
        kind: 'pipeline',
        name: '.github/workflows/release.yml',
        line: 24,
        properties: {
          form: 'ci',
          platform: 'github-actions',
          acts: ['evaluate', 'publish', 'train'],
          environment: 'production',
          triggers: ['push', 'workflow_dispatch'],
        },
      },
      { kind: 'secret', name: 'HF_WRITE_TOKEN', line: 28, properties: { form: 'reference', ai: true } },
      { kind: 'identity', name: 'berth-training', line: 19 },
      { kind: 'model', name: 'tidewater/berth-forecast', line: 29 },
    ],
    edges: [
      ['pipeline .github/workflows/release.yml', 'holds', 'secret HF_WRITE_TOKEN'],
      ['pipeline .github/workflows/release.yml', 'runs-as', 'identity berth-training'],
      ['pipeline .github/workflows/release.yml', 'produces', 'model tidewater/berth-forecast'],
      ['pipeline .github/workflows/release.yml', 'contains', 'pipeline src/train.py'],
      ['pipeline .github/workflows/release.yml', 'connects-to', 'data-store tidewater-models'],
    ],
  },
  {
    name: 'an agent answers comments: its tools, its key, who can call it',
    files: {
      '.github/workflows/claude.yml': `name: Claude
on:
  issue_comment:
    types: [created]
jobs:
  claude:
    if: contains(github.event.comment.body, '@claude')
    runs-on: ubuntu-latest
    permissions:
      contents: write
      pull-requests: write
    steps:
      - uses: actions/checkout@v4
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}
          claude_args: |
            --model claude-sonnet-4-5-20250929
            --allowedTools "Bash(git log:*),WebFetch"
`,
    },
    expect: [
      { kind: 'pipeline', name: '.github/workflows/claude.yml', properties: { acts: ['agent'], openTriggers: ['issue_comment'] } },
      {
        kind: 'agent',
        name: 'Claude Code in claude.yml',
        line: 14,
        properties: {
          gates: ['agent-checks'],
          shell: 'limited',
          tokenWrites: ['contents', 'pull-requests'],
          ownSecrets: ['ANTHROPIC_API_KEY'],
        },
      },
      { kind: 'tool', name: 'WebFetch', properties: { capabilities: ['ingests-untrusted-content', 'external-communication'] } },
      { kind: 'tool', name: 'event text', properties: { capabilities: ['ingests-untrusted-content'] } },
      { kind: 'model', name: 'claude-sonnet-4-5-20250929' },
    ],
    edges: [
      ['pipeline .github/workflows/claude.yml', 'contains', 'agent Claude Code in claude.yml'],
      ['agent Claude Code in claude.yml', 'holds', 'secret ANTHROPIC_API_KEY'],
      ['agent Claude Code in claude.yml', 'calls-tool', 'tool WebFetch'],
      ['agent Claude Code in claude.yml', 'uses-model', 'model claude-sonnet-4-5-20250929'],
    ],
    absent: [{ kind: 'zone' }],
  },
  {
    name: 'what a local action and a reusable workflow do belongs to who calls them',
    files: {
      '.github/actions/review/action.yml': `name: Review
inputs:
  task:
    required: true
runs:
  using: composite
  steps:
    - shell: bash
      run: codex exec --yolo "\${{ inputs.task }}"
`,
      '.github/workflows/review.yml': `on:
  workflow_call:
    inputs:
      title: { type: string }
    secrets:
      key: { required: true }
jobs:
  review:
    runs-on: ubuntu-latest
    env:
      OPENAI_API_KEY: \${{ secrets.key }}
    steps:
      - uses: actions/checkout@v4
      - uses: ./.github/actions/review
        with:
          task: Look at \${{ inputs.title }}
`,
      '.github/workflows/pr.yml': `on: pull_request_target
permissions: write-all
jobs:
  call:
    uses: ./.github/workflows/review.yml
    with:
      title: \${{ github.event.pull_request.title }}
    secrets:
      key: \${{ secrets.OPENAI_KEY }}
`,
    },
    expect: [
      { kind: 'pipeline', name: '.github/workflows/pr.yml', properties: { openTriggers: ['pull_request_target'] } },
      { kind: 'pipeline', name: '.github/workflows/review.yml', properties: { acts: ['agent'] } },
      {
        kind: 'agent',
        name: 'Codex in review.yml',
        file: '.github/actions/review/action.yml',
        line: 9,
        properties: {
          openTriggers: ['pull_request_target'],
          shell: 'any',
          bypass: '--yolo',
          token: 'write-all',
          ownSecrets: ['OPENAI_KEY'],
        },
      },
      { kind: 'secret', name: 'OPENAI_KEY' },
      { kind: 'zone', name: 'internet' },
    ],
    edges: [
      ['pipeline .github/workflows/pr.yml', 'contains', 'pipeline .github/workflows/review.yml'],
      ['agent Codex in review.yml', 'exposed-to', 'zone internet'],
    ],
  },
  {
    name: 'make targets and shell scripts are looked into',
    files: {
      Makefile: 'data:\n\tpython prepare.py\n\ntrain: data\n\tpython -m forecast.fit --out models\n\npublish:\n\t./scripts/push.sh\n',
      'forecast/fit.py': 'from sklearn.ensemble import RandomForestClassifier\nRandomForestClassifier().fit([[1]], [1])\n',
      'scripts/push.sh': '#!/bin/sh\nset -e\ngh release upload "$TAG" models/forecast.onnx\n',
      '.github/workflows/nightly.yml':
        'on:\n  schedule:\n    - cron: "0 3 * * *"\njobs:\n  fit:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make train\n      - run: make publish\n',
    },
    expect: [
      { kind: 'pipeline', name: '.github/workflows/nightly.yml', file: 'Makefile', line: 5, properties: { acts: ['publish', 'train'] } },
    ],
    edges: [['pipeline .github/workflows/nightly.yml', 'contains', 'pipeline forecast/fit.py']],
  },
  {
    name: 'a runner told to work elsewhere starts what the matrix of the job names',
    files: {
      'jobs/tides/fit.py': TRAIN,
      'jobs/locks/fit.py': TRAIN,
      'jobs/quays/fit.py': TRAIN,
      'jobs/wakes/fit.py': TRAIN,
      'jobs/pyproject.toml': '[project]\nname = "jobs"\nversion = "1.0.0"\n',
      '.github/workflows/fit.yml': `on: workflow_dispatch
jobs:
  fit:
    runs-on: \${{ matrix.system }}
    strategy:
      matrix:
        system: [ubuntu-24.04, ubuntu-22.04]
        job: [tides, locks, wakes]
        exclude:
          - job: wakes
        include:
          - { job: quays, system: ubuntu-24.04 }
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::111122223333:role/fit-\${{ matrix.job }}
      - run: uv run --directory jobs python -m \${{ matrix.job }}.fit
`,
    },
    expect: [
      { kind: 'pipeline', name: '.github/workflows/fit.yml', line: 18, properties: { acts: ['train'] } },
      { kind: 'identity', name: 'fit-tides', line: 17 },
      { kind: 'identity', name: 'fit-locks', line: 17 },
      { kind: 'identity', name: 'fit-quays', line: 17 },
    ],
    absent: [{ kind: 'identity', name: 'fit-wakes' }],
    edges: [
      ['pipeline .github/workflows/fit.yml', 'contains', 'pipeline jobs/tides/fit.py'],
      ['pipeline .github/workflows/fit.yml', 'contains', 'pipeline jobs/locks/fit.py'],
      ['pipeline .github/workflows/fit.yml', 'contains', 'pipeline jobs/quays/fit.py'],
      ['pipeline .github/workflows/fit.yml', 'runs-as', 'identity fit-tides'],
    ],
  },
  {
    name: 'a project named to a runner is no change of folder, and a matrix known only at run time names nothing',
    files: {
      'jobs/fit.py': TRAIN,
      '.github/workflows/fit.yml': `on: workflow_dispatch
jobs:
  fit:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        job: \${{ fromJSON(inputs.jobs) }}
    steps:
      - run: uv run --project jobs python fit.py
      - run: python jobs/\${{ matrix.job }}.py
`,
    },
    expect: [{ kind: 'pipeline', name: 'jobs/fit.py' }],
    absent: [{ kind: 'pipeline', name: '.github/workflows/fit.yml' }],
  },
  {
    name: 'GitLab: included, extended and referenced',
    files: {
      'ml/train.py': TRAIN,
      '.gitlab-ci.yml': `include:
  - local: /ci/base.yml
  - template: Security/SAST.gitlab-ci.yml
stages: [train, publish, review]
variables:
  MODEL_REPO: tidewater/queue-length
train:
  extends: .gpu
  stage: train
  script:
    - !reference [.setup, script]
    - python ml/train.py
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
publish:
  stage: publish
  environment: production
  id_tokens:
    AWS_TOKEN: { aud: https://gitlab.example }
  script:
    - export $(aws sts assume-role-with-web-identity --role-arn arn:aws:iam::111122223333:role/queue-publish --web-identity-token $AWS_TOKEN)
    - hf upload tidewater/queue-length out --token $HF_TOKEN
review:
  extends: [.gpu]
  stage: review
  script:
    - claude -p "Look at merge request $CI_MERGE_REQUEST_IID" --dangerously-skip-permissions --mcp-config '{"mcpServers":{"tickets":{"command":"npx","args":["-y","tickets-mcp@1.2.0"]}}}'
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
`,
      'ci/base.yml':
        '.setup:\n  script:\n    - pip install -r requirements.txt\n.gpu:\n  tags: [gpu]\n  before_script:\n    - nvidia-smi\n  variables:\n    WANDB_MODE: offline\n',
    },
    expect: [
      {
        kind: 'pipeline',
        name: '.gitlab-ci.yml',
        line: 12,
        properties: { platform: 'gitlab-ci', acts: ['agent', 'publish', 'train'], triggers: ['merge_request', 'push'] },
      },
      { kind: 'secret', name: 'HF_TOKEN', line: 22 },
      { kind: 'identity', name: 'queue-publish' },
      { kind: 'model', name: 'tidewater/queue-length' },
      {
        kind: 'agent',
        name: 'Claude Code in .gitlab-ci.yml',
        line: 27,
        properties: { bypass: '--dangerously-skip-permissions', shell: 'any', job: 'review' },
      },
      { kind: 'mcp-server', name: 'tickets', properties: { package: 'tickets-mcp', pinned: true } },
    ],
    edges: [
      ['pipeline .gitlab-ci.yml', 'contains', 'pipeline ml/train.py'],
      ['agent Claude Code in .gitlab-ci.yml', 'connects-to', 'mcp-server tickets'],
    ],
  },
  {
    name: 'other systems: commands only',
    files: {
      '.circleci/config.yml':
        'version: 2.1\njobs:\n  ship:\n    docker: [{ image: cimg/base:2026.01 }]\n    steps:\n      - checkout\n      - run:\n          name: Push\n          command: hf upload tidewater/pilot-notes . --token $HF_TOKEN\n',
      'azure-pipelines.yml':
        'trigger: [main]\npool: { vmImage: ubuntu-latest }\nsteps:\n  - script: az ml model create --name berth --path out\n  - bash: promptfoo eval -c evals.yaml\n    env:\n      OPENAI_API_KEY: $(OPENAI_API_KEY)\n',
      'bitbucket-pipelines.yml':
        'pipelines:\n  default:\n    - step:\n        script:\n          - pip install dvc\n          - dvc repro\n',
      Jenkinsfile:
        "pipeline {\n  agent any\n  stages {\n    stage('Train') {\n      steps {\n        withCredentials([string(credentialsId: 'wandb-token', variable: 'WANDB')]) {\n          sh 'dvc repro'\n        }\n      }\n    }\n  }\n}\n",
    },
    expect: [
      { kind: 'pipeline', name: '.circleci/config.yml', line: 9, properties: { platform: 'circleci', acts: ['publish'] } },
      {
        kind: 'pipeline',
        name: 'azure-pipelines.yml',
        line: 4,
        properties: { platform: 'azure-pipelines', acts: ['evaluate', 'publish'] },
      },
      { kind: 'pipeline', name: 'Jenkinsfile', line: 7, properties: { platform: 'jenkins', acts: ['train'] } },
      { kind: 'secret', name: 'wandb-token', line: 6 },
      { kind: 'pipeline', name: 'bitbucket-pipelines.yml', line: 6, properties: { platform: 'other', acts: ['train'] } },
    ],
  },
  {
    name: 'ordinary workflows stay silent',
    files: {
      'package.json': '{ "name": "timetable", "scripts": { "train-schedule": "node build.js" } }',
      'scripts/train_schedule.py': 'import csv\n\nprint(list(csv.reader(open("stops.csv"))))\n',
      'deploy.sh': '#!/bin/sh\ndocker push registry.example/web:latest\naws s3 sync dist s3://timetable-site\n',
      '.github/workflows/ci.yml': `name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci && npm test
      - run: python scripts/train_schedule.py
      - run: npm run train-schedule
      - run: ./deploy.sh
        env:
          TOKEN: \${{ secrets.DEPLOY_TOKEN }}
      - run: echo "claude -p is not called here" # codex exec
      - run: gh release upload v1 dist/site.zip
      - name: Train station board
        run: docker build -t registry.example/board . && docker push registry.example/board
`,
      '.gitlab-ci.yml': 'stages: [build]\nbuild:\n  stage: build\n  script:\n    - make build\n    - pytest tests\n',
      Makefile: 'build:\n\tgo build ./...\n',
      Jenkinsfile: "pipeline { agent any; stages { stage('Build') { steps { sh 'mvn verify' } } } }\n",
    },
    expect: [],
  },
  {
    // As pytorch/audio, .github/workflows/integration-test.yml.
    name: 'building a package with AI in it runs no model; a program of it does',
    files: {
      'setup.py': 'import torch\nfrom setuptools import setup\n\nsetup(name="tides", version=torch.__version__)\n',
      'fit.py': 'import torch\nimport tides\n\ntides.fit(torch.zeros(3))\n',
      '.github/workflows/build.yml':
        'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: python setup.py install\n',
      '.github/workflows/fit.yml': 'on: push\njobs:\n  fit:\n    runs-on: ubuntu-latest\n    steps:\n      - run: python fit.py\n',
    },
    expect: [{ kind: 'pipeline', name: '.github/workflows/fit.yml', line: 6 }],
    absent: [{ kind: 'pipeline', name: '.github/workflows/build.yml' }],
  },
] satisfies DetectorCase[];
