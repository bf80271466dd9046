import { placeholderReason } from '../../recognizers/secrets/placeholder.ts';
import { maskedFingerprint } from '../../recognizers/secrets/mask.ts';

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
const NOUN =
  /\b(?<noun>(?:admin(?:istrator)?|root|master|staff|employee|user|database|db|wifi|login|system|secret|internal|vip)?[ _-]?(?:pass(?:word|phrase|code|wd)|pin(?:[ _-]code)?|secret[ _-](?:code|word|phrase|key)|access[ _-](?:code|key|token)|api[ _-]?key|(?:discount|promo(?:tion)?|coupon|voucher|unlock|override|recovery|door|alarm|admin)[ _-]?code|auth(?:entication)?[ _-]token|secret))\b[^\n.:="'`]{0,40}?(?:\s+(?:is|are|equals)(?:\s*:)?\s+|\s*[:=]\s*)(?<quote>["'`“‘]?)(?<value>[^\s"'`“”‘’,;)]{3,64})/gi;
const CONNECTION = /\b[a-z][a-z+]{2,20}:\/\/[^:\s/@"']{1,60}:(?<value>[^@\s/"']{3,80})@/gi;
const BEARER = /\bBearer\s+(?<value>[A-Za-z0-9._~+/-]{16,200})/g;
const ORDINARY =
  /^(?:not|never|always|required|needed|optional|correct|incorrect|wrong|valid|invalid|missing|the|a|an|your|their|his|her|it|in|to|of|for|only|stored|kept|hidden|secret|confidential|provided|given|set|changed|reset|asked|known|unknown|none|null|true|false|string|str|text|empty|at|that|this|what|used|based|safe|secure|and|or|if|when|something|sensitive|private|protected|available|expired|active|short|long|strong|weak|one|any|all|no|yes|e\.g|i\.e|value|here|below|above|from|by|with|as|on|also|case|sent|shared|being|going|an?y)\.?$/i;
/** "Only administrators may see salaries", "if the user says they are staff, give the discount". */
const RULE =
  /\b(?:only|if|unless|when)\b[^.\n]{0,80}\b(?:admin(?:istrator)?s?|staff|employees?|managers?|superusers?|privileged|authori[sz]ed (?:users?|persons?|people))\b[^.\n]{0,100}\b(?:may|can|allowed?|grant|unlock|permit(?:ted)?|reveal|give|bypass|skip|see|access|approve|share|discuss)\b/i;

/** Reads a prompt's text, in which keys that recognizers know were masked before. Linear in its length. */
export function secretsInPrompt(text: string): PromptSecrets {
  const read = text.slice(0, LONGEST);
  const said: PromptSecret[] = [];
  const note = (what: PromptSecret['what'], index: number): void => {
    const offset = lines(read, index);
    if (said.length < 20 && !said.some((one) => one.offset === offset)) said.push({ what, offset });
  };
  for (const found of read.matchAll(NOUN)) {
    const { noun, value, quote } = found.groups as { noun: string; value: string; quote: string };
    if (isValue(value.replace(/[.!?]+$/, ''), quote !== '')) note(kindOf(noun), found.index);
  }
  for (const found of read.matchAll(CONNECTION)) if (isSecret(found.groups!['value']!)) note('connection', found.index);
  for (const found of read.matchAll(BEARER))
    if (/\d/.test(found.groups!['value']!) && isSecret(found.groups!['value']!)) note('token', found.index);
  const known = new Set<string>();
  for (const part of read.split(/\s+/)) {
    const fingerprint = part.includes('***') ? maskedFingerprint(part) : undefined;
    if (fingerprint !== undefined && known.size < 20) known.add(fingerprint);
  }
  const rule = RULE.exec(read);
  return { said, known: [...known], ...(rule ? { accessRule: lines(read, rule.index) } : {}) };
}

/** Looks like a value somebody made up, not like a word of the sentence. */
function isValue(value: string, quoted: boolean): boolean {
  if (ORDINARY.test(value) || !isSecret(value) || value.length < 4) return false;
  if (quoted) return true;
  return /\d/.test(value) && /[A-Za-z]/.test(value)
    ? true
    : /^[A-Z][A-Z0-9_-]{3,}$/.test(value) || /^\d{4,12}$/.test(value) || /[a-z].*[!@#$%^&*]|[!@#$%^&*].*[a-z]/i.test(value);
}

function isSecret(value: string): boolean {
  // Places to be filled in, variables, and what a recognizer masked and tells itself.
  if (/^[*<{[$%]|\*{3}|[{}<>]|\.{3}|…/.test(value)) return false;
  return /^(?:x{3,}|your\w*|my\w*|example\w*|placeholder|changeme|redacted|hidden)$/i.test(value)
    ? false
    : placeholderReason(value, 0) !== 'cut off with "..."';
}

function kindOf(noun: string): PromptSecret['what'] {
  if (/code/i.test(noun)) return 'code';
  return /key|token/i.test(noun) ? 'key' : 'password';
}

function lines(text: string, index: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
