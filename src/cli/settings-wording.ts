import type * as z from 'zod';

type Issue = z.core.$ZodIssue;
type Where = readonly (string | number)[];

/** What is wrong with the settings, in our words. */
export interface Said {
  /** Where it stands. */
  path: Where;
  /** The key at that place that is meant, where it is not the value. */
  key?: string;
  reason: string;
  hint: string;
}

const GUIDE = 'docs/guides/settings.md shows each key with an example.';

/** One issue of the schema as what a person has to mend; several where several keys are unknown. */
export function saidOf(issue: Issue, settings: unknown): Said[] {
  const path = issue.path as Where;
  const at = path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path,
      key,
      reason: `${[...path, key].join('.')} is not a known key`,
      hint: `Remove or rename ${key}; docs/guides/settings.md lists the keys.`,
    }));
  const value = valueAt(settings, path);
  if (value === undefined) return [{ path, reason: `${at} is missing`, hint: hintFor(path) ?? GUIDE }];
  if (issue.code === 'invalid_value')
    return [{ path, reason: `${at} cannot be ${shown(value)}`, hint: `Use one of: ${issue.values.join(', ')}.` }];
  if (issue.code === 'invalid_type')
    return [
      {
        path,
        reason: `${at} is ${typeOf(value)} and has to be ${EXPECTED[issue.expected] ?? issue.expected}`,
        hint: hintFor(path) ?? GUIDE,
      },
    ];
  if (issue.code === 'invalid_format') return [{ path, reason: `${at} is no day: ${shown(value)}`, hint: hintFor(path) ?? GUIDE }];
  if (issue.code === 'too_small') return [{ path, reason: `${at} says too little`, hint: hintFor(path) ?? GUIDE }];
  return [{ path, reason: `${at} cannot be ${shown(value)}`, hint: GUIDE }];
}

function hintFor(path: Where): string | undefined {
  if (path.at(-1) === 'until') return 'Every approval and suppression needs an end date, as YYYY-MM-DD.';
  if (path.at(-1) === 'reason') return 'Say in a few words why.';
  return undefined;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a group of keys',
  number: 'a number',
  boolean: 'true or false',
};

function typeOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return EXPECTED[typeof value] ?? typeof value;
}

/** Long or structured values are named by what they are. */
function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? typeOf(value) : String(value).slice(0, 60);
}

function valueAt(settings: unknown, path: Where): unknown {
  let value = settings;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string | number, unknown>)[name];
  }
  return value;
}
