import type { CheckCase } from '../../check.ts';

function manifests(service: string, more = '', args = '["--model", "Qwen/Qwen2.5-7B-Instruct"]'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: pilot }
spec:
  template:
    metadata: { labels: { app: pilot } }
    spec:
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.9.1
          args: ${args}
---
apiVersion: v1
kind: Service
metadata:
  name: pilot
${service}  selector: { app: pilot }
  ports: [{ port: 8000 }]
${more}`;
}

function ingress(annotations: string, host = 'pilot.harbour.example'): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: pilot
  annotations: { ${annotations} }
spec:
  ingressClassName: nginx
  rules: [{ host: ${host}, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: pilot, port: { number: 8000 } } } }] } }]
`;
}

/** The tutorial's own manifest: a deployment and a Service of type LoadBalancer, written anew. */
const TUTORIAL = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: vllm-gemma-deployment
spec:
  replicas: 1
  selector:
    matchLabels:
      app: gemma-server
  template:
    metadata:
      labels:
        app: gemma-server
    spec:
      containers:
        - name: inference-server
          image: us-docker.pkg.dev/vertex-ai/vertex-vision-model-garden-dockers/pytorch-vllm-serve:20250312_0916_RC01
          command: ["python3", "-m", "vllm.entrypoints.openai.api_server"]
          args:
            - --model=$(MODEL_ID)
            - --tensor-parallel-size=1
          env:
            - name: MODEL_ID
              value: google/gemma-3-1b-it
---
apiVersion: v1
kind: Service
metadata:
  name: llm-service
spec:
  selector:
    app: gemma-server
  type: LoadBalancer
  ports:
    - protocol: TCP
      port: 8000
      targetPort: 8000
`;

function openai(more: string): string {
  return `resource "azurerm_cognitive_account" "desk" {
  name                  = "oai-desk"
  kind                  = "OpenAI"
  sku_name              = "S0"
  custom_subdomain_name = "oai-desk"
${more}}
`;
}

export default [
  {
    name: 'Azure OpenAI on the public network, with keys',
    files: { 'ai.tf': openai('') },
    expect: [{ file: 'ai.tf', line: 1, asset: 'oai-desk', severity: 'low' }],
    source: 'https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/cognitive_account',
  },
  {
    name: 'the same for identities only',
    files: { 'ai.tf': openai('  local_auth_enabled    = false\n') },
    expect: [{ file: 'ai.tf', line: 1, severity: 'info' }],
  },
  {
    name: 'Azure OpenAI behind a private endpoint, and one for listed networks',
    files: {
      'ai.tf': openai('  public_network_access_enabled = false\n'),
      'b/ai.tf': openai('  network_acls {\n    default_action = "Deny"\n    ip_rules       = ["203.0.113.4"]\n  }\n'),
    },
    expect: [],
  },
  {
    name: 'a variable decides on the public network',
    files: { 'ai.tf': `variable "open" { type = bool }\n${openai('  public_network_access_enabled = var.open\n')}` },
    expect: [],
    unknown: [{ asset: 'oai-desk' }],
  },
  {
    name: 'a model server on Cloud Run that everybody may invoke, and one behind the role of an invoker',
    files: {
      'run.tf': `resource "google_cloud_run_v2_service" "llm" {
  name     = "llm"
  location = "europe-west4"
  template {
    containers { image = "ollama/ollama:0.6.2" }
  }
}
resource "google_cloud_run_v2_service_iam_member" "llm" {
  name   = google_cloud_run_v2_service.llm.name
  role   = "roles/run.invoker"
  member = "allUsers"
}
resource "google_cloud_run_v2_service" "quiet" {
  name     = "quiet"
  location = "europe-west4"
  template {
    containers { image = "ollama/ollama:0.6.2" }
  }
}
`,
    },
    expect: [{ file: 'run.tf', line: 11, asset: 'llm', severity: 'high' }],
    source: 'https://cloud.google.com/run/docs/authenticating/public',
  },
  {
    name: 'a container group with a public address, and one inside a network',
    files: {
      'aci.tf': `resource "azurerm_container_group" "llm" {
  name    = "llm"
  os_type = "Linux"
  container {
    name   = "ollama"
    image  = "ollama/ollama:0.6.2"
    cpu    = 4
    memory = 16
    ports { port = 11434 }
  }
}
resource "azurerm_container_group" "inner" {
  name            = "inner"
  os_type         = "Linux"
  ip_address_type = "Private"
  container {
    name   = "ollama"
    image  = "ollama/ollama:0.6.2"
    cpu    = 4
    memory = 16
  }
}
`,
    },
    expect: [{ file: 'aci.tf', line: 1, asset: 'llm', severity: 'high' }],
  },
  {
    name: 'a public load balancer without a key',
    files: { 'k/llm.yaml': manifests('spec:\n  type: LoadBalancer\n') },
    expect: [{ file: 'k/llm.yaml', line: 18, asset: 'pilot', severity: 'high' }],
  },
  {
    name: 'the Service of a tutorial, made public',
    files: { 'gemma.yaml': TUTORIAL },
    expect: [{ file: 'gemma.yaml', line: 33, asset: 'vllm-gemma-deployment', severity: 'high' }],
    source: 'https://cloud.google.com/kubernetes-engine/docs/tutorials/serve-gemma-gpu-vllm',
  },
  {
    name: 'the same with a key is less, but still there for everybody to try',
    files: {
      'k/llm.yaml': manifests('spec:\n  type: LoadBalancer\n', '', '["--model", "Qwen/Qwen2.5-7B-Instruct", "--api-key", "$(KEY)"]'),
    },
    expect: [{ file: 'k/llm.yaml', line: 18, severity: 'low' }],
  },
  {
    name: 'a load balancer that is annotated as internal',
    files: {
      'k/llm.yaml': manifests(
        '  annotations: { service.beta.kubernetes.io/aws-load-balancer-internal: "true" }\nspec:\n  type: LoadBalancer\n',
      ),
    },
    expect: [],
    source: 'https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer',
  },
  {
    name: 'a load balancer for the office only',
    files: { 'k/llm.yaml': manifests('spec:\n  type: LoadBalancer\n  loadBalancerSourceRanges: [203.0.113.0/24]\n') },
    expect: [],
  },
  { name: 'a Service inside the cluster', files: { 'k/llm.yaml': manifests('spec:\n') }, expect: [] },
  {
    name: 'an ingress on a public name',
    files: { 'k/llm.yaml': manifests('spec:\n', ingress('cert-manager.io/cluster-issuer: letsencrypt')) },
    expect: [{ file: 'k/llm.yaml', asset: 'pilot', severity: 'high' }],
  },
  {
    name: 'an ingress that signs people in',
    files: {
      'k/llm.yaml': manifests('spec:\n', ingress('nginx.ingress.kubernetes.io/auth-url: "https://sso.harbour.example/oauth2/auth"')),
    },
    expect: [{ file: 'k/llm.yaml', asset: 'pilot', severity: 'info' }],
    source: 'https://kubernetes.github.io/ingress-nginx/examples/auth/oauth-external-auth/',
  },
  {
    name: 'an ingress on a name of the intranet',
    files: { 'k/llm.yaml': manifests('spec:\n', ingress('', 'pilot.intra.harbour.internal')) },
    expect: [],
  },
  {
    name: 'an external address',
    files: { 'k/llm.yaml': manifests('spec:\n  externalIPs: [198.51.100.7]\n') },
    expect: [{ file: 'k/llm.yaml', line: 18, severity: 'high' }],
  },
  {
    name: 'a node port: whether the nodes are public is not in the manifests',
    files: { 'k/llm.yaml': manifests('spec:\n  type: NodePort\n') },
    expect: [],
    unknown: [{ asset: 'pilot' }],
  },
  {
    name: 'no Service was seen',
    files: { 'k/llm.yaml': manifests('spec:\n').split('---')[0]! },
    expect: [],
    unknown: [{ asset: 'pilot' }],
  },
  {
    name: 'a public web server beside it',
    files: {
      'k/web.yaml': manifests('spec:\n  type: LoadBalancer\n').replace('vllm/vllm-openai:v0.9.1', 'nginx:1.27').replace('args:', '# args:'),
    },
    expect: [],
  },
  {
    name: 'the head of a Ray cluster on a load balancer, and one inside the cluster',
    files: {
      'a.yaml':
        'apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: { name: open }\nspec:\n  headGroupSpec:\n    serviceType: LoadBalancer\n    template: { spec: { containers: [{ name: head, image: "rayproject/ray:2.40.0" }] } }\n',
      'b.yaml':
        'apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: { name: inner }\nspec:\n  headGroupSpec:\n    template: { spec: { containers: [{ name: head, image: "rayproject/ray:2.40.0" }] } }\n',
    },
    expect: [{ file: 'a.yaml', line: 6, asset: 'open', severity: 'high' }],
    source: 'https://docs.ray.io/en/latest/ray-security/index.html',
  },
] satisfies CheckCase[];
