import { MAX_TEXT } from './cursor.ts';

const SAMPLE = 64 * 1024;
/** Characters no source text holds: controls other than blanks and line ends, and what replaced undecodable bytes. */
// oxlint-disable-next-line no-control-regex
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g;
const MAX_BINARY_SHARE = 0.01;

/**
 * The part of a file worth parsing: nothing of a binary file (an error-recovering grammar takes seconds for a megabyte of
 * noise), the first 2 MiB of a longer text. `cut` says what was left out.
 */
export function readableText(text: string): { text: string; cut?: string } {
  const sample = text.slice(0, SAMPLE);
  const strange = sample.match(BINARY)?.length ?? 0;
  if (strange > sample.length * MAX_BINARY_SHARE) return { text: '', cut: 'not text' };
  if (text.length <= MAX_TEXT) return { text };
  const line = text.lastIndexOf('\n', MAX_TEXT);
  return { text: text.slice(0, line > 0 ? line : MAX_TEXT), cut: `text after ${MAX_TEXT} characters` };
}
