/** Paths under which chat services and model APIs take what a person writes or hands in. */
const TAKES_CONTENT =
  /(?:conversation|chat|complet|messages|responses|generate|upload|files?(?:\/|$)|attachment|append|\bask\b|prompt|query|stream|infer|invoke|embeddings|transcri|batchexecute|rpc\/)/i;
/** What pages report about themselves under paths of the same names. */
const CHATTER = /sentinel|telemetry|metric|analytic|statsig|\/ces\/|beacon|heartbeat|\/log(?:s|ging)?(?:\/|$)/i;
/** What is sent at once beyond this is a document rather than a question or the noise of a page. */
export const LARGE = 100_000;

/**
 * Whether a request carried content out, in words, and how: a POST to a place that takes content, or a large body. Query
 * strings are left out, they hold what nobody should copy. Undefined where nothing of the kind was seen.
 */
export function sentBy(
  method: string | undefined,
  path: string | undefined,
  bytesOut: number | undefined,
  activity?: string,
): string | undefined {
  if (activity !== undefined && /^(?:upload|post|send|create|share|attach|formpost|response)\b/i.test(activity))
    return `${activity.slice(0, 40)}${shownPath(path)}`;
  const verb = method?.toUpperCase();
  if (verb === 'GET' || verb === 'HEAD' || verb === 'OPTIONS') return undefined;
  if ((verb === 'POST' || verb === 'PUT' || verb === 'PATCH') && path !== undefined && takesContent(path))
    return `${verb}${shownPath(path)}`;
  if ((bytesOut ?? 0) >= LARGE) return verb === undefined ? `a body of ${bytesOut} bytes` : `${verb}${shownPath(path)}`;
  return undefined;
}

function takesContent(path: string): boolean {
  const plain = path.split('?')[0]!;
  return TAKES_CONTENT.test(plain) && !CHATTER.test(plain);
}

/** The path without query, ids in it shortened. */
function shownPath(path: string | undefined): string {
  if (path === undefined || path === '') return '';
  const plain = path.split(/[?#;]/)[0]!.slice(0, 120);
  return ` ${plain
    .split('/')
    .map((part) => (/\d/.test(part) && part.length > 12 ? '…' : part))
    .join('/')}`;
}

/** Host and path of an address as logs write it: with or without scheme, with port, with a user nobody should see. */
export function addressParts(text: string): { host: string; path: string } | undefined {
  const found = /^(?:[a-z][a-z0-9+.-]{1,12}:\/\/)?(?:[^\s@/?#]{1,200}@)?([^\s/:?#]{1,255})(?::\d{1,5})?([/?#].*)?$/i.exec(
    text.slice(0, 4096),
  );
  return found ? { host: found[1]!, path: found[2] ?? '' } : undefined;
}
