import { edgeFits } from '../../../core/edges.ts';
import { strongKey } from '../../../core/keys.ts';
import type { AssetReference, Properties, Setting } from '../../../core/observation.ts';
import type { Container } from '../../containers/container.ts';
import { startedBy } from '../../containers/start-script.ts';
import { type EmittedWorkload, emitWorkload, type Exposure } from '../../containers/workload.ts';
import { isSetting } from '../../deployed-settings.ts';
import type { Contents, Resource } from '../../code/hcl/configuration.ts';
import { listOf, numberOf, placeOfUse, referencesIn, stringOf, textOf, valueAt } from '../../code/hcl/read-value.ts';
import { settled, type Value } from '../../code/hcl/value.ts';
import type { Declared } from './declared.ts';

/** A declared deployment of containers or of a machine whose start script is known. */
export interface Host {
  name: string;
  properties: Properties;
  containers: readonly Container[];
  exposures: readonly Exposure[];
  /** Where no exposure was seen: whether that means private. */
  otherwise: { reach: 'private' | 'unknown'; why: string };
  identities: readonly AssetReference[];
  /** Values given to it (variables), whose references say what it is connected to and which secrets it holds. */
  given: readonly Given[];
}

export interface Given {
  name: string;
  value: Value;
}

/**
 * Emits a host with what it serves, how it is reached and whom it acts as, as manifests do (containers/workload.ts). A host without
 * anything of AI is listed only where code of ours that uses AI runs on it.
 */
export function host(resource: Resource, one: Host, declared: Declared): EmittedWorkload {
  const place = `${declared.target}${resource.root === '' ? '' : `/${resource.root}`}`;
  const evidence = [declared.evidence(resource, `${resource.type} ${resource.address}`)];
  const emitted = emitWorkload(
    {
      name: one.name,
      keys: [strongKey('terraform', `${place}:${resource.address}`)],
      properties: { ...one.properties, ...(isToldModel(one.given) ? { asksModel: true } : {}) },
      evidence,
      seen: (line, detail) => [{ ...declared.evidence(resource, detail), ...(line === undefined ? {} : { line }) }],
      containers: one.containers,
      exposures: one.exposures,
      otherwise: one.otherwise,
      identities: one.identities.map((reference) => ({ reference, evidence })),
      secrets: [],
      ai: reachesAi(one, resource, declared),
    },
    declared.emitter,
  );
  declared.remember(resource, emitted.reference);
  const later = settingsOf(one.given, resource, declared).filter(({ reference }) => reference !== undefined);
  declared.give(emitted.reference, later);
  connects(emitted.reference, one.given, resource, declared, !emitted.ai);
  return emitted;
}

/** Values that are given to code, for resolving what the code reads from its environment; what is known only later by the thing it will name. */
export function settingsOf(given: readonly Given[], resource: Resource, declared: Declared): Setting[] {
  return given.flatMap(({ name, value }) => {
    const text = stringOf(value);
    const { file, line } = declared.evidence(resource, name, value);
    const reference = text === undefined ? declared.referred(value, resource) : undefined;
    if (file === undefined || (!reference && (text === undefined || !isSetting(name, text)))) return [];
    return [{ name, value: text ?? '', file, line: line ?? 1, ...(reference ? { reference } : {}) }];
  });
}

const AI_KINDS = new Set(['model-endpoint', 'vector-store', 'knowledge-base', 'agent', 'gateway']);

function reachesAi({ given }: Host, resource: Resource, declared: Declared): boolean {
  return isToldModel(given) || given.some(({ value }) => AI_KINDS.has(declared.referred(value, resource)?.kind ?? ''));
}

// Ids of Bedrock say so wherever they stand; names of other vendors' models in a variable that is called a model.
const BEDROCK_ID =
  /^(?:arn:aws[\w-]*:bedrock:.*|(?:(?:us|eu|apac|jp|au|ca|global|us-gov)\.)?(?:anthropic\.claude|amazon\.(?:nova|titan)|meta\.llama|mistral\.|cohere\.(?:command|embed|rerank)|ai21\.|stability\.|deepseek\.|openai\.gpt|qwen\.).*)$/;
const VENDOR_MODEL =
  /^(?:(?:openai|anthropic|google|gemini|vertex_ai)\/)?(?:gpt-\d|o[1345](?:-|$)|claude-|gemini-|text-embedding-|mistral-|llama-?\d)/;

/** Whether a variable tells the workload which model to ask. */
export function isToldModel(given: readonly Given[]): boolean {
  return given.some(({ name, value }) => {
    const text = stringOf(value);
    return text !== undefined && text.length < 300 && (BEDROCK_ID.test(text) || (/model/i.test(name) && VENDOR_MODEL.test(text)));
  });
}

const KEYS = /(?:access_key|primary_key|secondary_key|admin_key|connection_string|_key)$/;

/** What the variables of a workload lead to: services and stores it is connected to, keys of them it is given. */
export function connects(from: AssetReference, given: readonly Given[], resource: Resource, declared: Declared, optional: boolean): void {
  const told = new Set<string>();
  for (const { name, value } of given) {
    const to = declared.referred(value, resource);
    if (!to || to.key === from.key) continue;
    const evidence = [declared.evidence(resource, `variable ${name}`, value)];
    const key = referencesIn(value).find(({ attribute }) => KEYS.test(attribute));
    if (key && !optional) {
      const place = `${declared.target}${resource.root === '' ? '' : `/${resource.root}`}`;
      const secret = declared.other(
        'secret',
        `${to.kind === 'data-store' ? 'key' : 'API key'} of ${key.ref}`,
        [strongKey('secret', `${place}:${key.ref}.${key.attribute}`)],
        { form: 'reference', variable: name },
        evidence,
      );
      declared.edge(from, 'holds', secret, evidence);
      declared.edge(secret, 'grants', to, evidence);
    }
    if (told.has(to.key)) continue;
    told.add(to.key);
    if (optional) {
      if (edgeFits('connects-to', from.kind, to.kind))
        declared.observations.edges.push({ from, to, kind: 'connects-to', strength: 'resolved', evidence, optional: true });
    } else declared.edge(from, 'connects-to', to, evidence);
  }
}

/** A map of variables: `environment { variables = { … } }`, `app_settings = { … }`. */
export function mapOf(value: Value | undefined): Given[] {
  const inner = value && settled(value);
  return inner?.kind === 'object' ? [...inner.entries].map(([name, item]) => ({ name, value: item })) : [];
}

/** Variables written as blocks or objects with `name` and `value`. */
export function pairsOf(items: readonly Contents[]): Given[] {
  return items.flatMap((item) => {
    const name = stringOf(item.attributes.get('name'));
    const value = item.attributes.get('value');
    return name === undefined || !value ? [] : [{ name, value }];
  });
}

/** A container as a resource describes it. `secrets` are the variables that come from a secret store, with its name. */
export function containerOf(
  parts: {
    name: string;
    image: Value | undefined;
    command?: readonly (Value | undefined)[];
    given: readonly Given[];
    secrets?: readonly { name: string; secret: string }[];
    ports?: readonly (Value | undefined)[];
  },
  resource: Resource,
  declared?: Declared,
): Container {
  const { line } = resource;
  const image = stringOf(parts.image) ?? fromRepository(parts.image, resource, declared) ?? textOf(parts.image);
  return {
    name: parts.name,
    ...(image === undefined ? {} : { image, imageLine: lineOf(parts.image, resource) }),
    command: (parts.command ?? []).flatMap((value) =>
      listOf(value).flatMap((word) => {
        const text = stringOf(word) ?? textOf(word);
        return text === undefined ? [] : [{ text, line: lineOf(word, resource) }];
      }),
    ),
    variables: [
      ...parts.given.map(({ name, value }) => {
        const text = stringOf(value);
        return { name, ...(text === undefined ? {} : { value: text }), line: lineOf(value, resource) };
      }),
      ...(parts.secrets ?? []).map(({ name, secret }) => ({ name, secret, line })),
    ],
    ports: (parts.ports ?? []).flatMap((value) => {
      const port = numberOf(value);
      return port === undefined ? [] : [{ port }];
    }),
    mounts: [],
    line,
  };
}

/** `"${aws_ecr_repository.ask.repository_url}:v3"`: the address is known later, the repository's name now. */
function fromRepository(image: Value | undefined, resource: Resource, declared: Declared | undefined): string | undefined {
  const repository = declared?.resourceOf(image, resource, 'aws_ecr_repository');
  const name = repository && stringOf(repository.attributes.get('name'));
  const tag = /:([\w.-]{1,128})$/.exec(textOf(image) ?? '')?.[1];
  return name === undefined ? undefined : `ecr.amazonaws.com/${name}${tag === undefined ? '' : `:${tag}`}`;
}

function lineOf(value: Value | undefined, resource: Resource): number {
  const place = value && placeOfUse(value);
  return place && place.file === resource.file ? place.line : resource.line;
}

/** What a machine runs after it has started; each line is told at the resource that holds the script. */
export function scriptContainers(script: string | undefined, resource: Resource): Container[] {
  return script === undefined ? [] : startedBy(script, () => resource.line);
}

/** The entries of a list of objects as blocks, for values that were written as JSON. */
export function objectsOf(value: Value | undefined): Contents[] {
  return listOf(value).flatMap((item) => {
    const inner = settled(item);
    return inner.kind === 'object' ? [{ attributes: inner.entries, blocks: [] }] : [];
  });
}

/** A value below an object, for values that were written as JSON. */
export function below(item: Contents, ...path: string[]): Value | undefined {
  const [first, ...rest] = path;
  return first === undefined ? undefined : valueAt(item.attributes.get(first), ...rest);
}
