import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { textOf, type View } from '../../view.ts';
import { shellWord } from '../../wording.ts';

/**
 * Managed models whose requests nobody keeps. Bedrock: one setting per account and region, so the account is asked, once. Azure: a
 * diagnostic setting per resource. Where the setting may stand in something that was not read, or in another configuration of the
 * same account, the answer is unknown.
 */
export default defineCheck({
  id: 'no-invocation-logging',
  title: 'Managed model without a log of what it is asked',
  severity: 'low',
  applies: ['account', 'model-endpoint'],
  frameworks: [
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP08:2025' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.4' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0024' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'LOG-15' },
  ],
  judge: (asset, view) => (asset.kind === 'account' ? bedrock(asset, view) : azure(asset)),
});

function bedrock(account: Asset, view: View): Judgement | undefined {
  const off = switchedOff(account);
  if (off) return off;
  const { invocationLogging, usesBedrock, accountWide, models } = account.properties;
  if (usesBedrock !== true || invocationLogging === undefined) return undefined;
  if (invocationLogging === true) return account.properties['invocationText'] === false ? withoutText(account) : { status: 'pass' };
  const evidence = account.evidence.slice(0, 1);
  if (invocationLogging === 'unknown')
    return {
      status: 'unknown',
      saw: `Whether ${account.name} logs what models of Bedrock are asked was not seen: ${textOf(account, 'loggingWhy') ?? 'a part was not read'}.`,
      evidence,
    };
  const elsewhere = view.ofKind('account').find((one) => one !== account && one.properties['invocationLogging'] === true);
  if (elsewhere)
    return {
      status: 'unknown',
      saw: `${account.name} says nothing of a log of model invocations; ${elsewhere.name} switches one on, and whether both are one account and region was not seen.`,
      evidence,
    };
  // A service's own configuration that only has the right to ask a model: the account's settings stand somewhere else.
  if (models === 0 && accountWide !== true)
    return {
      status: 'unknown',
      saw: `${account.name} lets code ask models of Bedrock; whether the account logs that is set where the account is set up, which was not seen.`,
      evidence,
    };
  const used = view.out(account, 'contains').length;
  return {
    status: 'fail',
    severity: accountWide === true ? 'medium' : 'low',
    title: `Nobody keeps what models of Bedrock are asked in ${account.name}`,
    saw: `${used > 0 ? `${used} ${used === 1 ? 'resource' : 'resources'} of Bedrock ${used === 1 ? 'is' : 'are'} declared` : 'Models of Bedrock are asked'}, and nothing that was read switches the log of model invocations on${accountWide === true ? ', though this configuration sets up the account' : ''}. It is off by default.`,
    why: 'After a leak or an injected instruction nobody can say what was asked and answered: CloudTrail tells who called a model, not with which text.',
    fix: {
      text: 'Switch the log of model invocations on in each region that is used, into a bucket or log group that few may read: it holds what people write.',
      patch: `resource "aws_bedrock_model_invocation_logging_configuration" "this" {
  logging_config {
    text_data_delivery_enabled = true
    s3_config {
      bucket_name = aws_s3_bucket.model_log.id
      key_prefix  = "bedrock"
    }
  }
}`,
      command: 'aws bedrock get-model-invocation-logging-configuration',
    },
    verify: '`aws bedrock get-model-invocation-logging-configuration` shows a destination, and the next scan passes.',
    evidence: account.evidence.slice(0, 3),
    confidence: accountWide === true ? 0.9 : 0.6,
    exploitability: 'theoretical',
    reachability: 'admin',
  };
}

interface Off {
  region: string;
  by: string;
  at: string;
  file: string;
  line: number;
}

/** Somebody took the log away, as the records of the account say: a mistake, or the first thing an intruder does. */
function switchedOff(account: Asset): Judgement | undefined {
  const { logSwitchedOff } = account.properties;
  const all = Array.isArray(logSwitchedOff) ? (logSwitchedOff as unknown as Off[]) : [];
  const [off] = all;
  if (!off) return undefined;
  return {
    status: 'fail',
    severity: 'high',
    locus: 'switched off',
    title: `${off.by} switched off the log of what models of Bedrock are asked`,
    saw: `${off.by} called DeleteModelInvocationLoggingConfiguration in ${account.name}, ${off.region}${off.at === '' ? '' : `, on ${off.at}`}; nobody switched the log on again in the records that were read.`,
    why: 'From then on nobody can say what was asked and answered. Those who use stolen rights on models switch it off first.',
    fix: {
      text: `Ask ${off.by} why; if nobody can say, treat the credentials as stolen. Switch the log on again and take the right to delete it from everybody but the platform's own role.`,
      command: `aws bedrock get-model-invocation-logging-configuration --region ${shellWord(off.region)}`,
    },
    verify: '`aws bedrock get-model-invocation-logging-configuration` shows a destination, and later records show it switched on.',
    evidence: all.map(({ file, line, by }) => ({
      target: account.evidence[0]?.target ?? '',
      file,
      line,
      detail: `DeleteModelInvocationLoggingConfiguration by ${by}`,
    })),
    exploitability: 'public-technique',
    reachability: 'internal',
  };
}

/** A log that leaves out what was asked: the times stay, the words are gone. */
function withoutText(account: Asset): Judgement {
  return {
    status: 'fail',
    title: `The log of model invocations in ${account.name} leaves out the text`,
    saw: 'The log of model invocations has `text_data_delivery_enabled = false`: what models of Bedrock are asked and answer is not kept.',
    why: 'After a leak or an injected instruction nobody can say what was asked and answered, though a log seems to be there.',
    fix: {
      text: 'Let the log keep text, in a bucket or log group that few may read: it holds what people write.',
      patch: 'text_data_delivery_enabled = true',
      command: 'aws bedrock get-model-invocation-logging-configuration',
    },
    verify: '`aws bedrock get-model-invocation-logging-configuration` shows textDataDeliveryEnabled true, and the next scan passes.',
    evidence: account.evidence.slice(0, 1),
    exploitability: 'theoretical',
    reachability: 'admin',
  };
}

function azure(endpoint: Asset): Judgement | undefined {
  const { logging } = endpoint.properties;
  if (logging === undefined || !(textOf(endpoint, 'platform') ?? '').startsWith('azure')) return undefined;
  if (logging === true) return { status: 'pass' };
  const product = textOf(endpoint, 'product') ?? 'The service';
  const evidence = endpoint.evidence.slice(0, 1);
  if (logging === 'unknown')
    return {
      status: 'unknown',
      saw: `Whether requests to ${endpoint.name} are logged was not seen: ${textOf(endpoint, 'loggingWhy') ?? 'a diagnostic setting is for something that could not be told'}.`,
      evidence,
    };
  return {
    status: 'fail',
    title: `Nobody keeps who asks ${endpoint.name}`,
    saw: `${product} ${endpoint.name} has no diagnostic setting in what was read, so Azure keeps no log of requests to it. What Azure Policy adds after deployment is not seen here.`,
    why: 'After a leaked key or an injected instruction nobody can say who called the model, when and how often.',
    fix: {
      text: 'Add a diagnostic setting for the request and audit logs, into a workspace that few may read.',
      patch: `resource "azurerm_monitor_diagnostic_setting" "models" {
  name                       = "requests"
  target_resource_id         = azurerm_cognitive_account.this.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id
  enabled_log { category = "RequestResponse" }
  enabled_log { category = "Audit" }
}`,
      command: `az monitor diagnostic-settings list --resource "$(az cognitiveservices account list --query ${shellWord(`[?name=='${endpoint.name}'].id | [0]`)} --output tsv)"`,
    },
    verify: '`az monitor diagnostic-settings list` shows a setting with logs for the resource, and the next scan passes.',
    evidence,
    confidence: 0.7,
    exploitability: 'theoretical',
    reachability: 'admin',
  };
}
