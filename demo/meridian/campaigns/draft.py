"""First drafts for the newsletter. Written on a Friday afternoon; the growth team runs it from a laptop."""

import os
import sys

from openai import OpenAI

client = OpenAI(base_url="https://api.deepseek.com", api_key=os.environ["DEEPSEEK_API_KEY"])


def draft(topic: str, audience: str) -> str:
    answer = client.chat.completions.create(
        model="deepseek-chat",
        messages=[
            {"role": "system", "content": "You write short, friendly newsletters for a lender. No promises about rates."},
            {"role": "user", "content": f"Topic: {topic}. Readers: {audience}."},
        ],
        temperature=0.8,
    )
    return answer.choices[0].message.content or ""


if __name__ == "__main__":
    print(draft(*sys.argv[1:3]))
