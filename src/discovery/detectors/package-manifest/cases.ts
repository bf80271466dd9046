import type { DetectorCase } from '../../detector.ts';

export default [
  {
    name: 'the package name names the application that uses AI',
    files: {
      'services/desk/pyproject.toml': '[project]\nname = "front-desk"\nversion = "1.2.0"\n',
      'services/desk/app.py': "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o', messages=[])\n",
    },
    expect: [{ kind: 'application', name: 'front-desk', file: 'services/desk/pyproject.toml', line: 2 }],
  },
  {
    name: 'a package without AI stays silent',
    files: { 'pyproject.toml': '[project]\nname = "ledger"\n', 'ledger.py': 'print(1)\n' },
    expect: [],
  },
  {
    name: 'a broken manifest stays silent',
    files: { 'package.json': '{ "name": ' },
    expect: [],
  },
] satisfies DetectorCase[];
