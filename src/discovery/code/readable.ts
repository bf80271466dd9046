const MAX_TEXT = 1024 * 1024;
const SAMPLE = 64 * 1024;
const MAX_BINARY_SHARE = 0.01;
/**
 * The parser's own recovery from errors recurses: measured, it ends the process at some 100,000 open brackets with the stack of a
 * main thread and survives 20,000 with that of a worker.
 */
const MAX_OPEN_BRACKETS = 10_000;

/**
 * The part of a file worth parsing: nothing of a binary file (an error-recovering grammar takes seconds for a megabyte of
 * noise) or of one nested beyond all sense, the first 1 MiB of a longer text. `cut` says what was left out.
 */
export function readableText(text: string): { text: string; cut?: string } {
  if (isBinary(text)) return { text: '', cut: 'not text' };
  const kept = text.length > MAX_TEXT ? wholeLines(text) : text;
  if (hasTooManyOpenBrackets(kept)) return { text: '', cut: `more than ${MAX_OPEN_BRACKETS} open brackets` };
  return kept.length === text.length ? { text } : { text: kept, cut: `text after ${kept.length} characters` };
}

/** Counts controls other than blanks, line ends and escape, and what stands for undecodable bytes: no source text holds them. */
function isBinary(text: string): boolean {
  const length = Math.min(text.length, SAMPLE);
  let strange = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code < 32 && (code < 9 || code > 13) && code !== 27) || code === 0xfffd) strange += 1;
  }
  return strange > length * MAX_BINARY_SHARE;
}

function wholeLines(text: string): string {
  const line = text.lastIndexOf('\n', MAX_TEXT);
  return text.slice(0, line > 0 ? line : MAX_TEXT);
}

/** Brackets in strings count too: the limit is far above what they add up to in real text. */
function hasTooManyOpenBrackets(text: string): boolean {
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 40 || code === 91 || code === 123) {
      open += 1;
      if (open > MAX_OPEN_BRACKETS) return true;
    } else if ((code === 41 || code === 93 || code === 125) && open > 0) open -= 1;
  }
  return false;
}
