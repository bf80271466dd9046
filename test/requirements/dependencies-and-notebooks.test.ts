import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { inPlace, under } from '../pharos.ts';

type Edge = [from: string, kind: string, to: string];

function edges(report: Report): Edge[] {
  const names = new Map(report.assets.map(({ id, kind, name }) => [id, `${kind} ${name}`]));
  return report.edges.map(({ from, kind, to }) => [names.get(from)!, kind, names.get(to)!]);
}

interface CellOf {
  source: string[];
  output?: string;
}

/** A notebook as Jupyter saves it. */
function notebook(cells: readonly CellOf[]): string {
  const lines = (texts: readonly string[]): string[] => texts.map((text, at) => (at < texts.length - 1 ? `${text}\n` : text));
  const written = cells.map(({ source, output }) => ({
    cell_type: 'code',
    execution_count: 1,
    metadata: {},
    outputs: output === undefined ? [] : [{ name: 'stdout', output_type: 'stream', text: [`${output}\n`] }],
    source: lines(source),
  }));
  return JSON.stringify(
    { cells: written, metadata: { kernelspec: { language: 'python', name: 'python3' } }, nbformat: 4, nbformat_minor: 5 },
    null,
    1,
  );
}

/** The line of the first place of a text. */
function lineOf(text: string, part: string): number {
  return text.split('\n').findIndex((line) => line.includes(part)) + 1;
}

const lab = notebook([
  { source: ['%pip install -q "openai==1.51.0" scikit-learn', '!huggingface-cli download mistralai/Mistral-7B-Instruct-v0.3'] },
  {
    source: ['from openai import OpenAI', 'answer = OpenAI().chat.completions.create(', '    model="gpt-4o-mini", messages=[])'],
    output: 'ferry',
  },
  {
    source: [
      '%%time',
      'import pandas as pd',
      'from sklearn.svm import SVC',
      'rows = pd.read_parquet("s3://ferry-crossings/rows.parquet")',
      'SVC().fit(rows, rows.late)',
    ],
  },
]);
const files = under('estate', {
  'research/crossing.ipynb': lab,
  'research/plots.ipynb': notebook([{ source: ['%matplotlib inline', 'import matplotlib.pyplot as plt'] }]),
  'infra/main.tf':
    'resource "aws_sagemaker_notebook_instance" "bench" {\n  name          = "bench"\n  role_arn      = "arn:aws:iam::111122223333:role/bench"\n  instance_type = "ml.t3.large"\n  root_access   = "Enabled"\n}\n',
  'hub/jupyterhub_config.py': "c.JupyterHub.authenticator_class = 'dummy'\nc.JupyterHub.bind_url = 'http://:8000'\n",
  'closed/jupyterhub_config.py': "c.JupyterHub.authenticator_class = 'google'\n",
  'lab/jupyter_server_config.py': "c.ServerApp.ip = '0.0.0.0'\nc.ServerApp.token = ''\n",
});

describe('DISC-23 notebooks and hosted notebook instances', () => {
  it('reads code, outputs and magics of .ipynb files, SageMaker and JupyterHub configurations', () =>
    inPlace(files, async ({ report }) => {
      const found = await report();
      const notebooks = found.assets.filter(({ kind }) => kind === 'notebook').map(({ name }) => name);
      expect(notebooks.sort()).toEqual(['Jupyter hub closed', 'Jupyter hub hub', 'Jupyter server lab', 'bench', 'research/crossing.ipynb']);
      expect(
        edges(found)
          .filter(([from]) => from === 'notebook research/crossing.ipynb')
          .map(([, kind, to]) => `${kind} ${to}`)
          .sort(),
      ).toEqual([
        'depends-on library openai',
        'depends-on library scikit-learn',
        'loads model mistralai/Mistral-7B-Instruct-v0.3',
        'trained-on data-store ferry-crossings',
        'uses-model model gpt-4o-mini',
      ]);
      const edge = found.edges.find(
        ({ kind, to }) => kind === 'depends-on' && found.assets.find(({ id }) => id === to)!.name === 'openai',
      )!;
      expect(edge.properties).toMatchObject({ version: '1.51.0', pinnedBy: 'version' });
      expect(edge.evidence.map(({ line }) => line)).toEqual([lineOf(lab, '%pip install'), lineOf(lab, 'from openai import')]);
      const model = found.assets.find(({ kind, name }) => kind === 'model' && name === 'gpt-4o-mini')!;
      expect(model.evidence[0]).toMatchObject({ file: 'research/crossing.ipynb', line: lineOf(lab, 'OpenAI().chat') });
      expect(found.assets.filter(({ kind }) => kind === 'application' || kind === 'pipeline')).toEqual([]);
    }));
});

describe('RISK-08 exposed notebooks', () => {
  it('tells SageMaker with direct internet and root, Jupyter and JupyterHub without token', () =>
    inPlace(files, async ({ report }) => {
      const found = await report();
      const names = new Map(found.assets.map(({ id, name }) => [id, name]));
      const told = found.findings
        .filter(({ check, status }) => check === 'notebook-exposed' && status === 'fail')
        .map(({ asset, severity }) => `${names.get(asset)} ${severity}`);
      expect(told.sort()).toEqual(['Jupyter hub hub high', 'Jupyter server lab high', 'bench medium']);
    }));
});

describe('DISC-14 libraries with their versions', () => {
  it('DISC-14 partial: an import, a range and a lock are one edge, and the AI-BOM says the version', () =>
    inPlace(
      under('estate', {
        'desk/pyproject.toml': '[project]\nname = "desk"\ndependencies = ["openai>=1.40"]\n',
        'desk/uv.lock':
          '[[package]]\nname = "desk"\nsource = { virtual = "." }\ndependencies = [{ name = "openai" }]\n\n[[package]]\nname = "openai"\nversion = "1.51.0"\n',
        'desk/app.py': "from openai import OpenAI\nOpenAI().responses.create(model='gpt-4o', input='x')\n",
        'web/package.json': '{ "name": "web", "dependencies": { "@anthropic-ai/sdk": "0.32.1" } }\n',
      }),
      async ({ report, pharos }) => {
        const found = await report();
        const library = found.assets.find(({ kind, name }) => kind === 'library' && name === 'openai')!;
        const uses = found.edges.filter(({ kind, to }) => kind === 'depends-on' && to === library.id);
        expect(uses.map(({ properties }) => properties)).toEqual([
          { direct: true, pinned: true, pinnedBy: 'lock', range: '>=1.40', scope: 'runtime', version: '1.51.0' },
        ]);
        expect(uses[0]!.evidence.map(({ file }) => file)).toEqual(['desk/app.py', 'desk/pyproject.toml', 'desk/uv.lock']);
        const bom = (await pharos('scan', 'estate', '--no-store', '--format', 'cyclonedx')).stdout;
        expect(bom).toContain('pkg:pypi/openai@1.51.0');
        expect(bom).toContain('pkg:npm/%40anthropic-ai/sdk@0.32.1');
      },
    ));
});
