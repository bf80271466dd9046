import { joinText } from './text-value.ts';
import { type Origin, settled, text, type Value } from './value.ts';

/**
 * Attributes that the provider computes from arguments alone, as patterns over these arguments. Whatever needs the
 * account, region, subscription or project of the credentials is not among them.
 * Source: "Attribute Reference" of each resource at https://registry.terraform.io/providers.
 */
const COMPUTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_s3_bucket: {
    id: '{bucket}',
    arn: 'arn:aws:s3:::{bucket}',
    bucket_domain_name: '{bucket}.s3.amazonaws.com',
  },
  aws_s3_object: { id: '{key}' },
  aws_s3_directory_bucket: { id: '{bucket}' },
  aws_iam_role: { id: '{name}' },
  aws_iam_user: { id: '{name}' },
  aws_iam_group: { id: '{name}' },
  aws_iam_instance_profile: { id: '{name}' },
  aws_lambda_function: { id: '{function_name}' },
  aws_dynamodb_table: { id: '{name}' },
  aws_cloudwatch_log_group: { id: '{name}' },
  aws_ecr_repository: { id: '{name}' },
  aws_sagemaker_endpoint: { id: '{name}' },
  aws_sagemaker_endpoint_configuration: { id: '{name}' },
  aws_sagemaker_model: { id: '{name}' },
  aws_sagemaker_notebook_instance: { id: '{name}' },
  aws_sagemaker_model_package_group: { id: '{model_package_group_name}' },
  aws_sagemaker_feature_group: { id: '{feature_group_name}' },
  aws_sagemaker_pipeline: { id: '{pipeline_name}' },
  aws_ssm_parameter: { id: '{name}' },
  aws_kms_alias: { id: '{name}' },
  aws_glue_job: { id: '{name}' },
  google_storage_bucket: { id: '{name}', url: 'gs://{name}' },
  google_storage_bucket_object: { id: '{bucket}-{name}', output_name: '{name}' },
  google_service_account: {
    email: '{account_id}@{project}.iam.gserviceaccount.com',
    member: 'serviceAccount:{account_id}@{project}.iam.gserviceaccount.com',
    name: 'projects/{project}/serviceAccounts/{account_id}@{project}.iam.gserviceaccount.com',
    id: 'projects/{project}/serviceAccounts/{account_id}@{project}.iam.gserviceaccount.com',
  },
  google_bigquery_dataset: { id: 'projects/{project}/datasets/{dataset_id}' },
  google_pubsub_topic: { id: 'projects/{project}/topics/{name}' },
  google_project: { id: 'projects/{project_id}' },
  azurerm_storage_account: {
    primary_blob_endpoint: 'https://{name}.blob.core.windows.net/',
    primary_dfs_endpoint: 'https://{name}.dfs.core.windows.net/',
  },
  azurerm_key_vault: { vault_uri: 'https://{name}.vault.azure.net/' },
  azurerm_container_registry: { login_server: '{name}.azurecr.io' },
  azurerm_storage_container: { id: 'https://{storage_account_name}.blob.core.windows.net/{name}' },
  terraform_data: { output: '{input}' },
  null_resource: {},
  local_file: { id: '{filename}' },
};

/** The value of a computed attribute, where the written arguments determine it; undefined otherwise. */
export function computedAttribute(
  type: string,
  name: string,
  argument: (name: string) => Value | undefined,
  origin: Origin,
): Value | undefined {
  const pattern = Object.hasOwn(COMPUTED, type) ? COMPUTED[type]?.[name] : undefined;
  if (pattern === undefined) return undefined;
  const parts: Value[] = [];
  for (const piece of pattern.split(/(?=\{)|(?<=\})/)) {
    if (!piece.startsWith('{')) {
      parts.push(text(piece, origin));
      continue;
    }
    const value = argument(piece.slice(1, -1));
    const inner = value && settled(value);
    // A bucket without a name gets one from the provider.
    if (!value || !inner || inner.kind === 'null' || (inner.kind === 'unknown' && inner.failed)) return undefined;
    parts.push(value);
  }
  const [only, second] = parts;
  return only && !second ? only : joinText(parts, origin);
}
