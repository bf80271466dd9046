/** Splits a shell line into words: quotes, backslashes and comments as in POSIX, operators as words of their own. Nothing is expanded. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let open = false;
  const end = (): void => {
    if (open) words.push(word);
    word = '';
    open = false;
  };
  for (let at = 0; at < line.length; at++) {
    const sign = line[at]!;
    if (sign === '"' || sign === "'") {
      open = true;
      for (at++; at < line.length && line[at] !== sign; at++) {
        if (sign === '"' && line[at] === '\\' && at + 1 < line.length) at++;
        word += line[at];
      }
    } else if (sign === '\\' && at + 1 < line.length && !/[A-Za-z]/.test(line[at + 1]!)) {
      open = true;
      word += line[++at];
    } else if (/\s/.test(sign)) end();
    else if (sign === '&' || sign === '|' || sign === ';') {
      end();
      let operator = sign;
      while (line[at + 1] === sign) operator += line[++at];
      words.push(operator);
    } else {
      open = true;
      word += sign;
    }
  }
  end();
  return words;
}

/** The commands of a shell line, in order, each as words. */
export function shellCommands(line: string): { words: string[]; piped: boolean }[] {
  const commands: { words: string[]; piped: boolean }[] = [{ words: [], piped: false }];
  for (const word of shellWords(line)) {
    if (/^(?:&+|\|+|;+)$/.test(word)) commands.push({ words: [], piped: word === '|' });
    else commands.at(-1)!.words.push(word);
  }
  return commands.filter(({ words }) => words.length > 0);
}

export interface Options {
  /** Values by option name, in order; flags have the value ''. */
  given: Map<string, string[]>;
  /** What follows the options. */
  rest: string[];
}

/**
 * Reads the options in front of the first operand. `takesValue` decides for an option without `=` whether the next word is its
 * value; `--` ends the options.
 */
export function readOptions(words: readonly string[], takesValue: (name: string) => boolean): Options {
  const given = new Map<string, string[]>();
  const add = (name: string, value: string): void => void given.set(name, [...(given.get(name) ?? []), value]);
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    const equals = word.indexOf('=');
    if (word.startsWith('--') && equals > 0) add(word.slice(0, equals), word.slice(equals + 1));
    else if (takesValue(word)) add(word, words[++at] ?? '');
    else add(word, '');
  }
  return { given, rest: words.slice(at) };
}

/** `C:\\Program Files\\nodejs\\npx.cmd` and `/usr/local/bin/npx` are both `npx`. */
export function programName(command: string): string {
  const name = command.slice(Math.max(command.lastIndexOf('/'), command.lastIndexOf('\\')) + 1);
  return name.replace(/\.(?:exe|cmd|bat|ps1)$/i, '');
}
