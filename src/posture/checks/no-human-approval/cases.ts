import type { CheckCase } from '../../check.ts';

function refunds(decorator: string, more = ''): string {
  return `import stripe
from agents import Agent, function_tool


@${decorator}
def give_back(payment: str, cents: int) -> str:
    """Give a payment back."""
    return stripe.Refund.create(payment_intent=payment, amount=cents).id

${more}
clerk = Agent(name="Clerk", model="gpt-4.1", tools=[give_back])
`;
}

function payments(asks: string): string {
  return `import httpx
from langchain_core.tools import tool
from langgraph.types import interrupt


@tool
def give_back(payment: str, cents: int) -> str:
    """Give a payment back."""
${asks}    return httpx.post("https://payments.meridian.example/v1/refunds", json={"payment": payment, "cents": cents}).text
`;
}

const DECIDES = `
async def above_limit(context, arguments, call):
    return arguments["cents"] > 5000

`;

export default [
  {
    name: 'a refund without asking',
    files: { 'refunds.py': refunds('function_tool') },
    expect: [{ file: 'refunds.py', line: 6, asset: 'Clerk', severity: 'high' }],
    source: 'https://docs.stripe.com/api/refunds/create?lang=python (the call)',
  },
  {
    name: 'rows are deleted without asking',
    files: {
      'tidy.py': `import psycopg
from agents import Agent, function_tool


@function_tool
def forget(name: str) -> str:
    """Delete a customer."""
    with psycopg.connect("postgresql://desk@db.meridian.example/crm") as connection:
        connection.execute("DELETE FROM customers WHERE name = %s", (name,))
    return "gone"


janitor = Agent(name="Janitor", tools=[forget])
`,
    },
    expect: [{ file: 'tidy.py', line: 6, asset: 'Janitor', severity: 'medium' }],
  },
  {
    name: "a refund over the company's own payments API, in a folder that is a package without __init__.py",
    files: {
      'app/tools.py': payments(''),
      'app/agent.py':
        'from langgraph.prebuilt import create_react_agent\nfrom app import tools\n\nclerk = create_react_agent("openai:gpt-4.1", [tools.give_back])\n',
    },
    expect: [{ file: 'app/tools.py', line: 7, asset: 'clerk', severity: 'high' }],
    source: 'https://peps.python.org/pep-0420/',
  },
  {
    name: 'the same, stopped by interrupt() until a person approves; and a question about refunds',
    files: {
      'app/tools.py': `${payments('    if interrupt({"payment": payment, "cents": cents}) != "approve":\n        return "refused"\n')}\n\n@tool\ndef find_refunds(name: str) -> str:\n    """Refunds of a customer."""\n    return httpx.get("https://payments.meridian.example/v1/refunds", params={"name": name}).text\n`,
      'app/agent.py':
        'from langgraph.prebuilt import create_react_agent\nfrom app import tools\n\nclerk = create_react_agent("openai:gpt-4.1", [tools.give_back, tools.find_refunds])\n',
    },
    expect: [],
    source: 'https://docs.langchain.com/oss/python/langgraph/interrupts',
  },
  { name: 'the tool waits for a person', files: { 'refunds.py': refunds('function_tool(needs_approval=True)') }, expect: [] },
  {
    name: 'code decides when a person is asked: not known',
    files: { 'refunds.py': refunds('function_tool(needs_approval=above_limit)').replace('\n\n\n@', `\n${DECIDES}\n@`) },
    expect: [],
    unknown: [{ asset: 'Clerk' }],
    source: 'https://openai.github.io/openai-agents-python/human_in_the_loop/',
  },
  {
    name: 'a tool whose handler was not found may do anything: not known',
    files: {
      'bank.py': `import importlib
import json

from openai import OpenAI

client = OpenAI()
TOOLS = [{"type": "function", "function": {"name": "wire_money", "parameters": {}}}]


def ask(question, plugins):
    answer = client.chat.completions.create(model="gpt-4.1", tools=TOOLS, messages=[])
    for call in answer.choices[0].message.tool_calls:
        plugins.run(call.function.name, json.loads(call.function.arguments))
`,
    },
    expect: [],
    unknown: [{ asset: 'ask' }],
  },
  {
    name: 'a tool that works with an object nobody described: not known',
    files: {
      'bank.py': `from pydantic_ai import Agent, RunContext
from bank_database import Connection

bank = Agent("openai:gpt-4.1", name="bank", deps_type=Connection)


@bank.tool
async def pay(ctx: RunContext, iban: str, cents: int) -> str:
    return await ctx.deps.connection.send(iban, cents)
`,
    },
    expect: [],
    unknown: [{ asset: 'bank' }],
    source: 'https://ai.pydantic.dev/dependencies/',
  },
  {
    name: 'a handler that only computes passes',
    files: {
      'calc.py': `from openai import OpenAI

client = OpenAI()
TOOLS = [{"type": "function", "function": {"name": "add", "parameters": {}}}]


def add(x: int, y: int) -> int:
    return x + y


def ask(question):
    answer = client.chat.completions.create(model="gpt-4.1", tools=TOOLS, messages=[])
    return add(**answer.choices[0].message.tool_calls[0].function.arguments)
`,
    },
    expect: [],
  },
  {
    name: 'the code of the tool asks the person at the terminal',
    files: {
      'refunds.py': refunds('function_tool').replace(
        '    return stripe',
        '    if input("Give back? [y/N] ").lower() != "y":\n        return "refused"\n    return stripe',
      ),
    },
    expect: [],
    source: 'https://docs.python.org/3/library/functions.html#input',
  },
  {
    name: 'a question that decides nothing is no approval',
    files: {
      'refunds.py': refunds('function_tool').replace('    return stripe', '    note = input("Which note? ")\n    return stripe'),
    },
    expect: [{ file: 'refunds.py', line: 6, asset: 'Clerk', severity: 'high' }],
  },
  {
    name: 'a mail to one fixed colleague needs nobody',
    files: {
      'digest.py': `import smtplib
from agents import Agent, function_tool


@function_tool
def report(text: str) -> str:
    """Send the report to the office."""
    with smtplib.SMTP("smtp.meridian.example") as server:
        server.sendmail("bot@meridian.example", "office@meridian.example", text)
    return "sent"


reporter = Agent(name="Reporter", tools=[report])
`,
    },
    expect: [],
  },
  {
    name: 'the exit of a trifecta is told there',
    files: {
      'desk.py': `import imaplib
import smtplib
from agents import Agent, function_tool


@function_tool
def newest_mail() -> str:
    """The newest message of customers."""
    with imaplib.IMAP4_SSL("imap.meridian.example") as box:
        return str(box.fetch("1", "(RFC822)"))


@function_tool
def answer(to: str, text: str) -> str:
    """Send an answer."""
    with smtplib.SMTP("smtp.meridian.example") as server:
        server.sendmail("help@meridian.example", to, text)
    return "sent"


desk = Agent(name="Desk", tools=[newest_mail, answer])
`,
    },
    expect: [],
  },
  {
    name: 'a tool that only reads',
    files: {
      'look.py':
        'import stripe\nfrom agents import Agent, function_tool\n\n\n@function_tool\ndef look_up(payment: str) -> str:\n    """A payment."""\n    return stripe.PaymentIntent.retrieve(payment).status\n\n\nclerk = Agent(name="Clerk", tools=[look_up])\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
