import { strongKey } from '../../../core/keys.ts';
import type { Resource } from '../../code/hcl/configuration.ts';
import { boolOf, listOf } from '../../code/hcl/read-value.ts';
import { nested } from './azure-place.ts';
import { attribute, type Declared, flag, nameOf } from './declared.ts';
import { placed, simple } from './gcp-ai.ts';

/**
 * Ready-made assistants and their stores: AI Applications (Discovery Engine) and Dialogflow. Source:
 * registry.terraform.io/providers/hashicorp/google, discovery_engine_*, dialogflow_cx_agent, dialogflow_agent.
 */
export function gcpAssistants(declared: Declared): void {
  for (const store of declared.resources('google_discovery_engine_data_store')) discoveryStore(store, declared);
  for (const engine of declared.resources('google_discovery_engine_chat_engine', 'google_discovery_engine_search_engine'))
    discoveryEngine(engine, declared);
  for (const agent of declared.resources('google_dialogflow_cx_agent', 'google_dialogflow_agent')) dialogflow(agent, declared);
}

/** What retrieval asks; a web site as content lets strangers write into it. */
function discoveryStore(store: Resource, declared: Declared): void {
  const content = attribute(store, 'content_config');
  const reference = declared.asset(
    'knowledge-base',
    store,
    nameOf(store, 'display_name'),
    placed(
      store,
      'discoveryengine.googleapis.com',
      'collections/default_collection/dataStores',
      attribute(store, 'data_store_id'),
      declared,
    ),
    {
      platform: 'gcp-ai-applications',
      content,
      encrypted: true,
      customerKey: store.attributes.has('kms_key_name'),
    },
  );
  if (content === 'PUBLIC_WEBSITE') {
    const evidence = [declared.evidence(store, 'content_config PUBLIC_WEBSITE', store.attributes.get('content_config'))];
    declared.edge(
      reference,
      'sourced-from',
      declared.other('zone', 'internet', [strongKey('name', 'internet')], {}, evidence, 1),
      evidence,
    );
  }
}

function discoveryEngine(engine: Resource, declared: Declared): void {
  const chat = engine.type === 'google_discovery_engine_chat_engine';
  const reference = declared.asset(
    chat ? 'agent' : 'ai-endpoint',
    engine,
    nameOf(engine, 'display_name'),
    placed(engine, 'discoveryengine.googleapis.com', 'collections/default_collection/engines', attribute(engine, 'engine_id'), declared),
    {
      platform: 'gcp-ai-applications',
      hosted: true,
      ...(chat ? { autonomy: 'single-turn' } : { auth: 'present', authWhy: 'IAM' }),
    },
  );
  for (const value of listOf(engine.attributes.get('data_store_ids'))) {
    const store = declared.referred(value, engine);
    if (store?.kind === 'knowledge-base')
      declared.edge(reference, 'retrieves-from', store, [declared.evidence(engine, 'data_store_ids', value)]);
  }
}

function dialogflow(agent: Resource, declared: Declared): void {
  const settings = nested(agent, ['advanced_settings', 'logging_settings']);
  simple(
    'agent',
    agent,
    'display_name',
    'dialogflow.googleapis.com',
    'agents',
    {
      platform: 'gcp-dialogflow',
      hosted: true,
      autonomy: 'single-turn',
      requestLogging:
        settings.some((one) => boolOf(one.attributes.get('enable_stackdriver_logging')) === true) ||
        (flag(agent, 'enable_stackdriver_logging') ?? false),
    },
    declared,
  );
}
