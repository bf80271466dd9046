/** One requirement of a Python package as it is written (PEP 508), with what pip and its tools add to it. */
export interface Requirement {
  /** As written. */
  name: string;
  extras: string[];
  /** Version specifiers as written, without spaces: `>=1.2,<2`. Absent: any version. */
  range?: string;
  /** The one version it allows (`==1.2.3`), or the commit of a direct reference. */
  pin?: string;
  /** The environment it is for, as written. */
  marker?: string;
  /** A direct reference, without user and password. */
  source?: { form: 'git' | 'url' | 'path'; address: string; ref?: string };
  hashes: number;
}

/** Longer lines are no requirements; the longest real ones hold a few dozen hashes. */
const LONGEST = 20_000;

/**
 * Reads one requirement: `name[extra]>=1,<2; marker --hash=…`, `name @ address`, `-e git+https://…#egg=name`, a bare address or a
 * local path. Undefined where no package name can be told. Linear, never throws. Source:
 * https://packaging.python.org/en/latest/specifications/dependency-specifiers/ and https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function readRequirement(written: string): Requirement | undefined {
  if (written.length > LONGEST) return undefined;
  const hashes = written.split('--hash').length - 1;
  // Options behind the requirement begin with a space and two dashes.
  const options = written.search(/\s--[a-z]/);
  const text = (options < 0 ? written : written.slice(0, options)).replace(/\s#.*$/s, '').trim();
  const bare = text.replace(/^(?:-e|--editable)[\s=]+/, '').trim();
  if (/^(?:(?:git|hg|svn|bzr)\+|https?:|file:|\.{0,2}[\\/]|~\/|\.{1,2}$|\.\[)/.test(bare) || /^\S+\.(?:whl|zip|tar\.gz)$/.test(bare))
    return fromAddress(bare, hashes);
  const head = /^(?<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[(?<extras>[^\]]{0,400})\])?\s*/.exec(bare);
  const name = head?.groups?.['name'];
  if (head === null || name === undefined || name.length > 128) return undefined;
  const extras = extrasOf(head.groups?.['extras']);
  const rest = bare.slice(head[0].length);
  if (rest.startsWith('@')) {
    const address = rest.slice(1).trim();
    const cut = address.search(/\s;|;\s/);
    const source = sourceOf(cut < 0 ? address : address.slice(0, cut));
    return {
      name,
      extras,
      ...(commitOf(source.ref) === undefined ? {} : { pin: source.ref! }),
      ...(cut < 0
        ? {}
        : {
            marker: address
              .slice(cut)
              .replace(/^\s*;\s*/, '')
              .trim(),
          }),
      source,
      hashes,
    };
  }
  const semicolon = rest.indexOf(';');
  const specifier = (semicolon < 0 ? rest : rest.slice(0, semicolon)).replace(/^\((.*)\)\s*$/s, '$1').replaceAll(/\s+/g, '');
  if (specifier !== '' && !/^(?:[<>=!~]=?|===)[\w.*+!-]+(?:,(?:[<>=!~]=?|===)[\w.*+!-]+)*,?$/.test(specifier)) return undefined;
  const marker = semicolon < 0 ? '' : rest.slice(semicolon + 1).trim();
  const pin = pinOf(specifier);
  return {
    name,
    extras,
    ...(specifier === '' ? {} : { range: specifier }),
    ...(pin === undefined ? {} : { pin }),
    ...(marker === '' ? {} : { marker: marker.slice(0, 300) }),
    hashes,
  };
}

/** The version that a specifier allows alone: `==1.2.3`, `===1.2.3`; not `==1.*`. */
export function pinOf(specifier: string): string | undefined {
  return /^={2,3}\s*v?(\d[\w.+!-]*)$/.exec(specifier.trim())?.[1];
}

/** An address without user, password and query; git references with their branch, tag or commit. */
export function sourceOf(written: string): NonNullable<Requirement['source']> {
  const bare = written.trim().replace(/#.*$/s, '');
  const git = /^git\+(.*)$/s.exec(bare)?.[1] ?? (/^(?:git:\/\/|ssh:\/\/git@)|^git@[\w.-]+:/.test(bare) ? bare : undefined);
  if (git !== undefined) {
    const at = git.lastIndexOf('@');
    const hasRef = at > git.lastIndexOf('/') || (at > git.lastIndexOf('.git') && git.includes('.git'));
    const ref = hasRef && at > git.indexOf('://') + 3 ? git.slice(at + 1) : undefined;
    return {
      form: 'git',
      address: withoutCredentials(ref === undefined ? git : git.slice(0, at)),
      ...(ref === undefined || ref === '' ? {} : { ref: ref.slice(0, 100) }),
    };
  }
  if (/^(?:https?|ftp):/.test(bare)) return { form: 'url', address: withoutCredentials(bare) };
  return { form: 'path', address: bare.slice(0, 300) };
}

/** A commit names one state for ever; a branch or tag does not. */
export function commitOf(ref: string | undefined): string | undefined {
  return ref !== undefined && /^[0-9a-f]{40}$/i.test(ref) ? ref : undefined;
}

function withoutCredentials(address: string): string {
  return address
    .slice(0, 300)
    .replace(/\/\/[^/@]*@/, '//')
    .replace(/\?.*$/s, '');
}

function extrasOf(written: string | undefined): string[] {
  return (written ?? '')
    .split(',')
    .map((extra) => extra.trim())
    .filter((extra) => /^[\w.-]{1,60}$/.test(extra));
}

/** `git+https://host/owner/name@ref#egg=package[extra]`, `https://…/name-1.2.3-py3-none-any.whl`, `./libs/name`. */
function fromAddress(written: string, hashes: number): Requirement | undefined {
  const egg = /[#&]egg=([A-Za-z0-9][\w.-]{0,127})(?:\[([^\]]{0,400})\])?/.exec(written);
  const source = sourceOf(written.replace(/\s;.*$/s, ''));
  // PEP 427: name-version(-build)?-python-abi-platform.whl
  const file = /([A-Za-z0-9][\w.]{0,127})-(\d[\w.+!]{0,60})(?:-[^/\\]{0,200})?\.(?:whl|zip|tar\.gz)$/.exec(source.address);
  const repository = source.form === 'git' ? /([A-Za-z0-9][\w.-]{0,127}?)(?:\.git)?$/.exec(source.address)?.[1] : undefined;
  const name = egg?.[1] ?? file?.[1] ?? repository;
  if (name === undefined) return undefined;
  const pin = commitOf(source.ref) ?? file?.[2];
  return { name, extras: extrasOf(egg?.[2]), ...(pin === undefined ? {} : { pin }), source, hashes };
}
