"""The same for finance, but code runs in the provider's sandbox and never here."""

from agents import Agent, CodeInterpreterTool, Runner

finance = Agent(
    name="Siskin analyst",
    instructions="Answer questions on the spreadsheet you are given. Compute with code, explain in words.",
    model="gpt-4.1-2025-04-14",
    tools=[CodeInterpreterTool(tool_config={"type": "code_interpreter", "container": {"type": "auto"}})],
)


def ask(question: str) -> str:
    return Runner.run_sync(finance, question).final_output
