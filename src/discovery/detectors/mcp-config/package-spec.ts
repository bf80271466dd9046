/** What a launch command fetches and runs, and whether the same code runs at the next start. */
export interface PackageIdentity {
  /** npm, pypi, oci (image), golang, nuget, jsr, git, url. */
  ecosystem: 'npm' | 'pypi' | 'oci' | 'golang' | 'nuget' | 'jsr' | 'git' | 'url';
  /** Canonical: lower-case PyPI names with dashes, images with their registry, git repositories as host/owner/name. */
  name: string;
  version?: string;
  /** Absent where the version is a reference that the configuration does not resolve. */
  pinned?: boolean;
  pinnedBy?: 'version' | 'digest' | 'commit' | 'tag';
  /** Half a sentence for people. */
  why: string;
}

const COMMIT = /^[0-9a-f]{40}$/i;
const SEMVER = /^[v=]?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;
const REFERENCE = /\$\{?\w|\{env:|%\w+%/;

type Pin = Pick<PackageIdentity, 'version' | 'pinned' | 'pinnedBy' | 'why'>;

/** What npx, pnpm dlx, yarn dlx and bunx accept: name@version, alias, GitHub shorthand, git or tarball address. Undefined: a path. */
export function npmPackage(spec: string): PackageIdentity | undefined {
  if (/^(?:\.{0,2}\/|~|file:|link:|[A-Za-z]:\\)/.test(spec) || spec === '') return undefined;
  const git =
    gitSource(spec) ??
    gitSource(
      /^(?:github:)?[\w.-]+\/[\w.-]+(?:#.*)?$/.test(spec) && !spec.startsWith('@')
        ? `https://github.com/${spec.replace(/^github:/, '')}`
        : '',
    );
  if (git) return git;
  if (/^https?:/.test(spec))
    return { ecosystem: 'url', name: spec, pinned: false, why: 'an archive from an address, whatever lies there at each start' };
  const at = spec.indexOf('@', 1);
  const name = (at < 0 ? spec : spec.slice(0, at)).toLowerCase();
  const version = at < 0 ? '' : spec.slice(at + 1);
  if (version.startsWith('npm:')) return npmPackage(version.slice(4));
  if (!/^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(name)) return undefined;
  return { ecosystem: 'npm', name, ...exactOr(version, SEMVER) };
}

/** What uvx, pipx and uv accept: PEP 508 names with a specifier, `name@version`, direct references, git addresses. Undefined: a path. */
export function pypiPackage(spec: string): PackageIdentity | undefined {
  const reference = /^[\w.-]+(?:\[[^\]]*\])?\s*@\s*((?:git\+|https?:|file:).+)$/.exec(spec)?.[1] ?? spec;
  const git = gitSource(reference);
  if (git) return git;
  if (/^https?:/.test(reference))
    return { ecosystem: 'url', name: reference, pinned: false, why: 'an archive from an address, whatever lies there at each start' };
  const parts = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(.*)$/.exec(reference);
  if (!parts || /^(?:\.{0,2}\/|file:)|[/\\]|\.(?:whl|py)$/.test(reference)) return undefined;
  const name = parts[1]!.toLowerCase().replace(/[-_.]+/g, '-');
  const specifier = parts[2]!.split(';')[0]!.trim();
  const exact = /^(?:={2,3}|@)\s*([^,\s]+)$/.exec(specifier)?.[1];
  if (exact !== undefined) return { ecosystem: 'pypi', name, ...exactOr(exact, /^v?\d+(?:!\d+)?[\w.]*(?:\+[\w.]+)?$/) };
  return { ecosystem: 'pypi', name, ...exactOr(specifier, /(?!)/) };
}

/** An image reference: `registry/name:tag@sha256:…`. Undefined: not one. */
export function imageOf(reference: string): PackageIdentity | undefined {
  const parts = /^([\w.-]+(?::\d+(?=\/))?(?:\/[\w.-]+)*?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/i.exec(reference);
  if (!parts) return REFERENCE.test(reference) ? { ecosystem: 'oci', name: reference, why: 'the image is named by a variable' } : undefined;
  const [, written, tag, digest] = parts;
  const [first = '', ...rest] = written!.split('/');
  const hosted = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const name = (hosted ? written! : rest.length > 0 ? `docker.io/${written}` : `docker.io/library/${written}`).toLowerCase();
  if (digest)
    return {
      ecosystem: 'oci',
      name,
      version: tag === undefined ? digest : `${tag}@${digest}`,
      pinned: true,
      pinnedBy: 'digest',
      why: 'a digest: always the same image',
    };
  if (tag === undefined) return { ecosystem: 'oci', name, pinned: false, why: 'no tag: whatever `latest` points to at each start' };
  if (/^v?\d+\.\d+\.\d+(?:[.-][\w.-]+)?$|^\d{4}[.-]?\d{2}[.-]?\d{2}(?:[.-][\w.-]+)?$|^(?:sha-?)?[0-9a-f]{7,40}$/i.test(tag)) {
    return {
      ecosystem: 'oci',
      name,
      version: tag,
      pinned: true,
      pinnedBy: 'tag',
      why: `the tag ${tag} names one version; its publisher can still move it, a digest cannot be moved`,
    };
  }
  return { ecosystem: 'oci', name, version: tag, pinned: false, why: `the tag ${tag} moves` };
}

/** `go run module@version`. Undefined: a local package. */
export function goModule(spec: string): PackageIdentity | undefined {
  const parts = /^([a-z0-9.-]+\.[a-z]{2,}\/[\w./~-]+)(?:@([\w.+/-]+))?$/i.exec(spec);
  if (!parts) return undefined;
  return { ecosystem: 'golang', name: parts[1]!, ...exactOr(parts[2] ?? '', /^v\d+\.\d+\.\d+/) };
}

/** `deno run npm:… jsr:… https://…`. Undefined: a local file. */
export function denoSpecifier(spec: string): PackageIdentity | undefined {
  if (spec.startsWith('npm:')) return npmPackage(withoutEntry(spec.slice(4)));
  if (spec.startsWith('jsr:')) {
    const found = npmPackage(withoutEntry(spec.slice(4)));
    return found && { ...found, ecosystem: 'jsr' };
  }
  return /^https?:/.test(spec)
    ? { ecosystem: 'url', name: spec, pinned: false, why: 'a script from an address, whatever lies there at each start' }
    : undefined;
}

/** `dnx Package@1.2.3`: NuGet names are compared in lower case. */
export function nugetPackage(spec: string): PackageIdentity {
  const [name = '', version = ''] = spec.split('@');
  return { ecosystem: 'nuget', name: name.toLowerCase(), ...exactOr(version, /^\d+\.\d+(?:\.\d+){0,2}(?:-[\w.]+)?$/) };
}

/** npm:name@version/entry */
function withoutEntry(spec: string): string {
  const from = spec.startsWith('@') ? spec.indexOf('/') + 1 : 0;
  const slash = spec.indexOf('/', from);
  return slash < 0 ? spec : spec.slice(0, slash);
}

function exactOr(version: string, exact: RegExp): Pin {
  if (version === '') return { pinned: false, why: 'no version: the newest one is fetched at each start' };
  if (REFERENCE.test(version)) return { version, why: 'the version is given by a variable' };
  if (!version.includes('*') && exact.test(version))
    return { version: version.replace(/^=/, ''), pinned: true, pinnedBy: 'version', why: `exactly version ${version.replace(/^=/, '')}` };
  return {
    version,
    pinned: false,
    why: /^[a-z][a-z-]*$/i.test(version) ? `the tag ${version} moves` : `${version} allows several versions`,
  };
}

function gitSource(spec: string): PackageIdentity | undefined {
  const parts =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/\s]*@)?([\w.-]+)(?::\d+)?\/([^\s#@?]+?)(?:\.git)?(?:[@#](?!subdirectory|egg)([^\s#&?]+))?(?:[#?&].*)?$/.exec(
      spec,
    );
  if (!parts || (!spec.startsWith('git') && !/^https:\/\/(?:github|gitlab)\.com\/[\w.-]+\/[\w.-]+?(?:\.git)?(?:#.*)?$/.test(spec)))
    return undefined;
  const name = `${parts[1]!.toLowerCase()}/${parts[2]}`;
  const ref = parts[3];
  if (ref === undefined) return { ecosystem: 'git', name, pinned: false, why: 'no commit: the newest state of the repository is fetched' };
  if (COMMIT.test(ref))
    return { ecosystem: 'git', name, version: ref, pinned: true, pinnedBy: 'commit', why: `exactly commit ${ref.slice(0, 12)}` };
  if (/^v?\d+\.\d+\.\d+/.test(ref))
    return {
      ecosystem: 'git',
      name,
      version: ref,
      pinned: true,
      pinnedBy: 'tag',
      why: `the tag ${ref} names one version; its owner can still move it, a commit cannot be moved`,
    };
  return { ecosystem: 'git', name, version: ref, pinned: false, why: `the branch or tag ${ref} moves` };
}
