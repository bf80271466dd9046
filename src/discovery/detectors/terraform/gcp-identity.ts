import { type Key, strongKey } from '../../../core/keys.ts';
import type { AssetReference, Json } from '../../../core/observation.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { listOf, referencesIn, stringOf, stringsOf, textOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import { attribute, type Declared, nameOf } from './declared.ts';

/** The project a resource is made in: its own, else the provider's; undefined where it is not known. */
export function projectOf(resource: Resource, declared: Declared): string | undefined {
  const own = attribute(resource, 'project') ?? declared.providerSetting(resource, 'google', 'project');
  return own === undefined || own.includes('/') ? undefined : own;
}

/** The full resource name of Google Cloud as a key (`//service/projects/…`), where the project is known. */
export function gcpKeys(resource: Resource, service: string, path: string, declared: Declared): Key[] {
  const project = projectOf(resource, declared);
  return project === undefined || path.includes('${') ? [] : [strongKey('gcp', `//${service}/projects/${project}/${path}`)];
}

function accountKeys(mail: string): Key[] {
  const project = /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(mail)?.[1];
  return [
    ...(project === undefined ? [] : [strongKey('gcp', `//iam.googleapis.com/projects/${project}/serviceAccounts/${mail}`)]),
    strongKey('mail', mail),
  ];
}

/** Service accounts and their keys. Source: google_service_account, google_service_account_key. */
export function gcpIdentities(declared: Declared): void {
  for (const account of declared.resources('google_service_account')) {
    const id = attribute(account, 'account_id');
    const project = projectOf(account, declared);
    const mail = id === undefined || project === undefined ? undefined : `${id}@${project}.iam.gserviceaccount.com`;
    declared.asset('identity', account, mail ?? nameOf(account, 'account_id'), mail === undefined ? [] : accountKeys(mail), {
      form: 'service-account',
      platform: 'gcp',
    });
  }
  for (const key of declared.resources('google_service_account_key')) {
    const identity = declared.referred(key.attributes.get('service_account_id'), key);
    const evidence = [declared.evidence(key, `key of ${textOf(key.attributes.get('service_account_id')) ?? 'a service account'}`)];
    const secret = declared.asset('secret', key, `key ${key.address}`, [], { form: 'reference', longLived: true, platform: 'gcp' });
    if (identity?.kind === 'identity') declared.edge(secret, 'grants', identity, evidence);
  }
}

/** A service account named by address, by mail or as a member (`serviceAccount:…`). */
export function accountAt(value: Value | undefined, from: Resource, declared: Declared): AssetReference | undefined {
  const known = declared.referred(value, from);
  if (known?.kind === 'identity') return known;
  const mail = /^(?:serviceAccount:)?([a-z0-9-]+@[a-z0-9.-]+\.gserviceaccount\.com)$/.exec(stringOf(value) ?? '')?.[1];
  if (mail === undefined) return undefined;
  return declared.other(
    'identity',
    mail,
    accountKeys(mail),
    { form: 'service-account', platform: 'gcp' },
    [declared.evidence(from, `service account ${mail}`, value)],
    0.8,
  );
}

/** One member with one role, from the three forms of a grant: member, binding, policy. */
export interface Grant {
  resource: Resource;
  role: string;
  member: string | undefined;
  value: Value;
}

/** The grants of `<prefix>_iam_member`, `_iam_binding` and of `_iam_policy` with its document. */
export function grantsOf(prefix: string, declared: Declared): readonly Grant[] {
  let known = GRANTS.get(declared);
  if (!known) GRANTS.set(declared, (known = new Map<string, Grant[]>()));
  const list = known.get(prefix) ?? readGrants(prefix, declared);
  known.set(prefix, list);
  return list;
}

/** Read once for all the services that ask. */
const GRANTS = new WeakMap<Declared, Map<string, Grant[]>>();

function readGrants(prefix: string, declared: Declared): Grant[] {
  const out: Grant[] = [];
  for (const resource of declared.resources(`${prefix}_iam_member`, `${prefix}_iam_binding`)) {
    const role = attribute(resource, 'role') ?? 'unknown';
    for (const value of [...listOf(resource.attributes.get('member')), ...listOf(resource.attributes.get('members'))])
      for (const member of memberTexts(value)) out.push({ resource, role, member, value });
  }
  for (const resource of declared.resources(`${prefix}_iam_policy`)) {
    const document = declared.dataOf(resource.attributes.get('policy_data'), resource, 'google_iam_policy');
    for (const binding of document ? blocksOf(document, 'binding') : []) {
      const role = stringOf(binding.attributes.get('role')) ?? 'unknown';
      for (const value of listOf(binding.attributes.get('members')))
        for (const member of memberTexts(value)) out.push({ resource, role, member, value });
    }
  }
  return out;
}

function memberTexts(value: Value): (string | undefined)[] {
  const known = stringsOf(value);
  return known.length > 0 ? known : [undefined];
}

export function isEveryone(member: string | undefined): boolean {
  return member === 'allUsers' || member === 'allAuthenticatedUsers';
}

/** Roles that may do nearly everything. Source: cloud.google.com/iam/docs/roles-overview, "Basic roles". */
const BROAD = new Set([
  'roles/owner',
  'roles/editor',
  'roles/iam.serviceAccountTokenCreator',
  'roles/iam.securityAdmin',
  'roles/aiplatform.admin',
]);

/** Grants on a project, a folder or an organisation: a `may` edge to the project where it is known, and `roles` on the identity. */
export function gcpRoles(declared: Declared): void {
  const wide = new Map<string, { reference: AssetReference; roles: Json[] }>();
  for (const scope of ['google_project', 'google_folder', 'google_organization']) {
    for (const { resource, role, value } of grantsOf(scope, declared)) {
      const identity = accountAt(value, resource, declared) ?? memberReference(value, resource, declared);
      if (!identity) continue;
      const evidence = [declared.evidence(resource, `role ${role}`)];
      const project = scope === 'google_project' ? projectOf(resource, declared) : undefined;
      const known = wide.get(identity.key) ?? { reference: identity, roles: [] };
      known.roles.push({ role, scope: scope.slice('google_'.length), broad: BROAD.has(role), file: resource.file, line: resource.line });
      wide.set(identity.key, known);
      if (project === undefined) continue;
      const account = declared.other(
        'account',
        project,
        [strongKey('gcp', `//cloudresourcemanager.googleapis.com/projects/${project}`)],
        { platform: 'gcp' },
        evidence,
      );
      declared.edge(identity, 'may', account, evidence, { role, broad: BROAD.has(role) });
    }
  }
  for (const { reference, roles } of wide.values()) declared.describe(reference, { roles });
}

/** `"serviceAccount:${google_service_account.a.email}"`: a text with a reference in it. */
export function memberReference(value: Value, from: Resource, declared: Declared): AssetReference | undefined {
  const types = referencesIn(value).map(({ ref }) => ref);
  if (!types.some((ref) => ref.includes('google_service_account.'))) return undefined;
  const known = declared.referred(value, from);
  return known?.kind === 'identity' ? known : undefined;
}
