/** A line beyond this is no record of any log: it is passed over. */
const LONGEST_LINE = 1024 * 1024;

/** Calls `each` with every line and its number from 1, without line ends. Holds one chunk and one line at a time. */
export function forEachLine(chunks: Iterable<string>, each: (line: string, number: number) => void): void {
  let rest = '';
  let number = 0;
  let skipping = false;
  for (const chunk of chunks) {
    const text = rest === '' ? chunk : rest + chunk;
    let at = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      number++;
      if (!skipping) each(text.slice(at, text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end), number);
      skipping = false;
      at = end + 1;
    }
    rest = text.slice(at);
    if (rest.length > LONGEST_LINE) {
      rest = '';
      skipping = true;
    }
  }
  if (rest !== '' && !skipping) each(rest.endsWith('\r') ? rest.slice(0, -1) : rest, number + 1);
}
