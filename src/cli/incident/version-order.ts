/** A version taken apart so that two of one ecosystem can be compared; undefined where it is none. */
export interface Version {
  /** Compared part by part; a shorter list is filled up by the rules of the ecosystem, which put the filling in. */
  parts: readonly (number | string)[];
  /** Numbers of the release: 1.2.3 → [1, 2, 3]. */
  release: readonly number[];
  isPre: boolean;
}

export type Ecosystem = 'pypi' | 'npm';

export function readVersion(text: string, ecosystem: Ecosystem): Version | undefined {
  if (text.length > 128) return undefined;
  return ecosystem === 'pypi' ? readPep440(text) : readSemver(text);
}

/** Negative where `a` comes first. */
export function compareVersions(a: Version, b: Version): number {
  for (let at = 0; at < Math.max(a.parts.length, b.parts.length); at++) {
    const [one, other] = [a.parts[at], b.parts[at]];
    if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? -1 : 1;
    if (one === other) continue;
    // Numbers stand before words (semver.org, item 11; PEP 440 has no words left here but local segments, where they stand after).
    if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}

const PEP440 =
  /^v?(?:(?<epoch>\d{1,9})!)?(?<release>\d{1,15}(?:\.\d{1,15}){0,9})(?:[-_.]?(?<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<preNumber>\d{0,9}))?(?:-(?<implicit>\d{1,9})|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\d{0,9}))?(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\d{0,9}))?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/;
const PHASES: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 };
const LONGEST_RELEASE = 10;

/**
 * PEP 440 (packaging.python.org/en/latest/specifications/version-specifiers): epoch, release, then dev < pre < final < post. The local
 * part (+cpu) is the same release built by somebody else: it is left out.
 */
function readPep440(text: string): Version | undefined {
  const found = PEP440.exec(text.trim().toLowerCase())?.groups;
  if (!found) return undefined;
  const release = found['release']!.split('.').map(Number);
  const filled = [...release, ...Array.from({ length: LONGEST_RELEASE - release.length }, () => 0)];
  const isDev = found['dev'] !== undefined;
  const phase = found['pre'] === undefined ? undefined : PHASES[found['pre']]!;
  const isPost = found['post'] !== undefined || found['implicit'] !== undefined;
  const after = Number(found['implicit'] ?? (found['postNumber'] || 0));
  return {
    parts: [
      Number(found['epoch'] ?? 0),
      ...filled,
      // A development release of the final release comes before its first alpha.
      phase ?? (isDev && !isPost ? 0 : 4),
      phase === undefined ? 0 : Number(found['preNumber'] || 0),
      isPost ? 1 + after : 0,
      isDev ? Number(found['devNumber'] || 0) : Number.MAX_SAFE_INTEGER,
    ],
    release,
    isPre: phase !== undefined || isDev,
  };
}

const SEMVER = /^[v=\s]*(?<release>\d{1,15}\.\d{1,15}\.\d{1,15})(?:-(?<pre>[0-9a-z-]+(?:\.[0-9a-z-]+)*))?(?:\+[0-9a-z.-]+)?$/i;

/** semver.org: a pre-release comes before its release; its parts compare as numbers or as words. */
function readSemver(text: string): Version | undefined {
  const found = SEMVER.exec(text.trim())?.groups;
  if (!found) return undefined;
  const release = found['release']!.split('.').map(Number);
  const pre = found['pre']?.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { parts: [...release, pre ? 0 : 1, ...(pre ?? [])], release, isPre: pre !== undefined };
}
