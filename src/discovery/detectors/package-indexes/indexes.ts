/** One line that makes packages come from elsewhere than the public index, in a way that lets somebody else put a package there. */
export interface IndexFault {
  line: number;
  /** plain: over http; unverified: its certificate is not checked; extra: beside another index, so that the higher version wins. */
  form: 'plain' | 'unverified' | 'extra';
  /** Absent where a variable gives it. */
  host?: string;
  /** What says so: `--trusted-host`. */
  option: string;
}

/** Indexes of projects that hold their own packages only, named in those projects' documentation; the public ones and their mirrors. */
const OF_PROJECTS =
  /(?:^|\.)(?:pypi\.org|pythonhosted\.org|pytorch\.org|pypi\.nvidia\.com|ngc\.nvidia\.com|vllm\.ai|nvidia\.com|abetlen\.github\.io|github\.io|pyg\.org|storage\.googleapis\.com|tsinghua\.edu\.cn|aliyun\.com|amd\.com|intel\.com|flashinfer\.ai|sglang\.ai|npmjs\.org|npmjs\.com|yarnpkg\.com|npm\.jsr\.io|mirrors\.[\w.-]+)$/;

const MOST = 50;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The faults of a file, one for each host: plain http before a certificate that is not checked before an extra index. Which names mean
 * what is the documentation's: https://pip.pypa.io/en/stable/cli/pip_install/, https://docs.astral.sh/uv/reference/environment/,
 * https://docs.npmjs.com/cli/v11/using-npm/config, https://pipenv.pypa.io/en/latest/pipfile.html. Linear; comments are left out.
 */
export function indexFaultsOf(path: string, text: string): IndexFault[] {
  const notebook = path.endsWith('.ipynb');
  const npm = /(?:^|\/)\.npmrc$/.test(path);
  const pipenv = /(?:^|\/)Pipfile$/.test(path);
  const found = new Map<string, IndexFault>();
  const add = (fault: IndexFault): void => {
    const id = fault.host ?? '?';
    const known = found.get(id);
    // A host that is trusted without a certificate and named as an index is one fault, told at the line that names the index.
    if (!known || RANK.indexOf(fault.form) < RANK.indexOf(known.form)) found.set(id, { ...fault });
  };
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    if (raw.length > 4000 || !INTEREST.test(raw) || /^\s*(?:#|\/\/|;|--\s)/.test(raw)) continue;
    // In a notebook only what a cell gives to the shell, not what a text says.
    if (notebook && !/[!%].{0,40}\b(?:pip|uv)\b/.test(raw)) continue;
    if (found.size >= MOST) break;
    if (npm) ofNpm(raw, number, add);
    else if (pipenv) ofPipfile(raw, number, add);
    else ofPip(raw, number, add);
  }
  // A source that is read over http and not checked either is one fault, told where its address stands.
  return [...found.values()].filter((one) => one.host !== undefined || found.size === 1);
}

const RANK: readonly IndexFault['form'][] = ['plain', 'unverified', 'extra'];
const INTEREST = /index[-_ ]?url|trusted[-_]host|find-links|registry|strict-ssl|verify_ssl|UV_(?:EXTRA_)?INDEX|UV_INSECURE_HOST|url\s*=/i;

function ofPip(raw: string, line: number, add: (fault: IndexFault) => void): void {
  for (const [, option = '', address = ''] of raw.matchAll(
    /((?:--extra-index-url|--index-url|--find-links|\bextra-index-url|\bindex-url|PIP_EXTRA_INDEX_URL|PIP_INDEX_URL|UV_EXTRA_INDEX_URL|UV_INDEX_URL|UV_INDEX|UV_DEFAULT_INDEX))["']?[\s=:]{1,3}["']?(https?:\/\/[^\s"'\\,;|&)]{3,300})/gi,
  )) {
    const host = hostIn(address);
    if (host === undefined || LOOPBACK.test(host)) continue;
    const said = option.replace(/^-+/, '--');
    if (/^http:/i.test(address)) add({ line, form: 'plain', host, option: said });
    else if (/extra/i.test(option) && !OF_PROJECTS.test(host)) add({ line, form: 'extra', host, option: said });
  }
  for (const [, option = '', host = ''] of raw.matchAll(
    /(--trusted-host|\btrusted-host|PIP_TRUSTED_HOST|UV_INSECURE_HOST|--allow-insecure-host)["']?[\s=:]{1,3}["']?([\w.-]{3,200})/gi,
  ))
    if (!LOOPBACK.test(host)) add({ line, form: 'unverified', host: host.toLowerCase(), option });
}

function ofNpm(raw: string, line: number, add: (fault: IndexFault) => void): void {
  const address = /^\s*(?:@[\w.-]+:)?registry\s*=\s*"?(http:\/\/\S{3,300})/i.exec(raw)?.[1];
  const host = address === undefined ? undefined : hostIn(address);
  if (host !== undefined && !LOOPBACK.test(host)) add({ line, form: 'plain', host, option: 'registry' });
  if (/^\s*strict-ssl\s*=\s*false/i.test(raw)) add({ line, form: 'unverified', option: 'strict-ssl=false' });
}

function ofPipfile(raw: string, line: number, add: (fault: IndexFault) => void): void {
  const address = /^\s*url\s*=\s*["'](http:\/\/[^"']{3,300})/.exec(raw)?.[1];
  const host = address === undefined ? undefined : hostIn(address);
  if (host !== undefined && !LOOPBACK.test(host)) add({ line, form: 'plain', host, option: 'url' });
  if (/^\s*verify_ssl\s*=\s*false/.test(raw)) add({ line, form: 'unverified', option: 'verify_ssl' });
}

function hostIn(address: string): string | undefined {
  return /^https?:\/\/(?:[^/@\s]{0,200}@)?(\[[0-9a-f:]+\]|[\w.-]+)/i.exec(address)?.[1]?.toLowerCase();
}
