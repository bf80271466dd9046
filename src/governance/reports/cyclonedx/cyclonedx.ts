import { createHash } from 'node:crypto';
import { compareText } from '../../../core/evidence.ts';
import type { Report } from '../../../core/report.ts';
import { jsonText } from '../../report.ts';
import { componentOf, inventoryOf, serviceOf } from './components.ts';
import { type Asset, dependencyOf, typeOf } from './kinds.ts';

/**
 * A report as CycloneDX 1.6 ML-BOM: models, data, software and services with their dependencies. With the id of an application only
 * what it depends on, directly or through others. How complete it is, is told: never as complete.
 */
export function toCycloneDx(report: Report, application?: string): string {
  const needs = dependencies(report);
  const root = report.assets.find(({ id }) => id === application);
  const wanted = root ? closure(root.id, needs) : undefined;
  const included = new Map<string, Asset>(
    report.assets.filter((asset) => typeOf(asset) !== undefined && (!wanted || wanted.has(asset.id))).map((asset) => [asset.id, asset]),
  );
  const inventory = inventoryOf(report, included);
  const listed = [...included.values()].filter((asset) => asset !== root);
  const rootRef = root?.id ?? report.scan.id;
  return jsonText({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(`${report.scan.id} ${root?.id ?? ''}`)}`,
    version: 1,
    metadata: {
      timestamp: report.scan.finished,
      lifecycles: [{ phase: 'pre-build' }],
      tools: { components: [{ type: 'application', name: 'pharos', version: report.pharos }] },
      component: root
        ? componentOf(root, inventory)
        : { type: 'application', 'bom-ref': rootRef, name: report.scan.targets.map(({ name }) => name).join(', ') },
      properties: [
        { name: 'pharos:scan', value: report.scan.id },
        { name: 'pharos:complete', value: String(report.scan.complete) },
      ],
    },
    components: listed.filter((asset) => typeOf(asset) !== 'service').map((asset) => componentOf(asset, inventory)),
    services: listed.filter((asset) => typeOf(asset) === 'service').map((asset) => serviceOf(asset, inventory)),
    dependencies: listedDependencies(rootRef, root, included, needs),
    // What no detector understands yet is not in here: the inventory is never claimed to be complete.
    compositions: [{ aggregate: report.scan.complete ? 'unknown' : 'incomplete', assemblies: [rootRef] }],
  });
}

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

function dependencies(report: Report): Needs {
  const needs = new Map<string, Set<string>>();
  for (const edge of report.edges) {
    const found = dependencyOf(edge);
    if (found) needs.set(found.from, (needs.get(found.from) ?? new Set()).add(found.to));
  }
  return needs;
}

/** Everything an asset depends on, itself included. */
function closure(start: string, needs: Needs): Set<string> {
  const found = new Set([start]);
  for (const id of found) for (const next of needs.get(id) ?? []) found.add(next);
  return found;
}

function listedDependencies(
  rootRef: string,
  root: Asset | undefined,
  included: ReadonlyMap<string, Asset>,
  needs: Needs,
): { ref: string; dependsOn: string[] }[] {
  const of = (id: string): string[] => [...(needs.get(id) ?? [])].filter((other) => included.has(other)).sort(compareText);
  const all = [...included.keys()].filter((id) => id !== root?.id).map((ref) => ({ ref, dependsOn: of(ref) }));
  const needed = new Set(all.flatMap(({ dependsOn }) => dependsOn));
  // Without an application the whole stands on what nothing else depends on.
  const top = root ? of(root.id) : [...included.keys()].filter((id) => !needed.has(id)).sort(compareText);
  return [{ ref: rootRef, dependsOn: top }, ...all];
}

/** A name-based UUID (RFC 9562 §5.5, version 5) in a namespace of our own: the same scan gives the same serial number. */
function uuidOf(name: string): string {
  const namespace = createHash('sha256').update('pharos cyclonedx serial number').digest().subarray(0, 16);
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
