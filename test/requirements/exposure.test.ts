import { describe, expect, it } from 'vitest';
import { failed, inPlace } from '../pharos.ts';

function server(name: string, service: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: server
          image: vllm/vllm-openai:v0.9.1
          args: [--model, Qwen/Qwen2.5-7B-Instruct]
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
${service}  selector: { app: ${name} }
  ports: [{ port: 8000 }]
`;
}

const ESTATE = {
  'estate/k8s/balanced.yaml': server('pilot-balanced', 'spec:\n  type: LoadBalancer\n'),
  'estate/k8s/addressed.yaml': server('pilot-addressed', 'spec:\n  externalIPs: [198.51.100.20]\n'),
  'estate/k8s/inside.yaml': server('pilot-inside', 'spec:\n  type: ClusterIP\n'),
  'estate/k8s/internal.yaml': server(
    'pilot-internal',
    '  annotations:\n    networking.gke.io/load-balancer-type: Internal\nspec:\n  type: LoadBalancer\n',
  ),
  'estate/k8s/node.yaml': server('pilot-node', 'spec:\n  type: NodePort\n'),
};

describe('RISK-01 model endpoint reachable from the internet', () => {
  it('flags the Service of type LoadBalancer and the public address at their lines, and not the private ones', () =>
    inPlace(ESTATE, async ({ report }) => {
      const found = await report();
      const flagged = failed(found, 'model-endpoint-public');
      expect(flagged.map(({ on }) => on).sort()).toEqual(['pilot-addressed', 'pilot-balanced']);
      const places = flagged.map(({ evidence }) => `${evidence[0]!.file}:${evidence[0]!.line}`).sort();
      expect(places).toEqual(['k8s/addressed.yaml:18', 'k8s/balanced.yaml:18']);
      expect(found.checks.find(({ id }) => id === 'model-endpoint-public')).toEqual({
        id: 'model-endpoint-public',
        pass: 2,
        fail: 2,
        unknown: 1,
      });
    }));

  it('RISK-01 partial: says once what is wrong with one endpoint', () =>
    inPlace(ESTATE, async ({ report }) => {
      const found = await report();
      const endpoint = found.assets.find(({ kind, name }) => kind === 'model-endpoint' && name === 'pilot-balanced')!;
      const faults = found.findings.filter(({ asset, status }) => asset === endpoint.id && status === 'fail');
      expect(faults.map(({ check }) => check).sort()).toEqual(['model-endpoint-public']);
    }));
});
