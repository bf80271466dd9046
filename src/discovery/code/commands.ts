import { spread } from './operations.ts';
import type { Program } from './program.ts';
import { elementsOf, optionsOf, textsOf, UNKNOWN, type Value } from './value.ts';
import { type Use, valueAt } from './visit.ts';

/** What of a started process decides what runs, and the program where it is a fixed one. */
export interface Command {
  /** The command line, the text an interpreter is given, or the program itself. */
  decides: Value;
  /** Name of a fixed program whose arguments are data to it (`ffmpeg -i …`). */
  program?: string;
}

const INTERPRETERS =
  /^(?:(?:ba|z|da|k|c|tc|fi)?sh|busybox|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|python[\d.]*|pypy3?|node|deno|bun|tsx|ts-node|ruby|perl|php|lua|Rscript|osascript|eval|ssh)$/i;
/** Programs that start another one, named by their first argument that is no option. */
const STARTERS = /^(?:sudo|env|nice|nohup|time|timeout|stdbuf|setsid|xargs|uv|uvx|npx|poetry)$/;
/** Options behind which code stands: `bash -lc`, `python -c`, `node -e`, `cmd /c`, `pwsh -Command`. */
const CODE = /^(?:-[a-z]*[cepr]|--eval|--print|-Command|-EncodedCommand|\/[ck])$/i;

/**
 * Which part of a call that starts a process decides what runs. A list names its program first: where that is fixed and no
 * interpreter, its arguments choose what it works on and not what runs. One text is a command line, and all of it decides.
 * Of interpreters the code or the script decides.
 */
export function commandOf(use: Use, target: Value, program: Program): Command {
  const further = furtherArguments(use, program);
  if (shellAsked(use, program)) return { decides: further.length === 0 ? target : { v: 'list', items: [target, ...further] } };
  const list = optionsOf(target).find((option) => option.v === 'list');
  const parts = list?.v === 'list' ? list.items : [target, ...further];
  if (list === undefined && parts.length === 1) return { decides: target };
  return ofParts(parts, target);
}

/** `create_subprocess_exec("git", "log", ref)` in Python, `spawn("git", ["log", ref])` in Node. */
function furtherArguments(use: Use, program: Program): Value[] {
  if (!use.call) return [];
  if (/create_subprocess_exec|os\.(?:spawn|exec)l/.test(use.q))
    return use.call.a.slice(1).flatMap((part) => spread(program, part, use.scope));
  const second = use.call.a[1] && program.evaluate(use.call.a[1], use.scope);
  const list = second && optionsOf(second).find((option) => option.v === 'list');
  return list?.v === 'list' ? [...list.items] : [];
}

/** `shell=True`, `{ shell: true }`: a shell reads the whole line, arguments included. */
function shellAsked(use: Use, program: Program): boolean {
  const shell = valueAt(program, use.call, use.scope, { argument: 'shell' });
  return optionsOf(shell).some((one) => one.v === 'flag' && one.flag);
}

function ofParts(parts: readonly Value[], whole: Value): Command {
  for (let at = 0; at < parts.length; at++) {
    const text = textsOf(parts[at]!)[0]?.text;
    if (text === undefined) return { decides: at === 0 ? (parts[0] ?? whole) : whole };
    const name = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
    if (name === '' || name.startsWith('-') || /^\w+=|^\d+\w?$|^run$/.test(name)) continue;
    if (STARTERS.test(name)) continue;
    return INTERPRETERS.test(name) ? { decides: codeIn(parts.slice(at + 1)) ?? parts[at]! } : { decides: parts[at]!, program: name };
  }
  return { decides: parts[0] ?? UNKNOWN };
}

/** The code behind `-c`, else the script: the first argument that is no option. */
function codeIn(parts: readonly Value[]): Value | undefined {
  for (const [at, part] of parts.entries()) {
    const text = textsOf(part)[0]?.text;
    if (text !== undefined && CODE.test(text)) return parts[at + 1];
    if (text === undefined || !text.startsWith('-')) return elementsOf(part).length > 0 ? part : undefined;
  }
  return undefined;
}
