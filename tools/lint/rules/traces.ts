import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Complaint, Rule } from '../rule.ts';

/**
 * What must never enter the repository: folders and registries of the machine it was written on, and anything that looks like a
 * live secret (scanners of others would report it, and nobody can tell it from a real one). Fakes are assembled at run time.
 */
interface Trace {
  pattern: RegExp;
  text: string;
  /** Estates that are scanned may name homes of people who do not exist. */
  notIn?: RegExp;
}

const ESTATE = /^demo\/|(?:^|\/)fixtures\/|(?:^|\/)cases\.ts$|\.yaml$|\.test\.ts$/;

const SECRETS: readonly string[] = [
  'sk-(?:ant|proj|svcacct|admin|or)-[\\w-]{24,}',
  'sk-[A-Za-z0-9]{32,}',
  '(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}',
  'hf_[A-Za-z0-9]{30,}',
  'gh[pousr]_[A-Za-z0-9]{30,}',
  'github_pat_\\w{30,}',
  'glpat-[\\w-]{20,}',
  'AIza[\\w-]{35}',
  'xox[abprs]-[A-Za-z0-9-]{20,}',
  'gsk_[A-Za-z0-9]{40,}',
  'r8_[A-Za-z0-9]{36,}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-AgE[\\w-]{40,}',
  'sk_live_[A-Za-z0-9]{20,}',
  'eyJ[\\w-]{20,}\\.eyJ[\\w-]{20,}\\.[\\w-]{20,}',
];

const TRACES: readonly Trace[] = [
  { pattern: /(?<![\w.\-/])\/(?:work|farm)\/[a-z]/, text: 'a folder of a build machine' },
  {
    pattern: /(?<![\w.\-/])(?:\/home\/(?!user\b|you\b)[a-z]|\/Users\/(?!you\b)[A-Za-z]|\/root\/|[A-Z]:\\Users\\)/,
    text: 'somebody’s home folder',
    notIn: ESTATE,
  },
  { pattern: /(?<![\w.\-/])\/tmp\/[\w.-]+\/[\w.-]/, text: 'a temporary folder of one machine', notIn: ESTATE },
  { pattern: /^\s*(?:"resolved"\s*:\s*"https?:|(?:@[\w-]+:)?registry\s*=)/, text: 'a package registry', notIn: ESTATE },
  { pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\s|\\n)*[A-Za-z0-9+/]{40}/, text: 'a private key' },
];

const SECRET = new RegExp(`(?<![\\w-])(?:${SECRETS.join('|')})(?![\\w-])`, 'g');

/** A placeholder repeats itself; a key does not. */
function holdsSecret(line: string): boolean {
  return [...line.matchAll(SECRET)].some(([found]) => new Set(found.slice(-24)).size >= 7);
}

/** Literal strings of this machine that mean nothing elsewhere: where it is checked out, the home, a private registry. */
function machineWords(): string[] {
  const words = [fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, ''), homedir()];
  const registry = process.env['npm_config_registry'];
  if (registry && URL.canParse(registry) && !/(?:^|\.)npmjs\.org$/.test(new URL(registry).hostname)) words.push(new URL(registry).host);
  return words.filter((word) => word.split('/').length > 2 || !word.startsWith('/'));
}

export function rule(words: readonly string[]): Rule {
  return {
    id: 'traces',
    title: 'No folders of a machine, private registries or real-looking secrets in the repository',
    applies: () => true,
    *check(file): Generator<Complaint> {
      const lines = file.text.split('\n');
      for (const [index, line] of lines.entries()) {
        // Minified data: a line no person wrote. The patterns are linear, this bounds the constant.
        const seen = line.slice(0, 100_000);
        for (const { pattern, text, notIn } of TRACES) {
          if (!notIn?.test(file.path) && pattern.test(seen)) yield { line: index + 1, text };
        }
        if (holdsSecret(seen)) yield { line: index + 1, text: 'what looks like a live secret; assemble fakes at run time' };
        const word = words.find((candidate) => seen.includes(candidate));
        if (word) yield { line: index + 1, text: `${word}: a name of this machine` };
      }
    },
  };
}

export default rule(machineWords());
