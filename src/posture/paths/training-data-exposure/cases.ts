import type { PathCase } from '../../path.ts';

interface Variation {
  source?: string;
  result?: string;
  acl?: string;
  sensitivity?: string;
}

/** Letters of claimants are fine-tuned on; where the weights go, and who reads that. */
function tuning({
  source = 'meridian-claims',
  result = 'meridian-releases',
  acl = 'public-read',
  sensitivity = 'restricted',
}: Variation = {}): Record<string, string> {
  return {
    'tune/pyproject.toml': '[project]\nname = "tune"\ndependencies = ["transformers"]\n',
    'tune/train.py': `import boto3
import pandas as pd
from transformers import AutoModelForCausalLM, Trainer

letters = pd.read_json("s3://${source}/letters.jsonl", lines=True)
model = AutoModelForCausalLM.from_pretrained("mistralai/Mistral-7B-v0.1")
trainer = Trainer(model=model, train_dataset=letters)
trainer.train()
trainer.save_model("out")
boto3.client("s3").upload_file("out/model.safetensors", "${result}", "claims/model.safetensors")
`,
    'infra/main.tf': `resource "aws_s3_bucket" "claims" {
  bucket = "meridian-claims"
}

resource "aws_s3_bucket" "brochures" {
  bucket = "meridian-brochures"
}

resource "aws_s3_bucket" "models" {
  bucket = "meridian-models"
}

resource "aws_s3_bucket" "releases" {
  bucket = "meridian-releases"
}

resource "aws_s3_bucket_acl" "releases" {
  bucket = aws_s3_bucket.releases.id
  acl    = "${acl}"
}
`,
    'pharos.yaml': `annotations:
  - match: { kind: data-store, name: meridian-claims }
    sensitivity: ${sensitivity}
  - match: { kind: data-store, name: meridian-brochures }
    sensitivity: public
`,
  };
}

/** A custom model of Bedrock on the same letters, and the application that answers with it. */
function bedrock(authorization: string, training: string): Record<string, string> {
  return {
    'desk/app.py': `import boto3
from fastapi import FastAPI

runtime = boto3.client("bedrock-runtime")
app = FastAPI()


@app.post("/ask")
def ask(question: str) -> str:
    return runtime.converse(modelId="claims-letters", messages=[{"role": "user", "content": [{"text": question}]}])["output"]
`,
    'infra/main.tf': `resource "aws_s3_bucket" "claims" {
  bucket = "meridian-claims"
}

resource "aws_bedrock_custom_model" "letters" {
  custom_model_name     = "claims-letters"
  job_name              = "claims-letters"
  base_model_identifier = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1"
  role_arn              = "arn:aws:iam::111111111111:role/tuning"
  hyperparameters       = { epochCount = "1" }
  output_data_config {
    s3_uri = "s3://\${aws_s3_bucket.claims.id}/out/"
  }
  training_data_config {
    s3_uri = "${training}"
  }
}

data "archive_file" "desk" {
  type        = "zip"
  source_dir  = "\${path.module}/../desk"
  output_path = "desk.zip"
}

resource "aws_lambda_function" "desk" {
  function_name = "desk"
  role          = "arn:aws:iam::111111111111:role/desk"
  filename      = data.archive_file.desk.output_path
  handler       = "app.app"
  runtime       = "python3.13"
}

resource "aws_lambda_function_url" "desk" {
  function_name      = aws_lambda_function.desk.function_name
  authorization_type = "${authorization}"
}
`,
    'pharos.yaml': 'annotations:\n  - match: { kind: data-store, name: meridian-claims }\n    sensitivity: restricted\n',
  };
}

export default [
  {
    name: 'weights tuned on claims lie in a bucket that anybody reads',
    files: tuning(),
    expect: [
      [
        ['data-store', 'meridian-claims'],
        ['pipeline', 'tune/train.py'],
        ['model-artifact', 'model.safetensors'],
        ['data-store', 'meridian-releases'],
        ['zone', 'internet'],
      ],
    ],
  },
  {
    name: 'the records are copied to a bucket that anybody reads before they are learnt from',
    files: {
      ...tuning(),
      'tune/train.py': `import boto3
import pandas as pd
from sklearn.linear_model import LogisticRegression

letters = pd.read_csv("s3://meridian-claims/letters.csv")
letters.to_parquet("letters.parquet")
boto3.client("s3").upload_file("letters.parquet", "meridian-releases", "prepared/letters.parquet")
LogisticRegression().fit(letters[["days"]], letters["paid"])
`,
    },
    expect: [
      [
        ['data-store', 'meridian-claims'],
        ['pipeline', 'tune/train.py'],
        ['data-store', 'meridian-releases'],
        ['zone', 'internet'],
      ],
    ],
  },
  { name: 'the weights go to a private bucket', files: tuning({ result: 'meridian-models' }), expect: [] },
  { name: 'the bucket of the weights is private', files: tuning({ acl: 'private' }), expect: [] },
  { name: 'it learns from brochures', files: tuning({ source: 'meridian-brochures' }), expect: [] },
  { name: 'the claims are stated to be internal only', files: tuning({ sensitivity: 'internal' }), expect: [] },
  {
    name: 'nothing is stated of the claims',
    files: { ...tuning(), 'pharos.yaml': 'annotations: []\n' },
    expect: [],
  },
  {
    name: 'a report is written there from other records',
    files: {
      ...tuning({ result: 'meridian-models' }),
      'report/report.py':
        'import pandas as pd\n\npd.read_csv("s3://meridian-claims/letters.csv").describe().to_csv("s3://meridian-releases/summary.csv")\n',
    },
    expect: [],
  },
  {
    name: 'a tuned model of Bedrock with nothing that answers with it',
    files: bedrock('NONE', 's3://${aws_s3_bucket.claims.id}/letters.jsonl'),
    expect: [],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/bedrock_custom_model',
  },
] satisfies PathCase[];
