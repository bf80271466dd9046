import { strongKey } from '../../../core/keys.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { numberOf, stringOf } from '../../code/hcl/read-value.ts';
import { nested } from './azure-place.ts';
import { attribute, type Declared } from './declared.ts';

/**
 * How long the logs of models are kept: `retentionDays` of the store (0: for ever), `retentionAt` (file and line of the setting),
 * `forwarded` where a copy goes elsewhere. Only what is written is told; CloudWatch keeps for ever and a workspace 30 days where nothing
 * is. Source: registry.terraform.io, aws_cloudwatch_log_group, aws_s3_bucket_lifecycle_configuration, azurerm_log_analytics_workspace.
 */
export function logRetention(declared: Declared): void {
  for (const log of declared.resources('aws_bedrock_model_invocation_logging_configuration')) {
    for (const block of nested(log, ['logging_config', 'cloudwatch_config'])) {
      const value = block.attributes.get('log_group_name');
      const name = stringOf(value);
      const group = declared.resourceOf(value, log, 'aws_cloudwatch_log_group') ?? groupNamed(name, log, declared);
      const days = group && numberOf(group.attributes.get('retention_in_days'));
      if (!group || name === undefined || days === undefined) continue;
      const place = `${declared.target}${log.root === '' ? '' : `/${log.root}`}`;
      const forwarded = declared.pointingAt(group, 'aws_cloudwatch_log_subscription_filter', 'log_group_name').length > 0;
      declared.other(
        'data-store',
        name,
        [strongKey('name', `${place}/logs/${name}`)],
        { form: 'log-store', platform: 'aws', retentionDays: days, retentionAt: at(group), ...(forwarded ? { forwarded } : {}) },
        [declared.evidence(group, `retention_in_days = ${days}`, group.attributes.get('retention_in_days'))],
      );
    }
    for (const block of nested(log, ['logging_config', 's3_config'])) {
      const store = declared.referred(block.attributes.get('bucket_name'), log);
      const bucket = declared.resourceOf(block.attributes.get('bucket_name'), log, 'aws_s3_bucket');
      if (store?.kind === 'data-store' && bucket) lifecycle(bucket, store, stringOf(block.attributes.get('key_prefix')) ?? '', declared);
    }
  }
  for (const workspace of declared.resources('azurerm_log_analytics_workspace')) {
    const store = declared.madeOf(workspace);
    const days = numberOf(workspace.attributes.get('retention_in_days'));
    if (store && days !== undefined) declared.describe(store, { retentionDays: days, retentionAt: at(workspace) });
  }
}

function groupNamed(name: string | undefined, log: Resource, declared: Declared): Resource | undefined {
  return declared
    .resources('aws_cloudwatch_log_group')
    .find((one) => one.root === log.root && name !== undefined && attribute(one, 'name') === name);
}

/** The shortest life a rule gives to what is put under the prefix of the log. */
function lifecycle(bucket: Resource, store: AssetReference, prefix: string, declared: Declared): void {
  for (const rules of declared.pointingAt(bucket, 'aws_s3_bucket_lifecycle_configuration', 'bucket')) {
    for (const rule of blocksOf(rules, 'rule')) {
      if (attribute(rule, 'status') !== 'Enabled') continue;
      const under = attribute(rule, 'prefix') ?? blocksOf(rule, 'filter').map((filter) => attribute(filter, 'prefix'))[0] ?? '';
      const days = blocksOf(rule, 'expiration').map((one) => numberOf(one.attributes.get('days')))[0];
      // The log stands below its prefix in AWSLogs/.
      if (days === undefined || !(prefix.startsWith(under) || `${prefix}/AWSLogs/`.startsWith(under) || under.startsWith(prefix))) continue;
      declared.describe(store, { retentionDays: days, retentionAt: at(rules) });
      return;
    }
  }
}

function at({ file, line }: Resource): { file: string; line: number } {
  return { file, line };
}
