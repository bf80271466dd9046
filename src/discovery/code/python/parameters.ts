import { codeAt, isWordStart, wordEnd, type Cursor } from '../cursor.ts';
import type { Parameter } from '../syntax.ts';
import { readExpression, readTargetElement } from './expression.ts';
import { skipSpace, skipToDelimiter } from './space.ts';

/**
 * Reads parameters up to and past `closer`: `)` of a function, `:` of a lambda (which has no annotations). The markers `/` and
 * `*` alone are not parameters. Grammar: docs.python.org/3/reference/compound_stmts.html#function-definitions.
 */
export function readParameters(c: Cursor, closer: number): Parameter[] {
  const parameters: Parameter[] = [];
  for (skipSpace(c); c.at < c.end && codeAt(c) !== closer; skipSpace(c)) {
    const before = c.at;
    const parameter = readParameter(c, closer !== 58);
    if (parameter !== undefined) parameters.push(parameter);
    skipSpace(c);
    if (codeAt(c) !== 44 && codeAt(c) !== closer) skipToDelimiter(c);
    if (codeAt(c) === 44 || (c.at === before && codeAt(c) !== closer)) c.at += 1;
    // Outside brackets the line ends a broken lambda.
    else if (codeAt(c) !== closer) break;
  }
  if (codeAt(c) === closer) c.at += 1;
  skipSpace(c);
  return parameters;
}

function readParameter(c: Cursor, annotated: boolean): Parameter | undefined {
  let stars = 0;
  for (; codeAt(c) === 42; c.at += 1) stars += 1;
  skipSpace(c);
  if (!isWordStart(codeAt(c))) return readUnpacked(c);
  const end = wordEnd(c, c.at);
  const parameter: Parameter = { name: c.text.slice(c.at, end) };
  c.at = end;
  if (stars > 0) parameter.rest = stars === 1 ? 'list' : 'dict';
  skipSpace(c);
  if (annotated && codeAt(c) === 58) {
    c.at += 1;
    skipSpace(c);
    parameter.annotation = codeAt(c) === 42 ? readTargetElement(c) : readExpression(c);
    skipSpace(c);
  }
  if (codeAt(c) === 61) {
    c.at += 1;
    skipSpace(c);
    parameter.default = readExpression(c);
  }
  return parameter;
}

/** A tuple parameter of Python 2, or a marker. */
function readUnpacked(c: Cursor): Parameter | undefined {
  if (codeAt(c) === 47) c.at += 1;
  if (codeAt(c) !== 40) return undefined;
  const target = readTargetElement(c);
  const elements = target.t === 'list' ? target.e : [target];
  return { name: '', names: elements.flatMap((element) => (element.t === 'name' ? [element.n] : [])) };
}
