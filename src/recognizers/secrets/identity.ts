import { hash } from 'node:crypto';
import type { Candidate } from './candidate.ts';

/** Digits of a fingerprint, and of the seal in a mask. */
export const FINGERPRINT_LENGTH = 12;

/** What stays unknown of a value to whoever reads a report: below this many bits a digest of it can be turned back by guessing. */
const BEYOND_GUESSING = 80;

/** Written by people, or of an origin nobody can see: how they look says nothing about how they were chosen. */
const CHOSEN_PROVIDERS = new Set(['unknown', 'openai-compatible', 'http']);
const CHOSEN_FORMS = new Set(['connection-url', 'url-password', 'password', 'assigned', 'jwt']);

/**
 * Whether a value can be told by a digest of itself: an issuer made it, in a form of its own, and at least 80 bits of it stay
 * unknown beside the public prefix and the two characters that a preview may show. Passwords, values under a telling name and
 * keys whose holder may choose them never can.
 */
export function isBeyondGuessing({ provider, form, publicPrefix, value: body }: Candidate, value: string): boolean {
  if (CHOSEN_PROVIDERS.has(provider) || CHOSEN_FORMS.has(form)) return false;
  const random = (body ?? value.slice(publicPrefix, -2)).replace(/[^A-Za-z0-9]/g, '');
  return random.length * bitsOfAlphabet(random) >= BEYOND_GUESSING;
}

/** Bits that one character drawn from the alphabet of the value carries; signs are left out, so this is never too much. */
function bitsOfAlphabet(random: string): number {
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(random)) return 4;
  return /^(?:[0-9a-z]+|[0-9A-Z]+)$/.test(random) ? 5 : 5.9;
}

/** Twelve hexadecimal digits of SHA-256 over "pharos-secret:" and the value: the same wherever the value stands. */
export function fingerprintOf(value: string): string {
  return hash('sha256', `pharos-secret:${value}`).slice(0, FINGERPRINT_LENGTH);
}

export interface Place {
  /** What the file belongs to: two targets may have a file of one name. */
  scope: string;
  file: string;
}

/**
 * Names values by where they stand instead: scope, file, name, and a count where one name has several values in a file. Nothing
 * of the value goes into it, so equal passwords under two names stay two secrets, and a rotated one stays the same.
 */
export function placeNames({ scope, file }: Place): (name: string, value: string) => string {
  const seen = new Map<string, Map<string, number>>();
  return (name, value) => {
    const values = seen.get(name) ?? new Map<string, number>();
    seen.set(name, values);
    const number = values.get(value) ?? values.size;
    values.set(value, number);
    return hash('sha256', JSON.stringify(['pharos-place', scope, file, name, number])).slice(0, FINGERPRINT_LENGTH);
  };
}
