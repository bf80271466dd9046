import { type AssetObservation, type EdgeObservation, type Observations, referenceTo } from '../core/observation.ts';

/**
 * Lists the databases that were held back because it was not known whether what connects to them uses AI: where the application or
 * workload an edge leads from is listed, so is the database it leads to. What SQL grants to the user an edge names is said on it.
 */
export function joinConnections(all: readonly Observations[]): Observations {
  const listed = new Set<string>();
  const heldBack = new Map<string, AssetObservation>();
  const granted = new Map<string, { what: string; file: string; line: number }>();
  for (const asset of all.flatMap((one) => one.assets)) {
    const { target } = /^git:(?<target>.*)#database-access:grants$/.exec(asset.keys[0]?.key ?? '')?.groups ?? {};
    if (target !== undefined) for (const one of grantsOf(asset)) granted.set(`${target} ${one.user}`, one);
    for (const { key, strong } of asset.keys) {
      if (!strong) continue;
      if (!asset.optional) listed.add(`${asset.kind} ${key}`);
      else if (asset.kind === 'data-store') heldBack.set(key, asset);
    }
  }
  const out: Observations = { assets: [], edges: secretsOfFiles(all) };
  for (const edge of all.flatMap((one) => one.edges)) {
    if (edge.kind !== 'connects-to' || edge.to.kind !== 'data-store' || !listed.has(`${edge.from.kind} ${edge.from.key}`)) continue;
    const store = heldBack.get(edge.to.key);
    if (store && !listed.has(`data-store ${edge.to.key}`)) {
      const { optional: _optional, ...shown } = store;
      out.assets.push(shown);
    }
    const more = rightsOf(edge, granted);
    if (more) out.edges.push(more);
  }
  return out;
}

function grantsOf({ properties }: AssetObservation): { user: string; what: string; file: string; line: number }[] {
  const given = properties?.['granted'];
  return Array.isArray(given) ? given : [];
}

/** The same edge with what its user was granted, where the detector that saw it did not know. */
function rightsOf(
  edge: EdgeObservation,
  granted: ReadonlyMap<string, { what: string; file: string; line: number }>,
): EdgeObservation | undefined {
  const user = edge.properties?.['user'];
  const target = edge.evidence[0]?.target ?? '';
  if (typeof user !== 'string' || edge.properties?.['rights'] !== undefined) return undefined;
  const grant = granted.get(`${target} ${user.toLowerCase()}`);
  if (!grant) return undefined;
  const evidence = { target, file: grant.file, line: grant.line, detail: `${grant.what} to ${user}` };
  return {
    ...edge,
    properties: { ...edge.properties, rights: 'everything', rightsWhy: `${grant.what} (${grant.file}:${grant.line})` },
    evidence: [...edge.evidence, evidence],
  };
}

/** A service that is given a file of variables holds the secrets in it. */
function secretsOfFiles(all: readonly Observations[]): EdgeObservation[] {
  const given = new Map<string, AssetObservation[]>();
  for (const { assets } of all)
    for (const asset of assets) {
      const files = asset.kind === 'workload' ? asset.properties?.['envFiles'] : undefined;
      if (!Array.isArray(files)) continue;
      for (const file of files) {
        const place = `${asset.evidence[0]?.target ?? ''} ${String(file)}`;
        given.set(place, [...(given.get(place) ?? []), asset]);
      }
    }
  if (given.size === 0) return [];
  return all.flatMap(({ assets }) =>
    assets.flatMap((asset) =>
      asset.kind !== 'secret' || asset.optional || asset.properties?.['form'] !== 'value'
        ? []
        : asset.evidence.flatMap((evidence) =>
            (given.get(`${evidence.target} ${evidence.file ?? ''}`) ?? []).map((workload): EdgeObservation => ({
              from: referenceTo(workload),
              to: referenceTo(asset),
              kind: 'holds',
              strength: 'resolved',
              evidence: [...workload.evidence.slice(0, 1), evidence],
              optional: true,
            })),
          ),
    ),
  );
}
