"""Starts the desk agent for each new docket: the help desk puts its number on a queue, the queue calls this."""

import json
import os

import boto3
from agents import Runner

import settings

settings.load()

from agent import desk  # noqa: E402  the key has to be there first

waiting = boto3.resource("dynamodb").Table(os.environ["WAITING_TABLE"])


def handle(event: dict, _context: object) -> dict:
    for record in event["Records"]:
        number = json.loads(record["body"])["docket"]
        result = Runner.run_sync(desk, f"New docket {number}. Take care of it.", max_turns=12)
        if result.interruptions:
            waiting.put_item(Item={"docket": number, "state": json.dumps(result.to_state().to_json())})
    return {"read": len(event["Records"])}
