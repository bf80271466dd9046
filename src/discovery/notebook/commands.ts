import { readRequirement, type Requirement } from '../packages/requirement.ts';

/** What a shell line of a notebook does, as far as it concerns AI. */
export interface ShellUse {
  /** Packages that are installed, by ecosystem. */
  installs: { ecosystem: 'pypi' | 'npm'; requirement: Requirement }[];
  /** Requirements files that are installed. */
  files: string[];
  /** Models that are fetched: `huggingface-cli download owner/name`, `ollama pull name`. */
  models: { text: string; provider: string }[];
  /** Addresses that are called, with the model a request names. */
  requests: { host: string; model?: string }[];
}

const MOST_WORDS = 400;

/** Reads one shell line; pipes, `&&`, `;` and environment prefixes are followed. Nothing is run. Linear. */
export function shellUseOf(text: string): ShellUse {
  const use: ShellUse = { installs: [], files: [], models: [], requests: [] };
  const model = /\\?"model\\?"\s*:\s*\\?"([\w./:@-]{2,120})/.exec(text)?.[1];
  let words: string[] = [];
  for (const word of [...wordsOf(text), ';']) {
    if (!/^(?:;|&&?|\|\|?|\n)$/.test(word)) {
      words.push(word);
      continue;
    }
    command(words, use, model);
    words = [];
  }
  return use;
}

function command(words: readonly string[], use: ShellUse, model: string | undefined): void {
  let at = 0;
  while (
    at < words.length &&
    (/^[A-Za-z_]\w*=/.test(words[at]!) || /^(?:sudo|time|nohup|exec|env)$/.test(words[at]!) || /^-\w$/.test(words[at]!))
  )
    at++;
  let [name = '', ...rest] = words.slice(at);
  name = name.slice(name.lastIndexOf('/') + 1);
  if (/^python[\d.]*$|^\{sys\.executable\}$/.test(name) && rest[0] === '-m') [name = '', ...rest] = rest.slice(1);
  if (name === 'uv' && rest[0] === 'pip') [name = '', ...rest] = rest;
  else if (name === 'uv' && rest[0] === 'add') [name, rest] = ['pip', ['install', ...rest.slice(1)]];
  if (/^pip[\d.]*$|^conda$|^mamba$|^micromamba$/.test(name) && rest[0] === 'install') installed(rest.slice(1), name.startsWith('pip'), use);
  else if (/^(?:npm|pnpm|yarn|bun)$/.test(name) && /^(?:i|install|add)$/.test(rest[0] ?? '')) npmInstalled(rest.slice(1), use);
  else if (/^(?:huggingface-cli|hf)$/.test(name) && rest[0] === 'download')
    add(
      use,
      rest.slice(1).find((word) => /^[\w.-]+\/[\w.-]+$/.test(word)),
      'huggingface',
    );
  else if (name === 'ollama' && /^(?:pull|run)$/.test(rest[0] ?? ''))
    add(
      use,
      rest.slice(1).find((word) => !word.startsWith('-')),
      'ollama',
    );
  else if (name === 'git' && (rest[0] === 'clone' || rest[1] === 'clone'))
    for (const word of rest)
      add(
        use,
        /^https:\/\/(?:[^@/]*@)?huggingface\.co\/((?!datasets\/|spaces\/)[\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(word)?.[1],
        'huggingface',
      );
  else if (/^(?:curl|wget|http|https|aria2c)$/.test(name)) {
    for (const word of rest) {
      add(use, /^https:\/\/huggingface\.co\/((?!datasets\/|spaces\/|api\/)[\w.-]+\/[\w.-]+)\/resolve\//.exec(word)?.[1], 'huggingface');
      const host = /^https?:\/\/(?:[^/@\s]*@)?([\w.-]{3,200})/.exec(word)?.[1]?.toLowerCase();
      if (host !== undefined && host !== 'huggingface.co') use.requests.push({ host, ...(model === undefined ? {} : { model }) });
    }
  }
}

function add(use: ShellUse, text: string | undefined, provider: string): void {
  if (text !== undefined && text.length < 200 && !use.models.some((one) => one.text === text)) use.models.push({ text, provider });
}

/** Options of pip whose next word is their value. */
const VALUED =
  /^(?:-i|--index-url|--extra-index-url|-f|--find-links|-t|--target|--prefix|--platform|--python|-p|-c|--constraint|--trusted-host|--progress-bar|-n|--name|--channel|--upgrade-strategy|--timeout|--root|--cache-dir|--override-channels)$/;

function installed(words: readonly string[], isPip: boolean, use: ShellUse): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-r' || word === '--requirement') use.files.push((words[++at] ?? '').slice(0, 300));
    else if (word === '-e' || word === '--editable') at = take(words, at + 1);
    else if (VALUED.test(word) || (!isPip && word === '-c')) at++;
    else if (!word.startsWith('-')) at = take(words, at);
  }

  function take(all: readonly string[], at: number): number {
    // `name @ git+https://…` is three words.
    const isReference = all[at + 1] === '@';
    const requirement = readRequirement(isReference ? `${all[at]} @ ${all[at + 2] ?? ''}` : (all[at] ?? ''));
    // conda writes `name=1.2`.
    if (requirement) use.installs.push({ ecosystem: 'pypi', requirement });
    else if (!isPip) {
      const conda = /^(?:[\w./-]+::)?([A-Za-z0-9][\w.-]*)=+(\d[\w.]*)/.exec(all[at] ?? '');
      if (conda) use.installs.push({ ecosystem: 'pypi', requirement: { name: conda[1]!, extras: [], range: `=${conda[2]}`, hashes: 0 } });
    }
    return isReference ? at + 2 : at;
  }
}

function npmInstalled(words: readonly string[], use: ShellUse): void {
  for (const word of words) {
    const parts = /^((?:@[\w.-]+\/)?[\w.-]+)(?:@(\S+))?$/.exec(word);
    if (!parts || word.startsWith('-')) continue;
    const pin = /^\d+\.\d+\.\d+\S*$/.exec(parts[2] ?? '')?.[0];
    use.installs.push({
      ecosystem: 'npm',
      requirement: {
        name: parts[1]!,
        extras: [],
        ...(parts[2] === undefined ? {} : { range: parts[2] }),
        ...(pin === undefined ? {} : { pin }),
        hashes: 0,
      },
    });
  }
}

/** Words of a shell line: quotes kept together, operators by themselves, comments cut. One pass. */
function wordsOf(text: string): string[] {
  const out: string[] = [];
  let word: string | undefined;
  let quote = '';
  const end = (): void => {
    if (word !== undefined) out.push(word);
    word = undefined;
  };
  const given = text.slice(0, 50_000);
  for (let at = 0; at < given.length && out.length < MOST_WORDS; at++) {
    const sign = given[at]!;
    if (sign === '\\' && quote !== "'") word = (word ?? '') + (given[++at] ?? '');
    else if (quote !== '') {
      if (sign === quote) quote = '';
      else word += sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (sign === '#' && word === undefined) break;
    else if (sign === ';' || sign === '&' || sign === '|') {
      end();
      out.push(sign);
    } else if (sign === ' ' || sign === '\t') end();
    else word = (word ?? '') + sign;
  }
  end();
  return out;
}
