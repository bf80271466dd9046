import type { CheckCase } from '../../check.ts';

const HELPER = `import chromadb
from agents import Agent, function_tool

articles = chromadb.PersistentClient("/opt/articles").get_collection("articles")


@function_tool
def search(question: str) -> list:
    """Articles near a question."""
    return articles.query(query_texts=[question])["documents"]


helper = Agent(name="Helper", model="gpt-4.1-mini", tools=[search])
`;

const PAYING = `import stripe
from agents import Agent, function_tool
from langchain_openai import OpenAIEmbeddings
from langchain_postgres import PGVector

statements = PGVector(embeddings=OpenAIEmbeddings(model="text-embedding-3-small"), collection_name="statements", connection="postgresql+psycopg://desk@db.meridian.example/desk")


@function_tool
def search(question: str) -> list:
    """Statements near a question."""
    return statements.similarity_search(question)


@function_tool
def give_back(payment: str, cents: int) -> str:
    """Give a payment back."""
    return stripe.Refund.create(payment_intent=payment, amount=cents).id


helper = Agent(name="Helper", model="gpt-4.1-mini", tools=[search, give_back])
`;

function app(signature: string): string {
  return `from typing import Annotated

from agents import Runner
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from mangum import Mangum

from agent import helper

app = FastAPI()


def staff(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    if credentials.credentials != known():
        raise HTTPException(status_code=401)
    return "staff"


@app.post("/ask")
async def ask(${signature}) -> dict:
    result = await Runner.run(helper, question)
    return {"answer": result.final_output}


handler = Mangum(app)
`;
}

/** The function behind a public address. */
function deployed(authorization: string, parts: { agent?: string; signature?: string } = {}): Record<string, string> {
  return {
    'services/help/agent.py': parts.agent ?? HELPER,
    'services/help/app.py': app(parts.signature ?? 'question: str'),
    'infra/main.tf': `data "archive_file" "code" {
  type        = "zip"
  source_dir  = "\${path.module}/../services/help"
  output_path = "help.zip"
}

resource "aws_lambda_function" "help" {
  function_name = "help"
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
}

resource "aws_lambda_function_url" "help" {
  function_name      = aws_lambda_function.help.function_name
  authorization_type = "${authorization}"
}
`,
  };
}

function cloudRun(name: string, member: string): string {
  return `resource "google_cloud_run_v2_service" "${name}" {
  name     = "${name}"
  location = "europe-west1"
  template {
    containers {
      image = "europe-docker.pkg.dev/p/apps/${name}:1.2"
      env {
        name  = "GEMINI_MODEL"
        value = "gemini-2.0-flash-001"
      }
    }
  }
}

resource "google_cloud_run_v2_service_iam_member" "${name}" {
  name   = google_cloud_run_v2_service.${name}.name
  role   = "roles/run.invoker"
  member = "${member}"
}

`;
}

const ASKED = `from fastapi import Depends, FastAPI
from openai import OpenAI

app = FastAPI()


@app.post("/ask")
def ask(question: str):
    return OpenAI().chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": question}])
`;

export default [
  {
    name: 'a public help box: not more than it is',
    files: deployed('NONE'),
    expect: [{ file: 'services/help/app.py', line: 20, asset: 'POST /ask', severity: 'medium' }],
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  },
  {
    name: 'the same with published articles only',
    files: {
      ...deployed('NONE'),
      'pharos.yaml': 'annotations:\n  - match: { kind: vector-store, name: articles }\n    sensitivity: public\n',
    },
    expect: [{ file: 'services/help/app.py', line: 20, severity: 'low' }],
  },
  {
    name: 'with statements of customers and an agent that moves money it is critical',
    files: {
      ...deployed('NONE', { agent: PAYING }),
      'pharos.yaml': 'annotations:\n  - match: { kind: vector-store, name: statements }\n    sensitivity: restricted\n',
    },
    expect: [{ file: 'services/help/app.py', line: 20, severity: 'critical' }],
  },
  { name: 'the address asks for IAM', files: deployed('AWS_IAM'), expect: [] },
  {
    name: 'the application checks a token',
    files: deployed('NONE', { signature: 'question: str, caller: Annotated[str, Depends(staff)]' }),
    expect: [],
    source: 'https://fastapi.tiangolo.com/tutorial/dependencies/',
  },
  {
    name: 'its server answers on every address, a sister entry asks, it is a route of a site',
    files: {
      'a/requirements.txt': 'openai==1.55.3\n',
      'a/app.py': ASKED,
      'a/Dockerfile': 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app", "--host", "0.0.0.0"]\n',
      'b/requirements.txt': 'openai==1.55.3\n',
      'b/app.py': `${ASKED}\n\n@app.post("/staff", dependencies=[Depends(require_login)])\ndef staff(question: str):\n    return ask(question)\n`,
      'c/package.json': '{"name":"c","dependencies":{"openai":"4.77.0","next":"15.1.0"}}',
      'c/app/api/chat/route.ts':
        "import OpenAI from 'openai';\nconst openai = new OpenAI();\nexport async function POST(request: Request) {\n  const { messages } = await request.json();\n  return Response.json(await openai.chat.completions.create({ model: 'gpt-4o', messages }));\n}\n",
    },
    expect: [
      { file: 'a/app.py', line: 8, severity: 'low' },
      { file: 'b/app.py', line: 8, severity: 'low' },
      { file: 'c/app/api/chat/route.ts', line: 3, severity: 'low' },
    ],
  },
  {
    name: 'Cloud Run: everybody may invoke the one, a service account the other',
    files: { 'run.tf': cloudRun('open', 'allUsers') + cloudRun('closed', 'serviceAccount:web@p.iam.gserviceaccount.com') },
    expect: [{ file: 'run.tf', line: 1, asset: 'open', severity: 'low' }],
    source: 'https://cloud.google.com/run/docs/authenticating/public',
  },
  {
    name: 'the address of an MCP server beside it is not its own',
    files: {
      'requirements.txt': 'openai==1.55.3\nfastmcp==2.3.0\n',
      'app.py': ASKED,
      'records.py':
        'from fastmcp import FastMCP\n\nmcp = FastMCP("records")\n\n\n@mcp.tool()\ndef status(claim: int) -> str:\n    """Status."""\n    return "open"\n\n\nmcp.run(transport="http", host="0.0.0.0", port=8811)\n',
    },
    expect: [],
    unknown: [{ asset: 'POST /ask' }],
  },
  {
    name: 'where it can be reached from is not known',
    files: { 'services/help/agent.py': HELPER, 'services/help/app.py': app('question: str') },
    expect: [],
    unknown: [{ asset: 'POST /ask' }],
  },
] satisfies CheckCase[];
