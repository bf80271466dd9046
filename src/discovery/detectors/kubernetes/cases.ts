import type { DetectorCase } from '../../detector.ts';
import { CHART_CASES } from './chart-cases.ts';
import { PLATFORM_CASES } from './platform-cases.ts';

const VLLM = `apiVersion: v1
kind: Namespace
metadata:
  name: assist-prod
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: harbour-llm
  namespace: assist-prod
  labels: { team: Berths }
spec:
  selector: { matchLabels: { app: harbour-llm } }
  template:
    metadata: { labels: { app: harbour-llm } }
    spec:
      serviceAccountName: llm-runner
      containers:
        - name: server
          image: mirror.harbour.example:5000/dockerhub/vllm/vllm-openai:v0.9.1
          args:
            - --model
            - Qwen/Qwen2.5-7B-Instruct
            - --trust-remote-code
          ports: [{ containerPort: 8000 }]
          env:
            - name: HF_TOKEN
              valueFrom: { secretKeyRef: { name: hub, key: token } }
          securityContext: { privileged: true, runAsUser: 0 }
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: llm-runner
  namespace: assist-prod
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/weights-reader
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: llm-runner }
subjects: [{ kind: ServiceAccount, name: llm-runner, namespace: assist-prod }]
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
---
apiVersion: v1
kind: Service
metadata: { name: harbour-llm, namespace: assist-prod }
spec:
  type: LoadBalancer
  selector: { app: harbour-llm }
  ports: [{ port: 80, targetPort: 8000 }]
`;

function serviceOf(type: string, annotations = ''): string {
  return VLLM.replace(
    'metadata: { name: harbour-llm, namespace: assist-prod }\nspec:\n  type: LoadBalancer',
    `metadata: { name: harbour-llm, namespace: assist-prod, annotations: { ${annotations} } }\nspec:\n  type: ${type}`,
  );
}

const STORE = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: notes }
spec:
  template:
    metadata: { labels: { app: notes } }
    spec:
      containers:
        - name: qdrant
          image: ghcr.io/qdrant/qdrant/qdrant@sha256:${'a1'.repeat(32)}
          ports: [{ containerPort: 6333, name: http }]
          env: [{ name: QDRANT__SERVICE__API_KEY, valueFrom: { secretKeyRef: { name: qdrant, key: key } } }]
---
apiVersion: v1
kind: Service
metadata: { name: notes }
spec: { selector: { app: notes }, ports: [{ port: 6333, targetPort: http }] }
`;

export default [
  {
    name: 'vLLM behind a public load balancer, with model, role, rights and exposure',
    files: { 'deploy/llm.yaml': VLLM },
    expect: [
      {
        kind: 'workload',
        name: 'harbour-llm',
        file: 'deploy/llm.yaml',
        line: 6,
        properties: {
          platform: 'kubernetes',
          environment: 'production',
          owner: 'berths',
          reach: 'internet',
          privileged: true,
          runsAsRoot: true,
        },
      },
      {
        kind: 'model-endpoint',
        name: 'harbour-llm',
        line: 20,
        properties: { server: 'vllm', auth: 'none', reach: 'internet', trustRemoteCode: true },
      },
      {
        kind: 'image',
        name: 'mirror.harbour.example:5000/dockerhub/vllm/vllm-openai:v0.9.1',
        properties: { pinning: 'unknown', tag: 'v0.9.1' },
      },
      { kind: 'model', name: 'Qwen/Qwen2.5-7B-Instruct', line: 23 },
      { kind: 'identity', name: 'llm-runner', properties: { form: 'service-account', rights: ['cluster-admin'] } },
      { kind: 'identity', name: 'weights-reader', line: 37, properties: { form: 'role', platform: 'aws' } },
      { kind: 'secret', name: 'hub/token', properties: { form: 'reference', variable: 'HF_TOKEN' } },
    ],
    edges: [
      ['model-endpoint harbour-llm', 'runs-on', 'workload harbour-llm'],
      ['model-endpoint harbour-llm', 'serves', 'model Qwen/Qwen2.5-7B-Instruct'],
      ['model-endpoint harbour-llm', 'exposed-to', 'zone internet'],
      ['workload harbour-llm', 'exposed-to', 'zone internet'],
      ['workload harbour-llm', 'runs-as', 'identity llm-runner'],
      ['workload harbour-llm', 'runs-as', 'identity weights-reader'],
      ['workload harbour-llm', 'holds', 'secret hub/token'],
      ['workload harbour-llm', 'runs-image', 'image mirror.harbour.example:5000/dockerhub/vllm/vllm-openai:v0.9.1'],
    ],
  },
  ...[
    ['service.beta.kubernetes.io/aws-load-balancer-scheme: internal', 'AWS'],
    ['networking.gke.io/load-balancer-type: "Internal"', 'Google Cloud'],
    ['service.beta.kubernetes.io/azure-load-balancer-internal: "true"', 'Azure'],
    ['service.beta.kubernetes.io/aws-load-balancer-type: external', 'the AWS controller without a scheme'],
  ].map(([annotation, who]) => ({
    name: `a load balancer that ${who} keeps inside is not the internet`,
    files: { 'deploy/llm.yaml': serviceOf('LoadBalancer', annotation) },
    expect: [{ kind: 'model-endpoint' as const, name: 'harbour-llm', properties: { reach: 'private' } }],
    absent: [{ kind: 'zone' as const }],
  })),
  {
    name: 'a node port is open on every node, wherever that stands',
    files: { 'deploy/llm.yaml': serviceOf('NodePort') },
    expect: [{ kind: 'model-endpoint', name: 'harbour-llm', properties: { reach: 'open' } }],
    edges: [['model-endpoint harbour-llm', 'exposed-to', 'zone corporate']],
    absent: [{ kind: 'zone', name: 'internet' }],
  },
  {
    name: 'an ingress in another file leads to a Service that is no load balancer',
    files: {
      'k8s/llm.yaml': serviceOf('ClusterIP'),
      'k8s/net/ingress.yaml':
        'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: chat\n  namespace: assist-prod\nspec:\n  ingressClassName: nginx\n  rules:\n    - host: chat.harbour.example\n      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: harbour-llm, port: { number: 80 } } } }] }\n',
    },
    expect: [
      { kind: 'model-endpoint', name: 'harbour-llm', properties: { reach: 'internet', reachWhy: 'Ingress on chat.harbour.example' } },
    ],
    edges: [['model-endpoint harbour-llm', 'exposed-to', 'zone internet']],
  },
  {
    name: 'an ALB without a scheme is internal, and nginx of the class internal as well',
    files: {
      'k8s/llm.yaml': serviceOf('ClusterIP'),
      'k8s/ingress.yaml':
        'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: chat, namespace: assist-prod }\nspec:\n  ingressClassName: alb\n  rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: harbour-llm, port: { number: 80 } } } }] } }]\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: chat2, namespace: assist-prod }\nspec:\n  ingressClassName: nginx-internal\n  defaultBackend: { service: { name: harbour-llm, port: { number: 80 } } }\n',
    },
    expect: [{ kind: 'model-endpoint', name: 'harbour-llm', properties: { reach: 'private' } }],
    absent: [{ kind: 'zone' }],
  },
  {
    name: 'an ingress that signs people in first',
    files: {
      'k8s/llm.yaml': serviceOf('ClusterIP'),
      'k8s/ingress.yaml':
        'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: chat\n  namespace: assist-prod\n  annotations:\n    nginx.ingress.kubernetes.io/auth-url: https://oauth2-proxy.auth.svc.cluster.local/oauth2/auth\nspec:\n  rules: [{ host: chat.harbour.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: harbour-llm, port: { number: 80 } } } }] } }]\n',
    },
    expect: [{ kind: 'model-endpoint', name: 'harbour-llm', properties: { reach: 'internet', frontAuth: 'present', auth: 'none' } }],
  },
  {
    name: 'a vector store inside the cluster, pinned by digest and with a key',
    files: { 'store.yaml': STORE },
    expect: [
      { kind: 'vector-store', name: 'notes', properties: { engine: 'qdrant', auth: 'present', reach: 'private' } },
      { kind: 'image', name: `ghcr.io/qdrant/qdrant/qdrant@sha256:${'a1'.repeat(6)}`, properties: { pinning: 'pinned' } },
    ],
    absent: [{ kind: 'zone' }],
  },
  {
    name: 'Services of two environments go with the manifests beside them',
    files: {
      'env/dev/all.yaml': serviceOf('ClusterIP').replaceAll('assist-prod', 'assist'),
      'env/prod/llm.yaml': serviceOf('LoadBalancer')
        .replaceAll('assist-prod', 'assist')
        .replaceAll('name: harbour-llm', 'name: harbour-llm-live'),
    },
    expect: [
      { kind: 'model-endpoint', name: 'harbour-llm', properties: { reach: 'private', environment: 'development' } },
      { kind: 'model-endpoint', name: 'harbour-llm-live', properties: { reach: 'internet', environment: 'production' } },
    ],
  },
  {
    name: 'weights in a bucket, read through an annotated Google service account, with default deny',
    // https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
    files: {
      'triton.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: rank, namespace: ml }\nspec:\n  template:\n    metadata: { labels: { app: rank } }\n    spec:\n      serviceAccountName: rank\n      containers:\n        - name: triton\n          image: nvcr.io/nvidia/tritonserver:24.08-py3\n          command: [tritonserver, "--model-repository=gs://harbour-weights/rank/"]\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: rank, namespace: ml, annotations: { iam.gke.io/gcp-service-account: rank@harbour.iam.gserviceaccount.com } }\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: none, namespace: ml }\nspec: { podSelector: {}, policyTypes: [Ingress] }\n',
    },
    expect: [
      { kind: 'model-endpoint', name: 'rank', properties: { server: 'triton', networkPolicy: 'default-deny', reach: 'unknown' } },
      { kind: 'data-store', name: 'harbour-weights' },
      { kind: 'identity', name: 'rank@harbour.iam.gserviceaccount.com' },
    ],
    edges: [
      ['model-artifact rank', 'stored-in', 'data-store harbour-weights'],
      ['model-endpoint rank', 'loads', 'model-artifact rank'],
    ],
  },
  {
    name: 'Jupyter without a token, and a job that only pulls a model',
    files: {
      'lab.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: lab }\nspec:\n  template:\n    metadata: { labels: { app: lab } }\n    spec:\n      containers:\n        - name: lab\n          image: quay.io/jupyter/pytorch-notebook:latest\n          command: ["sh", "-c", "start-notebook.sh --IdentityProvider.token=\'\'"]\n---\napiVersion: batch/v1\nkind: Job\nmetadata: { name: pull }\nspec:\n  template:\n    spec:\n      containers: [{ name: pull, image: ollama/ollama:0.6.2, command: [ollama, pull, llama3.2] }]\n',
    },
    expect: [{ kind: 'notebook', name: 'lab', properties: { server: 'jupyter', auth: 'none' } }],
    absent: [{ kind: 'model-endpoint' }],
  },
  {
    name: 'a web server, a database and a cache are no AI',
    files: {
      'web.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  template:\n    metadata: { labels: { app: web } }\n    spec:\n      serviceAccountName: web\n      containers: [{ name: nginx, image: "nginx:1.27" }, { name: cache, image: redis }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web }\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: search }\nspec: { template: { metadata: { labels: { app: s } }, spec: { containers: [{ name: es, image: "elasticsearch:8.15.0" }] } } }\n',
    },
    expect: [],
  },
  {
    name: 'YAML that only looks like it',
    files: {
      'notes.yaml': 'kind: letter\nimage: vllm/vllm-openai\n',
      'x.yaml': 'kind: Deployment\n',
      'deep.yaml': `apiVersion: v1\nkind: Pod\nspec: ${'['.repeat(5000)}`,
    },
    expect: [],
  },
  ...CHART_CASES,
  ...PLATFORM_CASES,
  {
    name: 'pods scaled to none answer nobody, unless something scales them up; a Service is a host of its cluster',
    // Source: kubernetes.io/docs/concepts/services-networking/dns-pod-service
    files: {
      'off.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: off, namespace: ml }
spec:
  replicas: 0
  template:
    metadata: { labels: { app: off } }
    spec: { containers: [{ name: v, image: "vllm/vllm-openai:v0.6.6", args: ["--model", "Qwen/Qwen2.5-7B-Instruct"] }] }
---
apiVersion: v1
kind: Service
metadata: { name: off, namespace: ml }
spec: { type: LoadBalancer, selector: { app: off }, ports: [{ port: 8000 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: woken, namespace: ml }
spec:
  replicas: 0
  template:
    metadata: { labels: { app: woken } }
    spec: { containers: [{ name: v, image: "vllm/vllm-openai:v0.6.6", args: ["--model", "Qwen/Qwen2.5-7B-Instruct"] }] }
---
apiVersion: v1
kind: Service
metadata: { name: answers, namespace: ml }
spec: { type: LoadBalancer, selector: { app: woken }, ports: [{ port: 8000 }] }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: woken, namespace: ml }
spec: { scaleTargetRef: { name: woken } }
`,
      'ask.py':
        'from openai import OpenAI\n\nOpenAI(base_url="http://answers.ml.svc.cluster.local:8000/v1").chat.completions.create(model="Qwen/Qwen2.5-7B-Instruct", messages=[])\n',
    },
    expect: [
      { kind: 'model-endpoint', name: 'off', properties: { reach: 'private', reachWhy: 'it is scaled to no replicas' } },
      { kind: 'model-endpoint', name: 'woken', properties: { reach: 'internet', hosts: ['answers.ml.svc.cluster.local'] } },
      { kind: 'model', name: 'Qwen/Qwen2.5-7B-Instruct' },
    ],
    edges: [['model-endpoint woken', 'exposed-to', 'zone internet']],
    absent: [{ kind: 'model-endpoint', name: 'answers.ml.svc.cluster.local' }],
  },
] satisfies DetectorCase[];
