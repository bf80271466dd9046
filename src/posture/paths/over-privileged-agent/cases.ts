import type { PathCase } from '../../path.ts';

const TOOLS = `import imaplib
import subprocess
import boto3
import psycopg
from agents import function_tool

ses = boto3.client("sesv2")


@function_tool
def run(command: str) -> str:
    """Run a command."""
    return subprocess.run(command, shell=True, capture_output=True, text=True).stdout


@function_tool(needs_approval=True)
def run_asked(command: str) -> str:
    """Run a command once somebody agreed."""
    return subprocess.run(command, shell=True, capture_output=True, text=True).stdout


@function_tool
def newest_mail() -> str:
    """The newest message of customers."""
    with imaplib.IMAP4_SSL("imap.meridian.example") as box:
        return str(box.fetch("1", "(RFC822)"))


@function_tool
def customer(name: str) -> str:
    """The record of a customer."""
    with psycopg.connect("postgresql://desk@db.meridian.example/crm") as connection:
        return str(connection.execute("SELECT * FROM customers WHERE name = %s", (name,)).fetchone())


def deliver(to: str, text: str) -> None:
    ses.send_email(FromEmailAddress="help@meridian.example", Destination={"ToAddresses": [to]}, Content={"Simple": {"Body": {"Text": {"Data": text}}}})


@function_tool
def write_mail(to: str, text: str) -> str:
    """Send a message."""
    deliver(to, text)
    return "sent"


@function_tool(needs_approval=True)
def propose_mail(to: str, text: str) -> str:
    """Send a message once somebody agreed."""
    deliver(to, text)
    return "sent"


@function_tool
def tell_office(text: str) -> str:
    """Send a message to the office."""
    deliver("office@meridian.example", text)
    return "sent"
`;

function desk(tools: string): Record<string, string> {
  return {
    'tools.py': TOOLS,
    'desk.py': `from agents import Agent, WebSearchTool\nfrom tools import customer, newest_mail, propose_mail, run, run_asked, tell_office, write_mail\n\ndesk = Agent(name="Desk", model="gpt-4.1", tools=[${tools}])\n`,
  };
}

export default [
  {
    name: 'mail in, records, mail out',
    files: desk('newest_mail, customer, write_mail'),
    expect: [
      [
        ['agent', 'Desk'],
        ['tool', 'customer'],
        ['data-store', 'crm'],
        ['tool', 'write_mail'],
      ],
    ],
  },
  {
    name: 'a shell sends out what another tool reads',
    files: desk('newest_mail, customer, run'),
    expect: [
      [
        ['tool', 'newest_mail'],
        ['agent', 'Desk'],
        ['tool', 'customer'],
        ['data-store', 'crm'],
        ['tool', 'run'],
      ],
    ],
  },
  {
    name: 'what a shell reads goes out by mail',
    files: desk('WebSearchTool(), run, write_mail'),
    expect: [
      [
        ['agent', 'Desk'],
        ['tool', 'run'],
        ['tool', 'write_mail'],
      ],
    ],
  },
  { name: 'a shell alone is another path', files: desk('newest_mail, run'), expect: [] },
  { name: 'a person stands before the shell', files: desk('newest_mail, customer, run_asked'), expect: [] },
  { name: 'a person stands before the exit', files: desk('newest_mail, customer, propose_mail'), expect: [] },
  { name: 'the exit leads to a colleague', files: desk('newest_mail, customer, tell_office'), expect: [] },
  {
    name: 'nothing private is known',
    files: {
      ...desk('write_mail'),
      'desk.py': 'from agents import Agent\nfrom tools import write_mail\n\ndesk = Agent(name="Desk", tools=[write_mail])\n',
    },
    expect: [],
  },
  {
    name: 'two agents that only share a store make no path',
    files: {
      'tools.py': TOOLS,
      'team.py':
        'from agents import Agent\nfrom tools import customer, newest_mail, write_mail\n\nreader = Agent(name="Reader", tools=[newest_mail, customer])\nwriter = Agent(name="Writer", tools=[customer, write_mail])\n',
    },
    expect: [],
  },
] satisfies PathCase[];
