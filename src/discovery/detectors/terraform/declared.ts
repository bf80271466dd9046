import { edgeFits, type FactEdgeKind } from '../../../core/edges.ts';
import type { Evidence } from '../../../core/evidence.ts';
import { type Key, strongKey } from '../../../core/keys.ts';
import type { AssetKind } from '../../../core/kinds.ts';
import { type AssetReference, type Observations, type Properties, referenceTo } from '../../../core/observation.ts';
import type { Configuration, Contents, Resource } from '../../code/hcl/configuration.ts';
import { boolOf, listOf, placeOfUse, referencesIn, stringOf, textOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import type { Linking } from '../../detector.ts';

/** A configuration while it is turned into observations: what each resource became, by its address. */
export interface Declared {
  target: string;
  observations: Observations;
  resources(...types: string[]): readonly Resource[];
  /** The asset a resource stands for: one per resource, also when several files of rules speak of it. */
  asset(kind: AssetKind, resource: Resource, name: string, keys: Key[], properties: Properties, confidence?: number): AssetReference;
  /** An asset that is not a resource: a provider, a model by name, a zone. */
  other(kind: AssetKind, name: string, keys: Key[], properties: Properties, evidence: Evidence[], confidence?: number): AssetReference;
  edge(from: AssetReference, kind: FactEdgeKind, to: AssetReference, evidence: Evidence[], properties?: Properties): void;
  /** The asset made of the resource a value refers to, in the same root. */
  referred(value: Value | undefined, from: Resource): AssetReference | undefined;
  /** The resource a value refers to, of one of these types. */
  resourceOf(value: Value | undefined, from: Resource, ...types: string[]): Resource | undefined;
  /** The data source a value comes from, of one type. */
  dataOf(value: Value | undefined, from: Resource, type: string): Resource | undefined;
  madeOf(resource: Resource): AssetReference | undefined;
  remember(resource: Resource, reference: AssetReference): void;
  evidence(resource: Contents & { file?: string; line?: number }, detail: string, value?: Value): Evidence;
  /** Adds properties to what a resource became. */
  describe(reference: AssetReference, properties: Properties): void;
  paths: ReadonlySet<string>;
}

export function createDeclared(configuration: Configuration, linking: Linking<unknown>): Declared {
  const { target } = linking;
  const observations: Observations = { assets: [], edges: [] };
  const byAddress = new Map<string, Resource>();
  for (const resource of configuration.resources) byAddress.set(`${resource.root}\0${resource.address}`, resource);
  const made = new Map<Resource, AssetReference>();

  const addressesOf = (value: Value | undefined, from: Resource): Resource[] =>
    referencesIn(value).flatMap(({ ref }) => {
      // A reference names the resource as seen from its own module or already from the root.
      const candidates = [ref, from.module === '' ? ref : `${from.module}.${ref}`];
      return candidates.flatMap(
        (address) => byAddress.get(`${from.root}\0${address}`) ?? byAddress.get(`${from.root}\0${address}[0]`) ?? [],
      );
    });

  return {
    target,
    observations,
    paths: linking.paths,
    resources: (...types) => configuration.resources.filter(({ type }) => types.includes(type)),
    asset(kind, resource, name, keys, properties, confidence = 0.9) {
      const place = `${target}${resource.root === '' ? '' : `/${resource.root}`}`;
      const one = {
        kind,
        name,
        keys: [...keys, strongKey('terraform', `${place}:${resource.address}`)],
        properties: {
          definedBy: 'iac',
          ...(resource.unexpanded ? { unexpanded: true } : {}),
          ...(resource.conditional ? { conditional: true } : {}),
          ...properties,
        },
        evidence: evidenceOf(resource, linking, `${resource.type} ${resource.address}`),
        confidence: resource.conditional ? confidence * 0.8 : confidence,
      };
      observations.assets.push(one);
      const reference = referenceTo(one);
      made.set(resource, reference);
      return reference;
    },
    other(kind, name, keys, properties, evidence, confidence = 0.9) {
      const one = { kind, name, keys, properties, evidence, confidence };
      observations.assets.push(one);
      return referenceTo(one);
    },
    edge(from, kind, to, evidence, properties) {
      if (edgeFits(kind, from.kind, to.kind))
        observations.edges.push({ from, to, kind, strength: 'resolved', evidence, ...(properties ? { properties } : {}) });
    },
    referred(value, from) {
      for (const resource of addressesOf(value, from)) {
        const reference = made.get(resource);
        if (reference) return reference;
      }
      return undefined;
    },
    resourceOf: (value, from, ...types) => addressesOf(value, from).find(({ type }) => types.includes(type)),
    dataOf(value, from, type) {
      for (const { ref } of referencesIn(value)) {
        const address = ref.includes(`data.${type}.`) ? ref : undefined;
        const found =
          address &&
          configuration.data.find(
            (one) =>
              one.root === from.root && one.type === type && (one.address === address || one.address === `${from.module}.${address}`),
          );
        if (found) return found;
      }
      return undefined;
    },
    madeOf: (resource) => made.get(resource),
    remember: (resource, reference) => made.set(resource, reference),
    evidence(resource, detail, value) {
      const place = value ? placeOfUse(value) : undefined;
      return linking.evidence(place?.file ?? resource.file ?? '', place?.line ?? resource.line, detail);
    },
    describe(reference, properties) {
      const one = observations.assets.findLast(
        (asset) => asset.kind === reference.kind && asset.keys.some(({ key }) => key === reference.key),
      );
      if (one) one.properties = { ...one.properties, ...properties };
    },
  };
}

/** A resource of a module is seen at the call that made it as well: that is the line a person changes. */
function evidenceOf(resource: Resource, linking: Linking<unknown>, detail: string): Evidence[] {
  return [linking.evidence(resource.file, resource.line, detail)];
}

/** An attribute as text, its unknown parts left as `${…}`. */
export function attribute(resource: Contents, name: string): string | undefined {
  return stringOf(resource.attributes.get(name));
}

export function flag(resource: Contents, name: string): boolean | undefined {
  return boolOf(resource.attributes.get(name));
}

export function texts(resource: Contents, name: string): string[] {
  return listOf(resource.attributes.get(name)).flatMap((value) => stringOf(value) ?? textOf(value) ?? []);
}

/** A name for people: the attribute where it is known, else what Terraform calls it. */
export function nameOf(resource: Resource, name: string): string {
  return attribute(resource, name) ?? resource.address;
}
