import { at, entriesOf, itemsOf, textOf, type Tree } from '../../containers/documents.ts';
import { expressionWords, type Template, type TemplateNode } from './template-syntax.ts';

/** What cannot be known without running Helm stands so in the rendered text; no image or name is read from it. */
export const UNRESOLVED = '${unresolved}';

export interface Rendered {
  text: string;
  /** For each line of the text (from 0): its line in the template and the place of the value in it. */
  lines: { line: number; value?: number }[];
  /** Something was not resolved. */
  partial: boolean;
}

/** `.Values`, `.Chart`, `.Release` as one tree. Lines of values are places. */
export interface ChartScope {
  root: Tree;
  defines: ReadonlyMap<string, TemplateNode[]>;
}

interface State extends ChartScope {
  pieces: { text: string; line: number; value?: number }[];
  size: number;
  steps: number;
  partial: boolean;
}

type Scope = { dot: Tree | undefined; variables: Map<string, Tree | undefined> };

const MOST_TEXT = 300_000;
const MOST_STEPS = 20_000;
const MOST_ITEMS = 50;

/** Renders what literals and `.Values` decide; the rest is left unresolved. Bounded in steps, depth and size; never throws. */
export function renderTemplate(template: Template, chart: ChartScope): Rendered {
  const state: State = { ...chart, pieces: [], size: 0, steps: 0, partial: false };
  render(template.nodes, { dot: chart.root, variables: new Map([['$', chart.root]]) }, state, 0);
  const lines: Rendered['lines'] = [];
  let current: Rendered['lines'][number] | undefined;
  for (const { text, line, value } of state.pieces) {
    let row = line;
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) {
        lines.push(current ?? { line: row });
        current = undefined;
        if (value === undefined) row++;
      }
      if (part.trim() !== '') {
        current ??= { line: row };
        if (value !== undefined) current = { ...current, value };
      }
    }
  }
  lines.push(current ?? { line: 1 });
  return { text: state.pieces.map(({ text }) => text).join(''), lines, partial: state.partial };
}

function write(state: State, text: string, line: number, value?: number): void {
  state.size += text.length;
  if (state.size > MOST_TEXT) state.partial = true;
  else state.pieces.push({ text, line, ...(value === undefined ? {} : { value }) });
}

function render(nodes: readonly TemplateNode[], scope: Scope, state: State, deep: number): void {
  if (deep > 30) {
    state.partial = true;
    return;
  }
  for (const node of nodes) {
    if (++state.steps > MOST_STEPS || state.size > MOST_TEXT) {
      state.partial = true;
      return;
    }
    switch (node.t) {
      case 'text':
        write(state, node.text, node.line);
        break;
      case 'set':
        scope.variables.set(node.name, evaluate(node.expression, scope, state, deep));
        break;
      case 'print':
        print(node, scope, state, deep);
        break;
      case 'if': {
        const value = evaluate(node.expression, scope, state, deep);
        if (value === undefined) {
          // Nobody can tell which branch is taken: the first is read, and the answer is called partial.
          state.partial = true;
          render(node.body, scope, state, deep + 1);
        } else render(isSet(value) ? node.body : node.otherwise, scope, state, deep + 1);
        break;
      }
      case 'with': {
        const value = evaluate(node.expression, scope, state, deep);
        if (value !== undefined && isSet(value)) render(node.body, { ...scope, dot: value }, state, deep + 1);
        else if (value !== undefined) render(node.otherwise, scope, state, deep + 1);
        else state.partial = true;
        break;
      }
      case 'range':
        range(node, scope, state, deep);
        break;
    }
  }
}

function range(node: Extract<TemplateNode, { t: 'if' | 'with' | 'range' }>, scope: Scope, state: State, deep: number): void {
  const bound = /^(?:(\$\w+)\s*,\s*)?(\$\w+)\s*:=\s*([\s\S]+)$/.exec(node.expression);
  const over = evaluate(bound?.[3] ?? node.expression, scope, state, deep);
  if (over === undefined) {
    state.partial = true;
    return;
  }
  const each: [Tree, Tree][] =
    'm' in over
      ? entriesOf(over).map(([name, value]) => [{ l: value.l, v: name }, value])
      : itemsOf(over).map((value, index) => [{ l: value.l, v: index }, value]);
  if (each.length === 0) render(node.otherwise, scope, state, deep + 1);
  if (each.length > MOST_ITEMS) state.partial = true;
  for (const [key, value] of each.slice(0, MOST_ITEMS)) {
    const variables = new Map(scope.variables);
    if (bound?.[1] !== undefined) variables.set(bound[1], key);
    if (bound?.[2] !== undefined) variables.set(bound[2], value);
    render(node.body, { dot: value, variables }, state, deep + 1);
  }
}

function print(node: Extract<TemplateNode, { t: 'print' }>, scope: Scope, state: State, deep: number): void {
  const value = evaluate(node.expression, scope, state, deep);
  const indent = /\|\s*(n?)indent\s+(\d{1,2})\b/.exec(node.expression);
  if (value === undefined) {
    state.partial = true;
    // A block that is not known is left out; a scalar leaves a mark that nothing is read from.
    if (!indent && !/\btoYaml\b/.test(node.expression)) write(state, UNRESOLVED, node.line);
    return;
  }
  if (/\btoYaml\b/.test(node.expression) || 'm' in value || 's' in value) {
    const by = ' '.repeat(indent ? Number(indent[2]) : 0);
    const empty = ('m' in value || 's' in value) && !isSet(value);
    if (empty) return write(state, 's' in value ? '[]' : '{}', node.line);
    for (const [index, part] of yamlLines(value).entries())
      write(state, `${index > 0 || indent?.[1] ? '\n' : ''}${by}${part.text}`, node.line, isOwn(part.l) ? part.l : undefined);
    return;
  }
  const text = textOf(value) ?? '';
  if (!indent) return write(state, text, node.line, isOwn(value.l) ? value.l : undefined);
  const by = ' '.repeat(Number(indent[2]));
  write(
    state,
    `${indent[1] ? '\n' : ''}${text
      .split('\n')
      .map((row) => by + row)
      .join('\n')}`,
    node.line,
    isOwn(value.l) ? value.l : undefined,
  );
}

/** Places are positive; what an expression made itself has none. */
function isOwn(place: number): boolean {
  return place > 0;
}

function yamlLines(tree: Tree, deep = 0): { text: string; l: number }[] {
  if (deep > 30) return [];
  if ('v' in tree) return [{ text: JSON.stringify(tree.v), l: tree.l }];
  const pad = (lines: { text: string; l: number }[]): { text: string; l: number }[] =>
    lines.map(({ text, l }) => ({ text: `  ${text}`, l }));
  if ('s' in tree)
    return tree.s.flatMap((item) => {
      const [first = { text: '{}', l: item.l }, ...rest] = isSet(item) || 'v' in item ? yamlLines(item, deep + 1) : [];
      return [{ text: `- ${first.text}`, l: first.l }, ...pad(rest)];
    });
  return entriesOf(tree).flatMap(([name, value]) => {
    const key = JSON.stringify(name);
    if ('v' in value) return [{ text: `${key}: ${JSON.stringify(value.v)}`, l: value.l }];
    if (!isSet(value)) return [{ text: `${key}: ${'s' in value ? '[]' : '{}'}`, l: value.l }];
    return [{ text: `${key}:`, l: value.l }, ...pad(yamlLines(value, deep + 1))];
  });
}

/** Go's truth: not null, false, 0, "" or empty. */
function isSet(tree: Tree): boolean {
  if ('v' in tree) return tree.v !== null && tree.v !== false && tree.v !== 0 && tree.v !== '';
  return 's' in tree ? tree.s.length > 0 : Object.keys(tree.m).length > 0;
}

function made(v: string | number | boolean | null, l = 0): Tree {
  return { l, v };
}

/** A value, or undefined where it is not known. Missing values are known to be null. */
function evaluate(expression: string, scope: Scope, state: State, deep: number): Tree | undefined {
  if (++state.steps > MOST_STEPS || deep > 30) return undefined;
  const words = expressionWords(expression);
  let value: Tree | undefined;
  let stage: string[] = [];
  let first = true;
  for (const word of [...words, '|']) {
    if (word !== '|') {
      stage.push(word);
      continue;
    }
    const args = stage.slice(1).map((one) => operand(one, scope, state, deep));
    if (first)
      value =
        stage.length === 1 && !isFunction(stage[0]!)
          ? operand(stage[0]!, scope, state, deep)
          : apply(stage[0] ?? '', args, scope, state, deep);
    else value = apply(stage[0] ?? '', [...args, value], scope, state, deep);
    first = false;
    stage = [];
  }
  return value;
}

function isFunction(word: string): boolean {
  return /^[a-z]\w*$/i.test(word) && !/^(?:true|false|nil)$/.test(word);
}

function operand(word: string, scope: Scope, state: State, deep: number): Tree | undefined {
  if (word.startsWith('"')) {
    try {
      return made(JSON.parse(word) as string);
    } catch {
      // Go escapes that JSON does not know: the text as written.
      return made(word.slice(1, -1));
    }
  }
  if (word.startsWith('`')) return made(word.slice(1, -1));
  if (/^-?\d+(?:\.\d+)?$/.test(word)) return made(Number(word));
  if (word === 'true' || word === 'false') return made(word === 'true');
  if (word === 'nil') return made(null);
  if (word.startsWith('(')) {
    const end = word.lastIndexOf(')');
    const inner = evaluate(word.slice(1, end < 0 ? undefined : end), scope, state, deep + 1);
    return end >= 0 && word.length > end + 1 ? member(inner, word.slice(end + 2)) : inner;
  }
  if (word.startsWith('$')) {
    const dot = word.indexOf('.');
    const name = dot < 0 ? word : word.slice(0, dot);
    const value = scope.variables.get(name);
    return dot < 0 ? value : member(value, word.slice(dot + 1));
  }
  if (word === '.') return scope.dot;
  return word.startsWith('.') ? member(scope.dot, word.slice(1)) : undefined;
}

function member(tree: Tree | undefined, path: string): Tree | undefined {
  if (tree === undefined) return undefined;
  // Cluster facts: `.Capabilities`, `.Files`. They are not in the chart.
  if (/^(?:Capabilities|Files|Template|Subcharts)\b/.test(path)) return undefined;
  return at(tree, ...path.split('.')) ?? made(null);
}

type Operation = (args: (Tree | undefined)[]) => Tree | undefined;

/** Functions of text and logic whose answer their arguments decide. Source: helm.sh/docs/chart_template_guide/function_list */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  default: ([fallback, value]) => (value !== undefined && isSet(value) ? value : value === undefined ? undefined : fallback),
  coalesce: (args) => (args.includes(undefined) ? undefined : (args.find((one) => one && isSet(one)) ?? made(null))),
  required: ([, value]) => value,
  ternary: ([yes, no, test]) => (test === undefined ? undefined : isSet(test) ? yes : no),
  not: ([value]) => value && made(!isSet(value)),
  empty: ([value]) => value && made(!isSet(value)),
  and: (args) => args.find((one) => one !== undefined && !isSet(one)) ?? (args.includes(undefined) ? undefined : args.at(-1)),
  or: (args) => args.find((one) => one !== undefined && isSet(one)) ?? (args.includes(undefined) ? undefined : args.at(-1)),
  eq: ([first, ...rest]) =>
    first === undefined || rest.includes(undefined) ? undefined : made(rest.some((one) => textOf(one) === textOf(first))),
  ne: ([first, second]) => (first === undefined || second === undefined ? undefined : made(textOf(first) !== textOf(second))),
  hasKey: ([map, key]) => map && key && made(at(map, textOf(key) ?? '') !== undefined),
  get: ([map, key]) => map && key && (at(map, textOf(key) ?? '') ?? made('')),
  contains: ([part, whole]) => part && whole && made((textOf(whole) ?? '').includes(textOf(part) ?? '')),
  hasPrefix: ([part, whole]) => part && whole && made((textOf(whole) ?? '').startsWith(textOf(part) ?? '')),
  hasSuffix: ([part, whole]) => part && whole && made((textOf(whole) ?? '').endsWith(textOf(part) ?? '')),
  lower: ([value]) => onText(value, (text) => text.toLowerCase()),
  upper: ([value]) => onText(value, (text) => text.toUpperCase()),
  trim: ([value]) => onText(value, (text) => text.trim()),
  trunc: ([length, value]) => onText(value, (text) => text.slice(0, Number(textOf(length) ?? 63))),
  trimSuffix: ([part, value]) =>
    onText(value, (text) => (text.endsWith(textOf(part) ?? ' ') ? text.slice(0, -(textOf(part) ?? '').length) : text)),
  trimPrefix: ([part, value]) =>
    onText(value, (text) => (text.startsWith(textOf(part) ?? ' ') ? text.slice((textOf(part) ?? '').length) : text)),
  replace: ([before, after, value]) => onText(value, (text) => text.replaceAll(textOf(before) || '\0', textOf(after) ?? '')),
  quote: ([value]) => value && ('v' in value ? made(JSON.stringify(textOf(value) ?? ''), value.l) : undefined),
  squote: ([value]) => value && ('v' in value ? made(JSON.stringify(textOf(value) ?? ''), value.l) : undefined),
  printf: ([format, ...args]) => {
    if (format === undefined || args.includes(undefined)) return undefined;
    let next = 0;
    const text = (textOf(format) ?? '').replaceAll(/%[-+.\d]*([sdvqf%])/g, (_, verb) =>
      verb === '%' ? '%' : (textOf(args[next++]) ?? ''),
    );
    return made(text, args.find((one) => one && one.l > 0)?.l ?? 0);
  },
  kindIs: ([kind, value]) =>
    kind &&
    value &&
    made(
      textOf(kind) ===
        ('m' in value
          ? 'map'
          : 's' in value
            ? 'slice'
            : value.v === null
              ? 'invalid'
              : typeof value.v === 'boolean'
                ? 'bool'
                : typeof value.v),
    ),
  len: ([value]) =>
    value && made('m' in value ? Object.keys(value.m).length : 's' in value ? value.s.length : (textOf(value) ?? '').length),
};

function onText(value: Tree | undefined, change: (text: string) => string): Tree | undefined {
  return value && 'v' in value ? made(change(textOf(value) ?? ''), value.l) : undefined;
}

/** These pass their last argument on; indentation is done where the value is printed. */
const PASS_ON = /^(?:toYaml|nindent|indent|toString|int|int64|float64|tpl|toJson|fromYaml|mustToYaml|deepCopy)$/;

function apply(name: string, args: (Tree | undefined)[], scope: Scope, state: State, deep: number): Tree | undefined {
  if (PASS_ON.test(name)) return name === 'tpl' ? args[0] : args.at(-1);
  if (name === 'include') {
    const define = state.defines.get(textOf(args[0]) ?? '');
    if (!define) return undefined;
    const inner: State = { ...state, pieces: [], size: 0, partial: false };
    render(define, { dot: args[1] ?? scope.dot, variables: new Map([['$', state.root]]) }, inner, deep + 1);
    state.steps = inner.steps;
    return inner.partial
      ? undefined
      : made(
          inner.pieces
            .map(({ text }) => text)
            .join('')
            .trim(),
        );
  }
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation) return operation(args);
  return isFunction(name) ? undefined : operand(name, scope, state, deep);
}
