import type { AssetObservation } from '../../../core/observation.ts';
import { strongKey } from '../../../core/keys.ts';
import { fromDsn, serviceAt } from '../../code/stores.ts';

type Opened = Pick<AssetObservation, 'kind' | 'name' | 'keys' | 'properties'>;

/** The host a service's API answers on, by the recognizer's provider id. Sources: the services' API references. */
const HOSTS: Readonly<Record<string, { host: string; name: string }>> = {
  stripe: { host: 'api.stripe.com', name: 'Stripe' },
  github: { host: 'api.github.com', name: 'GitHub' },
  gitlab: { host: 'gitlab.com', name: 'GitLab' },
  slack: { host: 'slack.com', name: 'Slack' },
  discord: { host: 'discord.com', name: 'Discord' },
  telegram: { host: 'api.telegram.org', name: 'Telegram' },
  sendgrid: { host: 'api.sendgrid.com', name: 'SendGrid' },
  twilio: { host: 'api.twilio.com', name: 'Twilio' },
  mailgun: { host: 'api.mailgun.net', name: 'Mailgun' },
  npm: { host: 'registry.npmjs.org', name: 'npm' },
  pypi: { host: 'upload.pypi.org', name: 'PyPI' },
  docker: { host: 'hub.docker.com', name: 'Docker Hub' },
  digitalocean: { host: 'api.digitalocean.com', name: 'DigitalOcean' },
  supabase: { host: 'api.supabase.com', name: 'Supabase' },
  sentry: { host: 'sentry.io', name: 'Sentry' },
  linear: { host: 'api.linear.app', name: 'Linear' },
  notion: { host: 'api.notion.com', name: 'Notion' },
  figma: { host: 'api.figma.com', name: 'Figma' },
  airtable: { host: 'api.airtable.com', name: 'Airtable' },
  atlassian: { host: 'api.atlassian.com', name: 'Atlassian' },
  postman: { host: 'api.getpostman.com', name: 'Postman' },
};

/** Keys of this form open something, but which provider is not visible. */
const NAMELESS = new Set(['openai-compatible', 'unknown']);

/** What whoever has the secret can use: an AI provider, a service, a database. Undefined where that cannot be told. */
export function openedBy(secret: { provider: string; ai: boolean; dsn?: string }): Opened | undefined {
  if (secret.dsn !== undefined) {
    const store = fromDsn(secret.dsn);
    return store && { kind: store.kind, name: store.name, keys: store.keys, properties: store.properties };
  }
  if (secret.ai)
    return NAMELESS.has(secret.provider)
      ? undefined
      : { kind: 'provider', name: secret.provider, keys: [strongKey('name', secret.provider)] };
  const service = Object.hasOwn(HOSTS, secret.provider) ? HOSTS[secret.provider] : undefined;
  return service && serviceAt(service.host, service.name);
}

/** For people: "OpenAI", "Hugging Face", else the id with a capital. */
export function titleOf(provider: string): string {
  return (
    TITLES[provider] ??
    HOSTS[provider]?.name ??
    provider
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' ')
  );
}

const TITLES: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  'azure-openai': 'Azure OpenAI',
  'aws-bedrock': 'Amazon Bedrock',
  aws: 'AWS',
  'google-gemini': 'Google Gemini',
  'google-cloud': 'Google Cloud',
  huggingface: 'Hugging Face',
  openrouter: 'OpenRouter',
  deepseek: 'DeepSeek',
  xai: 'xAI',
  langsmith: 'LangSmith',
  elevenlabs: 'ElevenLabs',
  nvidia: 'NVIDIA',
  wandb: 'Weights & Biases',
  siliconflow: 'SiliconFlow',
  llamaindex: 'LlamaIndex',
  assemblyai: 'AssemblyAI',
  e2b: 'E2B',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  mongodb: 'MongoDB',
  rabbitmq: 'RabbitMQ',
  sqlserver: 'SQL Server',
  clickhouse: 'ClickHouse',
  'azure-storage': 'Azure storage',
  'hashicorp-vault': 'HashiCorp Vault',
  'openai-compatible': 'OpenAI-compatible',
};
