import { createHash } from 'node:crypto';

/**
 * Reads git's index, the list of files it tracks: gitformat-index(5), versions 2 to 4, with SHA-1 or SHA-256. Only bytes are read;
 * git itself is never asked, because a repository's configuration can make it run commands.
 */
export type IndexAnswer = { tracked: Set<string>; uncertain(path: string): boolean } | { problem: string };

const HEADER = 12;
/** Times, device, inode, mode, owner and size stand before the object's name. */
const STATUS = 40;
const LONGEST_NAME = 4096;
const GITLINK = 0o160000;
const FOLDER = 0o040000;
/** A name of 4095 bytes or more does not tell its length. */
const UNTOLD = 0xfff;

/**
 * Which of the wanted paths (relative to the work tree, `/` separated) the index lists. `uncertain` are paths below a submodule or
 * below a folder that a sparse index lists as a whole. A damaged or foreign file gives a problem; never throws.
 */
export function readIndex(bytes: Buffer, wanted: ReadonlySet<string>): IndexAnswer {
  if (bytes.length < HEADER + 20 || bytes.toString('latin1', 0, 4) !== 'DIRC') return { problem: 'it is no index' };
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return { problem: `version ${version} is not known` };
  for (const [algorithm, length] of [
    ['sha1', 20],
    ['sha256', 32],
  ] as const) {
    const end = bytes.length - length;
    const sum = bytes.subarray(end);
    // index.skipHash writes zeros; those are tried as they are.
    const unsigned = sum.every((byte) => byte === 0);
    if (!unsigned && !createHash(algorithm).update(bytes.subarray(0, end)).digest().equals(sum)) continue;
    const answer = entries(bytes.subarray(0, end), version, length, wanted);
    if (!unsigned || !('problem' in answer)) return answer;
  }
  return { problem: 'it is damaged' };
}

function entries(bytes: Buffer, version: number, hash: number, wanted: ReadonlySet<string>): IndexAnswer {
  const tracked = new Set<string>();
  const whole: string[] = [];
  const count = bytes.readUInt32BE(8);
  let at = HEADER;
  let before: Buffer = Buffer.alloc(0);
  let nameless = false;
  for (let number = 0; number < count; number++) {
    const flagsAt = at + STATUS + hash;
    if (flagsAt + 4 > bytes.length) return CUT;
    const mode = bytes.readUInt32BE(at + 24);
    const flags = bytes.readUInt16BE(flagsAt);
    const extended = (flags & 0x4000) !== 0;
    if (extended && version === 2) return DAMAGED;
    const entry = name(bytes, flagsAt + (extended ? 4 : 2), version, flags & UNTOLD, before);
    if (entry === undefined) return DAMAGED;
    // Sorted by name; one path stands up to three times while a merge is open.
    // Nameless ones stand for those of the other half of a split index.
    nameless ||= entry.name.length === 0;
    if (!nameless && Buffer.compare(before, entry.name) > 0) return DAMAGED;
    before = entry.name;
    // Up to version 3 an entry is filled up to a multiple of eight with one to eight zeros.
    at = version === 4 ? entry.end + 1 : at + ((entry.end - at + 8) & ~7);
    if (at > bytes.length) return CUT;
    const path = entry.name.toString('utf8');
    if ((mode & 0o170000) === GITLINK) whole.push(`${path}/`);
    else if ((mode & 0o170000) === FOLDER) whole.push(path.endsWith('/') ? path : `${path}/`);
    else if (wanted.has(path)) tracked.add(path);
  }
  const problem = extensions(bytes, at) ?? (nameless ? 'it is damaged' : undefined);
  return problem === undefined ? { tracked, uncertain: (path) => whole.some((folder) => path.startsWith(folder)) } : { problem };
}

const CUT: IndexAnswer = { problem: 'it is cut off' };
const DAMAGED: IndexAnswer = { problem: 'it is damaged' };

/** The name that begins at `at`; in version 4 it is what is left of the name before, after as many bytes as a number says are dropped, and a rest. */
function name(bytes: Buffer, at: number, version: number, told: number, before: Buffer): { name: Buffer; end: number } | undefined {
  let kept = 0;
  let start = at;
  if (version === 4) {
    let drop = 0;
    for (let digits = 0; ; digits++) {
      const byte = bytes[start++];
      if (byte === undefined || digits > 3) return undefined;
      drop = (digits === 0 ? 0 : (drop + 1) * 128) + (byte & 127);
      if ((byte & 128) === 0) break;
    }
    kept = before.length - drop;
    if (kept < 0) return undefined;
  }
  const end = bytes.subarray(start, start + LONGEST_NAME).indexOf(0);
  if (end < 0 || kept + end > LONGEST_NAME) return undefined;
  if (told < UNTOLD && told !== kept + end) return undefined;
  const rest = bytes.subarray(start, start + end);
  return { name: kept === 0 ? rest : Buffer.concat([before.subarray(0, kept), rest]), end: start + end };
}

/** Extensions in small letters change what the entries mean. */
function extensions(bytes: Buffer, from: number): string | undefined {
  let at = from;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) return 'it is cut off';
    const signature = bytes.toString('latin1', at, at + 4);
    if (signature === 'link') return 'it is split in two files';
    if (/^[a-z]/.test(signature) && signature !== 'sdir') return `its extension ${JSON.stringify(signature)} is not known`;
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  return at === bytes.length ? undefined : 'it is cut off';
}
