import type { Observations } from '../../../core/observation.ts';
import type { WeakLogin } from '../../../recognizers/default-logins/recognize.ts';
import { applicationAsset } from '../../application.ts';
import { detailOf, weakProperty } from '../../containers/logins.ts';
import { defineDetector } from '../../detector.ts';
import { isTestPlace } from '../../test-place.ts';
import { seededIn, type Seeded } from './read.ts';

const ACCOUNT: Record<Seeded['how'], string> = {
  gate: 'password of its page',
  compared: 'password that its code compares with',
  made: 'password of an account that it makes',
};

/**
 * Logins of programs of ours that everybody guesses: what a page asks for, what code compares with, what seeds make. They are said of
 * the application (`weakLogins`), and only where it uses AI.
 */
export default defineDetector<Seeded[]>({
  id: 'seeded-logins',
  version: 1,
  title: 'Guessable logins in code and seeds of AI applications',
  reads: {
    files: ['*.py', '*.ts', '*.tsx', '*.js', '*.mjs', '*.cjs', '*.sql'],
    contains: /[Pp]assw|PASSW|[Pp]wd|auth ?= ?[([]/,
    maxBytes: 1024 * 1024,
  },
  emits: ['application'],
  facts({ path, text, weak = [] }) {
    const found = isTestPlace(path) ? [] : seededIn(text, weak);
    return found.length === 0 ? undefined : found;
  },
  link(linking) {
    const observations: Observations = { assets: [], edges: [] };
    for (const [path, found] of linking.files) {
      const weak = found.map(({ line, how }): WeakLogin => ({
        product: 'this application',
        account: ACCOUNT[how],
        how: 'trivial',
        where: path,
        line,
      }));
      const evidence = weak.map((one) => linking.evidence(path, one.line, detailOf(one)));
      const seen = applicationAsset(linking, path, evidence[0]!);
      // An application without AI is not listed for it.
      observations.assets.push({ ...seen, optional: true, evidence, properties: { ...seen.properties, weakLogins: weakProperty(weak) } });
    }
    return observations;
  },
});
