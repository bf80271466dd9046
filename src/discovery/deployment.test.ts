import { describe, expect, it } from 'vitest';
import { strongKey } from '../core/keys.ts';
import type { AssetObservation, EdgeObservation } from '../core/observation.ts';
import { joinDeployments } from './deployment.ts';

const seen = (file: string) => [{ target: 't', file, line: 1, detail: '' }];

function asset(
  kind: AssetObservation['kind'],
  name: string,
  key: AssetObservation['keys'][number],
  properties: AssetObservation['properties'] = {},
  optional = false,
): AssetObservation {
  return { kind, name, keys: [key], properties, evidence: seen(name), confidence: 0.9, ...(optional ? { optional } : {}) };
}

const APPLICATION = asset('application', 'ask', strongKey('git', 't/services/ask'));
const ENTRY = asset('ai-endpoint', 'POST /ask', strongKey('git', 't/services/ask/main.py#ask'), { startedFrom: ['services/ask/main.py'] });
const BUILT = (properties: AssetObservation['properties'] = {}) =>
  asset(
    'image',
    'services/ask/Dockerfile',
    strongKey('git', 't/services/ask/Dockerfile'),
    { sourceDir: 'services/ask', ...properties },
    true,
  );
const RUN = (repository: string) => asset('image', repository, strongKey('purl', `pkg:docker/${repository}@1`), { repository }, true);
const WORKLOAD = asset('workload', 'front', strongKey('k8s', 't:/Deployment/front'), {}, true);
const ZONE = asset('zone', 'internet', strongKey('name', 'internet'), {}, true);

function edge(from: AssetObservation, kind: EdgeObservation['kind'], to: AssetObservation, optional = true): EdgeObservation {
  return {
    from: { kind: from.kind, key: from.keys[0]!.key },
    to: { kind: to.kind, key: to.keys[0]!.key },
    kind,
    strength: 'stated',
    evidence: seen('e'),
    optional,
  };
}

function joined(assets: AssetObservation[], edges: EdgeObservation[]): { listed: string[]; edges: string[] } {
  const found = joinDeployments([{ assets, edges }]);
  return {
    listed: found.assets
      .filter(({ optional }) => !optional)
      .map(({ kind, name }) => `${kind} ${name}`)
      .sort(),
    edges: found.edges.map(({ from, kind, strength }) => `${from.kind} ${kind} ${strength}`).sort(),
  };
}

describe('joinDeployments', () => {
  it('follows the name a workflow builds the image under, and lists what was only optional', () => {
    const image = RUN('harbour/questions');
    const found = joined(
      [APPLICATION, ENTRY, BUILT({ builtAs: ['harbour/questions'] }), image, WORKLOAD, ZONE],
      [edge(WORKLOAD, 'runs-image', image), edge(WORKLOAD, 'exposed-to', ZONE)],
    );
    expect(found.listed).toEqual(['image harbour/questions', 'image services/ask/Dockerfile', 'workload front', 'zone internet']);
    expect(found.edges).toEqual(['ai-endpoint exposed-to stated', 'application runs-on resolved', 'workload runs-image resolved']);
  });

  it('marks what rests on equal names only as inferred, exposure included', () => {
    const image = RUN('harbour/ask');
    const found = joined(
      [APPLICATION, ENTRY, BUILT(), image, WORKLOAD, ZONE],
      [edge(WORKLOAD, 'runs-image', image), edge(WORKLOAD, 'exposed-to', ZONE)],
    );
    expect(found.edges).toEqual(['ai-endpoint exposed-to inferred', 'application runs-on inferred']);
  });

  it('joins nothing where names differ, two folders fit, or no application uses AI', () => {
    const other = RUN('harbour/tasks');
    expect(joined([APPLICATION, BUILT(), other, WORKLOAD], [edge(WORKLOAD, 'runs-image', other)])).toEqual({ listed: [], edges: [] });
    const image = RUN('harbour/ask');
    const twin = asset('image', 'old/ask/Dockerfile', strongKey('git', 't/old/ask/Dockerfile'), { sourceDir: 'old/ask' }, true);
    expect(joined([APPLICATION, BUILT(), twin, image, WORKLOAD], [edge(WORKLOAD, 'runs-image', image)])).toEqual({ listed: [], edges: [] });
    expect(joined([BUILT(), image, WORKLOAD], [edge(WORKLOAD, 'runs-image', image)])).toEqual({ listed: [], edges: [] });
  });

  it('chooses the application that holds the module that is started', () => {
    const whole = asset('workload', 'all', strongKey('k8s', 't:/Deployment/all'), { sourceDir: '', entry: 'services/ask/main.py' });
    const second = asset('application', 'other', strongKey('git', 't/services/other'));
    const found = joinDeployments([{ assets: [APPLICATION, second, whole], edges: [] }]);
    expect(found.edges.map(({ from }) => from.key)).toEqual(['git:t/services/ask']);
  });

  it('speaks of code as it runs in production: who reaches the staging copy does not reach it', () => {
    const image = RUN('harbour/questions');
    const copy = (environment: string): AssetObservation =>
      asset('workload', 'front', strongKey('k8s', `${environment}:/Deployment/front`), { environment }, true);
    const [production, staging] = [copy('production'), copy('staging')];
    const run = [edge(production, 'runs-image', image), edge(staging, 'runs-image', image), edge(staging, 'exposed-to', ZONE)];
    const all = [APPLICATION, ENTRY, BUILT({ builtAs: ['harbour/questions'] }), image, ZONE];
    const exposed = (assets: AssetObservation[], edges: EdgeObservation[]): number =>
      joined(assets, edges).edges.filter((one) => one.startsWith('ai-endpoint exposed-to')).length;
    expect(exposed([...all, production, staging], run)).toBe(0);
    expect(exposed([...all, production, staging], [...run, edge(production, 'exposed-to', ZONE)])).toBe(1);
    expect(exposed([...all, staging], run.slice(1))).toBe(1);
  });

  it('without any build, takes the only application that is called as the image', () => {
    const image = RUN('team/ask');
    const application = (folder: string): AssetObservation => asset('application', 'ask', strongKey('git', `t/${folder}`), { folder });
    const entry = { ...ENTRY, evidence: seen('services/ask/main.py') };
    const run = [edge(WORKLOAD, 'runs-image', image), edge(WORKLOAD, 'exposed-to', ZONE)];
    const one = joined([application('services/ask'), entry, image, WORKLOAD, ZONE], run);
    expect(one.edges).toEqual(['ai-endpoint exposed-to inferred', 'application runs-on inferred']);
    expect(joined([application('services/ask'), application('old/ask'), entry, image, WORKLOAD, ZONE], run).edges).toEqual([]);
  });
});
