import { type Container, shellWords, type Word } from './container.ts';

const LONGEST = 100_000;
const MOST_LINES = 2000;
const MOST_VARIABLES = 200;

/** The commands of a script that starts servers, one container each. `lineAt` says where a line of the script (from 1) is told. */
export function startedBy(script: string, lineAt: (line: number) => number): Container[] {
  const lines = logicalLines(script.slice(0, LONGEST));
  const variables = lines
    .flatMap(({ text, line }) =>
      [...text.matchAll(/\b([A-Z][A-Z0-9_]{2,60})=([^\s"'$;]{1,200})/g)].map((found) => ({
        name: found[1]!,
        value: found[2]!,
        line: lineAt(line),
      })),
    )
    .slice(0, MOST_VARIABLES);
  return lines.flatMap(({ text: written, line }) => {
    const text = written
      .trim()
      .replace(/^@/, '')
      .replace(/^(?:(?:sudo|nohup|exec)\s+(?:-\w+\s+)*|ExecStart=-?)+/, '')
      .replace(/\s*&\s*$/, '');
    if (
      text === '' ||
      text.startsWith('#') ||
      !/\b(?:serve|docker|podman|vllm|ollama|jupyter|litellm|chroma|qdrant|text-generation|python3?)\b/.test(text)
    )
      return [];
    const at = lineAt(line);
    // Its installer starts it as a service.
    const words = /\bollama\.(?:com|ai)\/install\.sh\b/.test(text) ? shellWords('ollama serve', at) : shellWords(text.slice(0, 4000), at);
    const one = words.map((word) => ({ ...word, line: at }));
    const run = one.findIndex(({ text: word }) => word === 'run');
    if (/^(?:docker|podman)$/.test(one[0]?.text ?? '') && run > 0) return [dockerRun(one.slice(run + 1), line, at)];
    return [{ name: `line-${line}`, command: one, variables, ports: [], mounts: [], line: at }];
  });
}

/** Lines with their continuations, told where they begin. */
function logicalLines(script: string): { text: string; line: number }[] {
  const out: { text: string; line: number }[] = [];
  let open = false;
  for (const [index, text] of script.split('\n').entries()) {
    if (index >= MOST_LINES) break;
    const continues = /\\\r?$/.test(text);
    const part = continues ? text.replace(/\\\r?$/, ' ') : text;
    if (open) out.at(-1)!.text += part;
    else out.push({ text: part, line: index + 1 });
    open = continues;
  }
  return out;
}

const TAKES_VALUE =
  /^(?:-p|--publish|-e|--env|-v|--volume|--name|--gpus|--restart|--network|--net|--shm-size|--ipc|-u|--user|-w|--workdir|--runtime|--env-file|--mount|--platform|--entrypoint|-h|--hostname|-m|--memory|--cpus|--ulimit|--log-driver|--log-opt|-l|--label|--add-host|--device)$/;

function dockerRun(words: readonly Word[], number: number, line: number): Container {
  const variables: Container['variables'] = [];
  const ports: { port: number }[] = [];
  let name = `docker-${number}`;
  let unseen: string | undefined;
  let at = 0;
  for (; at < words.length; at++) {
    const { text } = words[at]!;
    if (!text.startsWith('-')) break;
    const next = words[at + 1]?.text ?? '';
    const takes = TAKES_VALUE.test(text);
    const value = takes ? next : text.slice(text.indexOf('=') + 1);
    if (/^(?:-p|--publish)(?:=|$)/.test(text)) {
      // The port of the machine; on its loopback nobody else reaches it.
      const [, address = '', published] =
        /^(?:(\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]*\]|localhost):)?(?:(\d{1,5})(?=:))?:?\d{0,5}(?:\/tcp)?$/.exec(value) ?? [];
      const port = published ?? /(\d{1,5})(?:\/tcp)?$/.exec(value)?.[1];
      if (port !== undefined) ports.push({ port: /^(?:127\.|localhost|\[::1)/.test(address) ? 0 : Number(port) });
    }
    if (/^(?:-e|--env)(?:=|$)/.test(text)) {
      const equals = value.indexOf('=');
      if (equals > 0) variables.push({ name: value.slice(0, equals), value: value.slice(equals + 1), line });
      else variables.push({ name: value, config: 'the environment of its host', line });
    }
    if (/^--env-file(?:=|$)/.test(text)) unseen = `the file ${value}`;
    if (/^--name(?:=|$)/.test(text) && /^[\w.-]{1,80}$/.test(value)) name = value;
    if (takes) at++;
  }
  const image = words[at]?.text;
  return {
    name,
    ...(image === undefined ? {} : { image, imageLine: line }),
    command: words.slice(at + 1),
    variables,
    ports,
    mounts: [],
    ...(unseen === undefined ? {} : { unseen }),
    line,
  };
}
