import { placeholderReason } from '../../recognizers/secrets/placeholder.ts';
import { maskedFingerprint } from '../../recognizers/secrets/mask.ts';
import type { TextFile } from '../detector.ts';

/** What a prompt gives away to whoever talks the model into repeating it. Values are never kept. */
export interface PromptSecret {
  what: 'password' | 'code' | 'key' | 'connection' | 'token';
  /** Lines below the first of the text, from 0. */
  offset: number;
}

export interface PromptSecrets {
  /** Said in words of people: no recognizer of keys knows them. */
  said: PromptSecret[];
  /** Fingerprint digits of keys that a recognizer knows and that have an asset of their own. */
  known: string[];
  /** Offset of the first sentence that leaves a decision on access to the model. */
  accessRule?: number;
}

const LONGEST = 64 * 1024;
const NAMED =
  '(?:admin(?:istrator)?|root|master|staff|employee|user|database|db|wifi|login|system|secret|internal|vip|service|billing|back[ -]office)?[ _-]?(?:pass(?:word|phrase|code|wd)|pin(?:[ _-]code)?|secret[ _-](?:code|word|phrase|key|token)|access[ _-](?:code|key|token)|api[ _-]?(?:key|token)|bearer[ _-]token|(?:discount|promo(?:tion)?|coupon|voucher|unlock|override|recovery|door|alarm|admin)[ _-]?code|code[ _-]?word|magic[ _-]word|safe[ _-]?word|auth(?:entication)?[ _-]token|credentials?|secret)';
/** "is", ":", "is currently set to": what makes of what follows the value of what stands before. */
const NOUN = new RegExp(
  `\\b(?<noun>${NAMED})\\b[^\\n.:="'\`]{0,40}?(?:\\s+(?:is|are|equals|remains)(?:\\s*:)?\\s+|\\s*[:=]\\s*)(?:(?:currently|now|always|simply|just|still|set|to|called)\\s+){0,3}(?<quote>["'\`“‘]?)(?<value>[^\\s"'\`“”‘’,;)]{3,64})`,
  'gi',
);
/** The value right behind its kind, as a name: "use the API token abc…", "the code word bluebird". Words of the sentence follow as well, so it has to look like one. */
const BEHIND = new RegExp(`\\b(?<noun>${NAMED}|token|promo|voucher)[ \\t]+(?<quote>["'\`“‘]?)(?<value>[^\\s"'\`“”‘’,;)]{4,200})`, 'gi');
const CODE_WORD = /(?:code|magic|secret|safe)[ _-]?word|passphrase/i;
const CONNECTION = /\b[a-z][a-z+]{2,20}:\/\/[^:\s/@"']{1,60}:(?<value>[^@\s/"']{3,80})@/gi;
const BEARER = /\bBearer\s+(?<value>[A-Za-z0-9._~+/*-]{16,200})/g;
const ORDINARY =
  /^(?:not|never|always|required|needed|optional|correct|incorrect|wrong|valid|invalid|missing|the|a|an|your|their|his|her|it|in|to|of|for|only|stored|kept|hidden|secret|confidential|provided|given|set|changed|reset|asked|known|unknown|unset|none|null|true|false|string|str|text|empty|at|that|this|what|used|based|safe|secure|and|or|if|when|something|sensitive|private|protected|available|expired|active|short|long|strong|weak|one|any|all|no|yes|e\.g|i\.e|value|here|below|above|from|by|with|as|on|also|case|sent|shared|being|going|an?y|uuid|json|yaml|oauth2?|jwt|utf-?8|base64|hex|sha-?\d+|https?)\.?$/i;
/** Lengths, the names of variables, and numbers of versions. */
const NO_VALUE =
  /^\d+(?:-\d+)?-?(?:bits?|chars?|characters?|digits?|letters?|bytes?|days?|hours?|minutes?|h|d|x)?$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^v?\d+\.\d/;
const EXAMPLE = /\b(?:for example|e\.g\.?|for instance|such as|example:)[^.\n]{0,40}$/i;
/** "Only administrators may see salaries", "if the user says they are staff, give the discount". */
const RULE =
  /\b(?:only|if|unless|when)\b[^.\n]{0,80}\b(?:admin(?:istrator)?s?|staff|employees?|managers?|superusers?|privileged|authori[sz]ed (?:users?|persons?|people))\b[^.\n]{0,100}\b(?:may|can|allowed?|grant|unlock|permit(?:ted)?|reveal|give|bypass|skip|see|access|approve|share|discuss)\b/i;

/**
 * Reads a prompt's text, in which keys that recognizers know were masked before. Linear in its length.
 * @param isTold whether a masked value in the line of the text is told by a recognizer itself; absent: masked values say nothing
 */
export function secretsInPrompt(text: string, isTold?: (offset: number) => boolean): PromptSecrets {
  const read = text.slice(0, LONGEST);
  const said: PromptSecret[] = [];
  const note = (what: PromptSecret['what'], index: number): void => {
    const offset = lines(read, index);
    if (said.length < 20 && !said.some((one) => one.offset === offset)) said.push({ what, offset });
  };
  const isHidden = (value: string, index: number): boolean =>
    /^x?\*{4,}$/.test(value) && isTold !== undefined && !isTold(lines(read, index));
  for (const found of read.matchAll(NOUN)) {
    const { noun, value, quote } = found.groups as { noun: string; value: string; quote: string };
    const bare = value.replace(/[.!?]+$/, '');
    // In quotes a mask was a value for sure; behind a colon alone it may have been a word of the sentence.
    if (!isValue(bare, quote !== '') && !(quote !== '' && isHidden(bare, found.index))) continue;
    if (!EXAMPLE.test(read.slice(Math.max(0, found.index - 80), found.index))) note(kindOf(noun), found.index);
  }
  for (const found of read.matchAll(BEHIND)) {
    const { noun, value, quote } = found.groups as { noun: string; value: string; quote: string };
    const bare = value.replace(/[.!?]+$/, '');
    const word =
      CODE_WORD.test(noun) &&
      !ORDINARY.test(bare) &&
      /^[\w-]{4,40}$/.test(bare) &&
      /\b(?:says?|enters?|types?|gives?|names?|tells?|knows?)\b[^.\n]{0,40}$/i.test(read.slice(Math.max(0, found.index - 60), found.index));
    const quoted = quote !== '' && isValue(bare, true);
    if (!word && !quoted && !isDrawn(value) && !(value.length >= 16 && isHidden(bare, found.index))) continue;
    if (!EXAMPLE.test(read.slice(Math.max(0, found.index - 80), found.index))) note(kindOf(noun), found.index);
  }
  for (const found of read.matchAll(CONNECTION)) {
    const value = found.groups!['value']!;
    if (isSecret(value) || isHidden(value, found.index)) note('connection', found.index);
  }
  for (const found of read.matchAll(BEARER)) {
    const value = found.groups!['value']!;
    if ((/\d/.test(value) && isSecret(value)) || isHidden(value, found.index)) note('token', found.index);
  }
  const known = new Set<string>();
  for (const part of read.split(/\s+/)) {
    const fingerprint = part.includes('***') ? maskedFingerprint(part) : undefined;
    if (fingerprint !== undefined && known.size < 20) known.add(fingerprint);
  }
  const rule = RULE.exec(read);
  return {
    said: said.toSorted((a, b) => a.offset - b.offset),
    known: [...known],
    ...(rule ? { accessRule: lines(read, rule.index) } : {}),
  };
}

/** A literal of code that gives something away, noted before its value is veiled. */
export interface TellingLiteral {
  /** As the syntax holds it. */
  text: string;
  line: number;
  said: PromptSecret[];
}

const TELLING = new RegExp(`\\b(?:${NAMED}|token|promo|voucher)\\b|\\bBearer\\s|://[^\\s/@"']{1,60}@`, 'i');
const MOST_NODES = 400_000;

/** The literals of a file's syntax that give something away where a model is instructed with them. Never throws; bounded. */
export function tellingLiterals(
  { text, secrets }: Pick<TextFile, 'path' | 'text' | 'secrets'>,
  body: readonly unknown[],
): TellingLiteral[] {
  if (!TELLING.test(text)) return [];
  const told = new Set(secrets.filter(({ placeholder }) => !placeholder).map(({ line }) => line));
  const out: TellingLiteral[] = [];
  const waiting: unknown[] = [...body];
  for (let left = MOST_NODES; left > 0 && waiting.length > 0 && out.length < 50; left--) {
    const one = waiting.pop();
    if (typeof one !== 'object' || one === null) continue;
    const { t, v, l } = one as { t?: unknown; v?: unknown; l?: unknown };
    if (t === 'str' && typeof v === 'string' && typeof l === 'number') {
      if (v.length < SHORTEST || !TELLING.test(v)) continue;
      const { said } = secretsInPrompt(v, (offset) => told.has(l + offset));
      if (said.length > 0) out.push({ text: v, line: l, said });
      continue;
    }
    for (const part of Object.values(one)) if (typeof part === 'object') waiting.push(part);
  }
  return out;
}

const SHORTEST = 12;
/** A text that leads up to the value of a credential: what is put in behind it is one. */
const LEADS = new RegExp(
  `\\b(?:pass(?:word|phrase|code|wd)|secret(?:[ _-](?:key|code|token|word))?|(?:api|access|admin|master)[ _-]?(?:key|token)|auth(?:entication)?[ _-]token|credentials?)\\b[^\\n.:="'\`]{0,40}?(?:\\s+(?:is|are|equals)(?:\\s*:)?\\s+|\\s*[:=]\\s*)["'\`“‘]?$`,
  'i',
);

/** Whether what is filled in behind this text is the value of a credential: "The admin password is " + … */
export function leadsToCredential(before: string): boolean {
  return LEADS.test(before.slice(-200));
}

/** Variables whose value is a credential by their name. */
export function isCredentialVariable(name: string): boolean {
  return /(?:PASS(?:WORD|WD|PHRASE|CODE)|SECRET|API_?KEY|ACCESS_KEY|(?:AUTH|ACCESS|API|BEARER)_?TOKEN|CREDENTIALS?)(?:_[A-Z0-9]+)?$/i.test(
    name,
  );
}

/** Looks like a value somebody made up, not like a word of the sentence. */
function isValue(value: string, quoted: boolean): boolean {
  if (ORDINARY.test(value) || (NO_VALUE.test(value) && !/^\d{4,12}$/.test(value)) || !isSecret(value) || value.length < 4) return false;
  if (quoted) return true;
  return /\d/.test(value) && /[A-Za-z]/.test(value)
    ? true
    : /^[A-Z][A-Z0-9_-]{3,}$/.test(value) || /^\d{4,12}$/.test(value) || /[a-z].*[!@#$%^&*]|[!@#$%^&*].*[a-z]/i.test(value);
}

/** Letters and digits mixed, six or more, not an ordinary word with a number: a drawn value. */
function isDrawn(value: string): boolean {
  const bare = value.replace(/[.!?]+$/, '');
  return (
    bare.length >= 6 &&
    /\d/.test(bare) &&
    /[A-Za-z]/.test(bare) &&
    !NO_VALUE.test(bare) &&
    !ORDINARY.test(bare) &&
    isSecret(bare) &&
    /^[\w+/=.!@#$%^&*~-]+$/.test(value)
  );
}

function isSecret(value: string): boolean {
  // Places to be filled in, variables, and what a recognizer masked and tells itself.
  if (/^[*<{[$%]|\*{3}|[{}<>]|\.{3}|…/.test(value)) return false;
  return /^(?:x{3,}|your\w*|my\w*|example\w*|placeholder|changeme|redacted|hidden)$/i.test(value)
    ? false
    : placeholderReason(value, 0) !== 'cut off with "..."';
}

function kindOf(noun: string): PromptSecret['what'] {
  if (CODE_WORD.test(noun) || /(?<!pass|pin[ _-])code/i.test(noun)) return 'code';
  return /key|token/i.test(noun) ? 'key' : 'password';
}

function lines(text: string, index: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
