import { describe, expect, it } from 'vitest';
import { evaluateTerraform } from './evaluate.ts';
import { parseHcl } from './parse.ts';
import { referencesIn, stringsOf, textOf } from './read-value.ts';
import { plain, type Value } from './value.ts';

/** What an output of this value evaluates to; `around` declares what the expression uses. */
function valueOf(expression: string, around = ''): Value {
  const { body, problems } = parseHcl(`${around}\noutput "it" {\n  value = ${expression}\n}\n`);
  expect(problems).toEqual([]);
  return evaluateTerraform([{ path: 'main.tf', body }]).outputs[0]!.value;
}

const UNKNOWN = 'variable "unknown" {}\nvariable "other" {}\n';

describe('operators', () => {
  // The values of the operator cases in the HCL specification's own test suite.
  it.each([
    ['"a" == "a"', true],
    ['"1" == 1', false],
    ['"true" == true', false],
    ['"1" != 1', true],
    ['1 <= 1', true],
    ['2 < 1', false],
    ['2 + 3.5', 5.5],
    ['2 - 3.5', -1.5],
    ['1 / 10', 0.1],
    ['11 % 5', 1],
    ['true && false', false],
    ['false || true', true],
    ['!true', false],
    ['false ? "a" : "b"', 'b'],
    ['-(3)', -3],
    ['[1, 2] == [1, 2]', true],
    ['{a = 1} == {a = 2}', false],
    ['null == null', true],
    ['"" == null', false],
    ['[] != null', true],
  ])('%s is %s', (expression, expected) => {
    expect(plain(valueOf(expression))).toBe(expected);
  });

  it('decides && and || by one side where that suffices', () => {
    expect(plain(valueOf('var.unknown && false', UNKNOWN))).toBe(false);
    expect(plain(valueOf('true || var.unknown', UNKNOWN))).toBe(true);
    expect(plain(valueOf('var.unknown && true', UNKNOWN))).toMatchObject({ unknown: true });
  });

  it('knows that a text with unknown parts is not null', () => {
    expect(plain(valueOf('"a-${var.unknown}" != null', UNKNOWN))).toBe(true);
    expect(plain(valueOf('var.unknown != null', UNKNOWN))).toMatchObject({ unknown: true });
  });
});

describe('conditions that are not known', () => {
  it('keep both results', () => {
    const value = valueOf('var.unknown ? "a" : "b"', UNKNOWN);
    expect(value.kind).toBe('oneOf');
    expect(stringsOf(value)).toEqual(['a', 'b']);
  });

  it('make one value of two equal results', () => {
    expect(plain(valueOf('var.unknown ? "a" : "a"', UNKNOWN))).toBe('a');
  });

  it('carry on into texts, functions, comparisons and lookups', () => {
    expect(stringsOf(valueOf('"x-${var.unknown ? "a" : "b"}"', UNKNOWN))).toEqual(['x-a', 'x-b']);
    expect(stringsOf(valueOf('upper(var.unknown ? "a" : "b")', UNKNOWN))).toEqual(['A', 'B']);
    expect(stringsOf(valueOf('{a = "one", b = "two"}[var.unknown ? "a" : "b"]', UNKNOWN))).toEqual(['one', 'two']);
    expect(plain(valueOf('(var.unknown ? "a" : "b") == "c"', UNKNOWN))).toBe(false);
  });

  it('give up above sixteen combinations, keeping the references', () => {
    const choice = '${var.unknown ? aws_x.y.id : "b"}';
    expect(valueOf(`"${choice}${choice.replace('"b"', '"c"')}"`, `${UNKNOWN}resource "aws_x" "y" {}`).kind).toBe('oneOf');
    const many = valueOf(
      `format("%s%s%s%s%s", ${Array.from({ length: 5 }, (_, at) => `var.unknown ? aws_x.y.id : "${at}"`).join(', ')})`,
      `${UNKNOWN}resource "aws_x" "y" {}`,
    );
    expect(many.kind).toBe('unknown');
    expect(referencesIn(many).map(({ ref }) => ref)).toEqual(['aws_x.y']);
  });
});

describe('collections', () => {
  it.each([
    ['[for s in ["a", "b"] : upper(s)]', ['A', 'B']],
    ['[for i, s in ["a", "b"] : "${i}${s}"]', ['0a', '1b']],
    ['[for k, v in {b = 1, a = 2} : "${k}${v}"]', ['a2', 'b1']],
    ['[for s in ["a", "", "c"] : s if s != ""]', ['a', 'c']],
    ['{for s in ["a", "b"] : s => upper(s)}', { a: 'A', b: 'B' }],
    ['{for u in [{n = "x", r = "admin"}, {n = "y", r = "admin"}] : u.r => u.n...}', { admin: ['x', 'y'] }],
    ['[{a = {b = 1}}, {a = {b = 2}}][*].a.b', [1, 2]],
    ['[{a = 1}].*.a', [1]],
    ['null[*].a', []],
    ['{a = 1}[*].a', [1]],
    ['{"k-1" = [10, 20]}["k-1"][1]', 20],
    ['[for x in [1, 2, 3] : x * 2 if x > 1][0]', 4],
  ])('%s', (expression, expected) => {
    expect(plain(valueOf(expression))).toEqual(expected);
  });

  it('finds every entry an unknown key may mean', () => {
    expect(stringsOf(valueOf('{dev = "haiku", prod = "sonnet"}[terraform.workspace]'))).toEqual(['haiku', 'sonnet']);
  });

  it('shows what the items of an unknown collection are made of', () => {
    const value = valueOf(
      '[for n in var.unknown : "${aws_s3_bucket.b.arn}/${n}"]',
      `${UNKNOWN}resource "aws_s3_bucket" "b" {\n  bucket = "data"\n}`,
    );
    expect(value).toMatchObject({ kind: 'list', open: true });
    expect(plain(value)).toEqual(['arn:aws:s3:::data/${n}']);
    expect(referencesIn(value).map(({ ref, attribute }) => `${ref} ${attribute}`)).toEqual(['aws_s3_bucket.b arn']);
  });
});

describe('templates', () => {
  it.each([
    ['"a${1 + 1}b${true}"', 'a2btrue'],
    ['"Hello, %{ if "" != "" }x%{ else }unnamed%{ endif }!"', 'Hello, unnamed!'],
    [
      '<<-EOT\n    %{ for ip in ["10.0.0.1", "10.0.0.2"] ~}\n    server ${ip}\n    %{ endfor ~}\n  EOT\n',
      'server 10.0.0.1\nserver 10.0.0.2\n',
    ],
    ['"%{ for k, v in {a = 1, b = 2} }${k}=${v};%{ endfor }"', 'a=1;b=2;'],
  ])('%s', (expression, expected) => {
    expect(plain(valueOf(expression))).toBe(expected);
  });

  it('leave what is not known in place', () => {
    const value = valueOf('"a-${var.unknown}-${aws_x.y.id}-${terraform.workspace}"', `${UNKNOWN}resource "aws_x" "y" {}`);
    expect(value.kind).toBe('template');
    expect(textOf(value)).toBe('a-${var.unknown}-${aws_x.y.id}-${terraform.workspace}');
  });
});

describe('the way of a value', () => {
  it('keeps where it was written and where it was used', () => {
    const value = valueOf('local.b', 'variable "a" {\n  default = "x"\n}\nlocals {\n  b = var.a\n}');
    expect(value.origin).toEqual({ file: 'main.tf', line: 2 });
    expect(value.uses).toEqual([
      { file: 'main.tf', line: 5 },
      { file: 'main.tf', line: 8 },
    ]);
  });

  it('makes what depends on itself unknown', () => {
    expect(plain(valueOf('local.a', 'locals {\n  a = local.b\n  b = local.a\n}'))).toEqual({ unknown: true, reason: 'depends on itself' });
  });

  it('names what is not declared', () => {
    expect(valueOf('aws_missing.x.id')).toMatchObject({ kind: 'unknown', expression: 'aws_missing.x.id' });
  });
});
