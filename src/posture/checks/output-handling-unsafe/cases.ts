import type { CheckCase } from '../../check.ts';

/** A function that asks a model, and what is done with its answer. */
function asking(body: string, imports = ''): string {
  return `from openai import OpenAI
${imports === '' ? '' : `${imports}\n`}
client = OpenAI()


def ask(question: str) -> str:
    reply = client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": question}])
    return reply.choices[0].message.content


${body}`;
}

const serving = (body: string, imports = ''): string =>
  asking(body, `from fastapi import FastAPI${imports === '' ? '' : `\n${imports}`}`).replace(
    'client = OpenAI()',
    'client = OpenAI()\napp = FastAPI()',
  );

function filesDesk(write: string, read: string): string {
  return `import os
from pathlib import Path
from agents import Agent, function_tool

ROOT = Path("/srv/attachments")


@function_tool
def keep(name: str, content: str) -> str:
    """Keeps an attachment."""
    # Where the model says.
    ${write}
    return name


@function_tool
def show(path: str) -> str:
    """Shows an attachment."""
    ${read}


def inside(path):
    whole = (ROOT / path).resolve()
    if not whole.is_relative_to(ROOT):
        raise ValueError(path)
    return whole


desk = Agent(name="Desk", model="gpt-4.1", tools=[keep, show])
`;
}

export default [
  {
    name: 'arithmetic through eval behind an entry',
    files: { 'app.py': serving('@app.post("/sum")\ndef total(question: str):\n    return {"total": eval(ask(question))}\n') },
    expect: [{ file: 'app.py', line: 15, severity: 'high' }],
    source: 'https://genai.owasp.org/llmrisk/llm052025-improper-output-handling/ (scenarios)',
  },
  {
    name: 'the expression is held to a list of operations and a schema',
    files: {
      'app.py': serving(
        'class Plan(BaseModel):\n    operation: str\n    values: list[float]\n\n\n@app.post("/sum")\ndef total(question: str):\n    plan = Plan.model_validate_json(ask(question))\n    return {"total": OPERATIONS[plan.operation](plan.values)}\n',
        'from pydantic import BaseModel\n\nOPERATIONS = {"add": sum, "largest": max}',
      ),
    },
    expect: [],
  },
  {
    name: 'only literals and numbers come out of the answer',
    files: {
      'app.py': serving(
        '@app.post("/rows")\ndef rows(question: str):\n    values = ast.literal_eval(ask(question))\n    first = int(ask(question))\n    return eval(f"{first} + 1"), values\n',
        'import ast',
      ),
    },
    expect: [],
  },
  {
    name: 'the model writes the statement; a bound value is none of it',
    files: {
      'report.py': asking(
        'def report(question: str):\n    connection = sqlite3.connect("sales.db")\n    statement = ask(f"SQL for: {question}")\n    return connection.execute(statement).fetchall()\n\n\ndef customer(question: str):\n    connection = sqlite3.connect("sales.db")\n    name = ask(question)\n    return connection.execute("SELECT * FROM customers WHERE name = ?", (name,)).fetchall()\n',
        'import sqlite3',
      ),
    },
    expect: [{ file: 'report.py', line: 15, severity: 'medium' }],
  },
  {
    name: 'the column is one of a list',
    files: {
      'report.py': asking(
        'COLUMNS = ("total", "margin")\n\n\ndef report(question: str):\n    connection = sqlite3.connect("sales.db")\n    column = ask(question).strip()\n    if column not in COLUMNS:\n        raise ValueError(column)\n    return connection.execute(f"SELECT {column} FROM sales").fetchall()\n',
        'import sqlite3',
      ),
    },
    expect: [],
  },
  {
    name: 'the answer in a page, through a helper of another file',
    files: {
      'pages.py': 'from markupsafe import Markup\n\n\ndef card(text):\n    return Markup("<div>" + text + "</div>")\n',
      'app.py': serving(
        '@app.get("/card")\ndef show(question: str):\n    return HTMLResponse(f"<main>{ask(question)}</main>")\n\n\n@app.get("/small")\ndef small(question: str):\n    return card(ask(question))\n',
        'from fastapi.responses import HTMLResponse\nfrom pages import card',
      ),
    },
    expect: [
      { file: 'app.py', line: 17, severity: 'medium' },
      { file: 'pages.py', line: 5, severity: 'medium' },
    ],
  },
  {
    name: 'the same page with the answer escaped, and an answer as JSON',
    files: {
      'app.py': serving(
        '@app.get("/card")\ndef show(question: str):\n    answer = ask(question)\n    answer = html.escape(answer)\n    return HTMLResponse(f"<main>{answer}</main>")\n\n\n@app.get("/raw")\ndef raw(question: str):\n    return {"answer": ask(question)}\n',
        'import html\nfrom fastapi.responses import HTMLResponse',
      ),
    },
    expect: [],
  },
  {
    name: 'React shows the markup of an answer; the cleaned twin',
    files: {
      'package.json': '{ "name": "notes" }',
      'server.ts':
        "import { generateText } from 'ai';\nimport { openai } from '@ai-sdk/openai';\nexport async function summary(text: string) {\n  const { text: out } = await generateText({ model: openai('gpt-4.1-mini'), prompt: text });\n  return out;\n}\n",
      'page.tsx':
        "import DOMPurify from 'dompurify';\nimport { summary } from './server';\nexport async function Page({ body }: { body: string }) {\n  const answer = await summary(body);\n  return <article dangerouslySetInnerHTML={{ __html: answer }} />;\n}\nexport async function Clean({ body }: { body: string }) {\n  const answer = await summary(body);\n  return <article dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(answer) }} />;\n}\nexport async function Plain({ body }: { body: string }) {\n  return <article>{await summary(body)}</article>;\n}\n",
    },
    expect: [{ file: 'page.tsx', line: 5, severity: 'low' }],
  },
  {
    name: 'JavaScript from a model in a Node process, and a fixed command with its text as an argument',
    files: {
      'package.json': '{ "name": "runner" }',
      'run.ts':
        "import OpenAI from 'openai';\nimport vm from 'node:vm';\nimport { execFile } from 'node:child_process';\nconst client = new OpenAI();\nexport async function run(task: string) {\n  const response = await client.responses.create({ model: 'gpt-4.1', input: task });\n  execFile('say', [response.output_text]);\n  return vm.runInNewContext(response.output_text);\n}\n",
    },
    expect: [{ file: 'run.ts', line: 8, severity: 'medium' }],
  },
  {
    name: 'a LangChain chain whose text becomes a command; a chain that answers with a schema',
    files: {
      'ops.py':
        'import subprocess\nfrom langchain_core.output_parsers import StrOutputParser\nfrom langchain_core.prompts import ChatPromptTemplate\nfrom langchain_openai import ChatOpenAI\n\nllm = ChatOpenAI(model="gpt-4.1-mini")\nchain = ChatPromptTemplate.from_template("A shell command for: {task}") | llm | StrOutputParser()\n\n\ndef act(task: str):\n    command = chain.invoke({"task": task})\n    return subprocess.run(command, shell=True, capture_output=True)\n\n\ndef list_files(task: str):\n    return subprocess.run(["ls", "-l", chain.invoke({"task": task})], capture_output=True)\n',
    },
    expect: [{ file: 'ops.py', line: 12, severity: 'medium' }],
  },
  {
    name: 'streamed pieces put together and run',
    files: {
      'stream.py':
        'import anthropic\n\nclient = anthropic.Anthropic()\n\n\ndef build(task):\n    code = ""\n    with client.messages.stream(model="claude-sonnet-4-5", max_tokens=900, messages=[{"role": "user", "content": task}]) as stream:\n        for piece in stream.text_stream:\n            code += piece\n    exec(code)\n',
    },
    expect: [{ file: 'stream.py', line: 11, severity: 'medium' }],
  },
  {
    name: 'a tool that runs what the model writes is told as a tool; numbers of the answer are harmless',
    files: {
      'tool.py':
        'import subprocess\nfrom openai import OpenAI\n\nclient = OpenAI()\nTOOLS = [{"type": "function", "function": {"name": "run_command", "parameters": {}}}]\n\n\ndef run_command(command):\n    return subprocess.run(command, shell=True, capture_output=True).stdout\n\n\ndef assist(text):\n    reply = client.chat.completions.create(model="gpt-4o", messages=[], tools=TOOLS)\n    call = reply.choices[0].message.tool_calls[0]\n    eval(f"{reply.usage.total_tokens} * 2")\n    return run_command(call.function.arguments)\n',
    },
    expect: [],
  },
  {
    name: 'a file at a name the model chose, and one at its last part',
    files: {
      'write.py': asking(
        'def save(task: str):\n    name = ask(task)\n    with open(f"out/{name}", "w") as out:\n        out.write("done")\n\n\ndef save_here(task: str):\n    name = ask(task)\n    with open(os.path.join("out", os.path.basename(name)), "w") as out:\n        out.write(name)\n',
        'import os',
      ),
    },
    expect: [{ file: 'write.py', line: 14, severity: 'low' }],
  },
  {
    name: 'a statement handed from node to node through the state of a graph, once bare and once looked at',
    files: {
      'desk.py': `import sqlite3
from langchain_openai import ChatOpenAI
from langgraph.graph import StateGraph

llm = ChatOpenAI(model="gpt-4.1-mini")


def write(state: dict):
    text = llm.invoke(f"A SELECT for {state['question']}").content
    return {"statement": text.removeprefix("\`\`\`sql").strip()}


def run(state: dict):
    connection = sqlite3.connect("desk.db")
    return {"rows": connection.execute(state["statement"]).fetchall()}


def run_reading(state: dict):
    connection = sqlite3.connect("desk.db")
    lowered = state["statement"].lower()
    statement = state["statement"]
    if not statement.lower().startswith("select"):
        raise ValueError(lowered)
    return {"rows": connection.execute(statement).fetchall()}


graph = StateGraph(dict)
graph.add_node("write", write)
graph.add_node("run", run)
graph.add_node("run_reading", run_reading)
desk = graph.compile()
`,
    },
    expect: [
      { file: 'desk.py', line: 15, severity: 'medium' },
      { file: 'desk.py', line: 24, severity: 'low' },
    ],
    source: 'the shape of several public text-to-SQL programs on GitHub (langgraph, sqlite3)',
  },
  {
    name: 'the state of a component is set with an answer and shown as markup; one that holds what a person typed is not told',
    files: {
      'package.json': '{ "name": "coach" }',
      'Coach.jsx': `import { useState } from 'react';
import { GoogleGenerativeAI } from '@google/generative-ai';
const ai = new GoogleGenerativeAI(import.meta.env.VITE_KEY);
export default function Coach() {
  const [answer, setAnswer] = useState('');
  const [draft, setDraft] = useState('');
  const ask = async () => {
    const result = await ai.getGenerativeModel({ model: 'gemini-2.5-flash' }).generateContent(draft);
    setAnswer(result.response.text());
  };
  return <div onClick={ask}><p dangerouslySetInnerHTML={{ __html: draft }} />
    <p dangerouslySetInnerHTML={{ __html: answer.replace(/\\n/g, '<br/>') }} /></div>;
}
`,
    },
    expect: [{ file: 'Coach.jsx', line: 12, severity: 'low' }],
    source: 'the shape of several public React programs on GitHub (GoogleGenerativeAI in the browser)',
  },
  {
    name: 'a function made of the answer in another file, and a raw query of Django',
    files: {
      'web/formula.ts':
        "export function compute(formula: string, row: object): unknown {\n  return new Function('row', `return (${formula})`)(row);\n}\n",
      'web/index.ts':
        "import Anthropic from '@anthropic-ai/sdk';\nimport { compute } from './formula.ts';\nconst anthropic = new Anthropic();\nexport async function run(question: string) {\n  const message = await anthropic.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 99, messages: [{ role: 'user', content: question }] });\n  const block = message.content[0];\n  return compute(block?.type === 'text' ? block.text : '', {});\n}\n",
      'site/views.py':
        'from openai import OpenAI\nfrom .models import Claim\n\nclient = OpenAI()\n\n\ndef search(question):\n    where = client.responses.create(model="gpt-4o", input=question).output_text\n    return Claim.objects.raw("SELECT * FROM claim WHERE " + where)\n',
    },
    expect: [
      { file: 'site/views.py', line: 9 },
      { file: 'web/formula.ts', line: 2 },
    ],
  },
  {
    name: 'a file fetched from a hub is no answer of a model',
    files: {
      'load.py':
        'import joblib\nfrom huggingface_hub import hf_hub_download\n\nmodel = joblib.load(hf_hub_download("acme/severity", "model.joblib"))\n',
    },
    expect: [],
  },
  {
    name: 'tools that write and read where the model says',
    files: {
      'desk.py': filesDesk('Path("/srv/attachments/" + name).write_text(content)', 'return open(path).read()'),
      'desk.ts': `import { openai } from '@ai-sdk/openai';
import { generateText, tool } from 'ai';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const notes = tool({
  description: 'Reads a note',
  inputSchema: z.object({ path: z.string() }),
  execute: async ({ path }) => readFile(path, 'utf8'),
});
await generateText({ model: openai('gpt-4o'), tools: { notes }, prompt: 'x' });
`,
    },
    expect: [
      { file: 'desk.py', line: 12, severity: 'medium' },
      { file: 'desk.py', line: 19, severity: 'medium' },
      { file: 'desk.ts', line: 9, severity: 'medium' },
    ],
  },
  {
    name: 'the last part of the name, a folder that is kept to, a fixed file',
    files: {
      'a.py': filesDesk('(ROOT / Path(name).name).write_text(content)', 'return open(os.path.join(ROOT, os.path.basename(path))).read()'),
      'b.py': filesDesk('open(ROOT / "log.txt", "a").write(content)', 'return open(inside(path)).read()'),
    },
    expect: [],
  },
  {
    name: 'through what an application keeps for its handlers, steps put together by pipe, and an expression of pandas',
    files: {
      'api/main.py':
        'from fastapi import APIRouter, FastAPI, Request\nfrom pilot import Pilot\n\n\nasync def lifespan(app: FastAPI):\n    app.state.pilot = Pilot()\n    yield\n\n\napp = FastAPI(lifespan=lifespan)\n\n\n@app.post("/sum")\nasync def total(request: Request):\n    body = await request.json()\n    return eval(await request.app.state.pilot.ask(body["text"]))\n',
      'api/pilot.py':
        'from anthropic import AsyncAnthropic\n\n\nclass Pilot:\n    def __init__(self):\n        self.client = AsyncAnthropic()\n\n    async def ask(self, text):\n        message = await self.client.messages.create(model="claude-sonnet-4-5", max_tokens=99, messages=[{"role": "user", "content": text}])\n        return message.content[0].text\n\n    async def rows(self, frame, text):\n        return frame.query(await self.ask(text))\n',
      'web/server.js':
        "const vm = require('node:vm');\nconst { ChatOpenAI } = require('@langchain/openai');\nconst { PromptTemplate } = require('@langchain/core/prompts');\nconst { StringOutputParser } = require('@langchain/core/output_parsers');\nconst chain = PromptTemplate.fromTemplate('Write {task}').pipe(new ChatOpenAI({ model: 'gpt-4o' })).pipe(new StringOutputParser());\nasync function run(task) {\n  return vm.runInNewContext(await chain.invoke({ task }), {});\n}\n",
    },
    expect: [
      { file: 'api/main.py', line: 16 },
      { file: 'api/pilot.py', line: 13 },
      { file: 'web/server.js', line: 7 },
    ],
  },
] satisfies CheckCase[];
