import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { SEVERITIES } from '../../src/core/finding.ts';
import { assetNamed, failed, inPlace, under } from '../pharos.ts';

const CHAT = 'from openai import OpenAI\nOpenAI().responses.create(model="gpt-4.1-mini", input="hello")\n';

function application(name: string, code = CHAT): Record<string, string> {
  return { [`${name}/pyproject.toml`]: `[project]\nname = "${name}"\n`, [`${name}/app.py`]: code };
}

function deployment(name: string, namespace: string, more: { labels?: string } = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name}${more.labels ?? ''} } }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.9.1
          args: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
`;
}

function owners(report: Report, name: string): string[] {
  const asset = report.assets.find((one) => one.kind === 'application' && one.name === name)!;
  return report.edges
    .filter((edge) => edge.kind === 'owned-by' && edge.from === asset.id)
    .map((edge) => report.assets.find(({ id }) => id === edge.to)!.name)
    .sort();
}

describe('INV-02 every asset has an owner with a confidence', () => {
  it('by CODEOWNERS, tags, labels, a service catalogue and, weakly, the author; what nobody owns is a finding', () =>
    inPlace(
      under('estate', {
        ...application('chat'),
        ...application('desk'),
        ...application('kit'),
        ...application('orphan'),
        'desk/catalog-info.yaml':
          'kind: Component\nmetadata: { name: desk }\nspec: { type: service, lifecycle: experimental, owner: service-desk }\n',
        'kit/pyproject.toml': '[project]\nname = "kit"\nauthors = [{ name = "Ines", email = "ines@harbour.example" }]\n',
        '.github/CODEOWNERS': '/chat/ @harbour/chat @ada\n/infra/ @harbour/platform\n',
        'infra/main.tf':
          'resource "aws_s3_bucket" "a" {\n  bucket = "harbour-corpus"\n  tags   = { Owner = "Data-Platform" }\n}\nresource "aws_s3_bucket" "b" { bucket = "harbour-scratch" }\n',
        'k8s/pilot.yaml': deployment('pilot', 'team-a', { labels: ', team: search' }),
      }),
      async ({ report }) => {
        const found = await report();
        const owned = (kind: string, name: string): unknown[] => {
          const { owner, ownerConfidence, ownerWhy } = assetNamed(found, kind, name).properties;
          return [owner, ownerConfidence, ownerWhy];
        };
        expect(owned('application', 'chat')).toEqual(['@harbour/chat, @ada', 0.9, '.github/CODEOWNERS line 1 (/chat/)']);
        expect(owners(found, 'chat')).toEqual(['@ada', '@harbour/chat']);
        expect(owned('application', 'desk')).toEqual(['service-desk', 0.9, 'the service catalogue names desk']);
        expect(owned('application', 'kit')).toEqual(['ines@harbour.example', 0.3, 'pyproject.toml names who wrote it']);
        expect(owned('data-store', 'harbour-corpus').slice(0, 2)).toEqual(['data-platform', 0.9]);
        expect(owned('data-store', 'harbour-scratch')).toEqual(['@harbour/platform', 0.9, '.github/CODEOWNERS line 2 (/infra/)']);
        expect([owned('model-endpoint', 'pilot')[0], owned('workload', 'pilot')[0]]).toEqual(['search', 'search']);
        expect(
          failed(found, 'no-owner')
            .map(({ on }) => on)
            .sort(),
        ).toEqual(['kit', 'orphan']);
      },
    ));

  it('pharos.yaml wins, and a package that says nothing of owners gets no finding', () =>
    inPlace(
      under('estate', {
        ...application('chat'),
        CODEOWNERS: '* @harbour/platform\n',
        'pharos.yaml': 'annotations:\n  - match: { file: "chat/**" }\n    owner: chat-team\n',
      }),
      async ({ report, write }) => {
        const { properties } = assetNamed(await report(), 'application', 'chat');
        expect([properties['owner'], properties['ownerConfidence'], properties['ownerWhy']]).toEqual(['chat-team', 1, 'pharos.yaml']);
        write(under('package', application('kit')));
        const alone = await report('package');
        expect([failed(alone, 'no-owner'), failed(alone, 'ai-unregistered')]).toEqual([[], []]);
        expect(alone.findings.filter(({ check, status }) => check === 'no-owner' && status === 'unknown')).toHaveLength(1);
      },
    ));
});

describe('DISC-40 an environment per asset, with the reason', () => {
  it('from folders, names, namespaces, tags and tests; never from a part of a word; settings win; filterable', () =>
    inPlace(
      under('estate', {
        'infra/envs/prod/main.tf': 'resource "aws_s3_bucket" "a" { bucket = "harbour-claims" }\n',
        'infra/product/main.tf':
          'resource "aws_s3_bucket" "b" { bucket = "harbour-product-reviews" }\nresource "aws_s3_bucket" "c" { bucket = "harbour-logs-stg" }\n',
        'k8s/pilot.yaml': deployment('pilot', 'llm-dev'),
        ...application('tests/probe'),
        ...application('lab'),
        'pharos.yaml': 'annotations:\n  - match: { kind: application, name: lab }\n    environment: sandbox\n',
      }),
      async ({ report, pharos }) => {
        const found = await report();
        const environment = (kind: string, name: string): unknown => assetNamed(found, kind, name).properties['environment'];
        expect(environment('data-store', 'harbour-claims')).toBe('production');
        expect(assetNamed(found, 'data-store', 'harbour-claims').properties['environmentWhy']).toBe('it is defined in infra/envs/prod/');
        expect(environment('data-store', 'harbour-product-reviews')).toBeUndefined();
        expect(environment('data-store', 'harbour-logs-stg')).toBe('staging');
        expect(environment('model-endpoint', 'pilot')).toBe('development');
        expect(
          found.assets.find(({ kind, evidence }) => kind === 'application' && evidence.some(({ file }) => file?.startsWith('tests/')))!
            .properties['environment'],
        ).toBe('test');
        expect(environment('application', 'lab')).toBe('sandbox');
        await pharos('scan', 'estate', '--quiet');
        const { stdout } = await pharos(
          'query',
          "select name from assets where json_extract(properties, '$.environment') = 'production' and kind = 'data-store'",
          '--json',
        );
        expect(stdout).toContain('harbour-claims');
        expect(stdout).not.toContain('harbour-logs-stg');
      },
    ));
});

describe('RISK-53 AI without owner, approval and purpose', () => {
  const ENDPOINT = under('estate', { 'k8s/pilot.yaml': deployment('pilot', 'prod') });
  const SETTINGS =
    'annotations:\n  - match: { kind: model-endpoint, name: pilot }\n    owner: search\n    purpose: Ranks documents\napprovals:\n  - { match: { kind: model-endpoint, name: pilot }, by: risk, until: 2099-01-01 }\n';

  it('an endpoint in production is one finding that names what is missing; the register silences it', () =>
    inPlace(ENDPOINT, async ({ report, write }) => {
      const first = await report();
      const [finding, ...more] = failed(first, 'ai-unregistered');
      expect([finding!.on, finding!.title, more]).toEqual(['pilot', 'pilot runs in production, without owner, approval or purpose', []]);
      expect(failed(first, 'no-owner')).toEqual([]);
      write(under('estate', { 'pharos.yaml': SETTINGS }));
      const registered = await report();
      expect([failed(registered, 'ai-unregistered'), failed(registered, 'no-owner')]).toEqual([[], []]);
      write(under('estate', { 'pharos.yaml': SETTINGS.replace('2099', '2020') }));
      expect(failed(await report(), 'ai-unregistered').map(({ saw }) => saw.includes('its approval ended on 2020-01-01'))).toEqual([true]);
    }));

  it('of developers it is none', () =>
    inPlace(under('estate', { 'k8s/pilot.yaml': deployment('pilot', 'llm-dev') }), async ({ report }) => {
      expect(failed(await report(), 'ai-unregistered')).toEqual([]);
    }));
});

describe('SCN-01 an unregistered internal LLM on a production database', () => {
  const CODE = `import os
from langchain_openai import ChatOpenAI
from langchain_community.utilities import SQLDatabase
from langchain_community.agent_toolkits import create_sql_agent

db = SQLDatabase.from_uri(os.environ["DATABASE_URL"])
agent = create_sql_agent(ChatOpenAI(model="support-7b", base_url="http://llm.harbour.internal:8000/v1"), db=db, agent_type="openai-tools")
`;
  const compose = (user: string): string =>
    `services:\n  support:\n    build: ./support\n    environment:\n      DATABASE_URL: postgresql://${user}@orders-prod.harbour.internal:5432/orders\n`;
  const ESTATE = {
    ...application('support', CODE),
    'support/Dockerfile': 'FROM python:3.13-slim\nCOPY . /app\nCMD ["python", "/app/app.py"]\n',
    'compose.yaml': compose('postgres'),
  };

  it('tells connection, rights and the missing owner and approval in one finding', () =>
    inPlace(under('estate', ESTATE), async ({ report }) => {
      const found = await report();
      const all = failed(found, 'ai-unregistered');
      expect(all).toHaveLength(1);
      const [finding] = all;
      expect(finding!.on).toBe('support');
      expect(finding!.title).toBe(
        'support is connected to the production database orders as postgres, who administers the server (more than it needs), without owner, approval or purpose',
      );
      expect(SEVERITIES.indexOf(finding!.severity)).toBeGreaterThanOrEqual(SEVERITIES.indexOf('high'));
      expect(finding!.evidence.map(({ file, line }) => `${file}:${line}`)).toContain('compose.yaml:5');
      expect(failed(found, 'no-owner')).toEqual([]);
    }));

  it('a user granted everything counts as much; one of its own with an owner and an approval is silent', () =>
    inPlace(
      under('estate', {
        ...ESTATE,
        'compose.yaml': compose('support_llm'),
        'db/roles.sql': 'GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO support_llm;\n',
      }),
      async ({ report, write }) => {
        const [finding] = failed(await report(), 'ai-unregistered');
        expect(finding!.title).toContain(
          'as support_llm, who may do everything there: GRANT ALL ON ALL TABLES IN SCHEMA public (db/roles.sql:1)',
        );
        write(
          under('estate', {
            'db/roles.sql': 'GRANT SELECT ON orders TO support_llm;\n',
            'pharos.yaml':
              'annotations:\n  - match: { file: "support/**" }\n    owner: service-desk\n    purpose: Answers customers\napprovals:\n  - { match: { kind: application, name: support }, by: risk, until: 2099-01-01 }\n',
          }),
        );
        expect(failed(await report(), 'ai-unregistered')).toEqual([]);
      },
    ));
});

describe('INV-05 a risk tier with its reasons', () => {
  const RANK = ['low', 'medium', 'high', 'critical'];
  const tier = (report: Report, name: string): { rank: number; why: string[] } => {
    const { riskTier, riskTierWhy } = assetNamed(report, 'application', name).properties;
    return { rank: RANK.indexOf(riskTier as string), why: riskTierWhy as string[] };
  };
  const settings = (...lines: string[]): ReturnType<typeof under> =>
    under('estate', { 'pharos.yaml': `annotations:\n  - match: { kind: application, name: desk }\n    ${lines.join('\n    ')}\n` });

  it('moves with purpose, criticality, environment and the data it reaches', () =>
    inPlace(
      under('estate', application('desk', `${CHAT}import psycopg\npsycopg.connect("postgresql://desk@crm.harbour.example/customers")\n`)),
      async ({ report, write }) => {
        const plain = tier(await report(), 'desk');
        expect(plain).toEqual({ rank: 0, why: ['it reaches customers, whose sensitivity is not stated'] });
        write(settings('purpose: Ranks candidates for open positions'));
        const annex = tier(await report(), 'desk');
        expect(annex.rank).toBe(2);
        expect(annex.why[0]).toContain('Annex III.4');
        write(settings('purpose: Decides whether a card payment is fraud'));
        expect(tier(await report(), 'desk').rank).toBe(0);
        write(settings('criticality: critical', 'environment: production'));
        const crown = tier(await report(), 'desk');
        expect(crown.rank).toBe(2);
        expect(crown.why).toContain('it is stated to be of critical criticality');
        write(
          under('estate', {
            'pharos.yaml': 'annotations:\n  - match: { kind: data-store, name: customers }\n    sensitivity: restricted\n',
          }),
        );
        const data = tier(await report(), 'desk');
        expect(data).toEqual({ rank: 1, why: ['it reaches customers, which holds restricted data'] });
      },
    ));
});

describe('INV-25 criticality flows into the score', () => {
  it('a crown-jewel tag or label raises the score of the same fault, a low one lowers it', () => {
    const bucket = (tags: string): ReturnType<typeof under> =>
      under('estate', {
        'main.tf': `resource "aws_s3_bucket" "a" {\n  bucket = "harbour-corpus"\n  tags   = { Owner = "ml"${tags} }\n}\nresource "aws_s3_bucket_acl" "a" {\n  bucket = aws_s3_bucket.a.id\n  acl    = "public-read-write"\n}\n`,
      });
    return inPlace(bucket(''), async ({ report, write }) => {
      const value = async (): Promise<{ score: number; level: string }> => {
        const found = await report();
        const finding = found.findings.find(({ check, status }) => check === 'storage-public' && status === 'fail')!;
        return { score: finding.score.value, level: finding.score.factors['criticality']!.level };
      };
      const plain = await value();
      write(bucket(', "crown-jewel" = "true"'));
      const crown = await value();
      write(bucket(', Criticality = "low"'));
      const low = await value();
      expect([crown.level, low.level]).toEqual(['critical', 'low']);
      expect(crown.score).toBeGreaterThan(plain.score);
      expect(low.score).toBeLessThan(plain.score);
    });
  });
});
