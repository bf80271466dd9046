import type { DetectorCase } from '../../detector.ts';

export default [
  {
    name: 'FastAPI: debug mode, any origin with cookies, a request that checks no certificate',
    files: {
      'requirements.txt': 'openai==1.55.3\n',
      'app.py':
        'import requests\nfrom fastapi import FastAPI\n\napp = FastAPI(title="x", debug=True)\napp.add_middleware(\n    CORSMiddleware,\n    allow_origins=["*"],\n    allow_credentials=True,\n)\n\n\ndef rates():\n    return requests.get(URL, verify=False).json()\n',
    },
    expect: [
      {
        kind: 'application',
        name: 'case',
        properties: {
          weakSettings: [
            { file: 'app.py', line: 4, form: 'debug', what: 'FastAPI(debug=True)' },
            { file: 'app.py', line: 7, form: 'cors', what: 'CORSMiddleware', credentials: true },
            { file: 'app.py', line: 13, form: 'tls', what: 'verify=False' },
          ],
        },
      },
    ],
  },
  {
    name: 'Flask, Django, Express and a container',
    files: {
      'a/requirements.txt': 'openai==1.55.3\n',
      'a/main.py':
        'from flask import Flask\nfrom flask_cors import CORS\napp = Flask(__name__)\nCORS(app)\napp.run(host="0.0.0.0", debug=True)\n',
      'b/requirements.txt': 'openai==1.55.3\n',
      'b/site/settings.py': 'DEBUG = True\nINSTALLED_APPS = []\nCORS_ALLOW_ALL_ORIGINS = True\n',
      'c/package.json': '{"dependencies":{"openai":"4.77.0"}}',
      'c/server.ts': "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\napp.use(cors());\n",
      'c/Dockerfile': 'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n',
    },
    expect: [
      {
        kind: 'application',
        name: 'a',
        properties: {
          weakSettings: [
            { file: 'a/main.py', line: 4, form: 'cors', what: 'CORS of Flask' },
            { file: 'a/main.py', line: 5, form: 'debug', what: 'app.run(debug=True)', runs: true },
          ],
        },
      },
      {
        kind: 'application',
        name: 'b',
        properties: {
          weakSettings: [
            { file: 'b/site/settings.py', line: 1, form: 'debug', what: 'DEBUG = True' },
            { file: 'b/site/settings.py', line: 3, form: 'cors', what: 'CORS_ALLOW_ALL_ORIGINS' },
          ],
        },
      },
      {
        kind: 'application',
        name: 'c',
        properties: {
          weakSettings: [
            { file: 'c/Dockerfile', line: 2, form: 'tls', what: 'NODE_TLS_REJECT_UNAUTHORIZED' },
            { file: 'c/server.ts', line: 1, form: 'tls', what: 'NODE_TLS_REJECT_UNAUTHORIZED' },
            { file: 'c/server.ts', line: 2, form: 'cors', what: 'cors()' },
          ],
        },
      },
    ],
  },
  {
    name: 'settings as they should be, settings of development, comments, texts, other meanings of the words',
    files: {
      'requirements.txt': 'openai==1.55.3\n',
      'app.py':
        '"""Never call requests with\nverify=False here.\n"""\nimport requests, jwt\napp = FastAPI(debug=settings.debug)\napp.add_middleware(CORSMiddleware, allow_origins=["https://app.acme.example"], allow_credentials=True)\nclaims = jwt.decode(token, verify=False)\n# requests.get(url, verify=False)\nreply = requests.get(URL, verify="/etc/ssl/ca.pem")\n',
      'settings_dev.py': 'DEBUG = True\nINSTALLED_APPS = []\n',
      'tests/test_app.py': 'import requests\nrequests.get(URL, verify=False)\n',
      'server.ts': "app.use(cors({ origin: ['https://app.acme.example'] }));\nconst agent = new Agent({ rejectUnauthorized: true });\n",
    },
    expect: [{ kind: 'application', name: 'case', file: 'requirements.txt' }],
    absent: [{ kind: 'application', name: 'tests' }],
  },
  { name: 'an application without AI', files: { 'app.py': 'import requests\nrequests.get(URL, verify=False)\n' }, expect: [] },
] satisfies DetectorCase[];
