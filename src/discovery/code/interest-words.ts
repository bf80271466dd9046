import { findInterest, hasOffset } from './interest.ts';
import type { KnowledgeIndex } from './knowledge.ts';

/**
 * Which words of a file can lead to a known API: a function body without any of them does nothing discovery could tell, and is
 * not read. Most of a large code base is such bodies, so this decides what a scan costs.
 *
 * Interesting are: what the file imports (but for plumbing of the language), what it makes at module level or keeps on `self`,
 * words that only known APIs use, and the file's own functions whose bodies are interesting.
 */
export function interestingWords(text: string, language: 'python' | 'script', always: ReadonlySet<string>): ReadonlySet<string> {
  const words = new Set(always);
  if (language === 'python') {
    pythonNames(text, words);
    typedNames(text, words);
    // Code that finds the function of a tool by its name, or asks a person before it runs one; what a tool does to files with the language alone.
    if (/\btools?\b|_tool|tool_|function_call/i.test(text))
      for (const word of ['getattr', 'globals', 'open', 'Path', 'shutil', 'glob']) words.add(word);
    if (text.includes('input(')) words.add('input');
    ownFunctions(text, words, PYTHON_FUNCTION);
  } else {
    scriptNames(text, words);
    typedNames(text, words);
    ownFunctions(text, words, SCRIPT_METHOD);
  }
  return words;
}

/** Parameters and fields of an interesting type: `client: AsyncOpenAI`, `config?: RunnableConfig`. */
function typedNames(text: string, words: Set<string>): void {
  for (const [, name, type] of text.matchAll(/\b([A-Za-z_]\w*)\??[ \t]*:[ \t]*["']?(?:[a-z_]\w*\.)?([A-Z]\w*)/g))
    if (words.has(type!)) words.add(name!);
}

/** Words that stand for a known API wherever its object came from: parts of rule names that are long and not everyday words. */
export function distinctWords(index: KnowledgeIndex, language: 'python' | 'script'): ReadonlySet<string> {
  const words = new Set(
    language === 'python'
      ? [
          'environ',
          'getenv',
          'exec',
          'eval',
          'compile',
          'os',
          'subprocess',
          '__import__',
          'import_module',
          'pickle',
          'joblib',
          'trust_remote_code',
          'allow_pickle',
          'Markup',
          'mark_safe',
          ...CARRIERS,
        ]
      : [
          'env',
          'eval',
          'fetch',
          'Function',
          'process',
          'require',
          'innerHTML',
          'outerHTML',
          'dangerouslySetInnerHTML',
          '__html',
          'insertAdjacentHTML',
        ],
  );
  for (const name of index.names)
    for (const part of name.split('.').slice(1)) if (/^[A-Za-z_]{7,}$/.test(part) && !EVERYDAY.has(part.toLowerCase())) words.add(part);
  return words;
}

const EVERYDAY = new Set(
  'session connect connection execute message messages request requests response register process context history content default collection document documents channel channels receive publish service services resource resources metadata settings options configure initialize template handler handlers callback transaction database upload_file download'.split(
    ' ',
  ),
);

/** Names under which code hands models, clients and tools from constructor to method: `self.llm = llm`. */
const CARRIERS = ['agent', 'agents', 'chain', 'client', 'llm', 'model', 'model_name', 'prompt', 'retriever', 'tools'];

/** Modules of the language itself whose use says nothing of AI or of the world outside. */
const PLUMBING = new Set(
  '__future__ abc argparse array ast bisect calendar collections contextlib copy csv dataclasses datetime decimal difflib enum functools glob gzip hashlib heapq html inspect io itertools json locale logging math numbers operator pathlib pprint queue random re secrets shutil signal statistics string struct sys tempfile textwrap threading time timeit traceback types typing typing_extensions unicodedata unittest uuid warnings weakref zoneinfo pytest numpy'.split(
    ' ',
  ),
);
const SCRIPT_PLUMBING = new Set(
  'path node:path url node:url util node:util events node:events assert node:assert react react-dom zod lodash clsx classnames vitest jest'.split(
    ' ',
  ),
);

function pythonNames(text: string, words: Set<string>): void {
  for (const line of text.matchAll(
    /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]{0,4000}\)|[^\n]{0,2000})|import[ \t]+([^\n]{0,1000}))/gm,
  )) {
    const [, from, names, modules] = line;
    if (from !== undefined) {
      if (!PLUMBING.has(from.split('.')[0]!))
        for (const part of (names ?? '')
          .replace(/[()\\]/g, ' ')
          .replaceAll(/#[^\n]*/g, ' ')
          .split(','))
          addLast(part, words);
      continue;
    }
    for (const part of (modules ?? '').split(','))
      if (!PLUMBING.has(part.trim().split(/[. ]/)[0]!)) addLast(part.replace(/\.[\w.]+$/, ''), words);
  }
  // Objects made at module level, and what methods keep on themselves.
  for (const [, name, maker] of text.matchAll(
    /^([A-Za-z_]\w*)[ \t]*(?::[^=\n]{1,200})?=[ \t]*(?:await[ \t]+)?([A-Za-z_]\w*)[\w.]*[ \t]*[([]/gm,
  ))
    if (!PLUMBING.has(maker!)) words.add(name!);
  for (const [, name, maker] of text.matchAll(
    /\bself\.([A-Za-z_]\w*)[ \t]*(?::[^=\n]{1,200})?=[ \t]*(?:await[ \t]+)?([A-Za-z_]\w*)[\w.]*\(/g,
  ))
    if (!PLUMBING.has(maker!)) words.add(name!);
}

/** The last name of `a.b as c`, `x as y`, `z`. */
function addLast(part: string, words: Set<string>): void {
  const name = /([A-Za-z_]\w*)\s*$/.exec(part.replace(/#.*$/, ''))?.[1];
  if (name !== undefined) words.add(name);
}

interface OwnFunction {
  name: string;
  start: number;
  end: number;
}

/** Functions whose bodies are interesting are words themselves, until that adds nothing. */
function ownFunctions(text: string, words: Set<string>, pattern: RegExp): void {
  let open = functionsOf(text, pattern);
  let any = false;
  let fresh: string[] = [...words];
  for (let round = 0; round < 4 && open.length > 0 && fresh.length > 0; round++) {
    const offsets = findInterest(text, new Set(fresh));
    const rest: OwnFunction[] = [];
    fresh = [];
    for (const one of open) {
      if (!hasOffset(offsets, one.start, one.end)) {
        rest.push(one);
        continue;
      }
      if (!words.has(one.name) && !CONSTRUCTORS.has(one.name)) {
        words.add(one.name);
        fresh.push(one.name);
      }
      if (round === 0) keepBody(text, one, offsets, words);
    }
    any ||= rest.length < open.length;
    open = rest;
  }
  // What a constructor keeps is what the interesting methods work with.
  if (!any) return;
  for (const { name, start, end } of open) {
    const field = CONSTRUCTORS.has(name)
      ? /\b(?:self|this)\.(\w+)[ \t]*(?::[^=\n]{1,200})?=/.exec(text.slice(start, Math.min(end, start + 4000)))?.[1]
      : undefined;
    if (field !== undefined) words.add(field);
  }
}

/** A function whose signature alone is interesting (`-> ToolParam`) is read too: by the first name its body works with. */
function keepBody(text: string, { start, end }: OwnFunction, offsets: readonly number[], words: Set<string>): void {
  const head = text.slice(start, Math.min(end, start + 2000)).search(/[:{][ \t]*\n/);
  if (head < 0 || hasOffset(offsets, start + head, end)) return;
  const name = /\b(?:(?:self|cls|this)\.|return[ \t]+)([A-Za-z_]\w*)/.exec(
    text.slice(start + head, Math.min(end, start + head + 4000)),
  )?.[1];
  if (name !== undefined) words.add(name);
}

const CONSTRUCTORS: ReadonlySet<string> = new Set(['__init__', 'constructor']);

const PYTHON_FUNCTION = /^([ \t]*)(?:(?:async[ \t]+)?def[ \t]+(\w+))?(?=[^\s#])/gm;
/** A method's line ends with its brace, or with the bracket of parameters that stand below. */
const SCRIPT_METHOD =
  /^([ \t]*)(?:(?:(?:public|private|protected|static|override|async|get|set)[ \t]+){0,4}[*#]?(?!(?:if|for|while|switch|catch|return|function)\b)(\w+)[ \t]*(?:<[^>\n]{0,80}>)?\((?:[^\n]{0,300}[{(,])?[ \t]*$|(?=[^\s/)]))/gm;

function functionsOf(text: string, pattern: RegExp): OwnFunction[] {
  const out: OwnFunction[] = [];
  const open: (OwnFunction & { indent: number })[] = [];
  for (const line of text.matchAll(pattern)) {
    const indent = line[1]!.length;
    while (open.length > 0 && open.at(-1)!.indent >= indent) out.push({ ...open.pop()!, end: line.index });
    if (line[2] !== undefined) open.push({ name: line[2], start: line.index + line[0].length, end: text.length, indent });
    if (out.length > 20_000) break;
  }
  return [...out, ...open];
}

function scriptNames(text: string, words: Set<string>): void {
  for (const found of text.matchAll(/\bimport\s+(?:type\s+)?([^'"`;]{1,2000}?)\s+from\s+['"]([^'"\n]{1,200})['"]/g))
    if (!SCRIPT_PLUMBING.has(found[2]!)) for (const part of found[1]!.split(/[,{}*]/)) addLast(part, words);
  for (const found of text.matchAll(
    /\b(?:const|let|var)\s+([^=;]{1,500}?)\s*=\s*(?:await\s+import|require)\s*\(\s*['"]([^'"\n]{1,200})['"]/g,
  ))
    if (!SCRIPT_PLUMBING.has(found[2]!)) for (const part of found[1]!.split(/[,{}]/)) addLast(part, words);
  // Everything a script makes or defines by name, whatever it is: bodies of scripts have no indentation to go by.
  for (const [, name] of text.matchAll(
    /^\s*(?:export\s+)?(?:default\s+)?(?:const|let|var|(?:async\s+)?function\*?|class)\s+([A-Za-z_$][\w$]*)/gm,
  ))
    if (!name!.includes('$')) words.add(name!);
  // Fields of classes, and parameters of a constructor that become fields.
  for (const [, name] of text.matchAll(
    /^[ \t]*(?:(?:private|public|protected|readonly|static|override)[ \t]+){0,4}#?(\w+)[ \t]*(?::[^=\n]{1,200})?=[ \t]*(?:await[ \t]+|new[ \t]+)?[A-Za-z_][\w.]*[ \t]*[(<]/gm,
  ))
    words.add(name!);
  for (const [, name] of text.matchAll(/\b(?:private|public|protected|readonly)[ \t]+(?:readonly[ \t]+)?(\w+)[ \t]*\??:/g))
    words.add(name!);
  for (const [, name] of text.matchAll(/\bthis\.(\w+)\s*=\s*(?:await\s+|new\s+)?[A-Za-z_][\w.]*\(/g)) words.add(name!);
}
