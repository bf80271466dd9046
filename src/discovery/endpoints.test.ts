import { describe, expect, it } from 'vitest';
import { strongKey } from '../core/keys.ts';
import type { AssetObservation, Observations } from '../core/observation.ts';
import { joinEndpoints } from './endpoints.ts';
import { merge } from './merge.ts';

function seen(
  kind: AssetObservation['kind'],
  name: string,
  key: string,
  properties: AssetObservation['properties'] = {},
  file = 'a',
  optional = false,
): AssetObservation {
  const at = key.indexOf(':');
  const one: AssetObservation = {
    kind,
    name,
    keys: [strongKey(key.slice(0, at) as 'host', key.slice(at + 1))],
    properties,
    evidence: [{ target: 't', file, line: 1, detail: name }],
    confidence: 0.9,
  };
  return optional ? { ...one, optional: true } : one;
}

const logs = (host: string): Observations => {
  const endpoint = seen('model-endpoint', host, `host:${host}`, {}, 'dns.log', true);
  const device = seen('device', '10.0.0.1', 'host:t/10.0.0.1', {}, 'dns.log', true);
  return {
    assets: [endpoint, device],
    edges: [
      {
        from: { kind: 'device', key: 'host:t/10.0.0.1' },
        to: { kind: 'model-endpoint', key: `host:${host}` },
        kind: 'uses',
        strength: 'stated',
        evidence: endpoint.evidence,
        optional: true,
      },
    ],
  };
};
const only = (...assets: AssetObservation[]): Observations => ({ assets, edges: [] });
const names = (all: Observations[]): string[] => merge(joinEndpoints(all)).snapshot.assets.map(({ kind, name }) => `${kind} ${name}`);
const edges = (all: Observations[]): number => merge(joinEndpoints(all)).snapshot.edges.count;

describe('joinEndpoints', () => {
  it('leaves hosts that nobody names where they are', () => {
    expect(names([logs('www.example.org')])).toEqual([]);
  });

  it('unites the host of an Ingress, of a client and of a look-up, and lists who asked', () => {
    const host = 'llm.internal.kettle.example';
    const all = [
      logs(host),
      only(seen('model-endpoint', 'llm', 'k8s:ai/Deployment/llm', { reachedBy: [`Ingress on ${host}, internal`] }, 'k8s.yaml')),
      only(seen('model', 'llama', `model:${host}/llama`, { host }, 'app.py'), seen('provider', host, `name:${host}`, {}, 'app.py')),
    ];
    expect(names(all)).toEqual(['device 10.0.0.1', 'model llama', 'model-endpoint llm']);
    expect(edges(all)).toBe(2);
  });

  it('keeps a public host that nobody knows a provider, and lists who asked', () => {
    const host = 'api.newmodels.example';
    const all = [logs(host), only(seen('model', 'm1', `model:${host}/m1`, { host }), seen('provider', host, `name:${host}`))];
    expect(names(all)).toEqual(['device 10.0.0.1', 'model m1', `provider ${host}`]);
    expect(edges(all)).toBe(1);
  });

  it('takes a service for the endpoint behind it', () => {
    const host = 'acme.openai.azure.com';
    expect(names([only(seen('service', host, `host:${host}`)), only(seen('model-endpoint', host, `host:${host}`))])).toEqual([
      `model-endpoint ${host}`,
    ]);
    expect(names([only(seen('service', 'pay.example.org', 'host:pay.example.org'))])).toEqual(['service pay.example.org']);
  });

  it('does not unite two servers behind one host, nor one name in two accounts', () => {
    const shared = { reachedBy: ['Ingress on ai.corp.kettle.example'] };
    expect(names([only(seen('model-endpoint', 'a', 'k8s:a', shared), seen('model-endpoint', 'b', 'k8s:b', shared))])).toEqual([
      'model-endpoint a',
      'model-endpoint b',
    ]);
    const sagemaker = { platform: 'aws-sagemaker' };
    const declared = seen('model-endpoint', 'rank', 'terraform:t:aws_sagemaker_endpoint.rank', sagemaker);
    const live = (account: string): AssetObservation =>
      seen('model-endpoint', 'rank', `arn:arn:aws:sagemaker:eu-west-1:${account}:endpoint/rank`, sagemaker);
    expect(names([only(declared, live('111122223333'))])).toHaveLength(1);
    expect(names([only(declared, live('111122223333'), live('444455556666'))])).toHaveLength(3);
  });
});
