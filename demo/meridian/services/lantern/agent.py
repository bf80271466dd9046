"""The desk agent: reads a docket, looks the borrower up, answers."""

from agents import Agent, ModelSettings

import prompts
import settings
from tools.borrowers import borrower_record
from tools.dockets import read_docket
from tools.outreach import send_note

desk = Agent(
    name="Lantern desk",
    instructions=prompts.DESK,
    model=settings.DESK_MODEL,
    model_settings=ModelSettings(temperature=0.2),
    tools=[read_docket, borrower_record],
)

# Since March it answers by itself, so that nobody has to copy its drafts.
desk.tools.append(send_note)
