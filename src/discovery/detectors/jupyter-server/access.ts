import type { Properties } from '../../../core/observation.ts';
import type { Setting, Settings } from './settings.ts';

export interface Access {
  properties: Properties;
  /** `authWhy` of the properties. */
  why: string;
  /** Lines that decide, the most telling first. */
  lines: number[];
}

const SERVER = ['ServerApp', 'NotebookApp', 'LabApp', 'JupyterApp', 'SingleUserNotebookApp'];

/** Who may use a Jupyter server, and from where. Source: https://jupyter-server.readthedocs.io/en/latest/operators/security.html */
export function serverAccess(settings: Settings): Access | undefined {
  const token = last(settings, [...SERVER, 'IdentityProvider'], 'token');
  const password = last(settings, SERVER, 'password') ?? last(settings, ['PasswordIdentityProvider'], 'hashed_password');
  const ip = last(settings, SERVER, 'ip');
  const origin = last(settings, SERVER, 'allow_origin') ?? last(settings, SERVER, 'allow_origin_pat');
  const root = last(settings, SERVER, 'allow_root');
  const xsrf = last(settings, SERVER, 'disable_check_xsrf');
  const remote = last(settings, SERVER, 'allow_remote_access');
  const said = [token, password, ip, origin, root, xsrf, remote].filter((one) => one !== undefined);
  if (said.length === 0) return undefined;
  const auth = authOf(token, password);
  return {
    why: auth.authWhy,
    properties: {
      form: 'server',
      server: 'jupyter',
      ...auth,
      listens: listensOn(ip),
      ...(origin === undefined ? {} : { allowOrigin: textOf(origin) === '.*' ? '*' : (textOf(origin) ?? 'unknown') }),
      ...(isTrue(root) ? { runsAsRoot: true } : {}),
      ...(isTrue(xsrf) ? { xsrfCheck: false } : {}),
    },
    lines: linesOf([token, password, origin], said),
  };
}

/** What decides who comes in; without it whatever is set. */
function linesOf(deciding: readonly (Setting | undefined)[], said: readonly Setting[]): number[] {
  const found = deciding.filter((one) => one !== undefined);
  return (found.length > 0 ? found : said).map(({ line }) => line);
}

/** Without either setting the server makes a token at each start; a password switches the token off. */
function authOf(token: Setting | undefined, password: Setting | undefined): { auth: string; authWhy: string } {
  if (password && ('computed' in password || (textOf(password) ?? '') !== '')) return { auth: 'password', authWhy: 'a password is set' };
  if (token === undefined) return { auth: 'token', authWhy: 'a token is made at each start' };
  if ('computed' in token) return { auth: 'unknown', authWhy: 'the token is decided when the server starts' };
  return textOf(token) === ''
    ? { auth: 'none', authWhy: 'the token is switched off and no password is set' }
    : { auth: 'token', authWhy: 'a token is set' };
}

/** Every address, this machine only (the default), or what is written. */
function listensOn(ip: Setting | undefined): string {
  if (ip === undefined) return 'local';
  const text = textOf(ip);
  if (text === undefined) return 'unknown';
  if (/^(?:0\.0\.0\.0|\*|::|)$/.test(text)) return 'all';
  return /^(?:localhost|127\.|::1)/.test(text) ? 'local' : text;
}

const HUB = ['JupyterHub'];
/** Authenticators that ask nothing of anybody. */
const OPEN = /^(?:dummy|null|.*\.(?:DummyAuthenticator|NullAuthenticator)|.*tmpauthenticator.*|tmp)$/i;

/** Who may use a JupyterHub. Source: https://jupyterhub.readthedocs.io/en/stable/reference/authenticators.html */
export function hubAccess(settings: Settings): Access | undefined {
  const authenticator = last(settings, HUB, 'authenticator_class');
  const shared =
    last(settings, ['DummyAuthenticator', 'SharedPasswordAuthenticator'], 'password') ??
    last(settings, ['SharedPasswordAuthenticator'], 'user_password');
  const bind = last(settings, HUB, 'bind_url');
  const ip = last(settings, HUB, 'ip');
  const args = last(settings, ['Spawner', 'DockerSpawner', 'KubeSpawner'], 'args');
  const open = last(settings, ['Authenticator', 'NativeAuthenticator'], 'open_signup');
  const all = last(settings, ['Authenticator'], 'allow_all');
  const said = [authenticator, shared, bind, ip, args, open, all].filter((one) => one !== undefined);
  if (said.length === 0) return undefined;
  const name = textOf(authenticator);
  const isOpen = name !== undefined && OPEN.test(name) && (shared === undefined || textOf(shared) === '');
  const auth = isOpen
    ? { auth: 'none', authWhy: `the authenticator ${name} lets everybody in` }
    : authenticator && name === undefined
      ? { auth: 'unknown', authWhy: 'the authenticator is decided when the hub starts' }
      : isTrue(open)
        ? { auth: 'open-signup', authWhy: 'everybody may sign up' }
        : {
            auth:
              name !== undefined && /oauth|oidc|github|google|azuread|okta|auth0|gitlab|globus|cilogon|saml/i.test(name)
                ? 'oauth'
                : 'password',
            authWhy: `the authenticator is ${name ?? 'PAM'}`,
          };
  const host = /^https?:\/\/([^:/]*)/.exec(textOf(bind) ?? '')?.[1];
  const listens = host === undefined ? (ip === undefined ? 'all' : listensOn(ip)) : listensOn({ line: 1, value: host });
  return {
    why: auth.authWhy,
    properties: {
      form: 'hub',
      server: 'jupyterhub',
      ...auth,
      listens,
      ...(bind && textOf(bind)?.startsWith('https:') ? { encrypted: true } : {}),
    },
    lines: linesOf([authenticator, shared, open], said),
  };
}

function last(settings: Settings, sections: readonly string[], name: string): Setting | undefined {
  return sections.map((section) => settings.get(`${section}.${name}`)).findLast((one) => one !== undefined);
}

function textOf(setting: Setting | undefined): string | undefined {
  return setting && 'value' in setting && typeof setting.value === 'string' ? setting.value : undefined;
}

function isTrue(setting: Setting | undefined): boolean {
  return setting !== undefined && 'value' in setting && setting.value === true;
}
