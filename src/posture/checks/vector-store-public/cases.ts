import type { CheckCase } from '../../check.ts';

function qdrant(service: string, environment = ''): Record<string, string> {
  return {
    'store.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: notes, namespace: rag }
spec:
  template:
    metadata: { labels: { app: notes } }
    spec:
      containers:
        - name: qdrant
          image: registry.harbour.example/mirror/qdrant/qdrant:v1.14.0
${environment}---
apiVersion: v1
kind: Service
metadata: { name: notes, namespace: rag }
spec:
  type: ${service}
  selector: { app: notes }
  ports: [{ port: 6333 }]
`,
  };
}

const KEY = '          env: [{ name: QDRANT__SERVICE__API_KEY, valueFrom: { secretKeyRef: { name: q, key: k } } }]\n';

export default [
  {
    name: 'a public load balancer without a key',
    files: qdrant('LoadBalancer'),
    expect: [{ file: 'store.yaml', line: 16, asset: 'notes', severity: 'high' }],
  },
  { name: 'the same with a key', files: qdrant('LoadBalancer', KEY), expect: [{ file: 'store.yaml', line: 17, severity: 'low' }] },
  { name: 'inside the cluster', files: qdrant('ClusterIP'), expect: [] },
  {
    name: 'Weaviate of a quick start, published by compose with anonymous access',
    files: {
      'docker-compose.yml':
        "services:\n  weaviate:\n    command: [--host, 0.0.0.0, --port, '8080', --scheme, http]\n    image: cr.weaviate.io/semitechnologies/weaviate:1.30.0\n    ports:\n      - 8080:8080\n    environment:\n      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true'\n",
    },
    expect: [{ file: 'docker-compose.yml', line: 6, asset: 'weaviate', severity: 'low' }],
    source: 'https://docs.weaviate.io/deploy/installation-guides/docker-installation',
  },
  {
    name: 'published, but with anonymous access switched off; a database that asks for a password',
    files: {
      'docker-compose.yml':
        "services:\n  weaviate:\n    image: cr.weaviate.io/semitechnologies/weaviate:1.30.0\n    ports: ['8080:8080']\n    environment:\n      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false'\n      AUTHENTICATION_APIKEY_ENABLED: 'true'\n  pg:\n    image: pgvector/pgvector:pg17\n    ports: ['5432:5432']\n    environment: { POSTGRES_PASSWORD_FILE: /run/secrets/pg }\n",
    },
    expect: [],
  },
  {
    name: 'a public search engine without AI beside it',
    files: {
      'docker-compose.yml':
        'services:\n  es:\n    image: elasticsearch:8.15.0\n    ports: ["9200:9200"]\n    environment: { xpack.security.enabled: "false" }\n',
    },
    expect: [],
  },
  {
    name: 'two projects of one folder, and a complete file for production: each is a stack of its own',
    files: {
      'lab.compose.yml': 'name: lab\nservices:\n  store:\n    image: qdrant/qdrant:v1.12.5\n    ports: ["6333:6333"]\n',
      'own.compose.yml':
        'name: own\nservices:\n  store:\n    image: qdrant/qdrant:v1.12.5\n    environment: { QDRANT__SERVICE__API_KEY: "${KEY}" }\n    ports: ["6333:6333"]\n',
      'd/docker-compose.yml': 'services:\n  vectors:\n    image: milvusdb/milvus:v2.5.2\n    ports: ["19530:19530"]\n',
      'd/docker-compose.prod.yml':
        'services:\n  vectors:\n    image: milvusdb/milvus:v2.5.2\n    environment: { COMMON_SECURITY_AUTHORIZATIONENABLED: "true" }\n    ports: ["19530:19530"]\n',
    },
    expect: [
      { file: 'lab.compose.yml', line: 5, severity: 'low' },
      { file: 'd/docker-compose.yml', line: 4, severity: 'low' },
    ],
    source: 'https://docs.docker.com/compose/how-tos/multiple-compose-files/ and https://docs.docker.com/compose/how-tos/project-name/',
  },
  {
    name: 'an override adds the key that the base leaves out',
    files: {
      'docker-compose.yml': 'services:\n  store:\n    image: qdrant/qdrant:v1.12.5\n    ports: ["6333:6333"]\n',
      'docker-compose.prod.yml': 'services:\n  store:\n    environment: { QDRANT__SERVICE__API_KEY: "${KEY}" }\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
