import type { Written } from './tree.ts';

/** One command of a script as its words, with the line it begins on. */
export interface Command {
  words: string[];
  /** The words as written, for evidence and for looking at redirections. */
  text: string;
  line: number;
  /** Where a runner starts it, seen from the folder of the script: `uv run --directory X`. */
  folder?: string;
}

const MOST_COMMANDS = 2000;
const MOST_WORDS = 400;

/**
 * The commands of a shell script: continued lines joined, here-documents left out, split at `&&`, `||`, `;` and `|`. Words lose
 * their quotes; nothing is expanded. Linear in the text; a script that is no shell gives words that mean nothing.
 */
export function commandsOf({ text, line: first }: Written): Command[] {
  const out: Command[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length && out.length < MOST_COMMANDS; at++) {
    const line = first + at;
    let whole = lines[at]!;
    while (/\\\s*$/.test(whole.slice(-20)) && at + 1 < lines.length && whole.length < 20_000)
      whole = `${whole.replace(/\\\s{0,20}$/, '')} ${lines[++at]!.trim()}`;
    // A quote that is still open goes on below: prompts of agents are often written so.
    for (let quote = quoteAfter(whole, ''); quote !== '' && at + 1 < lines.length && whole.length < 20_000;) {
      const next = lines[++at]!;
      whole += `\n${next}`;
      quote = quoteAfter(next, quote);
    }
    const heredoc = /<<-?\s*["']?([A-Za-z_]\w{0,40})["']?/.exec(whole.slice(0, 2000));
    if (heredoc && !whole.includes('<<<')) while (at + 1 < lines.length && lines[++at]!.trim() !== heredoc[1]);
    for (const words of split(whole)) {
      if (words.length > 0) out.push({ ...stripped(words), text: words.join(' ').slice(0, 2000), line });
      if (out.length >= MOST_COMMANDS) break;
    }
  }
  return out.filter(({ words }) => words.length > 0);
}

/** The quote that is open behind a line, given the one that was open before it; a comment opens none. */
function quoteAfter(text: string, before: string): string {
  let quote = before;
  for (let at = 0; at < text.length; at++) {
    const one = text[at]!;
    if (quote === '' && one === '#' && (at === 0 || /\s/.test(text[at - 1]!))) return '';
    if (one === '\\' && quote !== "'") at++;
    else if (quote === '' && (one === '"' || one === "'")) quote = one;
    else if (one === quote) quote = '';
  }
  return quote;
}

/** Words by command: quotes and escapes as a POSIX shell reads them, `$(…)` opens a command of its own. */
function split(text: string): string[][] {
  const out: string[][] = [[]];
  let word = '';
  let quote = '';
  let any = false;
  const end = (): void => {
    if (any && out.at(-1)!.length < MOST_WORDS) out.at(-1)!.push(word);
    word = '';
    any = false;
  };
  for (let at = 0; at < text.length; at++) {
    const one = text[at]!;
    if (one === '$' && text[at + 1] === '{' && text[at + 2] === '{') {
      const close = text.indexOf('}}', at);
      const stop = close < 0 ? text.length : close + 2;
      word += text.slice(at, stop);
      any = true;
      at = stop - 1;
    } else if (one === '\\' && quote !== "'") {
      word += text[++at] ?? '';
      any = true;
    } else if (quote !== '') {
      if (one === quote) quote = '';
      else word += one;
    } else if (one === '"' || one === "'") {
      quote = one;
      any = true;
    } else if (one === '#' && !any) break;
    else if (/\s/.test(one)) end();
    else if (one === ';' || one === '|' || one === '&' || one === '(' || one === ')' || one === '`') {
      if (one === '&' && (text[at + 1] === '>' || text[at - 1] === '>')) continue;
      if (one === '(' && word.endsWith('$')) word = word.slice(0, -1);
      end();
      if (out.at(-1)!.length > 0) out.push([]);
    } else {
      word += one;
      any = true;
    }
  }
  end();
  // `X="$(claude -p …)"`: the quotes hid a command.
  for (const words of out.slice(0, 50))
    for (const one of words) {
      const inner = /^[^\s$]{0,60}\$\(([^]{1,5000})\)$/.exec(one)?.[1];
      if (inner !== undefined && !inner.includes('$(')) out.push(...split(inner));
    }
  return out;
}

const PREFIXES = new Set([
  'sudo',
  'time',
  'exec',
  'nohup',
  'command',
  'then',
  'do',
  'else',
  'if',
  '!',
  '{',
  'xvfb-run',
  'env',
  'while',
  'echo_and_run',
  'stdbuf',
  'nice',
  'eval',
]);
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  uv: ['run'],
  poetry: ['run'],
  pipenv: ['run'],
  pdm: ['run'],
  hatch: ['run'],
  rye: ['run'],
  pixi: ['run'],
  conda: ['run'],
  mamba: ['run'],
  micromamba: ['run'],
  pnpm: ['dlx', 'exec'],
  yarn: ['dlx', 'exec'],
  bun: ['x'],
  npm: ['exec'],
  npx: [],
  bunx: [],
  uvx: [],
  pipx: ['run'],
  doppler: ['run'],
  op: ['run'],
  infisical: ['run'],
  dotenv: ['run'],
};
/** Options of the above that take a value. */
const VALUED = new Set([
  '--with',
  '--python',
  '-p',
  '-n',
  '--name',
  '--extra',
  '--group',
  '--env-file',
  '--package',
  '--from',
  '--project',
  '--directory',
  '-u',
  '--user',
  '--prefix',
]);
/**
 * Options of runners that change the folder of what they start. `--project` of uv and poetry and `--prefix` of npm exec only say
 * where the environment is. Sources: the runners' own command-line references.
 */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  uv: ['--directory'],
  poetry: ['-C', '--directory'],
  pdm: ['-p', '--project'],
  pnpm: ['-C', '--dir'],
  yarn: ['--cwd'],
  bun: ['--cwd'],
};

/** Without assignments, `sudo`, `uv run`, `npx -y` and the like: the program that really starts comes first. */
function stripped(words: readonly string[]): Pick<Command, 'words' | 'folder'> {
  let rest = [...words];
  const folders: string[] = [];
  for (let round = 0; round < 12 && rest.length > 0; round++) {
    const first = rest[0]!;
    if (/^[A-Za-z_]\w*=/.test(first) || PREFIXES.has(first)) rest = rest.slice(1);
    else if (first === 'timeout')
      rest = rest.slice(
        1 +
          Math.max(
            0,
            rest.slice(1).findIndex((one) => /^\d/.test(one)),
          ) +
          1,
      );
    else if (Object.hasOwn(RUNNERS, first)) {
      let at = behindOptions(rest, 1);
      if (RUNNERS[first]!.length > 0) {
        if (!RUNNERS[first]!.includes(rest[at] ?? '')) break;
        at = behindOptions(rest, at + 1);
      }
      const changes = FOLDERS[first] ?? [];
      const folder = option({ words: rest.slice(0, at) }, ...changes);
      if (folder !== undefined) folders.push(folder);
      const next = rest.slice(at);
      rest = first === 'uv' && (next[0] === '-m' || next[0] === '--module') ? ['python', '-m', ...next.slice(1)] : next;
    } else break;
  }
  return { words: rest, ...(folders.length === 0 ? {} : { folder: folders.join('/') }) };
}

/** The first word of a runner's command, from one on, that is neither an option nor its value. */
function behindOptions(words: readonly string[], from: number): number {
  const [runner = ''] = words;
  let at = from;
  while (at < words.length && words[at]!.startsWith('-')) {
    const one = words[at]!;
    if (runner === 'uv' && (one === '-m' || one === '--module')) break;
    const valued = VALUED.has(one) || (FOLDERS[runner]?.includes(one) ?? false);
    at += valued && !(runner === 'npx' && one === '-p' && words.length < 3) ? 2 : 1;
  }
  return at;
}

/** `/usr/bin/python3.12` → `python3.12`; `@openai/codex@1.2` stays. */
export function programOf({ words }: Command): string {
  const [first = ''] = words;
  return first.startsWith('@') ? first.replace(/(?<=.)@[^@/]*$/, '') : first.slice(first.lastIndexOf('/') + 1);
}

/** The value of an option: `--name value` or `--name=value`, the first of its spellings. */
export function option({ words }: Pick<Command, 'words'>, ...names: string[]): string | undefined {
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    if (names.includes(word)) return words[at + 1];
    const equals = word.indexOf('=');
    if (equals > 0 && names.includes(word.slice(0, equals))) return word.slice(equals + 1);
  }
  return undefined;
}

export function hasFlag({ words }: Command, ...names: string[]): boolean {
  return words.some((word) => names.includes(word));
}

/** What is neither an option nor, as far as known, its value. */
export function operands({ words }: Command, from = 1): string[] {
  return words.slice(from).filter((word) => !word.startsWith('-'));
}
