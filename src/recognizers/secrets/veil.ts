import { bitsPerUnit } from './entropy.ts';
import { findSecrets, hasSecretAnchor } from './find.ts';
import { maskSecrets, startsPlainYaml } from './mask.ts';
import { DIGIT, LOWER, scanRuns, UPPER } from './scan.ts';
import { assignedName } from './variable.ts';

// The recognizer decides what is told as a finding and must be right; the veil decides what may be seen, and may be generous.

export interface VeilOptions {
  /** Unquoted words behind `name=` and `name:` are values: settings files, and text that is no code. */
  literal?: boolean;
  /** It is text for people, not a file: "the password is …" counts too. */
  prose?: boolean;
  /** Is told what is starred out. */
  onSpan?(start: number, end: number): void;
}

const NAME =
  '(?:pass(?:word|wd|phrase|code)|(?<![A-Za-z])pass|pwd|secret|token|(?:api|access|auth|private|secret|account|client|service|signing|encryption|master|admin|subscription|license|shared)[_-]?key|credential)s?(?:[_-]?(?:prod|production|dev|staging|live|main|value|default|v?\\d{1,2}))?';
const QUOTED = new RegExp(
  `${NAME}\\\\?["'\`\\]]{0,2}[ \\t]{0,4}(?::[ \\t]{0,2}[\\w.[\\]| ]{1,40}=|=>|:=|={1,3}|:)[ \\t]{0,4}[a-z]{0,2}(?<opening>\\\\?["'\`])`,
  'gi',
);
const UNQUOTED = new RegExp(
  `(?<before>[\\w-]{0,30})${NAME}\\\\?["']?[ \\t]{0,4}[=:][ \\t]{0,4}(?<value>[^\\s"'\`,;&<>\\\\]{1,200})`,
  'dgi',
);
const SAID = new RegExp(`${NAME}[ \\t]{1,3}(?:is|was|of|to)[ \\t]{1,3}["']?(?<value>[^\\s"'\`,;<>\\\\]{4,200})`, 'dgi');
const FLAG =
  /--[\w-]{0,30}(?:key|token|secret|password|passwd|pwd)(?:=|[ \t]{1,4}|["'][ \t]{0,2},\s{0,9}["'])["']?(?<value>[^\s"'`\\,]{3,300})/dgi;
const LOGIN = /[\s"'](?:-u|--user)(?:=|[ \t]{1,4})["']?[^\s:"']{1,60}:(?<value>[^\s"'`\\]{1,200})/dgi;
const SCHEME = /\b(?:bearer|basic|apikey)[ \t]{1,4}(?<value>[A-Za-z0-9._~+/=-]{8,2000})/dgi;
const USER_PASSWORD = /:\/\/[^\s/?#"'`<>\\@:]{0,100}:(?<value>[^\s/?#"'`<>\\]{1,200})@/dg;
const USER_TOKEN = /:\/\/(?<value>[^\s/?#"'`<>\\@:]{16,300})@/dg;
const PARAMETER =
  /[?&;](?:amp;)?(?:[\w-]{0,40}(?:key|token|secret|password|passwd|pwd|sig|signature|credentials?)|auth|code|pass|pw)=(?<value>[^\s&#"'`<>\\;]{1,500})/dgi;

/** Filled in elsewhere: a variable, a template, a name in a secret store, an address, a version, a word of a schema. */
const REFERENCE =
  /\$\{|\{\{|\{%|%\(|^%[sd]$|^<[^>]*>?$|\$\(|^\{[\w.:]*\}?$|^\$\w|os\.environ|process\.env|getenv|^secrets\.|^(?:op|vault|arn|ssm|env|file|input|projects|secretref|keyring|https?|wss?):|^!(?:Ref|Sub|GetAtt)|^(?:\.{0,2}|~)\/|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[a-z.-]+(?:\/[a-z.*-]+)+$|^[\^~<>=]*v?\d+\.\d+|^[|>][+-]?$|^(?:your|my)[-_ ]|[-_ ]here$|^[xX]{4,}$|^\.{3}$/;
/** Code: a call, an index, a list. */
const EXPRESSION = /[([]/;
const WORDS =
  /^(?:true|false|yes|no|null|nil|none|undefined|string|str|bytes|int|integer|number|float|bool|boolean|any|object|array|list|dict|required|optional|read|write|admin|all|text|hidden|header|query|body|bearer|basic|password|secret|token|env|environment|\*+|\W+)$/i;
/** Tokens of text, and limits. */
const COUNTED =
  /(?:max|min|num|new|pad|eos|bos|unk|sep|cls|mask|stop|start|end|next|page|continuation|total|prompt|completion|input|output|cached|special|image|audio|text)[_-]?tokens?$/i;
const IDENTIFIER =
  /sha\d*$|hash|digest|checksum|commit|revision|version|md5|etag|integrity|uuid|guid|(?:^|[_-])ids?$|Ids?$|model|bucket|arn$|project|host|image/;
/** Ids of AI platforms: names, not keys. */
const PLATFORM_ID = /^(?:asst|file|vs|thread|run|batch|org|proj|msg|ft|ftjob|resp|chatcmpl|wf)[_-]/;

type Span = [start: number, end: number];

/**
 * The text with everything that may be a credential starred out, unit for unit: values behind credential-like names, passwords in
 * addresses, keys in query parameters and command lines, and long random words. What is masked already, and what only refers to a
 * secret, stays. Never throws; linear.
 */
export function veil(text: string, options: VeilOptions = {}): string {
  const spans: Span[] = [];
  const add = (start: number, end: number): void => {
    const value = text.slice(start, end);
    if (value !== '' && !value.includes('***') && !REFERENCE.test(value) && !WORDS.test(value)) spans.push([start, end]);
  };
  if (text.includes('://')) for (const pattern of [USER_PASSWORD, USER_TOKEN]) each(text, pattern, add);
  if (text.includes('=')) each(text, PARAMETER, add);
  if (/pass|pwd|secret|token|key|credential/i.test(text)) named(text, options, add);
  if (/bearer|basic|apikey/i.test(text)) each(text, SCHEME, (start, end) => /\d/.test(text.slice(start, end)) && add(start, end));
  if (text.includes('-u')) each(text, LOGIN, add);
  randomWords(text, (start, end) => void (text.slice(start, end).includes('***') || spans.push([start, end])));
  if (options.onSpan) for (const [start, end] of spans) options.onSpan(start, end);
  return starred(text, spans);
}

/** Any text that leaves the process and came out of a scanned file: what the recognizer knows and what the veil takes for a secret is starred out. */
export function veilText(text: string): string {
  if (text.length < 6) return text;
  let masked = text;
  if (hasSecretAnchor(text)) {
    const found = findSecrets(text);
    if (found.length > 0)
      masked = maskSecrets(
        text,
        found.map((secret) => ({ ...secret, placeholder: false })),
      );
  }
  return veil(masked, { literal: true, prose: true });
}

function named(text: string, { literal = false, prose = false }: VeilOptions, add: (start: number, end: number) => void): void {
  for (const match of text.matchAll(QUOTED)) {
    if (COUNTED.test(nameAt(text, match.index, match[0]))) continue;
    const start = match.index + match[0].length;
    const end = closing(text, start, match.groups!['opening']!);
    if (end !== undefined && text.slice(start, end).split(' ').length <= 6) add(...defaultOf(text, match.index, [start, end]));
  }
  each(text, FLAG, (start, end) => /max-|num-/.test(text.slice(start - 40, start)) || add(start, end));
  if (literal) {
    for (const match of text.matchAll(UNQUOTED)) {
      // "arn:…:secret:name": a part of a longer name.
      if (text[match.index - 1] === ':' && match.groups!['before'] === '') continue;
      const [start, end] = defaultOf(text, match.index, match.indices!.groups!['value']!);
      if (!COUNTED.test(nameAt(text, match.index, match[0])) && !EXPRESSION.test(text.slice(start, end))) add(start, end);
    }
  }
  if (prose) each(text, SAID, (start, end) => /\d|[^A-Za-z.,:!?)-]|[a-z][A-Z]/.test(text.slice(start, end)) && add(start, end));
}

/** Of `${NAME:-value}` only the value, so that what is around it still reads as what it is; a message behind `?` is none. */
function defaultOf(text: string, from: number, [start, end]: Span): Span {
  // PASSWORD: ${NAME:-value}
  const shell = text.startsWith('${', start) ? /^\$\{[A-Za-z_]\w{0,99}:?[-=]/.exec(text.slice(start, Math.min(end, start + 110))) : null;
  if (shell) {
    const close = text.indexOf('}', start);
    return [start + shell[0].length, close >= 0 && close < end ? close : end];
  }
  const mark = text[start]!;
  if (!'-=?+'.includes(mark) || !/\$\{[\w-]{0,40}$/.test(text.slice(Math.max(0, from - 42), from))) return [start, end];
  if (mark === '?') return [start, start];
  const close = text.indexOf('}', start);
  return [start + 1, close >= 0 && close < end ? close : end];
}

/** The whole name a match ends in: `max_tokens` of `tokens = `. */
function nameAt(text: string, start: number, match: string): string {
  const before = /[\w-]*$/.exec(text.slice(Math.max(0, start - 30), start))![0];
  return before + /^[\w-]*/.exec(match)![0];
}

/** Where the quoted text that begins at `start` ends; undefined where that is not within 300 units of its line. */
function closing(text: string, start: number, opening: string): number | undefined {
  for (let at = start; at < text.length && at - start <= 300; at++) {
    if (text.startsWith(opening, at)) return at;
    const unit = text[at];
    if (unit === '\n') return undefined;
    if (unit === '\\') at++;
  }
  return undefined;
}

function each(text: string, pattern: RegExp, add: (start: number, end: number) => unknown): void {
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices!.groups!['value']!;
    add(start, end);
  }
}

/** Words of 20 units and more that nobody writes: capitals, small letters and digits mixed, or many digits among small letters. */
function randomWords(text: string, add: (start: number, end: number) => void): void {
  scanRuns(text, (start, end, kinds) => {
    const length = end - start;
    if (length < 20 || length > 300 || (kinds & DIGIT) === 0 || (kinds & LOWER) === 0) return false;
    const word = text.slice(start, end);
    if (/^[a-f0-9-]+$/i.test(word) || !looksDrawn(word, (kinds & UPPER) !== 0) || PLATFORM_ID.test(word)) return false;
    if (/sha\d{3}-[\w+/=-]*$/.test(text.slice(Math.max(0, start - 120), start)) || /^sha\d{3}-/.test(word)) return false;
    if (text[end] === '.' && /\/\/[\w.-]*$/.test(text.slice(Math.max(0, start - 120), start))) return false;
    if (!IDENTIFIER.test(assignedName(text, start) ?? '')) add(start, end);
    return false;
  });
}

function looksDrawn(word: string, capitals: boolean): boolean {
  const count = (pattern: RegExp): number => (word.match(pattern) ?? []).length;
  if (count(/\d/g) < (capitals ? 2 : 4)) return false;
  if (capitals ? count(/[A-Z]/g) < 2 || count(/[a-z]/g) < 2 : word.length < 24 || /[_-]/.test(word)) return false;
  const wordy = (word.match(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g) ?? []).reduce((sum, part) => sum + (/[aeiouy]/i.test(part) ? part.length : 0), 0);
  return wordy / word.length <= 0.4 && bitsPerUnit(word) >= 3.6;
}

function starred(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let done = 0;
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    const lead = from === start && startsPlainYaml(text, start) ? 'x' : '';
    parts.push(text.slice(done, from), lead.padEnd(end - from, '*'));
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}
