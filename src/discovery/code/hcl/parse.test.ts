import { describe, expect, it } from 'vitest';
import { parseHcl } from './parse.ts';
import type { Block, Expression, TemplatePart } from './syntax.ts';

/** The expression of one attribute, written back with every operator in parentheses. */
function shape(source: string): string {
  const { body, problems } = parseHcl(`value = ${source}\n`);
  expect(problems).toEqual([]);
  return written(body.attributes[0]!.value);
}

function written(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'template':
      return `template(${expression.parts.map(writtenPart).join(', ')})`;
    case 'list':
      return `[${expression.items.map(written).join(', ')}]`;
    case 'object':
      return `{${expression.entries.map(({ key, value }) => `${written(key)}: ${written(value)}`).join(', ')}}`;
    case 'name':
      return expression.name;
    case 'member':
      return `${written(expression.of)}.${expression.name}`;
    case 'index':
      return `${written(expression.of)}[${written(expression.key)}]`;
    case 'splat':
      return `${written(expression.of)}<each ${written(expression.each)}>`;
    case 'call':
      return `${expression.name}(${expression.arguments.map(written).join(', ')}${expression.spread ? '...' : ''})`;
    case 'conditional':
      return `(${written(expression.condition)} ? ${written(expression.yes)} : ${written(expression.no)})`;
    case 'unary':
      return `(${expression.operator}${written(expression.operand)})`;
    case 'binary':
      return `(${written(expression.left)} ${expression.operator} ${written(expression.right)})`;
    case 'for':
      return `for ${expression.keyName ?? '-'}, ${expression.valueName} in ${written(expression.collection)}: ${expression.key ? `${written(expression.key)} => ` : ''}${written(expression.value)}${expression.grouped ? '...' : ''}${expression.condition ? ` if ${written(expression.condition)}` : ''}`;
  }
}

function writtenPart(part: TemplatePart): string {
  if (part.kind === 'text') return JSON.stringify(part.text);
  if (part.kind === 'interpolation') return written(part.expression);
  if (part.kind === 'if')
    return `if ${written(part.condition)} <${part.yes.map(writtenPart).join(', ')}> else <${part.no.map(writtenPart).join(', ')}>`;
  return `for ${part.valueName} in ${written(part.collection)} <${part.body.map(writtenPart).join(', ')}>`;
}

function headers(blocks: readonly Block[]): string[] {
  return blocks.map((block) => [block.type, ...block.labels].join(' '));
}

describe('operators', () => {
  it.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 * 2 + 3', '((1 * 2) + 3)'],
    ['10 - 4 - 3', '((10 - 4) - 3)'],
    ['a || b && c', '(a || (b && c))'],
    ['a && b == c', '(a && (b == c))'],
    ['a == b < c', '(a == (b < c))'],
    ['a < b + 1', '(a < (b + 1))'],
    ['a % 2 != 0', '((a % 2) != 0)'],
    ['!a && b', '((!a) && b)'],
    ['-a + b', '((-a) + b)'],
    ['!!a', '(!(!a))'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a == null ? 1 : -1', '((a == null) ? 1 : (-1))'],
    ['a >= 1 || a <= 0', '((a >= 1) || (a <= 0))'],
  ])('reads %s as %s', (source, expected) => {
    expect(shape(source)).toBe(expected);
  });

  it('lets a dash belong to a name, since identifiers may contain it', () => {
    expect(shape('var.a-1')).toBe('var.a-1');
    expect(shape('var.a - 1')).toBe('(var.a - 1)');
  });
});

describe('values', () => {
  it.each([
    ['15', '15'],
    ['6.283185', '6.283185'],
    ['1e3', '1000'],
    ['2.5E-1', '0.25'],
    ['true', 'true'],
    ['null', 'null'],
    ['trueish', 'trueish'],
    [String.raw`"tab\tquote\"back\\new\nline"`, JSON.stringify('tab\tquote"back\\new\nline')],
    [String.raw`"\u00e9\U0001F600"`, '"é😀"'],
    ['"$${literal} %%{literal}"', '"${literal} %{literal}"'],
    ['"$5 and 50%"', '"$5 and 50%"'],
    ['"Ünïcode ЖЖ"', '"Ünïcode ЖЖ"'],
    ['[]', '[]'],
    ['[1, 2,]', '[1, 2]'],
    ['{}', '{}'],
    ['{ a = 1, "b" : 2, (c) = 3 }', '{"a": 1, "b": 2, c: 3}'],
    ['{ "${c}" = 1, 5 = 2 }', '{c: 1, 5: 2}'],
    ['"${a}"', 'a'],
    ['"x-${a}-y"', 'template("x-", a, "-y")'],
    ['"${a}${b}"', 'template(a, b)'],
    ['"${"nested ${a}"}!"', 'template(template("nested ", a), "!")'],
  ])('reads %s', (source, expected) => {
    expect(shape(source)).toBe(expected);
  });

  it('separates entries of an object by commas or by lines, and ignores lines in lists and calls', () => {
    expect(shape('{\n  a = 1\n  b = [\n    1,\n    2 # two\n  ] // list\n\n  c = f(\n    x,\n    y,\n  )\n}')).toBe(
      '{"a": 1, "b": [1, 2], "c": f(x, y)}',
    );
  });
});

describe('accesses', () => {
  it.each([
    ['a.b.c', 'a.b.c'],
    ['a[0].b["k"]', 'a[0].b["k"]'],
    ['a.0.b', 'a[0].b'],
    ['a[*].b[0].c', 'a<each *.b[0].c>'],
    ['a.*.b.c', 'a<each *.b.c>'],
    ['a.*.b[0]', 'a<each *.b>[0]'],
    ['f(x)[0].y', 'f(x)[0].y'],
    ['f(xs...)', 'f(xs...)'],
    ['provider::aws::arn_parse(x)', 'provider::aws::arn_parse(x)'],
    ['(\n  a\n  .b\n)', 'a.b'],
    ['aws_x.y[each.key].z', 'aws_x.y[each.key].z'],
  ])('reads %s', (source, expected) => {
    expect(shape(source)).toBe(expected);
  });
});

describe('for expressions', () => {
  it.each([
    ['[for s in var.list : upper(s)]', 'for -, s in var.list: upper(s)'],
    ['[for k, v in var.map : length(k) + length(v)]', 'for k, v in var.map: (length(k) + length(v))'],
    ['[for s in var.list : upper(s) if s != ""]', 'for -, s in var.list: upper(s) if (s != "")'],
    ['{for s in var.list : s => upper(s)}', 'for -, s in var.list: s => upper(s)'],
    [
      '{\n  for name, user in var.users : user.role => name...\n  if user.active\n}',
      'for name, user in var.users: user.role => name... if user.active',
    ],
  ])('reads %s', (source, expected) => {
    expect(shape(source)).toBe(expected);
  });

  it('takes `for` as a key where no for expression follows', () => {
    expect(shape('{ for = 1 }')).toBe('{"for": 1}');
  });
});

// The expected texts are those of the heredoc cases in the HCL specification's own test suite.
describe('heredocs', () => {
  const heredoc = (...lines: string[]): string => shape(lines.join('\n'));

  it.each([
    ['basic', ['<<EOT', 'Foo', 'Bar', 'EOT'], 'Foo\nBar\n'],
    ['keeps indentation without a dash', ['<<EOT', '    Foo', '      Bar', '  EOT'], '    Foo\n      Bar\n'],
    ['keeps empty lines', ['<<EOT', 'Foo', '', 'Bar', 'EOT'], 'Foo\n\nBar\n'],
    ['ends only at a line that is the marker alone', ['<<EOT', '    NOT EOT', '  EOT'], '    NOT EOT\n'],
    ['flush removes the common indentation', ['<<-EOT', '    Foo', '      Bar', '    Baz', '  EOT'], 'Foo\n  Bar\nBaz\n'],
    ['flush goes by the least indented line', ['<<-EOT', '    Foo', '  Bar', '    Baz', '  EOT'], '  Foo\nBar\n  Baz\n'],
    ['flush counts a tab as one space', ['<<-EOT', '\tFoo', '  Bar', '  Baz', '  EOT'], 'Foo\n Bar\n Baz\n'],
    ['flush does not count empty lines', ['<<-EOT', '    Foo', '', '    Bar', '  EOT'], 'Foo\n\nBar\n'],
    ['has no backslash escapes', ['<<EOT', String.raw`a\nb "c"`, 'EOT'], 'a\\nb "c"\n'],
    ['may be empty', ['<<EOT', 'EOT'], ''],
  ])('%s', (_name, lines, expected) => {
    expect(heredoc(...lines)).toBe(JSON.stringify(expected));
  });

  it('counts the spaces before an interpolation as indentation', () => {
    expect(heredoc('<<-EOT', '    Foo', '      ${bar}', '    Baz', '  EOT')).toBe('template("Foo\\n  ", bar, "\\nBaz\\n")');
    expect(heredoc('<<-EOT', '  Foo', '${bar}', '  EOT')).toBe('template("  Foo\\n", bar, "\\n")');
  });

  it('knows the line of what is interpolated', () => {
    const { body } = parseHcl('value = <<EOT\none\ntwo ${bar}\nEOT\nnext = 1\n');
    const template = body.attributes[0]!.value;
    expect(template.kind === 'template' && template.parts.find((part) => part.kind === 'interpolation')?.line).toBe(3);
    expect(body.attributes[1]!.line).toBe(5);
  });

  it('reads directives', () => {
    expect(shape('"Hello, %{ if name != "" }${name}%{ else }unnamed%{ endif }!"')).toBe(
      'template("Hello, ", if (name != "") <name> else <"unnamed">, "!")',
    );
    expect(heredoc('<<EOT', '%{ for ip in ips ~}', 'server ${ip}', '%{ endfor ~}', 'EOT')).toBe(
      'template(for ip in ips <"server ", ip, "\\n">)',
    );
  });

  it('trims up to and including one line break at a tilde', () => {
    expect(heredoc('<<EOT', 'list:', '  %{~ for x in xs ~}', '  - ${x}', '  %{~ endfor ~}', 'end', 'EOT')).toBe(
      'template("list:\\n", for x in xs <"  - ", x, "\\n">, "end\\n")',
    );
    expect(shape('"a   ${~ x ~}   b"')).toBe('template("a", x, "b")');
  });
});

describe('bodies', () => {
  it('reads blocks with labels of both kinds, nested blocks and one-line blocks, with their lines', () => {
    const { body, problems } = parseHcl(
      '# first\nresource "aws_x" "y" {\n  name = "n" # why\n\n  rule {\n    on = true\n  }\n}\n\nlocals { a = 1 }\nfoo bar "baz" {}\n',
    );
    expect(problems).toEqual([]);
    expect(headers(body.blocks)).toEqual(['resource aws_x y', 'locals', 'foo bar baz']);
    expect(body.blocks.map(({ line }) => line)).toEqual([2, 10, 11]);
    expect(body.blocks[0]!.body.attributes).toEqual([{ name: 'name', line: 3, value: { kind: 'literal', line: 3, value: 'n' } }]);
    expect(body.blocks[0]!.body.blocks[0]!.body.attributes[0]!.line).toBe(6);
  });

  it('skips the three kinds of comments, counts the lines in them, and accepts Windows line ends and a byte order mark', () => {
    const { body, problems } = parseHcl('\uFEFF/* one\r\n two */ a = 1 // x\r\nb = /* inline */ 2 # y\r\n');
    expect(problems).toEqual([]);
    expect(body.attributes.map(({ name, line }) => `${name}:${line}`)).toEqual(['a:2', 'b:3']);
  });

  it('reads the attributes of a variable file', () => {
    const { body } = parseHcl('region = "eu-west-1"\nzones = [\n  "a",\n]\n');
    expect(body.attributes.map(({ name }) => name)).toEqual(['region', 'zones']);
  });
});

describe('recovery', () => {
  it('goes on at the next top-level block and keeps what was understood of the broken one', () => {
    const { body, problems } = parseHcl(
      'resource "a" "one" {\n  name = "x"\n  size = = 3\n  more = 1\n}\n\nresource "a" "two" {\n  name = "y"\n}\n',
    );
    expect(problems).toEqual([{ line: 3, reason: 'expected an expression' }]);
    expect(headers(body.blocks)).toEqual(['resource a one', 'resource a two']);
    expect(body.blocks[0]!.body.attributes.map(({ name }) => name)).toEqual(['name']);
    expect(body.blocks[1]!.body.attributes.map(({ name }) => name)).toEqual(['name']);
  });

  it('notices a forgotten closing brace where the next top-level block begins', () => {
    const { body, problems } = parseHcl(
      'resource "a" "one" {\n  rule {\n    x = 1\n}\n\nresource "a" "two" {\n  y = 2\n}\nvariable "v" {}\n',
    );
    expect(problems).toEqual([{ line: 1, reason: 'the block is not closed' }]);
    expect(headers(body.blocks)).toEqual(['resource a one', 'resource a two', 'variable v']);
  });

  it('does not lose the block after an open bracket', () => {
    const { body, problems } = parseHcl('resource "a" "one" {\n  x = [1,\n\nresource "a" "two" {\n  y = 2\n}\n');
    expect(problems).toHaveLength(1);
    expect(headers(body.blocks)).toEqual(['resource a one', 'resource a two']);
  });

  it('says that a string, a heredoc, a comment or a block is not closed', () => {
    expect(parseHcl('a = "x\nb = 1\n')).toMatchObject({
      problems: [{ line: 1, reason: 'the string is not closed on its line' }],
      body: { attributes: [{ name: 'b' }] },
    });
    expect(parseHcl('a = <<EOT\nx\n').problems).toEqual([{ line: 1, reason: "the heredoc 'EOT' is not closed" }]);
    expect(parseHcl('a = 1\n/* x\n').problems).toEqual([{ line: 2, reason: 'the comment is not closed' }]);
    expect(parseHcl('a {\n b = 1\n').problems).toEqual([{ line: 1, reason: 'the block is not closed' }]);
  });

  it('demands a new line between attributes', () => {
    expect(parseHcl('a = 1 b = 2\n').problems).toEqual([{ line: 1, reason: "expected a new line after the attribute 'a'" }]);
  });

  it('reports a closing brace too many and reads on', () => {
    const { body, problems } = parseHcl('a {}\n}\nb {}\n');
    expect(problems).toEqual([{ line: 2, reason: "unexpected '}'" }]);
    expect(headers(body.blocks)).toEqual(['a', 'b']);
  });
});

describe('hostile files', () => {
  it.each(['[', '{', '(', '"${', 'a {', '-', '!', 'a.', 'a[', 'f(', 'a?', '1+', '<<A\n${', '%{if a}', 'a[*]'])(
    '100,000 times %s gives a problem, not a crash',
    (piece) => {
      const { body, problems } = parseHcl(`x "y" {\n  a = ${piece.repeat(100_000)}\n}\nlast = 1\n`);
      expect(problems.length).toBeGreaterThan(0);
      expect(body.blocks[0]?.type).toBe('x');
    },
  );

  it('reads 200 levels, more than anyone writes', () => {
    expect(parseHcl(`a = ${'['.repeat(200)}${']'.repeat(200)}\n`).problems).toEqual([]);
  });

  it('survives truncation at every character', () => {
    const sample =
      'resource "aws_x" "y" {\n  a = "b${var.c[0].d ? "e" : f(1, 2...)}$${g}"\n  h = <<-EOT\n    i %{ for j in k ~} ${j} %{ endfor ~}\n  EOT\n  l = { m = [for n, o in p : n if o], "q" : r[*].s.t }\n  /* u */ v { w = -1.5e3 % 2 == !x } # y\n}\nlast = true\n';
    expect(parseHcl(sample).problems).toEqual([]);
    for (let length = 0; length < sample.length; length++) {
      const { body } = parseHcl(sample.slice(0, length));
      if (length > 30) expect(headers(body.blocks)).toEqual(['resource aws_x y']);
    }
  });

  it('survives binary input', () => {
    let seed = 7;
    const noise = Array.from({ length: 20_000 }, () => String.fromCharCode((seed = (seed * 1103515245 + 12345) % 2147483648) % 256)).join(
      '',
    );
    const { problems } = parseHcl(noise);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(101);
  });

  it('takes time in proportion to the size', () => {
    const block =
      'resource "aws_s3_bucket" "b" {\n  bucket = "x-${var.a}-y"\n  tags = { a = 1, b = [1, 2, 3] }\n  policy = <<EOT\nhello ${a}\nEOT\n  count = var.x ? 1 : 0\n}\n';
    const time = (megabytes: number): number => {
      const text = block.repeat((megabytes * 1_000_000) / block.length);
      const before = performance.now();
      expect(parseHcl(text).problems).toEqual([]);
      return performance.now() - before;
    };
    time(1);
    const once = Math.min(time(2.5), time(2.5));
    const twice = Math.min(time(5), time(5));
    // Quadratic time would be 4; the bound leaves room for a busy machine.
    expect(twice / once).toBeLessThan(3.5);
  });

  it.each([
    ['unclosed heredocs', 'r "a" {\n  x = <<E\n}\n'],
    ['unclosed blocks', 'resource "a" "b" {\n  x = 1\n'],
    ['broken attributes', 'a = = 1\n'],
    ['quotes', '"'],
    ['headers', 'a "b" '],
  ])('many %s end in a bounded list of problems', (_name, piece) => {
    const { problems } = parseHcl(piece.repeat(50_000));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(101);
  });
});
