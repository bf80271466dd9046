import { describe, expect, it } from 'vitest';
import { assetNamed, failed, inPlace } from '../pharos.ts';

const TRAIN = `import pandas as pd
from sklearn.svm import SVC
frame = pd.read_csv("s3://harbour-claims/rows.csv")
SVC().fit(frame[["a"]], frame["b"])
`;

/** A bucket, a queue and a volume that training depends on, none of them encrypted by what is written, and their twins. */
const UNENCRYPTED = {
  'estate/infra/main.tf': `resource "aws_s3_bucket" "claims" {
  bucket = "harbour-claims"
}
resource "aws_sqs_queue" "claims" {
  name                    = "claims-training-jobs"
  sqs_managed_sse_enabled = false
}
resource "aws_sqs_queue" "sealed" {
  name                    = "sealed-training-jobs"
  sqs_managed_sse_enabled = true
}
resource "aws_efs_file_system" "sets" {
  tags = { Name = "training-data" }
}
resource "aws_efs_file_system" "sealed" {
  encrypted = true
  tags      = { Name = "training-data-sealed" }
}
resource "aws_s3_bucket" "sealed" {
  bucket = "harbour-sealed"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "sealed" {
  bucket = aws_s3_bucket.sealed.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "aws:kms" }
  }
}
resource "aws_db_instance" "shop" {
  identifier = "shop"
  engine     = "mysql"
}
`,
  'estate/claims/train.py': TRAIN,
  'estate/claims/retrain.py': TRAIN,
  'estate/sealed/train.py': TRAIN.replace('harbour-claims', 'harbour-sealed'),
};

describe('RISK-11 unencrypted training data', () => {
  it('tells bucket, queue and volume that training depends on once each, and not their encrypted twins', () =>
    inPlace(UNENCRYPTED, async ({ report }) => {
      const found = failed(await report(), 'no-encryption-ai-data');
      expect(found.map(({ on, evidence }) => `${on} ${evidence[0]!.file}:${evidence[0]!.line}`).sort()).toEqual([
        'claims-training-jobs infra/main.tf:4',
        'harbour-claims infra/main.tf:1',
        'training-data infra/main.tf:12',
      ]);
    }));

  it('RISK-11 partial: says of S3 what is true of it: new objects are encrypted, with a key of AWS', () =>
    inPlace(UNENCRYPTED, async ({ report }) => {
      const found = failed(await report(), 'no-encryption-ai-data');
      const bucket = found.find(({ on }) => on === 'harbour-claims')!;
      expect(bucket.severity).toBe('info');
      expect(bucket.saw).toContain('encrypted by S3 with a key of AWS');
      expect(found.find(({ on }) => on === 'claims-training-jobs')!.fix.patch).toBe('sqs_managed_sse_enabled = true');
    }));
});

const OPENAI = `resource "azurerm_cognitive_account" "NAME" {
  name                          = "oai-NAME"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  custom_subdomain_name         = "oai-NAME"
  public_network_access_enabled = OPEN
}
`;

function openai(name: string, open: boolean): string {
  return OPENAI.replaceAll('NAME', name).replace('OPEN', String(open));
}

describe('RISK-31 missing logging of managed models', () => {
  it('RISK-31 partial: Bedrock is told once for the account, Azure for the account without a diagnostic setting', () =>
    inPlace(
      {
        'estate/aws/main.tf':
          'resource "aws_bedrockagent_agent" "a" {\n  agent_name = "a"\n  foundation_model = "amazon.nova-pro-v1:0"\n}\nresource "aws_bedrockagent_agent" "b" {\n  agent_name = "b"\n  foundation_model = "amazon.nova-pro-v1:0"\n}\n',
        'estate/azure/main.tf': `${openai('quiet', false)}${openai('kept', false)}resource "azurerm_monitor_diagnostic_setting" "kept" {
  name                       = "requests"
  target_resource_id         = azurerm_cognitive_account.kept.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.log.id
  enabled_log { category_group = "allLogs" }
}
resource "azurerm_log_analytics_workspace" "log" {
  name = "log"
}
`,
      },
      async ({ report }) => {
        const found = await report();
        expect(
          failed(found, 'no-invocation-logging')
            .map(({ on }) => on)
            .sort(),
        ).toEqual(['AWS account of aws', 'oai-quiet']);
        expect(assetNamed(found, 'model-endpoint', 'oai-kept').properties['logging']).toBe(true);
      },
    ));

  it('RISK-31 partial: with the log of invocations switched on nothing is told', () =>
    inPlace(
      {
        'estate/main.tf':
          'resource "aws_bedrockagent_agent" "a" {\n  agent_name = "a"\n  foundation_model = "amazon.nova-pro-v1:0"\n}\nresource "aws_bedrock_model_invocation_logging_configuration" "log" {\n  logging_config {\n    s3_config { bucket_name = "harbour-log" }\n  }\n}\n',
      },
      async ({ report }) => {
        const found = await report();
        expect(failed(found, 'no-invocation-logging')).toEqual([]);
        expect(found.checks.find(({ id }) => id === 'no-invocation-logging')).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
      },
    ));
});

describe('RISK-01 and RISK-08 in Terraform of three clouds', () => {
  it('RISK-01 partial: public network access, an open security group and a public service are told, the private ones not', () =>
    inPlace(
      {
        'estate/azure/main.tf': `${openai('open', true)}${openai('inner', false)}`,
        'estate/aws/main.tf': `resource "aws_security_group" "open" {
  name = "open"
  ingress {
    from_port   = 8000
    to_port     = 8000
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "inner" {
  name = "inner"
  ingress {
    from_port   = 8000
    to_port     = 8000
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_instance" "open" {
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.open.id]
  user_data                   = "#!/bin/bash\\nvllm serve Qwen/Qwen2.5-7B-Instruct\\n"
  tags                        = { Name = "gpu-open" }
}
resource "aws_instance" "inner" {
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.inner.id]
  user_data                   = "#!/bin/bash\\nvllm serve Qwen/Qwen2.5-7B-Instruct\\n"
  tags                        = { Name = "gpu-inner" }
}
`,
      },
      async ({ report }) => {
        const flagged = failed(await report(), 'model-endpoint-public');
        expect(flagged.map(({ on, severity }) => `${severity} ${on}`).sort()).toEqual(['high gpu-open', 'low oai-open']);
      },
    ));

  it('RISK-08 partial: Workbench with a public address is told at its line, the one without is not', () =>
    inPlace(
      {
        'estate/lab.tf':
          'resource "google_workbench_instance" "inner" {\n  name = "inner"\n  location = "us-west1-a"\n  gce_setup {\n    disable_public_ip = true\n  }\n}\nresource "google_workbench_instance" "open" {\n  name = "open"\n  location = "us-west1-a"\n}\n',
      },
      async ({ report }) => {
        const flagged = failed(await report(), 'notebook-exposed');
        expect(flagged.map(({ on, evidence }) => `${on}:${evidence[0]!.line}`)).toEqual(['open:8']);
        expect(flagged[0]!.fix.patch).toContain('disable_public_ip = true');
      },
    ));
});
