/** A place that model files are fetched from and that says little of who put them there. */
export interface WeakSource {
  /** plain: changed by whoever stands on the way; share: a file that its owner replaces under the same link; branch: a file that moves. */
  kind: 'plain' | 'share' | 'branch';
  host: string;
  /** Within an organisation's own network. */
  near?: boolean;
}

const WEIGHTS =
  /\.(?:safetensors|gguf|ggml|onnx|pt|pth|ckpt|h5|hdf5|keras|pkl|pickle|joblib|tflite|pb|mar|engine|nemo|mlmodel|bin|weights|caffemodel|npz)(?:\.(?:gz|zip|tar|tgz|xz|zst))?$/i;
/** Names that say what an archive or a nameless file holds. */
const SAYS_MODEL = /(?:^|[/_.-])(?:models?|weights?|checkpoints?|ckpt|lora|adapter|embeddings?)(?=[/_.\d-]|$)/i;

/** Places where anybody keeps files under a link: file shares of persons, pastes. */
const SHARES =
  /(?:^|\.)(?:drive\.google\.com|drive\.usercontent\.google\.com|docs\.google\.com|dropbox\.com|dropboxusercontent\.com|mega\.nz|mediafire\.com|wetransfer\.com|we\.tl|pixeldrain\.com|gofile\.io|anonfiles\.com|transfer\.sh|file\.io|catbox\.moe|1drv\.ms|onedrive\.live\.com|disk\.yandex\.(?:ru|com)|pan\.baidu\.com|pastebin\.com|gist\.githubusercontent\.com|ngrok(?:-free)?\.(?:io|app)|trycloudflare\.com|0x0\.st|temp\.sh|discordapp\.com)$/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|host\.docker\.internal)$|\.localhost$/i;
const NEAR = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|\.(?:internal|local|lan|corp|svc|svc\.cluster\.local)$|^[^.:[\]]+$/i;
const COMMIT = /\/[0-9a-f]{40}\//i;

/** Whether a text names a file of weights. */
export function isWeights(name: string): boolean {
  return WEIGHTS.test(name.split(/[?#]/)[0]!);
}

/**
 * What is weak about an address that a model file is fetched from; undefined where nothing is, or it is no model file. `as` is the name
 * under which it is kept, for links that name no file.
 */
export function weakSource(url: string, as?: string): WeakSource | undefined {
  const found = /^(?<scheme>https?|ftp):\/\/(?:[^@/\s]*@)?(?<host>\[[^\]]*\]|[^/:?#\s*]+)(?<rest>[^\s]*)/i.exec(url.slice(0, 2000));
  const { scheme, host, rest } = found?.groups ?? {};
  if (scheme === undefined || host === undefined || rest === undefined || LOOPBACK.test(host)) return undefined;
  const path = rest.split(/[?#]/)[0]!;
  const weights = isWeights(path) || (as !== undefined && isWeights(as));
  if (!weights && !(SHARES.test(host) && as !== undefined && SAYS_MODEL.test(as))) return undefined;
  if (SHARES.test(host)) return { kind: 'share', host };
  if (!/^https$/i.test(scheme)) return { kind: 'plain', host, ...(NEAR.test(host) ? { near: true } : {}) };
  if (/^raw\.githubusercontent\.com$/i.test(host) && !COMMIT.test(path) && !/\/v?\d+\.\d+[^/]*\//.test(path))
    return { kind: 'branch', host };
  return undefined;
}
