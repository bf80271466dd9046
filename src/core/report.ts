import * as z from 'zod';
import { COVERAGE_STATUSES } from './coverage.ts';
import { ATTACK_EDGE_KINDS, EDGE_KINDS, STRENGTHS } from './edges.ts';
import { SEVERITIES } from './finding.ts';
import { ASSET_KINDS } from './kinds.ts';

/**
 * `pharos.report/1`: one scan, in a deterministic order. The JSON Schema in docs/reference is generated from here. Fields are
 * only ever added; a renamed or removed one makes `pharos.report/2`.
 */
const Id = z.string().min(1);
const Text = z.string();
const Time = z.iso.datetime({ offset: true }).describe('ISO 8601, UTC');

export const ReportEvidence = z.strictObject({
  target: Text.describe('Id of the target'),
  file: Text.exactOptional().describe('Relative to the target, "/" separated'),
  line: z.int().min(1).exactOptional(),
  field: Text.exactOptional(),
  commit: Text.exactOptional().describe('Short name of the git commit that holds the line, where the file as it is now is not meant'),
  detail: Text,
});

const ReportFactor = z.strictObject({ value: z.number(), level: Text, why: Text, known: z.boolean() });
export const ReportScore = z.strictObject({
  value: z.number().min(0).max(100),
  factors: z.record(z.string(), ReportFactor),
  confidence: z.number().min(0).max(1).describe('Share of the factors that rest on evidence'),
});

export const ReportAsset = z.strictObject({
  id: Id,
  aliases: z.array(Id),
  kind: z.enum(ASSET_KINDS),
  name: Text,
  keys: z.array(z.strictObject({ key: Text, strong: z.boolean() })),
  properties: z.record(z.string(), z.json()),
  evidence: z.array(ReportEvidence),
  confidence: z.number().min(0).max(1),
});

export const ReportEdge = z.strictObject({
  id: Id,
  from: Id,
  to: Id,
  kind: z.enum(EDGE_KINDS),
  strength: z.enum(STRENGTHS),
  properties: z.record(z.string(), z.json()).exactOptional(),
  evidence: z.array(ReportEvidence),
});

export const ReportFinding = z.strictObject({
  id: Id,
  check: Text,
  severity: z.enum(SEVERITIES),
  status: z.enum(['fail', 'unknown']),
  asset: Id,
  title: Text,
  saw: Text,
  why: Text,
  fix: z.strictObject({ text: Text, command: Text.exactOptional(), patch: Text.exactOptional() }),
  verify: Text,
  evidence: z.array(ReportEvidence),
  confidence: z.number().min(0).max(1),
  score: ReportScore,
  paths: z.array(Id),
  owner: Text.exactOptional(),
  frameworks: z.array(z.strictObject({ framework: Text, edition: Text, control: Text })),
  suppressed: z.strictObject({ reason: Text, until: Text }).exactOptional(),
});

export const ReportPath = z.strictObject({
  id: Id,
  kind: Text,
  title: Text,
  severity: z.enum(SEVERITIES),
  score: ReportScore,
  entry: Id,
  effect: Id,
  steps: z.array(
    z.strictObject({
      asset: Id,
      edge: Id.exactOptional(),
      attack: z.enum(ATTACK_EDGE_KINDS).exactOptional(),
      saying: Text,
      evidence: z.array(ReportEvidence),
    }),
  ),
  fixes: z.array(z.strictObject({ text: Text, command: Text.exactOptional(), cuts: z.array(Id), closes: z.int().min(0) })),
  chokePoints: z.array(Id),
  owner: Text.exactOptional(),
});

export const ReportRemediation = z
  .strictObject({
    fixes: z.array(
      z.strictObject({
        text: Text,
        command: Text.exactOptional(),
        cuts: z.array(Id).describe('Edges that are gone or harmless afterwards'),
        cost: z.number().min(0).describe('Points: 1 a line or a switch, 3 an hour or two, 10 days'),
        closes: z.int().min(0).describe('Paths that this fix closes and none before it did'),
        paths: z.array(Id),
      }),
    ),
    closes: z.int().min(0),
    of: z.int().min(0),
    cost: z.number().min(0),
    atLeast: z.number().min(0).describe('No other set of fixes that closes as much costs less; equal to cost where it is a cheapest one'),
  })
  .describe('The cheapest set of fixes that closes the paths, in the order to do them; absent where there is no path');

export const ReportFirst = z
  .strictObject({
    signals: z.array(
      z.strictObject({
        severity: z.enum(SEVERITIES),
        score: z.number(),
        title: Text,
        ids: z.array(Id).describe('Every path and finding it stands for, the one that gives the title first'),
        paths: z.int().min(0),
        findings: z.int().min(0),
        owner: Text.exactOptional(),
        fix: Text,
      }),
    ),
    of: z.int().min(0).describe('All signals, those not listed included'),
    paths: z.int().min(0).describe('How many paths the listed signals stand for'),
    findings: z.int().min(0),
    critical: z.strictObject({ shown: z.int().min(0), of: z.int().min(0) }).describe('Critical paths and findings they stand for, of all'),
    noise: z.number().min(0).max(1).describe('Signals for each path and finding'),
  })
  .describe('What to do first: at most ten signals, each a path, what one act closes, or one fault at several places');

export const ReportFramework = z
  .strictObject({
    framework: Text,
    edition: Text,
    name: Text,
    url: Text,
    categories: z.array(
      z.strictObject({
        id: Text,
        title: Text.exactOptional(),
        state: z
          .enum(['found', 'unknown', 'passed', 'not-asked'])
          .describe('not-asked: no check speaks of it, or there was nothing to ask'),
        findings: z.array(Id).describe('Findings that failed'),
        paths: z.array(Id),
        checks: z.array(Text).describe('Checks and kinds of paths that speak of it'),
        asked: z.int().min(0).describe('Answers of these checks'),
      }),
    ),
    untagged: z.array(Id).describe('Findings that no category speaks of'),
  })
  .describe('Every category of the OWASP lists in the edition named, empty ones as well');

export const ReportCoverage = z.strictObject({
  target: Text,
  file: Text.exactOptional(),
  what: Text,
  status: z.enum(COVERAGE_STATUSES),
  reason: Text,
});

export const Report = z.strictObject({
  schema: z.literal('pharos.report/1'),
  pharos: Text.describe('Version of Pharos that wrote the report'),
  scan: z.strictObject({
    id: Id,
    started: Time,
    finished: Time,
    complete: z.boolean().describe('True when everything that was asked was read'),
    targets: z.array(z.strictObject({ id: Id, kind: Text, name: Text })),
  }),
  assets: z.array(ReportAsset),
  edges: z.array(ReportEdge),
  checks: z.array(z.strictObject({ id: Text, pass: z.int().min(0), fail: z.int().min(0), unknown: z.int().min(0) })),
  findings: z.array(ReportFinding),
  paths: z.array(ReportPath),
  remediation: ReportRemediation.exactOptional(),
  first: ReportFirst.exactOptional(),
  frameworks: z.array(ReportFramework).exactOptional(),
  coverage: z.array(ReportCoverage),
});
export type Report = z.infer<typeof Report>;
