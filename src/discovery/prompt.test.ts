import { expect, it } from 'vitest';
import { promptAsset } from './prompt.ts';

const evidence = { target: 'github.com/acme/desk', file: 'desk/agent.py', line: 3, detail: 'instructions of the agent' };

it('keys a prompt by its file and text, and keeps no word of it', () => {
  const asset = promptAsset('github.com/acme/desk', 'desk/agent.py', 'INSTRUCTIONS', 'abc', evidence);
  // The digest of "abc" is the first example of FIPS 180-4.
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(asset).toEqual({
    kind: 'prompt',
    name: 'INSTRUCTIONS',
    keys: [{ key: `git:github.com/acme/desk/desk/agent.py#prompt:${sha256.slice(0, 16)}`, strong: true }],
    properties: { sha256, characters: 3 },
    evidence: [evidence],
    confidence: 0.8,
  });
});
