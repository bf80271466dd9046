import { at, itemsOf, textOf } from '../../containers/documents.ts';
import { type Masked, maskedAt } from '../../containers/masked.ts';
import { createPlaces, type Places } from '../../containers/places.ts';
import type { WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import type { Linking } from '../../detector.ts';
import { isTestPlace } from '../../test-place.ts';
import type { ManifestFacts } from './facts.ts';
import { charts } from './helm.ts';
import { kustomizations } from './kustomize.ts';
import { type KubernetesObject, objectsIn, type Unit } from './objects.ts';

export interface Declared {
  units: Unit[];
  places: Places;
  /** Secrets in clear by the place they stand at. */
  secrets: Map<number, string[]>;
  /** Masked values that everybody knows, by place. */
  masked: Masked;
}

/** Everything that is applied together, from overlays, charts and plain manifests. */
export function unitsOf(linking: Linking<ManifestFacts>): Declared {
  const places = createPlaces(linking);
  const told = new Set<string>();
  const cover = (file: string, reason: string): void => {
    if (told.has(`${file} ${reason}`)) return;
    told.add(`${file} ${reason}`);
    linking.cover({ file, status: 'partial', reason });
  };
  const secrets = new Map<number, string[]>();
  const weak: WeakValue[] = [];
  for (const [file, facts] of linking.files) {
    if (facts.problem !== undefined) cover(file, facts.problem);
    if (!isTestPlace(file)) for (const one of facts.weak ?? []) weak.push({ ...one, line: places.place(file, one.line) });
    for (const { fingerprint, line } of facts.secrets) {
      const place = places.place(file, line);
      secrets.set(place, [...(secrets.get(place) ?? []), fingerprint]);
    }
  }
  const helm = charts(linking.files, places, cover);
  const kustomize = kustomizations(linking.files, places, cover);
  const plain: KubernetesObject[] = [];
  for (const [file, { form, documents }] of linking.files) {
    if (form !== 'manifests' || helm.taken.has(file) || kustomize.taken.has(file)) continue;
    for (const document of documents) plain.push(...objectsIn(places.of(file, document)));
  }
  const units: Unit[] = [
    ...helm.units,
    ...kustomize.units,
    ...(plain.length > 0 ? [{ id: '', form: 'manifests' as const, objects: plain }] : []),
  ];
  clusters(units, plain, places);
  const written = maskedAt(weak);
  const masked: Masked = (place, name) => {
    const here = written(place, name);
    if (here) return here;
    // A template's place is filled with a value that has another name.
    for (const from of places.filledFrom(place)) {
      const there = written(from, name);
      if (there) return there;
    }
    return undefined;
  };
  return { units, places, secrets, masked };
}

/** Argo CD says which folder goes to which cluster. Source: argo-cd.readthedocs.io, Application */
function clusters(units: readonly Unit[], plain: readonly KubernetesObject[], places: Places): void {
  for (const { kind, group, tree } of plain) {
    if (kind !== 'Application' || group !== 'argoproj.io') continue;
    const cluster = textOf(at(tree, 'spec', 'destination', 'name'));
    if (cluster === undefined || cluster === 'in-cluster' || cluster.includes('{{')) continue;
    for (const source of [at(tree, 'spec', 'source'), ...itemsOf(at(tree, 'spec', 'sources'))]) {
      const path = textOf(at(source, 'path'))?.replace(/^\.\//, '').replace(/\/$/, '');
      if (path === undefined || path === '' || path === '.') continue;
      for (const unit of units) if (unit.id === path || unit.id.startsWith(`${path}#`)) unit.cluster = cluster;
      const inside = (object: KubernetesObject): boolean => places.fileOf(object.tree.l).startsWith(`${path}/`);
      for (const unit of units)
        if (unit.form === 'manifests' && unit.objects.some(inside)) unit.clusterOf = (object) => (inside(object) ? cluster : undefined);
    }
  }
}
