const REACH = 160;
const NEUTRAL = /^(?:value|default|defaultvalue|stringvalue|data)$/i;
const NAMED = /(?:\bname["']?\s{0,2}[:=]\s{0,4}["']?|\bvariable\s{1,2}["'])(?<name>[A-Za-z_][\w.-]{0,80})/gi;
const SETTERS = new Set(['ENV', 'ARG', 'export', 'set', 'setx', 'SET', 'const', 'let', 'var']);
const SCHEMES = new Set(['bearer', 'basic', 'token', 'api-key']);
const HANDED_ON = /["'`](?:-e|--env)["'`][ \t]{0,4},[ \t]{0,4}["'`][\w.-]{1,80}["'`]$/;
const TYPE = /^[\w.]+(?:\[[^[\]]{0,30}\]|<[^<>]{0,30}>)?(?: ?\| ?\w+)?$/;

/**
 * The name the text at `start` is assigned or passed to, when it stands on the same line (or as `name:` within the
 * lines above a neutral `value:`). Reads backwards, at most 160 units, in one pass: hostile lines stay cheap.
 */
export function assignedName(text: string, start: number): string | undefined {
  const left = lineBefore(text, start);
  const name = nameBefore(left);
  if (name === undefined || !NEUTRAL.test(name)) return name;
  const above = text.slice(Math.max(0, start - left.length - REACH), start);
  let named: string | undefined;
  for (const match of above.matchAll(NAMED)) named = match.groups?.['name'];
  return named ?? name;
}

/** What stands before `start` on its line, at most 160 units of it. */
export function lineBefore(text: string, start: number): string {
  const left = text.slice(Math.max(0, start - REACH), start);
  return left.slice(left.lastIndexOf('\n') + 1);
}

function nameBefore(left: string): string | undefined {
  let at = skipScheme(left, skipOpening(left, left.length));
  at = skipOpening(left, at);
  let operator = skipSpaces(left, at);
  if (left[operator - 1] === '(') {
    // SecretStr("…"), new Key('…'): the name stands before the call.
    const callee = skipWord(left, operator - 1);
    if (callee < operator - 1) operator = skipSpaces(left, callee);
    if (isWord(left, operator - 1)) {
      const before = skipWord(left, operator);
      if (left.slice(before, operator) === 'new') operator = skipSpaces(left, before);
    }
  }
  const mark = left[operator - 1];
  if (mark === ',') return quotedArgument(left, operator - 1);
  if (mark === '>' && left[operator - 2] !== '=') return element(left, operator - 1);
  if (mark === '=' || mark === ':' || mark === '>') return assigned(left, operator);
  return operator < at ? spaced(left, operator) : undefined;
}

/** name = …, "name": …, name: Type = …, env["NAME"] = …, name := …, name => … */
function assigned(left: string, operator: number): string | undefined {
  let at = operator;
  while (at > operator - 3 && '=:>|?'.includes(left[at - 1] ?? ' ')) at--;
  at = skipSpaces(left, at);
  const colon = left.lastIndexOf(':', at - 1);
  if (colon > at - 44 && colon > 0 && TYPE.test(left.slice(colon + 1, at).trim())) {
    const typed = wordBefore(left, skipSpaces(left, colon));
    if (typed !== undefined) return typed;
  }
  while (at > 0 && '"\'`])\\'.includes(left[at - 1] ?? ' ')) at--;
  return wordBefore(left, at);
}

/** setenv("NAME", …), getenv('NAME', …) */
function quotedArgument(left: string, comma: number): string | undefined {
  const at = skipSpaces(left, comma);
  if (!'"\'`'.includes(left[at - 1] ?? ' ')) return undefined;
  // ["-e", "NAME", "image"]: the name alone hands on a variable of whoever starts it; what follows is the next argument.
  return HANDED_ON.test(left.slice(0, at)) ? undefined : wordBefore(left, at - 1);
}

function element(left: string, bracket: number): string | undefined {
  const from = skipWord(left, bracket);
  return left[from - 1] === '<' ? wordBefore(left, bracket) : undefined;
}

/** ENV NAME value, setx NAME value, --api-key value */
function spaced(left: string, at: number): string | undefined {
  const from = skipWord(left, at);
  if (left.startsWith('-', from)) return wordBefore(left, at);
  const keyword = skipSpaces(left, from);
  return SETTERS.has(left.slice(skipWord(left, keyword), keyword)) ? wordBefore(left, at) : undefined;
}

function wordBefore(left: string, end: number): string | undefined {
  const word = left
    .slice(skipWord(left, end), end)
    .replace(/^[-.\d]+/, '')
    .replace(/[.-]+$/, '');
  return /^[A-Za-z_$]/.test(word) ? word : undefined;
}

function skipWord(left: string, end: number): number {
  let at = end;
  while (at > 0 && end - at < 81 && isWord(left, at - 1)) at--;
  return at;
}

function skipSpaces(left: string, end: number): number {
  let at = end;
  while (at > 0 && (left[at - 1] === ' ' || left[at - 1] === '\t')) at--;
  return at;
}

/** Quotes, an escaped quote and a string prefix (r"", f'', b""). */
function skipOpening(left: string, end: number): number {
  let at = end;
  while (at > 0 && end - at < 4 && '"\'`'.includes(left[at - 1] ?? ' ')) at--;
  if (at === end) return at;
  if (left[at - 1] === '\\') at--;
  let prefix = at;
  while (prefix > 0 && at - prefix < 2 && 'rbfuRBFU@$'.includes(left[prefix - 1] ?? ' ')) prefix--;
  return prefix < at && !isWord(left, prefix - 1) ? prefix : at;
}

function skipScheme(left: string, end: number): number {
  const at = skipSpaces(left, end);
  if (at === end) return end;
  const from = skipWord(left, at);
  return SCHEMES.has(left.slice(from, at).toLowerCase()) ? from : end;
}

function isWord(left: string, at: number): boolean {
  const code = left.charCodeAt(at);
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 36 ||
    code === 45 ||
    code === 46
  );
}
