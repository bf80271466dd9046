import { strongKey, weakKey } from '../../../core/keys.ts';
import type { AssetObservation } from '../../../core/observation.ts';
import type { Step } from './model.ts';
import type { Written } from './tree.ts';

/** A cloud identity a step takes on, by OpenID Connect or a stored key. */
export interface RoleUse {
  /** The ARN, the address of the service account, or the expression that stands for it. */
  shown: string;
  file: string;
  line: number;
  /** Undefined where only an expression is written. */
  asset?: Pick<AssetObservation, 'kind' | 'name' | 'keys' | 'properties'>;
}

const ROLE = /arn:aws[\w-]{0,10}:iam::\d{12}:role\/[\w+=,.@/-]{1,200}/;

/** Source: README files of aws-actions/configure-aws-credentials, google-github-actions/auth, azure/login. */
export function rolesOf(step: Step): RoleUse[] {
  const uses = (step.uses?.text ?? '').toLowerCase();
  if (uses.startsWith('aws-actions/configure-aws-credentials@')) return roleFrom(step, step.with['role-to-assume'], awsRole);
  if (uses.startsWith('google-github-actions/auth@'))
    return roleFrom(
      step,
      step.with['service_account'] ?? step.with['workload_identity_provider'] ?? step.with['credentials_json'],
      googleAccount,
    );
  if (uses.startsWith('azure/login@'))
    return roleFrom(step, step.with['client-id'] ?? step.with['creds'], azureApplication(step.with['tenant-id']?.text));
  if (!step.run) return [];
  const out: RoleUse[] = [];
  for (const { text, line } of [step.run, ...Object.values(step.env)]) {
    if (!/assume-role|ROLE_ARN|--role-arn/.test(text) && !ROLE.test(text)) continue;
    const at = text.split('\n').findIndex((one) => ROLE.test(one));
    const arn = ROLE.exec(text)?.[0];
    if (arn !== undefined && !out.some(({ shown }) => shown === arn))
      out.push({ shown: arn, file: step.file, line: line + Math.max(0, at), asset: awsRole(arn)! });
  }
  return out;
}

function roleFrom(step: Step, written: Written | undefined, assetOf: (text: string) => RoleUse['asset']): RoleUse[] {
  if (!written) return [];
  const text = written.text.trim();
  const variable = /^\$\{\{\s{0,5}env\.(\w{1,100})\s{0,5}\}\}$/.exec(text)?.[1];
  const shown = (variable === undefined ? undefined : step.env[variable]?.text.trim()) ?? text;
  const asset = assetOf(shown);
  return [{ shown: shown.slice(0, 200), file: step.file, line: written.line, ...(asset ? { asset } : {}) }];
}

function awsRole(text: string): RoleUse['asset'] {
  const arn = ROLE.exec(text)?.[0];
  if (arn === undefined) return undefined;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return { kind: 'identity', name, keys: [strongKey('arn', arn), weakKey('name', name)], properties: { form: 'role', platform: 'aws' } };
}

function googleAccount(text: string): RoleUse['asset'] {
  const [email, project] = /^[\w.-]{1,100}@([\w-]{1,100})\.iam\.gserviceaccount\.com$/.exec(text) ?? [];
  if (email === undefined) return undefined;
  return {
    kind: 'identity',
    name: email,
    keys: [strongKey('gcp', `//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`), strongKey('mail', email)],
    properties: { form: 'service-account', platform: 'gcp' },
  };
}

function azureApplication(tenant: string | undefined): (text: string) => RoleUse['asset'] {
  return (text) => {
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return undefined;
    return {
      kind: 'identity',
      name: text,
      keys: [strongKey('azure', `application/${text.toLowerCase()}`)],
      properties: { form: 'service-account', platform: 'azure', ...(tenant === undefined || tenant.includes('$') ? {} : { tenant }) },
    };
  };
}
