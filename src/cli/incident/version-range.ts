import { compareVersions, type Ecosystem, readVersion, type Version } from './version-order.ts';

interface End {
  at: Version;
  /** Whether the version itself is inside. */
  inside: boolean;
}

interface Interval {
  low?: End;
  high?: End;
}

/** Which versions are meant, as intervals in the order of versions; any of them. */
export interface Range {
  ecosystem: Ecosystem;
  any: readonly Interval[];
}

/**
 * Reads a range: of PyPI by PEP 440 (`>=1,<2`, `~=1.4`, `==1.*`, `!=1.5`), of npm by node-semver (`^1.2`, `~1.2`, `1.x`, `1 - 2`, `||`).
 * Pre-releases count by their place in the order: who asks what is affected wants 1.0.0-beta told for `<2`. Undefined where the text is
 * no range of the ecosystem.
 */
export function readRange(text: string, ecosystem: Ecosystem): Range | undefined {
  if (text.length > 500) return undefined;
  const any = ecosystem === 'pypi' ? pythonRange(text) : npmRange(text);
  return any && { ecosystem, any };
}

/**
 * The same for a range as a manifest declares it: Poetry's own forms stand beside PEP 440 there (`^1.2`, `~1.2`, `>=1 || ^3`;
 * python-poetry.org/docs/dependency-specification). Its caret and tilde mean what npm's do.
 */
export function readDeclared(text: string, ecosystem: Ecosystem): Range | undefined {
  const direct = readRange(text, ecosystem);
  if (direct || ecosystem !== 'pypi' || text.length > 500) return direct;
  const alternatives = each(text.split(/\|\|?/), (part) => {
    const read = each(
      part
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
      (one) => poetrySpecifier(one) ?? specifier(one),
    );
    return read && allOf(read);
  });
  return alternatives && { ecosystem, any: alternatives.flat() };
}

function poetrySpecifier(text: string): Interval[] | undefined {
  const [, operator, body = ''] = /^(\^|~)\s*(\d[\w.]*)$/.exec(text) ?? [];
  const at = operator === undefined ? undefined : readVersion(body, 'pypi');
  if (!at) return undefined;
  const last = at.release.length - 1;
  const fixed = at.release.findIndex((number) => number > 0);
  const place = operator === '~' ? Math.min(1, last) : fixed < 0 ? last : fixed;
  const next = readVersion(`${bump(at.release, place)}.dev0`, 'pypi');
  return next && [{ low: { at, inside: true }, high: { at: next, inside: false } }];
}

export function includes(range: Range, version: Version): boolean {
  return range.any.some((one) => overlaps(one, { low: { at: version, inside: true }, high: { at: version, inside: true } }));
}

/** Whether some version lies in both. */
export function meets(a: Range, b: Range): boolean {
  return a.any.some((one) => b.any.some((other) => overlaps(one, other)));
}

function overlaps(a: Interval, b: Interval): boolean {
  return !isEmpty(intersect(a, b));
}

function intersect(a: Interval, b: Interval): Interval {
  const low = tighter(a.low, b.low, 1);
  const high = tighter(a.high, b.high, -1);
  return { ...(low ? { low } : {}), ...(high ? { high } : {}) };
}

function tighter(a: End | undefined, b: End | undefined, sign: 1 | -1): End | undefined {
  if (!a || !b) return a ?? b;
  const order = compareVersions(a.at, b.at) * sign;
  if (order !== 0) return order > 0 ? a : b;
  return a.inside ? b : a;
}

function isEmpty({ low, high }: Interval): boolean {
  if (!low || !high) return false;
  const order = compareVersions(low.at, high.at);
  return order > 0 || (order === 0 && !(low.inside && high.inside));
}

function allOf(parts: readonly (readonly Interval[])[]): Interval[] {
  return parts.reduce<Interval[]>((all, part) => all.flatMap((a) => part.map((b) => intersect(a, b))).filter((one) => !isEmpty(one)), [{}]);
}

/** `text` is understood whole or not at all. */
function each<Item>(items: readonly string[], read: (item: string) => Item | undefined): Item[] | undefined {
  const out: Item[] = [];
  for (const item of items) {
    const one = read(item);
    if (one === undefined) return undefined;
    out.push(one);
  }
  return out;
}

function pythonRange(text: string): Interval[] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const read = each(parts, specifier);
  return read && allOf(read);
}

function specifier(text: string): Interval[] | undefined {
  const [, operator = '==', body = ''] = /^(===|==|!=|<=|>=|~=|<|>)?\s*(.+)$/.exec(text) ?? [];
  const version = (written: string): Version | undefined => readVersion(written, 'pypi');
  if (body === '*') return [{}];
  if (body.endsWith('.*')) {
    const numbers = body.slice(0, -2);
    const first = version(`${numbers}.dev0`);
    const next = first && version(`${bump(first.release, first.release.length - 1)}.dev0`);
    if (!first || !next) return undefined;
    if (operator === '==') return [{ low: { at: first, inside: true }, high: { at: next, inside: false } }];
    return operator === '!=' ? [{ high: { at: first, inside: false } }, { low: { at: next, inside: true } }] : undefined;
  }
  const at = version(body);
  if (!at) return undefined;
  switch (operator) {
    case '===':
    case '==':
      return [{ low: { at, inside: true }, high: { at, inside: true } }];
    case '!=':
      return [{ high: { at, inside: false } }, { low: { at, inside: false } }];
    case '<':
      // "must not allow a pre-release of the specified version, unless the specified version is itself a pre-release".
      return [{ high: { at: at.isPre ? at : version(`${at.release.join('.')}.dev0`)!, inside: false } }];
    case '<=':
      return [{ high: { at, inside: true } }];
    case '>=':
      return [{ low: { at, inside: true } }];
    case '>':
      return [{ low: { at, inside: false } }];
    default: {
      if (at.release.length < 2) return undefined;
      const next = version(`${bump(at.release, at.release.length - 2)}.dev0`);
      return next && [{ low: { at, inside: true }, high: { at: next, inside: false } }];
    }
  }
}

/** The release with one of its numbers raised and what stands behind it dropped. */
function bump(release: readonly number[], place: number): string {
  return release
    .slice(0, place + 1)
    .map((number, at) => (at === place ? number + 1 : number))
    .join('.');
}

function npmRange(text: string): Interval[] | undefined {
  const alternatives = each(text.split('||'), (part) => comparators(part.trim()));
  return alternatives?.flat();
}

function comparators(text: string): Interval[] | undefined {
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  const words = hyphen
    ? [`>=${hyphen[1]}`, `<=${hyphen[2]}`]
    : text
        .replaceAll(/([<>=~^]+)\s+/g, '$1')
        .split(/[\s,]+/)
        .filter((word) => word !== '');
  const read = each(words, comparator);
  return read && allOf(read);
}

function comparator(text: string): Interval[] | undefined {
  const found = /^(<=|>=|<|>|=|~>?|\^)?v?([\dxX*]+)(?:\.([\dxX*]+))?(?:\.([\dxX*]+))?(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
  if (!found) return undefined;
  const [, operator = '', ...written] = found;
  const numbers: number[] = [];
  for (const part of written.slice(0, 3)) {
    if (part === undefined || !/^\d{1,15}$/.test(part)) break;
    numbers.push(Number(part));
  }
  const pre = numbers.length === 3 ? (written[3] ?? '') : '';
  const version = (parts: readonly number[], suffix = ''): Version =>
    readVersion(`${[parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0].join('.')}${suffix}`, 'npm')!;
  if (numbers.length === 0) return operator === '<' || operator === '>' ? [] : [{}];
  const first = version(numbers, pre);
  /** The first version behind all that the written numbers stand for; -0 comes before every other pre-release. */
  const behind = (place: number): End => ({ at: version(bump(numbers, place).split('.').map(Number), '-0'), inside: false });
  const last = numbers.length - 1;
  const isWhole = numbers.length === 3;
  switch (operator) {
    case '^': {
      const fixed = numbers.findIndex((number) => number > 0);
      return [{ low: { at: first, inside: true }, high: behind(fixed < 0 ? last : fixed) }];
    }
    case '~':
    case '~>':
      return [{ low: { at: first, inside: true }, high: behind(Math.min(1, last)) }];
    case '<':
      return [{ high: { at: isWhole ? first : version(numbers, '-0'), inside: false } }];
    case '<=':
      return [{ high: isWhole ? { at: first, inside: true } : behind(last) }];
    case '>':
      return [{ low: isWhole ? { at: first, inside: false } : { ...behind(last), inside: true } }];
    case '>=':
      return [{ low: { at: first, inside: true } }];
    default:
      return isWhole
        ? [{ low: { at: first, inside: true }, high: { at: first, inside: true } }]
        : [{ low: { at: first, inside: true }, high: behind(last) }];
  }
}
