import type { AssetObservation, EdgeObservation, Observations } from '../core/observation.ts';
import { referenceTo } from '../core/observation.ts';

/**
 * Joins code to where it runs. A workload declared with the code it is built from (`sourceDir`) and the module it starts
 * (`entry`) runs the agents and entries that module reaches; without a module that fits, the application as a whole. What
 * exposes the workload exposes the entries it serves.
 *
 * Works on observations: workloads carry `sourceDir` and `entry` (paths within their target), agents and ai-endpoints
 * `startedFrom` (modules that import them, themselves included).
 */
export function joinDeployments(all: readonly Observations[]): Observations {
  const edges: EdgeObservation[] = [];
  const assets = all.flatMap((one) => one.assets);
  const workloads = assets.filter((asset) => asset.kind === 'workload' && typeof asset.properties?.['sourceDir'] === 'string');
  if (workloads.length === 0) return { assets: [], edges };
  const exposures = all.flatMap((one) => one.edges.filter((edge) => edge.kind === 'exposed-to'));
  const started = assets.filter(
    (asset) => (asset.kind === 'agent' || asset.kind === 'ai-endpoint') && Array.isArray(asset.properties?.['startedFrom']),
  );
  for (const workload of workloads) {
    const target = workload.evidence[0]?.target;
    const folder = workload.properties!['sourceDir'] as string;
    const entry = workload.properties!['entry'];
    const siblings = workloads.filter((other) => other.properties!['sourceDir'] === folder && other.evidence[0]?.target === target);
    const from = referenceTo(workload);
    const application = { kind: 'application' as const, key: `git:${target}${folder === '' ? '' : `/${folder}`}` };
    edges.push({
      from: application,
      to: from,
      kind: 'runs-on',
      strength: 'resolved',
      evidence: workload.evidence.slice(0, 1),
      optional: true,
    });
    for (const asset of started) {
      if (asset.evidence[0]?.target !== target) continue;
      if (!runs(asset, folder, entry, siblings.length === 1)) continue;
      if (asset.kind === 'agent')
        edges.push({ from: referenceTo(asset), to: from, kind: 'runs-on', strength: 'resolved', evidence: workload.evidence.slice(0, 1) });
      else {
        for (const exposure of exposures) {
          if (exposure.from.kind !== 'workload' || !workload.keys.some(({ key }) => key === exposure.from.key)) continue;
          edges.push({ ...exposure, from: referenceTo(asset), evidence: exposure.evidence });
        }
      }
    }
  }
  return { assets: [], edges };
}

/** Without a known module, the only workload of a folder runs everything in it; of several, none can be told. */
function runs(asset: AssetObservation, folder: string, entry: unknown, alone: boolean): boolean {
  const modules = asset.properties!['startedFrom'] as readonly string[];
  const inside = folder === '' || modules.some((module) => module.startsWith(`${folder}/`));
  if (!inside) return false;
  return typeof entry === 'string' ? modules.includes(entry) : alone;
}
