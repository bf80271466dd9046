/** Extensions under which pickles, or containers of pickles, are published. */
const EXTENSIONS = new Set([
  'pkl',
  'pickle',
  'pt',
  'pth',
  'bin',
  'ckpt',
  'joblib',
  'dill',
  'npy',
  'npz',
  'sav',
  'model',
  'p',
  'pt2',
  'mar',
  'nemo',
  'pk',
  'pckl',
]);
/** Extensions that promise a pickle: a file of that name that cannot be read as one is reported as unreadable. */
const PICKLE_EXTENSIONS = new Set(['pkl', 'pickle', 'pt', 'pth', 'ckpt', 'joblib', 'dill', 'sav', 'p', 'pk', 'pckl']);

const ZIP_LOCAL = [0x50, 0x4b, 3, 4];
const NUMPY = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Whether a file is worth `readPickles`: by extension, by the PROTO byte of protocols 2 to 5, by a zip that names
 * data.pkl early, by a numpy array, or by the text forms in which protocol 0 and 1 begin.
 * `head` are the file's first bytes (256 are enough); `name` its name or path.
 */
export function sniffPickle(head: Uint8Array, name: string): boolean {
  if (EXTENSIONS.has(extensionOf(name))) return true;
  if (startsWith(head, NUMPY)) return true;
  if (startsWith(head, ZIP_LOCAL)) return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 256)).includes('.pkl');
  return beginsLikePickle(head, false);
}

export function promisesPickle(name: string): boolean {
  return PICKLE_EXTENSIONS.has(extensionOf(name));
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 || dot < name.lastIndexOf('/') ? '' : name.slice(dot + 1).toLowerCase();
}

/** Stands for any byte in what `startsWith` compares. */
export const ANY = -1;

export function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  if (bytes.length < start.length) return false;
  for (const [index, value] of start.entries()) if (value !== ANY && bytes[index] !== value) return false;
  return true;
}

/**
 * Whether bytes begin as a pickle or a zip archive does. `asText` is for bytes that stand in a text literal: as latin-1
 * written in UTF-8 (C2 80) or as an escape (`\x80`, `\u0080`).
 */
export function beginsLikePickle(head: Uint8Array, asText: boolean): boolean {
  const first = head[0];
  const second = head[1];
  if (first === undefined || second === undefined) return false;
  if (first === 0x80) return second <= 5;
  if (first === 0x50) return startsWith(head, ZIP_LOCAL);
  if (asText && first === 0xc2) return second === 0x80 && (head[2] ?? 255) <= 5;
  if (asText && first === 0x5c)
    return (second === 0x78 && head[2] === 0x38 && head[3] === 0x30) || (second === 0x75 && head[4] === 0x38 && head[5] === 0x30);
  return beginsLikeTextPickle(head);
}

const OPENERS = new Set([...'(c]}'].map((sign) => sign.charCodeAt(0)));

/** Protocols 0 and 1 have no magic: a mark, an empty container with its memo slot, or `c` and a dotted module name. */
function beginsLikeTextPickle(head: Uint8Array): boolean {
  if (!OPENERS.has(head[0] ?? 0)) return false;
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 64)).toString('latin1');
  // (lp0, (dp0, (p0 … or ]q\0, }q\0, or c__builtin__\nset\n and (cos\nsystem\n, (S'…', (V…, (I1, and INST (S'…'\nios\n
  return (
    /^\((?:[ldt]p\d{1,6}\n|p\d{1,6}\n|S['"]|V|I\d{1,6}\n|\()/.test(start) ||
    /^[\]}](?:q[^]|\(|p\d{1,6}\n)/.test(start) ||
    /^\(?c[A-Za-z_][\w.]{0,60}(?:\n[A-Za-z_]|\\n[A-Za-z_]|$)/.test(start)
  );
}
