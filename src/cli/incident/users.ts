import type { EdgeKind } from '../../core/edges.ts';
import type { Asset } from '../../core/snapshot.ts';
import type { Link, View } from '../../posture/view.ts';

/** Edges by which the one they leave uses the one they lead to. */
const USES = [
  'depends-on',
  'uses-model',
  'provided-by',
  'serves',
  'loads',
  'embeds-with',
  'calls-tool',
  'exposes-tool',
  'connects-to',
  'delegates-to',
  'prompted-by',
  'guarded-by',
  'remembers-in',
  'retrieves-from',
  'sourced-from',
  'trained-on',
  'evaluated-on',
  'stored-in',
  'derived-from',
  'runs-image',
  'uses',
  'authorised',
  'holds',
] as const satisfies readonly EdgeKind[];

/** Who runs or is deployed: where a question about use ends. */
const APPLICATION: ReadonlySet<Asset['kind']> = new Set(['application']);
const BY_THEMSELVES: ReadonlySet<Asset['kind']> = new Set([
  'pipeline',
  'notebook',
  'workload',
  'image',
  'agent',
  'mcp-server',
  'mcp-client',
  'model-endpoint',
  'person',
  'device',
  'identity',
]);

export interface User {
  asset: Asset;
  /** From the user to what is used. */
  chain: Link[];
}

/**
 * Who uses an asset: applications, and what belongs to none (pipelines, workloads, agents on a machine, people). Each by a shortest
 * chain, with every direct edge to the asset in `direct`. Walks against the edges of use; an application stands for what it contains.
 */
export function usersOf(used: Asset, view: View): User[] {
  const seen = new Map<Asset, Link[]>([[used, []]]);
  const users: User[] = [];
  for (const [asset, chain] of seen) {
    if (asset !== used && APPLICATION.has(asset.kind)) continue;
    const holders =
      asset === used
        ? []
        : view
            .into(asset, 'contains', 'runs-on')
            .filter(({ kind, from }) => kind === 'contains' || asset.kind === 'workload' || from.kind === 'application');
    for (const link of [...view.into(asset, ...USES), ...holders]) if (!seen.has(link.from)) seen.set(link.from, [link, ...chain]);
  }
  const applications = [...seen.keys()].filter((asset) => asset !== used && APPLICATION.has(asset.kind));
  for (const asset of applications) users.push({ asset, chain: seen.get(asset)! });
  const belongs = (asset: Asset): boolean =>
    view.into(asset, 'contains', 'runs-on').some(({ from }) => APPLICATION.has(from.kind)) ||
    view.out(asset, 'runs-on').some(({ to }) => to.kind === 'workload' && belongs(to));
  for (const [asset, chain] of seen) if (asset !== used && BY_THEMSELVES.has(asset.kind) && !belongs(asset)) users.push({ asset, chain });
  return users;
}
