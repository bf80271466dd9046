import { hash as digest } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import type { CoverageStatus } from '../core/coverage.ts';
import { messageOf } from '../core/errors.ts';
import { anyGlob, type Matches } from '../core/glob.ts';
import { findSecrets, hasSecretAnchor, maskSecrets, type SecretMatch } from '../recognizers/secrets/find.ts';
import { isLiteralFile } from '../recognizers/secrets/assigned.ts';
import { veil, veilText } from '../recognizers/secrets/veil.ts';
import { weakValuesIn } from '../recognizers/default-logins/weak-values.ts';
import type { Detector, TextFile } from './detector.ts';
import type { Opened } from './source.ts';

/** What to do with one file. `detectors` are the ids whose globs match; `forced` those that skip the prefilter. */
export interface Task {
  path: string;
  size: number;
  detectors: string[];
  forced: string[];
  /** Id of the target: secrets that could be guessed are told by where they stand. */
  target?: string;
  /** The content hash facts are remembered for: with the same content nothing is stated again. */
  known?: string;
}

/** Facts by detector id: JSON text, null where the detector looked and found nothing; absent where the prefilter passed it over. */
export interface FileResult {
  path: string;
  hash: string;
  /** The content is the remembered one: `facts` is empty, the remembered ones hold. */
  same?: boolean;
  /** Not read: a native parser is asked for it that must not run here (`sparingParsers`). */
  deferred?: boolean;
  facts: Record<string, string | null>;
  gaps: { what: string; status: CoverageStatus; reason: string }[];
}

/** Names under which nobody expects binary data. */
const SOURCE = /\.(?:py|[cm]?[jt]sx?|tf|tfvars|json|ya?ml|toml|env|ipynb|sh)$/i;

const MEBIBYTE = 1024 * 1024;
export const TEXT_LIMIT = 8 * MEBIBYTE;
/** A native parser takes quadratic time on the worst of texts: on so many characters it is done in seconds all the same. */
const PARSED_ANYWHERE = 6 * 1024;

export interface Readers {
  all: readonly Detector[];
  byId: ReadonlyMap<string, Detector>;
  matching(path: string): string[];
}

export function prepareReaders(detectors: readonly Detector[]): Readers {
  const globs: { id: string; matches: Matches }[] = detectors.map(({ id, reads }) => ({ id, matches: anyGlob(reads.files) }));
  return {
    all: detectors,
    byId: new Map(detectors.map((detector) => [detector.id, detector])),
    matching: (path) => globs.filter(({ matches }) => matches(path)).map(({ id }) => id),
  };
}

/**
 * Reads one file once and lets every detector that wants it state its facts. Never throws: what cannot be read or understood
 * comes back as a gap. Text reaches detectors with its secrets masked in place.
 * With `sparingParsers`, a text on which a native parser could be busy for long comes back `deferred`, with no facts.
 */
export function readFile(open: () => Opened, task: Task, readers: Readers, { sparingParsers = false } = {}): FileResult {
  const result: FileResult = { path: task.path, hash: '', facts: {}, gaps: [] };
  let opened: Opened;
  try {
    opened = open();
  } catch (error) {
    result.gaps.push(refusal(error));
    return result;
  }
  try {
    for (const id of task.detectors) {
      const detector = readers.byId.get(id)!;
      if (detector.input !== 'binary') continue;
      guard(result, id, () => detector.facts({ path: task.path, reader: opened }));
    }
    const textual = task.detectors.map((id) => readers.byId.get(id)!).filter((detector) => detector.input === 'text');
    if (textual.length === 0) {
      result.hash = sparseHash(opened);
      return result;
    }
    const limit = Math.max(...textual.map((detector) => detector.reads.maxBytes ?? TEXT_LIMIT));
    if (opened.size > limit) {
      result.hash = sparseHash(opened);
      if (!looksBinary(opened.read(0, 8192))) {
        const size = `${Math.round(opened.size / MEBIBYTE)} MiB of text`;
        const most = `${Math.round(limit / MEBIBYTE)} MiB`;
        // A log was read by its own detector, piece by piece.
        const by = Object.keys(result.facts).filter((id) => result.facts[id] !== null);
        const reason =
          by.length > 0
            ? `${size}: read by ${by.join(', ')}, but text above ${most} is not searched for secrets.`
            : `${size}: files above ${most} are not read.`;
        result.gaps.push({ what: 'files', status: 'too-large', reason });
      }
      return result;
    }
    const bytes = opened.read(0, opened.size);
    result.hash = digest('sha256', bytes, 'hex');
    if (bytes.length < opened.size) result.gaps.push({ what: 'files', status: 'partial', reason: 'It shrank while it was read.' });
    if (task.known === result.hash) return { ...result, same: true };
    const text = decode(bytes, result);
    if (text === undefined) return result;
    const file = hide(text, task);
    if (file.text !== text) {
      // A digest of the bytes could be tried against every password: what holds one is told by its masked text.
      result.hash = digest('sha256', JSON.stringify([file.text, file.secrets, ...(file.weak ? [file.weak] : [])]), 'hex');
      if (task.known === result.hash) return { ...result, same: true };
    }
    if (sparingParsers && text.length > PARSED_ANYWHERE && textual.some((detector) => detector.native && isWanted(detector, file, task)))
      return { ...result, deferred: true };
    statesFacts(file, textual, task, result);
    return result;
  } catch (error) {
    result.gaps.push(refusal(error));
    return result;
  } finally {
    opened.close();
  }
}

/** Text of sentences, although it is named like settings: a word behind a colon is one of the sentence. Its facts are veiled as prose. */
const PROSE = /(?:^|\/)(?:system[_-])?prompts?\/[^.]*\.txt$|prompt[^/]*\.txt$/i;

/** The file as detectors may see it: no secret in clear, neither a known one nor what only may be one. */
function hide(text: string, task: Task): TextFile {
  let secrets: SecretMatch[] = [];
  let masked = text;
  if (hasSecretAnchor(text)) {
    secrets = findSecrets(text, { file: task.path, ...(task.target === undefined ? {} : { scope: task.target }) });
    if (secrets.length > 0)
      masked = maskSecrets(
        text,
        // What looks like a placeholder is no finding, but it may be a weak password: it is masked all the same.
        secrets.map((secret) => ({ ...secret, placeholder: false })),
      );
  }
  const spans: [start: number, end: number][] = secrets.flatMap(({ placeholder, start, end }) => (placeholder ? [[start, end]] : []));
  const veiled = veil(masked, {
    literal: isLiteralFile(task.path) && !PROSE.test(task.path),
    onSpan: (start, end) => spans.push([start, end]),
  });
  const weak = spans.length === 0 ? [] : weakValuesIn(text, spans);
  return { path: task.path, text: veiled, secrets, ...(weak.length === 0 ? {} : { weak }) };
}

function statesFacts(file: TextFile, detectors: readonly Detector[], task: Task, result: FileResult): void {
  const { text } = file;
  for (const detector of detectors) {
    if (detector.input !== 'text') continue;
    const { maxBytes = TEXT_LIMIT } = detector.reads;
    if (!isWanted(detector, file, task)) continue;
    if (text.length > maxBytes) {
      result.gaps.push({
        what: detector.id,
        status: 'too-large',
        reason: `${Math.round(text.length / MEBIBYTE)} MiB of text: above ${Math.round(maxBytes / MEBIBYTE)} MiB it was searched for secrets only.`,
      });
      continue;
    }
    guard(result, detector.id, () => detector.facts(file));
  }
}

function isWanted(detector: Detector, file: TextFile, task: Task): boolean {
  const { contains } = detector.reads;
  return !contains || task.forced.includes(detector.id) || contains.test(file.text);
}

/** A detector that throws is our mistake, not the user's: it is told for this file and the others go on. */
function guard(result: FileResult, detector: string, facts: () => unknown): void {
  try {
    const found = facts();
    result.facts[detector] = found === undefined ? null : veiledJson(found);
  } catch (error) {
    result.facts[detector] = null;
    result.gaps.push({ what: detector, status: 'failed', reason: `The detector failed on this file (${messageOf(error).slice(0, 200)}).` });
  }
}

/** Where a string of code or of a binary file may tell a secret: what the mask of the whole text could not know to be text. */
const TELLING =
  /(?:pass(?:word|wd|phrase|code)|pwd|secret|token|key|credential)s?(?:\\\\?"|')? {0,3}(?:is|was|of|to|=|:)|bearer |basic |:\/\/[^"\s/]{1,300}@/i;

/** Facts as JSON text, which is remembered: prose and binary strings go through the veil once more. */
function veiledJson(found: unknown): string {
  const text = JSON.stringify(found);
  return TELLING.test(text)
    ? JSON.stringify(found, (_name, value: unknown) => (typeof value === 'string' ? veilText(value) : value))
    : text;
}

/** Binary data under a name of code or settings is told; elsewhere it is what one expects. */
function notText(result: FileResult): undefined {
  if (!SOURCE.test(result.path)) return;
  result.gaps.push({
    what: 'files',
    status: 'unreadable',
    reason: 'Named like code or settings, but it holds binary data: it was not read.',
  });
}

function decode(bytes: Uint8Array, result: FileResult): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (looksBinary(bytes.subarray(0, 8192))) return notText(result);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(bytes)) return buffer.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  if (holdsControls(bytes.subarray(0, 8192))) return notText(result);
  result.gaps.push({
    what: 'files',
    status: 'partial',
    reason: 'It is not valid UTF-8: read as Latin-1, so names outside ASCII may be wrong.',
  });
  return buffer.toString('latin1');
}

/** Bytes as text, without a word on what is not valid; undefined for binary data. */
export function decodeText(bytes: Uint8Array): string | undefined {
  return decode(bytes, { path: '', hash: '', facts: {}, gaps: [] });
}

function looksBinary(head: Uint8Array): boolean {
  return head.includes(0);
}

/** Control characters that no text has, in bytes that are no UTF-8 either: a pickle or a compressed stream without a zero. */
function holdsControls(head: Uint8Array): boolean {
  return head.some((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32));
}

/** For files that are not read whole: size, head, middle and tail. Enough to see a change together with the file's stamp. */
function sparseHash(opened: Opened): string {
  const step = 65536;
  const parts = [0, Math.floor(opened.size / 2), Math.max(0, opened.size - step)].map((offset) => opened.read(offset, step));
  return digest('sha256', Buffer.concat([Buffer.from(`sparse ${opened.size} `), ...parts]), 'hex');
}

function refusal(error: unknown): FileResult['gaps'][number] {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return { what: 'files', status: 'denied', reason: 'No permission to read it.' };
  if (code === 'ENOENT') return { what: 'files', status: 'unreadable', reason: 'It vanished during the scan.' };
  if (code === 'ELOOP') return { what: 'files', status: 'skipped', reason: 'It became a link during the scan: it is not followed.' };
  return { what: 'files', status: 'unreadable', reason: `It cannot be read (${code ?? messageOf(error)}).` };
}
