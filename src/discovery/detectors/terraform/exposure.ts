import type { Evidence } from '../../../core/evidence.ts';
import { strongKey } from '../../../core/keys.ts';
import type { AssetReference, Properties } from '../../../core/observation.ts';
import type { Declared } from './declared.ts';

/** The zone everybody is in. */
export function internet(declared: Declared, evidence: Evidence[]): AssetReference {
  return declared.other('zone', 'internet', [strongKey('name', 'internet')], {}, evidence, 1);
}

/**
 * From where a managed service can be reached, as its own settings say: `internet` is open to every address, `private` has no
 * public address or lets only listed networks in, `unknown` is decided by a value that is not known.
 */
export interface Reached {
  reach: 'internet' | 'private' | 'unknown';
  /** For people: "public network access is on unless it is switched off". */
  how: string;
  evidence: Evidence[];
}

/**
 * What posture reads of a managed service: `reach`, `reachWhy`, `auth`, `authWhy`, and the edge to the internet with `auth`
 * none or present. Returns the properties; call `drawReach` with the asset for the edge.
 */
export function reachProperties({ reach, how }: Reached, auth: 'none' | 'present' | undefined, authWhy: string): Properties {
  return { reach, reachWhy: how, publicNetwork: reach === 'unknown' ? 'unknown' : reach === 'internet', auth, authWhy };
}

export function drawReach(
  from: AssetReference,
  { reach, how, evidence }: Reached,
  auth: 'none' | 'present' | undefined,
  declared: Declared,
): void {
  if (reach === 'internet') declared.edge(from, 'exposed-to', internet(declared, evidence), evidence, { access: 'invoke', auth, how });
}

/** A store that everybody can read, or read and change. */
export function openToAll(
  store: AssetReference,
  rights: readonly ('read' | 'write')[],
  how: string,
  evidence: Evidence[],
  declared: Declared,
): void {
  declared.edge(store, 'exposed-to', internet(declared, evidence), evidence, {
    access: rights.includes('write') ? 'write' : 'read',
    rights: [...rights],
    auth: 'none',
    how,
  });
}

/** Whether a range of addresses is (nearly) all there are. */
export function isEverybody(range: string): boolean {
  return /^(?:0\.0\.0\.0(?:\/[01])?|128\.0\.0\.0\/1|::\/[01]|Internet|\*)$/i.test(range.trim());
}
