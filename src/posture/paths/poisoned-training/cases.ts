import type { PathCase } from '../../path.ts';

/** A store anybody may write to unless `more` says otherwise, a private one for models, and an endpoint that serves from it. */
function infrastructure(actions: string, condition = ''): string {
  return `resource "aws_s3_bucket" "labels" {
  bucket = "meridian-claims-labels"
}

resource "aws_s3_bucket_policy" "labels" {
  bucket = aws_s3_bucket.labels.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "${actions}", Resource = "arn:aws:s3:::meridian-claims-labels/*"${condition} }]
  })
}

resource "aws_s3_bucket" "models" {
  bucket = "meridian-claims-models"
}

resource "aws_sagemaker_model" "claims" {
  name               = "claims"
  execution_role_arn = "arn:aws:iam::111122223333:role/serving"
  primary_container {
    image          = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/xgboost:1.7-1"
    model_data_url = "s3://meridian-claims-models/current/model.tar.gz"
  }
}

resource "aws_sagemaker_endpoint_configuration" "claims" {
  name = "claims"
  production_variants {
    variant_name = "live"
    model_name   = aws_sagemaker_model.claims.name
  }
}

resource "aws_sagemaker_endpoint" "claims" {
  name                 = "claims"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.claims.name
}
`;
}

const TRAINING = `import boto3
import pandas as pd
import xgboost as xgb

frame = pd.read_parquet("s3://meridian-claims-labels/day")
model = xgb.XGBClassifier()
model.fit(frame[["amount"]], frame["fraud"])
model.save_model("model.tar.gz")
boto3.client("s3").upload_file("model.tar.gz", "meridian-claims-models", "current/model.tar.gz")
`;

export default [
  {
    name: 'from an upload to the endpoint that answers',
    files: { 'infra/main.tf': infrastructure('s3:PutObject'), 'jobs/train.py': TRAINING },
    expect: [
      [
        ['zone', 'internet'],
        ['data-store', 'meridian-claims-labels'],
        ['pipeline', 'jobs/train.py'],
        ['model-endpoint', 'claims'],
      ],
    ],
  },
  {
    name: 'a training whose product nobody serves ends there',
    files: {
      'infra/main.tf': infrastructure('s3:PutObject'),
      'jobs/train.py': TRAINING.replace('meridian-claims-models', 'meridian-elsewhere'),
    },
    expect: [
      [
        ['zone', 'internet'],
        ['data-store', 'meridian-claims-labels'],
        ['pipeline', 'jobs/train.py'],
      ],
    ],
  },
  { name: 'strangers may only read', files: { 'infra/main.tf': infrastructure('s3:GetObject'), 'jobs/train.py': TRAINING }, expect: [] },
  {
    name: 'only the own organization may write',
    files: {
      'infra/main.tf': infrastructure('s3:PutObject', ', Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-meridian" } }'),
      'jobs/train.py': TRAINING,
    },
    expect: [],
  },
  { name: 'nothing learns from it', files: { 'infra/main.tf': infrastructure('s3:PutObject') }, expect: [] },
] satisfies PathCase[];
