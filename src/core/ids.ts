import { createHash } from 'node:crypto';
import type { AssetKind } from './kinds.ts';

/**
 * Ids are short hashes: 80 bits in lower-case base32, with a letter that says what they name (a asset, e edge, f finding,
 * p path, s scan). Half a million edges collide with a probability below 10^-12.
 */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export function shortHash(text: string): string {
  const bytes = createHash('sha256').update(text).digest();
  let out = '';
  let buffer = 0;
  let bits = 0;
  for (let i = 0; out.length < 16; i++) {
    buffer = ((buffer << 8) | bytes[i]!) & 0xfff;
    bits += 8;
    while (bits >= 5 && out.length < 16) {
      bits -= 5;
      out += ALPHABET[(buffer >> bits) & 31];
    }
  }
  return out;
}

/** From the kind and the strong key that comes first. */
export function assetId(kind: AssetKind, key: string): string {
  return `a-${shortHash(`${kind}\0${key}`)}`;
}

export function edgeId(from: string, kind: string, to: string): string {
  return `e-${shortHash(`${from}\0${kind}\0${to}`)}`;
}

/** Check, asset and locus (what tells two faults on one asset apart, without a line number). */
export function findingId(check: string, asset: string, locus = ''): string {
  return `f-${shortHash(`${check}\0${asset}\0${locus}`)}`;
}

/**
 * Kind, entry, effect and the pivot assets that tell two ways apart. Without an effect where what lies behind may come and go
 * while the way stays the same: who runs code on a machine today reaches its key and tomorrow its data.
 */
export function pathId(kind: string, entry: string, effect: string | undefined, pivots: readonly string[] = []): string {
  return `p-${shortHash([kind, entry, effect ?? '', ...pivots].join('\0'))}`;
}
