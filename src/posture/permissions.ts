import { own } from '../core/table.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Severity } from '../core/finding.ts';
import type { Asset } from '../core/snapshot.ts';
import { broadRoles, kubernetesBreadth } from './granted-roles.ts';
import { type PolicyStatement, statementEvidence, statementsOf } from './policy-documents.ts';
import { textsOf, type View } from './view.ts';
import { commandName, shellWord } from './wording.ts';

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
  return [...out, ...broadRoles(identity)];
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
    any: written.length > 0 || managed.length > 0 || Array.isArray(identity.properties['roles']),
    unread: managed.filter((arn) => !arn.startsWith('arn:aws:iam::aws:policy/')).map(nameOf),
  };
}

/** "do every action on everything", "read every secret of the whole cluster". */
export function mayDo(what: string): string {
  return /^(?:read|run|start|give|act|change) /.test(what) ? what : `do ${what}`;
}

/** How to make it less, in words and, where there is one, as a command. */
export function narrowed(identity: Asset, needs: string, { managed }: Breadth): { text: string; command?: string } {
  const arn = identity.keys.find(({ key }) => key.startsWith('arn:'))?.key.slice('arn:'.length);
  const { platform, namespace } = identity.properties;
  if (platform === 'kubernetes')
    return {
      text: `Bind ${identity.name} to a Role in its namespace with the verbs and resources ${needs}, and secrets by \`resourceNames\`; where it asks the API server for nothing, set \`automountServiceAccountToken: false\`.`,
      ...(typeof namespace === 'string'
        ? { command: `kubectl auth can-i --list --as=${shellWord(`system:serviceaccount:${namespace}:${identity.name}`)}` }
        : {}),
    };
  if (platform === 'gcp' || platform === 'azure')
    return {
      text: `Give ${identity.name} only the roles ${needs}, each on the resource it is used on. What it really used is known to ${platform === 'gcp' ? 'the role recommendations of IAM' : 'the activity log'}.`,
    };
  return {
    text: `Give ${identity.name} only the actions ${needs}, each with the ARN it is used on${managed === undefined ? '' : ', and detach the managed policy'}. What it really used in the last weeks is known to IAM Access Analyzer.`,
    ...(managed !== undefined
      ? {
          command: `aws iam detach-role-policy --role-name ${shellWord(commandName(identity))} --policy-arn ${shellWord(managed)}`,
        }
      : arn === undefined
        ? {}
        : { command: `aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL --arn ${shellWord(arn)}` }),
  };
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function breadthOf(statement: PolicyStatement): { what: string; severity: Severity } | undefined {
  if (statement.effect !== 'Allow' || !isUnconditional(statement)) return undefined;
  if (statement.actions.some((action) => action.startsWith('kubernetes:'))) return kubernetesBreadth(statement);
  if (!coversEverything(statement)) return undefined;
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
