import { describe, expect, it } from 'vitest';
import { readNotebook, regionAt } from './cells.ts';
import { shellUseOf } from './commands.ts';
import { pythonOf } from './python-source.ts';

function document(cells: unknown[], metadata: unknown = { kernelspec: { name: 'python3', language: 'python' } }): string {
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1);
}

function code(...source: string[]): unknown {
  return { cell_type: 'code', source: source.map((line, at) => (at < source.length - 1 ? `${line}\n` : line)), outputs: [], metadata: {} };
}

/** Line of the file on which the JSON text of a source line stands. */
function lineIn(text: string, part: string): number {
  return text.split('\n').findIndex((line) => line.includes(part)) + 1;
}

describe('readNotebook', () => {
  it('gives each source line the line of the file it stands on', () => {
    const text = document([{ cell_type: 'markdown', source: ['# Title'] }, code('import os', 'x = "a\\"b"', 'print(x)')]);
    const notebook = readNotebook(text)!;
    expect(notebook).toMatchObject({ format: 4, language: 'python', kernel: 'python3' });
    expect(notebook.cells.map(({ type }) => type)).toEqual(['other', 'code']);
    expect(notebook.cells[1]!.lines).toEqual(
      ['import os', 'x = "a\\"b"', 'print(x)'].map((line) => ({ text: line, line: lineIn(text, JSON.stringify(line).slice(1, -1)) })),
    );
  });

  it('reads a source that is one text, and format 3 with its worksheets', () => {
    const one = readNotebook('{"cells":[{"cell_type":"code",\n"source":"a = 1\\nb = 2"}],"nbformat":4}')!;
    expect(one.cells[0]!.lines).toEqual([
      { text: 'a = 1', line: 2 },
      { text: 'b = 2', line: 2 },
    ]);
    const old = readNotebook(
      '{"metadata":{"name":""},"nbformat":3,"worksheets":[{"cells":[{"cell_type":"code",\n"input":["a = 1\\n",\n"b = 2"],"language":"python","outputs":[]}]}]}',
    )!;
    expect(old).toMatchObject({
      format: 3,
      cells: [
        {
          type: 'code',
          lines: [
            { text: 'a = 1', line: 2 },
            { text: 'b = 2', line: 3 },
          ],
        },
      ],
    });
  });

  it('knows which cell’s output an offset stands in, and what is an image', () => {
    const text = document([
      code('x'),
      {
        cell_type: 'code',
        source: ['y'],
        outputs: [{ output_type: 'stream', text: ['THE KEY'] }, { data: { 'image/png': 'A'.repeat(300) } }],
      },
    ]);
    const notebook = readNotebook(text)!;
    expect(regionAt(notebook, text.indexOf('THE KEY'))).toMatchObject({ cell: 2, part: 'output' });
    expect(regionAt(notebook, text.indexOf('AAAA'))).toMatchObject({ cell: 2, part: 'image' });
    expect(regionAt(notebook, text.indexOf('"y"') + 1)).toMatchObject({ cell: 2, part: 'source' });
    expect(regionAt(notebook, text.indexOf('kernelspec'))).toBeUndefined();
  });

  it.each(['', '{', '[]', '{"nbformat": 4', '['.repeat(200_000), '{"cells":'.repeat(50_000), '\u0000\u0001'])(
    'never throws on %.20j',
    (text) => {
      const found = readNotebook(text);
      expect(found === undefined || found.cells.length === 0).toBe(true);
    },
  );

  it('reads the cells before a break, and says so', () => {
    const text = document([code('import openai'), code('x')]);
    const found = readNotebook(text.slice(0, text.lastIndexOf('"x"')))!;
    expect(found.cells.map(({ lines }) => lines[0]?.text)).toEqual(['import openai']);
    expect(found.cut).toContain('too early');
  });
});

describe('pythonOf', () => {
  function split(...source: string[]): ReturnType<typeof pythonOf> {
    return pythonOf([{ number: 1, type: 'code', lines: source.map((text, at) => ({ text, line: at + 10 })) }]);
  }

  it('replaces magics and shell lines in place and tells them', () => {
    const { cells, commands } = split(
      '%pip install -q openai==1.51.0',
      'if True:',
      '    !pip install \\',
      '      torch',
      'files = !ls data',
      '%time model.fit(x)',
      'model?',
      'print(1)',
    );
    expect(cells[0]!.text.split('\n')).toEqual(['pass', 'if True:', '    pass', '', 'files = None', 'model.fit(x)', 'pass', 'print(1)']);
    expect(commands).toEqual([
      { line: 10, cell: 1, kind: 'shell', text: 'pip install -q openai==1.51.0' },
      { line: 12, cell: 1, kind: 'shell', text: 'pip install  torch' },
      { line: 14, cell: 1, kind: 'shell', text: 'ls data' },
    ]);
  });

  it('leaves % and ! inside of strings, brackets and continued lines alone', () => {
    const source = [
      'text = """',
      '!important',
      '%s of it',
      '"""',
      'x = (10',
      '% 3)',
      'y = 10 \\',
      '% 3',
      "s = 'it''s # no'  # \"\"\"",
      'z = 1 != 2',
    ];
    expect(split(...source).cells[0]!.text.split('\n')).toEqual(source);
    expect(split(...source).commands).toEqual([]);
  });

  it('takes whole cells of other languages away, keeps those that are measured', () => {
    expect(split('%%bash', 'pip install vllm', 'export A=1')).toEqual({
      cells: [],
      commands: [
        { line: 11, cell: 1, kind: 'shell', text: 'pip install vllm' },
        { line: 12, cell: 1, kind: 'shell', text: 'export A=1' },
      ],
    });
    expect(split('%%time', 'import openai').cells[0]!.text).toBe('\nimport openai');
    expect(split('%%ai anthropic:claude-3-5-sonnet-20240620', 'Write a poem')).toEqual({
      cells: [],
      commands: [{ line: 10, cell: 1, kind: 'magic', text: '%ai anthropic:claude-3-5-sonnet-20240620' }],
    });
  });

  it('reads a script that is run as one whose names are imported', () => {
    expect(split('%run helpers/text.py', '%run other.ipynb').cells[0]!.text).toBe('from helpers.text import *\npass');
  });
});

describe('shellUseOf', () => {
  it.each([
    ['pip install -q "openai>=1.0" torch==2.4.1 -r requirements.txt', ['openai >=1.0', 'torch ==2.4.1']],
    ['python3 -m pip install --index-url https://pypi.internal/simple vllm && echo done', ['vllm undefined']],
    ['{sys.executable} -m pip install anthropic', ['anthropic undefined']],
    ['PIP_NO_CACHE_DIR=1 uv pip install --system trl @ git+https://github.com/huggingface/trl', ['trl undefined']],
    ['conda install -c conda-forge faiss-cpu=1.8.0 -y', ['faiss-cpu =1.8.0']],
    ['npm i @anthropic-ai/sdk@0.32.1', ['@anthropic-ai/sdk 0.32.1']],
    ['echo pip install openai', []],
    ['# pip install openai', []],
  ])('%s', (text, wanted) => {
    expect(shellUseOf(text).installs.map(({ requirement: { name, range } }) => `${name} ${range}`)).toEqual(wanted);
  });

  it('knows models that are fetched and hosts that are called', () => {
    expect(shellUseOf('huggingface-cli download meta-llama/Llama-3.1-8B --local-dir x; ollama pull llama3.2:1b').models).toEqual([
      { text: 'meta-llama/Llama-3.1-8B', provider: 'huggingface' },
      { text: 'llama3.2:1b', provider: 'ollama' },
    ]);
    expect(shellUseOf(`curl https://api.openai.com/v1/chat/completions -d '{"model": "gpt-4o", "messages": []}'`).requests).toEqual([
      { host: 'api.openai.com', model: 'gpt-4o' },
    ]);
    expect(shellUseOf('git clone https://huggingface.co/datasets/squad')).toMatchObject({ models: [] });
  });

  it.each(['"'.repeat(50_000), 'a '.repeat(50_000), "pip install '".repeat(5000), '\\'.repeat(50_000)])(
    'is not held up by %.20j',
    (text) => {
      expect(shellUseOf(text).models).toEqual([]);
    },
  );
});
