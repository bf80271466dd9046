import { own } from '../core/table.ts';
import type { Severity } from '../core/finding.ts';
import type { Asset } from '../core/snapshot.ts';
import type { Breadth } from './permissions.ts';
import type { PolicyStatement } from './policy-documents.ts';

/**
 * Roles that give more than a program needs when they hold for a whole project or subscription. Sources:
 * cloud.google.com/iam/docs/roles-overview ("Basic roles"), learn.microsoft.com/azure/role-based-access-control/built-in-roles.
 */
const ROLES: Readonly<Record<string, { what: string; severity: Severity }>> = {
  'roles/owner': { what: 'everything', severity: 'high' },
  'roles/editor': { what: 'change nearly everything', severity: 'high' },
  'roles/iam.serviceAccountTokenCreator': { what: 'act as every service account', severity: 'high' },
  'roles/iam.securityAdmin': { what: 'give rights to anybody', severity: 'high' },
  'roles/aiplatform.admin': { what: 'everything on Vertex AI', severity: 'medium' },
  Owner: { what: 'everything', severity: 'high' },
  Contributor: { what: 'change everything but who has rights', severity: 'high' },
  'User Access Administrator': { what: 'give rights to anybody', severity: 'high' },
  'Role Based Access Control Administrator': { what: 'give rights to anybody', severity: 'high' },
};

/** Where a role holds so widely; what is granted on a resource group holds for what one team runs. */
const WIDE: ReadonlySet<string> = new Set(['project', 'folder', 'organization', 'subscription', 'management group']);

/** Broad roles of Google Cloud and Azure, as detectors record them (`roles` of an identity). */
export function broadRoles(identity: Asset): Breadth[] {
  const { roles } = identity.properties;
  if (!Array.isArray(roles)) return [];
  return roles.flatMap((item): Breadth[] => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
    const { role, scope, broad, file, line } = item as Record<string, unknown>;
    if (broad !== true || typeof role !== 'string' || typeof scope !== 'string' || !WIDE.has(scope)) return [];
    const known = own(ROLES, role);
    if (!known) return [];
    return [
      {
        what: `${known.what} in the whole ${scope} (${role})`,
        severity: known.severity,
        evidence: {
          target: identity.evidence[0]?.target ?? '',
          ...(typeof file === 'string' ? { file } : {}),
          ...(typeof line === 'number' ? { line } : {}),
          detail: `grants ${role}`,
        },
      },
    ];
  });
}

/**
 * What a rule of Kubernetes gives beyond what a program asks the API server for, in the whole cluster or in a namespace; undefined
 * where it names what it is for. Source: kubernetes.io/docs/concepts/security/rbac-good-practices ("Privilege escalation risks").
 */
export function kubernetesBreadth({ actions, resources }: PolicyStatement): { what: string; severity: Severity } | undefined {
  const everywhere = resources.includes('*');
  const namespace = resources
    .map((resource) => /^kubernetes:namespace\/([^/]+)\/\*$/.exec(resource)?.[1])
    .find((name) => name !== undefined);
  // A rule with the names of things in it is as narrow as it can be.
  if (!everywhere && namespace === undefined) return undefined;
  const where = everywhere ? 'of the whole cluster' : `of the namespace ${namespace}`;
  const may = (resource: string, ...verbs: string[]): boolean =>
    verbs.some((verb) => [`${verb}:${resource}`, `*:${resource}`, `${verb}:*`].some((one) => actions.includes(`kubernetes:${one}`)));
  const severity = everywhere ? 'high' : 'medium';
  if (actions.includes('kubernetes:*')) return { what: 'everything in the whole cluster', severity: 'high' };
  if (actions.includes('kubernetes:*:*')) return { what: `everything ${where}`, severity };
  if (actions.some((action) => /^kubernetes:(?:impersonate|escalate|bind):/.test(action)))
    return { what: `give itself the rights of others ${where}`, severity: 'high' };
  const found = [
    ...(may('secrets', 'get', 'list', 'watch') ? ['read every secret'] : []),
    ...(may('pods/exec', 'create', 'get') ? ['run commands in every pod'] : []),
    // Whoever makes pods chooses their service account; in a namespace of its own that is what a runner of jobs does.
    ...(everywhere && may('pods', 'create') ? ['start pods as any service account'] : []),
  ];
  return found.length === 0 ? undefined : { what: `${found.join(' and ')} ${where}`, severity };
}
