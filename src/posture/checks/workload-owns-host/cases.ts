import type { CheckCase } from '../../check.ts';

const pod = (inside: string, volumes = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: desk-agent }
spec:
  template:
    metadata: { labels: { app: desk-agent } }
    spec:
      containers:
        - name: agent
          image: registry.example/desk-agent:1.4.0
          env: [{ name: ANTHROPIC_API_KEY, valueFrom: { secretKeyRef: { name: anthropic, key: key } } }]
${inside}${volumes}`;

export default [
  {
    name: 'an agent with the socket of the engine, a privileged one, and one with the folders of its node',
    files: {
      'compose.yaml':
        'services:\n  sandbox:\n    image: registry.example/sandbox:2\n    environment: { ANTHROPIC_API_KEY: "${KEY}" }\n    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n',
      'train/compose.yaml':
        'x-gpu: &gpu { privileged: true }\nservices:\n  trainer:\n    <<: *gpu\n    image: nvcr.io/nvidia/pytorch:24.10-py3\n    command: torchrun --nproc_per_node=4 train.py\n',
      'a/privileged.yaml': pod('          securityContext: { privileged: true }\n'),
      'b/node.yaml': pod(
        '          volumeMounts: [{ name: root, mountPath: /host }]\n',
        '      volumes: [{ name: root, hostPath: { path: / } }]\n',
      ).replaceAll('desk-agent', 'node-agent'),
    },
    expect: [
      { file: 'train/compose.yaml', line: 1, asset: 'trainer' },
      { file: 'compose.yaml', line: 5, asset: 'sandbox', severity: 'medium' },
      { file: 'a/privileged.yaml', line: 12, severity: 'medium' },
      { file: 'b/node.yaml', line: 13, severity: 'medium' },
    ],
    source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/ and https://docs.docker.com/engine/security/',
  },
  {
    name: 'no rights but its own, a cache of models on the node, and a privileged exporter without AI',
    files: {
      'a.yaml': pod('          securityContext: { privileged: false }\n'),
      'b.yaml': pod(
        '          volumeMounts: [{ name: cache, mountPath: /models }]\n',
        '      volumes: [{ name: cache, hostPath: { path: /mnt/models } }]\n',
      ).replaceAll('desk-agent', 'cached'),
      'compose.yaml':
        'services:\n  trainer: { image: "nvcr.io/nvidia/pytorch:24.10-py3", command: torchrun train.py }\n  exporter: { image: "prom/node-exporter:v1.8.2", privileged: true }\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
