const LONGEST_FIELD = 100_000;

/** One line of separated values; quotes as in RFC 4180. A quote that nobody closes ends with the line. */
export function splitRow(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  return rowsOf(line, delimiter, 1).next().value?.cells ?? [];
}

export interface Row {
  cells: string[];
  /** The line the row begins on, from 1. */
  line: number;
}

/** Rows of separated values, quoted line breaks included. Linear; fields are cut at 100,000 characters. */
export function* rowsOf(text: string, delimiter: string, most = Infinity): Generator<Row, undefined> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  for (let count = 0; at < text.length && count < most; count++) {
    const cells: string[] = [];
    const began = line;
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        at++;
        for (;;) {
          const close = text.indexOf('"', at);
          const end = close < 0 ? text.length : close;
          cell += text.slice(at, end);
          at = Math.min(text.length, end + 1);
          if (close < 0 || text[at] !== '"') break;
          cell += '"';
          at++;
        }
        for (let newline = cell.indexOf('\n'); newline >= 0; newline = cell.indexOf('\n', newline + 1)) line++;
      }
      const begin = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
      cell += text.slice(begin, at);
      cells.push((text[at] === delimiter ? cell : cell.replace(/\r$/, '')).slice(0, LONGEST_FIELD));
      if (text[at] !== delimiter) break;
      at++;
    }
    line++;
    at++;
    yield { cells, line: began };
  }
  return undefined;
}

/** The delimiter of a header line: the one of comma, semicolon, tab and bar that parts it most. */
export function delimiterOf(header: string): string {
  const [best = ','] = [',', ';', '\t', '|'].sort((a, b) => header.split(b).length - header.split(a).length);
  return best;
}

/** A column name without case, spaces and signs: `Client IP` and `client_ip` are one. */
export function columnName(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
