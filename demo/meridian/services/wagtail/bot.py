"""Questions of the second line on fees and due dates, answered in Slack from the replica."""

import os

import psycopg
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

# May select from two views and nothing else; see the grants in the ledger's repository.
REPLICA = "postgresql://wagtail_readonly@records-replica.meridian.example:5432/servicing?sslmode=verify-full"

slack = App(token=os.environ["SLACK_BOT_TOKEN"])


@tool
def due_dates(number: str) -> str:
    """When the next instalments of a loan are due."""
    with psycopg.connect(REPLICA) as connection:
        rows = connection.execute("SELECT due, amount FROM due_dates WHERE loan_number = %s LIMIT 6", (number,)).fetchall()
    return str(rows)


answers = create_agent(
    model=ChatOpenAI(model="gpt-4.1-mini"),
    tools=[due_dates],
    system_prompt="You help the second line of Meridian with fees and due dates.",
    name="wagtail_answers",
)


@slack.event("app_mention")
def answer(event: dict, say) -> None:
    result = answers.invoke({"messages": [("user", event["text"])]})
    say(result["messages"][-1].text, thread_ts=event["ts"])


if __name__ == "__main__":
    SocketModeHandler(slack, os.environ["SLACK_APP_TOKEN"]).start()
