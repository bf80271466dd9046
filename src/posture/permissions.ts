import { own } from '../core/table.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Severity } from '../core/finding.ts';
import type { Asset } from '../core/snapshot.ts';
import { type PolicyStatement, statementEvidence, statementsOf } from './policy-documents.ts';
import { textsOf, type View } from './view.ts';

/** The identities something acts with: its own, else those of the workloads it runs on. */
export function identitiesOf(asset: Asset, view: View): Asset[] {
  const own = view.out(asset, 'runs-as').map((link) => link.to);
  const through = view.out(asset, 'runs-on').flatMap((link) => view.out(link.to, 'runs-as').map((one) => one.to));
  return [...new Set([...own, ...through])];
}

/** One right that is wider than any program needs. */
export interface Breadth {
  /** "every action on everything". */
  what: string;
  severity: Severity;
  evidence: Evidence;
  /** ARN of the managed policy it comes from. */
  managed?: string;
}

/**
 * AWS managed policies that give (nearly) everything, by name; a detector may have written their statements out.
 * Source: docs.aws.amazon.com/aws-managed-policy/latest/reference
 */
const MANAGED: Readonly<Record<string, { what: string; severity: Severity }>> = {
  AdministratorAccess: { what: 'every action on everything', severity: 'high' },
  PowerUserAccess: { what: 'every action except on users and roles', severity: 'high' },
  IAMFullAccess: { what: 'every action on users, roles and policies', severity: 'high' },
};

/** Conditions that narrow how a request is sent, not what it may do. */
const NARROWS_NOTHING = /^aws:(?:securetransport|requestedregion|multifactorauthpresent|currenttime|useragent)$/i;

/** What an identity may do beyond any need; empty where every right names its actions and resources. Denies are not weighed against it. */
export function broadRights(identity: Asset): Breadth[] {
  const out: Breadth[] = [];
  const written = statementsOf(identity.properties['policy']);
  const raw = Array.isArray(identity.properties['policy']) ? identity.properties['policy'] : [];
  const spelledOut = new Set<string>();
  for (const [index, statement] of written.entries()) {
    const found = breadthOf(statement);
    if (!found) continue;
    const item = raw[index];
    const managed =
      typeof item === 'object' && item !== null && !Array.isArray(item) && typeof item['managed' as keyof typeof item] === 'string'
        ? String(item['managed' as keyof typeof item])
        : undefined;
    if (managed !== undefined) spelledOut.add(managed);
    const known = managed === undefined ? undefined : own(MANAGED, nameOf(managed));
    const what = known?.what ?? found.what;
    out.push({
      what: managed === undefined ? what : `${what} (${nameOf(managed)})`,
      severity: known?.severity ?? found.severity,
      evidence: statementEvidence(statement, managed === undefined ? `allows ${found.what}` : `${nameOf(managed)} is attached`),
      ...(managed === undefined ? {} : { managed }),
    });
  }
  for (const arn of textsOf(identity, 'managedPolicies')) {
    const known = own(MANAGED, nameOf(arn));
    const evidence = identity.evidence[0];
    if (known && evidence && !spelledOut.has(arn))
      out.push({
        what: `${known.what} (${nameOf(arn)})`,
        severity: known.severity,
        evidence: { ...evidence, detail: `${nameOf(arn)} is attached` },
        managed: arn,
      });
  }
  return out;
}

/** Rights that would be too broad if a condition that could not be read did not narrow them: where they are written. */
export function unclearRights(identity: Asset): { what: string; evidence: Evidence }[] {
  return statementsOf(identity.properties['policy']).flatMap((statement) => {
    const found = statement.conditionUnknown ? breadthOf({ ...statement, conditionUnknown: false }) : undefined;
    return found
      ? [{ what: found.what, evidence: statementEvidence(statement, `allows ${found.what} under a condition that was not read`) }]
      : [];
  });
}

/** Whether anything was seen that says what the identity may do, and whether some of it lies outside what was read. */
export function policiesSeen(identity: Asset): { any: boolean; unread: string[] } {
  const written = statementsOf(identity.properties['policy']);
  const managed = textsOf(identity, 'managedPolicies');
  return {
    any: written.length > 0 || managed.length > 0,
    unread: managed.filter((arn) => !arn.startsWith('arn:aws:iam::aws:policy/')).map(nameOf),
  };
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function breadthOf(statement: PolicyStatement): { what: string; severity: Severity } | undefined {
  if (statement.effect !== 'Allow' || !isUnconditional(statement) || !coversEverything(statement)) return undefined;
  if (statement.notActions.length > 0)
    return { what: `every action but ${statement.notActions.slice(0, 3).join(', ')} on everything`, severity: 'high' };
  const actions = statement.actions.map((action) => action.toLowerCase());
  if (actions.some((action) => /^\*(?::\*)?$/.test(action))) return { what: 'every action on everything', severity: 'high' };
  const services = actions.filter((action) => /^[a-z0-9-]+:\*$/.test(action));
  const identities = services.find((action) => ['iam:*', 'sts:*', 'organizations:*', 'sso:*'].includes(action));
  if (identities !== undefined) return { what: `${identities} on everything`, severity: 'high' };
  if (actions.some((action) => ['iam:passrole', 'iam:pass*', 'iam:p*'].includes(action)))
    return { what: 'iam:PassRole on every role', severity: 'high' };
  return services.length > 0 ? { what: `${services.slice(0, 4).join(', ')} on everything`, severity: 'medium' } : undefined;
}

function isUnconditional(statement: PolicyStatement): boolean {
  if (statement.conditionUnknown) return false;
  return Object.values(statement.conditions).every((keys) => Object.keys(keys).every((key) => NARROWS_NOTHING.test(key)));
}

/** `*`, `arn:aws:s3:::*`, `arn:aws:iam::*:role/*`: a pattern without a name in it. */
function coversEverything({ resources, notResources }: PolicyStatement): boolean {
  if (notResources.length > 0) return true;
  return resources.some((resource) => {
    if (/^\*+$/.test(resource)) return true;
    const parts = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:(.*)$/.exec(resource);
    // In other services a type stands before the name (`role/`, `table/`, `secret:`); a bucket's name stands alone.
    return parts !== null && (parts[1] === 's3' ? /^\*(?:\/\*)?$/ : /^(?:[a-z-]+[/:])?\*$/).test(parts[2]!);
  });
}
