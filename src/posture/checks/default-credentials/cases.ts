import type { CheckCase } from '../../check.ts';

/** A compose file: a model server beside what a case is about. */
function compose(services: string): string {
  return `services:\n  llm:\n    image: ollama/ollama:0.6.2\n${services}`;
}

function gateway(service: string, value: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway, namespace: llm }
spec:
  template:
    metadata: { labels: { app: gateway } }
    spec:
      containers:
        - name: litellm
          image: ghcr.io/berriai/litellm:main-v1.70.0
          args: [--config, /etc/litellm.yaml]
          env:
            - name: LITELLM_MASTER_KEY
              ${value}
---
apiVersion: v1
kind: Service
metadata: { name: gateway, namespace: llm }
spec:
  type: ${service}
  selector: { app: gateway }
  ports: [{ port: 4000 }]
`;
}

const SECRET_REF = 'valueFrom: { secretKeyRef: { name: gateway, key: master } }';

function secret(kind: 'data' | 'stringData', value: string): string {
  return `---\napiVersion: v1\nkind: Secret\nmetadata: { name: gateway, namespace: llm }\n${kind}:\n  master: ${value}\n`;
}

export default [
  {
    name: 'the master key of the quick start behind a public load balancer',
    files: { 'k/gateway.yaml': gateway('LoadBalancer', 'value: sk-1234') },
    expect: [{ file: 'k/gateway.yaml', line: 14, asset: 'gateway', severity: 'critical' }],
    source: 'https://docs.litellm.ai/docker-compose.yml',
  },
  {
    name: 'the signing key that Dify ships, and one of one’s own beside it',
    files: {
      'shipped/compose.yaml': compose(
        `  dify:\n    image: langgenius/dify-api:1.4.0\n    ports: ['5001:5001']\n    environment:\n      SECRET_KEY: ${['sk-9f73s3ljTXVc', 'MT3Blb3ljTqtsKi', 'GHXVcMT3BlbkFJLK7U'].join('')}\n`,
      ),
      'own/compose.yaml': compose(
        `  desk:\n    image: langgenius/dify-api:1.4.0\n    ports: ['5001:5001']\n    environment:\n      SECRET_KEY: ${['sk-7h20m5qrUYWd', 'NS8Cmd4mkUrvuLj', 'HIYWdNU4CmclGKML8V'].join('')}\n`,
      ),
    },
    expect: [{ file: 'shipped/compose.yaml', line: 8 }],
    source: 'https://github.com/langgenius/dify/blob/main/docker/.env.example',
  },
  {
    name: 'the same inside the cluster',
    files: { 'k/gateway.yaml': gateway('ClusterIP', 'value: sk-1234') },
    expect: [{ file: 'k/gateway.yaml', line: 14, severity: 'low' }],
  },
  {
    name: 'it stands in a Secret of the same manifests, in clear and in base64: one fault',
    files: {
      'a/gateway.yaml': gateway('NodePort', SECRET_REF) + secret('stringData', 'sk-1234'),
      'b/gateway.yaml': (gateway('NodePort', SECRET_REF) + secret('data', Buffer.from('sk-1234').toString('base64'))).replaceAll(
        'name: gateway',
        'name: portal',
      ),
    },
    expect: [
      { file: 'a/gateway.yaml', line: 28, asset: 'gateway', severity: 'medium' },
      { file: 'b/gateway.yaml', line: 28, asset: 'portal', severity: 'medium' },
    ],
  },
  {
    name: 'a Secret that others fill, and a value of its own',
    files: {
      'a/gateway.yaml': gateway('LoadBalancer', SECRET_REF),
      'b/gateway.yaml': gateway('LoadBalancer', 'value: "$(MASTER_KEY)"'),
    },
    expect: [],
  },
  {
    name: 'MinIO as its documentation warns of, published by a compose file of production',
    files: {
      'compose.prod.yml': compose(
        '  files:\n    image: quay.io/minio/minio:RELEASE.2025-04-22T22-12-26Z\n    command: server /data\n    environment:\n      MINIO_ROOT_USER: minioadmin\n      MINIO_ROOT_PASSWORD: minioadmin\n    ports: ["9000:9000"]\n',
      ),
    },
    expect: [{ file: 'compose.prod.yml', line: 9, asset: 'files', severity: 'high' }],
    source: 'https://min.io/docs/minio/linux/reference/minio-server/settings/root-credentials.html',
  },
  {
    name: 'the same on the desk of a developer: on every address, on the loopback address, not published',
    files: {
      'a/compose.yaml': compose(
        '  db:\n    image: pgvector/pgvector:pg17\n    environment: { POSTGRES_PASSWORD: postgres }\n    ports: ["5432:5432"]\n',
      ),
      'b/compose.yaml': compose(
        '  db:\n    image: pgvector/pgvector:pg17\n    environment: { POSTGRES_PASSWORD: postgres }\n    ports: ["127.0.0.1:5432:5432"]\n',
      ),
      'c/compose.yaml': compose('  db:\n    image: pgvector/pgvector:pg17\n    environment: { POSTGRES_PASSWORD: postgres }\n'),
    },
    expect: [{ file: 'a/compose.yaml', line: 6, asset: 'db', severity: 'low' }],
  },
  {
    name: 'stated in .env and used in compose: one fault, at the line to change',
    files: {
      'compose.yaml': compose(
        '  board:\n    image: grafana/grafana:11.6.0\n    environment:\n      GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_PASSWORD}\n    ports: ["3000:3000"]\n',
      ),
      '.env': 'GRAFANA_PASSWORD=admin\n',
    },
    expect: [{ file: '.env', line: 1, asset: 'board', severity: 'low' }],
  },
  {
    name: 'a file of variables of the service',
    files: {
      'deploy/prod/compose.yaml': compose(
        '  flows:\n    image: langflowai/langflow:1.4.2\n    env_file: [./flows.env]\n    ports: ["7860:7860"]\n',
      ),
      'deploy/prod/flows.env': 'LANGFLOW_AUTO_LOGIN=False\nLANGFLOW_SUPERUSER=desk\nLANGFLOW_SUPERUSER_PASSWORD=changeme\n',
    },
    expect: [{ file: 'deploy/prod/flows.env', line: 3, asset: 'flows', severity: 'high' }],
  },
  {
    name: 'nothing is given: the product uses its own',
    files: {
      'compose.prod.yml': compose(
        '  track:\n    image: ghcr.io/mlflow/mlflow:v2.22.0\n    command: mlflow server --app-name basic-auth --host 0.0.0.0\n    ports: ["5000:5000"]\n',
      ),
    },
    expect: [{ file: 'compose.prod.yml', line: 5, asset: 'track', severity: 'medium' }],
    source: 'https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth',
  },
  {
    name: 'the password is set by one service and the port is opened by another of the same product',
    files: {
      'compose.yaml': `x-airflow: &airflow
  image: apache/airflow:2.10.5
services:
  web:
    <<: *airflow
    command: webserver
    ports: ["8080:8080"]
  init:
    <<: *airflow
    environment:
      _AIRFLOW_WWW_USER_PASSWORD: \${_AIRFLOW_WWW_USER_PASSWORD:-airflow}
      OPENAI_API_KEY: \${OPENAI_API_KEY:?}
`,
    },
    expect: [{ file: 'compose.yaml', line: 11, asset: 'web', severity: 'low' }],
    source: 'https://airflow.apache.org/docs/apache-airflow/stable/howto/docker-compose/',
  },
  {
    name: 'a token of Jupyter in the command, and one that Jupyter makes',
    files: {
      'compose.yaml':
        'services:\n  lab:\n    image: quay.io/jupyter/scipy-notebook:2025-03-14\n    command: start-notebook.py --IdentityProvider.token=jupyter\n    ports: ["8888:8888"]\n  own:\n    image: quay.io/jupyter/scipy-notebook:2025-03-14\n    ports: ["8889:8888"]\n',
    },
    expect: [{ file: 'compose.yaml', line: 4, asset: 'lab', severity: 'low' }],
  },
  {
    name: 'a token in the configuration of Jupyter, a password that a hub gives everybody, and the same for this machine only',
    files: {
      'lab/jupyter_server_config.py': "c.ServerApp.ip = '0.0.0.0'\nc.ServerApp.token = 'changeme'\n",
      'hub/jupyterhub_config.py': "c.JupyterHub.authenticator_class = 'dummy'\nc.DummyAuthenticator.password = 'letmein'\n",
      'own/jupyter_server_config.py': "c.ServerApp.token = 'changeme'\n",
    },
    expect: [
      { file: 'lab/jupyter_server_config.py', line: 2, asset: 'Jupyter server lab', severity: 'medium' },
      { file: 'hub/jupyterhub_config.py', line: 2, asset: 'Jupyter hub hub', severity: 'medium' },
    ],
    source: 'https://jupyterhub.readthedocs.io/en/stable/reference/authenticators.html',
  },
  {
    name: 'the page of a demo, wherever it runs',
    files: {
      'app.py':
        'import gradio as gr\nfrom openai import OpenAI\n\n\ndef answer(text, history):\n    return OpenAI().responses.create(model="gpt-4.1-mini", input=text).output_text\n\n\ngr.ChatInterface(answer).launch(server_name="0.0.0.0", auth=("admin", "admin123"))\n',
    },
    expect: [{ file: 'app.py', line: 9, severity: 'low' }],
    source: 'https://www.gradio.app/docs/gradio/interface (launch, auth)',
  },
  {
    name: 'the administrator of an application of ours',
    files: {
      'app/pyproject.toml': '[project]\nname = "hiring"\n',
      'app/main.py': 'from openai import OpenAI\n\nOpenAI().responses.create(model="gpt-4.1-mini", input="hello")\n',
      'app/Dockerfile': 'FROM python:3.12\nCOPY . .\nCMD ["python", "main.py"]\n',
      'compose.prod.yml':
        'services:\n  hiring:\n    build: ./app\n    environment:\n      ADMIN_PASSWORD: "123456"\n      DB_PASSWORD: postgres\n    ports: ["80:8000"]\n  db:\n    image: postgres:17\n    environment: { POSTGRES_PASSWORD: postgres }\n',
    },
    expect: [
      { file: 'compose.prod.yml', line: 5, asset: 'hiring', severity: 'high' },
      { file: 'compose.prod.yml', line: 10, asset: 'db', severity: 'low' },
    ],
    source: 'https://ian.sh/mcdonalds (an assistant for hiring whose administrator was 123456)',
  },
  {
    name: 'tests, examples, what must be given, and what has nothing to do with AI',
    files: {
      'tests/compose.yaml': compose(
        '  db:\n    image: pgvector/pgvector:pg17\n    environment: { POSTGRES_PASSWORD: postgres }\n    ports: ["5432:5432"]\n',
      ),
      'compose.example.yaml': compose(
        '  gate:\n    image: ghcr.io/berriai/litellm:main-v1.70.0\n    environment: { LITELLM_MASTER_KEY: sk-1234 }\n    ports: ["4000:4000"]\n',
      ),
      '.env.example': 'LITELLM_MASTER_KEY=sk-1234\nPOSTGRES_PASSWORD=changeme\n',
      'given/compose.yaml': compose(
        '  gate:\n    image: ghcr.io/berriai/litellm:main-v1.70.0\n    environment:\n      LITELLM_MASTER_KEY: ${LITELLM_MASTER_KEY:?}\n      UI_PASSWORD: ${UI_PASSWORD}\n    ports: ["4000:4000"]\n  board:\n    image: grafana/grafana:11.6.0\n    env_file: board.env\n    ports: ["3000:3000"]\n',
      ),
      'shop/compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    environment: { POSTGRES_PASSWORD: postgres }\n    ports: ["5432:5432"]\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
