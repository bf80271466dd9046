import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../src/core/finding.ts';
import { failed, inPlace } from '../pharos.ts';
import { exchanged, fixture } from './fixture.ts';

describe('RISK-12 public storage that contains training data', () => {
  it('ranks a public-read ACL on the bucket of train.py above the same ACL on the bucket of a website', () =>
    inPlace(fixture('harbour'), async ({ report }) => {
      const found = await report();
      const [training] = failed(found, 'training-data-public-read');
      const [website] = failed(found, 'storage-public');
      expect([training?.on, website?.on]).toEqual(['harbour-berth-records', 'harbour-visitors-site']);
      expect(SEVERITIES.indexOf(training!.severity)).toBeGreaterThan(SEVERITIES.indexOf(website!.severity));
      const order = found.findings.map(({ id }) => id);
      expect(order.indexOf(training!.id)).toBeLessThan(order.indexOf(website!.id));
      expect(training!.evidence.map(({ file, line }) => `${file}:${line}`)).toEqual(
        expect.arrayContaining(['infra/main.tf:13', 'training/train.py:11']),
      );
    }));

  it('RISK-12 partial: says nothing of the same bucket once its ACL is private, and tells one fault once', () =>
    inPlace(fixture('harbour'), async ({ report, write }) => {
      const before = await report();
      const ofBucket = before.findings.filter(({ status, title }) => status === 'fail' && title.includes('harbour-berth-records'));
      expect(ofBucket.map(({ check }) => check)).toEqual(['training-data-public-read']);
      const acl = 'bucket = aws_s3_bucket.records.id\n  acl    = "public-read"';
      write({ 'estate/infra/main.tf': exchanged(fixture('harbour')['estate/infra/main.tf'], acl, acl.replace('public-read', 'private')) });
      expect(failed(await report(), 'training-data-public-read')).toEqual([]);
    }));
});

describe('RISK-28 dangerous tools in one agent', () => {
  it('flags SQL on production and unrestricted e-mail in one agent, with both lines, and not its harmless twin', () =>
    inPlace(fixture('ferry'), async ({ report }) => {
      const found = await report();
      const checks = ['agent-excessive-permissions', 'agent-lethal-trifecta', 'no-human-approval'];
      const flagged = checks.flatMap((check) => failed(found, check));
      expect(flagged.map(({ on }) => on)).toEqual(['Ticket counter']);
      expect(['high', 'critical']).toContain(flagged[0]!.severity);
      expect(flagged[0]!.saw).toContain('query_bookings');
      expect(flagged[0]!.saw).toContain('send_mail');
      const lines = flagged[0]!.evidence.filter(({ file }) => file === 'counter/agent.py').map(({ line }) => line);
      expect(lines).toEqual(expect.arrayContaining([16, 28]));
    }));

  it('RISK-28 partial: tells the irreversible tool that asks nobody, and not the twin with a fixed recipient', () =>
    inPlace(fixture('ferry'), async ({ report }) => {
      expect(failed(await report(), 'no-human-approval').map(({ on }) => on)).toEqual(['Ticket counter']);
    }));
});

/** A notebook and a model server, each with rights of its own, and one of each as it should be. */
const RIGHTS = (wide: boolean): Record<string, string> => ({
  'estate/main.tf': `resource "aws_iam_role" "lab" {
  name               = "tide-lab"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "lab" {
  role   = aws_iam_role.lab.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [${wide ? '{ Effect = "Allow", Action = "*", Resource = "*" }' : '{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::tides/*" }'}] })
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name                   = "tide-lab"
  role_arn               = aws_iam_role.lab.arn
  instance_type          = "ml.t3.medium"
  subnet_id              = "subnet-1"
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
}
`,
  'estate/llm.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: { name: tide-llm, namespace: ml }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${wide ? 'ClusterRoleBinding' : 'RoleBinding'}
metadata: { name: tide-llm${wide ? '' : ', namespace: ml'} }
subjects: [{ kind: ServiceAccount, name: tide-llm, namespace: ml }]
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${wide ? 'cluster-admin' : 'view'} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: tide-llm, namespace: ml }
spec:
  selector: { matchLabels: { app: tide-llm } }
  template:
    metadata: { labels: { app: tide-llm } }
    spec:
      serviceAccountName: tide-llm
      containers:
        - { name: vllm, image: "vllm/vllm-openai:v0.9.1", args: ["--model=Qwen/Qwen2.5-7B-Instruct"] }
`,
});

describe('RISK-28 partial: rights of AI identities', () => {
  it('RISK-28 partial: tells the identity of a notebook and of a model server once, at the line of the policy, and not their scoped twins', () =>
    inPlace(RIGHTS(true), async ({ report, write }) => {
      const told = failed(await report(), 'ai-identity-excessive-rights');
      expect(told.map(({ on, evidence }) => `${on} ${evidence[0]!.file}:${evidence[0]!.line}`).sort()).toEqual([
        'tide-lab main.tf:8',
        'tide-llm llm.yaml:9',
      ]);
      write(RIGHTS(false));
      expect(failed(await report(), 'ai-identity-excessive-rights')).toEqual([]);
    }));
});

describe('RISK-47 models without guardrails', () => {
  it('flags the Bedrock agent without a guardrail identifier, at its line, and passes the one that has it', () =>
    inPlace(fixture('lighthouse'), async ({ report }) => {
      const found = await report();
      const flagged = failed(found, 'guardrail-missing');
      expect(flagged.map(({ on }) => on)).toEqual(['lighthouse-keeper']);
      expect(flagged[0]!.evidence[0]).toMatchObject({ file: 'main.tf', line: 41 });
      expect(found.checks.find(({ id }) => id === 'guardrail-missing')).toEqual({ id: 'guardrail-missing', pass: 1, fail: 1, unknown: 0 });
    }));

  it('RISK-47 partial: is silent once the identifier stands there', () =>
    inPlace(fixture('lighthouse'), async ({ report, write }) => {
      const instruction = 'instruction             = "You answer the keepers\' questions about lamps, fog signals and repairs."';
      const guarded = `${instruction}\n\n  guardrail_configuration {\n    guardrail_identifier = aws_bedrock_guardrail.tours.guardrail_id\n    guardrail_version    = "1"\n  }`;
      write({ 'estate/main.tf': exchanged(fixture('lighthouse')['estate/main.tf'], instruction, guarded) });
      expect(failed(await report(), 'guardrail-missing')).toEqual([]);
    }));
});
