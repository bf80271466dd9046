import { describe, expect, it } from 'vitest';
import detector from './detector.ts';

/** `authVariables` of the only AI endpoint of a program. */
function variables(files: Record<string, string>): unknown {
  const facts = new Map(Object.entries(files).map(([path, text]) => [path, detector.facts({ path, text, secrets: [] })!]));
  const { assets } = detector.link({
    target: 'case',
    files: facts,
    paths: new Set(Object.keys(files)),
    evidence: (file, line, detail) => ({ target: 'case', file, ...(line === undefined ? {} : { line }), detail }),
    cover: () => undefined,
  });
  const entries = assets.filter(({ kind }) => kind === 'ai-endpoint');
  expect(entries.map(({ properties }) => properties?.['auth'])).toEqual(['present']);
  return entries[0]!.properties?.['authVariables'];
}

const IMPORTS = `import os, hmac, jwt
from agents import Agent, Runner
from fastapi import Depends, FastAPI, Header, HTTPException, Request
desk = Agent(name="desk", model="gpt-4o")
`;
const fastapi = (check: string, app = 'FastAPI()', route = 'dependencies=[Depends(check)]'): Record<string, string> => ({
  'app.py': `${IMPORTS}${check}\napp = ${app}\n@app.post("/ask", ${route})\nasync def ask(q: str):\n    return await Runner.run(desk, q)\n`,
  'settings.py': 'import os\nDESK_KEY = os.environ["DESK_KEY"]\n',
});
const REFUSE = '\n        raise HTTPException(status_code=401)';
const flask = (check: string): Record<string, string> => ({
  'app.py': `import os, openai\nfrom flask import Flask, abort, request\napp = Flask(__name__)\n${check}\n@app.post("/ask")\ndef ask():\n    return openai.OpenAI().responses.create(model="gpt-4o", input=request.json["q"]).output_text\n`,
});
const express = (check: string): Record<string, string> => ({
  'package.json': '{"name":"t"}',
  'app.ts': `import express from 'express';\nimport OpenAI from 'openai';\nconst app = express();\n${check}\napp.use(check);\napp.post('/ask', async (req, res) => { res.json(await new OpenAI().responses.create({ model: 'gpt-4o', input: req.body.q })); });\n`,
});

// https://fastapi.tiangolo.com/tutorial/dependencies/ , https://flask.palletsprojects.com/api/ , https://expressjs.com/en/guide/using-middleware.html
describe('variables that the check of an entry compares with what the caller brings', () => {
  const digest = `import settings\ndef check(x_key: str = Header()):\n    if not hmac.compare_digest(x_key, settings.DESK_KEY):${REFUSE}`;
  it.each<[string, Record<string, string>, string[]]>([
    ['a dependency of the route', fastapi(digest), ['DESK_KEY']],
    ['a dependency of the application', fastapi(digest, 'FastAPI(dependencies=[Depends(check)])', 'tags=[]'), ['DESK_KEY']],
    ['a plain comparison', fastapi(`def check(x: str = Header()):\n    if x != os.environ["DESK_KEY"]:${REFUSE}`), ['DESK_KEY']],
    [
      'either of two keys in a header',
      fastapi(
        `def check(request: Request):\n    given = request.headers.get("x-key")\n    if given not in (os.getenv("NEW_KEY"), os.getenv("DESK_KEY")):${REFUSE}`,
      ),
      ['DESK_KEY', 'NEW_KEY'],
    ],
    [
      'what runs before each request (Flask)',
      flask(
        '@app.before_request\ndef check():\n    if request.headers.get("Authorization") != f"Bearer {os.environ[\'DESK_KEY\']}":\n        abort(401)',
      ),
      ['DESK_KEY'],
    ],
    [
      'middleware (Express)',
      express(
        "function check(req, res, next) { if (req.headers['x-key'] !== process.env.DESK_KEY) return res.status(401).end(); next(); }",
      ),
      ['DESK_KEY'],
    ],
  ])('are told: %s', (_, files, expected) => {
    expect(variables(files)).toEqual(expected);
  });

  it.each<[string, Record<string, string>]>([
    [
      'a signed token, whose issuer is compared',
      fastapi(
        `def check(token: str = Header()):\n    claims = jwt.decode(token, os.environ["JWT_SECRET"], algorithms=["HS256"])\n    if claims["iss"] != os.environ["TOKEN_ISSUER"]:${REFUSE}`,
      ),
    ],
    ['a session', flask('from flask import session\n@app.before_request\ndef check():\n    if "user" not in session:\n        abort(401)')],
    [
      'a variable compared with a text',
      express(
        "function check(req, res, next) { if (process.env.TOKEN_MODE !== 'off' && !req.user) return res.status(401).end(); next(); }",
      ),
    ],
  ])('are none: %s', (_, files) => {
    expect(variables(files)).toBeUndefined();
  });
});
