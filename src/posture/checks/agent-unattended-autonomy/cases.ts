import type { CheckCase } from '../../check.ts';

const TOOL = `
@function_tool
def close_ticket(number: int) -> str:
    """Close a ticket."""
    with psycopg.connect("postgresql://desk@db.meridian.example/desk") as connection:
        connection.execute("UPDATE tickets SET state = 'closed' WHERE number = %s", (number,))
    return "closed"
`;

function openai(run: string, start: string, tools = '[close_ticket]'): string {
  return `import psycopg
from agents import Agent, Runner, function_tool
from apscheduler.schedulers.blocking import BlockingScheduler

scheduler = BlockingScheduler()
${TOOL}

agent = Agent(name="Janitor", instructions="You close tickets nobody answers.", tools=${tools})


${start}
def tidy():
    ${run}


scheduler.start()
`;
}

function claude(options: string): string {
  return `import anyio
import schedule
from claude_agent_sdk import ClaudeAgentOptions, query

OPTIONS = ClaudeAgentOptions(allowed_tools=["Bash", "Write"], permission_mode="bypassPermissions"${options})


async def nightly():
    async for message in query(prompt="Fix the failing tests", options=OPTIONS):
        print(message)


def job():
    anyio.run(nightly)


schedule.every().day.at("02:00").do(job)
`;
}

export default [
  {
    name: 'a schedule starts it and the limit was taken away',
    files: {
      'tidy.py': openai('Runner.run_sync(agent, "Tidy up", max_turns=10000)', '@scheduler.scheduled_job("cron", hour=3)'),
    },
    expect: [{ file: 'tidy.py', line: 20, asset: 'Janitor', severity: 'medium' }],
    source:
      'https://apscheduler.readthedocs.io/en/3.x/userguide.html (scheduled_job) and https://openai.github.io/openai-agents-python/running_agents/ (max_turns)',
  },
  {
    name: 'the limit of the framework stands',
    files: { 'tidy.py': openai('Runner.run_sync(agent, "Tidy up")', '@scheduler.scheduled_job("cron", hour=3)') },
    expect: [],
    source: 'https://openai.github.io/openai-agents-python/running_agents/ (max_turns, 10 unless given)',
  },
  {
    name: 'a limit that somebody thought about',
    files: { 'tidy.py': openai('Runner.run_sync(agent, "Tidy up", max_turns=40)', '@scheduler.scheduled_job("cron", hour=3)') },
    expect: [],
  },
  {
    name: 'somebody starts it by hand, perhaps: not known',
    files: { 'tidy.py': openai('Runner.run_sync(agent, "Tidy up", max_turns=10000)', '# by hand') },
    expect: [],
    unknown: [{ asset: 'Janitor' }],
  },
  {
    name: 'an agent that changes nothing may look as long as it likes',
    files: { 'tidy.py': openai('Runner.run_sync(agent, "Count", max_turns=10000)', '@scheduler.scheduled_job("cron", hour=3)', '[]') },
    expect: [],
  },
  {
    name: 'a coding agent of a nightly job without max_turns',
    files: { 'night.py': claude('') },
    expect: [{ file: 'night.py', line: 5 }],
    source: 'https://code.claude.com/docs/en/agent-sdk/python (ClaudeAgentOptions: max_turns is None unless given)',
  },
  { name: 'the same with an end', files: { 'night.py': claude(', max_turns=30') }, expect: [] },
  {
    name: 'a webhook starts an executor without a limit',
    files: {
      'hook.py': `import stripe
from fastapi import FastAPI
from langchain.agents import AgentExecutor, create_tool_calling_agent
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

app = FastAPI()


@tool
def give_back(payment: str, cents: int) -> str:
    """Give a payment back."""
    return stripe.Refund.create(payment_intent=payment, amount=cents).id


prompt = ChatPromptTemplate.from_messages([("system", "You settle complaints."), ("human", "{input}"), ("placeholder", "{agent_scratchpad}")])
clerk = create_tool_calling_agent(ChatOpenAI(model="gpt-4.1"), [give_back], prompt)
executor = AgentExecutor(agent=clerk, tools=[give_back], max_iterations=None)


@app.post("/webhooks/complaint")
def complaint(text: str):
    return executor.invoke({"input": text})
`,
    },
    expect: [{ file: 'hook.py', line: 19 }],
    source:
      'https://python.langchain.com/api_reference/langchain/agents/langchain.agents.agent.AgentExecutor.html (max_iterations: None may lead to an infinite loop)',
  },
] satisfies CheckCase[];
