import type { CheckCase } from '../../check.ts';

const workflow = (...steps: string[]): string =>
  `on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`;

export default [
  {
    name: 'to the hub without a signature; in GitLab as well',
    files: {
      '.github/workflows/release.yml': workflow('run: python train.py', 'run: huggingface-cli upload harbour/berths out/'),
      '.gitlab-ci.yml': 'publish:\n  script:\n    - hf upload harbour/tides out/\n',
    },
    expect: [
      { file: '.github/workflows/release.yml', line: 7, severity: 'low' },
      { file: '.gitlab-ci.yml', line: 3, severity: 'low' },
    ],
    source: 'https://github.com/sigstore/model-transparency',
  },
  {
    name: 'signed, attested, evaluated, released by a person, or a data set',
    files: {
      '.github/workflows/a.yml': workflow(
        'run: model_signing sign sigstore out/ --signature out/model.sig',
        'run: hf upload harbour/berths out/',
      ),
      '.github/workflows/b.yml': workflow('uses: actions/attest-build-provenance@v2', 'run: hf upload harbour/tides out/'),
      '.github/workflows/d.yml': workflow('run: promptfoo eval', 'run: hf upload harbour/gulls out/'),
      '.github/workflows/e.yml': workflow('run: hf upload harbour/terns out/').replace('runs-on', 'environment: hub\n    runs-on'),
      '.github/workflows/f.yml': workflow('run: hf upload harbour/knots out/').replace('on: push', 'on: release'),
      '.github/workflows/c.yml': workflow('run: hf upload harbour/logs data/ --repo-type dataset'),
    },
    expect: [],
  },
] satisfies CheckCase[];
