import type { Evidence } from '../core/evidence.ts';
import type { Asset } from '../core/snapshot.ts';
import { type Link, textOf, textsOf, type View } from './view.ts';

/** How it is known that a program works with this very key, and where that stands. */
export interface KeyUse {
  /** given: the value stands in the call. written: it stands in the code under a name that clients take. deployed: what runs it sets that variable. loaded: its client reads that variable by itself. named: its code names the variable, or the file it stands in. */
  how: 'given' | 'written' | 'deployed' | 'loaded' | 'named';
  /** The variable, where one is read. */
  variable?: string;
  /** Numbers of the edges it stands on. */
  edges: number[];
  evidence: Evidence[];
}

/**
 * The variables that a provider's own client reads when it is given no key. Sources: the clients' documentation
 * (platform.openai.com, docs.claude.com, ai.google.dev, docs.mistral.ai, docs.cohere.com, console.groq.com, huggingface.co/docs).
 */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  openai: ['OPENAI_API_KEY'],
  'azure-openai': ['AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_KEY'],
  anthropic: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
  'google-gemini': ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  google: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  mistral: ['MISTRAL_API_KEY'],
  cohere: ['COHERE_API_KEY', 'CO_API_KEY'],
  groq: ['GROQ_API_KEY'],
  deepseek: ['DEEPSEEK_API_KEY'],
  together: ['TOGETHER_API_KEY'],
  openrouter: ['OPENROUTER_API_KEY'],
  perplexity: ['PERPLEXITY_API_KEY', 'PPLX_API_KEY'],
  xai: ['XAI_API_KEY'],
  fireworks: ['FIREWORKS_API_KEY'],
  replicate: ['REPLICATE_API_TOKEN'],
  huggingface: ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HUGGINGFACE_API_KEY', 'HUGGINGFACEHUB_API_TOKEN'],
  voyage: ['VOYAGE_API_KEY'],
};

/** What the clients call the argument. */
const ARGUMENTS = ['api_key', 'apiKey', 'auth_token', 'authToken'];
const CODE_FILE = /\.(?:py|[cm]?[jt]sx?)$/i;
const SETTINGS_FILE = /(?:^|\/)(?:\.env[^/]*|[^/]*\.env)$/i;

/**
 * Whether a program works with this very key of a provider; undefined where it may as well have another one of its own. A key that
 * merely lies in the folder of a program says nothing: the value must stand in its call, in its code under the name a client takes, or
 * under a variable that its deployment sets or that the client of this provider, which it uses, reads by itself.
 * @param held the `holds` edge from the program to the secret
 */
export function keyUse(secret: Asset, held: Link, provider: Asset, view: View): KeyUse | undefined {
  const evidence = view.evidence(held);
  const inCall = evidence.filter(({ detail }) => detail === 'key in clear given to the client');
  if (inCall.length > 0) return { how: 'given', edges: [held.index], evidence: inCall };
  const variables = new Set([secret.name, ...textsOf(secret, 'variables')]);
  const used = clientOf(held.from, provider, view);
  if (!used) return undefined;
  const read = (DEFAULTS[provider.name] ?? []).find((name) => variables.has(name));
  const inCode = evidence.filter(({ file }) => file !== undefined && CODE_FILE.test(file));
  const argument = read ?? ARGUMENTS.find((name) => variables.has(name));
  if (inCode.length > 0 && argument !== undefined)
    return { how: 'written', variable: argument, edges: [held.index], evidence: [...inCode, ...view.evidence(used)] };
  const settings = evidence.filter(({ file }) => file !== undefined && SETTINGS_FILE.test(file));
  if (settings.length === 0) return undefined;
  for (const runs of view.out(held.from, 'runs-on')) {
    const set = view.out(runs.to, 'holds').find(({ to }) => variables.has(textOf(to, 'variable') ?? ''));
    if (set)
      return {
        how: 'deployed',
        variable: textOf(set.to, 'variable')!,
        edges: [held.index, set.index],
        evidence: [...settings, ...view.evidence(set)],
      };
  }
  return read === undefined
    ? undefined
    : { how: 'loaded', variable: read, edges: [held.index], evidence: [...settings, ...view.evidence(used)] };
}

/** The edge by which a program, an agent of it or a pipeline of it uses a model of the provider. */
function clientOf(program: Asset, provider: Asset, view: View): Link | undefined {
  const users = [program, ...view.out(program, 'contains').map(({ to }) => to)];
  return users
    .flatMap((user) => view.out(user, 'uses-model', 'embeds-with'))
    .find(({ to }) => view.out(to, 'provided-by').some((link) => link.to === provider));
}
