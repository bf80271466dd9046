import { describe, expect, it } from 'vitest';
import { assetId } from '../core/ids.ts';
import { strongKey, weakKey } from '../core/keys.ts';
import type { AssetObservation, EdgeObservation, Observations } from '../core/observation.ts';
import { edgeKindOf, type Snapshot, strengthOf } from '../core/snapshot.ts';
import { merge } from './merge.ts';

const seen = (file: string, line = 1): AssetObservation['evidence'] => [{ target: 'desk', file, line, detail: `seen in ${file}` }];

function bucket(name: string, keys: AssetObservation['keys'], more: Partial<AssetObservation> = {}): AssetObservation {
  return { kind: 'data-store', name, keys, evidence: seen(`${name}.tf`), confidence: 0.9, ...more };
}

function edge(from: string, to: string, more: Partial<EdgeObservation> = {}): EdgeObservation {
  return {
    from: { kind: 'pipeline', key: from },
    to: { kind: 'data-store', key: to },
    kind: 'trained-on',
    strength: 'resolved',
    evidence: seen('train.py'),
    ...more,
  };
}

/** A snapshot as plain data, edges unpacked. */
function plain({ assets, edges }: Snapshot): unknown {
  return {
    assets,
    edges: Array.from({ length: edges.count }, (_, i) => [
      edges.from[i],
      edgeKindOf(edges, i),
      edges.to[i],
      strengthOf(edges, i),
      edges.details(i),
    ]),
  };
}

/** Fisher-Yates over a linear congruential generator: the same order for the same seed. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const out = [...list];
  let state = seed;
  for (let i = out.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

const ARN = strongKey('arn', 'arn:aws:s3:::intake');
const ADDRESS = strongKey('terraform', 'module.intake.bucket');
const TRAINING: AssetObservation = {
  kind: 'pipeline',
  name: 'train.py',
  keys: [strongKey('git', 'desk/train.py')],
  evidence: seen('train.py'),
  confidence: 1,
};

describe('observations', () => {
  it('that share a strong key are one asset, also through a third', () => {
    const { snapshot } = merge([
      {
        assets: [
          bucket('intake', [ARN]),
          bucket('module.intake', [ADDRESS], { confidence: 0.5 }),
          bucket('both', [ADDRESS, ARN], { confidence: 0.7 }),
        ],
        edges: [],
      },
    ]);
    expect(snapshot.assets).toHaveLength(1);
    const [asset] = snapshot.assets;
    expect(asset).toMatchObject({
      name: 'intake',
      confidence: 0.9,
      keys: [ARN, ADDRESS],
      id: assetId('data-store', ARN.key),
      aliases: [assetId('data-store', ADDRESS.key)],
    });
    expect(asset!.evidence.map(({ file }) => file)).toEqual(['both.tf', 'intake.tf', 'module.intake.tf']);
  });

  it('that share only a weak key stay two', () => {
    const weak = weakKey('name', 'intake');
    const { snapshot } = merge([
      { assets: [bucket('a', [strongKey('arn', 'a'), weak]), bucket('b', [strongKey('arn', 'b'), weak])], edges: [] },
    ]);
    expect(snapshot.assets.map(({ name, keys }) => [name, keys])).toEqual([
      ['a', [strongKey('arn', 'a'), weak]],
      ['b', [strongKey('arn', 'b'), weak]],
    ]);
  });

  it('of two kinds are two, whatever key they share', () => {
    const same = [strongKey('git', 'desk')];
    const { snapshot } = merge([
      {
        assets: [
          { ...TRAINING, kind: 'application', name: 'desk', keys: same },
          { ...TRAINING, kind: 'repository', name: 'desk', keys: same },
        ],
        edges: [],
      },
    ]);
    expect(snapshot.assets.map(({ kind }) => kind)).toEqual(['application', 'repository']);
  });

  it('say a key is strong where one of them does', () => {
    const { snapshot } = merge([{ assets: [bucket('a', [ARN, { ...ADDRESS, strong: false }]), bucket('a', [ADDRESS, ARN])], edges: [] }]);
    expect(snapshot.assets[0]!.keys).toEqual([ARN, ADDRESS]);
  });

  it('without a strong key are a mistake of the detector', () => {
    expect(() => merge([{ assets: [bucket('lost', [weakKey('name', 'lost')])], edges: [] }])).toThrow(
      'data-store lost without a strong key',
    );
  });

  it('that disagree: the surest wins, lists are united, absent says nothing', () => {
    const { snapshot } = merge([
      {
        assets: [
          bucket('guess', [ARN], { confidence: 0.4, properties: { region: 'eu-west-1', tags: ['b', 'a'], owner: 'desk' } }),
          bucket('intake', [ARN], { confidence: 0.8, properties: { region: 'us-east-1', tags: ['c'], owner: undefined } }),
        ],
        edges: [],
      },
    ]);
    expect(snapshot.assets[0]).toMatchObject({ name: 'intake', properties: { owner: 'desk', region: 'us-east-1', tags: ['a', 'b', 'c'] } });
  });

  it('of the same place are told once', () => {
    const { snapshot } = merge([
      { assets: [bucket('intake', [ARN])], edges: [] },
      { assets: [bucket('intake', [ARN])], edges: [] },
    ]);
    expect(snapshot.assets[0]!.evidence).toEqual(seen('intake.tf'));
  });
});

describe('edges', () => {
  it('find their ends by any strong key and keep the strongest statement', () => {
    const { snapshot, gaps } = merge([
      {
        assets: [bucket('intake', [ARN, ADDRESS]), TRAINING],
        edges: [
          edge('git:desk/train.py', ARN.key, { strength: 'inferred', properties: { use: 'training' } }),
          edge('git:desk/train.py', ADDRESS.key, { strength: 'stated', evidence: seen('main.tf', 4), properties: { prefix: 'raw/' } }),
        ],
      },
    ]);
    expect(gaps).toEqual([]);
    expect(snapshot.edges.count).toBe(1);
    expect(strengthOf(snapshot.edges, 0)).toBe('stated');
    expect(snapshot.edges.details(0)).toEqual({
      properties: { prefix: 'raw/', use: 'training' },
      evidence: [...seen('main.tf', 4), ...seen('train.py')],
    });
  });

  it('that lead nowhere are kept back and told, unless they are a guess', () => {
    const { snapshot, gaps } = merge([
      {
        assets: [TRAINING],
        edges: [
          edge('git:desk/train.py', 'arn:nowhere'),
          edge('git:desk/train.py', 'arn:guess', { optional: true }),
          edge('git:nobody', 'arn:nowhere'),
        ],
      },
    ]);
    expect(snapshot.edges.count).toBe(0);
    expect(gaps).toEqual([
      {
        target: 'desk',
        file: 'train.py',
        what: 'relations',
        status: 'skipped',
        reason: 'trained-on: the data-store it leads to was not seen (arn:nowhere).',
      },
      {
        target: 'desk',
        file: 'train.py',
        what: 'relations',
        status: 'skipped',
        reason: 'trained-on: the pipeline it leads from was not seen (git:nobody).',
      },
    ]);
  });

  it('do not join through weak keys', () => {
    const { snapshot, gaps } = merge([
      { assets: [TRAINING, bucket('intake', [ARN, weakKey('name', 'intake')])], edges: [edge('git:desk/train.py', 'name:intake')] },
    ]);
    expect([snapshot.edges.count, gaps.length]).toEqual([0, 1]);
  });

  it('from a thing to itself vanish with the union', () => {
    const agent = (name: string): AssetObservation => ({
      ...TRAINING,
      kind: 'agent',
      name,
      keys: [strongKey('git', name), strongKey('mcp', 'same')],
    });
    const { snapshot } = merge([
      {
        assets: [agent('a'), agent('b')],
        edges: [
          {
            from: { kind: 'agent', key: 'git:a' },
            to: { kind: 'agent', key: 'git:b' },
            kind: 'delegates-to',
            strength: 'stated',
            evidence: seen('a.py'),
          },
        ],
      },
    ]);
    expect([snapshot.assets.length, snapshot.edges.count]).toEqual([1, 0]);
  });

  it('between kinds they are not made for are a mistake of the detector', () => {
    expect(() =>
      merge([{ assets: [TRAINING, bucket('intake', [ARN])], edges: [edge('git:desk/train.py', ARN.key, { kind: 'calls-tool' })] }]),
    ).toThrow('calls-tool from pipeline to data-store');
  });
});

it('does not depend on the order of observations, keys, evidence or edges', () => {
  const stores = Array.from({ length: 40 }, (_, i) =>
    bucket(
      `store ${i % 13}`,
      [strongKey('arn', `arn:${i % 17}`), strongKey('terraform', `address.${i % 11}`), weakKey('name', `n${i % 3}`)],
      {
        confidence: [0.5, 0.9, 0.9][i % 3]!,
        properties: { region: `r${i % 2}`, tags: [`t${i % 5}`] },
        evidence: seen(`f${i % 7}.tf`, i % 4),
      },
    ),
  );
  const lone = Array.from({ length: 20 }, (_, i) =>
    bucket(`lone ${i % 6}`, [strongKey('url', `https://desk.example/${i % 9}`)], {
      properties: { size: i % 4 },
      evidence: seen(`g${i}.tf`),
    }),
  );
  const edges = Array.from({ length: 60 }, (_, i) =>
    edge('git:desk/train.py', i % 2 === 0 ? `arn:arn:${i % 20}` : `url:https://desk.example/${i % 12}`, {
      strength: (['inferred', 'stated', 'resolved'] as const)[i % 3]!,
      properties: { part: `p${i % 4}` },
      evidence: seen('train.py', i % 9),
    }),
  );
  const all: Observations = { assets: [...stores, ...lone, TRAINING], edges };
  const expected = merge([all]);
  expect(expected.snapshot.assets.length).toBeGreaterThan(5);
  for (let seed = 1; seed <= 25; seed++) {
    const assets = shuffled(all.assets, seed).map((one) => ({ ...one, keys: shuffled(one.keys, seed) }));
    const half = seed % assets.length;
    const mixed = merge([
      { assets: assets.slice(0, half), edges: shuffled(edges, seed) },
      { assets: assets.slice(half), edges: [] },
    ]);
    expect(plain(mixed.snapshot)).toEqual(plain(expected.snapshot));
    expect(mixed.gaps.map(({ reason }) => reason).sort()).toEqual(expected.gaps.map(({ reason }) => reason).sort());
  }
});
