import { AI_FORMS, BEDROCK } from './ai-forms.ts';
import { assignedSecret, isMadeOfWords } from './assigned.ts';
import { accountKeysIn, awsSecretsNear, namedAwsSecret } from './cloud-pairs.ts';
import type { Candidate } from './candidate.ts';
import { CONTEXT_FORMS } from './context-forms.ts';
import { describeAll } from './describe.ts';
import type { SecretForm } from './form.ts';
import type { Place } from './identity.ts';
import type { SecretMatch } from './match.ts';
import { LED_FORMS, PLATFORM_FORMS } from './platform-forms.ts';
import { DIGIT, entryPoints, LOWER, scanRuns, UPPER } from './scan.ts';
import { privateKeys, secretUrls } from './spans.ts';
import { serviceToken } from './service-token.ts';
import { surroundings, type Surroundings } from './surroundings.ts';

export { maskedFingerprint, maskSecrets } from './mask.ts';
export type { SecretMatch } from './match.ts';

type PrefixGroup = readonly (readonly [prefix: string, forms: SecretForm[]])[];

const BY_OPENING = indexByOpening([...AI_FORMS, ...PLATFORM_FORMS]);
const BY_LENGTH = Map.groupBy(CONTEXT_FORMS, (form) => form.length);
const LONGEST_KEY = 4200;
const CAPITALISED = /[A-Z][a-z]{3,}/g;

/**
 * Finds secrets in text: keys with a provider's prefix, keys told by the words around them, private keys, addresses
 * with a password, and random values assigned to credential-like names. Sorted by place, not overlapping.
 * Linear in the text; never throws. Formats: providers' documentation, see the tables beside this file.
 * @param options.file path of the text, which decides whether unquoted words are values (settings files) or code, and names
 * secrets that could be guessed; @param options.scope what the file belongs to, for the same name.
 */
export function findSecrets(text: string, options: { file?: string; scope?: string } = {}): SecretMatch[] {
  const candidates: Candidate[] = [];
  const isNear = surroundings(text);
  const add = (candidate: Candidate): void => void candidates.push(candidate);
  let handled = 0;
  scanRuns(text, (start, end, kinds) => {
    for (const entry of entryPoints(text, start)) {
      const candidate = prefixedKey(text, entry, isNear) ?? ledKey(text, entry);
      if (candidate === undefined) continue;
      add(candidate);
      if (candidate.form.endsWith('access-key-id') && candidate.provider === 'aws') awsSecretsNear(text, candidate, add);
      handled = candidate.end;
      return false;
    }
    if ((kinds & DIGIT) === 0) {
      namedAwsSecret(text, start, add);
      accountKeysIn(text, start, end, add);
    }
    if (start < handled) return false;
    const contextual = end - start <= 84 ? contextKey(text, start, end, isNear) : undefined;
    const other = contextual ?? (mayBeAssigned(text, start, end, kinds) ? assignedSecret(text, start, options.file) : undefined);
    if (other !== undefined) {
      add(other);
      handled = other.end;
    }
    return false;
  });
  bedrockKeys(text, add);
  secretUrls(text, add);
  privateKeys(text, add);
  passwords(text, options.file, add);
  return settle(text, withCopies(text, candidates), { scope: options.scope ?? '', file: options.file ?? '' });
}

/**
 * Whether `findSecrets` could find anything: a cheap first look that stops at the first promising place. False is
 * certain; true is not.
 */
export function hasSecretAnchor(text: string): boolean {
  if (text.includes('-----BEGIN ') || text.includes(BEDROCK.prefix) || /assw(?:or)?d|ASSW(?:OR)?D/.test(text)) return true;
  const promising = scanRuns(text, (start, end, kinds) => {
    for (const entry of entryPoints(text, start)) {
      if (formsAt(text, entry) !== undefined || text.startsWith('eyJ', entry) || mayBeLed(text, entry)) return true;
    }
    if ((kinds & DIGIT) === 0)
      return mayBeAssigned(text, start, end, kinds) || /secret|SECRET|Secret|Endpoints/.test(text.slice(start, end));
    return BY_LENGTH.has(end - start) || mayBeAssigned(text, start, end, kinds);
  });
  if (promising) return true;
  let address = false;
  secretUrls(text, () => (address = true));
  return address;
}

function indexByOpening(forms: readonly SecretForm[]): ReadonlyMap<number, PrefixGroup> {
  const groups = new Map<number, Map<string, SecretForm[]>>();
  for (const form of forms) {
    const opening = openingOf(form.prefix, 0);
    const prefixes = groups.get(opening) ?? new Map<string, SecretForm[]>();
    groups.set(opening, prefixes);
    prefixes.set(form.prefix, [...(prefixes.get(form.prefix) ?? []), form]);
  }
  const longestFirst = (prefixes: Map<string, SecretForm[]>): PrefixGroup => [...prefixes].sort(([a], [b]) => b.length - a.length);
  return new Map([...groups].map(([opening, prefixes]) => [opening, longestFirst(prefixes)]));
}

function openingOf(text: string, at: number): number {
  return text.charCodeAt(at) * 65536 + text.charCodeAt(at + 1);
}

function formsAt(text: string, at: number): SecretForm[] | undefined {
  const group = BY_OPENING.get(openingOf(text, at));
  if (group === undefined) return undefined;
  for (const [prefix, forms] of group) if (text.startsWith(prefix, at)) return forms;
  return undefined;
}

function prefixedKey(text: string, at: number, isNear: Surroundings): Candidate | undefined {
  for (const [prefix, forms] of BY_OPENING.get(openingOf(text, at)) ?? []) {
    if (!text.startsWith(prefix, at)) continue;
    for (const form of forms) {
      const end = matchEnd(form.pattern, text, at);
      if (end === undefined) continue;
      if (form.near !== undefined && !isNear(form, at, end)) continue;
      return candidateOf(form, at, end, 0);
    }
  }
  return serviceToken(text, at);
}

function mayBeLed(text: string, run: number): boolean {
  const mark = text[run - 1];
  if (mark === '.') return LED_FORMS.some(({ prefix }) => text.startsWith(prefix, run - prefix.length));
  return (mark === ':' && /\d/.test(text[run - 2] ?? ' ')) || (mark === '~' && text[run - 2] === 'Q');
}

/** Keys behind a dot, colon or tilde: the run is only their tail. */
function ledKey(text: string, run: number): Candidate | undefined {
  const mark = text[run - 1];
  if (mark === '.') {
    for (const form of LED_FORMS) {
      const at = run - form.prefix.length;
      if (at < 0 || !text.startsWith(form.prefix, at) || /[\w-]/.test(text[at - 1] ?? ' ')) continue;
      const end = matchEnd(form.pattern, text, at);
      if (end !== undefined) return candidateOf(form, at, end, 0);
    }
    return undefined;
  }
  if (mark === ':') {
    // Telegram: bot number, colon, 35 characters that begin with AA.
    const bot = /(?<!\w)\d{8,10}:$/.exec(text.slice(Math.max(0, run - 12), run))?.[0];
    const end = bot === undefined ? undefined : matchEnd(/AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/y, text, run);
    return bot === undefined || end === undefined
      ? undefined
      : { provider: 'telegram', form: 'bot-token', ai: false, start: run - bot.length, end, publicPrefix: 0, confidence: 0.95, rank: 0 };
  }
  if (mark === '~' && text[run - 2] === 'Q' && run >= 6) {
    // Entra ID application secrets carry "Q~" behind three characters and a digit.
    if (/[\w~.-]/.test(text[run - 7] ?? ' ')) return undefined;
    const end = matchEnd(/[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/y, text, run - 6);
    return end === undefined
      ? undefined
      : { provider: 'azure', form: 'application-secret', ai: false, start: run - 6, end, publicPrefix: 0, confidence: 0.93, rank: 0 };
  }
  return undefined;
}

function contextKey(text: string, start: number, end: number, isNear: Surroundings): Candidate | undefined {
  for (const form of BY_LENGTH.get(end - start) ?? []) {
    const matched = matchEnd(form.pattern, text, start);
    if (matched === undefined || !isNear(form, start, matched)) continue;
    // A commit, a path segment, an address: "@abc…", "/abc…", "#abc…".
    // An identifier of the same length: "EmbeddingsMistralCloudV1Params".
    if ('/@#.'.includes(text[start - 1] ?? ' ') || isMadeOfWords(text.slice(start, matched), CAPITALISED)) continue;
    return candidateOf(form, start, matched, 1);
  }
  return undefined;
}

function candidateOf(form: SecretForm, start: number, end: number, rank: 0 | 1): Candidate {
  return {
    provider: form.provider,
    form: form.form,
    ai: form.ai,
    start,
    end,
    publicPrefix: form.prefix.length,
    confidence: form.confidence,
    rank,
  };
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) && pattern.lastIndex - at <= LONGEST_KEY ? pattern.lastIndex : undefined;
}

/** Base64 with "+" and "/" may hold no long run at all, so these keys are found by their prefix. */
function bedrockKeys(text: string, add: (candidate: Candidate) => void): void {
  const { prefix, pattern } = BEDROCK;
  for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + prefix.length)) {
    const end = /[\w+/-]/.test(text[at - 1] ?? ' ') ? undefined : matchEnd(pattern, text, at);
    if (end !== undefined) add(candidateOf(BEDROCK, at, end, 0));
  }
}

/** Cheap look before the careful one: letters and digits behind a quote, an equals sign or a colon. */
function mayBeAssigned(text: string, start: number, end: number, kinds: number): boolean {
  if (end - start > 200) return false;
  const before = text[start - 1] ?? '\n';
  const random = (kinds & DIGIT) !== 0 && (kinds & (LOWER | UPPER)) !== 0;
  if (random) return '"\'`=: +/.~!@#$%^&*'.includes(before);
  return '"\'`='.includes(before) && /(?:key|secret|token|pass|KEY|SECRET|TOKEN|PASS|xxx|XXX|[Yy]our|YOUR)/.test(text.slice(start, end));
}

/** Passwords may be short and full of signs, so they are found by their name. */
function passwords(text: string, file: string | undefined, add: (candidate: Candidate) => void): void {
  for (const name of ['assword', 'ASSWORD', 'asswd', 'ASSWD']) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
      const gap = /^[\w-]{0,20}\\?["'`\]]{0,2}\s{0,4}(?::\s?str\s?)?(?:=>|:=|=|:)\s{0,4}["'`]?(?=[^\s"'`])/.exec(
        text.slice(at + name.length, at + name.length + 48),
      );
      if (gap === null) continue;
      const candidate = assignedSecret(text, at + name.length + gap[0].length, file);
      if (candidate !== undefined) add(candidate);
    }
  }
}

/** Other places of values that were only recognised by their surroundings. */
function withCopies(text: string, candidates: readonly Candidate[]): Candidate[] {
  const all = [...candidates];
  const seen = new Set<string>();
  for (const candidate of candidates) {
    const value = text.slice(candidate.start, candidate.end);
    if (candidate.rank === 0 || candidate.placeholderWhy !== undefined || value.length < 16 || seen.has(value) || seen.size >= 50) continue;
    seen.add(value);
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      if (at !== candidate.start) all.push({ ...candidate, start: at, end: at + value.length, rank: 3 });
    }
  }
  return all;
}

/** Sorts by place, lets the better of two overlapping candidates win, and describes what is left. */
function settle(text: string, candidates: readonly Candidate[], place: Place): SecretMatch[] {
  const byPlace = candidates.toSorted((a, b) => a.start - b.start || a.rank - b.rank || b.end - a.end);
  const kept: Candidate[] = [];
  for (const candidate of byPlace) {
    const last = kept.at(-1);
    if (last === undefined || candidate.start >= last.end) kept.push(candidate);
    else if (candidate.rank < last.rank) kept[kept.length - 1] = candidate;
  }
  return describeAll(text, kept, place);
}
