import type { PathCase } from '../../path.ts';

interface Variation {
  bucket?: string;
  load?: string;
  actions?: string;
}

/** A scorer that fetches its scaler from a bucket; a policy says what everybody may do there. */
function scorer({
  bucket = 'tern-exchange',
  load = 'pickle.load(open("/tmp/axle", "rb"))',
  actions = '"s3:PutObject"',
}: Variation = {}): Record<string, string> {
  return {
    'score/requirements.txt': 'boto3==1.35.90\ntorch==2.6.0\nsafetensors==0.4.5\n',
    'score/app.py': `import pickle

import boto3
import torch
from safetensors.torch import load_file

s3 = boto3.client("s3")


def scaler():
    s3.download_file("${bucket}", "scalers/axle", "/tmp/axle")
    return ${load}


def net():
    return torch.load("net.pt", weights_only=True)
`,
    'infra/main.tf': `resource "aws_s3_bucket" "exchange" {
  bucket = "tern-exchange"
}

resource "aws_s3_bucket" "models" {
  bucket = "tern-models"
}

resource "aws_s3_bucket_policy" "exchange" {
  bucket = aws_s3_bucket.exchange.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = [${actions}], Resource = "\${aws_s3_bucket.exchange.arn}/*" }]
  })
}
`,
  };
}

export default [
  {
    name: 'a pickle out of a bucket that everybody may write to',
    files: scorer(),
    expect: [
      [
        ['zone', 'internet'],
        ['data-store', 'tern-exchange'],
        ['application', 'score'],
      ],
    ],
    source: 'https://docs.python.org/3/library/pickle.html (the warning at its head)',
  },
  { name: 'out of a bucket of its own', files: scorer({ bucket: 'tern-models' }), expect: [] },
  { name: 'everybody may only read', files: scorer({ actions: '"s3:GetObject"' }), expect: [] },
  { name: 'weights that hold no code', files: scorer({ load: 'load_file("/tmp/axle")' }), expect: [] },
  {
    name: 'another file is loaded with pickle, one that the program wrote itself',
    files: scorer({ load: 'load_file("/tmp/axle"), pickle.load(open("cache/own.pkl", "rb"))' }),
    expect: [],
  },
] satisfies PathCase[];
