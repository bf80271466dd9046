import { aiLibrary, type Ecosystem } from '../../../recognizers/ai-libraries/recognize.ts';
import type { TextFile } from '../../detector.ts';
import { isPython, readNotebook, regionAt } from '../../notebook/cells.ts';
import { shellUseOf } from '../../notebook/commands.ts';
import { namedLibrary } from '../../packages/named-library.ts';
import { pythonOf } from '../../notebook/python-source.ts';

export interface NotebookFacts {
  format: number;
  language: string;
  kernel?: string;
  cells: number;
  codeCells: number;
  installs: {
    ecosystem: Ecosystem;
    name: string;
    resembles?: string;
    version?: string;
    range?: string;
    source?: string;
    line: number;
    cell: number;
  }[];
  /** Models asked for by a magic or a request, and models fetched from a hub. */
  models: { text: string; provider?: string; fetched: boolean; how: string; line: number; cell: number }[];
  /** Hosts that are called by the shell. */
  hosts: { host: string; line: number; cell: number }[];
  /** Values by fingerprint; never the value. */
  secrets: { fingerprint: string; ai: boolean; line: number; where: string }[];
  /** Names given to the environment by %env. */
  variables: string[];
  cut?: string;
}

const MOST = 500;

/** Everything in a notebook that its Python does not say: magics, shell lines, what outputs hold. Undefined where it is none. */
export function readNotebookFile(file: TextFile): NotebookFacts | undefined {
  const notebook = readNotebook(file.text);
  if (!notebook) return undefined;
  const { commands } = pythonOf(notebook.cells);
  const facts: NotebookFacts = {
    format: notebook.format,
    language: notebook.language,
    ...(notebook.kernel === undefined ? {} : { kernel: notebook.kernel }),
    cells: notebook.cells.length,
    codeCells: notebook.cells.filter(({ type }) => type === 'code').length,
    installs: [],
    models: [],
    hosts: [],
    secrets: [],
    variables: [],
    ...(notebook.cut === undefined ? {} : { cut: notebook.cut }),
  };
  if (!isPython(notebook)) facts.cut = `its code is written in ${notebook.language}, which is searched for secrets only`;
  for (const { kind, text, line, cell } of commands.slice(0, MOST)) {
    if (kind === 'magic') magic(text, { line, cell }, facts);
    else shell(text, { line, cell }, facts);
  }
  for (const secret of file.secrets.slice(0, MOST)) {
    const region = regionAt(notebook, secret.start);
    if (secret.placeholder || secret.confidence < 0.5 || region?.part === 'image') continue;
    const { fingerprint, ai, line } = secret;
    facts.secrets.push({ fingerprint, ai, line, where: region ? `the ${region.part} of cell ${region.cell}` : 'the metadata' });
  }
  return facts;
}

interface At {
  line: number;
  cell: number;
}

function shell(text: string, at: At, facts: NotebookFacts): void {
  const use = shellUseOf(text);
  for (const { ecosystem, requirement } of use.installs) {
    const library = namedLibrary(ecosystem, requirement.name);
    if (!library || aiLibrary(ecosystem, library.name)?.companion || facts.installs.length >= MOST) continue;
    const { pin, range, source } = requirement;
    facts.installs.push({
      ecosystem,
      ...library,
      ...(pin === undefined ? {} : { version: pin }),
      ...(range === undefined ? {} : { range }),
      ...(source === undefined ? {} : { source: source.address }),
      ...at,
    });
  }
  for (const { text: model, provider } of use.models)
    facts.models.push({ text: model, provider, fetched: true, how: 'fetched by the shell', ...at });
  for (const { host, model } of use.requests) {
    facts.hosts.push({ host, ...at });
    if (model !== undefined) facts.models.push({ text: model, how: host, fetched: false, ...at });
  }
}

/** Model providers of Jupyter AI by the name before the colon. Source: https://jupyter-ai.readthedocs.io/en/latest/users/index.html */
const PROVIDERS: Readonly<Record<string, string>> = {
  openai: 'openai',
  'openai-chat': 'openai',
  'azure-chat-openai': 'azure-openai',
  anthropic: 'anthropic',
  'anthropic-chat': 'anthropic',
  bedrock: 'aws-bedrock',
  'bedrock-chat': 'aws-bedrock',
  'amazon-bedrock': 'aws-bedrock',
  cohere: 'cohere',
  gemini: 'google-gemini',
  mistralai: 'mistral',
  ollama: 'ollama',
  huggingface_hub: 'huggingface',
};

function magic(text: string, at: At, facts: NotebookFacts): void {
  const [name = '', ...words] = text.replace(/^%+/, '').split(/\s+/, 6);
  if (name === 'env' || name === 'set_env') {
    const variable = /^([A-Za-z_]\w{0,80})/.exec(words[0] ?? '')?.[1];
    if (variable !== undefined && !facts.variables.includes(variable) && facts.variables.length < 100) facts.variables.push(variable);
  }
  if (name !== 'ai') return;
  const id = /^([a-z][\w-]{1,40})[:/]([\w./:@-]{2,120})$/.exec(words.find((word) => !word.startsWith('-') && word !== 'error') ?? '');
  const known = id && Object.hasOwn(PROVIDERS, id[1]!) ? PROVIDERS[id[1]!] : undefined;
  if (id)
    facts.models.push({ text: id[2]!, ...(known === undefined ? {} : { provider: known }), fetched: false, how: `%ai ${id[0]}`, ...at });
}
