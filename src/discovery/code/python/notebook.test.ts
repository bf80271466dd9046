import { describe, expect, it } from 'vitest';
import { parseNotebook } from './notebook.ts';

const ALL = (): { interesting: RegExp } => ({ interesting: /./ });

function document(...cells: string[][]): string {
  const written = cells.map((lines) => ({
    cell_type: 'code',
    outputs: [],
    source: lines.map((line, at) => (at < lines.length - 1 ? `${line}\n` : line)),
  }));
  return JSON.stringify({ cells: written, metadata: {}, nbformat: 4 }, null, 1);
}

describe('parseNotebook', () => {
  it('gives every statement the line of the file it is written on, inside functions too', () => {
    const text = document(['%pip install openai', 'import openai'], ['def ask(q):', '    return openai.chat(q)']);
    const lineOf = (part: string): number => text.split('\n').findIndex((line) => line.includes(part)) + 1;
    const { body } = parseNotebook(text, ALL)!;
    expect(body.find(({ s }) => s === 'import')).toMatchObject({ l: lineOf('import openai') });
    expect(body.find(({ s }) => s === 'function')).toMatchObject({
      l: lineOf('def ask'),
      d: { line: lineOf('def ask'), endLine: lineOf('return openai'), body: [{ s: 'return', l: lineOf('return openai') }] },
    });
  });

  it('keeps what stands behind a broken cell, and says where it broke', () => {
    const text = document(['text = """never closed', 'x = (['], ['import anthropic']);
    const module = parseNotebook(text, ALL)!;
    expect(module.body.filter(({ s }) => s === 'import')).toMatchObject([{ module: 'anthropic' }]);
    expect(module.errors).toContain(text.split('\n').findIndex((line) => line.includes('never closed')) + 1);
  });

  it('does not parse a cell of thousands of signs, and says so', () => {
    const module = parseNotebook(document(['->'.repeat(5000)], ['import openai']), ALL)!;
    expect(module).toMatchObject({ body: [{ s: 'import' }], cut: expect.stringContaining('in cell 1') });
  });

  it.each([
    '',
    '{}',
    '[1',
    'import openai',
    document(),
    '{"nbformat":4,"metadata":{"kernelspec":{"language":"R"}},"cells":[{"cell_type":"code","source":"x"}]}',
  ])('has nothing to parse in %.40s', (text) => {
    expect(parseNotebook(text, ALL)).toBeUndefined();
  });
});
