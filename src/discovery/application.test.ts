import { expect, it } from 'vitest';
import { applicationAsset } from './application.ts';

it('is the folder of the nearest manifest, whoever observes it', () => {
  const linking = { target: 'github.com/acme/mono', paths: new Set(['services/desk/pyproject.toml', 'services/desk/src/agent.py']) };
  const evidence = { target: linking.target, file: 'services/desk/src/agent.py', detail: 'seen' };
  expect(applicationAsset(linking, 'services/desk/src/agent.py', evidence)).toEqual({
    kind: 'application',
    name: 'desk',
    keys: [{ key: 'git:github.com/acme/mono/services/desk', strong: true }],
    properties: { folder: 'services/desk' },
    evidence: [evidence],
    confidence: 0.9,
  });
});
