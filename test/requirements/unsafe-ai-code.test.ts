import { describe, expect, it } from 'vitest';
import { failed, inPlace } from '../pharos.ts';
import { exchanged } from './fixture.ts';

const APP = `from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()
TONES = {"warm": "Be warm.", "short": "Be short."}


@app.post("/answer")
def answer(question: str, tone: str):
    system = "You answer questions about ferry tickets. " + tone
    reply = client.chat.completions.create(
        model="gpt-4.1-mini",
        messages=[{"role": "system", "content": system}, {"role": "user", "content": question}],
    )
    return {"text": reply.choices[0].message.content}
`;

const PRICE = `import json

from openai import OpenAI
from pydantic import BaseModel

client = OpenAI()


class Price(BaseModel):
    adults: int
    children: int


def price(question: str) -> float:
    reply = client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": question}])
    model_output = reply.choices[0].message.content
    return eval(model_output)
`;

const LOAD = `import torch
from huggingface_hub import hf_hub_download
from transformers import AutoModel

encoder = AutoModel.from_pretrained("ferry-lab/route-encoder", trust_remote_code=True)
weights = torch.load(hf_hub_download("ferry-lab/route-net", "net.pt"))
`;

const lines = (found: readonly { evidence: readonly { file?: string; line?: number }[] }[]): string[] =>
  found.map(({ evidence: [first] }) => `${first?.file}:${first?.line}`);

describe('RISK-24 input of callers inside a system prompt', () => {
  it('flags app.py at the line of the concatenation, and not the same text in the message of the user or a text of a list', () =>
    inPlace({ 'estate/app.py': APP }, async ({ report, write }) => {
      expect(lines(failed(await report(), 'input-in-instructions'))).toEqual(['app.py:11']);
      const plain = exchanged(APP, 'tickets. " + tone', 'tickets."');
      write({ 'estate/app.py': exchanged(plain, '"content": question}', '"content": tone + question}') });
      expect(failed(await report(), 'input-in-instructions')).toEqual([]);
      write({ 'estate/app.py': exchanged(APP, 'tickets. " + tone', 'tickets. " + TONES[tone]') });
      expect(failed(await report(), 'input-in-instructions')).toEqual([]);
    }));
});

describe('RISK-26 an answer of a model that is run', () => {
  it('flags eval(model_output) with the line it comes from, and not JSON that is held to a schema', () =>
    inPlace({ 'estate/price.py': PRICE }, async ({ report, write }) => {
      const found = failed(await report(), 'output-handling-unsafe');
      expect(lines(found)).toEqual(['price.py:17']);
      expect(found[0]!.evidence.map(({ line }) => line)).toEqual([17, 15]);
      const parsed = 'parsed = Price.model_validate(json.loads(model_output))\n    return 12.5 * parsed.adults + 6 * parsed.children';
      write({ 'estate/price.py': exchanged(PRICE, 'return eval(model_output)', parsed) });
      expect(failed(await report(), 'output-handling-unsafe')).toEqual([]);
    }));
});

describe('RISK-49 loading a model runs code', () => {
  it('flags trust_remote_code=True and torch.load of a download, and not their safe forms', () =>
    inPlace({ 'estate/load.py': LOAD, 'estate/requirements.txt': 'torch==2.4.0\n' }, async ({ report, write }) => {
      const before = await report();
      expect(lines(failed(before, 'remote-code-trusted'))).toEqual(['load.py:5']);
      expect(lines(failed(before, 'unsafe-model-load'))).toEqual(['load.py:6']);
      expect(failed(before, 'unsafe-model-load')[0]!.severity).toBe('high');
      write({
        'estate/load.py': exchanged(exchanged(LOAD, ', trust_remote_code=True', ''), '"net.pt"))', '"net.pt"), weights_only=True)'),
      });
      const after = await report();
      expect([...failed(after, 'remote-code-trusted'), ...failed(after, 'unsafe-model-load')]).toEqual([]);
    }));

  it('RISK-49 partial: torch.load without the option is silent with a torch that loads tensors only', () =>
    inPlace({ 'estate/load.py': LOAD, 'estate/requirements.txt': 'torch==2.6.0\n' }, async ({ report }) => {
      expect(failed(await report(), 'unsafe-model-load')).toEqual([]);
    }));
});
