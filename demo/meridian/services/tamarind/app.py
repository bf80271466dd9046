"""Answers a borrower's question from their own statements. Called by the mobile backend only."""

from openai import OpenAI

import settings
from retrieval import passages

client = OpenAI(api_key=settings.OPENAI_API_KEY)

RULES = "Answer from the statements only. Say so when they do not hold the answer."


def handler(event: dict, _context: object) -> dict:
    question = event["question"].strip()
    if not question:
        return {"statusCode": 422}
    sources = passages(event["borrower"], question)
    answer = client.responses.create(
        model=settings.ANSWER_MODEL,
        instructions=RULES,
        input="\n\n".join([*sources, f"Question: {question}"]),
    )
    return {"statusCode": 200, "body": answer.output_text}
