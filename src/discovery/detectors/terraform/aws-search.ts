import { strongKey } from '../../../core/keys.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { jsonOf } from '../../code/hcl/json-text.ts';
import { boolOf, listOf, stringOf, stringsOf, valueAt } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import { runsAs } from './aws-identity.ts';
import { seen } from './aws-model.ts';
import { storeAt, tagsOf } from './aws-storage.ts';
import { nested } from './azure-place.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { drawReach, type Reached, reachProperties } from './exposure.ts';

/**
 * Retrieval and ready-made assistants: OpenSearch Serverless, S3 Vectors, Kendra, Lex, Q Business, Comprehend, Rekognition. Source:
 * registry.terraform.io/providers/hashicorp/aws.
 */
export function awsSearch(declared: Declared): void {
  for (const collection of declared.resources('aws_opensearchserverless_collection')) collectionOf(collection, declared);
  for (const bucket of declared.resources('aws_s3vectors_vector_bucket'))
    declared.asset('vector-store', bucket, nameOf(bucket, 'vector_bucket_name'), [], {
      platform: 'aws',
      engine: 's3-vectors',
      encrypted: true,
    });
  for (const index of declared.resources('aws_kendra_index')) {
    const reference = declared.asset('knowledge-base', index, nameOf(index, 'name'), [], {
      platform: 'aws-kendra',
      encrypted: true,
      customerKey: blocksOf(index, 'server_side_encryption_configuration').length > 0,
      ...tagsOf(index),
    });
    runsAs(reference, index, 'role_arn', declared);
  }
  for (const source of declared.resources('aws_kendra_data_source')) kendraSource(source, declared);
  for (const bot of declared.resources('aws_lexv2models_bot', 'aws_lex_bot')) {
    const reference = declared.asset('agent', bot, nameOf(bot, 'name'), [], {
      platform: 'aws-lex',
      hosted: true,
      autonomy: 'single-turn',
      ...tagsOf(bot),
    });
    runsAs(reference, bot, 'role_arn', declared);
  }
  for (const application of declared.resources('aws_qbusiness_application', 'awscc_qbusiness_application')) {
    const reference = declared.asset('agent', application, nameOf(application, 'display_name'), [], {
      platform: 'aws-q-business',
      hosted: true,
      autonomy: 'tool-loop',
      ...tagsOf(application),
    });
    runsAs(reference, application, 'iam_service_role_arn', declared);
    runsAs(reference, application, 'role_arn', declared);
  }
  for (const model of declared.resources('aws_comprehend_document_classifier', 'aws_comprehend_entity_recognizer'))
    comprehend(model, declared);
  for (const project of declared.resources('aws_rekognition_project'))
    declared.asset('model', project, nameOf(project, 'name'), [], {
      platform: 'aws-rekognition',
      custom: true,
      task: 'image',
      ...tagsOf(project),
    });
}

/** A policy of OpenSearch Serverless speaks of collections by name pattern; the network policy says whether it is open. */
function collectionOf(collection: Resource, declared: Declared): void {
  const name = attribute(collection, 'name');
  const type = collection.attributes.has('type') ? attribute(collection, 'type') : 'TIMESERIES';
  const reached = collectionReach(name, collection, declared);
  const kind = type === 'VECTORSEARCH' ? 'vector-store' : 'data-store';
  const reference = declared.asset(kind, collection, nameOf(collection, 'name'), [], {
    platform: 'aws-opensearch-serverless',
    ...(kind === 'vector-store' ? { engine: 'opensearch', product: 'OpenSearch Serverless' } : { form: 'database', engine: 'opensearch' }),
    managed: true,
    ...reachProperties(reached, 'present', 'IAM and the data access policy'),
    encrypted: true,
    ...tagsOf(collection),
  });
  drawReach(reference, reached, 'present', declared);
}

function collectionReach(name: string | undefined, collection: Resource, declared: Declared): Reached {
  for (const policy of declared.resources('aws_opensearchserverless_security_policy')) {
    if (policy.root !== collection.root || attribute(policy, 'type') !== 'network') continue;
    for (const entry of listOf(jsonOf(policy.attributes.get('policy')))) {
      const speaks = listOf(valueAt(entry, 'Rules')).some(
        (rule) =>
          stringOf(valueAt(rule, 'ResourceType')) === 'collection' &&
          listOf(valueAt(rule, 'Resource')).some((one) => names(one, name, collection, declared, policy)),
      );
      if (!speaks) continue;
      const value = valueAt(entry, 'AllowFromPublic');
      const open = boolOf(value);
      const evidence = [declared.evidence(policy, 'AllowFromPublic', value)];
      if (open === undefined) return { reach: 'unknown', how: 'a variable decides on public access', evidence };
      return open
        ? { reach: 'internet', how: 'network policy for everybody', evidence }
        : { reach: 'private', how: 'network policy for listed endpoints', evidence };
    }
  }
  return {
    reach: 'unknown',
    how: 'no network policy for it was seen',
    evidence: [declared.evidence(collection, `${collection.type} ${collection.address}`)],
  };
}

function names(value: Value, name: string | undefined, collection: Resource, declared: Declared, policy: Resource): boolean {
  if (declared.resourceOf(value, policy, collection.type) === collection) return true;
  const pattern = /^collection\/(.+)$/.exec(stringOf(value) ?? '')?.[1];
  if (pattern === undefined || name === undefined) return false;
  return pattern === name || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)));
}

function kendraSource(source: Resource, declared: Declared): void {
  const base = declared.referred(source.attributes.get('index_id'), source);
  if (base?.kind !== 'knowledge-base') return;
  for (const s3 of nested(source, ['configuration', 's3_configuration'])) {
    const value = s3.attributes.get('bucket_name');
    const store =
      declared.referred(value, source) ??
      stringsOf(value).map((name) => storeAt(`s3://${name}`, declared, seen(source, declared))?.store)[0];
    if (store?.kind === 'data-store') declared.edge(base, 'sourced-from', store, seen(source, declared));
  }
  if (nested(source, ['configuration', 'web_crawler_configuration']).length > 0) {
    const evidence = seen(source, declared, 'web crawler source');
    declared.edge(base, 'sourced-from', declared.other('zone', 'internet', [strongKey('name', 'internet')], {}, evidence, 1), evidence);
  }
}

function comprehend(model: Resource, declared: Declared): void {
  const reference = declared.asset('model', model, nameOf(model, 'name'), [], {
    platform: 'aws-comprehend',
    custom: true,
    task: 'classification',
    customerKey: model.attributes.has('model_kms_key_id'),
    ...tagsOf(model),
  });
  for (const input of blocksOf(model, 'input_data_config')) {
    for (const block of [input, ...blocksOf(input, 'documents'), ...blocksOf(input, 'annotations')])
      for (const uri of stringsOf(block.attributes.get('s3_uri'))) {
        const store = storeAt(uri, declared, seen(model, declared))?.store;
        if (store) declared.edge(reference, 'trained-on', store, seen(model, declared));
      }
  }
}
