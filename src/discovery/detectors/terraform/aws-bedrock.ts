import { own } from '../../../core/table.ts';
import { createHash } from 'node:crypto';
import { strongKey } from '../../../core/keys.ts';
import type { AssetReference } from '../../../core/observation.ts';
import { blocksOf, type Contents, type Resource } from '../../code/hcl/configuration.ts';
import { boolOf, stringOf, stringsOf, textOf } from '../../code/hcl/read-value.ts';
import { guardrailOff } from './aws-guardrail-off.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { runsAs } from './aws-identity.ts';
import { bedrockModel, modelTexts, seen, usesModels } from './aws-model.ts';
import { storeAt, tagsOf } from './aws-storage.ts';

/**
 * Bedrock's guardrails, agents, knowledge bases and own models as declared; what stands around them is in aws-bedrock-account.ts.
 * Source: registry.terraform.io/providers/hashicorp/aws, resources aws_bedrock_*, aws_bedrockagent_*.
 */
export function awsBedrock(declared: Declared): void {
  for (const guardrail of declared.resources('aws_bedrock_guardrail')) guardrailOf(guardrail, declared);
  for (const base of declared.resources('aws_bedrockagent_knowledge_base')) knowledgeBase(base, declared);
  for (const source of declared.resources('aws_bedrockagent_data_source')) dataSource(source, declared);
  for (const agent of declared.resources('aws_bedrockagent_agent')) bedrockAgent(agent, declared);
  for (const group of declared.resources('aws_bedrockagent_agent_action_group')) actionGroup(group, declared);
  for (const link of declared.resources('aws_bedrockagent_agent_knowledge_base_association')) association(link, declared);
  for (const link of declared.resources('aws_bedrockagent_agent_collaborator')) collaborator(link, declared);
  for (const job of declared.resources('aws_bedrock_custom_model')) customModel(job, declared);
}

function guardrailOf(resource: Resource, declared: Declared): void {
  const filters = blocksOf(resource, 'content_policy_config').flatMap((block) => blocksOf(block, 'filters_config'));
  const strengths = Object.fromEntries(
    filters.flatMap((filter) => {
      const type = stringOf(filter.attributes.get('type'));
      return type === undefined ? [] : [[type, `${strengthOf(filter, 'input')}/${strengthOf(filter, 'output')}`] as const];
    }),
  );
  declared.asset('guardrail', resource, nameOf(resource, 'name'), [], {
    platform: 'aws-bedrock',
    filters: strengths,
    personalData: blocksOf(resource, 'sensitive_information_policy_config').length > 0,
    grounding: blocksOf(resource, 'contextual_grounding_policy_config').length > 0,
    ...guardrailOff(resource),
  });
}

/** A filter that is off, or that only notes what it finds (`input_action = "NONE"`), stops nothing. */
function strengthOf(filter: Contents, side: 'input' | 'output'): string {
  if (boolOf(filter.attributes.get(`${side}_enabled`)) === false || stringOf(filter.attributes.get(`${side}_action`)) === 'NONE')
    return 'NONE';
  return stringOf(filter.attributes.get(`${side}_strength`)) ?? '?';
}

function bedrockAgent(resource: Resource, declared: Declared): void {
  const reference = declared.asset('agent', resource, nameOf(resource, 'agent_name'), [], {
    platform: 'aws-bedrock',
    hosted: true,
    autonomy: 'tool-loop',
    ...tagsOf(resource),
  });
  usesModels(reference, resource.attributes.get('foundation_model'), resource, declared);
  runsAs(reference, resource, 'agent_resource_role_arn', declared);
  for (const block of blocksOf(resource, 'guardrail_configuration')) {
    const value = block.attributes.get('guardrail_identifier');
    const evidence = [declared.evidence(resource, 'guardrail_configuration', value)];
    const known = declared.referred(value, resource);
    const name = stringOf(value) ?? textOf(value);
    const guardrail =
      known?.kind === 'guardrail'
        ? known
        : name === undefined
          ? undefined
          : declared.other('guardrail', name, [strongKey('name', `aws-bedrock/${name}`)], { platform: 'aws-bedrock' }, evidence, 0.7);
    if (guardrail) declared.edge(reference, 'guarded-by', guardrail, evidence);
  }
  const instruction = stringOf(resource.attributes.get('instruction')) ?? textOf(resource.attributes.get('instruction'));
  if (instruction !== undefined && instruction.length >= 12) {
    const hash = createHash('sha256').update(instruction).digest('hex');
    const evidence = [declared.evidence(resource, 'instruction')];
    const prompt = declared.other(
      'prompt',
      `${nameOf(resource, 'agent_name')} instructions`,
      [strongKey('git', `${declared.target}/${resource.file}#prompt:${hash.slice(0, 16)}`)],
      { sha256: hash, characters: instruction.length },
      evidence,
    );
    declared.edge(reference, 'prompted-by', prompt, evidence);
  }
}

function agentOf(resource: Resource, argument: string, declared: Declared): AssetReference | undefined {
  const reference = declared.referred(resource.attributes.get(argument), resource);
  return reference?.kind === 'agent' ? reference : undefined;
}

const SIGNATURES: Readonly<Record<string, { capabilities: string[]; how: string; sandboxed?: boolean }>> = {
  'AMAZON.CodeInterpreter': { capabilities: ['code-execution'], how: 'hosted interpreter', sandboxed: true },
  'ANTHROPIC.Computer': { capabilities: ['browser-control', 'ingests-untrusted-content', 'external-communication'], how: 'computer use' },
  'ANTHROPIC.Bash': { capabilities: ['code-execution'], how: 'shell' },
  'ANTHROPIC.TextEditor': { capabilities: ['state-change'], how: 'file edit' },
};

function actionGroup(resource: Resource, declared: Declared): void {
  const agent = agentOf(resource, 'agent_id', declared);
  const signature = attribute(resource, 'parent_action_group_signature');
  const known = signature === undefined ? undefined : own(SIGNATURES, signature);
  // The functions stand in `member_functions`, in earlier releases of the provider directly in the schema.
  const functions = blocksOf(resource, 'function_schema')
    .flatMap((schema) => [schema, ...blocksOf(schema, 'member_functions')])
    .flatMap((members) => [...blocksOf(members, 'functions')]);
  const confirmed = functions.length > 0 && functions.every((fn) => stringOf(fn.attributes.get('require_confirmation')) === 'ENABLED');
  const tool = declared.asset('tool', resource, nameOf(resource, 'action_group_name'), [], {
    platform: 'aws-bedrock',
    operations: functions.flatMap((fn: Contents) => stringOf(fn.attributes.get('name')) ?? []),
    approval: confirmed ? 'always' : 'none',
    ...(known
      ? {
          capabilities: known.capabilities,
          effects: [
            {
              capabilities: known.capabilities,
              how: known.how,
              target: 'unknown',
              sandboxed: known.sandboxed,
              file: resource.file,
              line: resource.line,
              detail: signature,
            },
          ],
        }
      : {}),
  });
  for (const executor of blocksOf(resource, 'action_group_executor')) {
    const fn = declared.resourceOf(executor.attributes.get('lambda'), resource, 'aws_lambda_function');
    const role = fn && declared.referred(fn.attributes.get('role'), fn);
    if (role?.kind === 'identity')
      declared.edge(tool, 'runs-as', role, [declared.evidence(resource, 'the function that acts', executor.attributes.get('lambda'))]);
  }
  if (agent) declared.edge(agent, 'calls-tool', tool, seen(resource, declared), { approval: confirmed ? 'always' : 'none' });
}

function knowledgeBase(resource: Resource, declared: Declared): void {
  const reference = declared.asset('knowledge-base', resource, nameOf(resource, 'name'), [], {
    platform: 'aws-bedrock',
    ...tagsOf(resource),
  });
  for (const block of blocksOf(resource, 'knowledge_base_configuration')) {
    for (const vector of blocksOf(block, 'vector_knowledge_base_configuration')) {
      for (const text of modelTexts(vector.attributes.get('embedding_model_arn'), resource, declared)) {
        const model = bedrockModel(text, seen(resource, declared), declared);
        if (model) declared.edge(reference, 'embeds-with', model, seen(resource, declared));
      }
    }
  }
  runsAs(reference, resource, 'role_arn', declared);
  for (const block of blocksOf(resource, 'storage_configuration')) {
    for (const [name, argument] of VECTORS) {
      for (const store of blocksOf(block, name)) {
        const value = store.attributes.get(argument);
        const known = declared.referred(value, resource);
        declared.describe(reference, { vectors: stringOf(value) ?? textOf(value) });
        if (known?.kind === 'data-store') declared.edge(reference, 'sourced-from', known, [declared.evidence(resource, name, value)]);
        if (known?.kind === 'vector-store') declared.edge(reference, 'retrieves-from', known, [declared.evidence(resource, name, value)]);
      }
    }
  }
}

/** Where a knowledge base keeps its vectors. */
const VECTORS: readonly (readonly [string, string])[] = [
  ['opensearch_serverless_configuration', 'collection_arn'],
  ['opensearch_managed_cluster_configuration', 'domain_arn'],
  ['rds_configuration', 'resource_arn'],
  ['s3_vectors_configuration', 'vector_bucket_arn'],
];

function dataSource(resource: Resource, declared: Declared): void {
  const base = declared.referred(resource.attributes.get('knowledge_base_id'), resource);
  if (base?.kind !== 'knowledge-base') return;
  for (const block of blocksOf(resource, 'data_source_configuration')) {
    for (const s3 of blocksOf(block, 's3_configuration')) {
      const value = s3.attributes.get('bucket_arn');
      const name = /^arn:aws[\w-]*:s3:::([^/]+)$/.exec(stringOf(value) ?? '')?.[1];
      const store =
        declared.referred(value, resource) ??
        (name === undefined ? undefined : storeAt(`s3://${name}`, declared, seen(resource, declared))?.store);
      if (store) declared.edge(base, 'sourced-from', store, seen(resource, declared));
    }
    if (blocksOf(block, 'web_configuration').length > 0) {
      const internet = declared.other('zone', 'internet', [strongKey('name', 'internet')], {}, seen(resource, declared), 1);
      declared.edge(base, 'sourced-from', internet, seen(resource, declared, 'web crawler source'));
    }
  }
}

function association(resource: Resource, declared: Declared): void {
  const agent = agentOf(resource, 'agent_id', declared);
  const base = declared.referred(resource.attributes.get('knowledge_base_id'), resource);
  if (agent && base) declared.edge(agent, 'retrieves-from', base, seen(resource, declared));
}

function collaborator(resource: Resource, declared: Declared): void {
  const agent = agentOf(resource, 'agent_id', declared);
  for (const block of blocksOf(resource, 'agent_descriptor')) {
    const other = declared.referred(block.attributes.get('alias_arn'), resource);
    if (agent && other?.kind === 'agent') declared.edge(agent, 'delegates-to', other, seen(resource, declared));
  }
}

function customModel(resource: Resource, declared: Declared): void {
  const reference = declared.asset('model', resource, nameOf(resource, 'custom_model_name'), [], {
    platform: 'aws-bedrock',
    custom: true,
    ...tagsOf(resource),
  });
  for (const text of stringsOf(resource.attributes.get('base_model_identifier'))) {
    const base = bedrockModel(text, seen(resource, declared), declared);
    if (base) declared.edge(reference, 'derived-from', base, seen(resource, declared));
  }
  for (const block of blocksOf(resource, 'training_data_config')) {
    const value = block.attributes.get('s3_uri');
    const store =
      declared.referred(value, resource) ?? stringsOf(value).map((uri) => storeAt(uri, declared, seen(resource, declared))?.store)[0];
    if (store?.kind === 'data-store') declared.edge(reference, 'trained-on', store, seen(resource, declared));
  }
}
