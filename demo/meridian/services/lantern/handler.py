"""Starts the desk agent for each new docket: the help desk puts its number on a queue, the queue calls this."""

import json

from agents import Runner

import settings

settings.load()

from agent import desk  # noqa: E402  the key has to be there first


def handle(event: dict, _context: object) -> dict:
    for record in event["Records"]:
        number = json.loads(record["body"])["docket"]
        Runner.run_sync(desk, f"New docket {number}. Take care of it.", max_turns=12)
    return {"answered": len(event["Records"])}
