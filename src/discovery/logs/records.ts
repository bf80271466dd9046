const LONGEST_RECORD = 1024 * 1024;

/**
 * Cuts JSON into its records without parsing the whole: JSON lines, objects one behind the other, a list, or a list inside an
 * envelope (`{"Records": [ … ]}`, `{"value": [ … ]}`). Calls `each` with the text of every record and the line it begins on,
 * from 1. Holds one record at a time; one above 1 MiB is passed over. Returns how many were.
 *
 * An object is taken for an envelope when a list of objects is among its members: then its elements are the records and the
 * other members are not looked at.
 */
export function forEachRecord(chunks: Iterable<string>, envelope: boolean, each: (record: string, line: number) => void): number {
  // In an envelope records stand one object deeper.
  const level = envelope ? 2 : 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let line = 1;
  let startLine = 0;
  let parts: string[] | undefined;
  let length = 0;
  let passed = 0;
  for (const chunk of chunks) {
    let start = parts ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (code === 10) line++;
      if (inString) {
        if (escaped) escaped = false;
        else if (code === 92) escaped = true;
        else if (code === 34) inString = false;
        continue;
      }
      if (code === 34) inString = true;
      else if (code === 123) {
        depth++;
        if (depth === level && !parts) {
          parts = [];
          length = 0;
          start = at;
          startLine = line;
        }
      } else if (code === 125) {
        if (depth === level && parts) {
          parts.push(chunk.slice(start, at + 1));
          if (length + at + 1 - start <= LONGEST_RECORD) each(parts.join(''), startLine);
          else passed++;
          parts = undefined;
        }
        if (depth > 0) depth--;
      } else if (code === 10 && !envelope && depth > 0 && parts && length + at - start > LONGEST_RECORD) {
        // A broken line without its end must not swallow those behind it.
        depth = 0;
        parts = undefined;
        passed++;
      }
    }
    if (parts) {
      const piece = chunk.slice(start);
      length += piece.length;
      // Beyond the limit only the length is counted on.
      if (length <= LONGEST_RECORD) parts.push(piece);
      else parts = [];
    }
  }
  return passed;
}

/** Whether the beginning of a JSON text is an envelope: an object whose member is a list of objects. */
export function isEnvelope(head: string): boolean {
  return /^\uFEFF?\s{0,200}\{\s{0,200}(?:"[^"]{1,100}"\s{0,50}:\s{0,50}(?:"[^"]{0,500}"|[\d.]{1,40}|null|true|false)\s{0,50},\s{0,200}){0,6}"(?:Records|value|items|Events|records|entries)"\s{0,50}:\s{0,50}\[/.test(
    head,
  );
}

/** A record as an object; undefined where it is broken or anything else. */
export function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // A line that is cut off or broken is one record less; those around it count.
    return undefined;
  }
}

/** A member by path, own members only. */
export function member(value: unknown, ...path: string[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

export function textMember(value: unknown, ...path: string[]): string | undefined {
  const found = member(value, ...path);
  return typeof found === 'string' && found !== '' ? found.slice(0, 2048) : typeof found === 'number' ? String(found) : undefined;
}

export function numberMember(value: unknown, ...path: string[]): number | undefined {
  const found = member(value, ...path);
  const number = typeof found === 'string' ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}
