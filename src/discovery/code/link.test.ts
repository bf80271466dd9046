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
  'thousands of branches over the names of tools, each after a question': {
    'a.py': `${IMPORTS}import subprocess\nT = [${times(200, (i) => `{"type": "function", "function": {"name": "t${i}"}}, `)}]\ndef run(name, a):\n${times(3000, (i) => `    if name == "t${i}":\n        if input("run? [y/N]") == "y":\n            subprocess.run(a["c${i}"], shell=True)\n`)}client.chat.completions.create(model="gpt-4o", tools=T)\n`,
  },
  'tools that are looked up by name in one another': {
    'a.py': `${IMPORTS}${times(200, (i) => `class C${i}:\n    def go(self, name):\n        return getattr(C${(i + 1) % 200}(), name)(name)\n`)}T = [${times(100, (i) => `{"type": "function", "function": {"name": "t${i}"}}, `)}]\nclient.chat.completions.create(model="gpt-4o", tools=T)\n`,
  },
  // huggingface/peft, src/peft/tuners/lora/config.py: a dictionary of options becomes the object it describes.
  'an object made of what it holds itself': {
    'a.py': `${IMPORTS}class Options:\n    pass\nclass Config:\n    def __post_init__(self):\n        self.options = Options(**self.options)\n        self.model = self.options.model\n        client.responses.create(model=self.model)\n`,
  },
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

describe('what only tests do', () => {
  const model = 'from openai import OpenAI\n\ndef ask(model, text):\n    return OpenAI().responses.create(model=model, input=text)\n';
  const modelsOf = (files: Record<string, string>): string[] =>
    linked(files).assets.flatMap(({ kind, name }) => (kind === 'model' ? [name] : []));

  it('is not taken for what runs', () => {
    const main = 'from app import ask\nask("gpt-4.1", "hi")\n';
    const test = 'from app import ask\n\ndef test_ask():\n    ask("gpt-3.5-turbo", "hi")\n';
    expect(modelsOf({ 'app.py': model, 'main.py': main, 'tests/test_ask.py': test })).toEqual(['gpt-4.1']);
    expect(modelsOf({ 'app.py': model, 'main.py': main, 'other.py': test }).sort()).toEqual(['gpt-3.5-turbo', 'gpt-4.1']);
  });

  it('counts among tests', () => {
    const files = { 'tests/ask.py': model, 'tests/test_ask.py': 'from ask import ask\nask("gpt-4.1-mini", "hi")\n' };
    expect(modelsOf(files)).toEqual(['gpt-4.1-mini']);
  });
});

describe('what a process runs', () => {
  /** By tool: who decides what runs, and the program where it is fixed. */
  const runs = (files: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      linked(files).assets.flatMap(({ kind, name, properties }) => {
        const [effect] = (properties?.['effects'] ?? []) as { target: string; fixed?: string }[];
        return kind === 'tool' && effect ? [[name, [effect.target, effect.fixed].filter(Boolean).join(' ')]] : [];
      }),
    );

  // https://docs.python.org/3/library/subprocess.html#security-considerations
  it('is decided by its program, or by the code an interpreter is given (Python)', () => {
    const tool = (name: string, parameter: string, body: string): string =>
      `@function_tool\nasync def ${name}(${parameter}):\n    ${body}\n`;
    const text = [
      'import asyncio, subprocess\nfrom agents import function_tool\n',
      tool('convert', 'path: str', 'subprocess.run(["ffmpeg", "-i", path, "out.mp3"], check=True)'),
      tool('history', 'ref: str', 'await asyncio.create_subprocess_exec("git", "log", ref)'),
      tool('shell', 'line: str', 'subprocess.run(["/bin/bash", "-lc", line])'),
      tool('script', 'code: str', 'subprocess.run(["sudo", "-n", "python3", "-c", code])'),
      tool('anything', 'argv: list[str]', 'subprocess.run(argv)'),
      tool('ping', 'host: str', 'subprocess.run(f"ping -c 1 {host}", shell=True)'),
      tool('listed', 'host: str', 'subprocess.run(["ping", host], shell=True)'),
      tool('tests', 'name: str', 'subprocess.run(["python", "-m", "pytest", "-k", name])'),
    ].join('');
    expect(runs({ 'tools.py': text })).toEqual({
      convert: 'fixed ffmpeg',
      history: 'fixed git',
      shell: 'model-chosen',
      script: 'model-chosen',
      anything: 'model-chosen',
      ping: 'model-chosen',
      listed: 'model-chosen',
      tests: 'fixed pytest',
    });
  });

  // https://nodejs.org/api/child_process.html
  it('is decided by its program, or by the code an interpreter is given (Node)', () => {
    const tool = (name: string, body: string): string =>
      `export const ${name} = tool(async ({ x }) => { ${body} }, { name: '${name}', description: 'd' });\n`;
    const text = [
      "import { exec, execFile, spawn } from 'node:child_process';\nimport { tool } from '@langchain/core/tools';\n",
      'const inShell = (line: string) => start("bash", ["-lc", line]);\nconst start = (command: string, args: string[]) => spawn(command, args);\n',
      tool('history', "execFile('git', ['log', x]);"),
      tool('line', 'exec(`git log ${x}`);'),
      tool('bash', 'inShell(x);'),
      tool('shelled', "spawn('git', ['log', x], { shell: true });"),
      tool('script', "spawn('node', ['build.js', x]);"),
    ].join('');
    expect(runs({ 'package.json': '{"name":"t"}', 'tools.ts': text })).toEqual({
      history: 'fixed git',
      line: 'model-chosen',
      bash: 'model-chosen',
      shelled: 'model-chosen',
      script: 'fixed build.js',
    });
  });
});
