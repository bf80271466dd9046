import type { AssetObservation, AssetReference, Observations } from '../core/observation.ts';
import type { Evidence } from '../core/evidence.ts';
import { applicationFolder } from './application.ts';

/**
 * `postgresql://db/app` names another database in every compose file, `redis://localhost/0` another on every machine: a host without
 * a domain means something only where it is written. Its key gets that place: the nearest folder upwards with a compose file, else
 * the application. What one observation saw in several places becomes one observation for each.
 */
export function scopeLocalHosts({ assets, edges }: Observations, target: string, paths: ReadonlySet<string>): Observations {
  const local = new Set<string>();
  for (const asset of assets) if (asset.kind === 'data-store') for (const { key } of asset.keys) if (isLocal(key)) local.add(key);
  if (local.size === 0) return { assets, edges };
  const stacks = new Set<string>();
  for (const path of paths) if (COMPOSE.test(path)) stacks.add(folderOf(path));
  const scopeOf = ({ file }: Evidence): string => {
    if (file === undefined) return '';
    for (let folder = file; folder !== '';) if (stacks.has((folder = folderOf(folder)))) return folder;
    return applicationFolder(file, paths);
  };
  const scoped = (key: string, scope: string): string =>
    local.has(key) ? `url:${target}${scope === '' ? '' : `/${scope}`}#${key.slice('url:'.length)}` : key;
  const moved = (end: AssetReference, scope: string): AssetReference =>
    end.kind === 'data-store' && local.has(end.key) ? { ...end, key: scoped(end.key, scope) } : end;
  return {
    assets: assets.flatMap((asset): AssetObservation[] => {
      if (asset.kind !== 'data-store' || !asset.keys.some(({ key }) => local.has(key))) return [asset];
      const places = asset.evidence.length === 0 ? new Map([['', []]]) : Map.groupBy(asset.evidence, scopeOf);
      return [...places].map(([scope, evidence]) => ({
        ...asset,
        keys: asset.keys.map((one) => ({ ...one, key: scoped(one.key, scope) })),
        evidence,
      }));
    }),
    edges: edges.map((edge) => {
      if (!local.has(edge.from.key) && !local.has(edge.to.key)) return edge;
      const scope = edge.evidence[0] ? scopeOf(edge.evidence[0]) : '';
      return { ...edge, from: moved(edge.from, scope), to: moved(edge.to, scope) };
    }),
  };
}

const COMPOSE = /(?:^|\/)(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml$/;

/** Hosts of one label and those of the machine itself. A project of BigQuery and an account of Snowflake have one name everywhere. */
function isLocal(key: string): boolean {
  const parts = /^url:(?<scheme>[a-z][\w+]*):\/\/(?<host>[^/:?#]+)/.exec(key)?.groups;
  return (
    parts !== undefined &&
    !/^(?:bigquery|snowflake|https?)$/.test(parts['scheme']!) &&
    /^(?:[a-z0-9_-]+|127\.\d+\.\d+\.\d+|0\.0\.0\.0|host\.docker\.internal)$/i.test(parts['host']!)
  );
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
