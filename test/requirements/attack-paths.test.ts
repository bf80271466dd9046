import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { fakeKey } from '../hostile/estate.ts';
import { inPlace, type Place } from '../pharos.ts';
import { exchanged, fixture } from './fixture.ts';

type Path = Report['paths'][number];

const kinds = (report: Report): string[] => report.paths.map(({ kind }) => kind).sort();

/** Each step as `kind name`. */
function stepsOf(report: Report, path: Path): string[] {
  const names = new Map(report.assets.map(({ id, kind, name }) => [id, `${kind} ${name}`]));
  return path.steps.map(({ asset }) => names.get(asset)!);
}

/** The only path of a kind; every step behind the first must stand on a line. */
function only(report: Report, kind: string): Path {
  const found = report.paths.filter((path) => path.kind === kind);
  expect(found.map(({ title }) => title)).toHaveLength(1);
  for (const step of found[0]!.steps.slice(1))
    expect(step.evidence.filter(({ file, line }) => file && line).length, step.saying).toBeGreaterThan(0);
  return found[0]!;
}

async function after(place: Place, file: string, before: string, now: string, files: Record<string, string>): Promise<string[]> {
  place.write({ [file]: exchanged(files[file], before, now) });
  const report = await place.report();
  place.write({ [file]: files[file]! });
  return kinds(report);
}

const ORCHARD = fixture('orchard');

describe('SCN-07, PRIO-06 an exposed endpoint with weak authentication', () => {
  it('SCN-07 leads from the open entry to the sensitive vector store and the payments, in one path', () =>
    inPlace(ORCHARD, async ({ report }) => {
      const found = await report();
      const path = only(found, 'open-endpoint');
      expect(stepsOf(found, path)).toEqual([
        'zone internet',
        'ai-endpoint POST /complain',
        'agent counter',
        'tool search_letters',
        'vector-store customer_letters',
        'tool pay_back',
        'service Stripe',
      ]);
      expect(path.severity).toBe('critical');
      expect(path.title).toBe(
        'Anybody on the internet can call POST /complain, which asks nobody who is calling, and through counter read customer_letters (restricted) and have pay_back move money.',
      );
      // The public kiosk beside it stays no path.
      expect(JSON.stringify(found.paths)).not.toContain('/ask');
    }));

  it('PRIO-06 is drawn by a kind of its own and goes with every one of its steps', () =>
    inPlace(ORCHARD, async (place) => {
      expect(kinds(await place.report())).toEqual(['open-endpoint']);
      const url = 'function_name      = aws_lambda_function.counter.function_name\n  authorization_type = "NONE"';
      expect(await after(place, 'estate/infra/main.tf', url, url.replace('NONE', 'AWS_IAM'), ORCHARD)).toEqual([]);
      expect(await after(place, 'estate/counter/app.py', 'tools=[search_letters, pay_back]', 'tools=[]', ORCHARD)).toEqual([]);
      expect(await after(place, 'estate/counter/app.py', 'counter.invoke', 'dict', ORCHARD)).toEqual([]);
    }));
});

const TUNING: Record<string, string> = {
  'estate/tune/pyproject.toml': '[project]\nname = "tune"\ndependencies = ["transformers"]\n',
  'estate/tune/train.py': `import boto3
import pandas as pd
from transformers import AutoModelForCausalLM, Trainer

letters = pd.read_json("s3://quay-claims/letters.jsonl", lines=True)
trainer = Trainer(model=AutoModelForCausalLM.from_pretrained("mistralai/Mistral-7B-v0.1"), train_dataset=letters)
trainer.train()
trainer.save_model("out")
boto3.client("s3").upload_file("out/model.safetensors", "quay-releases", "claims/model.safetensors")
`,
  'estate/infra/main.tf': `resource "aws_s3_bucket" "claims" {
  bucket = "quay-claims"
}

resource "aws_s3_bucket" "releases" {
  bucket = "quay-releases"
}

resource "aws_s3_bucket_acl" "releases" {
  bucket = aws_s3_bucket.releases.id
  acl    = "public-read"
}
`,
  'estate/pharos.yaml': 'annotations:\n  - match: { kind: data-store, name: quay-claims }\n    sensitivity: restricted\n',
};

describe('PRIO-07 data exposure during fine-tuning', () => {
  it('leads from the sensitive data over the training to the bucket that anybody reads', () =>
    inPlace(TUNING, async (place) => {
      const found = await place.report();
      expect(stepsOf(found, only(found, 'training-data-exposure'))).toEqual([
        'data-store quay-claims',
        'pipeline tune/train.py',
        'model-artifact model.safetensors',
        'data-store quay-releases',
        'zone internet',
      ]);
      expect(await after(place, 'estate/infra/main.tf', '"public-read"', '"private"', TUNING)).toEqual([]);
      expect(await after(place, 'estate/pharos.yaml', 'restricted', 'public', TUNING)).toEqual([]);
      expect(await after(place, 'estate/tune/train.py', '"quay-releases"', '"quay-models"', TUNING)).toEqual([]);
    }));
});

const DESK: Record<string, string> = {
  'estate/desk/pyproject.toml': '[project]\nname = "desk"\n',
  'estate/desk/agent.py': `import psycopg
from agents import Agent, function_tool


@function_tool
def customer(name: str) -> str:
    """The record of a customer."""
    with psycopg.connect("postgresql://desk@db.quay.example/crm") as connection:
        return str(connection.execute("SELECT * FROM customers WHERE name = %s", (name,)).fetchone())


desk = Agent(name="Desk", model="gpt-4.1", tools=[customer])
`,
  'estate/pharos.yaml': "annotations:\n  - match: { file: 'desk/**' }\n    environment: production\n",
};

describe('PRIO-08, SCN-03 an exposed key and the production workflow behind it', () => {
  it('shows key in repository, provider, application, agent, tool and database, and says to revoke first', () =>
    inPlace({ ...DESK, 'estate/desk/.env': `OPENAI_API_KEY=${fakeKey(2)}\n` }, async (place) => {
      const found = await place.report();
      const path = only(found, 'exposed-key');
      expect(stepsOf(found, path)).toEqual([
        'repository estate',
        'secret OPENAI_API_KEY',
        'provider openai',
        'application desk',
        'agent Desk',
        'tool customer',
        'data-store crm',
      ]);
      expect(path.title).toContain('production application desk');
      expect(path.fixes.map(({ text }) => text).join(' ')).toMatch(
        /Revoke .* new key from a secret manager at start, limited to the models and the budget/s,
      );
    }));

  it.each([
    ['another variable', { 'estate/desk/.env': `OPENAI_API_KEY_OLD=${fakeKey(2)}\n` }],
    ['another provider', { 'estate/desk/.env': `GROQ_API_KEY=${fakeKey(2)}\n` }],
    [
      'the folder of another application',
      { 'estate/other/pyproject.toml': '[project]\nname = "other"\n', 'estate/other/.env': `OPENAI_API_KEY=${fakeKey(2)}\n` },
    ],
  ])('claims nothing where the key stands under %s', (_, files) =>
    inPlace({ ...DESK, ...files }, async ({ report }) => {
      const found = await report();
      expect(kinds(found)).toEqual([]);
      expect(found.findings.filter(({ check, status }) => check === 'leaked-provider-key' && status === 'fail').length).toBe(1);
    }),
  );
});

const QUAY: Record<string, string> = {
  'estate/quay/agent.py': `import boto3
import stripe
from agents import Agent, Runner, function_tool
from fastapi import FastAPI

store = boto3.client("s3")
app = FastAPI()


@function_tool
def notice(name: str) -> str:
    """A notice of the quay."""
    return store.get_object(Bucket="quay-notices", Key=f"notices/{name}.md")["Body"].read().decode()


@function_tool
def pay(account: str, cents: int) -> str:
    """Pay a supplier."""
    return stripe.Transfer.create(destination=account, amount=cents, currency="eur").id


quay = Agent(name="Quay", model="gpt-4.1", tools=[notice, pay])
`,
  'estate/infra/main.tf': `resource "aws_s3_bucket" "notices" {
  bucket = "quay-notices"
}

resource "aws_s3_bucket_acl" "notices" {
  bucket = aws_s3_bucket.notices.id
  acl    = "public-read-write"
}
`,
};

describe('SCN-06 instructions in a store that strangers write to', () => {
  it('SCN-06 partial: lead over retrieval to an internal API that moves money; the machine is told where it is seen', () =>
    inPlace(QUAY, async (place) => {
      const found = await place.report();
      const path = only(found, 'poisoned-retrieval');
      expect(stepsOf(found, path)).toEqual([
        'zone internet',
        'data-store quay-notices',
        'tool notice',
        'agent Quay',
        'tool pay',
        'service Stripe',
      ]);
      expect(path.severity).toBe('critical');
      expect(await after(place, 'estate/infra/main.tf', 'public-read-write', 'public-read', QUAY)).toEqual([]);
      expect(
        await after(place, 'estate/quay/agent.py', '@function_tool\ndef pay', '@function_tool(needs_approval=True)\ndef pay', QUAY),
      ).toEqual([]);
      expect(await after(place, 'estate/quay/agent.py', 'Bucket="quay-notices"', 'Bucket="quay-private"', QUAY)).toEqual([]);
    }));
});

const ALL: Record<string, string> = {
  ...ORCHARD,
  ...Object.fromEntries(
    Object.entries({ ...TUNING, ...DESK, ...QUAY })
      .filter(([file]) => !file.endsWith('pharos.yaml') && !file.endsWith('main.tf'))
      .map(([file, body]) => [file, body]),
  ),
  'estate/infra/tuning.tf': TUNING['estate/infra/main.tf']!,
  'estate/infra/quay.tf': QUAY['estate/infra/main.tf']!,
  'estate/desk/.env': `OPENAI_API_KEY=${fakeKey(2)}\n`,
  'estate/pharos.yaml': `${ORCHARD['estate/pharos.yaml']}  - match: { kind: data-store, name: quay-claims }\n    sensitivity: restricted\n`,
};

describe('PRIO-05 toxic combinations', () => {
  it('are all found, none is invented, and they come ranked', () =>
    inPlace(ALL, async ({ report }) => {
      const found = await report();
      expect(kinds(found)).toEqual(['exposed-key', 'open-endpoint', 'poisoned-retrieval', 'training-data-exposure']);
      const order = ['critical', 'high', 'medium', 'low', 'info'];
      const ranks = found.paths.map(({ severity, score }) => [order.indexOf(severity), -score.value] as const);
      expect(ranks).toEqual(ranks.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
    }));

  it('PRIO-05 partial: names the fewest fixes that close them, and doing them closes them', () =>
    inPlace(ALL, async (place) => {
      const { remediation, paths } = await place.report();
      expect(remediation).toMatchObject({ of: 4, closes: 4 });
      expect(remediation!.cost).toBe(remediation!.atLeast);
      expect(remediation!.fixes.flatMap((fix) => fix.paths).sort()).toEqual(paths.map(({ id }) => id).sort());
      expect(remediation!.fixes.map(({ closes }) => closes).reduce((a, b) => a + b, 0)).toBe(4);
      const { stdout } = await place.pharos('scan', 'estate', '--no-store', '--fail-on', 'never', '--quiet');
      expect(stdout).toContain('Fix these 3 and 3 of 4 paths close');
      expect(stdout).toContain('4 of 4 close; no cheaper set of fixes does.');
      place.write({
        'estate/desk/.env': 'LOG_LEVEL=info\n',
        'estate/infra/tuning.tf': exchanged(ALL['estate/infra/tuning.tf'], '"public-read"', '"private"'),
        'estate/infra/quay.tf': exchanged(ALL['estate/infra/quay.tf'], 'public-read-write', 'private'),
        'estate/infra/main.tf': ALL['estate/infra/main.tf']!.replaceAll('"NONE"', '"AWS_IAM"'),
      });
      const mended = await place.report();
      expect([kinds(mended), mended.remediation]).toEqual([[], undefined]);
    }));

  it('keeps the plan in the store and tells it again', () =>
    inPlace(ALL, async (place) => {
      await place.pharos('scan', 'estate', '--fail-on', 'never', '--quiet');
      const again = await place.pharos('scan', 'estate', '--fail-on', 'never', '--quiet', '--json');
      expect(again.json().remediation).toMatchObject({ of: 4, closes: 4 });
    }));
});
