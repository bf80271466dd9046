import catalogue from '../../recognizers/ai-hosts/ai-domains.json' with { type: 'json' };
import type { Knowledge } from './knowledge.ts';

/** Where one import ends and the next begins: a backslash continues the line. */
const GAP = String.raw`[ \t]*(?:\\\r?\n[ \t]*)?`;
/** Modules that stand before the one that counts: `import os, json as j, openai`. */
const BEFORE = String.raw`(?:[\w.]{1,100}(?:[ \t]{1,20}as[ \t]{1,20}\w{1,100})?[ \t]{0,20},${GAP}){0,30}`;

/**
 * What a file must hold to be read by itself: an import of a module of a library about AI, wherever in the statement it
 * stands, a call that loads one by name (`require`, `import()`, `__import__`, `importlib.import_module`), or the address of an AI
 * API, which code may ask without any library. Repetitions are bounded, so the cost is linear in the text.
 */
export function rootPattern(knowledge: readonly Knowledge[]): RegExp {
  const modules = [...new Set(knowledge.filter(({ library }) => library.role !== 'effect').flatMap((one) => one.modules))];
  return new RegExp([importOf(modules), ...memberImports(modules), addressOf(apiHosts()), OLLAMA, BEDROCK].join('|'));
}

/** A server of models on the machine itself is known by its port. */
const OLLAMA = String.raw`:\/\/[\w.-]{1,100}:11434\b`;

/** boto3 serves everything in AWS: what makes it AI is the service it is asked for. */
const BEDROCK = String.raw`["'](?:bedrock(?:-agent)?-runtime|bedrock-agentcore|sagemaker-runtime)\\?["']`;

function importOf(modules: readonly string[]): string {
  return String.raw`(?:(?:\b|\\n)(?:import|from|require|import_module|__import__)\b|\bimport\s*\()${GAP}[ \t('"${'`'}]*${BEFORE}(?:${alternatives(modules)})(?![\w-])`;
}

/** `from google import genai` imports the module google.genai. */
function memberImports(modules: readonly string[]): string[] {
  return modules
    .filter((name) => /^[\w.]+\.\w+$/.test(name))
    .map((name) => {
      const cut = name.lastIndexOf('.');
      return String.raw`\bfrom[ \t]{1,20}${escaped(name.slice(0, cut))}[ \t]{1,20}import\b[\s\w,(\\]{1,300}?\b${name.slice(cut + 1)}\b`;
    });
}

function addressOf(hosts: readonly string[]): string {
  return String.raw`:\/\/[^\s"'${'`'}/]{0,100}?(?<![\w-])(?:${alternatives(hosts).replaceAll(String.raw`\*`, String.raw`[\w${'$'}{}.-]{1,60}`)})(?![\w-])`;
}

/** Hosts that serve models to programs, and nothing to people who browse: an address in a comment on documentation is none. */
function apiHosts(): string[] {
  return catalogue.domains
    .filter(({ category, evidence }) => evidence === 'strong' && (category === 'api' || category === 'gateway'))
    .map(({ domain }) => domain)
    .filter((domain) => !/^(?:platform|console|dashboard|studio|notebook|docs)\./.test(domain));
}

function alternatives(names: readonly string[]): string {
  return names
    .toSorted((a, b) => b.length - a.length)
    .map(escaped)
    .join('|');
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
