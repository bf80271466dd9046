import { describe, expect, it } from 'vitest';
import { evaluateTerraform } from './evaluate.ts';
import { jsonOf } from './json-text.ts';
import { parseHcl } from './parse.ts';
import { referencesIn, stringsOf } from './read-value.ts';
import { plain, type Value } from './value.ts';

const AROUND = 'variable "unknown" {}\nresource "aws_s3_bucket" "b" {\n  bucket = "data"\n}\nresource "aws_x" "y" {}\n';

function valueOf(expression: string): Value {
  const { body, problems } = parseHcl(`${AROUND}output "it" {\n  value = ${expression}\n}\n`);
  expect(problems).toEqual([]);
  return evaluateTerraform([{ path: 'stack/main.tf', body }]).outputs[0]!.value;
}

// Expressions and results as in the examples of https://developer.hashicorp.com/terraform/language/functions.
describe('the documented examples', () => {
  it.each<[string, unknown]>([
    ['format("Hello, %s!", "Ander")', 'Hello, Ander!'],
    ['format("There are %d lights", 4)', 'There are 4 lights'],
    ['format("%03d-%-4s|%5.1f%%", 7, "ab", 2.25)', '007-ab  |  2.3%'],
    ['formatlist("Hello, %s!", ["Valentina", "Ander"])', ['Hello, Valentina!', 'Hello, Ander!']],
    ['join("-", ["foo", "bar", "baz"])', 'foo-bar-baz'],
    ['split(",", "foo,bar,baz")', ['foo', 'bar', 'baz']],
    ['split(",", "")', ['']],
    ['lower("HELLO")', 'hello'],
    ['upper("hello")', 'HELLO'],
    ['title("hello world")', 'Hello World'],
    ['trimspace("  hello\\n\\n")', 'hello'],
    ['chomp("hello\\n")', 'hello'],
    ['trim("?!hello?!", "!?")', 'hello'],
    ['trimprefix("helloworld", "hello")', 'world'],
    ['trimsuffix("helloworld", "world")', 'hello'],
    ['replace("1 + 2 + 3", "+", "-")', '1 - 2 - 3'],
    ['replace("a_b c", "/[^a-z]/", "-")', 'a-b-c'],
    ['substr("hello world", 1, 4)', 'ello'],
    ['substr("hello world", -5, -1)', 'world'],
    ['strrev("hello")', 'olleh'],
    ['startswith("hello world", "hello")', true],
    ['endswith("hello world", "hello")', false],
    ['strcontains("hello world", "wor")', true],
    ['indent(2, "a\\nb")', 'a\n  b'],
    ['concat(["a", ""], ["b", "c"])', ['a', '', 'b', 'c']],
    ['merge({a = "b", c = "d"}, {e = "f", c = "z"})', { a: 'b', c: 'z', e: 'f' }],
    ['merge([{a = 1}, {b = 2}]...)', { a: 1, b: 2 }],
    ['lookup({a = "ay", b = "bee"}, "a", "what?")', 'ay'],
    ['lookup({a = "ay", b = "bee"}, "c", "what?")', 'what?'],
    ['element(["a", "b", "c"], 1)', 'b'],
    ['element(["a", "b", "c"], 3)', 'a'],
    ['element(["a", "b", "c"], -1)', 'c'],
    ['flatten([["a", "b"], [], ["c"]])', ['a', 'b', 'c']],
    ['flatten([[["a", "b"], []], ["c"]])', ['a', 'b', 'c']],
    ['toset(["c", "b", "b"])', ['b', 'c']],
    ['tolist(["a", "b"])', ['a', 'b']],
    ['tomap({a = 1})', { a: 1 }],
    ['length([])', 0],
    ['length({a = "b"})', 1],
    ['length("hello")', 5],
    ['keys({c = 2, a = 1})', ['a', 'c']],
    ['values({c = 2, a = 1})', [1, 2]],
    ['contains(["a", "b"], "a")', true],
    ['contains(["a", "b"], "d")', false],
    ['coalesce("", "b")', 'b'],
    ['coalesce(null, "a", "b")', 'a'],
    ['coalescelist([], ["c", "d"])', ['c', 'd']],
    ['compact(["a", "", "b", null, "c"])', ['a', 'b', 'c']],
    ['distinct(["a", "b", "a"])', ['a', 'b']],
    ['reverse([1, 2, 3])', [3, 2, 1]],
    ['sort(["e", "d", "a"])', ['a', 'd', 'e']],
    ['slice(["a", "b", "c", "d"], 1, 3)', ['b', 'c']],
    ['chunklist(["a", "b", "c", "d", "e"], 2)', [['a', 'b'], ['c', 'd'], ['e']]],
    ['index(["a", "b", "c"], "b")', 1],
    ['range(3)', [0, 1, 2]],
    ['range(1, 8, 2)', [1, 3, 5, 7]],
    ['range(4, 1)', [4, 3, 2]],
    ['zipmap(["a", "b"], [1, 2])', { a: 1, b: 2 }],
    [
      'setproduct(["x"], ["a", "b"])',
      [
        ['x', 'a'],
        ['x', 'b'],
      ],
    ],
    ['setunion(["a", "b"], ["b", "c"])', ['a', 'b', 'c']],
    ['setintersection(["a", "b"], ["b", "c"])', ['b']],
    ['setsubtract(["a", "b", "c"], ["a", "c"])', ['b']],
    ['one([])', null],
    ['one(["x"])', 'x'],
    ['sum([10, 13, 6, 4.5])', 33.5],
    ['alltrue(["true", true])', true],
    ['alltrue([])', true],
    ['anytrue([])', false],
    ['max(5, 12, 9)', 12],
    ['min([5, 12, 9]...)', 5],
    ['ceil(5.1)', 6],
    ['floor(4.9)', 4],
    ['abs(-12.4)', 12.4],
    ['pow(3, 2)', 9],
    ['parseint("FF", 16)', 255],
    ['tostring(true)', 'true'],
    ['tonumber("42")', 42],
    ['tobool("true")', true],
    ['basename("foo/bar/baz.txt")', 'baz.txt'],
    ['dirname("foo/bar/baz.txt")', 'foo/bar'],
    ['jsonencode({"hello" = "world"})', '{"hello":"world"}'],
    ['jsonencode(["<a>", null, 1.5])', '["\\u003ca\\u003e",null,1.5]'],
    ['jsondecode("{\\"hello\\": \\"world\\"}")', { hello: 'world' }],
    ['jsondecode("true")', true],
    ['try({a = 1}.b, "fallback")', 'fallback'],
    ['try({a = 1}.a, "fallback")', 1],
    ['can({a = 1}.b)', false],
    ['can({a = 1}.a)', true],
    ['nonsensitive(sensitive("x"))', 'x'],
  ])('%s', (expression, expected) => {
    expect(plain(valueOf(expression))).toEqual(expected);
  });
});

describe('functions that are not evaluated', () => {
  it('keep the path of the file they read', () => {
    expect(valueOf('file("${path.module}/prompt.txt")')).toMatchObject({ kind: 'unknown', path: 'stack/prompt.txt' });
    expect(valueOf('jsondecode(file("${path.module}/models.json")).model')).toMatchObject({ kind: 'unknown', path: 'stack/models.json' });
  });

  it('keep the references of their arguments', () => {
    const value = valueOf('templatefile("policy.tpl", { bucket = aws_s3_bucket.b.arn })');
    expect(value).toMatchObject({ kind: 'unknown', path: 'policy.tpl' });
    expect(referencesIn(value).map(({ ref }) => ref)).toEqual(['aws_s3_bucket.b']);
  });

  it.each([
    'base64encode("x")',
    'timestamp()',
    'formatdate("YYYY", timestamp())',
    'sha256("x")',
    'cidrsubnet("10.0.0.0/8", 8, 2)',
    'replace("hello", "/(l+)o/", "$1")',
    'provider::aws::arn_parse("x")',
  ])('%s is unknown', (expression) => {
    expect(valueOf(expression).kind).toBe('unknown');
  });
});

describe('functions of values that are partly unknown', () => {
  it('keep what is known of lists and objects', () => {
    expect(valueOf('concat(["a"], var.unknown)')).toMatchObject({ kind: 'list', open: true });
    expect(plain(valueOf('concat(["a"], var.unknown)'))).toEqual([
      'a',
      { unknown: true, reason: 'the variable "unknown" has no value in what was given' },
    ]);
    expect(plain(valueOf('merge(var.unknown, {a = 1}).a'))).toBe(1);
    expect(plain(valueOf('merge({a = 1}, var.unknown)'))).toMatchObject({ a: { oneOf: [1, { unknown: true }] } });
    expect(valueOf('length(concat(["a"], var.unknown))').kind).toBe('unknown');
    expect(plain(valueOf('contains(concat(["a"], var.unknown), "a")'))).toBe(true);
  });

  it('make one list of optional parts', () => {
    const value = valueOf('concat([1], var.unknown ? [2] : [], var.unknown ? [3] : [4])');
    expect(value).toMatchObject({ kind: 'list', open: true });
    expect(plain(value)).toEqual([1, 2, 3, 4]);
    expect(plain(valueOf('merge({a = 1}, var.unknown ? {a = 2, b = 3} : {})'))).toEqual({ a: { oneOf: [2, 1] }, b: 3 });
  });

  it('keep the possible results of try, coalesce and lookup', () => {
    expect(plain(valueOf('try(var.unknown.model, "default")'))).toMatchObject({ oneOf: [{ unknown: true }, 'default'] });
    expect(stringsOf(valueOf('coalesce(var.unknown, "default")'))).toEqual(['default']);
    expect(stringsOf(valueOf('lookup(var.unknown, "a", "default")'))).toEqual(['default']);
    expect(plain(valueOf('coalesce(aws_x.y.id, "default")'))).toBe('${aws_x.y.id}');
  });

  it('keep the structure inside jsonencode', () => {
    const value = valueOf('jsonencode({ Resource = ["${aws_s3_bucket.b.arn}/*", aws_x.y.arn], Id = var.unknown })');
    expect(value.kind).toBe('template');
    expect(plain(value)).toBe('{"Id":"${var.unknown}","Resource":["arn:aws:s3:::data/*","${aws_x.y.arn}"]}');
    expect(plain(jsonOf(value)!)).toMatchObject({ Resource: ['arn:aws:s3:::data/*', '${aws_x.y.arn}'] });
    expect(
      referencesIn(value)
        .map(({ ref }) => ref)
        .sort(),
    ).toEqual(['aws_s3_bucket.b', 'aws_x.y']);
  });

  it('find the structure of a JSON heredoc, unknown parts included', () => {
    const value = valueOf(
      '<<EOT\n{"Statement": [{"Resource": "${aws_x.y.arn}/*", "Principal": ${jsonencode(["a", aws_x.y.id])}, "Count": ${var.unknown}}]}\nEOT\n',
    );
    expect(plain(jsonOf(value)!)).toMatchObject({
      Statement: [{ Resource: '${aws_x.y.arn}/*', Principal: ['a', '${aws_x.y.id}'], Count: { unknown: true } }],
    });
  });
});

describe('functions of hostile arguments', () => {
  it.each<[string, string]>([
    [
      'doubling texts',
      `locals {\n${Array.from({ length: 40 }, (_, at) => `  t${at + 1} = "\${local.t${at}}\${local.t${at}}"`).join('\n')}\n  t0 = "xxxxxxxx"\n}\noutput "it" {\n  value = local.t40\n}`,
    ],
    [
      'doubling lists',
      `locals {\n${Array.from({ length: 60 }, (_, at) => `  l${at + 1} = [local.l${at}, local.l${at}]`).join('\n')}\n  l0 = ["x"]\n}\noutput "it" {\n  value = flatten(local.l60)\n}`,
    ],
    [
      'replacement of every character',
      'locals {\n  t = join("", [for i in range(1000) : "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])\n}\noutput "it" {\n  value = replace(local.t, "x", local.t)\n}',
    ],
    ['nested loops', `output "it" {\n  value = length(${'[for a in range(1000) : '.repeat(8)}1${']'.repeat(8)}[999])\n}`],
  ])('%s end without a known value', (_name, source) => {
    const result = evaluateTerraform([{ path: 'main.tf', body: parseHcl(source).body }]);
    expect(['unknown', 'template']).toContain(result.outputs[0]!.value.kind);
  });
});
