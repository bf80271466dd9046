/** A Go template as Helm uses it, cut into text and actions. Source: pkg.go.dev/text/template, helm.sh/docs/chart_template_guide */
export type TemplateNode =
  | { t: 'text'; text: string; line: number }
  | { t: 'print'; expression: string; line: number }
  | { t: 'set'; name: string; expression: string; line: number }
  | { t: 'if' | 'with' | 'range'; expression: string; line: number; body: TemplateNode[]; otherwise: TemplateNode[] };

export interface Template {
  nodes: TemplateNode[];
  /** Named templates defined in the file. */
  defines: Map<string, TemplateNode[]>;
}

const DEEPEST = 40;

/** Never throws; what is not closed ends with the text. Linear. */
export function parseTemplate(text: string): Template {
  const defines = new Map<string, TemplateNode[]>();
  const root: TemplateNode[] = [];
  const stack: { into: TemplateNode[]; block?: Extract<TemplateNode, { body: unknown }>; chained?: boolean }[] = [{ into: root }];
  let line = 1;
  let position = 0;
  const top = (): TemplateNode[] => stack.at(-1)!.into;
  for (;;) {
    const open = text.indexOf('{{', position);
    const close = open < 0 ? -1 : closing(text, open + 2);
    let piece = text.slice(position, open < 0 || close < 0 ? text.length : open);
    const from = line;
    line += newlines(piece);
    let start = from;
    if (position > 0 && text.startsWith('-}}', position - 3)) {
      const trimmed = piece.trimStart();
      start += newlines(piece.slice(0, piece.length - trimmed.length));
      piece = trimmed;
    }
    if (open >= 0 && close >= 0 && text[open + 2] === '-') piece = piece.trimEnd();
    if (piece !== '') top().push({ t: 'text', text: piece, line: start });
    if (open < 0 || close < 0) break;
    const at = line;
    const inner = text.slice(open + 2, close);
    line += newlines(inner);
    position = close + 2;
    action(
      inner
        .replace(/^-(?=\s)/, '')
        .replace(/\s-$/, '')
        .trim(),
      at,
    );
  }
  return { nodes: root, defines };

  function action(words: string, at: number): void {
    if (words === '' || words.startsWith('/*')) return;
    const [verb = '', ...more] = words.split(/\s+/, 2);
    const rest = words.slice(verb.length).trim();
    if (verb === 'if' || verb === 'with' || verb === 'range') {
      const block = { t: verb, expression: rest, line: at, body: [], otherwise: [] } as Extract<TemplateNode, { body: unknown }>;
      top().push(block);
      if (stack.length < DEEPEST) stack.push({ into: block.body, block });
      else stack.push({ into: [] });
    } else if (verb === 'else') {
      const current = stack.at(-1)!;
      if (!current.block) return;
      current.into = current.block.otherwise;
      if (more[0] === 'if' || more[0] === 'with') {
        const block = { t: more[0], expression: rest.slice(more[0].length).trim(), line: at, body: [], otherwise: [] } as Extract<
          TemplateNode,
          { body: unknown }
        >;
        current.into.push(block);
        stack.push({ into: block.body, block, chained: true });
      }
    } else if (verb === 'end') {
      while (stack.length > 1 && stack.pop()!.chained);
    } else if (verb === 'define' || verb === 'block') {
      const into: TemplateNode[] = [];
      const name = /^"([^"]{1,200})"/.exec(rest)?.[1];
      if (name !== undefined) defines.set(name, into);
      stack.push({ into });
    } else if (verb === 'template') top().push({ t: 'print', expression: `include ${rest}`, line: at });
    else {
      const set = /^(\$\w+)\s*:?=\s*([\s\S]+)$/.exec(words);
      top().push(set ? { t: 'set', name: set[1]!, expression: set[2]!, line: at } : { t: 'print', expression: words, line: at });
    }
  }
}

/** The end of an action: braces inside of its strings do not count. */
function closing(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length && at < from + 20_000; at++) {
    const c = text[at]!;
    if (quote !== '') {
      if (c === '\\' && quote === '"') at++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === '`') quote = c;
    else if (c === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** An expression's words: strings, parentheses (as one word), pipes. */
export function expressionWords(expression: string): string[] {
  const out: string[] = [];
  for (let at = 0; at < expression.length && out.length < 200;) {
    const c = expression[at]!;
    if (/\s/.test(c)) at++;
    else if (c === '|') {
      out.push('|');
      at++;
    } else if (c === '(') {
      let depth = 0;
      let end = at;
      let quote = '';
      for (; end < expression.length; end++) {
        const d = expression[end]!;
        if (quote !== '') {
          if (d === '\\' && quote === '"') end++;
          else if (d === quote) quote = '';
        } else if (d === '"' || d === '`') quote = d;
        else if (d === '(') depth++;
        else if (d === ')' && --depth === 0) break;
      }
      let after = end + 1;
      while (after < expression.length && /[\w.]/.test(expression[after]!)) after++;
      out.push(expression.slice(at, after));
      at = after;
    } else if (c === '"' || c === '`') {
      let end = at + 1;
      while (end < expression.length && expression[end] !== c) end += expression[end] === '\\' && c === '"' ? 2 : 1;
      out.push(expression.slice(at, end + 1));
      at = end + 1;
    } else {
      let end = at;
      while (end < expression.length && !/[\s|()]/.test(expression[end]!)) end++;
      if (end === at) end++;
      out.push(expression.slice(at, end));
      at = end;
    }
  }
  return out;
}
