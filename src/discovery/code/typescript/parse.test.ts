import { describe, expect, it } from 'vitest';
import { outline } from '../outline.ts';
import type { FunctionDefinition, ModuleSyntax } from '../syntax.ts';
import { parseTypeScript, type ScriptOptions } from './parse.ts';

type Dialect = ScriptOptions['dialect'];

const EVERYTHING = /\w/;

function parse(text: string, dialect: Dialect = 'ts', interesting = EVERYTHING): ModuleSyntax {
  return parseTypeScript(text, { dialect, interesting });
}

function read(text: string, dialect: Dialect = 'ts', interesting = EVERYTHING): string[] {
  return outline(parse(text, dialect, interesting));
}

function firstFunction(module: ModuleSyntax): FunctionDefinition {
  for (const statement of module.body) {
    if (statement.s === 'function') return statement.d;
    if (statement.s === 'assign' && statement.value?.t === 'fn') return statement.value.d;
    if (statement.s === 'class') return firstFunction({ ...module, body: statement.d.body });
  }
  throw new Error('no function was read');
}

// Expectations follow ECMA-262 and the TypeScript handbook; what a form becomes is told by syntax.ts.
const CASES: Record<string, [source: string, ...expected: string[]][]> = {
  imports: [
    ['import d from "m"', 'import default as d from m'],
    ['import d, { a, b as c } from "m"', 'import default as d from m', 'import a as a from m', 'import b as c from m'],
    ['import * as ns from "m"', 'import * as ns from m'],
    ['import d, * as ns from "m"', 'import default as d from m', 'import * as ns from m'],
    ['import "m"', 'import . as  from m'],
    ['import type { T } from "m"', 'import type T as T from m'],
    ['import { type T, type as kind, v } from "m"', 'import type T as T from m', 'import type as kind from m', 'import v as v from m'],
    ['import type from "m"', 'import default as type from m'],
    ['import { "any name" as x } from "m"', 'import any name as x from m'],
    ['import data from "./d.json" with { type: "json" }', 'import default as data from ./d.json'],
    ['import x = require("m")', 'import . as x from m'],
    ['import X = A.B', 'X = A.B'],
    ['const x = require("m")', 'import . as x from m'],
    ['const { a, b: c = 1 } = require("m"), d = 2', 'import a as a from m', 'import b as c from m', 'd = 2'],
    ['const f = require("m").f', 'import f as f from m'],
    ['require("m")', 'import . as  from m'],
    ['const m = await import("m")', 'import * as m from m'],
    ['const { a } = await import("m")', 'import a as a from m'],
    ['use(require("m"))', 'import . as  from m', 'use(require("m"))'],
  ],
  exports: [
    ['export * from "m"', 'reimport * as * from m'],
    ['export * as ns from "m"', 'reimport * as ns from m'],
    ['export { a, b as c } from "m"', 'reimport a as a from m', 'reimport b as c from m'],
    ['export type { T } from "m"', 'reimport type T as T from m'],
    ['export { a, b as default }', 'export a = a', 'export default = b'],
    ['export default f(1)', 'export default = f(1)'],
    ['export default class extends B {}', 'export default class (B) {}'],
    ['export default async function run() {}', 'export default async fn run() pruned {}'],
    ['export const a = 1, b = 2', 'export a = 1', 'export b = 2'],
    ['export = f(1)', 'module.exports = f(1)'],
    ['module.exports = { a }', 'module.exports = {"a": a}'],
    ['exports.a = f', 'exports.a = f'],
    ['export type T = { a: 1 }; export interface I {}; export declare const x: T'],
  ],
  declarations: [
    ['let x: Agent<Deps> = f()', 'x: Agent[Deps] = f()'],
    ['let x: A[] | null', 'x: (Array[A] | null)'],
    ['let x'],
    ['const { a, b: c } = e', 'a = e.a', 'c = e.b'],
    ['const { a } = f()', 'a = f().a'],
    ['const { a: { b = 1 }, ...rest } = e', 'b = (e.a.b | 1)', 'rest = e'],
    ['const [a, b] = [1, 2]', 'a = 1', 'b = 2'],
    ['const [a, , b] = f()', '[a, ?, b] = f()'],
    ['enum E { A = "a", B = 4, C }', 'E = {"A": "a", "B": 4, "C": 5}'],
    ['export const enum E { A, B }', 'export E = {"A": 0, "B": 1}'],
    ['namespace N.M { export const x = f(1) }', 'export x = f(1)'],
    ['declare module "m" { const x: 1 }'],
    ['using r = open(p)', 'with open(p) as r'],
    ['await using r = open(p)', 'with open(p) as r'],
    ['x = y = f()', 'y = f()', 'x = y'],
    ['x ??= f()', 'x = f()'],
    ['x.n += f()', 'x.n += f()'],
    ['({ a, b: c } = e)', 'a = e.a', 'c = e.b'],
  ],
  expressions: [
    ['x = -1', 'x = -1'],
    ['x = [0xff, 1_000, 1e3, .5, 10n]', 'x = [255, 1000, 1000, 0.5, 10]'],
    ['x = [null, undefined, true]', 'x = [null, null, true]'],
    [String.raw`x = 'a\n\x41\u00e9\u{1F600}\q'`, 'x = "a\\nAé😀q"'],
    ['x = `a ${b} c ${`d ${e}`}`', 'x = `"a "~b~" c "~`"d "~e``'],
    ['x = `plain`', 'x = "plain"'],
    ['x = sql`select ${a}`', 'x = sql(`"select "~a`)'],
    ['x = a || b ?? c', 'x = (a | b | c)'],
    ['x = a && b', 'x = (a && b)'],
    ['x = c() ? a : d ? b : e', 'c()', 'x = (a | b | e)'],
    ['x = a + b * c', 'x = (a + (b * c))'],
    ['x = a?.b?.[0]?.(1)!.c', 'x = a.b[0](1).c'],
    ['x = (y as unknown as Z<A>).w satisfies V', 'x = y.w'],
    ['x = <Z>f(1)', 'x = f(1)'],
    ['x = new A.B<C>(1, ...d)', 'x = A.B(1, *d)'],
    ['x = new A', 'x = A()'],
    ['x = f<T, U[]>(1)', 'x = f(1)'],
    ['x = a < b && c > (d)', 'x = ((a < b) && (c > d))'],
    [
      'x = { a, "b": 1, [c]: 2, ...d, e() { return 3 }, get f() { return 4 } }',
      'x = {"a": a, "b": 1, c: 2, ...d, "e": fn e() {return 3}, "f": fn f() {return 4}}',
    ],
    ['x = [a, , ...b]', 'x = [a, ?, *b]'],
    ['x = !f(a)', 'f(a)', 'x = ?'],
    ['x = typeof a', 'x = ?'],
    ['x = await f(1)', 'x = f(1)'],
    ['x = /[/"]\\//g.test(y)', 'x = ?.test(y)'],
    ['x = a / b / c', 'x = ((a / b) / c)'],
    ['f(1), g(2)', 'f(1)', 'g(2)'],
    ['void main()', 'main()'],
    ['import.meta.url; x = import.meta.env.KEY', 'x = import.meta.env.KEY'],
    ['new.target'],
    ['if ((m = f())) g(m)', 'm = f()', 'g(m)'],
  ],
  functions: [
    [
      'const f = async <T,>(a: A, { b, c = "d" }: P = {}, ...r: B[]): Promise<void> => g(a)',
      'f = async fn f(a: A, {b, c}: P = {}, *r: Array[B]): Promise[void] {c = "d"; return g(a)}',
    ],
    ['const f = x => y => z(x)', 'f = fn f(x) {return fn (y) {return z(x)}}'],
    ['const f = (): (() => void) => { g() }', 'f = fn f(): ? {g()}'],
    ['function f(this: T, a?: string): a is "x" { return g() }', 'fn f(a: string): ? {return g()}'],
    ['function f(a: string): void; function f(a) { g() }', 'fn f(a) {g()}'],
    ['function* f() { yield g(1); const x = yield* h() }', 'fn f() {return g(1); return h(); x = ?}'],
    ['app.post("/x", async (c) => { const r = await llm(c); return r.text })', 'app.post("/x", async fn (c) {r = llm(c); return r.text})'],
    ['(async () => { await f() })()', 'async fn () {f()}()'],
    ['const o = { run: async () => f(), async go() { await f() } }', 'o = {"run": async fn run() {return f()}, "go": async fn go() {f()}}'],
  ],
  classes: [
    ['class A extends B<C>(d) implements I, J<K> {}', 'class A(B(d), I, J[K]) {}'],
    ['class A { x: T = f(1); #y = 2; static z; declare w: T }', 'class A() {x: T = f(1); #y = 2; z; w: T}'],
    [
      'class A { constructor(private readonly ai: OpenAI, b = 1) { this.c = b } }',
      'class A() {fn constructor(ai: OpenAI, b = 1) {this.ai = ai; this.c = b}}',
    ],
    [
      '@Injectable()\nexport class A { @Input() name = ""; @Get("/x") async find(@Body() b: B) { return f(b) } }',
      'export @Injectable() class A() {name = ""; @Get("/x") async fn find(b: B) {return f(b)}}',
    ],
    [
      'abstract class A { abstract m(): void; get() { return f() } static async *gen() { yield 1 } }',
      'class A() {fn get() {return f()}; async fn gen() {return 1}}',
    ],
    ['class A { static { boot() } handler = async () => { run() } }', 'class A() {boot(); handler = async fn handler() {run()}}'],
    ['const A = class extends B { m() { f() } }', 'A = class A(B) {fn m() {f()}}'],
  ],
  statements: [
    ['for (const x of xs()) use(x)', 'for x in xs()', 'use(x)'],
    ['for (const [k, v] of Object.entries(o)) {}', 'for [k, v] in Object.entries(o)'],
    ['for (let i = f(); g(i); h(i)) {}', 'g(i)', 'h(i)', 'i = f()'],
    ['if (a()) { b() } else if (c()) d(); else e()', 'a()', 'b()', 'c()', 'd()', 'e()'],
    ['switch (f()) { case 1: g(); break; default: x = h() }', 'f()', 'g()', 'x = h()'],
    ['do { a() } while (b())', 'b()', 'a()'],
    ['try { a() } catch (e) { b(e) } finally { c() }', 'a()', 'b(e)', 'c()'],
    ['throw new Error("x")', 'Error("x")'],
    ['{ f() }', 'f()'],
    ['type = f(1); namespace = 2', 'type = f(1)', 'namespace = 2'],
  ],
};

describe('parseTypeScript', () => {
  describe.each(Object.entries(CASES))('%s', (_section, cases) => {
    it.each(cases)('%j', (source, ...expected) => {
      expect(read(source)).toEqual(expected);
    });
  });

  it('names a call that is taken apart once, and the parts by that name', () => {
    const [call, text, usage] = read('const { text, usage } = await generateText({ model })');
    const name = call?.split(' ')[0] ?? '';
    expect(name).toMatch(/^#\d+$/);
    expect([call, text, usage]).toEqual([`${name} = generateText({"model": model})`, `text = ${name}.text`, `usage = ${name}.usage`]);
  });

  it('gives the line of each part of a call, after characters outside the basic plane', () => {
    const module = parse('// 你好 😀\nconst y = agent({\n  name: "中文 😀",\n  tools: [\n    "😀", search,\n  ],\n})\n');
    const [statement] = module.body;
    if (statement?.s !== 'assign' || statement.value?.t !== 'call') throw new Error('no call was read');
    const [options] = statement.value.a;
    if (options?.t !== 'dict') throw new Error('no object was read');
    expect(options.e.map(([key, value]) => [key?.t === 'str' && key.v, key?.l, value.l])).toEqual([
      ['name', 3, 3],
      ['tools', 4, 4],
    ]);
    expect(outline(module)).toEqual(['y = agent({"name": "中文 😀", "tools": ["😀", search]})']);
  });

  describe('dialects', () => {
    it('names the language', () => {
      expect((['ts', 'tsx', 'js', 'jsx'] as const).map((dialect) => parse('x', dialect).language)).toEqual([
        'typescript',
        'typescript',
        'javascript',
        'javascript',
      ]);
    });

    it('keeps functions and calls in the braces of JSX that hold an interesting word', () => {
      const text = "const a = <div title={plain(1)} onClick={async () => { await llm(2) }}>{llm(3)} don't <b {...p}>{x}</b></div>";
      expect(read(text, 'tsx', /\bllm\b/)).toEqual(['async fn () {llm(2)}', 'llm(3)', 'a = ?']);
      expect(read(text, 'jsx', /\bllm\b/)).toEqual(['async fn () {llm(2)}', 'llm(3)', 'a = ?']);
    });

    it('tells a function with type parameters from JSX', () => {
      expect(read('const f = <T,>(x: T) => g(x)', 'tsx')).toEqual(['f = fn f(x: T) {return g(x)}']);
    });

    it('reads comparisons in JavaScript', () => {
      expect(read('x = a < b > (c)', 'js')).toEqual(['x = ((a < b) > c)']);
    });
  });

  describe('JSDoc', () => {
    it('is taken from directly above functions, classes, methods and functions in constants', () => {
      expect(firstFunction(parse('/**\n * Finds it.\n *   More.\n */\nexport async function f() { g() }')).doc).toBe('Finds it.\n  More.');
      expect(firstFunction(parse('/** Runs. */\nexport const f = () => g()')).doc).toBe('Runs.');
      expect(firstFunction(parse('class A {\n  /** Does. */\n  @d m() { g() }\n}')).doc).toBe('Does.');
    });

    it('is not a plain comment, nor one above something else', () => {
      expect(firstFunction(parse('/* no */\nfunction f() { g() }')).doc).toBeUndefined();
      expect(firstFunction(parse('/** no */\nlet x;\nfunction f() { g() }')).doc).toBeUndefined();
    });
  });

  describe('pruning', () => {
    it('keeps signature and loaded modules of a body without an interesting word', () => {
      const text = 'function f(a = llm) { const { x } = await import("lazy"); if (y) { require("z") } other(() => require("deep")) }';
      expect(read(text, 'ts', /\bllm\b/)).toEqual([
        'fn f(a = llm) pruned {import x as x from lazy; import . as  from z; import . as  from deep}',
      ]);
    });

    it('prunes functions in calls and objects one by one', () => {
      const text = 'setup({ a: async () => { other() }, b: (x) => llm(x) }); const c = () => other()';
      expect(read(text, 'ts', /\bllm\b/)).toEqual([
        'setup({"a": async fn a() pruned {}, "b": fn b(x) {return llm(x)}})',
        'c = fn c() pruned {}',
      ]);
    });

    it('keeps the whole of an interesting function, functions and classes inside it included', () => {
      const text = 'function f() { const g = () => other(); class A { m() { other() } } return llm(g) }';
      expect(read(text, 'ts', /\bllm\b/)).toEqual(['fn f() {g = fn g() {return other()}; class A() {fn m() {other()}}; return llm(g)}']);
    });

    it('prunes methods one by one and keeps class and module level', () => {
      const text = 'const x = call(); class A { y = other(); a() { return llm() } b() { return z() } }';
      expect(read(text, 'ts', /\bllm\b/)).toEqual(['x = call()', 'class A() {y = other(); fn a() {return llm()}; fn b() pruned {}}']);
    });
  });

  describe('broken text', () => {
    it('reads what surrounds an error and names its line', () => {
      const module = parse('const a = f(1);\nconst b = = 3;\nconst c = g(2);\n');
      expect(outline(module)).toContain('a = f(1)');
      expect(outline(module)).toContain('c = g(2)');
      expect(module.errors).toEqual([2]);
    });

    it('reads a file that ends in the middle', () => {
      const module = parse('import a from "m"\nexport const f = async () => {\n  const x = await g(1)\n  const y = `h ${');
      expect(outline(module)[0]).toBe('import default as a from m');
      expect(JSON.stringify(module.body)).toContain('"n":"g"');
    });
  });

  describe('limits', () => {
    it('leaves out a large literal and keeps the next', () => {
      const module = parse(`const big = [${'1, '.repeat(2500)}]; const small = { a: 1 }`);
      expect(outline(module)).toEqual(['big = ?', 'small = {"a": 1}']);
      expect(module.cut).toBe('large literal');
    });

    it('cuts a string at 8 kB and a file at its number of nodes', () => {
      const [assigned] = parse(`x = "${'é'.repeat(900_000)}"`).body;
      expect(assigned?.s === 'assign' && assigned.value?.t === 'str' && assigned.value.v.length).toBe(8192);
      const module = parseTypeScript('f(1);'.repeat(2000), { dialect: 'js', interesting: EVERYTHING, nodes: 100 });
      expect(module.cut).toBe('more than 100 expression nodes');
      expect(module.body.length).toBeLessThan(100);
    });

    it('reads nothing of a binary file or of brackets that would end the process', () => {
      const binary = Array.from({ length: 5000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join('');
      expect(parse(binary)).toEqual({ language: 'typescript', body: [], cut: 'not text' });
      expect(parse(`let x: ${'{a:'.repeat(100_000)}`)).toEqual({ language: 'typescript', body: [], cut: 'more than 10000 open brackets' });
    });

    const hostile: [string, string][] = [
      ['brackets', `x = ${'['.repeat(5000)}`],
      ['closed brackets', `x = ${'('.repeat(5000)}1${')'.repeat(5000)}`],
      ['calls in calls', `x = ${'f('.repeat(5000)}${')'.repeat(5000)}`],
      ['members', `x = a${'.b()'.repeat(5000)}`],
      ['chains in chains', `x = ${'f('.repeat(150)}${`${'.a'.repeat(150)})`.repeat(150)}`],
      ['sums', `x = ${'"a" + '.repeat(5000)}"b"`],
      ['arrows', `x = ${'a => '.repeat(5000)}1`],
      ['functions', `x = ${'() => { return '.repeat(1000)}1${'}'.repeat(1000)}`],
      ['lazy loads', `${'a(() => { '.repeat(500)}require("x")${'})'.repeat(500)}`],
      ['declarations', `${'function f() { '.repeat(1000)}g()${'}'.repeat(1000)}`],
      ['classes', `${'class A { x = '.repeat(1000)}1`],
      ['assignments', `${'a = '.repeat(5000)}f()`],
      ['choices', `x = ${'a ? b : '.repeat(5000)}c${'? d '.repeat(5000)}`],
      ['templates', `x = ${'`${'.repeat(5000)}`],
      ['JSX', `x = ${'<a>{'.repeat(2000)}`],
      ['types', `let x: ${'A<'.repeat(3000)}B${'>'.repeat(3000)} = f()`],
      ['types in brackets', `let x: ${'('.repeat(3000)}B${')'.repeat(3000)} = f()`],
      ['comparisons', `x = ${'a < '.repeat(5000)}b`],
      ['patterns', `const ${'{ a: '.repeat(2000)}b${' }'.repeat(2000)} = f()`],
    ];
    it.each(hostile.flatMap(([name, text]) => (['ts', 'tsx', 'js'] as const).map((dialect) => [name, dialect, text] as const)))(
      'does not nest its result without bound: %s in %s',
      (_name, dialect, text) => {
        for (const interesting of [EVERYTHING, /never/]) {
          const module = parse(text, dialect, interesting);
          expect(module.body.length).toBeLessThan(6000);
          expect(depthOf(module.body)).toBeLessThan(2000);
        }
      },
    );
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
