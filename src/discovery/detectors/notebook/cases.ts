import { FAKE_KEYS, randomDraw } from '../../../recognizers/secrets/fake-keys.ts';
import type { DetectorCase } from '../../detector.ts';

interface CellOf {
  source: string[];
  output?: string;
  type?: string;
}

/** A notebook as Jupyter writes it: indented, one source line an item. */
function notebook(cells: CellOf[], language = 'python'): string {
  const lines = (texts: readonly string[]): string[] => texts.map((text, at) => (at < texts.length - 1 ? `${text}\n` : text));
  return `${JSON.stringify(
    {
      cells: cells.map(({ source, output, type = 'code' }) => ({
        cell_type: type,
        metadata: {},
        source: lines(source),
        ...(type === 'code'
          ? { execution_count: 1, outputs: output === undefined ? [] : [{ name: 'stdout', output_type: 'stream', text: [output] }] }
          : {}),
      })),
      metadata: { kernelspec: { display_name: 'Kernel', language, name: language } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  )}\n`;
}

function fake(provider: string, form: string): string {
  const known = FAKE_KEYS.find((key) => key.provider === provider && key.form === form);
  if (!known) throw new Error(`No form ${provider} ${form}`);
  return known.make(randomDraw(11));
}

export default [
  {
    name: 'what cells install, import and ask is one notebook, at its lines',
    files: {
      'lab/try.ipynb': notebook([
        { source: ['# Trying it'], type: 'markdown' },
        { source: ['%pip install -q openai==1.51.0 pandas'] },
        { source: ['from openai import OpenAI', 'client = OpenAI()', 'client.chat.completions.create(model="gpt-4o", messages=[])'] },
      ]),
    },
    expect: [
      { kind: 'notebook', name: 'lab/try.ipynb', file: 'lab/try.ipynb', line: 14, properties: { codeCells: 2, language: 'python' } },
      { kind: 'library', name: 'openai', file: 'lab/try.ipynb', line: 14 },
      { kind: 'model', name: 'gpt-4o', file: 'lab/try.ipynb', line: 25 },
    ],
    edges: [
      ['notebook lab/try.ipynb', 'depends-on', 'library openai'],
      ['notebook lab/try.ipynb', 'uses-model', 'model gpt-4o'],
    ],
    absent: [{ kind: 'application' }, { kind: 'library', name: 'pandas' }],
  },
  {
    name: 'a notebook that trains is a notebook, not a pipeline',
    files: {
      'fit.ipynb': notebook([
        { source: ['import pandas as pd', 'from sklearn.linear_model import LogisticRegression'] },
        { source: ['rows = pd.read_csv("s3://ferry-intake/rows.csv")', 'LogisticRegression().fit(rows, rows.late)'] },
      ]),
    },
    expect: [
      { kind: 'notebook', name: 'fit.ipynb', properties: { trains: true } },
      { kind: 'data-store', name: 'ferry-intake' },
    ],
    edges: [['notebook fit.ipynb', 'trained-on', 'data-store ferry-intake']],
    absent: [{ kind: 'pipeline' }],
  },
  {
    name: 'a key that stands only in an output is held by the notebook',
    files: () => ({
      'scratch.ipynb': notebook([{ source: ['print(settings)'], output: `{'key': '${fake('openai', 'project-key')}'}\n` }]),
    }),
    expect: [
      { kind: 'notebook', name: 'scratch.ipynb', line: 15 },
      { kind: 'secret', name: 'OpenAI project key in scratch.ipynb', file: 'scratch.ipynb', line: 15, properties: { provider: 'openai' } },
    ],
    edges: [['notebook scratch.ipynb', 'holds', 'secret OpenAI project key in scratch.ipynb']],
  },
  {
    name: 'magics of Jupyter AI, requests and downloads by the shell',
    files: {
      'ask.ipynb': notebook([
        { source: ['%%ai anthropic-chat:claude-3-5-sonnet-20240620', 'Write a poem about ferries.'] },
        { source: ['!huggingface-cli download mistralai/Mistral-7B-Instruct-v0.3 --local-dir model'] },
        { source: ['%%bash', 'curl https://api.openai.com/v1/chat/completions \\', ` -d '{"model": "gpt-4o-mini", "messages": []}'`] },
      ]),
    },
    expect: [
      { kind: 'model', name: 'claude-3-5-sonnet-20240620', file: 'ask.ipynb', line: 7 },
      { kind: 'model', name: 'mistralai/Mistral-7B-Instruct-v0.3' },
      { kind: 'model', name: 'gpt-4o-mini' },
      { kind: 'notebook', name: 'ask.ipynb' },
    ],
    edges: [
      ['notebook ask.ipynb', 'uses-model', 'model claude-3-5-sonnet-20240620'],
      ['notebook ask.ipynb', 'loads', 'model mistralai/Mistral-7B-Instruct-v0.3'],
      ['notebook ask.ipynb', 'uses-model', 'model gpt-4o-mini'],
    ],
  },
  {
    name: 'notebooks without AI, prose about it, and other kernels stay silent',
    files: {
      'plot.ipynb': notebook([
        { source: ['%pip install matplotlib', 'import matplotlib.pyplot as plt', 'plt.plot([1, 2])'], output: '[<Line2D>]' },
      ]),
      'notes.ipynb': notebook([
        { source: ['Run `%pip install openai==1.0` and `import openai`'], type: 'markdown' },
        { source: ['text = """', '!pip install openai', '"""', '# import openai'] },
      ]),
      'r.ipynb': notebook([{ source: ['library(openai)'] }], 'R'),
      'cells.json': notebook([{ source: ['import openai'] }]),
    },
    expect: [],
  },
  {
    name: 'what only is named like a notebook stays silent',
    files: { 'x.ipynb': '{"cells": "import openai"}', 'y.ipynb': 'import openai\n' },
    expect: [],
  },
] satisfies DetectorCase[];
