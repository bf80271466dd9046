import { defineDetector } from '../../detector.ts';
import { statementsAsset } from '../../statements.ts';
import { type Codeowners, readCodeowners } from './read.ts';

/** Where the platforms look, in their order; the first file that is there counts alone. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];
/** What others wrote brings its own file, which says who answers for it there. */
const FOREIGN = /(?:^|\/)(?:node_modules|vendor|third[-_]party|site-packages|external)\//;

/**
 * CODEOWNERS: who answers for the files below the root of a repository. The rules reach assets in the join over the observations of
 * all detectors (surroundings.ts), where they become `owner`, `ownerWhy`, `ownerConfidence` and `owned-by` edges to persons
 * (`mail:…`, `name:@user`) and teams (`name:@org/team`).
 */
export default defineDetector<Codeowners>({
  id: 'codeowners',
  version: 1,
  title: 'Owners of code (CODEOWNERS of GitHub and GitLab)',
  reads: { files: ['CODEOWNERS'], maxBytes: 3 * 1024 * 1024 },
  emits: ['repository'],
  facts({ path, text }) {
    if (FOREIGN.test(path)) return undefined;
    const read = readCodeowners(text);
    return read.rules.length + read.problems.length > 0 ? read : undefined;
  },
  link({ target, files, cover }) {
    const roots = new Map<string, string>();
    for (const file of [...files.keys()].sort((a, b) => rankOf(a) - rankOf(b))) {
      const root = rootOf(file);
      if (!roots.has(root)) roots.set(root, file);
    }
    const chosen = roots.has('') ? [['', roots.get('')!] as const] : [...roots].filter(([root]) => root.split('/').length <= 2);
    for (const [file, { problems }] of files) {
      const used = chosen.some(([, one]) => one === file);
      if (!used) cover({ file, status: 'skipped', reason: 'The platforms do not read a CODEOWNERS file at this place.' });
      else if (problems[0]) cover({ file, status: 'partial', reason: `Line ${problems[0].line}: ${problems[0].reason}.` });
    }
    if (chosen.length === 0) return { assets: [], edges: [] };
    const codeowners = chosen.map(([root, file]) => ({ file, root, rules: files.get(file)!.rules }));
    return { assets: [statementsAsset(target, 'codeowners', { codeowners })], edges: [] };
  },
});

function rankOf(file: string): number {
  const at = PLACES.findIndex((place) => file === place || (place !== 'CODEOWNERS' && file.endsWith(`/${place}`)));
  return at < 0 ? 1 : at;
}

/** The folder of the repository a file at one of these places speaks of. */
function rootOf(file: string): string {
  const folder = file.slice(0, Math.max(0, file.length - 'CODEOWNERS'.length - 1));
  return folder.replace(/(?:^|\/)(?:\.github|docs|\.gitlab)$/, '');
}
