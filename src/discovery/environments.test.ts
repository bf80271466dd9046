import { describe, expect, it } from 'vitest';
import { environmentOfFiles, environmentOfName, environmentOfPath } from './environments.ts';

describe('the environment a path belongs to', () => {
  it.each([
    ['infra/envs/prod-eu/main.tf', 'production'],
    ['deploy/overlays/staging/kustomization.yaml', 'staging'],
    ['live/dev/vpc/terragrunt.hcl', 'development'],
    ['prod/main.tf', 'production'],
    ['.env.production', 'production'],
    ['chat/.env.local', 'development'],
    ['chart/values-prod.yaml', 'production'],
    ['docker-compose.staging.yml', 'staging'],
    ['infra/prod.tfvars', 'production'],
    ['src/appsettings.Production.json', 'production'],
    ['tests/test_agent.py', 'test'],
    ['src/agent.test.ts', 'test'],
    ['examples/tour/app.py', 'test'],
  ])('%s', (path, environment) => expect(environmentOfPath(path)?.environment).toBe(environment));

  it.each([
    'product/main.tf',
    'apps/live-chat/app.py',
    'src/reproduction.py',
    'latest/app.py',
    'services/demo-booking/app.py',
    'infra/local-llm/main.tf',
    'values.yaml',
    '.env.example',
    'contest/app.py',
    'devices/app.py',
  ])('%s says nothing', (path) => expect(environmentOfPath(path)).toBeUndefined());
});

it('names: at the beginning or the end, whole words', () => {
  expect(environmentOfName('orders-prod.harbour.example')?.environment).toBe('production');
  expect(environmentOfName('stg_llm')?.environment).toBe('staging');
  for (const name of ['product-reviews', 'harbour-prod-image-cache', 'live-chat', 'test-results', 'devotion'])
    expect(environmentOfName(name)).toBeUndefined();
});

it('files must agree, and tests count only alone', () => {
  expect(environmentOfFiles(['tests/a.py', 'src/a.py'])).toBeUndefined();
  expect(environmentOfFiles(['tests/a.py', 'examples/b.py'])?.environment).toBe('test');
  expect(environmentOfFiles(['envs/prod/a.tf', 'tests/a.py'])?.environment).toBe('production');
  expect(environmentOfFiles(['envs/prod/a.tf', 'envs/dev/a.tf'])).toBeUndefined();
});
