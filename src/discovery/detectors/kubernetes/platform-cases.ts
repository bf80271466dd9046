import type { DetectorCase } from '../../detector.ts';

export const PLATFORM_CASES: DetectorCase[] = [
  {
    name: 'KServe: a model from a bucket, its runtime, kept in the cluster',
    // https://kserve.github.io/website/docs/reference/crd-api
    files: {
      'isvc.yaml':
        'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: tides\n  namespace: ml\n  labels: { networking.knative.dev/visibility: cluster-local }\nspec:\n  predictor:\n    serviceAccountName: tides\n    model:\n      modelFormat: { name: xgboost }\n      storageUri: s3://harbour-models/tides/3\n',
    },
    expect: [
      { kind: 'model-endpoint', name: 'tides', line: 10, properties: { server: 'kserve', reach: 'private' } },
      { kind: 'data-store', name: 'harbour-models', line: 12 },
      { kind: 'identity', name: 'tides' },
    ],
    edges: [
      ['model-endpoint tides', 'loads', 'model-artifact 3'],
      ['model-artifact 3', 'stored-in', 'data-store harbour-models'],
    ],
  },
  {
    name: 'KServe: a hub model with a runtime of ours, reachable as the ingress gateway decides',
    files: {
      'isvc.yaml':
        'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: { name: letters }\nspec:\n  predictor:\n    model:\n      modelFormat: { name: huggingface }\n      runtime: vllm-runtime\n      storageUri: hf://Qwen/Qwen2.5-3B-Instruct\n      args: ["--trust-remote-code"]\n---\napiVersion: serving.kserve.io/v1alpha1\nkind: ServingRuntime\nmetadata: { name: vllm-runtime }\nspec:\n  supportedModelFormats: [{ name: huggingface }]\n  containers: [{ name: kserve-container, image: "vllm/vllm-openai:v0.9.0", args: ["--model=/mnt/models"] }]\n',
    },
    expect: [
      { kind: 'model-endpoint', name: 'letters', properties: { server: 'vllm', reach: 'unknown', trustRemoteCode: true } },
      { kind: 'model', name: 'Qwen/Qwen2.5-3B-Instruct', line: 9 },
    ],
    edges: [['workload letters', 'runs-image', 'image vllm/vllm-openai:v0.9.0']],
  },
  {
    name: 'KServe for language models',
    // https://kserve.github.io/website/docs/model-serving/generative-inference/llmisvc/llmisvc-overview
    files: {
      'llm.yaml':
        'apiVersion: serving.kserve.io/v1alpha1\nkind: LLMInferenceService\nmetadata: { name: pilot-llm, namespace: llm }\nspec:\n  model:\n    uri: hf://meta-llama/Llama-3.1-8B-Instruct\n    name: meta-llama/Llama-3.1-8B-Instruct\n  router: { route: {}, gateway: {}, scheduler: {} }\n',
    },
    expect: [{ kind: 'model-endpoint', name: 'pilot-llm', properties: { server: 'kserve-llm', reach: 'unknown' } }],
    edges: [['model-endpoint pilot-llm', 'serves', 'model meta-llama/Llama-3.1-8B-Instruct']],
  },
  {
    name: 'Ray Serve with its configuration inside, its head on a load balancer',
    // https://docs.ray.io/en/latest/cluster/kubernetes/user-guides/rayservice.html
    files: {
      'ray.yaml':
        'apiVersion: ray.io/v1\nkind: RayService\nmetadata: { name: captions }\nspec:\n  serveConfigV2: |\n    applications:\n      - name: llm\n        import_path: ray.serve.llm:build_openai_app\n        args:\n          llm_configs:\n            - model_loading_config: { model_id: captions, model_source: Qwen/Qwen2.5-VL-7B-Instruct }\n  rayClusterConfig:\n    headGroupSpec:\n      serviceType: LoadBalancer\n      rayStartParams: { dashboard-host: 0.0.0.0 }\n      template: { spec: { containers: [{ name: head, image: "rayproject/ray-llm:2.46.0" }] } }\n',
    },
    expect: [
      { kind: 'model-endpoint', name: 'captions', properties: { server: 'ray-serve', reach: 'internet', auth: 'none' } },
      { kind: 'model', name: 'Qwen/Qwen2.5-VL-7B-Instruct', line: 11 },
    ],
  },
  {
    name: 'kagent: an agent with model, prompt, tools and a server of them',
    // https://kagent.dev/docs/kagent/getting-started/first-mcp-tool/
    files: {
      'agent.yaml':
        'apiVersion: kagent.dev/v1alpha2\nkind: Agent\nmetadata: { name: harbour-master, namespace: kagent }\nspec:\n  type: Declarative\n  declarative:\n    modelConfig: fast\n    systemMessage: You help the harbour master with berths.\n    tools:\n      - type: McpServer\n        mcpServer: { name: berths, kind: MCPServer, toolNames: [list_berths] }\n---\napiVersion: kagent.dev/v1alpha2\nkind: ModelConfig\nmetadata: { name: fast, namespace: kagent }\nspec: { provider: OpenAI, model: gpt-4.1-mini, apiKeySecret: openai, apiKeySecretKey: key }\n---\napiVersion: kagent.dev/v1alpha1\nkind: MCPServer\nmetadata: { name: berths, namespace: kagent }\nspec: { deployment: { image: "ghcr.io/harbour/berths-mcp:1.0.0", port: 3000, cmd: berths-mcp }, transportType: stdio }\n',
    },
    expect: [
      { kind: 'agent', name: 'harbour-master', properties: { platform: 'kagent' } },
      { kind: 'mcp-server', name: 'berths', properties: { transport: 'stdio' } },
    ],
    edges: [
      ['agent harbour-master', 'uses-model', 'model gpt-4.1-mini'],
      ['agent harbour-master', 'calls-tool', 'tool list_berths'],
      ['agent harbour-master', 'connects-to', 'mcp-server berths'],
      ['mcp-server berths', 'exposes-tool', 'tool list_berths'],
    ],
  },
  {
    name: 'a training job, a Kubeflow notebook and an Argo workflow that trains',
    // https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/pytorch/
    files: {
      'train.yaml':
        'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: { name: tune, namespace: research }\nspec:\n  pytorchReplicaSpecs:\n    Master: { template: { spec: { serviceAccountName: tuner, containers: [{ name: pytorch, image: "harbour/tune:1.2.0", command: [python, train.py] }] } } }\n    Worker: { template: { spec: { containers: [{ name: pytorch, image: "harbour/tune:1.2.0", command: [python, train.py] }] } } }\n---\napiVersion: kubeflow.org/v1\nkind: Notebook\nmetadata: { name: try-out, namespace: research }\nspec: { template: { spec: { containers: [{ name: nb, image: "kubeflownotebookswg/jupyter-scipy:v1.9.2" }] } } }\n---\napiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: { name: nightly }\nspec:\n  templates:\n    - name: fit\n      container: { image: "harbour/fit:2", command: [python, train_ranker.py] }\n---\napiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: { name: build }\nspec: { templates: [{ name: go, container: { image: "golang:1.24", command: [go, build] } }] }\n',
    },
    expect: [
      { kind: 'pipeline', name: 'tune' },
      { kind: 'pipeline', name: 'nightly' },
      { kind: 'notebook', name: 'try-out' },
    ],
    edges: [
      ['pipeline tune', 'runs-image', 'image harbour/tune:1.2.0'],
      ['pipeline tune', 'runs-as', 'identity tuner'],
    ],
    absent: [{ kind: 'pipeline', name: 'build' }],
  },
];
