import type { CheckCase } from '../../check.ts';

function analyst(body: string, decorator = 'function_tool', parameter = 'command: str'): string {
  return `import subprocess
from agents import Agent, CodeInterpreterTool, LocalShellTool, function_tool


@${decorator}
def run(${parameter}) -> str:
    """Run it."""
    ${body}


analyst = Agent(name="Analyst", model="gpt-4.1", tools=[run])
`;
}

const MAIL =
  'import imaplib\nfrom agents import function_tool\n\n\n@function_tool\ndef newest_mail() -> str:\n    """The newest message."""\n    with imaplib.IMAP4_SSL("imap.meridian.example") as box:\n        return str(box.fetch("1", "(RFC822)"))\n';

function quant(executor: string): string {
  return `from smolagents import CodeAgent, InferenceClientModel

quant = CodeAgent(name="quant", model=InferenceClientModel(), tools=[]${executor})
`;
}

export default [
  {
    name: 'the model writes the command',
    files: { 'analyst.py': analyst('return subprocess.run(command, shell=True, capture_output=True, text=True).stdout') },
    expect: [{ file: 'analyst.py', line: 8, asset: 'run', severity: 'high' }],
  },
  {
    name: 'a person is asked before: still no sandbox',
    files: {
      'analyst.py': analyst(
        'return subprocess.run(command, shell=True, capture_output=True, text=True).stdout',
        'function_tool(needs_approval=True)',
      ),
    },
    expect: [{ file: 'analyst.py', line: 8, severity: 'medium' }],
  },
  {
    name: 'the agent also reads what outsiders wrote',
    files: {
      'mailbox_tool.py': MAIL,
      'analyst.py': analyst('return subprocess.run(command, shell=True, capture_output=True, text=True).stdout')
        .replace('tools=[run]', 'tools=[run, newest_mail]')
        .replace('import subprocess\n', 'import subprocess\nfrom mailbox_tool import newest_mail\n'),
    },
    expect: [{ file: 'analyst.py', line: 9, asset: 'run', severity: 'critical' }],
  },
  {
    name: 'the shell tool of the library',
    files: {
      'shell.py':
        'from agents import Agent, LocalShellTool\n\nagent = Agent(name="Shell", model="codex-mini-latest", tools=[LocalShellTool(executor=run)])\n',
    },
    expect: [{ file: 'shell.py', line: 3, asset: 'shell' }],
    source: 'https://openai.github.io/openai-agents-python/tools/ (local runtime tools)',
  },
  {
    name: 'the mail is read by an agent that hands work to this one',
    files: {
      'mailbox_tool.py': MAIL,
      'analyst.py': analyst('return subprocess.run(command, shell=True, capture_output=True, text=True).stdout'),
      'front.py':
        'from agents import Agent\nfrom analyst import analyst\nfrom mailbox_tool import newest_mail\n\nfront = Agent(name="Front", tools=[newest_mail], handoffs=[analyst])\n',
    },
    expect: [{ file: 'analyst.py', line: 8, asset: 'run', severity: 'critical' }],
  },
  {
    name: 'an agent that runs the Python it writes in its own process',
    files: { 'quant.py': quant('') },
    expect: [{ file: 'quant.py', line: 3, asset: 'quant' }],
    source: 'https://huggingface.co/docs/smolagents/tutorials/secure_code_execution',
  },
  {
    name: 'the same agent with an executor in a container',
    files: { 'quant.py': quant(', executor_type="docker"') },
    expect: [],
    source: 'https://huggingface.co/docs/smolagents/tutorials/secure_code_execution',
  },
  {
    name: 'a shell server in a client of a person, who is asked',
    files: {
      '.mcp.json': '{ "mcpServers": { "commander": { "command": "npx", "args": ["-y", "@wonderwhy-er/desktop-commander@0.2.3"] } } }\n',
    },
    expect: [],
  },
  {
    name: 'the command is fixed',
    files: { 'analyst.py': analyst('return subprocess.run(["dbt", "run"], capture_output=True, text=True).stdout', 'function_tool', '') },
    expect: [],
  },
  {
    name: "code runs in the provider's container",
    files: {
      'finance.py':
        'from agents import Agent, CodeInterpreterTool\n\nagent = Agent(name="Finance", tools=[CodeInterpreterTool(tool_config={"type": "code_interpreter", "container": {"type": "auto"}})])\n',
    },
    expect: [],
  },
  {
    name: 'CrewAI and AutoGen told to leave the container, a query engine that runs what the model writes',
    files: {
      'crew.py':
        'from crewai import Agent\nfrom crewai_tools import CodeInterpreterTool\n\nclerk = Agent(role="Clerk", goal="g", backstory="b", tools=[CodeInterpreterTool(unsafe_mode=True)])\nanalyst = Agent(role="Analyst", goal="g", backstory="b", allow_code_execution=True, code_execution_mode="unsafe")\n',
      'chat.py':
        'from autogen import UserProxyAgent\n\nrunner = UserProxyAgent(name="runner", code_execution_config={"work_dir": "x", "use_docker": False})\n',
      'sheet.py': 'from llama_index.experimental.query_engine import PandasQueryEngine\n\nsheet = PandasQueryEngine(df=df)\n',
    },
    expect: [
      { file: 'chat.py', line: 3, asset: 'runner' },
      { file: 'crew.py', line: 5, asset: 'Analyst' },
      { file: 'crew.py', line: 4, asset: 'CodeInterpreterTool' },
      { file: 'sheet.py', line: 3, asset: 'sheet' },
    ],
    source:
      'https://docs.crewai.com/en/tools/ai-ml/codeinterpretertool, https://microsoft.github.io/autogen/0.2/docs/tutorial/code-executors',
  },
  {
    name: 'the same in their containers',
    files: {
      'crew.py':
        'from crewai import Agent\nfrom crewai_tools import CodeInterpreterTool\n\nclerk = Agent(role="Clerk", goal="g", backstory="b", tools=[CodeInterpreterTool()])\nanalyst = Agent(role="Analyst", goal="g", backstory="b", allow_code_execution=True)\n',
      'chat.py':
        'from autogen import UserProxyAgent\n\nrunner = UserProxyAgent(name="runner", code_execution_config={"work_dir": "x", "use_docker": True})\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
