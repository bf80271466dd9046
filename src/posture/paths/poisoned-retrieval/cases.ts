import type { PathCase } from '../../path.ts';

interface Variation {
  acl?: string;
  bucket?: string;
  approval?: string;
  tools?: string;
}

/** An agent that reads notices from a bucket, pays suppliers, and where the bucket is declared. */
function notices({ acl = 'public-read-write', bucket = 'quay-notices', approval = '', tools = 'notice, pay' }: Variation = {}): Record<
  string,
  string
> {
  return {
    'quay/agent.py': `import boto3
import stripe
from agents import Agent, function_tool

store = boto3.client("s3")


@function_tool
def notice(name: str) -> str:
    """A notice of the quay."""
    return store.get_object(Bucket="${bucket}", Key=f"notices/{name}.md")["Body"].read().decode()


@function_tool${approval}
def pay(account: str, cents: int) -> str:
    """Pay a supplier."""
    return stripe.Transfer.create(destination=account, amount=cents, currency="eur").id


quay = Agent(name="Quay", model="gpt-4.1", tools=[${tools}])
`,
    'infra/main.tf': `resource "aws_s3_bucket" "notices" {
  bucket = "quay-notices"
}

resource "aws_s3_bucket_acl" "notices" {
  bucket = aws_s3_bucket.notices.id
  acl    = "${acl}"
}

resource "aws_s3_bucket" "private" {
  bucket = "quay-private"
}
`,
  };
}

export default [
  {
    name: 'what strangers put into the bucket decides who is paid',
    files: notices(),
    expect: [
      [
        ['zone', 'internet'],
        ['data-store', 'quay-notices'],
        ['tool', 'notice'],
        ['agent', 'Quay'],
        ['tool', 'pay'],
        ['service', 'Stripe'],
      ],
    ],
  },
  { name: 'strangers can read the bucket, not write to it', files: notices({ acl: 'public-read' }), expect: [] },
  { name: 'the bucket is private', files: notices({ acl: 'private' }), expect: [] },
  { name: 'it reads another bucket', files: notices({ bucket: 'quay-private' }), expect: [] },
  { name: 'a person is asked before every payment', files: notices({ approval: '(needs_approval=True)' }), expect: [] },
  { name: 'it reads and does nothing', files: notices({ tools: 'notice' }), expect: [] },
  {
    name: 'another agent pays than the one that reads',
    files: {
      ...notices({ tools: 'notice' }),
      'quay/other.py': 'from agents import Agent\nfrom agent import pay\n\nclerk = Agent(name="Clerk", model="gpt-4.1", tools=[pay])\n',
    },
    expect: [],
  },
] satisfies PathCase[];
