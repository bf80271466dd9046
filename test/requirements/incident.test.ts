import { describe, expect, it } from 'vitest';
import { fakeKey } from '../hostile/estate.ts';
import { inPlace, type Place } from '../pharos.ts';
import { fixture } from './fixture.ts';

interface User {
  kind: string;
  name: string;
  verdict: string;
  owner?: string;
  environment?: string;
  exposure: { reach: string; how?: string };
  dependency?: { why: string };
  chain: { edge: string; evidence: { file?: string; line?: number }[] }[];
}

interface Item {
  kind: string;
  name: string;
  note?: string;
  environment?: string;
  exposure?: { reach: string };
  chain: { edge: string; evidence: { file?: string; line?: number }[] }[];
}

interface Reaches {
  of: { name: string; answers: { question: string; answer: 'yes' | 'no'; items: Item[] }[] }[];
}

const names = (items: readonly { kind: string; name: string }[]): string[] => items.map(({ kind, name }) => `${kind} ${name}`);

/** The items of one question, which must say yes exactly when there are any. */
function answer(document: Reaches, question: string): Item[] {
  const found = document.of[0]!.answers.find((one) => one.question === question);
  if (!found) throw new Error(`${question} is not answered: ${document.of[0]!.answers.map((one) => one.question).join(' ')}`);
  expect(found.answer).toBe(found.items.length > 0 ? 'yes' : 'no');
  return found.items;
}

async function asking<Document>({ pharos }: Place, ...args: string[]): Promise<Document> {
  const ran = await pharos(...args, '--json');
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran.json<Document>();
}

/** The complaints counter of the orchard, three more services in targets of their own, and what they pin. */
const COMPANY: Record<string, string> = {
  ...fixture('orchard'),
  'estate/counter/requirements.txt': 'langchain==0.1.20\nchromadb\nstripe\nfastapi\n',
  'estate/kiosk/requirements.txt': 'langchain>=0.1\nchromadb\nfastapi\n',
  'press/requirements.txt': 'langchain==0.3.2\n',
  'press/app.py': 'from langchain.agents import create_agent\n\npress = create_agent("openai:gpt-4.1-mini", tools=[])\n',
  'lab/requirements.txt': 'langchain\n',
  'lab/app.py': 'from langchain.agents import create_agent\n\nlab = create_agent("openai:gpt-4.1-mini", tools=[])\n',
  'shop/package.json': '{ "name": "shop", "dependencies": { "ai": "^4.0.0", "@ai-sdk/openai": "1.3.0" } }\n',
  'shop/package-lock.json':
    '{ "name": "shop", "lockfileVersion": 3, "packages": { "": { "name": "shop", "dependencies": { "ai": "^4.0.0", "@ai-sdk/openai": "1.3.0" } }, "node_modules/ai": { "version": "4.3.16" }, "node_modules/@ai-sdk/openai": { "version": "1.3.0" } } }\n',
};

/** Each folder scanned by itself, so that the answer has to come from several scans. */
async function stored(place: Place, ...folders: string[]): Promise<void> {
  for (const folder of folders) {
    const ran = await place.pharos('scan', folder, '--fail-on', 'never', '--quiet');
    if (ran.code !== 0) throw new Error(ran.stderr);
  }
}

describe('INV-12 which applications use the affected library', () => {
  it('lists them over all targets with version, exposure, owner and environment, worst first', () =>
    inPlace(COMPANY, async (place) => {
      await stored(place, 'estate', 'press', 'lab', 'shop');
      const { users } = await asking<{ users: User[] }>(place, 'who-uses', 'langchain<0.2');
      expect(users.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
        'counter: affected',
        'kiosk: possible',
        'lab: unknown',
        'press: not affected',
      ]);
      const [counter, kiosk] = users;
      expect([counter!.owner, counter!.environment, counter!.exposure.reach]).toEqual([
        'complaints',
        'production',
        'internet without authentication',
      ]);
      expect(counter!.dependency!.why).toBe('0.1.20');
      expect(kiosk!.dependency!.why).toContain('range >=0.1');
      expect(counter!.chain.flatMap(({ evidence }) => evidence.map(({ file, line }) => `${file}:${line}`))).toContain(
        'counter/requirements.txt:1',
      );
    }));

  it('understands the ranges of npm, and says so to people', () =>
    inPlace(COMPANY, async (place) => {
      await stored(place, 'shop');
      expect((await asking<{ users: User[] }>(place, 'who-uses', 'ai@^4')).users.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual(
        ['shop: affected'],
      );
      expect((await asking<{ users: User[] }>(place, 'who-uses', 'npm:ai@>=4 <4.3.16')).users.map(({ verdict }) => verdict)).toEqual([
        'not affected',
      ]);
      expect((await asking<{ users: User[] }>(place, 'who-uses', '@ai-sdk/openai@<1.4')).users.map(({ verdict }) => verdict)).toEqual([
        'affected',
      ]);
      const { stdout } = await place.pharos('who-uses', 'ai@^4');
      expect(stdout).toMatch(/^ai@\^4: 1 affected, 0 may be/);
      expect(stdout).toContain('4.3.16');
    }));

  it('INV-12 partial: says "may be" of ranges that no lock file settles, in the words of pip, Poetry and npm, and not of ranges beside it', () =>
    inPlace(
      {
        'estate/pip/requirements.txt': 'langchain>=0.1,<0.3\n',
        'estate/near/requirements.txt': 'langchain>=0.2,<0.3\n',
        'estate/compatible/pyproject.toml': '[project]\nname = "compatible"\ndependencies = ["langchain~=0.1.5"]\n',
        'estate/poetry/pyproject.toml': '[tool.poetry]\nname = "poetry"\n[tool.poetry.dependencies]\nlangchain = "^0.1.3"\n',
        'estate/later/pyproject.toml': '[tool.poetry]\nname = "later"\n[tool.poetry.dependencies]\nlangchain = "^0.2"\n',
        ...Object.fromEntries(
          ['pip', 'near', 'compatible', 'poetry', 'later'].map((name) => [`estate/${name}/app.py`, COMPANY['lab/app.py']!]),
        ),
        'estate/web/package.json': '{ "name": "web", "dependencies": { "ai": ">=4 <6" } }\n',
        'estate/web/a.js': 'import { generateText } from "ai";\nexport const a = generateText;\n',
      },
      async (place) => {
        await place.pharos('scan', 'estate', '--no-store', '--json', '-o', 'report.json');
        const verdicts = async (what: string): Promise<string[]> =>
          (await asking<{ users: User[] }>(place, 'who-uses', what, '--report', 'report.json')).users.map(
            ({ name, verdict }) => `${name}: ${verdict}`,
          );
        expect((await verdicts('langchain<0.2')).sort()).toEqual([
          'compatible: possible',
          'later: not affected',
          'near: not affected',
          'pip: possible',
          'poetry: possible',
        ]);
        expect(await verdicts('ai@<5')).toEqual(['web: possible']);
        expect(await verdicts('ai@>=6')).toEqual(['web: not affected']);
        const { stdout } = await place.pharos('who-uses', 'langchain<0.2', '--report', 'report.json');
        expect(stdout).toMatch(/^langchain<0\.2: 0 affected, 3 may be \(a range without lock file\)/);
        expect(stdout).toContain('range >=0.1,<0.3, no lock file');
      },
    ));

  it('INV-12 partial: answers for models and providers, from a report too, and says what it does not know', () =>
    inPlace(COMPANY, async (place) => {
      await place.pharos('scan', 'estate', '--no-store', '--json', '-o', 'report.json');
      const { users } = await asking<{ users: User[] }>(place, 'who-uses', 'provider openai', '--report', 'report.json');
      expect(names(users)).toEqual(['application counter', 'application kiosk']);
      const missing = await place.pharos('who-uses', 'left-pad<1', '--report', 'report.json');
      expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('left-pad')]);
      const wrong = await place.pharos('who-uses', 'langchain^0.2', '--report', 'report.json');
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('as the package manager writes it')]);
    }));
});

/** Claims are tuned on, served, and answered from. */
const CLAIMS: Record<string, string> = {
  'estate/learn/train.py': `import boto3
import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

claims = pd.read_csv("s3://quay-claims/letters.csv")
forest = RandomForestClassifier().fit(claims[["days"]], claims["paid"])
joblib.dump(forest, "forest.joblib")
boto3.client("s3").upload_file("forest.joblib", "quay-models", "claims/forest.joblib")
`,
  'estate/learn/requirements.txt': 'scikit-learn\n',
  'estate/desk/requirements.txt': 'openai-agents\nfastapi\n',
  'estate/desk/app.py': `import boto3
from agents import Agent, Runner, function_tool
from fastapi import FastAPI

store = boto3.client("s3")
app = FastAPI()


@function_tool
def letter(name: str) -> str:
    """A letter of a claimant."""
    return store.get_object(Bucket="quay-claims", Key=name)["Body"].read().decode()


desk = Agent(name="Desk", model="gpt-4.1", tools=[letter])


@app.post("/ask")
async def ask(question: str) -> str:
    return (await Runner.run(desk, question)).final_output
`,
  'estate/notes/requirements.txt': 'boto3\n',
  'estate/infra/main.tf': `resource "aws_s3_bucket" "claims" {
  bucket = "quay-claims"
}

resource "aws_s3_bucket" "models" {
  bucket = "quay-models"
}

resource "aws_s3_bucket" "site" {
  bucket = "quay-site"
}

resource "aws_sagemaker_model" "claims" {
  name               = "claims"
  execution_role_arn = "arn:aws:iam::111111111111:role/serving"
  primary_container {
    image          = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
    model_data_url = "s3://quay-models/claims/forest.joblib"
  }
}

resource "aws_sagemaker_endpoint_configuration" "claims" {
  name = "claims"
  production_variants {
    variant_name = "one"
    model_name   = aws_sagemaker_model.claims.name
  }
}

resource "aws_sagemaker_endpoint" "claims" {
  name                 = "claims"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.claims.name
  tags                 = { environment = "production" }
}
`,
};

describe('INV-13 what learnt from a compromised data set', () => {
  it('lists the models, endpoints and agents downstream, with the way there', () =>
    inPlace(CLAIMS, async (place) => {
      await stored(place, 'estate');
      const document = await asking<Reaches>(place, 'reaches', 'quay-claims', '--trained');
      expect(names(answer(document, 'Does a model train on it?'))).toEqual(['pipeline learn/train.py', 'model-artifact forest.joblib']);
      const [endpoint] = answer(document, 'Which endpoints, applications and agents answer with what learnt from it?');
      expect(names([endpoint!])).toEqual(['model-endpoint claims']);
      expect(endpoint!.chain.map(({ edge }) => edge)).toEqual(['trained-on', 'produces', 'loads']);
      expect(endpoint!.chain[0]!.evidence.map(({ file, line }) => `${file}:${line}`)).toEqual(['learn/train.py:6']);
    }));
});

describe('MAP-04 which AI depends on a cloud resource', () => {
  it('lists training jobs, readers and the entries that give its contents away', () =>
    inPlace(CLAIMS, async (place) => {
      await stored(place, 'estate');
      const document = await asking<Reaches>(place, 'reaches', 'quay-claims');
      expect(names(answer(document, 'Does a model train on it?'))).toContain('pipeline learn/train.py');
      expect(names(answer(document, 'Which applications and agents read it?'))).toEqual(['application desk', 'agent Desk']);
      expect(names(answer(document, 'Does anything give its contents away?'))).toEqual(['ai-endpoint POST /ask']);
    }));
});

describe('MAP-05 train, retrieve, expose: three answers', () => {
  it.each([
    ['quay-claims', ['yes', 'yes', 'yes']],
    ['quay-site', ['no', 'no', 'no']],
    ['quay-models', ['no', 'no', 'no']],
  ])('of %s: %s', (bucket, expected) =>
    inPlace(CLAIMS, async (place) => {
      await stored(place, 'estate');
      const document = await asking<Reaches>(place, 'reaches', bucket);
      const three = ['Does a model train on it?', 'Does anything retrieve from it?', 'Does anything give its contents away?'];
      expect(document.of[0]!.answers.slice(0, 3).map(({ question }) => question)).toEqual(three);
      expect(document.of[0]!.answers.slice(0, 3).map((one) => one.answer)).toEqual(expected);
      for (const { answer: said, items } of document.of[0]!.answers.slice(0, 3))
        if (said === 'yes')
          for (const { chain } of items)
            expect(chain.flatMap(({ evidence }) => evidence).some(({ file, line }) => file !== undefined && line !== undefined)).toBe(true);
      const { stdout } = await place.pharos('reaches', bucket);
      expect(stdout).toContain(`Does a model train on it? ${expected[0]}`);
    }),
  );
});

describe('MAP-06 where each model is deployed', () => {
  it('names endpoints and environments of one model, and of every model', () =>
    inPlace(CLAIMS, async (place) => {
      await stored(place, 'estate');
      const one = await asking<Reaches>(place, 'reaches', 'forest.joblib');
      const [endpoint] = answer(one, 'On which endpoints is it deployed?');
      expect([endpoint!.name, endpoint!.environment]).toEqual(['claims', 'production']);
      const all = await asking<Reaches>(place, 'reaches', '--deployed');
      expect(all.of.map(({ name }) => name)).toEqual(expect.arrayContaining(['gpt-4.1', 'forest.joblib']));
      const chat = all.of.find(({ name }) => name === 'gpt-4.1')!.answers[1]!;
      expect(names(chat.items)).toEqual(expect.arrayContaining(['agent Desk']));
    }));
});

const LEAK: Record<string, string> = {
  'estate/desk/requirements.txt': 'openai-agents\n',
  'estate/desk/agent.py': `import psycopg
from agents import Agent, function_tool


@function_tool
def customer(name: str) -> str:
    """The record of a customer."""
    with psycopg.connect("postgresql://desk@db.quay.example/crm") as connection:
        return str(connection.execute("SELECT * FROM customers WHERE name = %s", (name,)).fetchone())


desk = Agent(name="Desk", model="gpt-4.1", tools=[customer])
`,
  'estate/press/requirements.txt': 'openai\n',
  'estate/press/app.py':
    'from openai import OpenAI\n\nprint(OpenAI().responses.create(model="gpt-4.1-mini", input="Write a headline").output_text)\n',
};

describe('INV-14 what a leaked key gives away', () => {
  it('lists the agents, tools and data reachable with it, and nothing of an application with another key', () =>
    inPlace({ ...LEAK, 'estate/desk/.env': `OPENAI_API_KEY=${fakeKey(5)}\n` }, async (place) => {
      await stored(place, 'estate');
      const document = await asking<Reaches>(place, 'reaches', 'secret OPENAI_API_KEY');
      expect(names(answer(document, 'Who has it?'))).toEqual(['application desk', 'agent Desk']);
      expect(names(answer(document, 'What does it open?'))).toContain('provider openai');
      expect(names(answer(document, 'Which agents can be reached with it?'))).toEqual(['application desk', 'agent Desk']);
      expect(names(answer(document, 'Which tools can be reached with it?'))).toEqual(['tool customer']);
      const [data] = answer(document, 'Which data can be reached with it?');
      expect(data!.name).toBe('crm');
      expect(data!.chain.at(-1)!.evidence.map(({ file, line }) => `${file}:${line}`)).toContain('desk/agent.py:9');
      expect(JSON.stringify(document)).not.toContain(fakeKey(5));
      expect(JSON.stringify(document)).not.toContain('press');
    }));

  it('INV-14 partial: says where whether it is the same key cannot be seen', () =>
    inPlace({ ...LEAK, 'estate/desk/.env': `OPENAI_KEY_OF_LAST_YEAR=${fakeKey(6)}\n` }, async (place) => {
      await stored(place, 'estate');
      const document = await asking<Reaches>(place, 'reaches', 'OPENAI_KEY_OF_LAST_YEAR');
      expect(answer(document, 'Which agents can be reached with it?').map(({ name, note }) => `${name}: ${note}`)).toEqual([
        'desk: whether it works with this key cannot be seen',
      ]);
      expect(answer(document, 'Which data can be reached with it?')).toEqual([]);
    }));
});

/** A random value, made at run time. */
const deskKey = (): string =>
  fakeKey(9)
    .replace(/^sk-(?:proj-)?/, '')
    .slice(0, 40);

/** An assistant of ours that asks its callers for a key, and answers from the customers' database. */
const DESK: Record<string, string> = {
  ...LEAK,
  'estate/desk/requirements.txt': 'openai-agents\nfastapi\npsycopg\n',
  'estate/desk/Dockerfile': 'FROM python:3.13-slim\nCOPY . /app\nCMD ["uvicorn", "app:app"]\n',
  'estate/desk/app.py': `import os
import secrets

from agents import Runner
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader

from agent import desk

app = FastAPI()
header = APIKeyHeader(name="X-Desk-Key")


async def caller(key: str = Security(header)) -> None:
    if not secrets.compare_digest(key, os.environ["DESK_API_KEY"]):
        raise HTTPException(status_code=403)


@app.post("/ask", dependencies=[Depends(caller)])
async def ask(question: str) -> str:
    return (await Runner.run(desk, question)).final_output
`,
};

describe('SCN-09 an exposed key can call an internal AI agent that has database access', () => {
  const inEnv = { 'estate/desk/.env': `DESK_API_KEY=${deskKey()}\n` };
  const inCompose = {
    'estate/compose.yaml': `services:\n  desk:\n    build: ./desk\n    environment:\n      DESK_API_KEY: ${deskKey()}\n`,
  };
  const inCode = {
    'estate/desk/app.py': DESK['estate/desk/app.py']!.replace('header = ', () => `DESK_API_KEY = "${deskKey()}"\nheader = `).replace(
      'os.environ["DESK_API_KEY"]',
      'DESK_API_KEY',
    ),
  };

  it.each([
    ['a settings file', inEnv, 'desk/.env:1'],
    ['the deployment', inCompose, 'compose.yaml:5'],
    ['the code that compares it', inCode, 'desk/app.py:11'],
  ])('the key in %s leads over the entry it opens to the agent, its tool and the database, drawn and asked', (_, key, place) =>
    inPlace({ ...DESK, ...key }, async (it) => {
      const report = await it.report();
      const names = new Map(report.assets.map(({ id, kind, name }) => [id, `${kind} ${name}`]));
      expect(report.paths.map(({ kind, severity, steps }) => [kind, severity, ...steps.map(({ asset }) => names.get(asset))])).toEqual([
        [
          'exposed-key',
          'critical',
          'repository estate',
          'secret DESK_API_KEY',
          'ai-endpoint POST /ask',
          'agent Desk',
          'tool customer',
          'data-store crm',
        ],
      ]);
      await it.pharos('scan', 'estate', '--no-store', '--json', '-o', 'report.json');
      const document = await asking<Reaches>(it, 'reaches', 'secret DESK_API_KEY', '--report', 'report.json');
      const opened = answer(document, 'What does it open?');
      expect(opened.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['ai-endpoint POST /ask']);
      expect(opened[0]!.chain[0]!.evidence.map(({ file, line }) => `${file}:${line}`)).toContain(place);
      expect(named(document, 'Which agents can be reached with it?')).toEqual(['agent Desk']);
      expect(named(document, 'Which tools can be reached with it?')).toEqual(['tool customer']);
      expect(named(document, 'Which data can be reached with it?')).toEqual(['data-store crm']);
      expect(JSON.stringify([report, document])).not.toContain(deskKey());
    }),
  );

  it.each<[string, Record<string, string>]>([
    ['the value comes from the environment', {}],
    ['the key stands in a file that nothing loads', { 'estate/desk/.env.old': `DESK_API_KEY=${deskKey()}\n` }],
    ['another program has a key of that name', { 'estate/press/.env': `DESK_API_KEY=${deskKey()}\n` }],
    [
      'a person is asked before the tool reads',
      {
        ...inEnv,
        'estate/desk/agent.py': LEAK['estate/desk/agent.py']!.replace('@function_tool', '@function_tool(needs_approval=True)'),
      },
    ],
    [
      'the entry takes signed tokens instead',
      {
        ...inEnv,
        'estate/desk/app.py': DESK['estate/desk/app.py']!.replace('import secrets', 'import jwt').replace(
          'if not secrets.compare_digest(key, os.environ["DESK_API_KEY"]):',
          'if jwt.decode(key, os.environ["ISSUER_PEM"], algorithms=["RS256"]) is None:',
        ),
      },
    ],
  ])('draws nothing where %s', (_, files) =>
    inPlace({ ...DESK, ...files }, async ({ report }) => {
      const found = await report();
      expect(found.assets.filter(({ kind }) => kind === 'ai-endpoint').map(({ name }) => name)).toEqual(['POST /ask']);
      expect(found.paths).toEqual([]);
    }),
  );

  it('is drawn in the demo company, with the key, the agent and the ledger behind it', () =>
    inPlace({}, async (place) => {
      await place.pharos('demo', '--json').then(({ stdout }) => place.write({ 'report.json': stdout }));
      const document = await asking<Reaches>(place, 'reaches', 'secret DUNNOCK_API_KEY', '--report', 'report.json');
      expect(named(document, 'What does it open?')).toEqual(['ai-endpoint POST /ledger']);
      expect(named(document, 'Which agents can be reached with it?')).toEqual(['agent Dunnock ledger']);
      expect(named(document, 'Which data can be reached with it?')).toEqual(['data-store ledger']);
    }));
});

function named(document: Reaches, question: string): string[] {
  return names(answer(document, question));
}

describe('SCN-13 the three questions of an incident', () => {
  it('answers who uses the library, what learnt from the data, what the key opens, one command each', () =>
    inPlace({ ...LEAK, ...CLAIMS, 'estate/desk/.env': `OPENAI_API_KEY=${fakeKey(5)}\n` }, async (place) => {
      await stored(place, 'estate');
      const said = async (...args: string[]): Promise<string> => (await place.pharos(...args)).stdout.split('\n').slice(0, 4).join('\n');
      expect(await said('who-uses', 'openai-agents')).toContain('openai-agents: 1 uses it');
      expect(await said('reaches', 'quay-claims', '--trained')).toMatch(/Does a model train on it\? yes/);
      expect(await said('reaches', 'secret OPENAI_API_KEY')).toMatch(/Who has it\? desk, Desk/);
    }));
});
