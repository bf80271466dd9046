import type { SecretForm } from './form.ts';
import { assignedName, lineBefore } from './variable.ts';

const CALLED = /key|token|secret|auth|login|credential|password|client\s*\(|(?:deepgram|assemblyai)\s*\(/i;
const HASH_NAME = /sha\d*$|hash|digest|checksum|commit|revision|md5|etag|integrity|uuid|guid|run_?id|(?:^|_)id$/i;

/** Whether the words a form needs stand on the line of the key or beside it, or its host anywhere in the text. */
export type Surroundings = (form: SecretForm, start: number, end: number) => boolean;

/**
 * Prepares the question for one text. Files full of hashes ask it for every hash, so whether the text mentions a
 * provider at all is looked up once per form and remembered.
 */
export function surroundings(text: string): Surroundings {
  const mentioned = new Map<SecretForm, { word: boolean; host: boolean }>();
  const mentions = (form: SecretForm): { word: boolean; host: boolean } => {
    let known = mentioned.get(form);
    if (known === undefined) {
      known = { word: form.near?.test(text) === true, host: form.hosts?.some((host) => text.includes(host)) === true };
      mentioned.set(form, known);
    }
    return known;
  };
  return (form, start, end) => {
    const { word, host } = mentions(form);
    if (!word && !host) return false;
    const line = lineBefore(text, start);
    const name = assignedName(text, start) ?? '';
    if (form.prefix === '' && HASH_NAME.test(name)) return false;
    const called = CALLED.test(line) || CALLED.test(name);
    if (form.called === true && !called) return false;
    return (word && form.near?.test(windowAround(text, start, end, line)) === true) || (host && called);
  };
}

/** The key's line and the two beside it, at most 160 units to the left and above and 200 to the right, without the key. */
function windowAround(text: string, start: number, end: number, line: string): string {
  const lineStart = start - line.length;
  const before = text.slice(Math.max(0, lineStart - 160), lineStart);
  const above = before.slice(before.lastIndexOf('\n', before.length - 2) + 1);
  const below = text
    .slice(end, end + 200)
    .split('\n', 2)
    .join('\n');
  return `${above}${line}\n${below}`;
}
