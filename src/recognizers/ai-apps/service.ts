import { type AiHost, matchAiHost } from '../ai-hosts/match.ts';

/** What traffic to a host means in the words of the inventory. Keys are `namespace:value`, all strong, the naming one first. */
export interface AiService {
  kind: 'provider' | 'saas-app' | 'model-endpoint';
  name: string;
  keys: string[];
  /** Id of the provider behind it, where one is known. */
  provider?: string;
  vendor: string;
  category: string;
  /** As in ai-domains.json: weak hosts serve other things too and never stand alone. */
  evidence: AiHost['evidence'];
}

/** Domains below which the first label is a resource of the customer: an endpoint of one's own, not the service as such. */
const OWN = new Set([
  'openai.azure.com',
  'cognitiveservices.azure.com',
  'services.ai.azure.com',
  'inference.ai.azure.com',
  'inference.ml.azure.com',
  'endpoints.huggingface.cloud',
]);
/** One Azure resource answers under each of these names; the first one names it. */
const AZURE_ACCOUNT = new Set(['openai.azure.com', 'cognitiveservices.azure.com', 'services.ai.azure.com']);
const SERVES_MODELS = new Set(['api', 'gateway', 'model-hub']);

/** The service behind a host name; undefined where it is not one of AI. Pure; cost as matchAiHost. */
export function serviceOfHost(host: string): AiService | undefined {
  const match = matchAiHost(host);
  if (!match) return undefined;
  const known = {
    vendor: match.vendor,
    category: match.category,
    evidence: match.evidence,
    ...(match.provider === undefined ? {} : { provider: match.provider }),
  };
  if (OWN.has(match.domain) && match.account !== undefined) {
    const name = AZURE_ACCOUNT.has(match.domain) ? `${match.account}.openai.azure.com` : host.toLowerCase().replace(/[.:]+\d*$/, '');
    return { kind: 'model-endpoint', name, keys: [`host:${name}`], ...known };
  }
  if (servesModels(match)) {
    // Code that names a host without a provider id names the provider by its host.
    const id = match.provider ?? slug(match.vendor);
    return {
      kind: 'provider',
      name: id,
      keys: [`name:${id}`, ...(match.provider === undefined ? [`name:${match.domain}`] : [])],
      ...known,
      provider: id,
    };
  }
  const name = appName(match);
  return { kind: 'saas-app', name, keys: [`name:${slug(name)}`], ...known };
}

function servesModels({ category, domain, provider, product }: AiHost): boolean {
  if (SERVES_MODELS.has(category) || domain === 'models.github.ai') return true;
  return (
    provider !== undefined && category !== 'mlops' && category !== 'code-assistant' && (/^api[.-]/.test(domain) || product.endsWith(' API'))
  );
}

/** Hosts of one app have different products in the catalogue: its files, its older name, its API. One app, one name. */
function appName({ vendor, product }: AiHost): string {
  if (vendor === 'GitHub' && product.startsWith('Copilot'))
    return product.includes('personal') ? 'GitHub Copilot personal plan' : 'GitHub Copilot';
  const plain = product
    .replace(/\s*\([^)]*\)/g, '')
    .replace(/,.*$/, '')
    .replace(
      /\s+(?:static files|files|backend|indexing|completions|inference|indexes|previews|pages|API|web|short host|short links|site|chat transport|transport|chat|console|US|EU)$/i,
      '',
    );
  return vendor === 'Microsoft' && plain === 'Copilot' ? 'Microsoft Copilot' : plain;
}

/** A name as a key: lower case, words joined by hyphens. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}
