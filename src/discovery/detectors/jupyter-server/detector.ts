import { strongKey } from '../../../core/keys.ts';
import type { Evidence } from '../../../core/evidence.ts';
import type { Observations, Properties } from '../../../core/observation.ts';
import type { WeakLogin } from '../../../recognizers/default-logins/recognize.ts';
import { detailOf, weakProperty } from '../../containers/logins.ts';
import { defineDetector } from '../../detector.ts';
import { isTrivial } from '../../../recognizers/default-logins/trivial.ts';
import { isMasked } from '../../containers/masked.ts';
import { isTestPlace } from '../../test-place.ts';
import { type Access, hubAccess, serverAccess } from './access.ts';
import { jsonSettings, pythonSettings, type Settings } from './settings.ts';

interface Facts {
  settings?: [name: string, setting: NonNullable<ReturnType<Settings['get']>>][];
  problem?: string;
}

/**
 * Configurations of Jupyter servers and JupyterHub: one notebook asset for each folder with settings, `form` server or hub,
 * `server` jupyter or jupyterhub, `auth` (none, token, password, oauth, open-signup, unknown) and `authWhy`, `listens` (all, local, an address, unknown),
 * `allowOrigin`, `runsAsRoot`, `xsrfCheck` (false where it is switched off). Settings in Python are read, never run. Where a
 * command line starts a server, other detectors tell it with the same properties.
 */
export default defineDetector<Facts>({
  id: 'jupyter-server',
  version: 2,
  title: 'Jupyter servers and JupyterHub: who may use them, and from where',
  reads: {
    files: [
      'jupyter_server_config.{py,json}',
      'jupyter_notebook_config.{py,json}',
      'jupyter_lab_config.{py,json}',
      'jupyter_config.{py,json}',
      'jupyterhub_config.py',
    ],
    maxBytes: 512 * 1024,
  },
  emits: ['notebook'],
  facts({ path, text, weak = [] }) {
    const settings = path.endsWith('.json') ? jsonSettings(text) : pythonSettings(text);
    const guessed = new Set(weak.map(({ line }) => line));
    for (const setting of settings?.values() ?? [])
      if (
        'value' in setting &&
        typeof setting.value === 'string' &&
        (isMasked(setting.value) ? guessed.has(setting.line) : isTrivial(setting.value))
      )
        setting.weak = true;
    if (!settings) return { problem: path.endsWith('.json') ? 'it is not valid JSON' : 'it is no code' };
    return settings.size === 0 ? undefined : { settings: [...settings].slice(0, 500) };
  },
  link({ target, files, evidence, cover }) {
    const observations: Observations = { assets: [], edges: [] };
    const servers = new Map<string, { path: string; settings: Settings }[]>();
    for (const [path, { settings, problem }] of files) {
      if (problem !== undefined) cover({ file: path, status: 'unreadable', reason: `Who may use the server is not known: ${problem}.` });
      if (!settings) continue;
      const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
      const id = `${path.endsWith('jupyterhub_config.py') ? 'hub' : 'server'} ${folder}`;
      servers.set(id, [...(servers.get(id) ?? []), { path, settings: new Map(settings) }]);
    }
    for (const [id, written] of servers) {
      const form = id.slice(0, id.indexOf(' '));
      const folder = id.slice(form.length + 1);
      // Settings in JSON win over those in Python, as in Jupyter itself.
      const ranked = written.toSorted((a, b) => Number(a.path.endsWith('.json')) - Number(b.path.endsWith('.json')));
      const whole: Settings = new Map(ranked.flatMap(({ settings }) => [...settings]));
      const read = (settings: Settings): Access | undefined => (form === 'hub' ? hubAccess(settings) : serverAccess(settings));
      const access = read(whole);
      if (!access) continue;
      const places = ranked
        .toReversed()
        .flatMap(({ path, settings }) =>
          (read(settings)?.lines ?? []).map((line) => evidence(path, line, `Jupyter ${form}: ${access.why}`)),
        );
      observations.assets.push({
        kind: 'notebook',
        name: `Jupyter ${form}${folder === '' ? '' : ` ${folder}`}`,
        keys: [strongKey('git', `${target}${folder === '' ? '' : `/${folder}`}#jupyter-${form}`)],
        properties: { ...access.properties, ...weakIn(ranked, form) },
        evidence: [...places.slice(0, 10), ...weakEvidence(ranked, form)],
        confidence: 0.9,
      });
    }
    return observations;

    function weakEvidence(ranked: readonly { path: string; settings: Settings }[], form: string): Evidence[] {
      return weakSettings(ranked).map(({ path, name, line }) => evidence(path, line, detailOf(weakLogin(form, name))));
    }
  },
});

/** A token or password that is set and that everybody guesses; none at all is told by `auth`. */
function weakSettings(ranked: readonly { path: string; settings: Settings }[]): { path: string; name: string; line: number }[] {
  return ranked.flatMap(({ path, settings }) =>
    isTestPlace(path)
      ? []
      : [...settings].flatMap(([name, setting]) =>
          'weak' in setting && setting.weak && /\.(?:token|password|user_password|admin_password)$/.test(name)
            ? [{ path, name, line: setting.line }]
            : [],
        ),
  );
}

function weakIn(ranked: readonly { path: string; settings: Settings }[], form: string): Properties {
  const weak = weakSettings(ranked).map(({ name }) => weakLogin(form, name));
  return weak.length === 0 ? {} : { weakLogins: weakProperty(weak) };
}

function weakLogin(form: string, where: string): WeakLogin {
  const account = where.endsWith('token') ? 'token' : form === 'hub' ? 'password that everybody shares' : 'password';
  return { product: form === 'hub' ? 'JupyterHub' : 'Jupyter', account, how: 'trivial', where };
}
