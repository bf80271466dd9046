import { isTrivial } from '../../../recognizers/default-logins/trivial.ts';
import type { WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import { isMasked, maskedAt } from '../../containers/masked.ts';

/** A login that a program makes or compares with, guessed at once. */
export interface Seeded {
  line: number;
  /** gate: what a page asks for. compared: the code compares with it. made: an account is made with it. */
  how: 'gate' | 'compared' | 'made';
}

const MOST = 20;
const LITERAL = '["\'`](?<value>[^"\'`\\n]{1,60})["\'`]';
/** `demo.launch(auth=("admin", "admin"))`. Source: gradio.app/docs/gradio/interface (launch, auth). */
const GATE = /\bauth[ \t]{0,3}=[ \t]{0,3}[([]{1,2}\s{0,20}["'](?<user>[^"'\n]{1,60})["'],\s{0,20}["'](?<value>[^"'\n]{1,60})["']/g;
/** `if username == "admin" and password == "admin"`. */
const COMPARED = new RegExp(
  `\\b(?:\\w{1,30}[._])?(?:password|passwd|pwd|passcode)\\b["'\\])]{0,3}[ \\t]{0,3}={2,3}[ \\t]{0,3}${LITERAL}`,
  'gi',
);
/** `(username, password) == ("admin", "admin")`. Source: docs.chainlit.io/authentication/password. */
const PAIR =
  /\(\s{0,5}user\w{0,20}\s{0,3},\s{0,3}pass\w{0,20}\s{0,3}\)\s{0,3}={2,3}\s{0,3}\(\s{0,5}["'](?<user>[^"'\n]{1,60})["']\s{0,3},\s{0,3}["'](?<value>[^"'\n]{1,60})["']/gi;
/** A literal that is hashed, or given to what makes a user. */
const HASHED = new RegExp(
  `\\b(?:get_password_hash|generate_password_hash|hash_?password|make_password|set_password|bcrypt\\.hash(?:Sync)?|pwd_context\\.hash|argon2\\.hash)\\([ \\t]{0,3}b?${LITERAL}`,
  'gi',
);
const MADE =
  /\b(?:create_?(?:super_?)?user|createAdmin|add_?user|register_?user)\([^()]{0,400}?\bpassword["']?[ \t]{0,3}[:=][ \t]{0,3}["'`](?<value>[^"'`\n]{1,60})["'`]/gi;
/** `INSERT INTO users (name, password) VALUES ('admin', '123456')`. */
const INSERTED =
  /\binsert\s{1,5}into\s{1,5}["`]?(?:\w{1,30}\.)?\w{0,30}(?:users?|accounts?|admins?|members?)["`]?\s{0,5}\((?<columns>[^()]{1,400})\)\s{0,5}values\s{0,5}\((?<values>[^()]{1,600})\)/gi;

/** Linear; every pattern is bounded. A value that was masked counts by what is known of it. */
export function seededIn(text: string, weak: readonly WeakValue[]): Seeded[] {
  const out = new Map<number, Seeded>();
  const masked = maskedAt(weak);
  const lineOf = lines(text);
  const note = (how: Seeded['how'], index: number, value: string, own: readonly string[] = []): void => {
    const line = lineOf(index);
    const guessed = isMasked(value) ? masked(line, 'password') !== undefined : value.length >= 4 && isTrivial(value, own);
    if (guessed && out.size < MOST && !out.has(line)) out.set(line, { line, how });
  };
  const valueAt = (found: RegExpMatchArray): number => found.index! + found[0].lastIndexOf(found.groups!['value']!);
  if (text.includes('.launch('))
    for (const found of text.matchAll(GATE))
      if (/\.launch\s{0,3}\([^()]{0,400}$/.test(text.slice(Math.max(0, found.index - 420), found.index)))
        note('gate', valueAt(found), found.groups!['value']!, [found.groups!['user']!]);
  for (const found of text.matchAll(PAIR)) note('compared', valueAt(found), found.groups!['value']!, [found.groups!['user']!]);
  for (const found of text.matchAll(COMPARED)) {
    // A field that is compared without a user beside it may be anything: the kind of an input, a rule for passwords.
    const around = text.slice(Math.max(0, found.index - 200), found.index + found[0].length + 200);
    if (/\b(?:user(?:_?name)?|login|e-?mail)\b[^\n]{0,20}={2,3}/i.test(around)) note('compared', valueAt(found), found.groups!['value']!);
  }
  for (const pattern of [HASHED, MADE]) for (const found of text.matchAll(pattern)) note('made', valueAt(found), found.groups!['value']!);
  for (const found of text.matchAll(INSERTED)) {
    const at = found.groups!['columns']!.split(',').findIndex((column) => /pass(?:word|wd)?["`\s]*$/i.test(column.trim()));
    const value = at < 0 ? undefined : /^['"](.{1,60})['"]$/.exec(found.groups!['values']!.split(',')[at]?.trim() ?? '')?.[1];
    if (value !== undefined) note('made', found.index + found[0].indexOf(value), value);
  }
  return [...out.values()].sort((a, b) => a.line - b.line);
}

function lines(text: string): (index: number) => number {
  const starts: number[] = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (index) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
