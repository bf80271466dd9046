import { strongKey } from '../core/keys.ts';
import type { AssetObservation, Observations } from '../core/observation.ts';

/**
 * Joins a role that is named by its ARN (a CI job that takes it on, an annotation of a service account) to the role of the same
 * name that is declared in code, where no account is written. Only where both are the only ones of that name: the same role in a
 * development and a production account stays two.
 */
export function joinRoles(all: readonly Observations[]): Observations {
  const arns = new Map<string, Set<string>>();
  const taken = new Set<string>();
  const declared = new Map<string, Map<string, AssetObservation>>();
  for (const asset of all.flatMap((one) => one.assets)) {
    if (asset.kind !== 'identity') continue;
    const strong = asset.keys.filter((key) => key.strong).map(({ key }) => key);
    const named = strong
      .map((key) => /^arn:(arn:aws[\w-]*:iam::\d{12}:role\/(?:[^/]+\/)*([^/]+))$/.exec(key))
      .find((match) => match !== null);
    // One that is declared for a stated account is its own.
    const settled = named !== null && named !== undefined && strong.some((key) => key.startsWith('terraform:'));
    if (settled) taken.add(named[1]!);
    if (named) arns.set(named[2]!, (arns.get(named[2]!) ?? new Set()).add(named[1]!));
    else if (asset.properties?.['form'] === 'role' && asset.properties['platform'] === 'aws' && strong[0]?.startsWith('terraform:'))
      declared.set(asset.name, (declared.get(asset.name) ?? new Map()).set(strong[0], asset));
  }
  const assets: AssetObservation[] = [];
  for (const [name, known] of arns) {
    const [asset, ...more] = [...(declared.get(name)?.values() ?? [])];
    const [arn] = known;
    if (!asset || more.length > 0 || known.size !== 1 || taken.has(arn!)) continue;
    assets.push({
      kind: 'identity',
      name,
      keys: [strongKey('arn', arn!), ...asset.keys],
      evidence: asset.evidence.slice(0, 1),
      confidence: 0.6,
      optional: true,
    });
  }
  return { assets, edges: [] };
}
