import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { outline } from '../outline.ts';
import type { FunctionDefinition, ModuleSyntax } from '../syntax.ts';
import { parsePython } from './parse.ts';

const EVERYTHING = /\w/;

function read(text: string, interesting = EVERYTHING): string[] {
  return outline(parsePython(text, { interesting }));
}

function firstFunction(module: ModuleSyntax): FunctionDefinition {
  const found = module.body.find((statement) => statement.s === 'function');
  if (found === undefined) throw new Error('no function was read');
  return found.d;
}

// Expectations follow the language reference, docs.python.org/3/reference: the section stands before each table.
const CASES: Record<string, [source: string, ...expected: string[]][]> = {
  'imports (7.11)': [
    ['import os', 'import . as os from os'],
    ['import a.b', 'import . as a.b from a.b'],
    ['import a.b as c, d', 'import . as c from a.b', 'import . as d from d'],
    ['from m import x as y, z', 'import x as y from m', 'import z as z from m'],
    ['from . import x', 'import x as x from .'],
    ['from ...pkg.mod import (\n  x,  # why\n  y as z,\n)', 'import x as x from ...pkg.mod', 'import y as z from ...pkg.mod'],
    ['from m import *', 'import * as * from m'],
    ['try:\n  import fast\nexcept ImportError:\n  fast = None', 'import . as fast from fast', 'fast = null'],
    ['if TYPE_CHECKING:\n  from t import T', 'import T as T from t'],
  ],
  'modules loaded by name (library/importlib)': [
    ['m = importlib.import_module("a.b")', 'import . as m from a.b'],
    ['m = import_module(".b")', 'import . as m from .b'],
    ['m = __import__("a.b")', 'import . as m from a'],
    ['m = importlib.import_module(name)', 'm = importlib.import_module(name)'],
  ],
  'assignments (7.2)': [
    ['a = b = f()', 'a = f()', 'b = f()'],
    ['x, (y, z) = 1, (2, 3)', 'x = 1', 'y = 2', 'z = 3'],
    ['a, b = pair()', '[a, b] = pair()'],
    ['head, *rest = 1, 2, 3', '[head, *rest] = [1, 2, 3]'],
    ['n: int = 3', 'n: int = 3'],
    ['field: Agent[str]', 'field: Agent[str]'],
    ['x += f(1)', 'x += f(1)'],
    ['x //= 2', 'x += 2'],
    ['self.a["k"] = v', 'self.a["k"] = v'],
    ['type Pair = tuple[int, str]', 'Pair = tuple[[int, str]]'],
    ['type = kind(1)', 'type = kind(1)'],
    ['a = 1; b = 2', 'a = 1', 'b = 2'],
    ['total = one + \\\n  two', 'total = (one + two)'],
  ],
  'strings (2.5)': [
    [String.raw`s = 'a\n\x41\u00e9\U0001F600\101\q'`, 's = "a\\nAé😀A\\\\q"'],
    [String.raw`s = r'\n{x}' b"by" u'u'`, String.raw`s = "\\n{x}byu"`],
    [String.raw`s = '\N{BULLET}'`, String.raw`s = "\\N{BULLET}"`],
    ['s = """two\nlines "quoted" here"""', 's = "two\\nlines \\"quoted\\" here"'],
    ['s = ("one "\n     "two" # note\n     "three")', 's = "one twothree"'],
    ['s = f"hi {name!r:>{width}} and {{braces}} {a.b(1)=}"', 's = `"hi "~name~" and {braces} "~a.b(1)`'],
    ['s = "plain " f"{x}" " end"', 's = `"plain "~x~" end"`'],
    ['s = f"{d["same quotes"]}"', 's = `d["same quotes"]`'],
    ['s = f"""{\n  x\n}"""', 's = `x`'],
    ['s = rf"\\d{x}"', 's = `"\\\\d"~x`'],
    ['s = "%s-%d" % (a, 1)', 's = ("%s-%d" % [a, 1])'],
    ['s = "{}".format(a)', 's = "{}".format(a)'],
  ],
  'expressions (6)': [
    ['x = -1', 'x = -1'],
    ['x = [1_000, 0xff, 1e3, .5, 0b11]', 'x = [1000, 255, 1000, 0.5, 3]'],
    ['x = None or True', 'x = (null | true)'],
    ['x = a or b or c', 'x = (a | b | c)'],
    ['x = a if c else b if d else e', 'x = (a | b | e)'],
    ['x = a and b', 'x = (a and b)'],
    ['x = 1 + 2 * 3', 'x = (1 + (2 * 3))'],
    ['x = a not in b', 'x = (a not in b)'],
    ['x = a is not None', 'x = (a is not null)'],
    ['x = not a', 'x = ?'],
    ['x = {"a": 1, **more, b: c}', 'x = {"a": 1, ...more, b: c}'],
    ['x = {1, *s}', 'x = [1, *s]'],
    ['x = ()', 'x = []'],
    ['x = (1)', 'x = 1'],
    ['x = (1,)', 'x = [1]'],
    ['x = [f(i) for i in g() if h(i)]', 'for i in g()', 'h(i)', 'x = [f(i)]'],
    ['x = {k: v for k, v in items}', 'for [k, v] in items', 'x = {k: v}'],
    ['x = sum(i for i in y)', 'for i in y', 'x = sum([i])'],
    ['x = lambda a, *b, c=1: a(c)', 'x = fn (a, *b, c = 1) {return a(c)}'],
    ['x = d["k"][0].attr', 'x = d["k"][0].attr'],
    ['x = a[1:n()]', 'n()', 'x = a[?]'],
    ['f(a, *b, k=1, **c)', 'f(a, *b, k=1, **=c)'],
    ['Agent[Deps, str]("m", retries=2)', 'Agent[[Deps, str]]("m", retries=2)'],
    ['f(x)(y).z()', 'f(x)(y).z()'],
    ['print((n := f(2)))', 'n = f(2)', 'print(n)'],
    ['x = a == b', 'x = (a == b)'],
    ['x = a @ b ** -c', 'x = (a @ (b ** ?))'],
    ['name'],
    ['"""only text"""'],
  ],
  'compound statements (8)': [
    ['for a, b in pairs():\n  use(a)', 'for [a, b] in pairs()', 'use(a)'],
    ['async def f():\n  async for x in s():\n    await g(x)', 'async fn f() {for x in s(); g(x)}'],
    ['with open(p) as f, lock: f.read()', 'with open(p) as f', 'with lock', 'f.read()'],
    ['with (\n  a() as x,\n  b() as (y, z),\n):\n  pass', 'with a() as x', 'with b() as [y, z]'],
    ['with (a or b).c() as d: pass', 'with (a | b).c() as d'],
    ['if ready():\n  go()\nelif other(): stop()\nelse:\n  wait()', 'ready()', 'go()', 'other()', 'stop()', 'wait()'],
    ['if m := find(x):\n  use(m)', 'm = find(x)', 'use(m)'],
    ['match get(x):\n  case {"a": y}:\n    f(y)\n  case _:\n    z = 1', 'get(x)', 'f(y)', 'z = 1'],
    ['match = f(1)', 'match = f(1)'],
    ['while more():\n  x = next(it)', 'more()', 'x = next(it)'],
    ['try:\n  a()\nfinally:\n  b()', 'a()', 'b()'],
  ],
  'definitions (8.7, 8.8)': [
    ['def f(a, /, b: int = 3, *, c="x", **kw) -> str: return a', 'fn f(a, b: int = 3, c = "x", **kw): str {return a}'],
    ['def f(*args: int): pass', 'fn f(*args: int) {}'],
    ['def f[T: (int, str)](x: T): g(x)', 'fn f(x: T) {g(x)}'],
    ['@app.get("/x")\n@tool\ndef f():\n  yield one()', '@app.get("/x") @tool fn f() {return one()}'],
    ['def f():\n  x = yield y\n  yield from g()', 'fn f() {return y; x = ?; return g()}'],
    ['def f():\n  def g():\n    return h(1)\n  return g', 'fn f() {fn g() {return h(1)}; return g}'],
    [
      '@dataclass(frozen=True)\nclass A(Base[int], metaclass=M):\n  """Doc."""\n  x: int = 1\n  Y = "y"\n  def m(self): return self.x',
      '@dataclass(frozen=true) class A(Base[int], metaclass=M) {x: int = 1; Y = "y"; fn m(self) {return self.x}}',
    ],
    ['class E(str, Enum):\n  A = "a"\n  B = auto()', 'class E(str, Enum) {A = "a"; B = auto()}'],
    ['class A:\n  if x:\n    y = 1', 'class A() {y = 1}'],
  ],
};

describe('parsePython', () => {
  describe.each(Object.entries(CASES))('%s', (_section, cases) => {
    it.each(cases)('%j', (source, ...expected) => {
      expect(read(source)).toEqual(expected);
    });
  });

  it('gives the line of each part of a call, after characters outside the basic plane', () => {
    const module = parsePython('# 你好 😀\nx = "😀"; y = Agent(\n  name="中文",\n  tools=[\n    "😀", search,\n  ],\n)\n', {
      interesting: EVERYTHING,
    });
    expect(outline(module)).toEqual(['x = "😀"', 'y = Agent(name="中文", tools=["😀", search])']);
    const call = module.body[1];
    if (call?.s !== 'assign' || call.value?.t !== 'call') throw new Error('no call was read');
    expect(call.l).toBe(2);
    expect(call.value.k.map(([name, value]) => [name, value.l])).toEqual([
      ['name', 3],
      ['tools', 4],
    ]);
    const [, tools] = call.value.k[1] ?? [];
    expect(tools?.t === 'list' && tools.e.map((element) => element.l)).toEqual([5, 5]);
  });

  it('gives the first and last line of definitions and the line of a method in a chain', () => {
    const module = parsePython('@d\nasync def f(\n  a,\n):\n  return (x\n    .y(1)\n    .z(2))\n\n', { interesting: EVERYTHING });
    const definition = firstFunction(module);
    expect([definition.line, definition.endLine]).toEqual([2, 7]);
    const [result] = definition.body;
    expect(result?.s === 'return' && result.e.l).toBe(7);
  });

  describe('docstrings', () => {
    it('keeps the first string of a function, decoded and trimmed', () => {
      expect(
        firstFunction(parsePython('def f():\n  # c\n  """ Finds \\"it\\".\n  More. """\n  go()', { interesting: EVERYTHING })).doc,
      ).toBe('Finds "it".\n  More.');
    });

    it('does not take a string that begins an expression', () => {
      expect(firstFunction(parsePython('def f():\n  "a".join(x)', { interesting: EVERYTHING })).doc).toBeUndefined();
    });

    it('cuts at 2 kB', () => {
      const module = parsePython(`def f():\n  """${'a'.repeat(5000)}"""`, { interesting: EVERYTHING });
      expect(firstFunction(module).doc).toHaveLength(2048);
    });
  });

  describe('pruning', () => {
    it('keeps signature, decorators, docstring and imports of a body without an interesting word', () => {
      const text = '@tool(llm)\ndef f(a=DEFAULT):\n  """About llm."""\n  import lazy\n  from x import (\n    y)\n  other(a)\n';
      const module = parsePython(text, { interesting: /\bllm\b/ });
      expect(outline(module)).toEqual(['@tool(llm) fn f(a = DEFAULT) pruned {import . as lazy from lazy; import y as y from x}']);
      expect(firstFunction(module).doc).toBe('About llm.');
    });

    it('keeps the whole of an interesting function, functions inside it included', () => {
      const text = 'def f():\n  def g():\n    return 1\n  return llm(g)\n';
      expect(read(text, /\bllm\b/)).toEqual(['fn f() {fn g() {return 1}; return llm(g)}']);
    });

    it('prunes methods one by one and keeps class and module level', () => {
      const text = 'x = call()\nclass A:\n  y = other()\n  def a(self): return llm()\n  def b(self): return z()\n';
      expect(read(text, /\bllm\b/)).toEqual(['x = call()', 'class A() {y = other(); fn a(self) {return llm()}; fn b(self) pruned {}}']);
    });

    it('prunes functions in branches and keeps their imports', () => {
      const text = 'if x:\n  def f():\n    import lazy\n    g()\nelse:\n  def f(): llm()\n';
      expect(read(text, /\bllm\b/)).toEqual(['fn f() pruned {import . as lazy from lazy}', 'fn f() {llm()}']);
    });

    it('accepts an expression with the global flag or one that matches nothing', () => {
      expect(read('def f(): llm()', /llm/g)).toEqual(['fn f() {llm()}']);
      expect(read('def f(): llm()', /(?:)/)).toEqual(['fn f() {llm()}']);
    });
  });

  describe('broken text', () => {
    it('reads what surrounds an error and names its line', () => {
      const module = parsePython('a = f(1)\nb = = 3\nc = g(2)\n', { interesting: EVERYTHING });
      expect(outline(module)).toContain('a = f(1)');
      expect(outline(module)).toContain('c = g(2)');
      expect(module.errors).toEqual([2]);
    });

    it('reads a file that ends in the middle', () => {
      const module = parsePython('import a\ndef f(x):\n  y = g(1)\n  z = h("', { interesting: EVERYTHING });
      expect(outline(module)[0]).toBe('import . as a from a');
      expect(JSON.stringify(module.body)).toContain('"n":"g"');
    });
  });

  describe('limits', () => {
    it('leaves out a literal of more than 2,000 nodes and keeps the next', () => {
      const module = parsePython(`big = [${'1, '.repeat(2500)}]\nsmall = [1]\n`, { interesting: EVERYTHING });
      expect(outline(module)).toEqual(['big = ?', 'small = [1]']);
      expect(module.cut).toBe('large literal');
    });

    it('leaves out a literal of more than 64 kB', () => {
      const module = parsePython(`big = {${`"k": "${'v'.repeat(4000)}", `.repeat(20)}}\n`, { interesting: EVERYTHING });
      expect(outline(module)).toEqual(['big = ?']);
    });

    it('cuts a string at 8 kB', () => {
      const module = parsePython(`s = "${'é'.repeat(10_000_000)}"\nt = 1`.slice(0, 900_000), { interesting: EVERYTHING });
      const [assigned] = module.body;
      expect(assigned?.s === 'assign' && assigned.value?.t === 'str' && assigned.value.v.length).toBe(8192);
      expect(module.cut).toBe('string longer than 8192 characters');
    });

    it('reads the first part of a very long file', () => {
      const module = parsePython('x = f(1)\n'.repeat(200_000), { interesting: EVERYTHING, nodes: 100 });
      expect(module.cut).toBe('text after 1048571 characters; more than 100 expression nodes');
      expect(module.body.length).toBeLessThan(100);
    });

    it('reads nothing of a binary file', () => {
      const binary = Array.from({ length: 5000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join('');
      expect(parsePython(binary, { interesting: EVERYTHING })).toEqual({ language: 'python', body: [], cut: 'not text' });
    });

    it.each([
      ['brackets', `x = ${'['.repeat(5000)}`],
      ['closed brackets', `x = ${'('.repeat(5000)}1${')'.repeat(5000)}`],
      ['calls in calls', `x = ${'f('.repeat(5000)}${')'.repeat(5000)}`],
      ['members', `x = a${'.b()'.repeat(5000)}`],
      ['chains in chains', `x = ${'f('.repeat(150)}${`${'.a'.repeat(150)})`.repeat(150)}`],
      ['sums', `x = ${'"a" + '.repeat(5000)}"b"`],
      ['lambdas', `x = ${'lambda: '.repeat(5000)}1`],
      ['powers', `x = ${'2 ** '.repeat(5000)}2`],
      ['negations', `x = ${'not '.repeat(5000)}${'- '.repeat(5000)}y`],
      ['choices', `x = ${'a if b else '.repeat(5000)}c`],
      ['f-strings', `x = ${'f"{'.repeat(5000)}`],
      ['functions', `${Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}def f():\n`).join('')}${' '.repeat(400)}g()`],
    ])('does not nest its result without bound: %s', (_name, text) => {
      const module = parsePython(text, { interesting: EVERYTHING });
      expect(module.body.length).toBeLessThan(20);
      expect(depthOf(module.body)).toBeLessThan(1300);
    });

    it('refuses brackets that would end the process', () => {
      const module = parsePython('['.repeat(100_000), { interesting: EVERYTHING });
      expect(module).toEqual({ language: 'python', body: [], cut: 'more than 10000 open brackets' });
    });
  });

  it('works in several worker threads at once, each registering the grammar', async () => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData).then(({ parsePython }) => {
        let statements = 0;
        for (let round = 0; round < 300; round += 1) statements += parsePython('x = f(1)\\n'.repeat(10), { interesting: /x/ }).body.length;
        parentPort.postMessage(statements);
      });
    `;
    const workers = [1, 2, 3, 4].map(() => new Worker(code, { eval: true, workerData: new URL('./parse.ts', import.meta.url).href }));
    const counts = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0] as number));
    expect(counts).toEqual([3000, 3000, 3000, 3000]);
    await Promise.all(workers.map((worker) => worker.terminate()));
  });
});

function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  for (; level.length > 0; depth += 1) {
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return depth;
}
