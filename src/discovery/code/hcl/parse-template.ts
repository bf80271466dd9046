import { atKeyword, codeAt, type Cursor, cursorOver, deepen, expect, fail, readIdentifier, skipSpace, SyntaxFailure } from './cursor.ts';
import { readExpression, readForIntroduction } from './parse-expression.ts';
import type { Expression, SyntaxProblem, TemplatePart } from './syntax.ts';

// Each heredoc is looked through once for its end before it is read, so a nest of them costs size × depth.
const DEEPEST_HEREDOC = 8;
// The search for a missing end reads the rest of the file; after this many the file is given up.
const MOST_UNCLOSED_HEREDOCS = 10;

type Token =
  | TemplatePart
  | { readonly kind: 'open-if'; readonly line: number; readonly condition: Expression }
  | { readonly kind: 'open-for'; readonly line: number; readonly introduction: ReturnType<typeof readForIntroduction> }
  | { readonly kind: 'else'; readonly line: number }
  | { readonly kind: 'endif'; readonly line: number }
  | { readonly kind: 'endfor'; readonly line: number }
  /** A tilde: blank space before, or after, this point goes. */
  | { readonly kind: 'trim-before'; readonly line: number }
  | { readonly kind: 'trim-after'; readonly line: number };

/** Reads a quoted string or template; the cursor stands on the opening quote. */
export function readQuoted(cursor: Cursor): Expression {
  const { line } = cursor;
  cursor.at++;
  const tokens = readTokens(cursor, 'quoted');
  if (codeAt(cursor) !== 34) throw new SyntaxFailure(line, 'the string is not closed');
  cursor.at++;
  return expressionOf(assemble(trimmed(tokens, 'quoted')), line);
}

/** Reads `<<NAME` or `<<-NAME` up to the line that holds only NAME; the cursor stands on the first `<`. */
export function readHeredoc(cursor: Cursor): Expression {
  const { line, end } = cursor;
  cursor.at += 2;
  const flush = codeAt(cursor) === 45;
  if (flush) cursor.at++;
  const marker = readIdentifier(cursor) ?? fail(cursor, `expected a marker after '<<'`);
  while (codeAt(cursor) === 13 || codeAt(cursor) === 32 || codeAt(cursor) === 9) cursor.at++;
  if (codeAt(cursor) !== 10) fail(cursor, `expected a new line after '<<${marker}'`);
  cursor.at++;
  cursor.line++;
  const close = findMarker(cursor, marker);
  if (!close) {
    if (++cursor.unclosedHeredocs === MOST_UNCLOSED_HEREDOCS) cursor.at = cursor.text.length;
    throw new SyntaxFailure(line, `the heredoc '${marker}' is not closed`);
  }
  if (++cursor.heredocDepth > DEEPEST_HEREDOC) fail(cursor, `heredocs nested deeper than ${DEEPEST_HEREDOC} levels`);
  cursor.end = close.start;
  const tokens = readTokens(cursor, 'heredoc');
  cursor.end = end;
  cursor.heredocDepth--;
  cursor.at = close.after;
  return expressionOf(assemble(trimmed(flush ? withoutIndentation(tokens) : tokens, 'heredoc')), line);
}

function findMarker(cursor: Cursor, marker: string): { start: number; after: number } | undefined {
  const { text, end } = cursor;
  for (let start = cursor.at; start < end;) {
    let at = start;
    while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
    const after = at + marker.length;
    if (after <= end && text.startsWith(marker, at) && endsLine(text, after, end)) return { start, after };
    const lineBreak = text.indexOf('\n', at);
    if (lineBreak === -1) return undefined;
    start = lineBreak + 1;
  }
  return undefined;
}

function endsLine(text: string, from: number, end: number): boolean {
  let at = from;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9 || text.charCodeAt(at) === 13)) at++;
  return at >= end || text.charCodeAt(at) === 10;
}

/**
 * Reads a string of the JSON syntax, whose escapes are already resolved, as a template. A broken template becomes the
 * literal text, and the reason is returned beside it.
 */
export function parseTemplateText(text: string, line: number): { expression: Expression; problem: SyntaxProblem | undefined } {
  const literal: Expression = { kind: 'literal', line, value: text };
  if (!text.includes('${') && !text.includes('%{')) return { expression: literal, problem: undefined };
  try {
    // The cursor starts at the given line; line breaks inside a JSON string are escapes, so counting stays cosmetic.
    const cursor = cursorOver(text, line);
    return { expression: expressionOf(assemble(trimmed(readTokens(cursor, 'heredoc'), 'heredoc')), line), problem: undefined };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    return { expression: literal, problem: { line, reason: error.message } };
  }
}

function readTokens(cursor: Cursor, style: 'quoted' | 'heredoc'): Token[] {
  deepen(cursor);
  const tokens: Token[] = [];
  for (;;) {
    const { line } = cursor;
    const text = readText(cursor, style);
    if (text !== '') tokens.push({ kind: 'text', line, text });
    const code = codeAt(cursor);
    if (code !== 36 && code !== 37) break;
    cursor.at += 2;
    if (codeAt(cursor) === 126) {
      cursor.at++;
      tokens.push({ kind: 'trim-before', line });
    }
    tokens.push(readSequence(cursor, code === 36));
    if (codeAt(cursor) === 126) {
      cursor.at++;
      tokens.push({ kind: 'trim-after', line });
    }
    if (codeAt(cursor) !== 125) fail(cursor, `expected '}' at the end of a template sequence`);
    cursor.at++;
  }
  cursor.depth--;
  return tokens;
}

/** Applies the tildes, after indentation was removed: it is a matter of the lines as they are written. */
function trimmed(tokens: readonly Token[], style: 'quoted' | 'heredoc'): Token[] {
  const kept: Token[] = [];
  let trimNext = false;
  for (const token of tokens) {
    const last = kept.at(-1);
    if (token.kind === 'trim-before') {
      if (last?.kind === 'text') kept[kept.length - 1] = { ...last, text: withoutTrailingSpace(last.text, style) };
      continue;
    }
    if (token.kind !== 'trim-after')
      kept.push(token.kind === 'text' && trimNext ? { ...token, text: withoutLeadingSpace(token.text, style) } : token);
    trimNext = token.kind === 'trim-after';
  }
  return kept.filter((token) => token.kind !== 'text' || token.text !== '');
}

/** `~` removes blank space up to and including the next line break; in a quoted string all of it. */
function withoutLeadingSpace(text: string, style: 'quoted' | 'heredoc'): string {
  if (style === 'quoted') return text.trimStart();
  const lineBreak = text.indexOf('\n');
  const first = lineBreak === -1 ? text : text.slice(0, lineBreak + 1);
  return first.trimStart() + text.slice(first.length);
}

/** `~` before a sequence reaches back to the beginning of its line, or takes the line break it stands right after. */
function withoutTrailingSpace(text: string, style: 'quoted' | 'heredoc'): string {
  const lineStart = style === 'quoted' ? 0 : text.lastIndexOf('\n', text.length - 2) + 1;
  return text.slice(0, lineStart) + text.slice(lineStart).trimEnd();
}

/** Reads literal text up to a sequence, the closing quote, or the end. */
function readText(cursor: Cursor, style: 'quoted' | 'heredoc'): string {
  const { text } = cursor;
  const pieces: string[] = [];
  let start = cursor.at;
  const cut = (replacement: string, next: number): void => {
    pieces.push(text.slice(start, cursor.at), replacement);
    cursor.at = next;
    start = next;
  };
  for (;;) {
    const code = codeAt(cursor);
    if (code === -1) break;
    if (code === 36 || code === 37) {
      if (codeAt(cursor, 1) === 123) break;
      // $${ and %%{ stand for the literal characters.
      if (codeAt(cursor, 1) === code && codeAt(cursor, 2) === 123) cut(`${String.fromCharCode(code)}{`, cursor.at + 3);
      else cursor.at++;
    } else if (code === 10) {
      if (style === 'quoted') fail(cursor, 'the string is not closed on its line');
      cursor.at++;
      cursor.line++;
    } else if (style === 'quoted' && code === 34) break;
    else if (style === 'quoted' && code === 92) {
      const escape = readEscape(cursor);
      cut(escape.text, cursor.at + escape.length);
    } else cursor.at++;
  }
  pieces.push(text.slice(start, cursor.at));
  return pieces.length === 1 ? pieces[0]! : pieces.join('');
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

function readEscape(cursor: Cursor): { text: string; length: number } {
  const letter = cursor.text[cursor.at + 1] ?? '';
  const simple = ESCAPES.get(letter);
  if (simple !== undefined) return { text: simple, length: 2 };
  const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const hex = cursor.text.slice(cursor.at + 2, cursor.at + 2 + digits);
  if (digits > 0 && hex.length === digits && /^[0-9a-fA-F]+$/.test(hex)) {
    const point = Number.parseInt(hex, 16);
    if (point <= 0x10ffff) return { text: String.fromCodePoint(point), length: 2 + digits };
  }
  return fail(cursor, `unknown escape '\\${letter}'`);
}

function readSequence(cursor: Cursor, interpolation: boolean): Token {
  const outer = cursor.acrossLines;
  cursor.acrossLines = true;
  skipSpace(cursor);
  const token = interpolation ? readInterpolation(cursor) : readDirective(cursor);
  skipSpace(cursor);
  cursor.acrossLines = outer;
  return token;
}

function readInterpolation(cursor: Cursor): Token {
  return { kind: 'interpolation', line: cursor.line, expression: readExpression(cursor) };
}

function readDirective(cursor: Cursor): Token {
  const { line } = cursor;
  if (atKeyword(cursor, 'for')) return { kind: 'open-for', line, introduction: readForIntroduction(cursor) };
  if (atKeyword(cursor, 'if')) {
    expect(cursor, 'if', 'in a directive');
    return { kind: 'open-if', line, condition: readExpression(cursor) };
  }
  const word = readIdentifier(cursor);
  if (word === 'else' || word === 'endif' || word === 'endfor') return { kind: word, line };
  return fail(cursor, 'unknown template directive');
}

/** The `<<-` form removes as many leading spaces from every line as the least indented line has. */
function withoutIndentation(tokens: readonly Token[]): Token[] {
  let least = Number.POSITIVE_INFINITY;
  const everyLine = (token: Token, atStart: boolean, see: (line: string) => string): Token => {
    if (token.kind !== 'text') {
      if (atStart) see('x');
      return token;
    }
    const lines = token.text.split(/(?<=\n)/);
    return { ...token, text: lines.map((line, index) => (index > 0 || atStart ? see(line) : line)).join('') };
  };
  const walk = (see: (line: string) => string): Token[] => {
    let atStart = true;
    return tokens.map((token) => {
      const seen = everyLine(token, atStart, see);
      atStart = token.kind === 'text' && token.text.endsWith('\n');
      return seen;
    });
  };
  walk((line) => {
    if (line.endsWith('\n') && line.trim() === '') return line;
    least = Math.min(least, indentationOf(line));
    return line;
  });
  if (least === Number.POSITIVE_INFINITY) return [...tokens];
  return walk((line) => line.slice(Math.min(least, indentationOf(line))));
}

function indentationOf(line: string): number {
  return /^[^\S\n]*/.exec(line)?.[0].length ?? 0;
}

interface OpenSequence {
  readonly token: Extract<Token, { kind: 'open-if' | 'open-for' }>;
  readonly yes: TemplatePart[];
  no: TemplatePart[] | undefined;
}

/** Turns the flat run of tokens into nested parts. */
function assemble(tokens: readonly Token[]): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  const open: OpenSequence[] = [];
  const place = (part: TemplatePart): void => {
    const around = open.at(-1);
    (around ? (around.no ?? around.yes) : parts).push(part);
  };
  for (const token of tokens) {
    if (token.kind === 'open-if' || token.kind === 'open-for') {
      if (open.length >= 50) throw new SyntaxFailure(token.line, 'template directives nested deeper than 50 levels');
      open.push({ token, yes: [], no: undefined });
    } else if (token.kind === 'else') {
      const around = open.at(-1);
      if (around?.token.kind !== 'open-if' || around.no) throw new SyntaxFailure(token.line, `'else' without 'if' in a template`);
      around.no = [];
    } else if (token.kind === 'endif' || token.kind === 'endfor') {
      const closed = open.pop();
      if (closed?.token.kind !== (token.kind === 'endif' ? 'open-if' : 'open-for')) {
        throw new SyntaxFailure(token.line, `'${token.kind}' without its beginning in a template`);
      }
      place(close(closed));
    } else if (token.kind !== 'trim-before' && token.kind !== 'trim-after') place(token);
  }
  const unclosed = open.at(-1);
  if (unclosed) throw new SyntaxFailure(unclosed.token.line, 'a template directive is not closed');
  return parts;
}

function close({ token, yes, no }: OpenSequence): TemplatePart {
  if (token.kind === 'open-if') return { kind: 'if', line: token.line, condition: token.condition, yes, no: no ?? [] };
  return { kind: 'for', line: token.line, ...token.introduction, body: yes };
}

/** A template of one text is a string; one that is a single interpolation keeps the type of its expression. */
function expressionOf(parts: readonly TemplatePart[], line: number): Expression {
  const [only, second] = parts;
  if (!only) return { kind: 'literal', line, value: '' };
  if (!second && only.kind === 'text') return { kind: 'literal', line, value: only.text };
  if (!second && only.kind === 'interpolation') return only.expression;
  return { kind: 'template', line, parts };
}
