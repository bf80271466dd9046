import { edgeFits, type FactEdgeKind, type Strength } from '../../core/edges.ts';
import type { Evidence } from '../../core/evidence.ts';
import { type Key, strongKey } from '../../core/keys.ts';
import type { AssetKind } from '../../core/kinds.ts';
import { type AssetObservation, type AssetReference, type Observations, type Properties, referenceTo } from '../../core/observation.ts';
import { matchAiHost } from '../../recognizers/ai-hosts/match.ts';
import { applicationAsset } from '../application.ts';
import type { Linking } from '../detector.ts';
import { modelAsset } from '../model.ts';
import { notebookKey } from '../notebook/identity.ts';
import { promptAsset } from '../prompt.ts';
import { secretsInPrompt } from './prompt-secrets.ts';
import { hostOf, type Named } from './stores.ts';

export interface ModelOptions {
  provider?: string | undefined;
  task?: string | undefined;
  /** Base URL of the client. */
  base?: string | undefined;
  /** Where the base URL is written: that line names the provider. */
  baseAt?: Evidence | undefined;
  revision?: string | undefined;
}

/** Collects observations of the code of one target; joins what the same definition gives twice. */
export interface Emitter {
  observations: Observations;
  asset(kind: AssetKind, name: string, keys: Key[], properties: Properties, evidence: Evidence[], confidence?: number): AssetReference;
  edge(
    from: AssetReference,
    kind: FactEdgeKind,
    to: AssetReference,
    strength: Strength,
    evidence: Evidence[],
    properties?: Properties,
  ): void;
  /** The application the file belongs to; of a notebook the notebook itself. */
  application(file: string, evidence: Evidence): AssetReference;
  provider(id: string, evidence: Evidence): AssetReference;
  /** A model by a name as written; undefined where the text is no model name. */
  model(text: string, options: ModelOptions, evidence: Evidence): AssetReference | undefined;
  prompt(text: string, symbol: string, evidence: Evidence, confidence?: number): AssetReference;
  store(named: Named, evidence: Evidence): AssetReference;
  /** The key of something defined at a place of the code: unique per file and symbol. */
  definition(file: string, symbol: string): Key;
  /** The last observation of an asset, for adding to its properties. */
  observed(reference: AssetReference): AssetObservation | undefined;
  annotate(reference: AssetReference, properties: Properties): void;
}

export function createEmitter(linking: Linking<unknown>): Emitter {
  const { target } = linking;
  const observations: Observations = { assets: [], edges: [] };
  const told = new Set<string>();
  const latest = new Map<string, AssetObservation>();
  const emitter: Emitter = {
    observations,
    asset,
    edge,
    application,
    provider,
    model,
    prompt,
    store,
    definition: (file, symbol) => strongKey('git', `${target}/${file}#${symbol}`),
    observed,
    annotate,
  };
  return emitter;

  function asset(
    kind: AssetKind,
    name: string,
    keys: Key[],
    properties: Properties,
    evidence: Evidence[],
    confidence = 0.9,
  ): AssetReference {
    return observe({ kind, name, keys, properties, evidence, confidence });
  }

  function observe(one: AssetObservation): AssetReference {
    observations.assets.push(one);
    const reference = referenceTo(one);
    latest.set(`${one.kind} ${reference.key}`, one);
    return reference;
  }

  function observed(reference: AssetReference): AssetObservation | undefined {
    return latest.get(`${reference.kind} ${reference.key}`);
  }

  function annotate(reference: AssetReference, properties: Properties): void {
    const one = observed(reference);
    if (one && Object.keys(properties).length > 0) one.properties = { ...one.properties, ...properties };
  }

  function edge(
    from: AssetReference,
    kind: FactEdgeKind,
    to: AssetReference,
    strength: Strength,
    evidence: Evidence[],
    properties?: Properties,
  ): void {
    if (!edgeFits(kind, from.kind, to.kind)) return;
    observations.edges.push({
      from,
      to,
      kind,
      strength,
      evidence,
      ...(properties && Object.keys(properties).length > 0 ? { properties } : {}),
    });
  }

  function application(file: string, evidence: Evidence): AssetReference {
    const seen = applicationAsset(linking, file, evidence);
    const reference = referenceTo(seen);
    if (file.endsWith('.ipynb')) return notebook(file, reference, evidence);
    if (once(`application ${file}`)) observe(seen);
    return reference;
  }

  function notebook(file: string, application: AssetReference, evidence: Evidence): AssetReference {
    const key = notebookKey(target, file);
    if (!once(`notebook ${file}`)) return { kind: 'notebook', key: key.key };
    const reference = asset('notebook', file, [key], { form: 'document' }, [evidence]);
    observations.edges.push({
      from: application,
      to: reference,
      kind: 'contains',
      strength: 'stated',
      evidence: [evidence],
      optional: true,
    });
    return reference;
  }

  /** One line per file is enough to say that a file belongs to an application or uses a provider. */
  function once(what: string): boolean {
    if (told.has(what)) return false;
    told.add(what);
    return true;
  }

  function provider(id: string, evidence: Evidence): AssetReference {
    const key = strongKey('name', id);
    return once(`provider ${id} ${evidence.file}`) ? asset('provider', id, [key], {}, [evidence]) : { kind: 'provider', key: key.key };
  }

  function model(text: string, options: ModelOptions, evidence: Evidence): AssetReference | undefined {
    const host = options.base === undefined ? undefined : hostOf(options.base);
    const served = options.base === undefined ? options.provider : servedBy(options.base, host);
    const seen = modelAsset(
      text,
      {
        provider: served,
        servedBy: options.base === undefined ? undefined : served,
        revision: options.revision,
        task: options.task,
        host,
      },
      [evidence],
    );
    if (!seen) return undefined;
    const named = seen.properties?.['provider'];
    const by = typeof named === 'string' ? named : 'unknown';
    const reference = observe(seen);
    if (by !== 'unknown') edge(reference, 'provided-by', provider(by, options.baseAt ?? evidence), 'resolved', [evidence]);
    return reference;
  }

  function prompt(text: string, symbol: string, evidence: Evidence, confidence?: number): AssetReference {
    const seen = promptAsset(target, evidence.file ?? '', symbol, text, evidence);
    const reference = observe(confidence === undefined ? seen : { ...seen, confidence });
    const { said, known, accessRule } = secretsInPrompt(text);
    // `promptSecrets`: what is said, and lines below the first of the text; `accessRule`: the line of a rule the model has to keep.
    if (said.length > 0) annotate(reference, { promptSecrets: said.map(({ what, offset }) => ({ what, offset })) });
    if (accessRule !== undefined) annotate(reference, { accessRule });
    for (const fingerprint of known)
      observations.edges.push({
        from: reference,
        to: { kind: 'secret', key: `secret:${fingerprint}` },
        kind: 'holds',
        strength: 'resolved',
        evidence: [evidence],
        optional: true,
      });
    return reference;
  }

  function store(named: Named, evidence: Evidence): AssetReference {
    const { given } = named;
    const places = given ? [evidence, linking.evidence(given.file, given.line, `${named.name} is given to the code here`)] : [evidence];
    return asset(named.kind, named.name, named.keys, named.properties, places, named.properties['variable'] === undefined ? 0.9 : 0.6);
  }
}

/** The provider behind a base URL: by host, or the local server of a well-known port. */
function servedBy(base: string, host: string | undefined): string | undefined {
  if (host !== undefined) return matchAiHost(host)?.provider ?? host;
  if (/:11434(?:\/|$)/.test(base)) return 'ollama';
  if (/:1234(?:\/|$)/.test(base)) return 'lmstudio';
  return 'self-hosted';
}
