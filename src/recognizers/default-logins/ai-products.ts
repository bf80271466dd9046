import { type Product, SIGNING } from './login.ts';

/** What Dify ships in its .env.example, for itself and for what runs beside it. In pieces, since they look like somebody's own. */
const DIFY = {
  signing: ['sk-9f73s3ljTXVc', 'MT3Blb3ljTqtsKi', 'GHXVcMT3BlbkFJLK7U'].join(''),
  plugins: [
    ['lYkiYYT6owG+71oLer', 'GzA7GXCgOT++6ovaezW', 'AjpCjf+Sjc3ZtU+qUEi'].join(''),
    ['QaHbTe77CtuXmsfyhR7+', 'vRjI/+XbV1AaFy691iy+', 'kGDv2Jvy0/eAh8Y1'].join(''),
  ],
  weaviate: ['WVF5YThaHlk', 'YwhGUSmCRgs', 'X3tD5ngdN8pkih'].join(''),
  other: 'difyai123456',
};
const DIFY_SHIPS = 'https://github.com/langgenius/dify/blob/main/docker/.env.example';

/** What serves, gathers or shows AI. */
export const AI_PRODUCTS: readonly Product[] = [
  {
    id: 'litellm',
    title: 'LiteLLM',
    ai: true,
    image: /(?:^|\/)litellm(?:-(?:database|proxy|non_root)[\w.-]*)?$/,
    command: /(?:^|[\s/])litellm(?= --)/,
    logins: [
      { account: 'master key', variables: ['LITELLM_MASTER_KEY', 'PROXY_MASTER_KEY'], known: ['sk-1234'] },
      { account: 'password of the admin page', variables: ['UI_PASSWORD'], user: { variables: ['UI_USERNAME'], name: 'admin' } },
    ],
    source: 'https://docs.litellm.ai/docs/proxy/docker_quick_start',
  },
  {
    id: 'mlflow',
    title: 'MLflow',
    ai: true,
    image: /(?:^|\/)mlflow(?:-(?:server|tracking)[\w.-]*)?$/,
    command: /(?:^|[\s/])mlflow (?:server|ui)\b/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['MLFLOW_AUTH_ADMIN_PASSWORD', 'MLFLOW_TRACKING_PASSWORD'],
        user: { variables: ['MLFLOW_AUTH_ADMIN_USERNAME', 'MLFLOW_TRACKING_USERNAME'], name: 'admin' },
        known: ['password', 'password1234'],
        unset: 'known',
        when: { options: ['--app-name'], value: /^basic-auth$/ },
        otherwise: ['MLFLOW_AUTH_CONFIG_PATH'],
      },
      { account: SIGNING, variables: ['MLFLOW_FLASK_SERVER_SECRET_KEY'], known: ['my-secret-key'] },
    ],
    source: 'https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth',
    also: ['https://github.com/mlflow/mlflow/blob/master/mlflow/server/auth/basic_auth.ini'],
  },
  {
    id: 'jupyter',
    title: 'Jupyter',
    ai: true,
    image:
      /(?:^|\/)(?:(?:base|minimal|scipy|datascience|tensorflow|pytorch|pyspark|all-spark|r|julia)-notebook|jupyter(?:lab)?(?:-(?!hub)[\w.-]+)?|gpu-jupyter)$/,
    command: /(?:^|[\s/])jupyter[\s-](?:lab|notebook|server|nbclassic)\b|\bstart-notebook\.(?:sh|py)\b|(?:^|[\s/])jupyterlab\b/,
    logins: [
      {
        account: 'token',
        variables: ['JUPYTER_TOKEN', 'NOTEBOOK_TOKEN'],
        options: ['--ServerApp.token', '--NotebookApp.token', '--IdentityProvider.token', '--LabApp.token'],
      },
      { account: 'password', variables: ['JUPYTER_PASSWORD', 'NOTEBOOK_PASSWORD'] },
    ],
    source: 'https://jupyter-server.readthedocs.io/en/latest/operators/security.html',
  },
  {
    id: 'jupyterhub',
    title: 'JupyterHub',
    ai: true,
    image: /(?:^|\/)(?:jupyterhub|k8s-hub)$/,
    command: /(?:^|[\s/])jupyterhub\b(?!-singleuser)/,
    logins: [
      {
        account: 'password that everybody shares',
        options: [
          '--DummyAuthenticator.password',
          '--SharedPasswordAuthenticator.user_password',
          '--SharedPasswordAuthenticator.admin_password',
        ],
      },
    ],
    source: 'https://jupyterhub.readthedocs.io/en/stable/reference/authenticators.html',
  },
  {
    id: 'milvus',
    title: 'Milvus',
    ai: true,
    image: /(?:^|\/)milvus$/,
    command: /(?:^|\s|\/)milvus run\b/,
    logins: [
      {
        account: 'password of root',
        variables: ['COMMON_SECURITY_DEFAULTROOTPASSWORD'],
        user: { name: 'root' },
        known: ['Milvus'],
        unset: 'known',
        when: { variables: ['COMMON_SECURITY_AUTHORIZATIONENABLED'], value: /^true$/i },
      },
    ],
    source: 'https://milvus.io/docs/authenticate.md',
  },
  {
    id: 'weaviate',
    title: 'Weaviate',
    ai: true,
    image: /(?:^|\/)weaviate$/,
    logins: [
      {
        account: 'API key',
        variables: ['AUTHENTICATION_APIKEY_ALLOWED_KEYS'],
        list: true,
        known: ['jane-secret-key', 'ian-secret-key', 'user-a-key', 'user-b-key', 'root-user-key', DIFY.weaviate],
      },
    ],
    source: 'https://docs.weaviate.io/deploy/configuration/authentication',
    also: [DIFY_SHIPS],
  },
  {
    id: 'qdrant',
    title: 'Qdrant',
    ai: true,
    image: /(?:^|\/)qdrant(?:-unprivileged)?$/,
    command: /(?:^|\/)qdrant(?:\s|$)/,
    logins: [
      {
        account: 'API key',
        variables: ['QDRANT__SERVICE__API_KEY', 'QDRANT__SERVICE__READ_ONLY_API_KEY', 'QDRANT_API_KEY'],
        known: ['your_secret_api_key_here', 'your_secret_read_only_api_key_here', DIFY.other],
      },
    ],
    source: 'https://qdrant.tech/documentation/guides/security/',
    also: [DIFY_SHIPS],
  },
  {
    id: 'chroma',
    title: 'Chroma',
    ai: true,
    image: /(?:^|\/)chroma(?:db)?(?:\/chroma)?$/,
    command: /(?:^|[\s/])chroma run\b/,
    logins: [
      {
        account: 'token',
        variables: ['CHROMA_SERVER_AUTHN_CREDENTIALS', 'CHROMA_SERVER_AUTH_CREDENTIALS'],
        known: ['test-token', 'chr0ma-t0k3n', DIFY.other],
        pair: ':',
      },
    ],
    source: 'https://cookbook.chromadb.dev/security/auth/',
    also: [DIFY_SHIPS],
  },
  {
    id: 'open-webui',
    title: 'Open WebUI',
    ai: true,
    image: /(?:^|\/)open-webui$/,
    command: /(?:^|[\s/])open-webui serve\b/,
    logins: [
      { account: SIGNING, variables: ['WEBUI_SECRET_KEY', 'WEBUI_JWT_SECRET_KEY'], known: ['t0p-s3cr3t'] },
      { account: 'password of the administrator', variables: ['WEBUI_ADMIN_PASSWORD'] },
    ],
    source: 'https://docs.openwebui.com/getting-started/env-configuration/',
  },
  {
    id: 'langflow',
    title: 'Langflow',
    ai: true,
    image: /(?:^|\/)langflow$/,
    command: /(?:^|[\s/])langflow run\b/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['LANGFLOW_SUPERUSER_PASSWORD'],
        user: { variables: ['LANGFLOW_SUPERUSER'], name: 'langflow' },
        known: ['langflow', 'securepassword'],
      },
      { account: SIGNING, variables: ['LANGFLOW_SECRET_KEY'] },
    ],
    source: 'https://docs.langflow.org/api-keys-and-authentication',
    also: ['https://github.com/langflow-ai/langflow/blob/main/src/backend/base/langflow/services/settings/constants.py'],
  },
  {
    id: 'flowise',
    title: 'Flowise',
    ai: true,
    image: /(?:^|\/)flowise$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['FLOWISE_PASSWORD'],
        user: { variables: ['FLOWISE_USERNAME'], name: 'admin' },
        known: ['1234'],
      },
      {
        account: SIGNING,
        variables: ['JWT_AUTH_TOKEN_SECRET', 'JWT_REFRESH_TOKEN_SECRET', 'EXPRESS_SESSION_SECRET', 'FLOWISE_SECRETKEY_OVERWRITE'],
        known: ['AABBCCDDAABBCCDDAABBCCDDAABBCCDDAABBCCDD', 'flowise', 'myencryptionkey'],
      },
    ],
    source: 'https://docs.flowiseai.com/configuration/authorization/app-level',
    also: ['https://github.com/FlowiseAI/Flowise/blob/main/docker/.env.example'],
  },
  {
    id: 'dify',
    title: 'Dify',
    spread: true,
    ai: true,
    image: /(?:^|\/)langgenius\/dify-(?:api|web|sandbox|plugin-daemon)$/,
    logins: [
      { account: 'password of the first administrator', variables: ['INIT_PASSWORD'] },
      { account: SIGNING, variables: ['SECRET_KEY'], known: [DIFY.signing] },
      {
        account: 'key between the server and its plugins',
        variables: ['PLUGIN_DAEMON_KEY', 'PLUGIN_DIFY_INNER_API_KEY', 'DIFY_INNER_API_KEY'],
        known: DIFY.plugins,
      },
      { account: 'key of the code sandbox', variables: ['API_KEY', 'CODE_EXECUTION_API_KEY', 'SANDBOX_API_KEY'], known: ['dify-sandbox'] },
    ],
    source: 'https://docs.dify.ai/en/getting-started/install-self-hosted/environments',
    also: [DIFY_SHIPS],
  },
  {
    id: 'n8n',
    title: 'n8n',
    ai: true,
    image: /(?:^|\/)n8n(?:io\/n8n)?$/,
    logins: [
      {
        account: 'password',
        variables: ['N8N_BASIC_AUTH_PASSWORD'],
        user: { variables: ['N8N_BASIC_AUTH_USER'] },
      },
      { account: 'key that stored credentials are encrypted with', variables: ['N8N_ENCRYPTION_KEY'], known: ['super-secret-key'] },
      { account: SIGNING, variables: ['N8N_USER_MANAGEMENT_JWT_SECRET'], known: ['even-more-secret'] },
    ],
    source: 'https://github.com/n8n-io/self-hosted-ai-starter-kit/blob/main/.env.example',
  },
  {
    id: 'langfuse',
    title: 'Langfuse',
    spread: true,
    ai: true,
    image: /(?:^|\/)langfuse(?:\/langfuse)?(?:-worker)?$/,
    logins: [
      { account: SIGNING, variables: ['NEXTAUTH_SECRET'], known: ['mysecret'] },
      { account: 'password of the first user', variables: ['LANGFUSE_INIT_USER_PASSWORD'] },
    ],
    source: 'https://langfuse.com/self-hosting/deployment/docker-compose',
    also: ['https://github.com/langfuse/langfuse/blob/main/docker-compose.yml'],
  },
  {
    id: 'librechat',
    title: 'LibreChat',
    ai: true,
    image: /(?:^|\/)librechat(?:-(?:api|dev))*$/,
    logins: [
      { account: SIGNING, variables: ['JWT_SECRET', 'JWT_REFRESH_SECRET'] },
      { account: 'master key of the search', variables: ['MEILI_MASTER_KEY'] },
    ],
    source: 'https://www.librechat.ai/docs/configuration/dotenv',
  },
  {
    id: 'anythingllm',
    title: 'AnythingLLM',
    ai: true,
    image: /(?:^|\/)anythingllm$/,
    logins: [
      { account: 'password', variables: ['AUTH_TOKEN'], known: ['hunter2'] },
      { account: SIGNING, variables: ['JWT_SECRET'], known: ['my-random-string-for-seeding'] },
    ],
    source: 'https://docs.anythingllm.com/configuration',
    also: ['https://github.com/Mintplex-Labs/anything-llm/blob/master/docker/.env.example'],
  },
  {
    id: 'phoenix',
    title: 'Phoenix',
    ai: true,
    image: /(?:^|\/)arizephoenix\/phoenix$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['PHOENIX_DEFAULT_ADMIN_INITIAL_PASSWORD'],
        user: { name: 'admin' },
        known: ['admin'],
        unset: 'known',
        when: { variables: ['PHOENIX_ENABLE_AUTH'], value: /^true$/i },
      },
    ],
    source: 'https://arize.com/docs/phoenix/self-hosting/features/authentication',
    also: ['https://github.com/Arize-ai/phoenix/blob/main/src/phoenix/config.py'],
  },
  {
    id: 'argilla',
    title: 'Argilla',
    ai: true,
    image: /(?:^|\/)argilla-quickstart$/,
    logins: [
      {
        account: 'password of the owner',
        variables: ['OWNER_PASSWORD', 'ADMIN_PASSWORD', 'PASSWORD'],
        user: { variables: ['OWNER_USERNAME', 'ADMIN_USERNAME', 'USERNAME'], name: 'owner' },
        // Only images of its first line bring a password of their own, so nothing can be said of an unset one.
        known: ['12345678'],
      },
      {
        account: 'API key of the owner',
        variables: ['OWNER_API_KEY', 'ADMIN_API_KEY', 'API_KEY'],
        known: ['owner.apikey', 'admin.apikey', 'argilla.apikey'],
      },
    ],
    source: 'https://docs.argilla.io/en/latest/getting_started/installation/configurations/user_management.html',
    also: [
      'https://github.com/argilla-io/argilla/blob/9c8229c6d30186c87938803e9a1b4701e0db1d96/argilla-server/docker/quickstart/Dockerfile',
    ],
  },
  {
    id: 'argilla-server',
    title: 'Argilla',
    ai: true,
    image: /(?:^|\/)argilla-server$/,
    logins: [
      {
        account: 'password of the owner',
        variables: ['DEFAULT_USER_PASSWORD'],
        user: { name: 'argilla' },
        known: ['1234'],
        unset: 'known',
        when: { variables: ['DEFAULT_USER_ENABLED'], value: /^true$/ },
        otherwise: ['PASSWORD'],
      },
      {
        account: 'password of the owner',
        variables: ['PASSWORD'],
        user: { variables: ['USERNAME'], name: 'argilla' },
        known: ['12345678'],
      },
      { account: 'API key of the owner', variables: ['DEFAULT_USER_API_KEY', 'API_KEY'], known: ['argilla.apikey'] },
    ],
    source: 'https://docs.argilla.io/en/latest/getting_started/installation/configurations/user_management.html',
    also: ['https://github.com/argilla-io/argilla/blob/main/argilla-server/src/argilla_server/constants.py'],
  },
  {
    id: 'label-studio',
    title: 'Label Studio',
    ai: true,
    image: /(?:^|\/)label-studio$/,
    command: /(?:^|[\s/])label-studio (?:start|init)\b/,
    logins: [
      {
        account: 'password of the first user',
        variables: ['LABEL_STUDIO_PASSWORD'],
        options: ['--password'],
        user: { variables: ['LABEL_STUDIO_USERNAME'], name: 'default_user' },
      },
      { account: 'token of the first user', variables: ['LABEL_STUDIO_USER_TOKEN'], options: ['--user-token'] },
    ],
    source: 'https://labelstud.io/guide/start',
  },
  {
    id: 'vllm',
    title: 'vLLM',
    ai: true,
    image: /(?:^|\/)vllm(?:-openai)?$/,
    command: /(?:^|[\s/])vllm serve\b|vllm\.entrypoints/,
    logins: [{ account: 'API key', variables: ['VLLM_API_KEY'], options: ['--api-key'], known: ['token-abc123'] }],
    source: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
  },
];
