import { describe, expect, it } from 'vitest';
import { edgeKindOf } from '../core/snapshot.ts';
import { isSetting } from './deployed-settings.ts';
import { discover } from './scan.ts';
import { memorySource } from './sources/memory/memory.ts';

const TRAIN = `import os
import boto3
import joblib
import pandas as pd
from sklearn.linear_model import LinearRegression

s3 = boto3.client("s3")
frame = pd.read_csv(s3.get_object(Bucket=os.environ["EVENTS"], Key="in.csv")["Body"])
joblib.dump(LinearRegression().fit(frame[["a"]], frame["b"]), "m.joblib")
`;

function job(bucket: string, image = 'registry.example/science/train:1', namespace = 'science'): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata: { name: train, namespace: ${namespace} }
spec:
  schedule: "0 2 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: train
              image: ${image}
              env: [{ name: EVENTS, value: ${bucket} }]
`;
}

const BUILD = (image: string): string => `build:\n  script:\n    - docker build -t registry.example/science/${image}:$CI_COMMIT_SHA .\n`;
const DOCKERFILE = 'FROM python:3.12-slim\nCOPY . .\nCMD ["python", "train.py"]\n';

/** What each training was seen to learn from: `folder → name of the store`. */
async function learnsFrom(files: Record<string, string>): Promise<string[]> {
  const { snapshot } = await discover([memorySource('case', files)]);
  const { assets, edges } = snapshot;
  return Array.from({ length: edges.count }, (_, index) => index)
    .filter((index) => edgeKindOf(edges, index) === 'trained-on')
    .map((index) => {
      const [from, to] = [assets[edges.from[index]!]!, assets[edges.to[index]!]!];
      return `${from.name} ← ${to.keys[0]!.key.replace('arn:arn:aws:s3:::', '')}`;
    })
    .sort();
}

describe('what a deployment gives to code', () => {
  it('names the bucket the code reads from a variable, through the image a build names', async () => {
    const files = {
      'model/train.py': TRAIN,
      'model/Dockerfile': DOCKERFILE,
      'model/.gitlab-ci.yml': BUILD('train'),
      'gitops/train.yaml': job('events-prod'),
    };
    expect(await learnsFrom(files)).toEqual(['model/train.py ← events-prod']);
  });

  it('keeps one name of a variable in two applications apart', async () => {
    const files = {
      'a/train.py': TRAIN,
      'a/Dockerfile': DOCKERFILE,
      'a/.gitlab-ci.yml': BUILD('a'),
      'b/train.py': TRAIN,
      'gitops/a.yaml': job('events-a', 'registry.example/science/a:1'),
    };
    expect(await learnsFrom(files)).toEqual(['a/train.py ← events-a', 'b/train.py ← name:case/b/env/EVENTS']);
  });

  it('takes production where environments differ, and nothing where two deployments that count alike do', async () => {
    const base = { 'model/train.py': TRAIN, 'model/Dockerfile': DOCKERFILE, 'model/.gitlab-ci.yml': BUILD('train') };
    const staged = { ...base, 'envs/prod/train.yaml': job('events-prod'), 'envs/staging/train.yaml': job('events-staging') };
    expect(await learnsFrom(staged)).toEqual(['model/train.py ← events-prod']);
    const twice = { ...base, 'one/x.yaml': job('events-1'), 'two/x.yaml': job('events-2') };
    expect(await learnsFrom(twice)).toEqual(['model/train.py ← name:case/model/env/EVENTS']);
  });

  it('wins over the default in the code and over the compose file of a laptop', async () => {
    const files = {
      'model/train.py': TRAIN.replace('os.environ["EVENTS"]', 'os.environ.get("EVENTS", "events-default")'),
      'model/Dockerfile': DOCKERFILE,
      'model/compose.yaml': 'services:\n  train:\n    build: .\n    environment: { EVENTS: events-laptop }\n',
    };
    expect(await learnsFrom(files)).toEqual(['model/train.py ← events-laptop']);
    const deployed = { ...files, 'model/.gitlab-ci.yml': BUILD('train'), 'gitops/train.yaml': job('events-prod') };
    expect(await learnsFrom(deployed)).toEqual(['model/train.py ← events-prod']);
  });

  it('takes what a job of CI gives the script it starts', async () => {
    const workflow =
      'on: push\njobs:\n  train:\n    runs-on: ubuntu-latest\n    env: { EVENTS: events-ci }\n    steps: [{ run: python train.py }]\n';
    expect(await learnsFrom({ 'train.py': TRAIN, '.github/workflows/train.yml': workflow })).toEqual(['train.py ← events-ci']);
  });

  it('knows the thing infrastructure makes before its name is known', async () => {
    const files = {
      'fn/train.py': TRAIN,
      'infra/main.tf':
        'resource "aws_s3_bucket" "events" {\n  bucket_prefix = "events-"\n}\nresource "aws_lambda_function" "train" {\n  function_name = "train"\n  handler = "train.main"\n  filename = "${path.module}/../fn/dist.zip"\n  environment {\n    variables = { EVENTS = aws_s3_bucket.events.id }\n  }\n}\n',
    };
    expect(await learnsFrom(files)).toEqual(['fn/train.py ← terraform:case/infra:aws_s3_bucket.events']);
  });

  it('never follows what is a secret, an expression or an address with a password', () => {
    const password = `postgresql://app:${['s3', 'cr3t'].join('')}@db.example/app`;
    const given = [
      ['BUCKET', 'events'],
      ['API_KEY', 'abc'],
      ['DB_PASSWORD', 'abc'],
      ['URL', '${{ vars.URL }}'],
      ['URL', '{{ .Values.url }}'],
      ['DATABASE_URL', password],
      ['DATABASE_URL', 'postgresql://app@db.example/app'],
    ] as const;
    expect(given.filter(([name, value]) => isSetting(name, value)).map(([, value]) => value)).toEqual([
      'events',
      'postgresql://app@db.example/app',
    ]);
  });
});
