import type { CheckCase } from '../../check.ts';

function user(actions: string, key = ''): string {
  return `resource "aws_iam_user" "bot" {
  name = "bot"
}

resource "aws_iam_user_policy" "bot" {
  user   = aws_iam_user.bot.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = [${actions}], Resource = "arn:aws:bedrock:eu-west-1::foundation-model/*" }]
  })
}
${key}`;
}

const KEY = '\nresource "aws_iam_access_key" "bot" {\n  user = aws_iam_user.bot.name\n}\n';

function account(role: string, key: boolean): string {
  return `resource "google_service_account" "caller" {
  account_id = "caller"
  project    = "meridian-ml"
}

resource "google_project_iam_member" "caller" {
  project = "meridian-ml"
  role    = "${role}"
  member  = "serviceAccount:\${google_service_account.caller.email}"
}
${key ? '\nresource "google_service_account_key" "caller" {\n  service_account_id = google_service_account.caller.name\n}\n' : ''}`;
}

export default [
  {
    name: 'an access key of a user that may ask models',
    files: { 'user.tf': user('"bedrock:InvokeModel"', KEY) },
    expect: [{ file: 'user.tf', line: 13, severity: 'low' }],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_access_key (the resource)',
  },
  {
    name: 'of a user that may do everything with them',
    files: { 'user.tf': user('"bedrock:*"', KEY) },
    expect: [{ file: 'user.tf', line: 13, severity: 'medium' }],
  },
  { name: 'a user without a key', files: { 'user.tf': user('"bedrock:InvokeModel"') }, expect: [] },
  { name: 'a key for mail', files: { 'user.tf': user('"ses:SendRawEmail"', KEY) }, expect: [] },
  {
    name: 'a key that is switched off',
    files: { 'user.tf': user('"bedrock:InvokeModel"', KEY.replace('.name\n', '.name\n  status = "Inactive"\n')) },
    expect: [],
  },
  {
    name: 'a key of a service account of Vertex AI',
    files: { 'account.tf': account('roles/aiplatform.user', true) },
    expect: [{ file: 'account.tf', line: 12, severity: 'low' }],
    source: 'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_service_account_key (the resource)',
  },
  { name: 'the service account alone', files: { 'account.tf': account('roles/aiplatform.user', false) }, expect: [] },
  { name: 'a key that opens a bucket', files: { 'account.tf': account('roles/storage.objectViewer', true) }, expect: [] },
] satisfies CheckCase[];
