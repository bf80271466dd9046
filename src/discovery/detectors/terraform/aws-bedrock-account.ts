import { createHash } from 'node:crypto';
import { strongKey } from '../../../core/keys.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, stringOf, stringsOf, textOf } from '../../code/hcl/read-value.ts';
import { runsAs } from './aws-identity.ts';
import { bedrockModel, seen, usesModels } from './aws-model.ts';
import { storeAt, tagsOf } from './aws-storage.ts';
import { nested } from './azure-place.ts';
import { attribute, type Declared, nameOf } from './declared.ts';

/** Resources that ask models of Bedrock on the account's behalf: where they stand, its invocation log matters. */
const ASKS_MODELS = [
  'aws_bedrockagent_agent',
  'aws_bedrockagent_knowledge_base',
  'aws_bedrockagent_flow',
  'aws_bedrock_inference_profile',
  'aws_bedrock_provisioned_model_throughput',
  'aws_bedrock_custom_model',
  'aws_bedrock_guardrail',
] as const;

/** What only the configuration of a whole account declares: such a root would hold the invocation log as well. */
const ACCOUNT_WIDE = [
  'aws_cloudtrail',
  'aws_config_configuration_recorder',
  'aws_guardduty_detector',
  'aws_s3_account_public_access_block',
  'aws_iam_account_password_policy',
  'aws_securityhub_account',
  'aws_ebs_encryption_by_default',
] as const;

/**
 * The rest of Bedrock: flows, prompts, inference profiles, provisioned throughput, and the account's log of model invocations, which
 * is one setting per account and region: `invocationLogging` of the account is true, false, or "unknown" where a module was not
 * read. Source: registry.terraform.io/providers/hashicorp/aws, aws_bedrock_*, aws_bedrockagent_flow, aws_bedrockagent_prompt.
 */
export function awsBedrockAccount(declared: Declared): void {
  for (const profile of declared.resources('aws_bedrock_inference_profile')) {
    const reference = declared.asset('model', profile, nameOf(profile, 'name'), [], {
      platform: 'aws-bedrock',
      form: 'inference-profile',
      ...tagsOf(profile),
    });
    for (const source of blocksOf(profile, 'model_source'))
      for (const text of stringsOf(source.attributes.get('copy_from'))) {
        const model = bedrockModel(text, seen(profile, declared), declared);
        if (model) declared.edge(reference, 'derived-from', model, seen(profile, declared));
      }
  }
  for (const bought of declared.resources('aws_bedrock_provisioned_model_throughput')) {
    const reference = declared.asset('model-endpoint', bought, nameOf(bought, 'provisioned_model_name'), [], {
      platform: 'aws-bedrock',
      product: 'Bedrock provisioned throughput',
      managed: true,
      auth: 'iam',
      ...tagsOf(bought),
    });
    const value = bought.attributes.get('model_arn');
    const own = declared.referred(value, bought);
    const model = own?.kind === 'model' ? own : stringsOf(value).map((text) => bedrockModel(text, seen(bought, declared), declared))[0];
    if (model) declared.edge(reference, 'serves', model, seen(bought, declared));
  }
  for (const prompt of declared.resources('aws_bedrockagent_prompt')) promptOf(prompt, declared);
  for (const flow of declared.resources('aws_bedrockagent_flow')) flowOf(flow, declared);
  account(declared);
}

function promptOf(prompt: Resource, declared: Declared): void {
  const texts = nested(prompt, ['variant', 'template_configuration', 'text']).map((block) => block.attributes.get('text'));
  const text = texts.map((value) => stringOf(value) ?? textOf(value)).find((one) => one !== undefined) ?? '';
  declared.asset('prompt', prompt, nameOf(prompt, 'name'), [], {
    platform: 'aws-bedrock',
    sha256: createHash('sha256').update(text).digest('hex'),
    characters: text.length,
    customerKey: prompt.attributes.has('customer_encryption_key_arn'),
  });
}

function flowOf(flow: Resource, declared: Declared): void {
  const reference = declared.asset('pipeline', flow, nameOf(flow, 'name'), [], {
    platform: 'aws-bedrock',
    form: 'flow',
    hosted: true,
    customerKey: flow.attributes.has('customer_encryption_key_arn'),
    ...tagsOf(flow),
  });
  runsAs(reference, flow, 'execution_role_arn', declared);
  for (const block of nested(flow, ['definition', 'node', 'configuration', 'prompt', 'source_configuration', 'inline']))
    usesModels(reference, block.attributes.get('model_id'), flow, declared);
  for (const block of nested(flow, ['definition', 'node', 'configuration', 'knowledge_base']))
    usesModels(reference, block.attributes.get('model_id'), flow, declared);
}

/** The account that a root of Terraform works on, where it uses Bedrock or says what Bedrock logs. */
function account(declared: Declared): void {
  const settings = declared.resources('aws_bedrock_model_invocation_logging_configuration');
  const asks = declared.resources(...ASKS_MODELS);
  const allowed = declared
    .resources('aws_iam_role_policy', 'aws_iam_policy')
    .filter((policy) => /bedrock:(?:InvokeModel|Converse|\*)/.test((textOf(policy.attributes.get('policy')) ?? '').slice(0, 100_000)));
  for (const root of new Set([...settings, ...asks, ...allowed].map((one) => one.root))) {
    const logs = settings.filter((one) => one.root === root);
    const users = [...asks, ...allowed].filter((one) => one.root === root);
    const first = users[0] ?? logs[0]!;
    const id = declared.providerSetting(first, 'aws', 'allowed_account_ids');
    const unseen = declared.unseenModules(root);
    // One setting for each region: another one does not make up for it.
    const textless = logs.find((one) =>
      blocksOf(one, 'logging_config').some((block) => boolOf(block.attributes.get('text_data_delivery_enabled')) === false),
    );
    const evidence = [...(textless ? [textless] : []), ...(logs.length > 0 ? logs.filter((one) => one !== textless) : users)]
      .slice(0, 3)
      .map((one) => declared.evidence(one, `${one.type} ${one.address}`));
    const place = `${declared.target}${root === '' ? '' : `/${root}`}`;
    const reference = declared.other(
      'account',
      root === '' || root === '.' ? `AWS account of ${declared.target}` : `AWS account of ${root}`,
      [
        strongKey('terraform', `${place}:aws`),
        ...(id !== undefined && /^\d{12}$/.test(id) ? [strongKey('arn', `arn:aws:iam::${id}:root`)] : []),
      ],
      {
        platform: 'aws',
        definedBy: 'iac',
        region: declared.providerSetting(first, 'aws', 'region'),
        usesBedrock: users.length > 0,
        invocationLogging: logs.length > 0 ? true : unseen.length > 0 ? 'unknown' : false,
        ...(logs.length === 0 && unseen.length > 0 ? { loggingWhy: `module ${unseen[0]!} was not read` } : {}),
        ...(textless ? { invocationText: false } : {}),
        accountWide: declared.resources(...ACCOUNT_WIDE).some((one) => one.root === root),
        models: asks.filter((one) => one.root === root).length,
      },
      evidence,
      0.8,
    );
    for (const log of logs) delivered(log, reference, declared);
    for (const user of asks.filter((one) => one.root === root)) {
      const known = declared.madeOf(user);
      if (known) declared.edge(reference, 'contains', known, [declared.evidence(user, `${user.type} ${user.address}`)]);
    }
  }
}

function delivered(log: Resource, reference: AssetReference, declared: Declared): void {
  const evidence = [declared.evidence(log, `${log.type} ${log.address}`)];
  for (const block of nested(log, ['logging_config', 's3_config'])) {
    const value = block.attributes.get('bucket_name');
    const store = declared.referred(value, log) ?? stringsOf(value).map((name) => storeAt(`s3://${name}`, declared, evidence)?.store)[0];
    if (store?.kind === 'data-store') declared.edge(reference, 'logs-to', store, evidence);
  }
  for (const block of nested(log, ['logging_config', 'cloudwatch_config'])) {
    const name = attribute(block, 'log_group_name');
    if (name === undefined) continue;
    const place = `${declared.target}${log.root === '' ? '' : `/${log.root}`}`;
    const store = declared.other(
      'data-store',
      name,
      [strongKey('name', `${place}/logs/${name}`)],
      { form: 'log-store', platform: 'aws', encrypted: true },
      evidence,
    );
    declared.edge(reference, 'logs-to', store, evidence);
  }
}
