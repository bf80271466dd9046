import { describe, expect, it } from 'vitest';
import detector from './detector.ts';
import type { Observations } from '../../core/observation.ts';

function linked(files: Record<string, string>): Observations {
  const facts = new Map(Object.entries(files).map(([path, text]) => [path, detector.facts({ path, text, secrets: [] })!]));
  return detector.link({
    target: 'case',
    files: facts,
    paths: new Set(Object.keys(files)),
    evidence: (file, line, detail) => ({ target: 'case', file, ...(line === undefined ? {} : { line }), detail }),
    cover: () => undefined,
  });
}

const IMPORTS = 'from openai import OpenAI\nfrom agents import Agent, function_tool\nclient = OpenAI()\n';
const times = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('');

/** Programs that would never end, or grow without bound, if they were followed to the letter. */
const HOSTILE: Record<string, Record<string, string>> = {
  'functions that call each other in a ring': {
    'a.py': `${IMPORTS}${times(1000, (i) => `def f${i}(x):\n    return f${(i + 1) % 1000}(f${(i * 7) % 1000}(x))\n`)}client.responses.create(model=f0("gpt-4o"))\n`,
  },
  'names that stand for each other': {
    'a.py': `${IMPORTS}${times(1000, (i) => `x${i} = x${i + 1} or x${i + 2} or "m${i}"\n`)}client.responses.create(model=x0)\n`,
  },
  'a text doubled sixty times': {
    'a.py': `${IMPORTS}s0 = "ab"\n${times(60, (i) => `s${i + 1} = s${i} + s${i}\n`)}client.responses.create(model=s60)\n`,
  },
  'a dictionary doubled a hundred times': {
    'a.py': `${IMPORTS}d0 = {"a": 1}\n${times(100, (i) => `d${i + 1} = {"a": d${i}, "b": d${i}, **d${i}}\n`)}Agent(name="n", tools=d100)\n`,
  },
  'classes derived from each other in a ring': {
    'a.py': `${IMPORTS}${times(200, (i) => `class C${i}(C${(i + 1) % 200}):\n    x = C${(i * 3) % 200}().x\n    def m(self):\n        return self.m().m()\n`)}client.responses.create(model=C0().x)\n`,
  },
  'modules that import everything from each other': Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`m${i}.py`, `${IMPORTS}from m${(i + 1) % 100} import *\nfrom m${(i + 2) % 100} import V\n`]),
  ),
  'tools that call each other': {
    'a.py': `${IMPORTS}${times(500, (i) => `@function_tool\ndef t${i}(x):\n    return t${(i + 1) % 500}(x) + t${(i * 31) % 500}(x)\n`)}`,
  },
};

describe('hostile programs', () => {
  it.each(Object.entries(HOSTILE))('%s end', (_, files) => {
    expect(linked(files).assets.map(({ kind }) => kind)).toContain('application');
  });
});

describe('what is seen twice', () => {
  it('is one asset and one edge of each kind after merging by key', () => {
    const { assets, edges } = linked({
      'app.py': 'from agents import Agent\na = Agent(name="a", model="gpt-4o")\nb = Agent(name="b", model="gpt-4o", handoffs=[a])\n',
    });
    expect(new Set(assets.filter(({ kind }) => kind === 'model').map(({ keys }) => keys[0]!.key)).size).toBe(1);
    expect(edges.filter(({ kind }) => kind === 'delegates-to')).toHaveLength(1);
  });
});
