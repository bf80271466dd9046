import { describe, expect, it } from 'vitest';
import { annotate, matcher } from './annotate.ts';
import { type Key, strongKey } from './keys.ts';
import type { AssetKind } from './kinds.ts';
import { type Asset, packEdges } from './snapshot.ts';

function asset(kind: AssetKind, key: Key, ...files: string[]): Asset {
  const evidence = files.map((file) => ({ target: 'shop', file, detail: 'seen' }));
  return { id: `a-${kind}`, aliases: [], kind, name: 'thing', keys: [key], properties: {}, evidence, confidence: 1 };
}

describe('a pattern of files', () => {
  const inFraud = matcher({ file: 'services/fraud/**' });
  const [here, there] = ['services/fraud/app.py', 'services/chat/app.py'];

  it.each<[string, Asset, boolean]>([
    ['an agent that is defined there', asset('agent', strongKey('git', 'shop/agent'), here), true],
    ['an agent that is also told of elsewhere', asset('agent', strongKey('git', 'shop/agent'), here, there), true],
    ['a bucket that is also used elsewhere', asset('data-store', strongKey('arn', 'arn:aws:s3:::data'), here, there), true],
    ['a provider that is used nowhere else', asset('provider', strongKey('name', 'openai'), here), true],
    ['a provider that is also used elsewhere', asset('provider', strongKey('name', 'openai'), here, there), false],
    ['a hub model that is also used elsewhere', asset('model', strongKey('hub', 'huggingface.co/a/b'), here, there), false],
    ['a model of one’s own that is also used elsewhere', asset('model', strongKey('arn', 'arn:aws:bedrock:::m'), here, there), true],
    ['a library that is also used elsewhere', asset('library', strongKey('purl', 'pkg:pypi/openai'), here, there), false],
    ['an agent of another folder', asset('agent', strongKey('git', 'shop/agent'), there), false],
    ['what was seen in no file', asset('provider', strongKey('name', 'openai')), false],
  ])('means %s: %j', (_, one, meant) => {
    expect(inFraud(one)).toBe(meant);
  });

  it('gives the owner of a folder no model that others use, too', () => {
    const found = {
      assets: [asset('agent', strongKey('git', 'shop/agent'), here), asset('model', strongKey('model', 'openai/gpt-4.1'), here, there)],
      edges: packEdges([]),
    };
    const settings = { annotations: [{ match: { file: 'services/fraud/**' }, owner: 'fraud-team' }] };
    const annotated = annotate(found, [{ settings, target: 'shop' }], '2026-01-01');
    expect(annotated.assets.map(({ kind, properties }) => [kind, properties['owner']])).toEqual([
      ['agent', 'fraud-team'],
      ['model', undefined],
    ]);
  });
});

it.each([
  [['ChatGPT Enterprise'], true],
  [['ChatGPT Edu'], false],
])('a list that names an app as the directory shows it: %j', (saas, allowed) => {
  const app = { ...asset('saas-app', strongKey('name', 'chatgpt')), name: 'ChatGPT', properties: { shownAs: ['ChatGPT Enterprise'] } };
  const snapshot = { assets: [app], edges: packEdges([]), coverage: [] };
  const { assets } = annotate(snapshot, [{ settings: { sanctioned: { saas } } }], '2026-01-01');
  expect(assets[0]!.properties['sanctioned']).toBe(allowed);
});
