import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'Flask with the console, FastAPI with traces',
    files: {
      'a/requirements.txt': 'openai==1.55.3\n',
      'a/main.py': 'from flask import Flask\napp = Flask(__name__)\napp.run(host="0.0.0.0", port=8000, debug=True)\n',
      'b/requirements.txt': 'openai==1.55.3\n',
      'b/main.py': 'from fastapi import FastAPI\napp = FastAPI(\n    title="b",\n    debug=True,\n)\n',
    },
    expect: [
      { file: 'a/main.py', line: 3, asset: 'a', severity: 'medium' },
      { file: 'b/main.py', line: 4, asset: 'b', severity: 'low' },
    ],
    source: 'https://flask.palletsprojects.com/en/stable/debugging/',
  },
  {
    name: 'from the environment, and settings of development',
    files: {
      'requirements.txt': 'openai==1.55.3\n',
      'main.py': 'from flask import Flask\napp = Flask(__name__)\napp.run(debug=os.environ.get("DEBUG") == "1")\n',
      'site/settings/local.py': 'DEBUG = True\nINSTALLED_APPS = []\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
