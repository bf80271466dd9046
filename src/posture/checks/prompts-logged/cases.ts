import type { CheckCase } from '../../check.ts';

function desk(line: string): string {
  return `import logging
from fastapi import FastAPI
from openai import OpenAI
from pydantic import BaseModel

logger = logging.getLogger(__name__)
app = FastAPI()
client = OpenAI()


class Ask(BaseModel):
    question: str
    email: str
    user_id: int


@app.post("/ask")
def ask(body: Ask):
    ${line}
    answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": body.question}])
    logger.info("answered with %d tokens", answer.usage.total_tokens)
    return answer.choices[0].message.content
`;
}

export default [
  {
    name: 'the question, and the address of who asks',
    files: {
      'a/app.py': desk('logger.info("asked: %s", body.question)'),
      'b/app.py': desk('print(f"{body.email} asks {body.question}")'),
    },
    expect: [
      { file: 'a/app.py', line: 19, severity: 'low' },
      { file: 'b/app.py', line: 19, severity: 'medium' },
    ],
  },
  {
    name: 'a handler of Express',
    files: {
      'server.ts': `import express from 'express';
import OpenAI from 'openai';

const app = express();
const openai = new OpenAI();
app.post('/ask', async (req, res) => {
  console.log('asked', req.body.question);
  const answer = await openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: req.body.question }] });
  res.json(answer);
});
`,
    },
    expect: [{ file: 'server.ts', line: 7, severity: 'low' }],
  },
  {
    name: 'ids, lengths, fixed words',
    files: {
      'a/app.py': desk('logger.info("asked by %s, %d characters", body.user_id, len(body.question))'),
      'b/app.py': desk('logger.info("asked")'),
    },
    expect: [],
  },
] satisfies CheckCase[];
