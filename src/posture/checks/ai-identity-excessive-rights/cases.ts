import type { CheckCase } from '../../check.ts';

const TRUST =
  'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })';

/** A role with one statement on line 9, and what acts as it. */
function role(statement: string, user: string): Record<string, string> {
  return {
    'main.tf': `resource "aws_iam_role" "lab" {
  name               = "tide-lab"
  assume_role_policy = ${TRUST}
}

resource "aws_iam_role_policy" "lab" {
  role = aws_iam_role.lab.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    ${statement},
  ] })
}

${user}`,
  };
}

const NOTEBOOK = `resource "aws_sagemaker_notebook_instance" "lab" {
  name                   = "tide-lab"
  role_arn               = aws_iam_role.lab.arn
  instance_type          = "ml.t3.medium"
  direct_internet_access = "Disabled"
  subnet_id              = "subnet-1"
  root_access            = "Disabled"
}
`;

const ENDPOINT = `resource "aws_sagemaker_model" "tides" {
  name               = "tides"
  execution_role_arn = aws_iam_role.lab.arn
  primary_container { image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3" }
}

resource "aws_sagemaker_endpoint_configuration" "tides" {
  name = "tides"
  production_variants {
    variant_name = "one"
    model_name   = aws_sagemaker_model.tides.name
  }
}

resource "aws_sagemaker_endpoint" "tides" {
  name                 = "tides"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.tides.name
}
`;

const FUNCTION = `resource "aws_lambda_function" "answer" {
  function_name = "answer"
  role          = aws_iam_role.lab.arn
  runtime       = "python3.12"
  handler       = "app.handle"
  s3_bucket     = "tide-code"
  s3_key        = "answer.zip"
}
`;

/** A model server under a service account of its own, with these rules or this binding on top. */
function server(rights: string): Record<string, string> {
  return {
    'llm.yaml': `${rights}---
apiVersion: v1
kind: ServiceAccount
metadata: { name: tide-llm, namespace: ml }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: tide-llm, namespace: ml }
spec:
  selector: { matchLabels: { app: tide-llm } }
  template:
    metadata: { labels: { app: tide-llm } }
    spec:
      serviceAccountName: tide-llm
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.9.1
          args: ["--model=Qwen/Qwen2.5-7B-Instruct"]
`,
  };
}

function bound(kind: 'Role' | 'ClusterRole', name: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}Binding
metadata: { name: tide-llm${kind === 'Role' ? ', namespace: ml' : ''} }
subjects: [{ kind: ServiceAccount, name: tide-llm, namespace: ml }]
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: ${name} }
`;
}

function rule(kind: 'Role' | 'ClusterRole', text: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: llm${kind === 'Role' ? ', namespace: ml' : ''} }
rules:
  - ${text}
---
${bound(kind, 'llm')}`;
}

export default [
  {
    name: 'a notebook that may do everything, at the line of the policy',
    files: role('{ Effect = "Allow", Action = "*", Resource = "*" }', NOTEBOOK),
    expect: [{ file: 'main.tf', line: 9, asset: 'tide-lab', severity: 'high' }],
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html (execution roles)',
  },
  {
    name: 'a model server that may do all of S3',
    files: role('{ Effect = "Allow", Action = ["s3:*"], Resource = "*" }', ENDPOINT),
    expect: [{ file: 'main.tf', line: 9, asset: 'tide-lab', severity: 'medium' }],
  },
  {
    name: 'a function that asks Bedrock and may do all of DynamoDB',
    files: role(
      '{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0" }, { Effect = "Allow", Action = "dynamodb:*", Resource = "*" }',
      FUNCTION,
    ),
    expect: [{ file: 'main.tf', line: 9, asset: 'tide-lab', severity: 'medium' }],
  },
  {
    name: 'a notebook with one action on one bucket',
    files: role('{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::tide-history/*" }', NOTEBOOK),
    expect: [],
  },
  {
    name: 'a function that a variable tells its model, whatever the variable is called',
    files: role(
      '{ Effect = "Allow", Action = "*", Resource = "*" }',
      FUNCTION.replace(/\}\n$/, '  environment { variables = { MODEL_ID = "eu.anthropic.claude-3-5-sonnet-20241022-v2:0" } }\n}\n'),
    ),
    expect: [{ file: 'main.tf', line: 9 }],
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html (the form of ids)',
  },
  {
    name: 'everything for a function that has nothing to do with models',
    files: role('{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }', FUNCTION),
    expect: [],
  },
  {
    name: 'a role that nothing acts as',
    files: role('{ Effect = "Allow", Action = "*", Resource = "*" }', ''),
    expect: [],
  },
  {
    name: 'a model server bound to cluster-admin',
    files: server(bound('ClusterRole', 'cluster-admin')),
    expect: [{ file: 'llm.yaml', line: 5, asset: 'tide-llm', severity: 'high' }],
    source: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
  },
  {
    name: 'every secret of the cluster',
    files: server(rule('ClusterRole', '{ apiGroups: [""], resources: [pods, secrets], verbs: [get, list] }')),
    expect: [{ file: 'llm.yaml', line: 5, asset: 'tide-llm', severity: 'high' }],
  },
  {
    name: 'commands in every pod of its namespace',
    files: server(rule('Role', '{ apiGroups: [""], resources: ["pods/exec"], verbs: [create] }')),
    expect: [{ file: 'llm.yaml', line: 5, asset: 'tide-llm', severity: 'medium' }],
  },
  {
    name: 'all verbs on everything of its namespace',
    files: server(rule('Role', '{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }')),
    expect: [{ file: 'llm.yaml', line: 5, asset: 'tide-llm', severity: 'medium' }],
  },
  {
    name: 'one secret by its name, and pods to look at',
    files: server(
      rule(
        'Role',
        '{ apiGroups: [""], resources: [secrets], resourceNames: [hub-token], verbs: [get] }\n  - { apiGroups: [""], resources: [pods, "pods/log"], verbs: [get, list, watch] }',
      ),
    ),
    expect: [],
  },
  {
    name: 'all verbs on the resources of an operator of its own',
    files: server(rule('ClusterRole', '{ apiGroups: [ray.io], resources: ["*"], verbs: ["*"] }')),
    expect: [],
  },
  { name: 'the view of the whole cluster, which leaves secrets out', files: server(bound('ClusterRole', 'view')), expect: [] },
  {
    name: 'the owner of a project, on a workbench of Vertex AI',
    files: {
      'main.tf': `resource "google_service_account" "lab" {
  account_id = "tide-lab"
  project    = "tides"
}

resource "google_project_iam_member" "lab" {
  project = "tides"
  role    = "roles/owner"
  member  = "serviceAccount:\${google_service_account.lab.email}"
}

resource "google_workbench_instance" "lab" {
  name     = "tide-lab"
  location = "europe-west4-a"
  project  = "tides"
  gce_setup {
    disable_public_ip = true
    service_accounts { email = google_service_account.lab.email }
  }
}
`,
    },
    expect: [{ file: 'main.tf', line: 6, severity: 'high' }],
    source: 'https://cloud.google.com/iam/docs/roles-overview (basic roles)',
  },
] satisfies CheckCase[];
