import { type Container, shellWords, type Variable, type Word } from '../../containers/container.ts';
import { interpolated } from '../../containers/image.ts';
import { weakSource } from '../../weights-source.ts';

export interface Installed {
  name: string;
  version?: string;
  line: number;
}

/** What one Dockerfile builds: its last stage, with what earlier stages of the same file give it. */
export interface DockerfileFacts {
  /** Image the last stage starts from, followed through stages of the file. */
  base?: string;
  baseLine?: number;
  container: Container;
  /** Python packages installed by name. */
  installed: Installed[];
  /** Model files copied or fetched into it. */
  models: { text: string; line: number; hub?: boolean }[];
  /** Sources of COPY and ADD from the build context. */
  copies: { from: string; line: number }[];
  /** Model files it fetches from a place that says little of who put them there, and holds to no hash. */
  fetched: { kind: string; from: string; host: string; line: number; near?: boolean }[];
  user?: string;
  userLine?: number;
}

interface Instruction {
  name: string;
  rest: string;
  line: number;
}

interface Stage {
  name?: string;
  base?: string;
  baseLine: number;
  parent?: Stage;
  variables: Variable[];
  ports: number[];
  entrypoint?: Word[];
  command?: Word[];
  user?: { name: string; line: number };
  installed: Installed[];
  models: DockerfileFacts['models'];
  copies: DockerfileFacts['copies'];
  fetched: DockerfileFacts['fetched'];
}

const MOST_INSTRUCTIONS = 2000;
const WEIGHTS = /\.(?:safetensors|gguf|ggml|onnx|pt|pth|ckpt|h5|keras|pkl|pickle|joblib|tflite|pb|mar|engine)$/i;

/** Reads a Dockerfile or Containerfile. Source: docs.docker.com/reference/dockerfile. Undefined where it starts from nothing. */
export function readDockerfile(text: string): DockerfileFacts | undefined {
  const stages: Stage[] = [];
  const args: Record<string, string> = {};
  for (const { name, rest, line } of instructionsOf(text)) {
    if (name === 'FROM') {
      const [written = '', , alias] = rest.replace(/^--\S+\s+/, '').split(/\s+/);
      const base = interpolated(written, args);
      const parent = stages.find((stage) => stage.name !== undefined && stage.name === base.toLowerCase());
      stages.push({
        ...(alias === undefined ? {} : { name: alias.toLowerCase() }),
        ...(parent ? { parent } : { base }),
        baseLine: line,
        variables: parent ? [...parent.variables] : [],
        ports: parent ? [...parent.ports] : [],
        ...(parent?.entrypoint ? { entrypoint: parent.entrypoint } : {}),
        ...(parent?.command ? { command: parent.command } : {}),
        ...(parent?.user ? { user: parent.user } : {}),
        installed: parent ? [...parent.installed] : [],
        models: parent ? [...parent.models] : [],
        copies: parent ? [...parent.copies] : [],
        fetched: parent ? [...parent.fetched] : [],
      });
      continue;
    }
    const stage = stages.at(-1);
    if (name === 'ARG') {
      const set = /^(\w+)=("?)(.*?)\2$/.exec(rest);
      if (set) args[set[1]!] = set[3]!;
    }
    if (stage) apply(stage, name, rest, line, args);
  }
  const last = stages.at(-1);
  if (!last) return undefined;
  let root: Stage = last;
  for (let steps = 0; root.parent && steps < stages.length; steps++) root = root.parent;
  const command = [...(last.entrypoint ?? []), ...(last.command ?? [])];
  // Packages are often installed in an earlier stage and copied over.
  const installed = unique([...last.installed, ...stages.flatMap((stage) => stage.installed)], ({ name }) => name).slice(0, 300);
  return {
    ...(root.base === undefined || root.base === 'scratch' ? {} : { base: root.base, baseLine: root.baseLine }),
    container: {
      name: 'image',
      ...(root.base === undefined ? {} : { image: root.base, imageLine: root.baseLine }),
      command,
      variables: last.variables.slice(0, 300),
      ports: last.ports.map((port) => ({ port })),
      mounts: [],
      ...(last.user ? { root: /^(?:root|0)(?::|$)/.test(last.user.name) } : {}),
      line: command[0]?.line ?? last.baseLine,
    },
    installed,
    models: unique(
      stages.flatMap((stage) => stage.models),
      (model) => model.text,
    ).slice(0, 50),
    copies: last.copies.slice(0, 100),
    fetched: last.fetched,
    ...(last.user ? { user: last.user.name, userLine: last.user.line } : {}),
  };
}

function unique<Item>(items: readonly Item[], of: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [of(item), item])).values()];
}

/** Instructions with their continuation lines joined; comments and here-documents' ends left out. */
function* instructionsOf(text: string): Iterable<Instruction> {
  const lines = text.split('\n');
  for (let row = 0, read = 0; row < lines.length && read < MOST_INSTRUCTIONS; row++) {
    const first = /^\s*([A-Za-z]{2,12})\s+(.*)$/.exec(lines[row]!.slice(0, 4000));
    if (!first) continue;
    const start = row + 1;
    let rest = first[2]!;
    while (/\\\s*$/.test(rest.slice(-3)) && row + 1 < lines.length && rest.length < 60_000) {
      const next = lines[++row]!.slice(0, 4000);
      // A comment between continued lines belongs to nobody; the newline keeps the count of lines.
      rest = `${rest.trimEnd().slice(0, -1)}\\\n${/^\s*#/.test(next) ? '\\' : next}`;
    }
    const heredoc = /<<-?["']?(\w+)["']?\s*$/.exec(rest.split('\n')[0]!)?.[1];
    if (heredoc !== undefined)
      while (row + 1 < lines.length && lines[++row]!.trim() !== heredoc && rest.length < 60_000) rest += `\n${lines[row]!.slice(0, 4000)}`;
    read++;
    yield { name: first[1]!.toUpperCase(), rest: rest.trim(), line: start };
  }
}

function apply(stage: Stage, name: string, rest: string, line: number, args: Record<string, string>): void {
  switch (name) {
    case 'ENV': {
      const pairs = [...rest.matchAll(/(\w+)=(?:"([^"\n]*)"|'([^'\n]*)'|(\S*))/g)];
      if (pairs.length === 0) {
        const [key = '', ...value] = rest.split(/\s+/);
        if (/^\w+$/.test(key)) stage.variables.push({ name: key, value: value.join(' '), line });
      }
      for (const [index, [, key, double, single, bare]] of pairs.entries())
        stage.variables.push({
          name: key!,
          value: interpolated(double ?? single ?? bare ?? '', args),
          line: line + rest.slice(0, pairs[index]!.index).split('\n').length - 1,
        });
      break;
    }
    case 'EXPOSE':
      for (const port of rest.split(/\s+/)) if (/^\d+/.test(port)) stage.ports.push(Number.parseInt(port, 10));
      break;
    case 'USER':
      stage.user = { name: interpolated(rest.split(/\s/)[0] ?? '', args), line };
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = commandWords(rest, line);
      // A new entry point takes the base image's arguments away.
      delete stage.command;
      break;
    case 'CMD':
      stage.command = commandWords(rest, line);
      break;
    case 'COPY':
    case 'ADD':
      copy(stage, rest, line);
      fetches(stage, rest, line);
      break;
    case 'RUN':
      run(stage, rest, line);
      fetches(stage, rest, line);
      break;
  }
}

function commandWords(rest: string, line: number): Word[] {
  if (rest.startsWith('[')) {
    try {
      const list = JSON.parse(rest.replaceAll('\\\n', ' ')) as unknown;
      if (Array.isArray(list))
        return list
          .filter((one) => typeof one === 'string')
          .flatMap((one) => (/\s/.test(one.trim()) ? shellWords(one, line) : [{ text: one, line }]));
    } catch {
      // Not JSON after all: Docker takes it as a line of shell.
    }
  }
  return shellWords(rest, line);
}

function copy(stage: Stage, rest: string, line: number): void {
  const words = rest.startsWith('[') ? commandWords(rest, line).map(({ text }) => text) : rest.split(/\s+/);
  const fromStage = words.some((word) => word.startsWith('--from='));
  const sources = words.filter((word) => !word.startsWith('--')).slice(0, -1);
  for (const source of sources) {
    if (WEIGHTS.test(source) || /(?:^|\/)(?:models?|weights|checkpoints)\/?$/i.test(source)) stage.models.push({ text: source, line });
    if (!fromStage) stage.copies.push({ from: source, line });
  }
}

/** `RUN wget http://…/model.gguf`, `ADD http://…/model.onnx /models/`: at the line the address stands on. */
function fetches(stage: Stage, rest: string, line: number): void {
  if (!rest.includes('://') || /--checksum=|(?:sha\d+|md5|shasum)(?:sum)?\b|cosign|gpg\b/.test(rest)) return;
  for (const found of rest.slice(0, 20_000).matchAll(/(?:https?|ftp):\/\/[^\s"'`|;<>\\,\]]+/gi)) {
    const after = rest.slice(found.index, found.index + 400);
    const as = /(?:-o|-O|--output|--output-document)[ =]+["']?([^\s"']+)/.exec(
      rest.slice(Math.max(0, found.index - 200), found.index) + after,
    )?.[1];
    const weak = weakSource(found[0], as);
    if (weak && stage.fetched.length < 20)
      stage.fetched.push({
        ...weak,
        from: found[0].replace(/\/\/[^@/]*@/, '//').slice(0, 200),
        line: line + rest.slice(0, found.index).split('\n').length - 1,
      });
  }
}

function run(stage: Stage, rest: string, line: number): void {
  const words = shellWords(rest, line);
  for (let index = 0; index < words.length; index++) {
    const text = words[index]!.text.split('/').pop()!;
    const next = words[index + 1]?.text;
    const after = words[index + 2]?.text;
    if (
      (/^pip\d?(?:\.\d+)?$/.test(text) && next === 'install') ||
      (text === 'uv' && ((next === 'pip' && after === 'install') || next === 'add')) ||
      (/^(?:poetry|pdm)$/.test(text) && next === 'add')
    )
      packages(stage, words, index + (after === 'install' && next === 'pip' ? 3 : 2));
    if ((text === 'huggingface-cli' || text === 'hf') && next === 'download' && after !== undefined && /^[\w.-]+\/[\w.-]+$/.test(after))
      stage.models.push({ text: after, line: words[index + 2]!.line, hub: true });
    if (text === 'ollama' && next === 'pull' && after !== undefined) stage.models.push({ text: after, line: words[index + 2]!.line });
  }
}

const WITH_VALUE =
  /^(?:-r|--requirement|-c|--constraint|-i|--index-url|--extra-index-url|-f|--find-links|-t|--target|--prefix|--python|--group|-e|--editable|--trusted-host|--root|--platform)$/;

/** Requirements of `pip install`, until the end of the command. Source: pip.pypa.io, PEP 508. */
function packages(stage: Stage, words: readonly Word[], from: number): void {
  for (let index = from; index < words.length && words[index]!.text !== ';'; index++) {
    const { text, line } = words[index]!;
    if (WITH_VALUE.test(text)) index++;
    const found = /^([A-Za-z][\w.-]*)(?:\[[\w.,-]*\])?(?:\s*(?:(==)([\w.+!*-]+)|[<>=!~].*))?$/.exec(text);
    if (found && !text.startsWith('-') && !/\.(?:txt|whl|toml)$|\//.test(text))
      stage.installed.push({
        name: found[1]!.toLowerCase().replaceAll(/[-_.]+/g, '-'),
        ...(found[3] === undefined ? {} : { version: found[3] }),
        line,
      });
  }
}
