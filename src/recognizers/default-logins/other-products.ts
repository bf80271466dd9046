import { type Product, SIGNING } from './login.ts';

/** Stores, boards and brokers: they count where they stand beside AI. */
export const OTHER_PRODUCTS: readonly Product[] = [
  {
    id: 'airflow',
    title: 'Airflow',
    spread: true,
    image: /(?:^|\/)airflow$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['_AIRFLOW_WWW_USER_PASSWORD', 'AIRFLOW_ADMIN_PASSWORD', 'AIRFLOW_PASSWORD'],
        user: { variables: ['_AIRFLOW_WWW_USER_USERNAME', 'AIRFLOW_USERNAME'], name: 'airflow' },
        known: ['airflow'],
      },
    ],
    source: 'https://airflow.apache.org/docs/apache-airflow/stable/howto/docker-compose/',
  },
  {
    id: 'superset',
    title: 'Superset',
    spread: true,
    image: /(?:^|\/)superset$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['ADMIN_PASSWORD', 'SUPERSET_ADMIN_PASSWORD'],
        options: ['--password'],
        known: ['admin'],
      },
      { account: SIGNING, variables: ['SUPERSET_SECRET_KEY'], known: ['TEST_NON_DEV_SECRET', 'your_secret_key_here'] },
    ],
    source: 'https://superset.apache.org/docs/installation/docker-compose',
    also: ['https://github.com/apache/superset/blob/master/docker/.env', 'https://hub.docker.com/r/apache/superset'],
  },
  {
    id: 'grafana',
    title: 'Grafana',
    image: /(?:^|\/)grafana(?:-(?:oss|enterprise))?$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['GF_SECURITY_ADMIN_PASSWORD'],
        user: { variables: ['GF_SECURITY_ADMIN_USER'], name: 'admin' },
        known: ['admin', 'prom-operator'],
        unset: 'known',
        otherwise: ['GF_SECURITY_ADMIN_PASSWORD__FILE', 'GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION', 'GF_AUTH_DISABLE_LOGIN_FORM'],
      },
    ],
    source: 'https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#admin_password',
    also: ['https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml'],
  },
  {
    id: 'minio',
    title: 'MinIO',
    image: /(?:^|\/)(?:minio\/minio|minio)$/,
    command: /(?:^|[\s/])minio server\b/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['MINIO_ROOT_PASSWORD', 'MINIO_SECRET_KEY'],
        user: { variables: ['MINIO_ROOT_USER', 'MINIO_ACCESS_KEY'], name: 'minioadmin' },
        known: ['minioadmin', 'minio123', 'miniosecret', 'infini_rag_flow'],
        unset: 'known',
        otherwise: ['MINIO_ROOT_PASSWORD_FILE', 'MINIO_CONFIG_ENV_FILE', 'MINIO_SECRET_KEY_FILE'],
      },
    ],
    source: 'https://min.io/docs/minio/linux/reference/minio-server/settings/root-credentials.html',
    also: [
      'https://github.com/minio/minio/blob/RELEASE.2020-07-22T00-26-33Z/docs/orchestration/docker-compose/docker-compose.yaml',
      'https://github.com/langfuse/langfuse/blob/main/docker-compose.yml',
      'https://github.com/infiniflow/ragflow/blob/main/docker/.env',
    ],
  },
  {
    id: 'rabbitmq',
    title: 'RabbitMQ',
    image: /(?:^|\/)rabbitmq$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['RABBITMQ_DEFAULT_PASS', 'RABBITMQ_PASSWORD'],
        user: { variables: ['RABBITMQ_DEFAULT_USER', 'RABBITMQ_USERNAME'], name: 'guest' },
        known: ['guest'],
        unset: 'known',
        otherwise: ['RABBITMQ_DEFAULT_PASS_FILE', 'RABBITMQ_CONFIG_FILE'],
      },
    ],
    source: 'https://hub.docker.com/_/rabbitmq',
  },
  {
    id: 'neo4j',
    title: 'Neo4j',
    image: /(?:^|\/)neo4j$/,
    logins: [
      {
        account: 'password',
        variables: ['NEO4J_AUTH'],
        pair: '/',
        user: { name: 'neo4j' },
        known: ['neo4j'],
        off: { variables: ['NEO4J_AUTH'], value: /^none$/i },
      },
    ],
    source: 'https://neo4j.com/docs/operations-manual/current/docker/introduction/',
    also: ['https://hub.docker.com/_/neo4j'],
  },
  {
    id: 'postgresql',
    title: 'PostgreSQL',
    image: /(?:^|\/)(?:postgres|postgresql|pgvector(?:\/pgvector)?|ankane\/pgvector|pgvecto-rs|vchord-postgres|timescaledb(?:-ha)?)$/,
    logins: [
      {
        account: 'password',
        variables: ['POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD', 'POSTGRESQL_POSTGRES_PASSWORD'],
        user: { variables: ['POSTGRES_USER', 'POSTGRESQL_USERNAME'], name: 'postgres' },
        known: ['postgres', 'mysecretpassword', 'example', 'difyai123456'],
        off: { variables: ['POSTGRES_HOST_AUTH_METHOD'], value: /^trust$/i },
      },
    ],
    source: 'https://hub.docker.com/_/postgres',
    also: [
      'https://github.com/langfuse/langfuse/blob/main/docker-compose.yml',
      'https://github.com/langgenius/dify/blob/main/docker/.env.example',
    ],
  },
  {
    id: 'mysql',
    title: 'MySQL',
    image: /(?:^|\/)(?:mysql|mariadb|mysql-server|percona)$/,
    logins: [
      {
        account: 'password',
        variables: ['MYSQL_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD', 'MYSQL_PASSWORD', 'MARIADB_PASSWORD'],
        user: { variables: ['MYSQL_USER', 'MARIADB_USER'], name: 'root' },
        known: ['my-secret-pw', 'example', 'infini_rag_flow'],
        off: { variables: ['MYSQL_ALLOW_EMPTY_PASSWORD'], value: /^(?:true|yes|1|on)$/i },
      },
    ],
    source: 'https://hub.docker.com/_/mysql',
    also: ['https://github.com/infiniflow/ragflow/blob/main/docker/.env'],
  },
  {
    id: 'mongodb',
    title: 'MongoDB',
    image: /(?:^|\/)(?:mongo|mongodb|mongodb-community-server|mongodb-atlas-local)$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['MONGO_INITDB_ROOT_PASSWORD', 'MONGODB_INITDB_ROOT_PASSWORD', 'MONGODB_ROOT_PASSWORD'],
        user: { variables: ['MONGO_INITDB_ROOT_USERNAME', 'MONGODB_INITDB_ROOT_USERNAME'], name: 'root' },
        known: ['example'],
        unset: 'none',
        otherwise: ['MONGO_INITDB_ROOT_PASSWORD_FILE', 'MONGODB_INITDB_ROOT_PASSWORD_FILE'],
      },
    ],
    source: 'https://hub.docker.com/_/mongo',
  },
  {
    id: 'redis',
    title: 'Redis',
    image: /(?:^|\/)(?:redis|valkey|redis-stack(?:-server)?|redisearch|keydb|dragonfly)$/,
    command: /(?:^|[\s/])(?:redis|valkey)-server\b/,
    logins: [
      {
        account: 'password',
        variables: ['REDIS_PASSWORD', 'VALKEY_PASSWORD'],
        options: ['--requirepass'],
        known: ['myredissecret', 'difyai123456', 'infini_rag_flow', 'foobared'],
        unset: 'none',
        otherwise: ['REDIS_ARGS', 'REDIS_PASSWORD_FILE', 'REDIS_ACLFILE'],
      },
    ],
    source: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/',
    also: [
      'https://github.com/redis/redis/blob/unstable/redis.conf',
      'https://github.com/langfuse/langfuse/blob/main/docker-compose.yml',
      'https://github.com/langgenius/dify/blob/main/docker/.env.example',
      'https://github.com/infiniflow/ragflow/blob/main/docker/.env',
    ],
  },
  {
    id: 'elasticsearch',
    title: 'Elasticsearch',
    image: /(?:^|\/)elasticsearch(?:-wolfi)?$/,
    logins: [
      {
        account: 'password of elastic',
        variables: ['ELASTIC_PASSWORD'],
        user: { name: 'elastic' },
        known: ['changeme', 'elastic', 'infini_rag_flow'],
      },
    ],
    source: 'https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-compose',
    also: [
      'https://github.com/langgenius/dify/blob/main/docker/.env.example',
      'https://www.elastic.co/guide/en/x-pack/5.6/setting-up-authentication.html',
      'https://github.com/infiniflow/ragflow/blob/main/docker/.env',
    ],
  },
  {
    id: 'opensearch',
    title: 'OpenSearch',
    image: /(?:^|\/)opensearch$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['OPENSEARCH_INITIAL_ADMIN_PASSWORD'],
        user: { name: 'admin' },
        known: ['admin', 'myStrongPassword123!', 'infini_rag_flow_OS_01', 'Qazwsxedc!@#123'],
      },
    ],
    source: 'https://docs.opensearch.org/latest/security/configuration/demo-configuration/',
    also: [
      'https://github.com/langgenius/dify/blob/main/docker/.env.example',
      'https://github.com/infiniflow/ragflow/blob/main/docker/.env',
    ],
  },
  {
    id: 'clickhouse',
    title: 'ClickHouse',
    image: /(?:^|\/)clickhouse(?:-server)?$/,
    logins: [
      {
        account: 'password',
        variables: ['CLICKHOUSE_PASSWORD', 'CLICKHOUSE_ADMIN_PASSWORD'],
        user: { variables: ['CLICKHOUSE_USER'], name: 'default' },
        known: ['clickhouse'],
        off: { variables: ['CLICKHOUSE_SKIP_USER_SETUP'], value: /^1$/ },
      },
    ],
    source: 'https://hub.docker.com/_/clickhouse',
    also: ['https://github.com/langfuse/langfuse/blob/main/docker-compose.yml'],
  },
  {
    id: 'pgadmin',
    title: 'pgAdmin',
    image: /(?:^|\/)pgadmin4$/,
    logins: [{ account: 'password of the administrator', variables: ['PGADMIN_DEFAULT_PASSWORD'], known: ['SuperSecret'] }],
    source: 'https://www.pgadmin.org/docs/pgadmin4/latest/container_deployment.html',
  },
  {
    id: 'mongo-express',
    title: 'mongo-express',
    image: /(?:^|\/)mongo-express$/,
    logins: [
      {
        account: 'password of its pages',
        variables: ['ME_CONFIG_BASICAUTH_PASSWORD'],
        user: { variables: ['ME_CONFIG_BASICAUTH_USERNAME'], name: 'admin' },
        known: ['pass'],
        unset: 'known',
        off: { variables: ['ME_CONFIG_BASICAUTH_ENABLED', 'ME_CONFIG_BASICAUTH'], value: /^false$/i },
      },
    ],
    source: 'https://hub.docker.com/_/mongo-express',
    also: ['https://github.com/mongo-express/mongo-express/blob/master/config.default.js'],
  },
  {
    id: 'keycloak',
    title: 'Keycloak',
    image: /(?:^|\/)keycloak$/,
    logins: [
      {
        account: 'password of the administrator',
        variables: ['KC_BOOTSTRAP_ADMIN_PASSWORD', 'KEYCLOAK_ADMIN_PASSWORD', 'KEYCLOAK_PASSWORD'],
        user: { variables: ['KC_BOOTSTRAP_ADMIN_USERNAME', 'KEYCLOAK_ADMIN'], name: 'admin' },
        known: ['admin', 'change_me'],
      },
    ],
    source: 'https://www.keycloak.org/server/containers',
  },
];
