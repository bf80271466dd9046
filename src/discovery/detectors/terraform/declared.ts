import { edgeFits, type FactEdgeKind } from '../../../core/edges.ts';
import type { Evidence } from '../../../core/evidence.ts';
import { type Key, strongKey } from '../../../core/keys.ts';
import type { AssetKind } from '../../../core/kinds.ts';
import {
  type AssetObservation,
  type AssetReference,
  type Observations,
  type Properties,
  referenceTo,
  type Setting,
} from '../../../core/observation.ts';
import { createEmitter, type Emitter } from '../../code/emit.ts';
import { blocksOf, type Configuration, type Contents, type Resource } from '../../code/hcl/configuration.ts';
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
  /** The resources of a type whose argument refers to this one, of the same root. */
  pointingAt(to: Resource, type: string, ...names: string[]): readonly Resource[];
  /** The data source a value comes from, of one type. */
  dataOf(value: Value | undefined, from: Resource, type: string): Resource | undefined;
  madeOf(resource: Resource): AssetReference | undefined;
  remember(resource: Resource, reference: AssetReference): void;
  evidence(resource: Contents & { file?: string; line?: number }, detail: string, value?: Value): Evidence;
  /** Adds properties to what a resource became. */
  describe(reference: AssetReference, properties: Properties): void;
  /** Says what a workload gives to its code. */
  give(reference: AssetReference, settings: readonly Setting[]): void;
  paths: ReadonlySet<string>;
  /** For workloads with containers (containers/workload.ts); what it emits is added at the end. */
  emitter: Emitter;
  /** The AWS account a resource is made in, where its provider states it. */
  accountOf(resource: Resource): string | undefined;
  /** An argument of the provider a resource is made with (`region`, `project`); undefined where several or none are configured. */
  providerSetting(resource: Resource, provider: string, name: string): string | undefined;
  /** Modules of the same root whose content comes from elsewhere: what they declare is not seen. */
  unseenModules(root: string): readonly string[];
}

export function createDeclared(configuration: Configuration, linking: Linking<unknown>): Declared {
  const { target } = linking;
  const observations: Observations = { assets: [], edges: [] };
  const byAddress = new Map<string, Resource>();
  for (const resource of configuration.resources) byAddress.set(`${resource.root}\0${resource.address}`, resource);
  const byType = Map.groupBy(configuration.resources, ({ type }) => type);
  const pointing = new Map<string, Map<Resource, Resource[]>>();
  const made = new Map<Resource, AssetReference>();

  const addressesOf = (value: Value | undefined, from: Resource): Resource[] =>
    referencesIn(value).flatMap(({ ref }) => {
      // A reference names the resource as seen from its own module or already from the root.
      const candidates = [ref, from.module === '' ? ref : `${from.module}.${ref}`];
      return candidates.flatMap(
        (address) => byAddress.get(`${from.root}\0${address}`) ?? byAddress.get(`${from.root}\0${address}[0]`) ?? [],
      );
    });

  const accounts = new Map<string, string | undefined>();
  /** The AWS account a resource is made in, where its provider says so: the only one it allows, or that of the role it takes on. */
  const accountOf = (resource: Resource): string | undefined => {
    const { alias } = /^aws\.(?<alias>[\w-]+)$/.exec(textOf(resource.attributes.get('provider')) ?? '')?.groups ?? {};
    const id = `${resource.root}\0${alias ?? ''}`;
    if (!accounts.has(id)) {
      const known = configuration.providers.filter((one) => one.root === resource.root && one.name === 'aws');
      const meant = known.filter((one) => one.alias === alias);
      const found = new Set((meant.length > 0 ? meant : known).map((one) => accountOfProvider(one)));
      accounts.set(id, found.size === 1 ? [...found][0] : undefined);
    }
    return accounts.get(id);
  };
  const emitter = createEmitter(linking);
  const latest = new Map<string, AssetObservation>();
  const added = (one: AssetObservation): AssetReference => {
    observations.assets.push(one);
    for (const { key, strong } of one.keys) if (strong) latest.set(`${one.kind} ${key}`, one);
    return referenceTo(one);
  };
  return {
    target,
    observations,
    emitter,
    paths: linking.paths,
    accountOf,
    providerSetting(resource, provider, name) {
      const known = configuration.providers.filter((one) => one.root === resource.root && one.name === provider);
      const set = new Set(known.map((one) => attribute(one, name)));
      return set.size === 1 ? [...set][0] : undefined;
    },
    unseenModules: (root) =>
      configuration.modules
        .filter((one) => one.root === root && (one.kind === 'external' || one.kind === 'unread'))
        .map(({ source }) => source),
    resources: (...types) =>
      types.length === 1 ? (byType.get(types[0]!) ?? []) : configuration.resources.filter(({ type }) => types.includes(type)),
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
          ...(resource.type.startsWith('aws_') ? { account: accountOf(resource) } : {}),
          ...properties,
        },
        evidence: evidenceOf(resource, linking, `${resource.type} ${resource.address}`),
        confidence: resource.conditional ? confidence * 0.8 : confidence,
      };
      const reference = added(one);
      made.set(resource, reference);
      return reference;
    },
    other(kind, name, keys, properties, evidence, confidence = 0.9) {
      const one = { kind, name, keys, properties, evidence, confidence };
      return added(one);
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
    pointingAt(to, type, ...names) {
      const id = `${type} ${names.join(' ')}`;
      let index = pointing.get(id);
      if (!index) {
        pointing.set(id, (index = new Map<Resource, Resource[]>()));
        for (const resource of byType.get(type) ?? [])
          for (const name of names)
            for (const target of new Set(addressesOf(resource.attributes.get(name), resource)))
              index.set(target, [...(index.get(target) ?? []), resource]);
      }
      return index.get(to) ?? [];
    },
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
      const one = latest.get(`${reference.kind} ${reference.key}`);
      if (one) one.properties = { ...one.properties, ...properties };
    },
    give(reference, settings) {
      const one = latest.get(`${reference.kind} ${reference.key}`) ?? emitter.observed(reference);
      if (one && settings.length > 0) one.settings = [...(one.settings ?? []), ...settings];
    },
  };
}

/** A resource of a module is seen at the call that made it as well: that is the line a person changes. */
function evidenceOf(resource: Resource, linking: Linking<unknown>, detail: string): Evidence[] {
  return [linking.evidence(resource.file, resource.line, detail)];
}

/** Where a nested block stands; of one written as an attribute, its resource. */
export function standsAt(block: Contents & { file?: string; line?: number }, resource: Resource): { file: string; line: number } {
  return { file: block.file ?? resource.file, line: block.line ?? resource.line };
}

/** An attribute as text, its unknown parts left as `${…}`. */
function accountOfProvider(provider: Contents): string | undefined {
  const allowed = texts(provider, 'allowed_account_ids');
  if (allowed.length === 1 && /^\d{12}$/.test(allowed[0]!)) return allowed[0];
  const roles = blocksOf(provider, 'assume_role').flatMap((block) => attribute(block, 'role_arn') ?? []);
  const taken = new Set(roles.map((role) => /^arn:aws[\w-]*:iam::(\d{12}):role\//.exec(role)?.[1]));
  return taken.size === 1 ? [...taken][0] : undefined;
}

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
