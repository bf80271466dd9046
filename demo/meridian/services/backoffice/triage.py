"""Complaints: one agent sums them up for the team, another one answers them after a colleague agreed."""

import smtplib
from email.message import EmailMessage

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver

from tools import borrower_profile, inbox_messages

MODEL = "openai:gpt-4.1-mini"


@tool
def post_answer(to: str, text: str) -> str:
    """Answer a complaint by e-mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "complaints@meridian.example", to, "Your complaint"
    message.set_content(text)
    with smtplib.SMTP("smtp.meridian.example", 587) as server:
        server.starttls()
        server.send_message(message)
    return "sent"


summary = create_agent(
    model=MODEL,
    tools=[inbox_messages, borrower_profile],
    system_prompt="Sum up today's complaints for the team, with the borrower's segment and arrears.",
    name="teasel_summary",
)

answering = create_agent(
    model=MODEL,
    tools=[inbox_messages, borrower_profile, post_answer],
    system_prompt="Propose an answer to each complaint.",
    middleware=[HumanInTheLoopMiddleware(interrupt_on={"post_answer": {"allowed_decisions": ["approve", "edit", "reject"]}})],
    checkpointer=InMemorySaver(),
    name="sorrel_triage",
)
