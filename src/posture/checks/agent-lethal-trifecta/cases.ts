import type { CheckCase } from '../../check.ts';

const MAILBOX = `import imaplib
from agents import function_tool


@function_tool
def newest_mail() -> str:
    """The newest message of customers."""
    with imaplib.IMAP4_SSL("imap.meridian.example") as box:
        box.login("help", "")
        box.select("INBOX")
        return str(box.fetch("1", "(RFC822)"))
`;

const RECORDS = `import psycopg
from agents import function_tool


@function_tool
def customer(name: str) -> str:
    """The record of a customer."""
    with psycopg.connect("postgresql://desk@db.meridian.example/crm") as connection:
        return str(connection.execute("SELECT * FROM customers WHERE name = %s", (name,)).fetchone())
`;

function mail(decorator: string, to: string): string {
  return `import boto3
from agents import function_tool

ses = boto3.client("sesv2")


@${decorator}
def write_mail(to: str, text: str) -> str:
    """Send a message."""
    ses.send_email(FromEmailAddress="help@meridian.example", Destination={"ToAddresses": [${to}]}, Content={"Simple": {"Body": {"Text": {"Data": text}}}})
    return "sent"
`;
}

const DESK = `from agents import Agent

from mail import write_mail
from mailbox_tool import newest_mail
from records import customer

desk = Agent(name="Desk", model="gpt-4.1", tools=[newest_mail, customer, write_mail])
`;

function middleware(interruptOn: string): string {
  return `import imaplib
import smtplib

import psycopg
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver


@tool
def newest_mail() -> str:
    """The newest message."""
    with imaplib.IMAP4_SSL("imap.meridian.example") as box:
        return str(box.fetch("1", "(RFC822)"))


@tool
def customer(name: str) -> str:
    """The record of a customer."""
    with psycopg.connect("postgresql://desk@db.meridian.example/crm") as connection:
        return str(connection.execute("SELECT * FROM customers WHERE name = %s", (name,)).fetchone())


@tool
def answer(to: str, text: str) -> str:
    """Send an answer."""
    with smtplib.SMTP("smtp.meridian.example") as server:
        server.sendmail("help@meridian.example", to, text)
    return "sent"


desk = create_agent(
    model="openai:gpt-4.1",
    tools=[newest_mail, customer, answer],
    middleware=[HumanInTheLoopMiddleware(interrupt_on=${interruptOn})],
    checkpointer=InMemorySaver(),
    name="desk",
)
`;
}

export default [
  {
    name: 'mail in, records, mail out, nobody asked',
    files: { 'mailbox_tool.py': MAILBOX, 'records.py': RECORDS, 'mail.py': mail('function_tool', 'to'), 'desk.py': DESK },
    expect: [{ file: 'desk.py', line: 7, asset: 'Desk', severity: 'critical' }],
  },
  {
    name: 'the legs stand on two agents, one hands work to the other: told once',
    files: {
      'mailbox_tool.py': MAILBOX,
      'records.py': RECORDS,
      'mail.py': mail('function_tool', 'to'),
      'team.py': `from agents import Agent

from mail import write_mail
from mailbox_tool import newest_mail
from records import customer

writer = Agent(name="Writer", tools=[write_mail])
reader = Agent(name="Reader", tools=[newest_mail, customer], handoffs=[writer])
`,
    },
    expect: [{ file: 'team.py', line: 7, asset: 'Reader' }],
  },
  {
    name: 'a way in for work without tools of its own does not repeat it',
    files: {
      'mailbox_tool.py': MAILBOX,
      'records.py': RECORDS,
      'mail.py': mail('function_tool', 'to'),
      'desk.py': DESK,
      'front.py': 'from agents import Agent\n\nfrom desk import desk\n\nfront = Agent(name="Front", handoffs=[desk])\n',
    },
    expect: [{ file: 'desk.py', asset: 'Desk' }],
  },
  {
    name: 'one tool reads private data of outsiders, another fetches any address',
    files: {
      'mailbox_tool.py': MAILBOX,
      'bot.py': `import requests
from agents import Agent, function_tool

from mailbox_tool import newest_mail


@function_tool
def open_page(url: str) -> str:
    """The text behind a link."""
    return requests.get(url, timeout=10).text


bot = Agent(name="Bot", tools=[newest_mail, open_page])
`,
    },
    expect: [{ file: 'bot.py', asset: 'Bot' }],
    source: 'https://simonwillison.net/2025/Jun/16/the-lethal-trifecta/ (the combination; a GET of a chosen address leaves as well)',
  },
  {
    name: 'sending waits for a person',
    files: {
      'mailbox_tool.py': MAILBOX,
      'records.py': RECORDS,
      'mail.py': mail('function_tool(needs_approval=True)', 'to'),
      'desk.py': DESK,
    },
    expect: [],
    source: 'https://openai.github.io/openai-agents-python/human_in_the_loop/',
  },
  {
    name: 'the recipient is fixed',
    files: {
      'mailbox_tool.py': MAILBOX,
      'records.py': RECORDS,
      'mail.py': mail('function_tool', '"office@meridian.example"'),
      'desk.py': DESK,
    },
    expect: [],
  },
  {
    name: 'two legs are none',
    files: {
      'mailbox_tool.py': MAILBOX,
      'records.py': RECORDS,
      'desk.py':
        'from agents import Agent\n\nfrom mailbox_tool import newest_mail\nfrom records import customer\n\ndesk = Agent(name="Desk", tools=[newest_mail, customer])\n',
    },
    expect: [],
  },
  {
    name: 'the third leg may be a tool whose handler was not found: not known',
    files: {
      'mailbox_tool.py': MAILBOX,
      'records.py': RECORDS,
      'desk.py':
        'from anthropic import Anthropic\n\nfrom mailbox_tool import newest_mail\nfrom records import customer\n\nTOOLS = [{"name": "newest_mail", "input_schema": {}}, {"name": "customer", "input_schema": {}}, {"name": "forward", "input_schema": {}}]\n\n\ndef desk(question, plugins):\n    answer = Anthropic().messages.create(model="claude-sonnet-4-5-20250929", max_tokens=99, tools=TOOLS, messages=[])\n    for block in answer.content:\n        plugins.run(block.name, block.input)\n',
    },
    expect: [],
    unknown: [{ asset: 'desk' }],
  },
  {
    name: 'a middleware asks before the sending tool',
    files: { 'desk.py': middleware('{"answer": True}') },
    expect: [],
    source: 'https://docs.langchain.com/oss/python/langchain/human-in-the-loop',
  },
  {
    name: 'a middleware asks in cases that a function decides',
    files: { 'desk.py': middleware('{"answer": {"allowed_decisions": ["approve"], "when": lambda request: True}}') },
    expect: [{ file: 'desk.py', line: 33, asset: 'desk' }],
    source: 'https://reference.langchain.com/python/langchain/agents/middleware/human_in_the_loop/',
  },
  {
    name: 'which decisions a person may take changes nothing: asked every time',
    files: { 'desk.py': middleware('{"answer": {"allowed_decisions": ["approve", "reject"]}}') },
    expect: [],
  },
] satisfies CheckCase[];
