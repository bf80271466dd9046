import type { AssetObservation } from '../../../core/observation.ts';
import { applicationAsset } from '../../application.ts';
import { isTestFile } from '../../code/test-file.ts';
import { defineDetector } from '../../detector.ts';
import { type WeakSetting, weakSettingsOf } from './settings.ts';

/**
 * Settings that take a protection away from a whole application: on the application the property `weakSettings`, one entry for each place:
 * `file`, `line`, `form` (tls, debug, cors, listens, page-key), `what`, `credentials`, `runs`. An application is only told where something else shows that
 * it uses AI. Settings that are for development by the name of their file are left out.
 */
export default defineDetector<WeakSetting[]>({
  id: 'weak-settings',
  version: 2,
  title: 'Certificates not checked, debug mode, any origin allowed, every address answered, a key in the page',
  reads: {
    files: ['*.py', '*.{ts,tsx,js,mjs,cjs}', '*Dockerfile*', 'Procfile', '.env', '.env.production', '.env.prod', '.flaskenv'],
    contains:
      /verify\s*=\s*False|verify_(?:certs|ssl)|unverified_context|CERT_NONE|ssl\s*=\s*False|InvalidCertificates|CA_BUNDLE|HTTPSVERIFY|REJECT_UNAUTHORIZED|rejectUnauthorized|strictSSL|debug\s*=\s*True|DEBUG|FLASK_|CORS|cors\(|Cors\(|Allow-Origin|0\.0\.0\.0|\.listen\(|ALLOWED_HOSTS|env[.[]\W?(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|PUBLIC)_\w{1,80}(?:KEY|TOKEN)/i,
    maxBytes: 1024 * 1024,
  },
  emits: ['application'],
  facts({ path, text }) {
    if (
      isTestFile(path) ||
      /(?:^|\/)(?:examples?|docs|scripts\/dev)\//.test(path) ||
      /(?:^|[_./-])(?:dev|local|development|testing)\.\w+$/.test(path)
    )
      return undefined;
    const found = weakSettingsOf(path, text);
    return found.length === 0 ? undefined : found;
  },
  link(linking) {
    const { files, evidence } = linking;
    const byOwner = new Map<string, { asset: AssetObservation; list: ({ file: string } & WeakSetting)[] }>();
    for (const [file, settings] of files) {
      const asset = applicationAsset(linking, file, evidence(file, settings[0]!.line, settings[0]!.what));
      const key = asset.keys[0]!.key;
      const owner = byOwner.get(key) ?? { asset: { ...asset, optional: true }, list: [] };
      byOwner.set(key, owner);
      owner.list.push(...settings.map((one) => ({ file, ...one })));
    }
    const assets = [...byOwner.values()].map(({ asset, list }) => ({
      ...asset,
      properties: { ...asset.properties, weakSettings: list.slice(0, 100).map((one) => ({ ...one })) },
    }));
    return { assets, edges: [] };
  },
});
