import { describe, expect, it } from 'vitest';
import { outline } from './outline.ts';
import { parsePython } from './python/parse.ts';
import { parseTypeScript } from './typescript/parse.ts';

function python(body: string): string[] {
  return branches(outline(parsePython(`# tool\ndef f(name):\n${body}`, { interesting: /\w/ })));
}

function script(body: string): string[] {
  return branches(outline(parseTypeScript(`// tool\nfunction f(name) {\n${body}\n}`, { interesting: /\w/, dialect: 'js' })));
}

function branches(lines: readonly string[]): string[] {
  return [...lines.join('\n').matchAll(/branch [^;}]*/g)].map(([text]) => text.trim());
}

// https://docs.python.org/3/reference/compound_stmts.html: the if and match statements
describe('branches of Python', () => {
  it.each([
    [
      '    if name == "pay":\n        go()\n    elif name in ("a", \'b\'):\n        return 1\n',
      ['branch name "pay" 4-4', 'branch name "a" "b" 6-6 leaves'],
    ],
    ['    if name != "pay" and x:\n        raise E()\n', ['branch name x "pay" 4-4 leaves mixed']],
    ['    match name:\n        case "pay" | "wire":\n            go()\n        case _:\n            stop()\n', ['branch "pay" "wire" 5-5']],
    ['    if name:\n        go()\n', []],
    ['    if name == "x":\n        sys.exit(1)\n', ['branch name "x" 4-4 leaves']],
  ])('of %j', (body, expected) => {
    expect(python(body)).toEqual(expected);
  });

  it('tells those without a text where a person may be asked', () => {
    expect(python('    ok = input("run?")\n    if not ok:\n        return 1\n')).toEqual(['branch ok 5-5 leaves']);
  });

  it('tells none in files that offer no tools and ask nobody', () => {
    expect(branches(outline(parsePython('def f(n):\n    if n == "x":\n        go()\n', { interesting: /\w/ })))).toEqual([]);
  });
});

// https://tc39.es/ecma262/#sec-if-statement, https://tc39.es/ecma262/#sec-switch-statement
describe('branches of scripts', () => {
  it.each([
    ["  if (name === 'pay') return go();", ['branch name "pay" 3-3 leaves']],
    ["  if (name === 'pay') {\n    go();\n  } else {\n    stop();\n  }", ['branch name "pay" 3-5']],
    [
      "  switch (name) {\n    case 'a':\n    case 'b':\n      go();\n      break;\n    default:\n      stop();\n  }",
      ['branch "a" 4-7', 'branch "b" 5-7 leaves'],
    ],
  ])('of %j', (body, expected) => {
    expect(script(body)).toEqual(expected);
  });
});
