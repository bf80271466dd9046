"""One agent settles small disputes at once, the other proposes and waits for a colleague."""

import os

import stripe
from agents import Agent, function_tool

from cases import settled

stripe.api_key = os.environ["STRIPE_API_KEY"]


@function_tool
def similar_cases(description: str) -> list[str]:
    """Settled disputes near a description: who, what, how much."""
    return [document.page_content for document in settled.similarity_search(description, k=5)]


@function_tool
def pay_back(charge: str, cents: int) -> str:
    """Give a charge back, wholly or in part."""
    return stripe.Refund.create(charge=charge, amount=cents)["status"]


@function_tool(needs_approval=True)
def pay_back_confirmed(charge: str, cents: int) -> str:
    """Give a charge back once a colleague has confirmed it."""
    return stripe.Refund.create(charge=charge, amount=cents)["status"]


instant = Agent(
    name="Turnstone instant",
    instructions="Settle the dispute as similar ones were settled. Pay back what is due.",
    model="gpt-4.1-2025-04-14",
    tools=[similar_cases, pay_back],
)

proposing = Agent(
    name="Turnstone proposals",
    instructions="Propose how to settle the dispute, as similar ones were settled.",
    model="gpt-4.1-2025-04-14",
    tools=[similar_cases, pay_back_confirmed],
)
