import { weakSource } from '../weights-source.ts';
import { entriesTo } from './flow/outputs.ts';
import { type Call, calledName, type Meeting } from './flow/walk.ts';
import type { Linked } from './linked.ts';
import type { Told } from './safety-off.ts';
import type { Expression } from './syntax.ts';
import { optionsOf, patternsOf, type Scope, textsOf } from './value.ts';

/** Calls that fetch a file, or a model by its address. */
const FETCHES = new Set(
  'urlretrieve urlopen get stream download cached_download load_state_dict_from_url download_url_to_file download_url get_file retrieve from_single_file from_ckpt load_model fetch run system check_call check_output Popen execSync getoutput'.split(
    ' ',
  ),
);
const CLIENTS = /^(?:requests|httpx|session|client|s|http|axios|got|self)$/;
const TARGETS = ['filename', 'dst', 'out', 'output', 'fname', 'local_path', 'file_name', 'path'];
/** Options that hold a download to what was written down. */
const CHECKED = /^(?:hash_prefix|check_hash|known_hash|file_hash|md5_hash|md5|sha256|hash|expected_hash|checksum)$/;

/** Owners of code for torch.hub whose name says who they are. */
const KNOWN_OWNERS =
  /^(?:pytorch|facebookresearch|NVIDIA|ultralytics|snakers4|huggingface|intel-isl|isl-org|open-mmlab|mateuszbuda|datvuthanh|sigsep|chenyaofo|rwightman|microsoft|google\w*|openai|apple|meta-\w+)\//i;

/**
 * Model files fetched from places that say little of who put them there, and code of anybody's repository run by torch.hub: the property
 * `modelSources` of the application (or notebook) with `kind` (plain, share, branch, hub-code), `from`, `host`, `file`, `line`, `call`,
 * `near`, `entries`. A download that is held to a hash is none. Source: docs.pytorch.org/docs/stable/hub.html (trust_repo),
 * docs.python.org/3/library/urllib.request.html, github.com/wkentaro/gdown.
 */
export function modelSources(linked: Linked, told: (one: Told) => void): Meeting {
  const { program } = linked;
  return {
    call(e, scope) {
      const name = calledName(e) ?? '';
      if (name === 'load' && isHub(e, scope)) return hubCode(e, scope);
      if (!FETCHES.has(name)) return;
      const owner = e.f.t === 'attr' ? (e.f.o.t === 'name' ? e.f.o.n : e.f.o.t === 'attr' ? e.f.o.n : '') : '';
      if ((name === 'get' || name === 'stream' || name === 'download') && !CLIENTS.test(owner) && owner !== 'gdown' && owner !== 'wget')
        return;
      fetched(e, scope, name, owner);
    },
  };

  function fetched(e: Call, scope: Scope, name: string, owner: string): void {
    if (e.k.some(([keyword, value]) => CHECKED.test(keyword) && value.t !== 'null' && !(value.t === 'bool' && !value.v))) return;
    const parts = [
      ...e.a.slice(0, 3),
      ...e.k
        .filter(([keyword]) => /^(?:url|origin|uri|link|pretrained_model_link_or_path|args|cmd)$/.test(keyword))
        .map(([, value]) => value),
    ];
    const as = [...e.k.filter(([keyword]) => TARGETS.includes(keyword)).map(([, value]) => value), ...e.a.slice(1, 3)]
      .flatMap((part) => textAt(part, scope))
      .find((text) => !/^https?:/.test(text));
    const id = owner === 'gdown' ? e.k.find(([keyword]) => keyword === 'id')?.[1] : undefined;
    const urls = id ? ['https://drive.google.com/uc'] : parts.flatMap((part) => textAt(part, scope)).flatMap(urlsIn);
    for (const url of urls) {
      const weak = weakSource(url, as ?? savedAs(e, scope));
      if (!weak || holdsHash(scope)) continue;
      tell(e, scope, weak.kind, `${owner === '' || owner === 'self' ? '' : `${owner}.`}${name}`, url, weak.host, weak.near);
      return;
    }
  }

  /** `requests.get(url)` whose content the same body writes to a file of weights. */
  function savedAs(e: Call, scope: Scope): string | undefined {
    if (!/^(?:get|urlopen|stream|fetch)$/.test(calledName(e) ?? '') || !scope.fn) return undefined;
    return /"v":"([^"]{1,200}\.(?:safetensors|gguf|onnx|pt|pth|ckpt|h5|keras|pkl|joblib))"/.exec(bodyText(scope))?.[1];
  }

  function holdsHash(scope: Scope): boolean {
    return /"n":"(?:sha256|sha512|sha1|md5|blake2b|hexdigest|createHash|compare_digest|verify_\w*|check_hash\w*|\w*checksum\w*)"/i.test(
      bodyText(scope),
    );
  }

  function bodyText(scope: Scope): string {
    return scope.fn
      ? JSON.stringify(scope.fn.body).slice(0, 200_000)
      : JSON.stringify(program.modules.get(scope.file)?.body ?? []).slice(0, 400_000);
  }

  /** `torch.hub.load("owner/repo", …)` runs hubconf.py of that repository. What says trust_repo=True is told by `remoteCode`. */
  function hubCode(e: Call, scope: Scope): void {
    if (e.k.some(([keyword]) => keyword === 'trust_repo') || localSource(e, scope)) return;
    const given = e.k.find(([keyword]) => keyword === 'repo_or_dir')?.[1] ?? e.a[0];
    const repository = given && textAt(given, scope)[0];
    if (repository === undefined || !/^[\w.-]+\/[\w.-]+(?::[\w./-]+)?$/.test(repository) || KNOWN_OWNERS.test(repository)) return;
    if (/:[0-9a-f]{40}$/i.test(repository)) return;
    tell(e, scope, 'hub-code', 'torch.hub.load', repository, 'github.com');
  }

  function localSource(e: Call, scope: Scope): boolean {
    const source = e.k.find(([keyword]) => keyword === 'source')?.[1];
    return source !== undefined && textsOf(program.evaluate(source, scope)).some(({ text }) => text === 'local');
  }

  function isHub(e: Call, scope: Scope): boolean {
    if (e.f.t !== 'attr' || e.f.o.t === 'call') return false;
    return optionsOf(program.evaluate(e.f, scope)).some((one) => one.v === 'external' && one.q === 'torch.hub.load');
  }

  function textAt(e: Expression, scope: Scope): string[] {
    if (e.t === 'dict' || e.t === 'fn' || e.t === 'num' || e.t === 'bool') return [];
    const items = e.t === 'list' ? e.e.slice(0, 12) : [e];
    return items.flatMap((item) => patternsOf(program.evaluate(item, scope)).map(({ text }) => text));
  }

  function tell(e: Call, scope: Scope, kind: string, call: string, from: string, host: string, near = false): void {
    const entries = entriesTo(linked, scope);
    told({
      entry: {
        kind,
        call,
        from: from.replace(/\/\/[^@/]*@/, '//').slice(0, 200),
        host,
        file: scope.file,
        line: e.l,
        ...(near ? { near } : {}),
        ...(entries.length > 0 ? { entries } : {}),
      },
      file: scope.file,
      line: e.l,
    });
  }
}

/** The addresses in an argument: the text itself, or those of a command line. */
function urlsIn(text: string): string[] {
  return text.length > 4000 ? [] : (text.match(/(?:https?|ftp):\/\/[^\s"'`|;<>]+/gi) ?? []).slice(0, 5);
}
