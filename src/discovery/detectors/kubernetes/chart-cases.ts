import type { DetectorCase } from '../../detector.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "pilot.fullname" . }}
  labels:
    {{- include "pilot.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas | default 1 }}
  template:
    metadata:
      labels:
        {{- include "pilot.labels" . | nindent 8 }}
    spec:
      containers:
        - name: server
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          args:
            - --model={{ .Values.model }}
            {{- with .Values.extraArgs }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- if .Values.token.enabled }}
          env:
            - name: VLLM_API_KEY
              valueFrom:
                secretKeyRef: { name: {{ .Values.token.secret }}, key: key }
          {{- end }}
`;

const SERVICE = `{{- if .Values.service.enabled -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "pilot.fullname" . }}
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "pilot.labels" . | nindent 4 }}
  ports:
    - port: {{ .Values.service.port }}
{{- end }}
`;

const HELPERS = `{{/* The name of everything */}}
{{- define "pilot.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- define "pilot.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
`;

const VALUES = `image:
  repository: vllm/vllm-openai
  tag: ""
model: mistralai/Mistral-7B-Instruct-v0.3
fullnameOverride: pilot
extraArgs: []
token:
  enabled: false
  secret: keys
service:
  enabled: true
  type: ClusterIP
  port: 8000
`;

function chart(more: Record<string, string> = {}): Record<string, string> {
  return {
    'charts/pilot/Chart.yaml': 'apiVersion: v2\nname: pilot\nversion: 0.1.0\nappVersion: v0.8.5\n',
    'charts/pilot/values.yaml': VALUES,
    'charts/pilot/templates/_helpers.tpl': HELPERS,
    'charts/pilot/templates/deployment.yaml': DEPLOYMENT,
    'charts/pilot/templates/service.yaml': SERVICE,
    ...more,
  };
}

const BASE = {
  'k/base/kustomization.yaml': 'resources: [app.yaml, service.yaml]\n',
  'k/base/app.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: embed }\nspec:\n  template:\n    metadata: { labels: { app: embed } }\n    spec:\n      containers:\n        - name: tei\n          image: tei\n          args: [--model-id, BAAI/bge-m3]\n',
  'k/base/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: embed }\nspec:\n  type: ClusterIP\n  selector: { app: embed }\n',
};

export const CHART_CASES: DetectorCase[] = [
  {
    name: 'a chart with its own values',
    files: chart(),
    expect: [
      {
        kind: 'model-endpoint',
        name: 'pilot',
        file: 'charts/pilot/templates/deployment.yaml',
        line: 16,
        properties: { server: 'vllm', auth: 'none', reach: 'private' },
      },
      { kind: 'image', name: 'vllm/vllm-openai:v0.8.5' },
      { kind: 'model', name: 'mistralai/Mistral-7B-Instruct-v0.3', file: 'charts/pilot/values.yaml', line: 4 },
    ],
    absent: [{ kind: 'zone' }],
  },
  {
    name: 'the values of production open it to the internet, at the line of the values',
    files: chart({ 'charts/pilot/values-prod.yaml': 'service:\n  type: LoadBalancer\nextraArgs:\n  - --trust-remote-code\n' }),
    expect: [
      { kind: 'model-endpoint', name: 'pilot', properties: { reach: 'internet', environment: 'production', trustRemoteCode: true } },
      { kind: 'zone', name: 'internet', file: 'charts/pilot/values-prod.yaml', line: 2 },
    ],
  },
  {
    name: 'a chart whose key is switched on by a value',
    files: chart({ 'charts/pilot/values.yaml': VALUES.replace('enabled: false', 'enabled: true') }),
    expect: [{ kind: 'model-endpoint', name: 'pilot', properties: { auth: 'present', authWhy: 'VLLM_API_KEY is set' } }],
  },
  {
    name: 'an overlay renames the image, sets the namespace and patches the Service',
    // https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
    files: {
      ...BASE,
      'k/overlays/prod/kustomization.yaml':
        'namespace: search-prod\nresources: [../../base]\nimages:\n  - name: tei\n    newName: ghcr.io/huggingface/text-embeddings-inference\n    newTag: "1.7"\npatches:\n  - path: open.yaml\n  - target: { kind: Deployment, name: embed }\n    patch: |-\n      - op: add\n        path: /spec/template/spec/hostNetwork\n        value: true\n',
      'k/overlays/prod/open.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: embed }\nspec:\n  type: LoadBalancer\n',
    },
    expect: [
      {
        kind: 'model-endpoint',
        name: 'embed',
        properties: { server: 'tei', namespace: 'search-prod', environment: 'production', reach: 'internet' },
      },
      { kind: 'zone', name: 'internet', file: 'k/overlays/prod/open.yaml', line: 5 },
      { kind: 'image', name: 'ghcr.io/huggingface/text-embeddings-inference:1.7', file: 'k/overlays/prod/kustomization.yaml', line: 4 },
      { kind: 'workload', name: 'embed', properties: { hostNetwork: true } },
    ],
  },
  {
    name: 'a base that nobody overlays is applied as it stands',
    files: {
      ...BASE,
      'k/base/app.yaml': BASE['k/base/app.yaml'].replace('image: tei', 'image: ghcr.io/huggingface/text-embeddings-inference:1.7'),
    },
    expect: [{ kind: 'model-endpoint', name: 'embed', properties: { reach: 'private' } }],
  },
  {
    name: 'values for the production stack, whose chart stands elsewhere',
    // https://docs.vllm.ai/projects/production-stack/en/latest/getting_started/quickstart.html
    files: {
      'stack/values-prod.yaml':
        'servingEngineSpec:\n  modelSpec:\n    - name: qwen\n      repository: vllm/vllm-openai\n      tag: v0.9.1\n      modelURL: Qwen/Qwen2.5-7B-Instruct\n      vllmConfig: { extraArgs: ["--trust-remote-code"] }\nrouterSpec:\n  serviceType: LoadBalancer\n',
    },
    expect: [
      { kind: 'gateway', name: 'vllm-router', properties: { reach: 'internet', auth: 'none' } },
      { kind: 'model-endpoint', name: 'qwen', line: 4, properties: { reach: 'private', trustRemoteCode: true, environment: 'production' } },
    ],
    edges: [
      ['model-endpoint qwen', 'serves', 'model Qwen/Qwen2.5-7B-Instruct'],
      ['gateway vllm-router', 'routes-to', 'model Qwen/Qwen2.5-7B-Instruct'],
    ],
  },
  {
    name: 'a chart of a web shop stays silent',
    files: chart({
      'charts/pilot/values.yaml': VALUES.replace('vllm/vllm-openai', 'shop/front').replace('ClusterIP', 'LoadBalancer'),
    }),
    expect: [],
  },
  {
    name: 'a template that nothing resolves is no invention',
    files: {
      'c/Chart.yaml': 'name: c\nversion: 1.0.0\n',
      'c/templates/a.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "other.name" . }}\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          image: {{ template "other.image" . }}\n{{- range $i := until 3 }}\n{{ if\n',
    },
    expect: [],
  },
];
