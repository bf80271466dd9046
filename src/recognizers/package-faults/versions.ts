/** A version as numbers to compare; undefined where it is none (a tag, a commit). A release candidate counts as its release. */
export type Release = readonly number[];

/** The numbers a version begins with: `2.6.0+cu124`, `v1.0.111`, `2025.7.1`. */
export function releaseOf(version: string): Release | undefined {
  const digits = /^[\sv=]*(\d{1,9}(?:\.\d{1,9}){0,5})/.exec(version.slice(0, 80))?.[1];
  return digits?.split('.').map(Number);
}

/** Below zero where `a` is older. Missing parts are zero: 1.2 is 1.2.0. */
export function compareReleases(a: Release, b: Release): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const apart = (a[at] ?? 0) - (b[at] ?? 0);
    if (apart !== 0) return apart;
  }
  return 0;
}

/** What a range allows at most: `below` it, or that version itself. */
export interface Ceiling {
  release: Release;
  below: boolean;
}

/**
 * The upper end of a range of PEP 440 (`>=1,<2`, `~=1.4`, `==1.2.*`) or npm (`^1.2`, `~1.2`, `1.x`); undefined where it has none or is
 * not understood. Sources: https://packaging.python.org/en/latest/specifications/version-specifiers/ and https://github.com/npm/node-semver
 */
export function ceilingOf(range: string): Ceiling | undefined {
  if (range.length > 200 || range.includes('||')) return undefined;
  let lowest: Ceiling | undefined;
  for (const part of range.split(/[,\s]+(?=[<>=!~^\d])/)) {
    const [, sign = '', rest = ''] = /^\s*([<>=!~^]*)\s*v?(\S.*)?$/.exec(part) ?? [];
    const release = releaseOf(rest);
    if (!release) continue;
    const ceiling = ceilingOfPart(sign, release, rest);
    if (ceiling && (!lowest || compareReleases(ceiling.release, lowest.release) < 0)) lowest = ceiling;
  }
  return lowest;
}

function ceilingOfPart(sign: string, release: Release, written: string): Ceiling | undefined {
  const wild = /[*xX]/.test(written);
  switch (sign) {
    case '<':
      return { release, below: true };
    case '<=':
      return { release, below: false };
    case '':
    case '=':
    case '==':
    case '===':
      return wild ? { release: raised(release, release.length - 1), below: true } : { release, below: false };
    case '~=':
      return { release: raised(release, Math.max(0, release.length - 2)), below: true };
    case '~':
      return { release: raised(release, Math.min(1, release.length - 1)), below: true };
    case '^': {
      const first = release.findIndex((number) => number > 0);
      return { release: raised(release, first < 0 ? release.length - 1 : first), below: true };
    }
    default:
      return undefined;
  }
}

/** The number at a place one higher, what follows left out. */
function raised(release: Release, at: number): Release {
  return [...release.slice(0, at), (release[at] ?? 0) + 1];
}
