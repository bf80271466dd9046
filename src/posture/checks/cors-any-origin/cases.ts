import type { CheckCase } from '../../check.ts';

const APP =
  'from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\nfrom openai import OpenAI\n\napp = FastAPI()\napp.add_middleware(CORSMiddleware, ';

export default [
  {
    name: 'any origin with cookies, and without',
    files: {
      'a/requirements.txt': 'openai==1.55.3\n',
      'a/main.py': `${APP}allow_origins=["*"], allow_credentials=True)\n`,
      'b/package.json': '{"dependencies":{"openai":"4.77.0"}}',
      'b/server.ts': "import cors from 'cors';\napp.use(cors());\n",
    },
    expect: [
      { file: 'a/main.py', line: 6, asset: 'a', severity: 'medium' },
      { file: 'b/server.ts', line: 2, asset: 'b', severity: 'low' },
    ],
    source: 'https://fastapi.tiangolo.com/tutorial/cors/',
  },
  {
    name: 'a pattern that fits everything, in a list of middleware',
    files: {
      'requirements.txt': 'openai==1.55.3\n',
      'main.py':
        'from fastapi import FastAPI\n\napp = FastAPI(\n    middleware=[\n        Middleware(\n            CORSMiddleware,\n            allow_origin_regex=".*",\n            allow_credentials=True,\n        )\n    ]\n)\n',
    },
    expect: [{ file: 'main.py', line: 7, severity: 'medium' }],
  },
  {
    name: 'named origins',
    files: {
      'requirements.txt': 'openai==1.55.3\n',
      'main.py': `${APP}allow_origins=["https://app.acme.example"], allow_credentials=True)\n`,
      'server.ts': "app.use(cors({ origin: 'https://app.acme.example' }));\n",
    },
    expect: [],
  },
] satisfies CheckCase[];
