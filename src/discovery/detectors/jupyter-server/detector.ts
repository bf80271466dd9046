import { strongKey } from '../../../core/keys.ts';
import type { Observations } from '../../../core/observation.ts';
import { defineDetector } from '../../detector.ts';
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
  version: 1,
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
  facts({ path, text }) {
    const settings = path.endsWith('.json') ? jsonSettings(text) : pythonSettings(text);
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
        properties: access.properties,
        evidence: places.slice(0, 10),
        confidence: 0.9,
      });
    }
    return observations;
  },
});
