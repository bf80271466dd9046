import type { WeakValue } from '../../recognizers/default-logins/weak-values.ts';
import { type Image, readImage } from './image.ts';

/** A value given to a container: literal, or from where it comes. */
export interface Variable {
  name: string;
  value?: string;
  /** Name of a Secret or file of secrets and the entry in it: `hf-token/token`. */
  secret?: string;
  /** Name of a ConfigMap and the entry in it. */
  config?: string;
  /** What is known of a masked value, its own or that of what it refers to, where everybody knows it; with its place. */
  weak?: WeakValue;
  line: number;
}

/** One container as a manifest, compose file or Dockerfile describes it. Plain JSON. */
export interface Container {
  name: string;
  /** Reference as written. */
  image?: string;
  imageLine?: number;
  /** Entry point and arguments as words; a line of shell is split like one. */
  command: Word[];
  variables: Variable[];
  /** Ports it says it listens on, with their names. */
  ports: { port: number; name?: string }[];
  /** Host paths and volumes: `host:/var/run/docker.sock`, `pvc:models`. */
  mounts: string[];
  privileged?: boolean;
  /** What makes it as good as its machine: "runs privileged". */
  hostRights?: Word[];
  /** User id 0, or nothing that says otherwise where the platform lets it (`false`: stated to be another). */
  root?: boolean;
  /** What else gives it variables that were not read: a file, a Secret. */
  unseen?: string;
  line: number;
}

export interface Word {
  text: string;
  line: number;
  /** What is known of the masked value in it. */
  weak?: WeakValue;
}

export function imageOf(container: Container): Image | undefined {
  return container.image === undefined ? undefined : readImage(container.image);
}

/** Words of an entry point; a shell's `-c "…"` is split into the words of its line. */
export function words(parts: readonly Word[]): Word[] {
  const out: Word[] = [];
  for (const { text, line } of parts.slice(0, 400)) {
    // `sh -c "vllm serve …"` and block scalars stand in one argument.
    if (/\s/.test(text.trim())) for (const word of shellWords(text, line)) out.push(word);
    else out.push({ text, line });
  }
  return out;
}

/** A line of shell as words: quotes are taken off, continuations joined, comments left out. Linear. */
export function shellWords(text: string, line: number): Word[] {
  const out: Word[] = [];
  let current = '';
  let open = false;
  let quote = '';
  let at = line;
  const push = (): void => {
    if (open && out.length < 2000) out.push({ text: current, line: at });
    current = '';
    open = false;
  };
  let row = line;
  const limit = Math.min(text.length, 20_000);
  for (let i = 0; i < limit; i++) {
    const c = text[i]!;
    if (c === '\n') row++;
    if (quote !== '') {
      if (c === quote) quote = '';
      else current += c;
      continue;
    }
    if (c === '"' || c === "'") {
      if (!open) at = row;
      quote = c;
      open = true;
    } else if (c === '\\' && (text[i + 1] === '\n' || text[i + 1] === '\r')) {
      i++;
      row++;
      push();
    } else if (/\s/.test(c)) push();
    else if (c === ';' || c === '|' || (c === '&' && text[i + 1] === '&')) {
      push();
      out.push({ text: ';', line: row });
      if (c === '&') i++;
    } else if (c === '#' && !open) {
      while (i < limit && text[i] !== '\n') i++;
      row++;
    } else {
      if (!open) at = row;
      open = true;
      current += c;
    }
  }
  push();
  return out;
}

/** The value of an option: `--model X`, `--model=X`, `-m X`. A flag without a value gives ''. Undefined where it is not given. */
export function option(command: readonly Word[], ...names: string[]): Word | undefined {
  for (const [index, { text, line, weak }] of command.entries()) {
    const equals = text.indexOf('=');
    const name = equals > 0 && text.startsWith('-') ? text.slice(0, equals) : text;
    if (!names.includes(name)) continue;
    if (equals > 0) return { text: text.slice(equals + 1), line, ...(weak ? { weak } : {}) };
    const next = command[index + 1];
    return next !== undefined && (!next.text.startsWith('-') || next.text === '-') && next.text !== ';' ? next : { text: '', line };
  }
  return undefined;
}

export const LOOPBACK = /^(?:127\.|localhost(?::\d+)?$|\[?::1\]?$)/;

/** The address a server is told to listen on, where its own options or variables say it. */
export function boundTo(command: readonly Word[], variables: readonly Variable[]): Word | undefined {
  const given = option(command, '--host', '--hostname', '--ip', '--ServerApp.ip', '--NotebookApp.ip', '--http-host', '--dashboard-host');
  if (given && given.text !== '') return given;
  const found = variables.find(({ name }) => name === 'OLLAMA_HOST' || name === 'HOST' || name === 'HOSTNAME');
  return found?.value === undefined ? undefined : { text: found.value.replace(/^https?:\/\//, ''), line: found.line };
}

export function variable(container: Container, ...names: string[]): Variable | undefined {
  return container.variables.find(({ name }) => names.includes(name));
}

/** A value that is given and not empty, wherever it comes from. */
export function isGiven(found: Variable | undefined): boolean {
  return found !== undefined && (found.secret !== undefined || found.config !== undefined || (found.value ?? '') !== '');
}

/**
 * The module of the target that a command line starts, `folder` being where it runs: `uvicorn app.main:app`, `python -m pkg.mod`,
 * `streamlit run ui.py`, `node dist/index.js`. Undefined where none of them stands in the target.
 */
export function startedModule(command: readonly Word[], folder: string, paths: ReadonlySet<string>): string | undefined {
  const texts = command.map(({ text }) => text);
  const written: string[] = [];
  texts.forEach((text, index) => {
    if (text === '-m' && /^python[\d.]*$/.test(texts[index - 1]?.split('/').pop() ?? '')) {
      const next = texts[index + 1];
      if (next !== undefined && /^[\w.]+$/.test(next))
        written.push(`${next.replaceAll('.', '/')}.py`, `${next.replaceAll('.', '/')}/__main__.py`);
    }
    const served = /^([\w.]+):\w+(?:\(\))?$/.exec(text);
    if (served) written.push(`${served[1]!.replaceAll('.', '/')}.py`, `${served[1]!.replaceAll('.', '/')}/__init__.py`);
    if (/\.(?:py|[cm]?[jt]s)$/.test(text))
      written.push(text.replace(/^(?:\/(?:app|src|code|usr\/src\/app|workspace|home\/\w+)\/|\.\/)/, ''));
  });
  const prefix = folder === '' ? '' : `${folder}/`;
  for (const name of written) {
    const sources = name.replace(/^(?:dist|build|lib)\//, 'src/');
    for (const one of [name, `src/${name}`, sources, sources.replace(/\.([cm]?)js$/, '.$1ts'), name.replace(/\.([cm]?)js$/, '.$1ts')])
      if (paths.has(prefix + one)) return prefix + one;
  }
  return undefined;
}
