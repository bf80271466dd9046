import type { PathCase } from '../../path.ts';

interface Variation {
  /** Arguments of the route's decorator behind the path. */
  route?: string;
  authorization?: string;
  approval?: string;
  tools?: string;
  sensitivity?: string;
  url?: boolean;
}

/** An agent with customers' letters and refunds behind an HTTP entry on a Lambda function, and what is stated of the letters. */
function counter({
  route = '',
  authorization = 'NONE',
  approval = '',
  tools = 'search_letters, pay_back',
  sensitivity = 'restricted',
  url = true,
}: Variation = {}): Record<string, string> {
  return {
    'counter/app.py': `import chromadb
import stripe
from agents import Agent, Runner, function_tool
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader

letters = chromadb.HttpClient(host="vectors.orchard.example").get_or_create_collection("customer_letters")
app = FastAPI()
key = APIKeyHeader(name="x-key")


def known(value: str = Depends(key)) -> str:
    if value != "expected":
        raise HTTPException(401)
    return value


@function_tool
def search_letters(question: str) -> list:
    """What customers wrote to us."""
    return letters.query(query_texts=[question], n_results=8)["documents"]


@function_tool${approval}
def pay_back(charge: str, cents: int) -> str:
    """Pay money back to a card."""
    return stripe.Refund.create(charge=charge, amount=cents).id


@function_tool
def today() -> str:
    """The date."""
    return "today"


counter = Agent(name="Counter", model="gpt-4.1", tools=[${tools}])


@app.post("/complain"${route})
async def complain(text: str) -> str:
    found = await Runner.run(counter, text)
    return found.final_output
`,
    'infra/main.tf': `data "archive_file" "counter" {
  type        = "zip"
  source_dir  = "\${path.module}/../counter"
  output_path = "counter.zip"
}

resource "aws_lambda_function" "counter" {
  function_name = "counter"
  role          = "arn:aws:iam::111111111111:role/counter"
  filename      = data.archive_file.counter.output_path
  handler       = "app.app"
  runtime       = "python3.13"
}
${
  url
    ? `
resource "aws_lambda_function_url" "counter" {
  function_name      = aws_lambda_function.counter.function_name
  authorization_type = "${authorization}"
}
`
    : ''
}`,
    'pharos.yaml': `annotations:\n  - match: { kind: vector-store, name: customer_letters }\n    sensitivity: ${sensitivity}\n`,
  };
}

export default [
  {
    name: 'letters and refunds behind an address that asks nobody',
    files: counter(),
    expect: [
      [
        ['zone', 'internet'],
        ['ai-endpoint', 'POST /complain'],
        ['agent', 'Counter'],
        ['tool', 'search_letters'],
        ['vector-store', 'customer_letters'],
        ['tool', 'pay_back'],
        ['service', 'Stripe'],
      ],
    ],
  },
  {
    name: 'letters alone',
    files: counter({ tools: 'search_letters' }),
    expect: [
      [
        ['zone', 'internet'],
        ['ai-endpoint', 'POST /complain'],
        ['agent', 'Counter'],
        ['tool', 'search_letters'],
        ['vector-store', 'customer_letters'],
      ],
    ],
  },
  {
    name: 'refunds alone: public content does not stop the money',
    files: counter({ sensitivity: 'public' }),
    expect: [
      [
        ['ai-endpoint', 'POST /complain'],
        ['agent', 'Counter'],
        ['tool', 'pay_back'],
        ['service', 'Stripe'],
      ],
    ],
  },
  {
    name: 'an entry that answers from customers letters itself',
    files: {
      ...counter(),
      'counter/app.py': `import chromadb
from fastapi import FastAPI
from openai import OpenAI

letters = chromadb.HttpClient(host="vectors.orchard.example").get_or_create_collection("customer_letters")
client = OpenAI()
app = FastAPI()


@app.post("/ask")
def ask(question: str) -> str:
    found = letters.query(query_texts=[question], n_results=8)["documents"]
    return client.responses.create(model="gpt-4.1-mini", input=f"{found} {question}").output_text
`,
    },
    expect: [
      [
        ['zone', 'internet'],
        ['ai-endpoint', 'POST /ask'],
        ['vector-store', 'customer_letters'],
      ],
    ],
  },
  { name: 'the address asks for IAM', files: counter({ authorization: 'AWS_IAM' }), expect: [] },
  { name: 'the entry asks who is calling', files: counter({ route: ', dependencies=[Depends(known)]' }), expect: [] },
  { name: 'nothing leads to it from outside', files: counter({ url: false }), expect: [] },
  {
    name: 'a person is asked before money moves, and the letters are public',
    files: counter({ approval: '(needs_approval=True)', sensitivity: 'public' }),
    expect: [],
  },
  {
    name: 'a public help box: nothing private, no act',
    files: counter({ tools: 'search_letters, today', sensitivity: 'public' }),
    expect: [],
  },
  {
    name: 'nothing is stated of what the box searches in',
    files: { ...counter({ tools: 'search_letters' }), 'pharos.yaml': 'annotations: []\n' },
    expect: [],
  },
  {
    name: 'the agent with the letters is another one than the entry calls',
    files: {
      ...counter({ tools: 'today' }),
      'counter/other.py':
        'from agents import Agent\nfrom app import pay_back, search_letters\n\nother = Agent(name="Other", model="gpt-4.1", tools=[search_letters, pay_back])\n',
    },
    expect: [],
  },
] satisfies PathCase[];
