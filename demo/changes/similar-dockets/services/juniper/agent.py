"""Successor of the desk agent, with a person in the loop."""

from agents import Agent

from similar import similar_dockets
from tools import find_borrower, open_docket, send_reply

assisted_desk = Agent(
    name="Juniper desk",
    instructions="Read the docket, look the borrower up and propose a reply. A colleague decides whether it is sent.",
    model="gpt-4.1-2025-04-14",
    tools=[open_docket, find_borrower, send_reply, similar_dockets],
)
