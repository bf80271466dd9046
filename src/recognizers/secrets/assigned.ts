import type { Candidate } from './candidate.ts';
import { isFiller, placeholderReason } from './placeholder.ts';
import { bitsPerUnit } from './entropy.ts';
import { assignedName, lineBefore } from './variable.ts';

// Names that end like a credential: api_key, dbPassword, GITHUB_TOKEN, client-secret, PROD_API_KEY_2.
const CREDENTIAL =
  /(?:(?:api|access|auth|private|secret|client|service|account|encryption|signing|master|admin|subscription|license|app|bot|webhook|openai|llm)key|apikeys?|secret|token|passw(?:or)?d|pwd|passphrase|credentials?)(?:prod|production|dev|staging|live|main|value|default|v?\d{1,2})?$/;
// A cheap first look: any of the words above shortly before the value.
const NEARBY = /[Kk][Ee][Yy]|[Ss](?:ecret|ECRET)|[Tt](?:oken|OKEN)|[Pp](?:ass|ASS|wd|WD)|[Cc](?:redential|REDENTIAL)/;
const PASSWORD = /passw(?:or)?d|pwd|passphrase/;
// Tokens of text, of grammar, of pages and of forms, and names of hashes.
const OTHER_TOKEN =
  /(?:pad|eos|bos|unk|sep|cls|mask|special|stop|start|end|next|page|continuation|cursor|sync|resume|cancel(?:lation)?|max|min|num|new|prompt|completion|input|output|cached|total|image|audio|text|lex|parser|csrf|xsrf|public|publishable|site|cache|idempotency)_?tokens?$|(?:public|publishable|anon)_?(?:api_?)?key$|(?:sha|hash|digest|checksum|integrity|fingerprint)\w{0,12}$/;
// Names that say the value stands in for a credential: REDACTED_CREDENTIAL_VALUE, dummyToken.
const STAND_IN = /(?:^|[^a-z])(?:redacted|masked|placeholder|dummy|fake|blank|sentinel)(?:[^a-z]|$)/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TEMPLATE =
  /\$\{|\{\{|\{%|%\(|%[sd]|<[^>]*>|\$\(|\{[\w.]*\}|os\.environ|process\.env|getenv|secrets\.|ENC\[|KeyVault|^(?:op|vault|arn|ssm|env|file|projects|secretref|keyring):?|^[$!@&*#]/i;
const LITERAL_FILE =
  /(?:^|\/)\.?env(?:\.[\w.-]+)?$|\.(?:env|ya?ml|ini|cfg|conf|properties|toml|sh|bash|zsh|tfvars|txt)$|(?:^|\/)(?:Dockerfile|\.npmrc|\.pypirc|\.netrc|credentials)$/i;
const SAMPLE_FILE = /(?:^|[/._-])(?:tests?|specs?|fixtures?|examples?|samples?|mocks?|docs?|demo)(?:[/._-]|$)|\.md$/i;
// Keys made to stand in pages and programs: PostHog projects, Stripe and Clerk publishable, Mapbox public, Supabase publishable.
const PUBLISHABLE = /^(?:phc_|pk_(?:live|test)_|pk\.eyJ|sb_publishable_)/;
// An image by its digest: public by nature.
const IMAGE = /@sha256:[0-9a-f]{64}$/;
// The search box of a documentation page carries a key that can only search: docsearch.algolia.com/docs/api
const SEARCH_BOX = /docsearch\b/i;
// Tokens that say who they are for: service-token.ts reads them.
const JWT = /^eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+$/;
const QUOTES = '"\'`';

/**
 * A value assigned to a credential-like name that looks random: the low-confidence net under the known forms.
 * `at` is any unit of the value. Undefined for identifiers, paths, templates, hashes and plain words.
 */
export function assignedSecret(text: string, at: number, file: string | undefined): Candidate | undefined {
  const left = text.slice(Math.max(0, at - 120), at);
  const handed = HANDED.test(left) ? handedSecret(text, at, left, file) : undefined;
  if (handed !== undefined) return handed;
  if (!NEARBY.test(left)) return undefined;
  const span = valueAround(text, at);
  if (span === undefined) return undefined;
  const { start, end, quoted } = span;
  if (!quoted && !unquotedIsLiteral(text, start, file)) return undefined;
  const variable = assignedName(text, start);
  if (variable === undefined) return undefined;
  const name = variable.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  if (!CREDENTIAL.test(name) || OTHER_TOKEN.test(variable.toLowerCase()) || STAND_IN.test(snake(variable))) return undefined;
  const value = text.slice(start, end);
  if (name === 'apikey' && SEARCH_BOX.test(text.slice(Math.max(0, start - 200), end + 200))) return undefined;
  const password = PASSWORD.test(name);
  if (
    value.length < (password ? 8 : 16) ||
    TEMPLATE.test(value) ||
    isUrl(value) ||
    IMAGE.test(value) ||
    PUBLISHABLE.test(value) ||
    JWT.test(value)
  )
    return undefined;
  const found = {
    provider: 'unknown',
    ai: false,
    start,
    end,
    publicPrefix: 0,
    rank: 3,
    variable,
    form: password ? 'password' : 'assigned',
  } as const;
  const why = isFiller(value) ? 'made of filler words' : placeholderReason(value, 0);
  if (why !== undefined)
    return name === value.replace(/[^A-Za-z0-9]/g, '').toLowerCase() ? undefined : { ...found, confidence: 0.2, placeholderWhy: why };
  if (!looksRandom(value, password)) return undefined;
  const certain = UUID.test(value) ? 0.3 : password ? 0.35 : 0.45;
  return { ...found, confidence: file !== undefined && SAMPLE_FILE.test(file) ? certain - 0.15 : certain };
}

// A header, an option of a command line, a parameter of an address: the value stands right behind, wherever the quotes are.
const HANDED = /[Aa]uthorization|AUTHORIZATION|[Xx]-|--|[?&;]/;
const HEADER =
  /(?<![\w-])(?<name>(?:proxy-)?authorization|x-[\w-]{0,30}(?:key|token|auth|secret)|api-?key)\\?["']?\s{0,2}[:=]\s{0,4}\\?["'`]?(?:(?:bearer|basic|token|api-?key|key)[ \t]{1,3})?$/i;
const OPTION = /(?<![\w-])--(?<name>[A-Za-z][\w-]{1,40})=\\?["']?$/;
const PARAMETER = /[?&;](?<name>[A-Za-z][\w.-]{1,40})=$/;
const HANDED_UNITS = /[A-Za-z0-9_\-+/=.~!@%^*:|]{16,400}/y;

/** The value begins at `at` itself. */
function handedSecret(text: string, at: number, left: string, file: string | undefined): Candidate | undefined {
  const parameter = PARAMETER.exec(left);
  const found = HEADER.exec(left) ?? OPTION.exec(left) ?? parameter;
  const variable = found?.groups?.['name'];
  if (variable === undefined) return undefined;
  const name = variable.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  if (!(name.endsWith('authorization') || name.endsWith('auth') || CREDENTIAL.test(name)) || OTHER_TOKEN.test(variable.toLowerCase()))
    return undefined;
  HANDED_UNITS.lastIndex = at;
  const whole = HANDED_UNITS.exec(text)?.[0];
  const value = parameter ? whole?.replace(/[&#;].*$/, '') : whole;
  if (value === undefined || value.length < 16 || TEMPLATE.test(value) || value.includes('://') || PUBLISHABLE.test(value))
    return undefined;
  const end = at + value.length;
  // Code goes on: a call, an index, a sum.
  if (/[([{$]/.test(text[end] ?? ' ')) return undefined;
  const base = { provider: 'unknown', ai: false, start: at, end, publicPrefix: 0, rank: 3, variable, form: 'assigned' } as const;
  const why = isFiller(value) ? 'made of filler words' : placeholderReason(value, 0);
  if (why !== undefined) return { ...base, confidence: 0.2, placeholderWhy: why };
  if (!looksRandom(value, false)) return undefined;
  return { ...base, confidence: file !== undefined && SAMPLE_FILE.test(file) ? 0.3 : 0.45 };
}

/** Whether unquoted words of the file are values: settings, environment files, shell. */
export function isLiteralFile(path: string): boolean {
  return LITERAL_FILE.test(path);
}

/** dummyToken and DUMMY_TOKEN alike: dummy_token. */
function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

interface Span {
  start: number;
  end: number;
  quoted: boolean;
}

/** The quoted string or unquoted word around `at`, which must begin at most 60 units before and end at most 200 behind. */
function valueAround(text: string, at: number): Span | undefined {
  let start = at;
  while (start > 0 && at - start < 60 && isValueUnit(text.charCodeAt(start - 1))) start--;
  if (at - start === 60) return undefined;
  const opening = text[start - 1] ?? '\n';
  const quoted = QUOTES.includes(opening);
  if (!quoted) {
    // KEY=value and key: value: the value begins behind the first "=" of the word.
    const equals = text.slice(start, at).indexOf('=');
    if (equals >= 0) start += equals + 1;
  }
  let end = at;
  while (end < text.length && end - at < 200 && isValueUnit(text.charCodeAt(end))) end++;
  const closing = text[end] ?? '\n';
  if (quoted ? closing !== opening && closing !== '\\' : !'\n\r \t,;#&'.includes(closing)) return undefined;
  return end > start ? { start, end, quoted } : undefined;
}

/** Printable ASCII but quotes, white space, backslash, "," ";" and brackets that end words. */
function isValueUnit(code: number): boolean {
  return code > 32 && code < 127 && code !== 34 && code !== 39 && code !== 96 && code !== 92 && code !== 44 && code !== 59;
}

/** In source code an unquoted word is an identifier; in settings files and KEY=value lines it is the value. */
function unquotedIsLiteral(text: string, start: number, file: string | undefined): boolean {
  if (file !== undefined) return isLiteralFile(file);
  return /^(?:export |ENV |ARG )?[A-Z][A-Z0-9_]{2,60}=$/.test(lineBefore(text, start));
}

function isUrl(value: string): boolean {
  return value.includes('://') || /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)/.test(value) || /^[\w.-]+\/[\w./-]+\.[a-z]{1,5}$/i.test(value);
}

/** Words joined by separators or capitals, with a number somewhere: identifiers, slugs, model names. */
export function isMadeOfWords(value: string, word = /[A-Za-z][a-z]{3,}|[A-Z]{4,}/g): boolean {
  let wordy = 0;
  for (const found of value.match(word) ?? []) if (/[aeiouy]/i.test(found)) wordy += found.length;
  return wordy / value.length > 0.5;
}

function looksRandom(value: string, password: boolean): boolean {
  const digits = (value.match(/\d/g) ?? []).length;
  const letters = (value.match(/[A-Za-z]/g) ?? []).length;
  if (digits === 0 || letters === 0) return false;
  if (/\s/.test(value) || /^[\w$]+(?:\.[A-Za-z_$][\w$]*)+(?:\(.*)?$/.test(value)) return false;
  if (password) {
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
    return kinds >= 3 && !/[()[\]{}]/.test(value) && bitsPerUnit(value) >= 2.5;
  }
  if (!/^[A-Za-z0-9_\-+/=.~!@%^*:|]+$/.test(value)) return false;
  if (isMadeOfWords(value)) return false;
  const hexadecimal = /^[a-f0-9-]+$/i.test(value);
  return bitsPerUnit(value) >= (hexadecimal ? 2.9 : value.length < 24 ? 3.2 : 3.6);
}
