import { strongKey } from '../../../core/keys.ts';
import { type AssetObservation, type EdgeObservation, referenceTo } from '../../../core/observation.ts';
import { applicationFolder, applicationIdentity } from '../../application.ts';
import { fromDsn } from '../../code/stores.ts';
import { isAdministrator } from '../../database-user.ts';
import { defineDetector } from '../../detector.ts';
import { type Facts, readAccess } from './read.ts';

/**
 * Which database an application connects to and as whom, from database URLs and connection calls in its code and settings; and
 * what SQL and Terraform grant to users. The database (`url:engine://host/name`) is listed where the application uses AI
 * (connections.ts); its edge says `user`, and with `rights: administrator | everything` and `rightsWhy` what the user may do.
 */
export default defineDetector<Facts>({
  id: 'database-access',
  version: 1,
  title: 'Databases that applications connect to, and the rights of the user',
  reads: {
    files: ['*.{py,js,ts,mjs,cjs,tsx,go,java,kt,rb,php,cs}', '*.{env,ini,toml,properties,cfg,conf,json,sql,tf}', '.env*', '*.{yaml,yml}'],
    contains:
      /(?:postgres|mysql|mariadb|mssql|sqlserver|oracle|mongodb|redshift|snowflake)[\w+]*:\/\/|\b(?:connect|create_pool|createPool|createConnection|Pool|Client|ConnectionPool)\(|\bGRANT\s|SUPERUSER|superuser|(?:postgresql|mysql)_grant/,
    maxBytes: 1024 * 1024,
  },
  emits: ['data-store', 'repository', 'connects-to'],
  facts({ path, text }) {
    if (/(?:^|\/)(?:node_modules|site-packages|package-lock\.json$|\.venv)/.test(path)) return undefined;
    return readAccess(path, text);
  },
  link({ target, files, paths, evidence }) {
    const assets: AssetObservation[] = [];
    const edges: EdgeObservation[] = [];
    const grants = [...files].flatMap(([file, facts]) => facts.grants.map((grant) => ({ file, ...grant })));
    for (const [file, { connections }] of files) {
      const application = applicationIdentity(target, applicationFolder(file, paths));
      for (const { dsn, user, line } of connections) {
        const store = fromDsn(dsn);
        if (!store) continue;
        const seen = evidence(file, line, `connects to ${dsn}${user === undefined ? '' : ` as ${user}`}`);
        const one: AssetObservation = {
          kind: 'data-store',
          name: store.name,
          keys: store.keys,
          properties: store.properties,
          evidence: [seen],
          confidence: 0.85,
          optional: true,
        };
        assets.push(one);
        const rights =
          user !== undefined && isAdministrator(user) ? { rights: 'administrator', rightsWhy: `${user} administers the server` } : {};
        edges.push({
          from: { kind: 'application', key: application.key },
          to: referenceTo(one),
          kind: 'connects-to',
          strength: 'resolved',
          properties: { ...(user === undefined ? {} : { user }), ...rights },
          evidence: [seen],
          optional: true,
        });
      }
    }
    if (grants.length > 0)
      assets.push({
        kind: 'repository',
        name: target,
        keys: [strongKey('git', `${target}#database-access:grants`)],
        properties: { granted: grants.slice(0, 200).map(({ user, what, file, line }) => ({ user, what, file, line })) },
        evidence: [],
        confidence: 0,
        optional: true,
      });
    return { assets, edges };
  },
});
