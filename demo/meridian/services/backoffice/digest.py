"""A daily digest of complaints to the compliance office: always the same reader."""

import smtplib
from email.message import EmailMessage

from fastapi import FastAPI
from langchain_anthropic import ChatAnthropic
from langchain_core.tools import tool
from langgraph.prebuilt import create_react_agent
from mangum import Mangum

from tools import borrower_profile, inbox_messages

COMPLIANCE = "compliance@meridian.example"

app = FastAPI(title="Digest")


@tool
def send_digest(text: str) -> str:
    """Send the digest to the compliance office."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "digest@meridian.example", COMPLIANCE, "Complaints today"
    message.set_content(text)
    with smtplib.SMTP("smtp.meridian.example", 587) as server:
        server.starttls()
        server.send_message(message)
    return "sent"


digest = create_react_agent(
    ChatAnthropic(model="claude-sonnet-4-5-20250929", max_tokens=2000),
    tools=[inbox_messages, borrower_profile, send_digest],
    prompt="Write the daily digest of complaints and send it.",
    name="bramble_digest",
)


@app.post("/digest")
def run() -> dict:
    """Called once a day by the scheduler's role."""
    result = digest.invoke({"messages": [("user", "Today's digest, please.")]})
    return {"text": result["messages"][-1].text}


handler = Mangum(app)
