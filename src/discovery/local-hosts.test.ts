import { describe, expect, it } from 'vitest';
import { strongKey } from '../core/keys.ts';
import type { AssetObservation, Observations } from '../core/observation.ts';
import { scopeLocalHosts } from './local-hosts.ts';

const PATHS = new Set(['shop/docker-compose.yml', 'shop/api/main.py', 'crm/compose.yaml', 'crm/api/main.py', 'lone/main.py']);

function seen(dsn: string, ...files: string[]): Observations {
  const evidence = files.map((file) => ({ target: 't', file, line: 1, detail: '' }));
  const store: AssetObservation = { kind: 'data-store', name: 'app', keys: [strongKey('url', dsn)], evidence, confidence: 0.9 };
  const edges = evidence.map((one) => ({
    from: { kind: 'application' as const, key: 'git:t' },
    to: { kind: 'data-store' as const, key: `url:${dsn}` },
    kind: 'connects-to' as const,
    strength: 'stated' as const,
    evidence: [one],
  }));
  return { assets: [store], edges };
}

function keys(dsn: string, ...files: string[]): { assets: string[]; edges: string[] } {
  const { assets, edges } = scopeLocalHosts(seen(dsn, ...files), 't', PATHS);
  return { assets: assets.map((one) => one.keys[0]!.key), edges: edges.map(({ to }) => to.key) };
}

describe('hosts without a domain', () => {
  it('are one within a stack and two in two stacks', () => {
    const [shop, crm] = ['url:t/shop#postgresql://db/app', 'url:t/crm#postgresql://db/app'];
    const found = keys('postgresql://db/app', 'shop/docker-compose.yml', 'shop/api/main.py', 'crm/api/main.py');
    expect(found).toEqual({ assets: [shop, crm], edges: [shop, shop, crm] });
  });

  it('belong to the application where there is no stack', () => {
    expect(keys('redis://localhost/0', 'lone/main.py').assets).toEqual(['url:t/lone#redis://localhost/0']);
  });

  it('are not those of a domain, an address elsewhere, a project or an account', () => {
    for (const dsn of ['postgresql://db.example/app', 'postgresql://10.1.2.3/app', 'bigquery://project/set', 'snowflake://account/db'])
      expect(keys(dsn, 'shop/api/main.py', 'crm/api/main.py').assets).toEqual([`url:${dsn}`]);
  });
});
