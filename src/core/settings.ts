import * as z from 'zod';
import { ASSET_KINDS } from './kinds.ts';

/**
 * pharos.yaml: what the organisation says of its own estate. The schema stands here; cli and server parse the file. The JSON
 * Schema in docs/reference/pharos.schema.json is generated from it.
 */
const Pattern = z.string().min(1).describe('Glob over names or files: * within a segment, ** across segments');
const Day = z.iso.date().describe('YYYY-MM-DD');

export const SENSITIVITIES = ['public', 'internal', 'confidential', 'restricted'] as const;
export const CRITICALITIES = ['low', 'medium', 'high', 'critical'] as const;
export const ENVIRONMENTS = ['production', 'staging', 'development', 'test', 'sandbox'] as const;

const Match = z.strictObject({
  kind: z.enum(ASSET_KINDS).optional().describe('Only assets of this kind'),
  name: Pattern.optional().describe('Asset name'),
  file: Pattern.optional().describe('A file the asset was seen in'),
  key: Pattern.optional().describe('One of its keys, such as arn:aws:s3:::data-*'),
});

export const Annotation = z.strictObject({
  match: Match,
  owner: z.string().min(1).optional().describe('Person or team that answers for it'),
  purpose: z.string().min(1).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  criticality: z.enum(CRITICALITIES).optional(),
  sensitivity: z.enum(SENSITIVITIES).optional(),
});

export const Settings = z.strictObject({
  name: z.string().min(1).optional().describe('Name of this source; else the git remote, else the folder'),
  sanctioned: z
    .strictObject({
      providers: z.array(Pattern).optional().describe('Model providers in allowed use; with a list, every other one is shadow AI'),
      models: z.array(Pattern).optional(),
      tools: z.array(Pattern).optional().describe('Agent tools and MCP servers'),
      saas: z.array(Pattern).optional(),
    })
    .optional(),
  annotations: z
    .array(Annotation)
    .optional()
    .describe('Owner, purpose, environment, criticality and sensitivity by pattern; the last match wins'),
  approvals: z
    .array(z.strictObject({ match: Match, by: z.string().min(1), until: Day, reason: z.string().min(1).optional() }))
    .optional()
    .describe('Who approved which asset, until when'),
  ignore: z.array(Pattern).optional().describe('Files that are not read; each stands in the coverage'),
  suppressions: z
    .array(
      z.strictObject({
        check: z.string().min(1),
        match: Match.optional(),
        finding: z.string().optional().describe('One finding by id'),
        reason: z.string().min(3),
        until: Day.describe('YYYY-MM-DD, at most a year after today'),
      }),
    )
    .optional()
    .describe('Accepted findings, with reason and end date'),
});

/**
 * The last day a suppression may end on: a year after today. What is accepted for longer is looked at by nobody again. An approval
 * names who answers for it, and may end on any day.
 */
export function latestEnd(today: string): string {
  return `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
}
export type Settings = z.infer<typeof Settings>;
export type Match = z.infer<typeof Match>;
export type Annotation = z.infer<typeof Annotation>;
