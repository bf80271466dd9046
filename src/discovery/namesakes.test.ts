import { describe, expect, it } from 'vitest';
import { edgeKindOf } from '../core/snapshot.ts';
import { discover } from './scan.ts';
import { memorySource } from './sources/memory/memory.ts';

const bucket = (account?: string): string =>
  `provider "aws" {\n${account === undefined ? '' : `  allowed_account_ids = ["${account}"]\n`}}\nresource "aws_s3_bucket" "train" {\n  bucket = "acme-train"\n}\n`;
const TRAIN = `import boto3
import joblib
import pandas as pd
from sklearn.linear_model import LinearRegression

frame = pd.read_csv(boto3.client("s3").get_object(Bucket="acme-train", Key="in.csv")["Body"])
joblib.dump(LinearRegression().fit(frame[["a"]], frame["b"]), "m.joblib")
`;
const workflow = (account: string): string =>
  `on: push\npermissions: { id-token: write }\njobs:\n  train:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with: { role-to-assume: "arn:aws:iam::${account}:role/train" }\n      - run: python model/train.py\n`;

async function stores(files: Record<string, string>): Promise<{ buckets: string[][]; learnt: string[] }> {
  const { snapshot } = await discover([memorySource('case', files)]);
  const keysOf = (number: number): string[] => snapshot.assets[number]!.keys.filter(({ strong }) => strong).map(({ key }) => key);
  const buckets = snapshot.assets.flatMap(({ kind, name }, number) =>
    kind === 'data-store' && name === 'acme-train' ? [keysOf(number)] : [],
  );
  const { edges } = snapshot;
  const learnt = Array.from({ length: edges.count }, (_, index) => index)
    .filter((index) => edgeKindOf(edges, index) === 'trained-on')
    .flatMap((index) => keysOf(edges.to[index]!));
  return { buckets: buckets.sort((a, b) => (a[0]! < b[0]! ? -1 : 1)), learnt };
}

const ONE = '111111111111';
const TWO = '222222222222';
const AT = (root: string): string => `terraform:case/${root}:aws_s3_bucket.train`;

describe('buckets of one name', () => {
  it('are two where two accounts declare them, and code means the one of the account it acts in', async () => {
    const infra = { 'a/main.tf': bucket(ONE), 'b/main.tf': bucket(TWO), 'model/train.py': TRAIN };
    const found = await stores({ ...infra, '.github/workflows/train.yml': workflow(TWO) });
    expect(found.buckets).toEqual([[AT('a')], [AT('b')]]);
    expect(found.learnt).toEqual([AT('b')]);
  });

  it('are told apart for code that is given the name by its job', async () => {
    const given = TRAIN.replace('"acme-train"', 'os.environ["TRAIN"]').replace('import boto3', 'import os\n\nimport boto3');
    const job = workflow(TWO).replace('    steps:', '    env: { TRAIN: acme-train }\n    steps:');
    const infra = { 'a/main.tf': bucket(ONE), 'b/main.tf': bucket(TWO) };
    const found = await stores({ ...infra, 'model/train.py': given, '.github/workflows/train.yml': job });
    expect(found).toEqual({ buckets: [[AT('a')], [AT('b')]], learnt: [AT('b')] });
  });

  it('are two where two environments declare them; code that nothing places means neither', async () => {
    const found = await stores({ 'envs/prod/main.tf': bucket(), 'envs/staging/main.tf': bucket(), 'model/train.py': TRAIN });
    expect(found.buckets).toEqual([['arn:arn:aws:s3:::acme-train'], [AT('envs/prod')], [AT('envs/staging')]]);
    expect(found.learnt).toEqual(['arn:arn:aws:s3:::acme-train']);
  });

  it('are one where the same account declares them twice, or nothing tells them apart', async () => {
    const one = [['arn:arn:aws:s3:::acme-train', AT('a'), AT('b')]];
    expect((await stores({ 'a/main.tf': bucket(ONE), 'b/main.tf': bucket(ONE) })).buckets).toEqual(one);
    expect((await stores({ 'a/main.tf': bucket(), 'b/main.tf': bucket() })).buckets).toEqual(one);
  });

  it('of another server are none of AWS', async () => {
    const dev = TRAIN.replace('boto3.client("s3")', 'boto3.client("s3", endpoint_url="http://minio:9000")');
    const found = await stores({ 'a/main.tf': bucket(ONE), 'model/train.py': dev });
    expect(found.learnt).toEqual(['url:case/model#s3://minio/acme-train']);
    const aws = TRAIN.replace('boto3.client("s3")', 'boto3.client("s3", endpoint_url="https://s3.eu-west-1.amazonaws.com")');
    expect((await stores({ 'a/main.tf': bucket(ONE), 'model/train.py': aws })).learnt).toContain('arn:arn:aws:s3:::acme-train');
  });
});
