import type { CheckCase } from '../../check.ts';

function app(handler: string, imports = ''): string {
  return `from fastapi import Depends, FastAPI, Request
from openai import OpenAI
${imports}
app = FastAPI()
client = OpenAI()


${handler}`;
}

const asks = (system: string, user = 'question'): string =>
  `client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "system", "content": ${system}}, {"role": "user", "content": ${user}}])`;

export default [
  {
    name: 'a query parameter in an f-string of the system message',
    files: {
      'app.py': app(`@app.post("/ask")\ndef ask(question: str, tone: str):\n    return ${asks('f"You answer in a {tone} tone."')}\n`),
    },
    expect: [{ file: 'app.py', line: 10, severity: 'medium' }],
  },
  {
    name: 'the same text in the message of the user',
    files: {
      'app.py': app(
        `SYSTEM = "You answer questions about invoices."\n\n\n@app.post("/ask")\ndef ask(question: str, tone: str):\n    return ${asks('SYSTEM', 'f"In a {tone} tone: {question}"')}\n`,
      ),
    },
    expect: [],
  },
  {
    name: 'a tone from a list, a number and a date',
    files: {
      'app.py': app(
        `TONES = {"warm": "Be warm.", "short": "Be short."}\n\n\n@app.post("/ask")\ndef ask(question: str, tone: str, year: int, language: Literal["de", "en"], style: str):\n    if style not in ("plain", "legal"):\n        raise ValueError(style)\n    return ${asks('f"You answer for {year} in {language}. {TONES[tone]} {style}"')}\n`,
        'from typing import Literal\n',
      ),
    },
    expect: [],
  },
  {
    name: 'a body model of another file, through a function that builds the text with +',
    files: {
      'models.py': 'from pydantic import BaseModel\n\n\nclass Ask(BaseModel):\n    question: str\n    persona: str\n    count: int\n',
      'prompts.py': 'def system(persona, count):\n    return "You play " + persona + " " + str(int(count))\n',
      'app.py': app(
        `@app.post("/ask")\ndef ask(body: Ask):\n    return ${asks('system(body.persona, body.count)', 'body.question')}\n`,
        'from models import Ask\nfrom prompts import system\n',
      ),
    },
    expect: [{ file: 'app.py', line: 12, severity: 'medium' }],
  },
  {
    name: 'only the number of the body model',
    files: {
      'models.py': 'from pydantic import BaseModel\n\n\nclass Ask(BaseModel):\n    question: str\n    count: int\n',
      'app.py': app(
        `@app.post("/ask")\ndef ask(body: Ask):\n    return ${asks('f"Answer in {body.count} sentences."', 'body.question')}\n`,
        'from models import Ask\n',
      ),
    },
    expect: [],
  },
  {
    name: 'the name of the signed-in person counts low',
    files: {
      'app.py': app(
        `def current_user(): ...\n\n\n@app.post("/ask")\ndef ask(question: str, user=Depends(current_user)):\n    return ${asks('f"You help {user.name}."')}\n`,
      ),
    },
    expect: [{ file: 'app.py', line: 13, severity: 'low' }],
  },
  {
    name: 'Flask, Anthropic and .format',
    files: {
      'app.py':
        'import anthropic\nfrom flask import Flask, request\n\napp = Flask(__name__)\nclient = anthropic.Anthropic()\nTEMPLATE = "You are the guide of {place}. Be kind."\n\n\n@app.post("/guide")\ndef guide():\n    place = request.json["place"]\n    reply = client.messages.create(model="claude-sonnet-4-5", max_tokens=300, system=TEMPLATE.format(place=place), messages=[{"role": "user", "content": "Welcome me"}])\n    return {"text": reply.content[0].text}\n',
    },
    expect: [{ file: 'app.py', line: 12, severity: 'medium' }],
  },
  {
    name: 'a Next.js route: a template literal from the body; the twin with an enumerated field',
    files: {
      'package.json': '{ "name": "web" }',
      'app/api/chat/route.ts':
        "import { openai } from '@ai-sdk/openai';\nimport { streamText } from 'ai';\nexport async function POST(req: Request) {\n  const { messages, persona } = await req.json();\n  return streamText({ model: openai('gpt-4.1-mini'), system: `You are ${persona}.`, messages }).toTextStreamResponse();\n}\n",
      'app/api/short/route.ts':
        "import { openai } from '@ai-sdk/openai';\nimport { streamText } from 'ai';\nimport { z } from 'zod';\nconst Body = z.object({ messages: z.array(z.any()), tone: z.enum(['warm', 'short']) });\nexport async function POST(req: Request) {\n  const { messages, tone } = Body.parse(await req.json());\n  return streamText({ model: openai('gpt-4.1-mini'), system: `You answer in a ${tone} tone.`, messages }).toTextStreamResponse();\n}\n",
    },
    expect: [{ file: 'app/api/chat/route.ts', line: 5, severity: 'medium' }],
  },
  {
    name: 'an Express body decides the whole system prompt',
    files: {
      'package.json': '{ "name": "api" }',
      'server.ts':
        "import express from 'express';\nimport OpenAI from 'openai';\nconst app = express();\nconst client = new OpenAI();\napp.post('/v1/ask', async (req, res) => {\n  const answer = await client.chat.completions.create({ model: 'gpt-4.1', messages: [{ role: 'system', content: req.body.system }, { role: 'user', content: req.body.text }] });\n  res.json(answer);\n});\n",
    },
    expect: [{ file: 'server.ts', line: 6, severity: 'medium' }],
  },
  {
    name: 'a LangChain template whose system message has a place for what the caller sends',
    files: {
      'app.py': `from fastapi import FastAPI
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

app = FastAPI()
prompt = ChatPromptTemplate.from_messages([("system", "You are a guide for {place}."), ("user", "{question}")])
chain = prompt | ChatOpenAI(model="gpt-4.1-mini")


@app.post("/guide")
def guide(place: str, question: str):
    return chain.invoke({"place": place, "question": question})
`,
    },
    expect: [{ file: 'app.py', line: 12, severity: 'medium' }],
  },
  {
    name: 'instructions and question in one message without any system message',
    files: {
      'app.py': app(
        `@app.post("/ask")\ndef ask(question: str):\n    prompt = f"You are a clerk. Answer politely: {question}"\n    return client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": prompt}])\n`,
      ),
    },
    expect: [{ file: 'app.py', line: 10, severity: 'low' }],
  },
  {
    name: 'documents that were found, and settings of the program, in the system prompt',
    files: {
      'app.py': app(
        `STORE = chromadb.PersistentClient("/srv/articles").get_collection("articles")\n\n\n@app.post("/ask")\ndef ask(question: str):\n    context = STORE.query(query_texts=[question])["documents"]\n    return ${asks('f"Answer from these articles of {os.environ[\'COMPANY\']}: {context}"')}\n`,
        'import os\nimport chromadb\n',
      ),
    },
    expect: [],
  },
] satisfies CheckCase[];
