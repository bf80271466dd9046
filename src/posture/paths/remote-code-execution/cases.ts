import type { PathCase } from '../../path.ts';

const MAIL = `import imaplib
from agents import function_tool


@function_tool
def newest_mail() -> str:
    """The newest message of customers."""
    with imaplib.IMAP4_SSL("imap.meridian.example") as box:
        return str(box.fetch("1", "(RFC822)"))
`;

function shell(
  decorator = 'function_tool',
  body = 'return subprocess.run(command, shell=True, capture_output=True, text=True).stdout',
): string {
  return `import subprocess
from agents import function_tool


@${decorator}
def run(command: str) -> str:
    """Run a command."""
    ${body}
`;
}

function desk(tools: string, files: Record<string, string> = {}): Record<string, string> {
  return {
    'mailbox_tool.py': MAIL,
    'shell_tool.py': shell(),
    'desk.py': `from agents import Agent, CodeInterpreterTool
from mailbox_tool import newest_mail
from shell_tool import run

desk = Agent(name="Desk", model="gpt-4.1", tools=[${tools}])
`,
    ...files,
  };
}

/** The same agent behind an HTTP entry, and where it runs. */
function served(dependency = '', tools = 'run'): Record<string, string> {
  return desk(tools, {
    'app.py': `from agents import Runner
from desk import desk
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader

app = FastAPI()
key = APIKeyHeader(name="x-key")


def known(value: str = Depends(key)) -> str:
    if value != "expected":
        raise HTTPException(401)
    return value


@app.post("/ask"${dependency})
async def ask(question: str) -> str:
    found = await Runner.run(desk, question)
    return found.final_output
`,
  });
}

function deployed(authorization: string): string {
  return `resource "aws_iam_role" "desk" {
  name               = "desk"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "desk" {
  role   = aws_iam_role.desk.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::meridian-statements/*" }] })
}

resource "aws_s3_bucket" "statements" {
  bucket = "meridian-statements"
}

data "archive_file" "desk" {
  type        = "zip"
  source_dir  = "\${path.module}/../desk"
  output_path = "desk.zip"
}

resource "aws_lambda_function" "desk" {
  function_name = "desk"
  role          = aws_iam_role.desk.arn
  filename      = data.archive_file.desk.output_path
  handler       = "app.app"
  runtime       = "python3.13"
}

resource "aws_lambda_function_url" "desk" {
  function_name      = aws_lambda_function.desk.function_name
  authorization_type = "${authorization}"
}
`;
}

function inFolder(files: Record<string, string>, infrastructure: string): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`desk/${path}`, text])),
    'infra/main.tf': infrastructure,
  };
}

function langchain(setting: string): Record<string, string> {
  return {
    'ops.py': `import subprocess
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_community.tools import WikipediaQueryRun
from langchain_core.tools import tool


@tool
def run(command: str) -> str:
    """Run a command."""
    return subprocess.check_output(command, shell=True, text=True)


def is_dangerous(request) -> bool:
    return "rm" in request.tool_call["args"]["command"]


ops = create_agent(
    "openai:gpt-4.1",
    tools=[WikipediaQueryRun(), run],
    name="ops",
    middleware=[HumanInTheLoopMiddleware(interrupt_on={"run": ${setting}})],
)
`,
  };
}

export default [
  {
    name: 'a mail of a customer becomes a command',
    files: desk('newest_mail, run'),
    expect: [
      [
        ['zone', 'internet'],
        ['tool', 'newest_mail'],
        ['agent', 'Desk'],
        ['tool', 'run'],
        ['application', 'case'],
      ],
    ],
  },
  {
    name: 'from an open address to the data the role may read',
    files: inFolder(served(), deployed('NONE')),
    expect: [
      [
        ['zone', 'internet'],
        ['ai-endpoint', 'POST /ask'],
        ['agent', 'Desk'],
        ['tool', 'run'],
        ['workload', 'desk'],
        ['identity', 'desk'],
        ['data-store', 'meridian-statements'],
      ],
    ],
  },
  {
    name: 'the entry asks nobody; from where it can be reached is not known',
    files: served(),
    expect: [
      [
        ['ai-endpoint', 'POST /ask'],
        ['agent', 'Desk'],
        ['tool', 'run'],
      ],
    ],
  },
  {
    name: 'an agent hands what it reads to one that has the shell',
    files: desk('newest_mail', {
      'team.py': `from agents import Agent
from mailbox_tool import newest_mail
from shell_tool import run

worker = Agent(name="Worker", tools=[run])
front = Agent(name="Front", tools=[newest_mail], handoffs=[worker])
`,
    }),
    expect: [
      [
        ['tool', 'newest_mail'],
        ['agent', 'Front'],
        ['tool', 'run'],
      ],
    ],
  },
  {
    name: 'an agent that runs the code it writes, and reads the web',
    files: {
      'analyst.py':
        'from smolagents import CodeAgent, InferenceClientModel, WebSearchTool\n\nanalyst = CodeAgent(name="analyst", model=InferenceClientModel(), tools=[WebSearchTool()])\n',
    },
    expect: [
      [
        ['tool', 'WebSearchTool'],
        ['agent', 'analyst'],
        ['application', 'case'],
      ],
    ],
    source: 'https://huggingface.co/docs/smolagents/tutorials/secure_code_execution',
  },
  {
    name: 'the same agent with its executor in a container',
    files: {
      'analyst.py':
        'from smolagents import CodeAgent, InferenceClientModel, WebSearchTool\n\nanalyst = CodeAgent(name="analyst", model=InferenceClientModel(), tools=[WebSearchTool()], executor_type="docker")\n',
    },
    expect: [],
    source: 'https://huggingface.co/docs/smolagents/tutorials/secure_code_execution',
  },
  {
    name: 'a person is asked in cases that code decides: told, and not cut',
    files: langchain('{"allowed_decisions": ["approve", "reject"], "when": is_dangerous}'),
    expect: [
      [
        ['agent', 'ops'],
        ['tool', 'run'],
      ],
    ],
    source: 'https://reference.langchain.com/python/langchain/agents/middleware/human_in_the_loop/',
  },
  {
    name: 'a person is asked every time',
    files: langchain('{"allowed_decisions": ["approve", "reject"]}'),
    expect: [],
    source: 'https://reference.langchain.com/python/langchain/agents/middleware/human_in_the_loop/',
  },
  { name: 'needs approval', files: desk('newest_mail, run', { 'shell_tool.py': shell('function_tool(needs_approval=True)') }), expect: [] },
  {
    name: 'the command is fixed',
    files: desk('newest_mail, run', { 'shell_tool.py': shell('function_tool', 'return subprocess.run(["dbt", "run"], text=True).stdout') }),
    expect: [],
  },
  {
    name: "code runs in the provider's container",
    files: desk('newest_mail, CodeInterpreterTool(tool_config={"type": "code_interpreter", "container": {"type": "auto"}})'),
    expect: [],
  },
  { name: 'nothing of outsiders reaches it', files: desk('run'), expect: [] },
  { name: 'the entry asks who is calling', files: inFolder(served(', dependencies=[Depends(known)]'), deployed('NONE')), expect: [] },
  { name: 'the address asks for IAM', files: inFolder(served(), deployed('AWS_IAM')), expect: [] },
  {
    name: 'two agents, one with the mail, one with the shell',
    files: desk('newest_mail', {
      'other.py': 'from agents import Agent\nfrom shell_tool import run\n\nother = Agent(name="Other", tools=[run])\n',
    }),
    expect: [],
  },
  {
    name: 'the pod has a service account and the cloud role it stands for: the role is what opens the bucket',
    files: {
      ...served(),
      Dockerfile: 'FROM python:3.12-slim\nCOPY . .\nCMD ["uvicorn", "app:app"]\n',
      'compose.build.yaml': 'services:\n  built: { build: ., image: "ghcr.io/meridian/desk:1" }\n',
      'k8s.yaml':
        'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: desk, namespace: d, annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/desk-prod" } }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: desk-pods, namespace: d }\nspec:\n  template:\n    metadata: { labels: { app: desk } }\n    spec: { serviceAccountName: desk, containers: [{ name: a, image: "ghcr.io/meridian/desk:1" }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: desk, namespace: d }\nspec: { type: LoadBalancer, selector: { app: desk }, ports: [{ port: 80 }] }\n',
      'infra.tf':
        'provider "aws" { allowed_account_ids = ["111122223333"] }\nresource "aws_s3_bucket" "docs" { bucket = "meridian-docs" }\nresource "aws_iam_role" "desk" {\n  name = "desk-prod"\n  assume_role_policy = "{}"\n}\nresource "aws_iam_role_policy" "desk" {\n  role = aws_iam_role.desk.id\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.docs.arn}/*" }] })\n}\n',
    },
    expect: [
      [
        ['ai-endpoint', 'POST /ask'],
        ['agent', 'Desk'],
        ['tool', 'run'],
        ['identity', 'desk-prod'],
        ['data-store', 'meridian-docs'],
      ],
    ],
  },
] satisfies PathCase[];
