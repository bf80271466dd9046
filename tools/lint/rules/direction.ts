import { posix } from 'node:path';
import { isTest, isTypeScript, type Rule } from '../rule.ts';

/** Which rooms a room may import: docs/decisions tells why, this table holds it. */
const ALLOWED: Record<string, readonly string[]> = {
  core: [],
  recognizers: ['core'],
  discovery: ['core', 'recognizers'],
  posture: ['core', 'recognizers'],
  policy: ['core', 'recognizers'],
  governance: ['core', 'recognizers'],
  integrations: ['core', 'recognizers'],
  gateway: ['core', 'recognizers', 'policy'],
  redteam: ['core', 'recognizers', 'policy'],
  store: ['core'],
  server: ['core', 'recognizers', 'discovery', 'posture', 'policy', 'governance', 'integrations', 'gateway', 'redteam', 'store'],
  cli: [
    'core',
    'recognizers',
    'discovery',
    'posture',
    'policy',
    'governance',
    'integrations',
    'gateway',
    'redteam',
    'store',
    'server',
    'demo',
  ],
};

/** Folders whose sub-folders are modules of one kind: a module knows its room, never its sisters. */
const FAMILIES = [
  'discovery/detectors',
  'discovery/artifacts',
  'posture/checks',
  'posture/paths',
  'policy/guards',
  'gateway/providers',
  'redteam/probes',
  'governance/frameworks',
  'integrations',
];

/** What core may use from outside: it is read by everything, the console in a browser included. */
const CORE_PACKAGES = ['zod', 'node:crypto'];

export default {
  id: 'direction',
  title: 'Imports go one way between rooms, through a room’s top-level files only; modules of a family do not know each other',
  applies: (path) => isTypeScript(path) && (path.startsWith('src/') || path.startsWith('console/')),
  *check(file) {
    const from = placeOf(file.path);
    if (from && !(from.room in ALLOWED) && from.room !== 'console') {
      yield { line: 1, text: `src/${from.room} is no room of the house: ${Object.keys(ALLOWED).join(', ')}` };
      return;
    }
    for (const { specifier, line } of file.mentions()) {
      const problem = problemOf(file.path, specifier);
      if (problem) yield { line, text: problem };
    }
  },
} satisfies Rule;

interface Place {
  room: string;
  /** Folders and file below the room. */
  inside: readonly string[];
}

/** Room of a path from the root; undefined outside src, console and demo. */
function placeOf(path: string): Place | undefined {
  const parts = path.split('/');
  if (parts[0] === 'src' && parts.length > 2) return { room: parts[1]!, inside: parts.slice(2) };
  if (parts[0] === 'console' || parts[0] === 'demo') return { room: parts[0], inside: parts.slice(1) };
  return undefined;
}

function problemOf(path: string, specifier: string): string | undefined {
  const from = placeOf(path)!;
  if (!specifier.startsWith('.')) {
    const allowed =
      from.room !== 'core' || isTest(path) || CORE_PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`));
    return allowed ? undefined : `core imports ${specifier}; it may use only ${CORE_PACKAGES.join(' and ')}`;
  }
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  const to = placeOf(target);
  if (!to) return outside(from, target, path);
  if (to.room === from.room) return sisters(path, target);
  if (from.room === 'console') {
    return to.room === 'core' && to.inside[0] === 'wire' ? undefined : `console imports ${target}; it may import src/core/wire only`;
  }
  // A test beside its file may wire rooms together, but goes through their doors as well.
  if (!isTest(path) && !(ALLOWED[from.room] ?? []).includes(to.room)) {
    return `${from.room} imports ${target}; ${from.room} may import ${ALLOWED[from.room]?.join(', ') || 'no other room'}`;
  }
  return isDoor(to) ? undefined : `${target} is private to ${to.room}; go through a file that stands directly in src/${to.room}`;
}

function outside(from: Place, target: string, path: string): string | undefined {
  // package.json is read for the version; tests may use what stands in test/.
  if (!isTypeScript(target) || isTest(path)) return undefined;
  return `${from.room} imports ${target}, which is not part of the product`;
}

function sisters(path: string, target: string): string | undefined {
  for (const family of FAMILIES) {
    const start = `src/${family}/`;
    if (!path.startsWith(start) || !target.startsWith(start)) continue;
    const [mine, ...below] = path.slice(start.length).split('/');
    const [theirs, ...theirBelow] = target.slice(start.length).split('/');
    if (below.length > 0 && theirBelow.length > 0 && mine !== theirs) {
      return `${family}/${mine} imports its sister ${theirs}; move what both need up into the room`;
    }
  }
  return undefined;
}

function isDoor({ room, inside }: Place): boolean {
  if (room === 'demo' || inside.length === 1) return true;
  if (room === 'core') return inside[0] === 'wire';
  return room === 'recognizers' && inside.length === 2;
}
