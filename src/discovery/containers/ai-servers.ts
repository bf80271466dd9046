import type { Container } from './container.ts';
import { imageOf, isGiven, option, variable } from './container.ts';
import { MODEL_SERVERS } from './model-servers.ts';
import { type Access, keyed, named, never, type ServerRule, setTo, unless } from './server.ts';

/** A key in the configuration file switches authentication on as well: without the file nothing is known. */
function liteLlm(container: Container): Access {
  const key = variable(container, 'LITELLM_MASTER_KEY', 'PROXY_MASTER_KEY');
  if (isGiven(key)) return { auth: 'present', why: `${key!.name} is set`, line: key!.line };
  return option(container.command, '--config', '-c') || variable(container, 'LITELLM_CONFIG', 'CONFIG_FILE_PATH')
    ? { why: 'its configuration file decides' }
    : { auth: 'none', why: 'LITELLM_MASTER_KEY is not set' };
}

function weaviate(container: Container): Access {
  const anonymous = variable(container, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED');
  if (anonymous?.value !== undefined && /^true$/i.test(anonymous.value))
    return { auth: 'none', why: 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED is true', line: anonymous.line };
  const key = variable(container, 'AUTHENTICATION_APIKEY_ENABLED', 'AUTHENTICATION_OIDC_ENABLED', 'AUTHENTICATION_DB_USERS_ENABLED');
  if (key?.value !== undefined && /^true$/i.test(key.value)) return { auth: 'present', why: `${key.name} is true`, line: key.line };
  if (anonymous?.value !== undefined) return { auth: 'present', why: 'anonymous access is switched off', line: anonymous.line };
  return { auth: 'none', why: 'anonymous access is on unless it is switched off' };
}

/** An empty token or password, or one that is given; without either Jupyter makes a random token. */
function jupyter(container: Container): Access {
  const passwords = option(
    container.command,
    ...['ServerApp', 'NotebookApp', 'PasswordIdentityProvider', 'LabApp'].flatMap((app) => [
      `--${app}.password`,
      `--${app}.hashed_password`,
    ]),
  );
  if (passwords && !isEmpty(passwords.text)) return { auth: 'present', why: 'a password is given', line: passwords.line };
  const token = option(container.command, ...['ServerApp', 'NotebookApp', 'IdentityProvider', 'LabApp'].map((app) => `--${app}.token`));
  if (token) {
    const empty = isEmpty(token.text);
    return { auth: empty ? 'none' : 'present', why: empty ? 'the token is empty' : 'a token is given', line: token.line };
  }
  const allowed = option(container.command, '--ServerApp.allow_unauthenticated_access');
  if (allowed && /^true$/i.test(allowed.text)) return { auth: 'none', why: 'allow_unauthenticated_access is true', line: allowed.line };
  const environment = variable(container, 'JUPYTER_TOKEN', 'NOTEBOOK_TOKEN');
  if (environment?.value !== undefined && isEmpty(environment.value))
    return { auth: 'none', why: `${environment.name} is empty`, line: environment.line };
  return {
    auth: 'present',
    why: isGiven(environment) ? `${environment!.name} is set` : 'Jupyter makes a random token unless told otherwise',
  };
}

function isEmpty(text: string): boolean {
  return /^(?:|''|""|None|False|u'')$/i.test(text.trim());
}

function flowiseBefore3(container: Container): boolean {
  return /^v?[12]\./.test(imageOf(container)?.tag ?? '');
}

function redis(container: Container): Access {
  const line = container.command.map(({ text }) => text).join(' ');
  const args = variable(container, 'REDIS_ARGS');
  if (
    /--requirepass\s+\S|--aclfile/.test(`${line} ${args?.value ?? ''}`) ||
    isGiven(variable(container, 'REDIS_PASSWORD')) ||
    args?.secret !== undefined
  )
    return { auth: 'present', why: 'a password is required' };
  return { auth: 'none', why: 'requirepass is not given' };
}

function milvus(container: Container): Access {
  const on = variable(container, 'COMMON_SECURITY_AUTHORIZATIONENABLED');
  return on?.value !== undefined && /^true$/i.test(on.value)
    ? { auth: 'present', why: `${on.name} is true`, line: on.line }
    : { auth: 'none', why: 'authorizationEnabled is off unless it is switched on' };
}

const postgres = unless(setTo('POSTGRES_HOST_AUTH_METHOD', /^trust$/i), 'PostgreSQL asks for a password unless told otherwise');

/** What stands beside models: gateways, vector stores, notebooks, registries, chat applications, labelling. */
export const AI_SERVERS: readonly ServerRule[] = [
  ...MODEL_SERVERS,
  // https://docs.ray.io/en/latest/ray-security/index.html: whoever reaches the dashboard's port runs code on the cluster
  {
    id: 'ray',
    kind: 'model-endpoint',
    title: 'Ray dashboard and job server',
    command: /(?:^|[\s/])ray start\b(?=.* --head\b)/,
    port: 8265,
    access: never('Ray'),
  },
  // https://docs.litellm.ai/docs/proxy/deploy
  {
    id: 'litellm',
    kind: 'gateway',
    title: 'LiteLLM',
    image: /(?:^|\/)litellm(?:-(?:database|proxy|non_root)[\w.-]*)?$/,
    command: /(?:^|[\s/])litellm(?= --)/,
    port: 4000,
    access: liteLlm,
    models: named(['--model', '-m'], [], 'litellm'),
  },
  {
    id: 'vllm-router',
    kind: 'gateway',
    title: 'vLLM router',
    image: /(?:^|\/)(?:production-stack-router|lmstack-router|vllm-router)$/,
    command: /(?:^|[\s/])vllm-router\b/,
    port: 8001,
    access: keyed(['--api-key'], ['VLLM_API_KEY']),
  },
  // https://portkey.ai/docs/product/ai-gateway
  {
    id: 'portkey',
    kind: 'gateway',
    title: 'Portkey gateway',
    image: /(?:^|\/)portkeyai\/gateway$/,
    port: 8787,
    access: never('The Portkey gateway'),
  },
  { id: 'bifrost', kind: 'gateway', title: 'Bifrost', image: /(?:^|\/)maximhq\/bifrost$/, port: 8080 },
  { id: 'helicone', kind: 'gateway', title: 'Helicone', image: /(?:^|\/)helicone\/(?:ai-gateway|helicone-all-in-one)$/, port: 8080 },

  // https://qdrant.tech/documentation/guides/security/
  {
    id: 'qdrant',
    kind: 'vector-store',
    title: 'Qdrant',
    image: /(?:^|\/)qdrant(?:-unprivileged)?$/,
    command: /(?:^|\/)qdrant(?:\s|$)/,
    port: 6333,
    access: keyed([], ['QDRANT__SERVICE__API_KEY', 'QDRANT__SERVICE__READ_ONLY_API_KEY', 'QDRANT_API_KEY']),
  },
  // https://docs.weaviate.io/deploy/configuration/authentication
  { id: 'weaviate', kind: 'vector-store', title: 'Weaviate', image: /(?:^|\/)weaviate$/, port: 8080, access: weaviate },
  // https://milvus.io/docs/authenticate.md
  {
    id: 'milvus',
    kind: 'vector-store',
    title: 'Milvus',
    image: /(?:^|\/)milvus$/,
    command: /(?:^|\s|\/)milvus run\b/,
    port: 19530,
    access: milvus,
  },
  // https://cookbook.chromadb.dev/security/auth-1.0.x/
  {
    id: 'chroma',
    kind: 'vector-store',
    title: 'Chroma',
    image: /(?:^|\/)chroma(?:db)?(?:\/chroma)?$/,
    command: /(?:^|[\s/])chroma run\b/,
    port: 8000,
    access: keyed(
      [],
      [
        'CHROMA_SERVER_AUTHN_CREDENTIALS',
        'CHROMA_SERVER_AUTHN_PROVIDER',
        'CHROMA_SERVER_AUTHN_CREDENTIALS_FILE',
        'CHROMA_SERVER_AUTH_CREDENTIALS',
        'CHROMA_SERVER_AUTH_PROVIDER',
      ],
    ),
  },
  // https://hub.docker.com/_/postgres
  {
    id: 'pgvector',
    kind: 'vector-store',
    title: 'pgvector',
    image: /(?:^|\/)(?:pgvector(?:\/pgvector)?|ankane\/pgvector|pgvecto-rs|vchord-postgres|timescaledb-ha)$/,
    port: 5432,
    access: postgres,
  },
  // https://hub.docker.com/r/redis/redis-stack-server
  {
    id: 'redis',
    kind: 'vector-store',
    title: 'Redis Stack',
    image: /(?:^|\/)(?:redis-stack(?:-server)?|redisearch)$/,
    port: 6379,
    access: redis,
  },
  { id: 'marqo', kind: 'vector-store', title: 'Marqo', image: /(?:^|\/)marqo$/, port: 8882, access: never('Marqo') },
  { id: 'vespa', kind: 'vector-store', title: 'Vespa', image: /(?:^|\/)vespaengine\/vespa$/, port: 8080, access: never('Vespa') },

  // https://jupyter-server.readthedocs.io/en/latest/operators/security.html
  {
    id: 'jupyterhub',
    kind: 'notebook',
    title: 'JupyterHub',
    image: /(?:^|\/)(?:jupyterhub|k8s-hub)$/,
    command: /(?:^|[\s/])jupyterhub\b(?!-singleuser)/,
    port: 8000,
    access: unless((container) => {
      const dummy = option(container.command, '--JupyterHub.authenticator_class');
      return dummy && /dummy/i.test(dummy.text) ? { why: 'the dummy authenticator lets anybody in', line: dummy.line } : undefined;
    }, 'JupyterHub asks who is calling'),
  },
  {
    id: 'jupyter',
    kind: 'notebook',
    title: 'Jupyter',
    image:
      /(?:^|\/)(?:(?:base|minimal|scipy|datascience|tensorflow|pytorch|pyspark|all-spark|r|julia)-notebook|jupyter(?:lab)?(?:-(?!hub)[\w.-]+)?|gpu-jupyter)$/,
    command: /(?:^|[\s/])jupyter[\s-](?:lab|notebook|server|nbclassic)\b|\bstart-notebook\.(?:sh|py)\b|(?:^|[\s/])jupyterlab\b/,
    port: 8888,
    access: jupyter,
  },

  // https://mlflow.org/docs/latest/auth/index.html
  {
    id: 'mlflow',
    kind: 'registry',
    title: 'MLflow',
    image: /(?:^|\/)mlflow(?:-(?:server|tracking)[\w.-]*)?$/,
    command: /(?:^|[\s/])mlflow (?:server|ui)\b/,
    port: 5000,
    access: (container) => {
      const app = option(container.command, '--app-name');
      return app && /auth|oidc/.test(app.text)
        ? { auth: 'present', why: `--app-name ${app.text}`, line: app.line }
        : { auth: 'none', why: 'MLflow asks nobody without an authentication app' };
    },
  },

  // https://docs.openwebui.com/getting-started/env-configuration/#webui_auth
  {
    id: 'open-webui',
    kind: 'ai-endpoint',
    title: 'Open WebUI',
    image: /(?:^|\/)open-webui$/,
    command: /(?:^|[\s/])open-webui serve\b/,
    port: 8080,
    access: unless(setTo('WEBUI_AUTH', /^false$/i), 'Open WebUI asks for an account unless WEBUI_AUTH is False'),
  },
  // https://docs.flowiseai.com/configuration/authorization
  {
    id: 'flowise',
    kind: 'ai-endpoint',
    title: 'Flowise',
    image: /(?:^|\/)flowise$/,
    port: 3000,
    access: (container) =>
      isGiven(variable(container, 'FLOWISE_PASSWORD', 'JWT_AUTH_TOKEN_SECRET', 'FLOWISE_SECRETKEY_OVERWRITE'))
        ? { auth: 'present', why: 'credentials are set' }
        : flowiseBefore3(container)
          ? { auth: 'none', why: 'before version 3 Flowise asks nobody unless FLOWISE_USERNAME and FLOWISE_PASSWORD are set' }
          : { why: 'its version decides whether it asks for an account' },
  },
  // https://docs.langflow.org/configuration-authentication
  {
    id: 'langflow',
    kind: 'ai-endpoint',
    title: 'Langflow',
    image: /(?:^|\/)langflow$/,
    port: 7860,
    access: (container) => {
      const auto = variable(container, 'LANGFLOW_AUTO_LOGIN');
      return auto?.value !== undefined && /^false$/i.test(auto.value)
        ? { auth: 'present', why: 'LANGFLOW_AUTO_LOGIN is False', line: auto.line }
        : { auth: 'none', why: 'LANGFLOW_AUTO_LOGIN is on unless it is switched off' };
    },
  },
  {
    id: 'dify',
    kind: 'ai-endpoint',
    title: 'Dify',
    image: /(?:^|\/)langgenius\/dify-(?:api|web)$/,
    port: 5001,
    access: () => ({ auth: 'present', why: 'Dify asks for an account or an application key' }),
  },
  {
    id: 'librechat',
    kind: 'ai-endpoint',
    title: 'LibreChat',
    image: /(?:^|\/)librechat(?:-(?:api|dev))*$/,
    port: 3080,
    access: () => ({ auth: 'present', why: 'LibreChat asks for an account' }),
  },
  {
    id: 'anythingllm',
    kind: 'ai-endpoint',
    title: 'AnythingLLM',
    image: /(?:^|\/)anythingllm$/,
    port: 3001,
    access: (container) =>
      isGiven(variable(container, 'AUTH_TOKEN')) ? { auth: 'present', why: 'AUTH_TOKEN is set' } : { why: 'its own settings decide' },
  },

  {
    id: 'label-studio',
    kind: 'data-store',
    title: 'Label Studio',
    image: /(?:^|\/)label-studio$/,
    command: /(?:^|[\s/])label-studio (?:start|init)\b/,
    port: 8080,
    access: () => ({ auth: 'present', why: 'Label Studio asks for an account' }),
  },
  {
    id: 'argilla',
    kind: 'data-store',
    title: 'Argilla',
    image: /(?:^|\/)argilla(?:-(?:server|quickstart))?$/,
    port: 6900,
    access: () => ({ auth: 'present', why: 'Argilla asks for an account' }),
  },
  {
    id: 'langfuse',
    kind: 'data-store',
    title: 'Langfuse',
    image: /(?:^|\/)langfuse(?:\/langfuse)?$/,
    port: 3000,
    access: () => ({ auth: 'present', why: 'Langfuse asks for an account' }),
  },
  // https://docs.arize.com/phoenix/self-hosting/features/authentication
  {
    id: 'phoenix',
    kind: 'data-store',
    title: 'Phoenix',
    image: /(?:^|\/)arizephoenix\/phoenix$/,
    port: 6006,
    access: (container) => {
      const on = variable(container, 'PHOENIX_ENABLE_AUTH');
      return on?.value !== undefined && /^true$/i.test(on.value)
        ? { auth: 'present', why: 'PHOENIX_ENABLE_AUTH is true', line: on.line }
        : { auth: 'none', why: 'PHOENIX_ENABLE_AUTH is not set' };
    },
  },
];

/** Stores that hold vectors only where they stand beside AI: alone they are a search engine. */
export const PERHAPS_VECTORS: readonly ServerRule[] = [
  // https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/security-settings
  {
    id: 'elasticsearch',
    kind: 'vector-store',
    title: 'Elasticsearch',
    image: /(?:^|\/)elasticsearch(?:-wolfi)?$/,
    port: 9200,
    access: unless(setTo('xpack.security.enabled', /^false$/i), 'Elasticsearch 8 asks for a password unless told otherwise'),
  },
  // https://docs.opensearch.org/latest/install-and-configure/install-opensearch/docker/
  {
    id: 'opensearch',
    kind: 'vector-store',
    title: 'OpenSearch',
    image: /(?:^|\/)opensearch$/,
    port: 9200,
    access: unless(
      (container) => setTo('plugins.security.disabled', /^true$/i)(container) ?? setTo('DISABLE_SECURITY_PLUGIN', /^true$/i)(container),
      'OpenSearch asks for a password unless told otherwise',
    ),
  },
];
