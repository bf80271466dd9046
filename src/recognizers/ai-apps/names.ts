import catalogue from '../ai-hosts/ai-domains.json' with { type: 'json' };
import { type AiService, serviceOfHost, slug } from './service.ts';

/** An AI app by what a consent or an app list calls it. `sure`: listed, by id, domain or distinctive name; else by a word only. */
export interface NamedApp {
  name: string;
  key: string;
  vendor?: string;
  provider?: string;
  sure: boolean;
  /** What told it, in words. */
  by: string;
}

/**
 * Application ids of Microsoft Entra that publishers use for their own apps. Both stand in public samples of Microsoft for
 * consent to MCP clients (github.com/microsoft) and in the publishers' web apps.
 */
const BY_ID: Readonly<Record<string, string>> = {
  'e0476654-c1d5-430b-ab80-70cbd947616a': 'ChatGPT',
  '08ad6f98-a4f8-4635-bb8d-f1a3044760f0': 'Claude',
};

/** Product names that are everyday words: they count only where the app is called exactly so. */
const EVERYDAY = new Set(
  'andi,avoma,bolt,cline,comet,consensus,continue,coral,cursor,daytona,descript,dust,elicit,factory,gamma,glean,gong,granola,greptile,grok,harvey,jasper,jules,kiro,krea,labs,lightning,lovable,luma,make,manus,mem,merlin,modal,monica,murf,neptune,otter,pi,pieces,pika,poe,qodo,read,roboflow,roo,scale,sider,sierra,sora,spark,synthesia,trae,venice,warp,wispr,wordtune,you,zed,zep'.split(
    ',',
  ),
);

/** Vendors that publish apps under their own name. */
const VENDORS: readonly (readonly [string, string])[] = [
  ['openai', 'OpenAI'],
  ['anthropic', 'Anthropic'],
  ['deepseek', 'DeepSeek'],
  ['hugging face', 'Hugging Face'],
  ['mistral', 'Mistral'],
];

interface Listed {
  phrase: string;
  service: AiService;
}

const LISTED: Listed[] = listedNames();

/** Recognises an AI app by display name, application id or home page host. Undefined for everything else. Linear in the name. */
export function recognizeApp(asked: {
  name?: string | undefined;
  id?: string | undefined;
  host?: string | undefined;
}): NamedApp | undefined {
  const byId = asked.id === undefined ? undefined : ownEntry(asked.id.toLowerCase());
  if (byId !== undefined) return { ...appOf(serviceNamed(byId), byId), sure: true, by: 'application id' };
  const name = (asked.name ?? '').slice(0, 200);
  for (const host of [asked.host, ...(name.toLowerCase().match(/[a-z0-9-]+(?:\.[a-z0-9-]+)+/g) ?? [])]) {
    const service = host === undefined ? undefined : serviceOfHost(host);
    if (service && service.evidence !== 'weak') return { ...appOf(service, service.name), sure: true, by: `host ${host}` };
  }
  const words = wordsOf(name);
  const joined = ` ${words.join(' ')} `;
  for (const { phrase, service } of LISTED) {
    const exact = joined.trim() === phrase || joined.trim() === `${phrase} ai` || joined.trim() === `${phrase} com`;
    const within = !EVERYDAY.has(phrase) && phrase.length >= 4 && joined.includes(` ${phrase} `);
    if (exact || within) return { ...appOf(service, service.name), sure: true, by: 'name' };
  }
  // "AI" in capitals only: a two-letter word in lower case is a preposition or a file ending somewhere.
  const word = /\b(?:ChatGPT|GPT|LLM|AI)\b/.exec(name)?.[0] ?? /\b(?:copilot|gpt|llm|chatbot|genai)\b/i.exec(name)?.[0];
  if (word === undefined) return undefined;
  return { name, key: `name:${slug(name)}`, sure: false, by: `the word ${word} in its name` };
}

function ownEntry(id: string): string | undefined {
  return Object.hasOwn(BY_ID, id) ? BY_ID[id] : undefined;
}

function serviceNamed(name: string): AiService | undefined {
  return LISTED.find(({ service }) => service.name === name)?.service;
}

/** Consent is given to an app, also where its publisher serves models as well. */
function appOf(service: AiService | undefined, name: string): Omit<NamedApp, 'sure' | 'by'> {
  const shown = service?.kind === 'saas-app' ? service.name : (service?.vendor ?? name);
  return {
    name: shown,
    key: `name:${slug(shown)}`,
    ...(service ? { vendor: service.vendor } : {}),
    ...(service?.provider === undefined ? {} : { provider: service.provider }),
  };
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Product and vendor names of the catalogue, longest first, so that `Microsoft Copilot` is found before `Copilot`. */
function listedNames(): Listed[] {
  const out = new Map<string, AiService>();
  for (const { domain, match, evidence } of catalogue.domains) {
    if (match === 'pattern' || evidence === 'weak') continue;
    const service = serviceOfHost(domain);
    if (!service) continue;
    const phrase = wordsOf(service.name).join(' ');
    if (service.kind === 'saas-app' && !out.has(phrase)) out.set(phrase, service);
  }
  for (const [phrase, vendor] of VENDORS) {
    const domain = catalogue.domains.find((entry) => entry.vendor === vendor)?.domain;
    const service = domain === undefined ? undefined : serviceOfHost(domain);
    if (service && !out.has(phrase)) out.set(phrase, service);
  }
  return [...out].map(([phrase, service]) => ({ phrase, service })).sort((a, b) => b.phrase.length - a.phrase.length);
}
