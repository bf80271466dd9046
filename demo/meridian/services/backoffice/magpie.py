"""A command line for analysts: ask in words, the model looks for the numbers."""

import subprocess
import sys
from typing import Literal

from anthropic import Anthropic, beta_tool

client = Anthropic()

MARTS = {"arrears": "marts.arrears_daily", "payments": "marts.payments_hourly"}


@beta_tool
def run_shell(command: str) -> str:
    """Run a command on the analyst's machine and return what it printed.

    Args:
        command: A command line, for example `duckdb warehouse.db "select 1"`.
    """
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@beta_tool
def rebuild_mart(mart: Literal["arrears", "payments"]) -> str:
    """Build one of the two marts again.

    Args:
        mart: Which one.
    """
    done = subprocess.run(["dbt", "run", "--select", MARTS[mart]], capture_output=True, text=True, timeout=600)
    return done.stdout


def ask(question: str) -> str:
    runner = client.beta.messages.tool_runner(
        model="claude-sonnet-4-5-20250929",
        max_tokens=2048,
        tools=[run_shell, rebuild_mart],
        messages=[{"role": "user", "content": question}],
    )
    return runner.until_done().content[-1].text


if __name__ == "__main__":
    print(ask(" ".join(sys.argv[1:])))
