import { at, itemsOf, textOf, textsOf, type Tree } from '../../containers/documents.ts';
import type { Places } from '../../containers/places.ts';
import { type Key, strongKey } from '../../../core/keys.ts';
import type { Json, Properties } from '../../../core/observation.ts';
import type { KubernetesObject } from './objects.ts';

/** Rights as posture reads policies: actions `kubernetes:<verb>:<resource>`, `kubernetes:*` for everything. */
export interface Rights {
  /** Statements (posture/policy-documents.ts). */
  policy: Json[];
  /** In words: cluster-admin, wildcard, read-secrets, exec, create-pods, impersonate, escalate. */
  rights: string[];
}

/** Cluster roles every cluster has. Source: kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles */
const BUILT_IN: Readonly<Record<string, { actions: string[]; rights: string[] }>> = {
  'cluster-admin': { actions: ['kubernetes:*'], rights: ['cluster-admin'] },
  admin: { actions: ['kubernetes:*:*'], rights: ['wildcard', 'read-secrets'] },
  edit: { actions: ['kubernetes:write:*', 'kubernetes:get:secrets'], rights: ['read-secrets', 'create-pods', 'exec'] },
  // Everything but secrets.
  view: { actions: ['pods', 'configmaps', 'services', 'deployments', 'jobs'].map((resource) => `kubernetes:get:${resource}`), rights: [] },
};

/** What a service account is bound to, in its namespace or everywhere. */
export function rightsOf(
  name: string,
  namespace: string | undefined,
  objects: readonly KubernetesObject[],
  places: Places,
  target: string,
): Rights {
  const policy: Json[] = [];
  const rights = new Set<string>();
  for (const binding of objects) {
    if (!/^(?:Cluster)?RoleBinding$/.test(binding.kind) || !binds(binding, name, namespace)) continue;
    const everywhere = binding.kind === 'ClusterRoleBinding';
    const role = textOf(at(binding.tree, 'roleRef', 'name'));
    if (role === undefined) continue;
    const scope = everywhere ? '' : `namespace/${binding.namespace ?? '?'}/`;
    const kind = textOf(at(binding.tree, 'roleRef', 'kind')) ?? 'ClusterRole';
    const place = at(binding.tree, 'roleRef')?.l ?? binding.tree.l;
    const declared = objects.find(
      (one) =>
        one.kind === kind &&
        one.name === role &&
        (kind === 'ClusterRole' || binding.namespace === undefined || one.namespace === undefined || one.namespace === binding.namespace),
    );
    const known = kind === 'ClusterRole' && Object.hasOwn(BUILT_IN, role) ? BUILT_IN[role] : undefined;
    if (known && !declared) {
      policy.push(
        statement(
          known.actions,
          [everywhere ? '*' : `kubernetes:${scope}*`],
          place,
          places,
          target,
          everywhere && role === 'cluster-admin' ? role : undefined,
        ),
      );
      for (const right of known.rights) rights.add(everywhere || right !== 'cluster-admin' ? right : 'wildcard');
      continue;
    }
    for (const rule of itemsOf(at(declared?.tree, 'rules')).slice(0, 200)) {
      const { actions, resources, words } = ruleOf(rule, scope, everywhere);
      if (actions.length === 0) continue;
      policy.push(statement(actions, resources, rule.l, places, target));
      for (const word of words) rights.add(word);
    }
  }
  return { policy, rights: [...rights].sort() };
}

function binds(binding: KubernetesObject, name: string, namespace: string | undefined): boolean {
  return itemsOf(at(binding.tree, 'subjects')).some((subject) => {
    const kind = textOf(at(subject, 'kind'));
    const called = textOf(at(subject, 'name')) ?? '';
    const inside = textOf(at(subject, 'namespace')) ?? binding.namespace;
    if (kind === 'ServiceAccount') return called === name && (inside === undefined || namespace === undefined || inside === namespace);
    if (kind !== 'Group') return false;
    return (
      called === 'system:serviceaccounts' ||
      called === 'system:authenticated' ||
      (namespace !== undefined && called === `system:serviceaccounts:${namespace}`)
    );
  });
}

function ruleOf(rule: Tree, scope: string, everywhere: boolean): { actions: string[]; resources: string[]; words: string[] } {
  const verbs = textsOf(at(rule, 'verbs'));
  const groups = textsOf(at(rule, 'apiGroups'));
  // `*` of a group of its own (`ray.io`) covers nothing of the cluster's own: it is told with its group.
  const own = groups.length === 0 || groups.includes('') || groups.includes('*');
  const resources = textsOf(at(rule, 'resources')).map((one) =>
    own || (groups[0] === 'apps' && one !== '*') ? one : `${groups[0]}/${one}`,
  );
  const names = textsOf(at(rule, 'resourceNames'));
  const all = verbs.includes('*') && resources.includes('*');
  const actions =
    all && groups.includes('*') && names.length === 0 && everywhere
      ? ['kubernetes:*']
      : verbs.flatMap((verb) => resources.map((resource) => `kubernetes:${verb}:${resource}`));
  const on =
    names.length > 0
      ? names.flatMap((one) => resources.map((resource) => `kubernetes:${scope}${resource}/${one}`))
      : [everywhere ? '*' : `kubernetes:${scope}*`];
  const can = (verb: string[], resource: string): boolean =>
    names.length === 0 &&
    (verbs.includes('*') || verb.some((one) => verbs.includes(one))) &&
    (resources.includes('*') || resources.includes(resource));
  const words = [
    ...(all ? ['wildcard'] : []),
    ...(can(['get', 'list', 'watch'], 'secrets') ? ['read-secrets'] : []),
    ...(can(['create', 'get'], 'pods/exec') ? ['exec'] : []),
    ...(can(['create'], 'pods') || can(['create', 'patch', 'update'], 'deployments') ? ['create-pods'] : []),
    ...(verbs.includes('impersonate') ? ['impersonate'] : []),
    ...(verbs.includes('escalate') || verbs.includes('bind') ? ['escalate'] : []),
  ];
  return { actions: actions.slice(0, 200), resources: on.slice(0, 100), words };
}

function statement(actions: string[], resources: string[], place: number, places: Places, target: string, managed?: string): Json {
  const [seen] = places.seen(place, '');
  return {
    effect: 'Allow',
    actions,
    notActions: [],
    resources,
    notResources: [],
    principals: [],
    conditions: {},
    ...(managed === undefined ? {} : { managed }),
    target,
    file: seen?.file ?? '',
    line: seen?.line ?? 1,
  };
}

export interface CloudIdentity {
  name: string;
  keys: Key[];
  properties: Properties;
  at: number;
}

/**
 * The cloud identity a service account stands for. Sources: docs.aws.amazon.com (IRSA), cloud.google.com (Workload Identity
 * Federation for GKE), azure.github.io/azure-workload-identity.
 */
export function cloudIdentities(account: KubernetesObject): CloudIdentity[] {
  const out: CloudIdentity[] = [];
  const line = (name: string): number => at(account.tree, 'metadata', 'annotations', name)?.l ?? account.tree.l;
  const arn = account.annotations['eks.amazonaws.com/role-arn'];
  if (arn !== undefined && /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,600}$/.test(arn))
    out.push({
      name: arn.slice(arn.lastIndexOf('/') + 1),
      keys: [strongKey('arn', arn)],
      properties: { form: 'role', platform: 'aws' },
      at: line('eks.amazonaws.com/role-arn'),
    });
  const mail = account.annotations['iam.gke.io/gcp-service-account'];
  if (mail !== undefined && /^[\w.-]+@[\w.-]+\.iam\.gserviceaccount\.com$/.test(mail))
    out.push({
      name: mail,
      keys: [
        strongKey('gcp', `//iam.googleapis.com/projects/${mail.split('@')[1]!.split('.')[0]}/serviceAccounts/${mail}`),
        strongKey('mail', mail),
      ],
      properties: { form: 'service-account', platform: 'gcp' },
      at: line('iam.gke.io/gcp-service-account'),
    });
  const client = account.annotations['azure.workload.identity/client-id'];
  if (client !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(client))
    out.push({
      name: client,
      keys: [strongKey('azure', `client/${client.toLowerCase()}`)],
      properties: { form: 'service-account', platform: 'azure' },
      at: line('azure.workload.identity/client-id'),
    });
  return out;
}
