import { forEachRecord, member, parseRecord, textMember } from '../../logs/records.ts';

/** What one principal did with one thing of AI: JSON. */
export interface Call {
  what: 'model' | 'endpoint' | 'provider' | 'secret' | 'bedrock-key' | 'log-off' | 'log-on';
  /** Whose audit log it is; absent: AWS. */
  cloud?: 'google';
  /** Model id, endpoint ARN, provider id, secret id, id of a credential. */
  name: string;
  /** `arn:…` of a role or user, or a mail address (of Google also of a service account). */
  who: string;
  line: number;
  event: string;
  count: number;
  refused?: number;
  first?: number;
  last?: number;
  days?: number[];
}

export interface CallFacts {
  calls: Call[];
  cut?: true;
}

const MOST_CALLS = 50_000;
const DAY = 86_400_000;
/** A record without one of these words is not parsed. */
const WORDS = /bedrock|sagemaker|secretsmanager|CreateServiceSpecificCredential|"q\.amazonaws|codewhisperer/;
const AI_SECRET =
  /openai|anthropic|claude|gemini|cohere|mistral|huggingface|hugging-face|deepseek|groq|openrouter|perplexity|pinecone|langsmith|langfuse|elevenlabs|replicate|\bllm\b|llm[-_/]|[-_/]llm/i;

const INVOKES = new Set([
  'InvokeModel',
  'InvokeModelWithResponseStream',
  'InvokeModelWithBidirectionalStream',
  'Converse',
  'ConverseStream',
  'StartAsyncInvoke',
  'CreateModelInvocationJob',
  'CountTokens',
]);
const AGENTS = new Set([
  'InvokeAgent',
  'InvokeInlineAgent',
  'InvokeFlow',
  'Retrieve',
  'RetrieveAndGenerate',
  'RetrieveAndGenerateStream',
  'InvokeAgentRuntime',
  'InvokeGateway',
  'InvokeCodeInterpreter',
]);
const ENDPOINTS = new Set([
  'InvokeEndpoint',
  'InvokeEndpointAsync',
  'InvokeEndpointWithResponseStream',
  'CreateEndpoint',
  'UpdateEndpoint',
  'DescribeEndpoint',
]);

/**
 * CloudTrail: calls to Bedrock and SageMaker endpoints, reads of secrets that are named after AI services, and API keys made for
 * Bedrock; per principal and thing. Calls that were refused are counted apart.
 * Source: docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
 */
export function readCloudTrail(chunks: Iterable<string>, envelope: boolean): { facts: CallFacts; passed: number } {
  return readAudit(chunks, envelope, WORDS, (record) => {
    const act = actOf(record);
    const who = act && principalOf(record);
    return who === undefined
      ? undefined
      : {
          ...act!,
          who,
          event: textMember(record, 'eventName') ?? '',
          refused: textMember(record, 'errorCode') !== undefined,
          at: Date.parse(textMember(record, 'eventTime') ?? ''),
        };
  });
}

type Act = Pick<Call, 'what' | 'name' | 'cloud' | 'who' | 'event'> & { refused: boolean; at: number };

/** Adds up what records of an audit log mean, by who and what. Records without one of the words are not parsed. */
export function readAudit(
  chunks: Iterable<string>,
  envelope: boolean,
  words: RegExp,
  meaning: (record: Record<string, unknown>) => Act | undefined,
): { facts: CallFacts; passed: number } {
  const calls = new Map<string, Call>();
  let cut = false;
  const passed = forEachRecord(chunks, envelope, (text, line) => {
    if (!words.test(text)) return;
    const record = parseRecord(text);
    const act = record && meaning(record);
    if (!act) return;
    const { refused, at, ...rest } = act;
    const id = `${rest.what} ${rest.name} ${rest.who}`;
    const known = calls.get(id);
    if (!known && calls.size >= MOST_CALLS) return void (cut = true);
    const call: Call = known ?? { ...rest, line, count: 0 };
    if (!known) calls.set(id, call);
    if (refused) call.refused = (call.refused ?? 0) + 1;
    else call.count++;
    if (!Number.isFinite(at)) return;
    call.first = Math.min(call.first ?? at, at);
    call.last = Math.max(call.last ?? at, at);
    const day = Math.floor(at / DAY);
    call.days ??= [];
    if (!call.days.includes(day) && call.days.length < 400) call.days.push(day);
  });
  return { facts: { calls: [...calls.values()], ...(cut ? { cut: true as const } : {}) }, passed };
}

export function isCloudTrail(head: string): boolean {
  return /"eventSource"\s{0,20}:\s{0,20}"[a-z0-9.-]{1,60}\.amazonaws\.com/.test(head) && head.includes('"eventName"');
}

function actOf(record: Record<string, unknown>): Pick<Call, 'what' | 'name'> | undefined {
  const source = textMember(record, 'eventSource') ?? '';
  const event = textMember(record, 'eventName') ?? '';
  const asked = member(record, 'requestParameters');
  if (/^bedrock(?:-[a-z-]+)?\.amazonaws\.com$/.test(source)) {
    const model = textMember(asked, 'modelId') ?? textMember(asked, 'modelArn');
    if (event === 'DeleteModelInvocationLoggingConfiguration') return { what: 'log-off', name: accountOf(record) };
    if (event === 'PutModelInvocationLoggingConfiguration') return { what: 'log-on', name: accountOf(record) };
    if (INVOKES.has(event)) return model === undefined ? { what: 'provider', name: 'aws-bedrock' } : { what: 'model', name: model };
    return AGENTS.has(event) ? { what: 'provider', name: 'aws-bedrock' } : undefined;
  }
  if (source === 'sagemaker.amazonaws.com' || source === 'runtime.sagemaker.amazonaws.com') {
    const name = textMember(asked, 'endpointName');
    return ENDPOINTS.has(event) && name !== undefined ? { what: 'endpoint', name: endpointArn(name, record) } : undefined;
  }
  if (source === 'secretsmanager.amazonaws.com') {
    const name = textMember(asked, 'secretId');
    return event === 'GetSecretValue' && name !== undefined && AI_SECRET.test(name) ? { what: 'secret', name } : undefined;
  }
  if (source === 'iam.amazonaws.com' && event === 'CreateServiceSpecificCredential') {
    const made = textMember(record, 'responseElements', 'serviceSpecificCredential', 'serviceSpecificCredentialId');
    const user = textMember(asked, 'userName');
    return textMember(asked, 'serviceName') === 'bedrock.amazonaws.com'
      ? { what: 'bedrock-key', name: made ?? `of ${user ?? 'a user'}` }
      : undefined;
  }
  if (/^(?:q|codewhisperer)\.amazonaws\.com$/.test(source) && /^(?:Send|Start|Generate|Chat)/.test(event))
    return { what: 'provider', name: 'aws-q' };
  return undefined;
}

/** `111122223333 eu-west-1`: the log of model invocations is one setting per account and region. */
function accountOf(record: Record<string, unknown>): string {
  const account = textMember(record, 'recipientAccountId') ?? textMember(record, 'userIdentity', 'accountId') ?? '';
  return `${account} ${textMember(record, 'awsRegion') ?? ''}`;
}

/** Names of endpoints are unique in an account and region. */
function endpointArn(name: string, record: Record<string, unknown>): string {
  const account = textMember(record, 'recipientAccountId') ?? textMember(record, 'userIdentity', 'accountId') ?? '';
  const region = textMember(record, 'awsRegion') ?? '';
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  // SageMaker lowers the case of names in ARNs.
  return `arn:${partition}:sagemaker:${region}:${account}:endpoint/${name.toLowerCase()}`;
}

/** The role behind a session, not the session; of single sign-on the person. Undefined for AWS itself. */
function principalOf(record: Record<string, unknown>): string | undefined {
  const identity = member(record, 'userIdentity');
  const type = textMember(identity, 'type');
  const arn = textMember(identity, 'arn');
  const issuer = textMember(identity, 'sessionContext', 'sessionIssuer', 'arn');
  if (type === 'AWSService') return undefined;
  const session = /:assumed-role\/([^/]{1,128})\/([^/]{1,128})$/.exec(arn ?? '');
  if (session?.[1]!.startsWith('AWSReservedSSO_') && session[2]!.includes('@')) return session[2]!.toLowerCase();
  if (issuer !== undefined) return issuer;
  if (session) return arn!.replace(/^arn:(aws[\w-]*):sts::(\d*):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
  return arn;
}
