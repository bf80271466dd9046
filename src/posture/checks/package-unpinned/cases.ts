import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'bare names and lower limits in requirements: one finding',
    files: { 'requirements.txt': 'fastapi==0.115.5\nopenai\nlangchain>=0.1\ntorch==2.7.1\n', 'app.py': 'import openai\n' },
    expect: [{ file: 'requirements.txt', line: 3, severity: 'low' }],
  },
  {
    name: 'latest in package.json',
    files: { 'package.json': '{\n "name": "desk",\n "dependencies": {\n  "openai": "4.77.0",\n  "ai": "latest"\n }\n}\n' },
    expect: [{ file: 'package.json', line: 5, asset: 'desk' }],
  },
  {
    name: 'pinned, limited, compiled, locked',
    files: {
      'a/requirements.txt': 'openai==1.55.3\nlangchain~=0.3.7\ntransformers>=4.48,<5\n',
      'b/pyproject.toml': '[project]\nname = "b"\ndependencies = ["openai>=1.50"]\n',
      'c/package.json': '{"name":"c","dependencies":{"openai":"^4.77.0"}}',
      'd/requirements.in': 'openai\n',
      'd/requirements.txt': 'openai==1.55.3\n    # via -r requirements.in\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
