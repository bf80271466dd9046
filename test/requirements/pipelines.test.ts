import { describe, expect, it } from 'vitest';
import { assetNamed, failed, inPlace, under } from '../pharos.ts';

const TRAIN = `import torch
from transformers import AutoModelForSequenceClassification, Trainer

model = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased")
Trainer(model=model).train()
`;

/** A release on GitHub: trains, evaluates, pushes the model, and lets an agent write the notes. */
const RELEASE = `name: Release
on:
  push:
    tags: ["v*"]
permissions:
  contents: read
jobs:
  train:
    runs-on: ubuntu-latest
    permissions:
      contents: write
      id-token: write
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::111122223333:role/lock-keeper
      - run: python model/train.py
      - run: hf upload lockside/gate-classifier out
        env:
          HF_TOKEN: \${{ secrets.HF_TOKEN }}
  notes:
    needs: train
    runs-on: ubuntu-latest
    permissions:
      contents: write
    steps:
      - uses: actions/checkout@v4
      - run: codex exec --full-auto "Write the notes of this release"
        env:
          OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
`;

const GITLAB = `stages: [train, publish, review]
.base:
  image: python:3.13
train:
  extends: .base
  stage: train
  script:
    - python model/train.py
publish:
  extends: .base
  stage: publish
  environment: production
  script:
    - huggingface-cli upload lockside/water-level out --token "$HF_TOKEN"
review:
  stage: review
  script:
    - gemini --yolo -p "Look at merge request $CI_MERGE_REQUEST_IID"
  variables:
    GEMINI_MODEL: gemini-2.5-pro
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
`;

const WEB = `on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci && npm test && npm run train-timetable
`;

describe('DISC-22 CI/CD workflows that handle models or run agents', () => {
  it('finds a model push and an agent step on GitHub and GitLab, with their secrets and permissions, and not a web build', () =>
    inPlace(
      under('estate', {
        'model/train.py': TRAIN,
        '.github/workflows/release.yml': RELEASE,
        '.github/workflows/web.yml': WEB,
        '.gitlab-ci.yml': GITLAB,
      }),
      async ({ report }) => {
        const found = await report();
        const ci = found.assets.filter(({ kind, properties }) => kind === 'pipeline' && properties['form'] === 'ci');
        expect(ci.map(({ name }) => name).sort()).toEqual(['.github/workflows/release.yml', '.gitlab-ci.yml']);
        const release = assetNamed(found, 'pipeline', '.github/workflows/release.yml');
        expect(release.properties['acts']).toEqual(['agent', 'publish', 'train']);
        const jobs = release.properties['jobs'] as { name: string; token: string; writes: string[]; secrets: string[]; roles?: string[] }[];
        expect(jobs.map(({ name, token, writes, secrets }) => ({ name, token, writes, secrets }))).toEqual([
          { name: 'train', token: 'stated', writes: ['contents', 'id-token'], secrets: ['HF_TOKEN'] },
          { name: 'notes', token: 'stated', writes: ['contents'], secrets: ['OPENAI_API_KEY'] },
        ]);
        expect(jobs[0]!.roles).toEqual(['arn:aws:iam::111122223333:role/lock-keeper']);
        const edges = new Set(
          found.edges.map(({ from, kind, to }) => {
            const name = (id: string): string => found.assets.find((asset) => asset.id === id)!.name;
            return `${name(from)} ${kind} ${name(to)}`;
          }),
        );
        for (const edge of [
          '.github/workflows/release.yml holds HF_TOKEN',
          '.github/workflows/release.yml runs-as lock-keeper',
          '.github/workflows/release.yml produces lockside/gate-classifier',
          '.github/workflows/release.yml contains model/train.py',
          '.github/workflows/release.yml contains Codex in release.yml',
          'Codex in release.yml holds OPENAI_API_KEY',
          '.gitlab-ci.yml holds HF_TOKEN',
          '.gitlab-ci.yml produces lockside/water-level',
          '.gitlab-ci.yml contains model/train.py',
          '.gitlab-ci.yml contains Gemini CLI in .gitlab-ci.yml',
        ])
          expect(edges).toContain(edge);
        expect(assetNamed(found, 'agent', 'Codex in release.yml')).toMatchObject({
          properties: {
            platform: 'github-actions',
            job: 'notes',
            sandbox: 'workspace-write',
            tokenWrites: ['contents'],
            ownSecrets: ['OPENAI_API_KEY'],
          },
          evidence: [expect.objectContaining({ file: '.github/workflows/release.yml', line: 29 })],
        });
        expect(assetNamed(found, 'agent', 'Gemini CLI in .gitlab-ci.yml').properties).toMatchObject({
          platform: 'gitlab-ci',
          bypass: '--yolo',
          shell: 'any',
        });
        expect(assetNamed(found, 'secret', 'HF_TOKEN').properties).toMatchObject({ form: 'reference', ai: true });
      },
    ));
});

/** The form of the triage workflow behind the incident called "Clinejection" (A. Khan, February 2026), in our words. */
const TRIAGE = `name: Triage
on:
  issues:
    types: [opened]
jobs:
  triage:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      issues: write
    steps:
      - uses: actions/checkout@v4
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}
          github_token: \${{ secrets.GITHUB_TOKEN }}
          allowed_non_write_users: "*"
          claude_args: >-
            --model claude-opus-4-5-20251101
            --allowedTools "Bash,Read,Write,Edit,WebFetch,WebSearch"
          prompt: |
            You answer new issues.
            Title: \${{ github.event.issue.title }}
`;

const REVIEW = `name: Review
on: pull_request_target
permissions: write-all
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - uses: tideways-tools/review-prompt@main
        with:
          key: \${{ secrets.OPENAI_API_KEY }}
      - run: pip install -r requirements.txt && pytest
      - run: codex exec --yolo "Review the change"
        env:
          OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
`;

const CHECKS = [
  'ci-agent-injection',
  'ci-untrusted-build',
  'ci-action-unpinned',
  'ci-token-broad',
  'agent-lethal-trifecta',
  'code-exec-tool-unsandboxed',
  'no-human-approval',
];

describe('RISK-09 insecure CI/CD jobs around AI', () => {
  it('flags pull_request_target with an agent step, the build of the change and the action on a branch, each once', () =>
    inPlace(under('estate', { '.github/workflows/review.yml': REVIEW }), async ({ report }) => {
      const found = await report();
      const told = CHECKS.flatMap((check) =>
        failed(found, check).map(({ on, severity, evidence }) => `${check} ${on} ${severity} ${evidence[0]!.line}`),
      );
      expect(told).toEqual([
        'ci-agent-injection Codex in review.yml critical 15',
        'ci-untrusted-build .github/workflows/review.yml high 10',
        'ci-action-unpinned .github/workflows/review.yml high 11',
      ]);
      expect(failed(found, 'ci-agent-injection')[0]!.saw).toContain('a token that may write everything');
    }));

  it('RISK-09 partial: flags the agent that strangers can talk to, at the line that opens it', () =>
    inPlace(under('estate', { '.github/workflows/triage.yml': TRIAGE }), async ({ report }) => {
      const found = await report();
      const [injection, ...more] = failed(found, 'ci-agent-injection');
      expect(more).toEqual([]);
      expect(injection).toMatchObject({
        on: 'Claude Code in triage.yml',
        evidence: [
          expect.objectContaining({ line: 17 }),
          expect.anything(),
          expect.anything(),
          expect.anything(),
          expect.anything(),
          expect.anything(),
        ],
      });
      expect(['high', 'critical']).toContain(injection!.severity);
      expect(failed(found, 'agent-lethal-trifecta')).toEqual([]);
    }));

  it('RISK-09 partial: says nothing of the same jobs once members only start them, tokens are narrow and actions are pinned', () =>
    inPlace(
      under('estate', {
        '.github/workflows/triage.yml': TRIAGE.replace('          allowed_non_write_users: "*"\n', '').replace(
          '            Title: ${{ github.event.issue.title }}\n',
          '',
        ),
        '.github/workflows/review.yml': REVIEW.replace('pull_request_target', 'pull_request')
          .replace('write-all', '\n  contents: read')
          .replace('@main', `@${'c4'.repeat(20)}`),
      }),
      async ({ report }) => {
        const found = await report();
        expect(CHECKS.flatMap((check) => failed(found, check).map(({ on }) => `${check} ${on}`))).toEqual([]);
        expect(found.checks.find(({ id }) => id === 'ci-agent-injection')).toEqual({
          id: 'ci-agent-injection',
          pass: 2,
          fail: 0,
          unknown: 0,
        });
      },
    ));
});
