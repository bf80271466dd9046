import type { Evidence } from '../core/evidence.ts';
import type { Json } from '../core/observation.ts';

/**
 * Statements of AWS policy documents as detectors record them (property `policy` of data stores and identities, `trust` of
 * roles), and what they allow. Only what is decided by the document itself is decided here; a condition that cannot be judged
 * leaves the permission conditional.
 */
export interface PolicyStatement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  notActions: string[];
  resources: string[];
  notResources: string[];
  /** `*`, an ARN, an account, a service host name; empty for identity policies. */
  principals: string[];
  /** operator → key → values: what is known of them. */
  conditions: Record<string, Record<string, string[]>>;
  /** It has a condition of which some could not be read: conditional, but on what is not known. */
  conditionUnknown: boolean;
  target: string;
  file: string;
  line: number;
}

/** Reads the property a detector wrote; statements that do not fit are left out. */
export function statementsOf(property: Json | undefined): PolicyStatement[] {
  if (!Array.isArray(property)) return [];
  return property
    .filter((item): item is { [name: string]: Json } => typeof item === 'object' && item !== null && !Array.isArray(item))
    .map(readStatement);
}

function readStatement(item: { readonly [name: string]: Json | undefined }): PolicyStatement {
  const list = (name: string): string[] => {
    const value = item[name];
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : typeof value === 'string' ? [value] : [];
  };
  const text = (name: string): string => {
    const value = item[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    effect: item['effect'] === 'Deny' ? 'Deny' : 'Allow',
    actions: list('actions'),
    notActions: list('notActions'),
    resources: list('resources'),
    notResources: list('notResources'),
    principals: list('principals'),
    conditions: conditionsIn(item['conditions']),
    conditionUnknown: item['conditionUnknown'] === true,
    target: text('target'),
    file: text('file'),
    line: typeof item['line'] === 'number' ? item['line'] : 1,
  };
}

function conditionsIn(value: Json | undefined): PolicyStatement['conditions'] {
  const out: PolicyStatement['conditions'] = {};
  for (const [operator, keys] of entriesOf(value)) {
    out[operator] = Object.fromEntries(
      entriesOf(keys).map(([key, values]) => [key, [values].flat().filter((one) => typeof one === 'string')]),
    );
  }
  return out;
}

function entriesOf(value: Json | undefined): [string, Json][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
}

export function statementEvidence(statement: PolicyStatement, detail: string): Evidence {
  return { target: statement.target, file: statement.file, line: statement.line, detail };
}

/** IAM wildcards: `*` any run, `?` one character; actions without case. Linear by two remembered positions. */
export function matchesPattern(pattern: string, text: string, caseless = false): boolean {
  const p = caseless ? pattern.toLowerCase() : pattern;
  const t = caseless ? text.toLowerCase() : text;
  let i = 0;
  let j = 0;
  let star = -1;
  let mark = 0;
  while (j < t.length) {
    if (i < p.length && (p[i] === '?' || (p[i] === t[j] && p[i] !== '*'))) {
      i++;
      j++;
    } else if (p[i] === '*') {
      star = i++;
      mark = j;
    } else if (star >= 0) {
      i = star + 1;
      j = ++mark;
    } else return false;
  }
  while (p[i] === '*') i++;
  return i === p.length;
}

export function coversAction(statement: PolicyStatement, action: string): boolean {
  if (statement.notActions.length > 0) return !statement.notActions.some((pattern) => matchesPattern(pattern, action, true));
  return statement.actions.some((pattern) => matchesPattern(pattern, action, true));
}

/** Whether the statement speaks of the resource, or (for an object action) of things inside it. */
export function coversResource(statement: PolicyStatement, arn: string): boolean {
  const names = [arn, `${arn}/x`];
  if (statement.notResources.length > 0)
    return !names.every((name) => statement.notResources.some((pattern) => matchesPattern(pattern, name)));
  return statement.resources.some((pattern) => names.some((name) => matchesPattern(pattern, name)));
}

/** Condition keys that keep strangers out when they are compared with literal values. */
const KEEPS_STRANGERS_OUT =
  /^(?:aws:(?:principalorgid|principalorgpaths|principalaccount|principalarn|principaltag\/.+|sourcevpc|sourcevpce|vpcsourceip|sourcearn|sourceaccount|sourceorgid|sourceorgpaths|userid|username|calledvia|calledviafirst|calledvialast|principalisawsservice|principalservicename|federatedprovider|sourceidentity)|s3:(?:dataaccesspointarn|dataaccesspointaccount|accesspointnetworkorigin)|kms:.*|saml:.*|.*:sub|.*:aud|.*:org_id)$/i;

/** Whether the statement holds only under a condition, known or not. */
export function isConditional(statement: PolicyStatement): boolean {
  return statement.conditionUnknown || Object.keys(statement.conditions).length > 0;
}

/**
 * Whether anybody at all fits the statement: principal `*` and no condition that keeps strangers out. Unknown where a condition
 * decides it that could not be read (a variable without a value, a part of the document that is made elsewhere).
 */
export function admitsStrangers(statement: PolicyStatement): boolean | undefined {
  if (!statement.principals.includes('*')) return false;
  let unclear = statement.conditionUnknown;
  for (const [operator, keys] of Object.entries(statement.conditions)) {
    const negated = /not/i.test(operator) && !/^null$/i.test(operator);
    for (const [key, values] of Object.entries(keys)) {
      if (values.length === 0) unclear ||= KEEPS_STRANGERS_OUT.test(key);
      else if (/^aws:sourceip$/i.test(key)) {
        if (negated || values.some((value) => /^(?:0\.0\.0\.0\/0|::\/0|0\.0\.0\.0\/1|128\.0\.0\.0\/1)$/.test(value))) continue;
        if (!values.some((value) => value.includes('${'))) return false;
        unclear = true;
      } else if (KEEPS_STRANGERS_OUT.test(key) && !negated && !values.every((value) => /^\**$/.test(value) || value === 'arn:*'))
        return false;
    }
  }
  return unclear ? undefined : true;
}

/** Whether anybody at all certainly fits the statement. */
export function isForEverybody(statement: PolicyStatement): boolean {
  return admitsStrangers(statement) === true;
}
