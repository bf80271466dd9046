import { strongKey } from '../core/keys.ts';
import type { AssetObservation, Json, Observations } from '../core/observation.ts';

/** What files say about assets of other detectors. */
export interface Said {
  /** As written: `@org/team`, a mail address, the value of a tag. */
  owner?: string;
  environment?: string;
  criticality?: string;
  sensitivity?: string;
  purpose?: string;
}

/**
 * One statement about what has a strong key, or about everything in a folder of the target ('': all of it); `only` where it says
 * nothing of applications deeper in that folder. It stands in a file, or in a commit.
 */
export type Statement = { says: Said; why: string; confidence: number } & ({ file: string; line: number } | { commit: string }) &
  ({ key: string } | { folder: string; only?: true });

/** A rule of a CODEOWNERS file: the last that fits a path decides, within each section. No owners: nobody owns it. */
export interface OwnerRule {
  pattern: string;
  owners: string[];
  line: number;
  section: string;
  /** Takes paths out of the section. */
  excludes?: boolean;
}

/** A CODEOWNERS file and the folder whose paths its patterns speak of ('' = the target). */
export interface OwnerRules {
  file: string;
  root: string;
  rules: OwnerRule[];
}

export interface Statements {
  target: string;
  statements: readonly Statement[];
  codeowners: readonly OwnerRules[];
}

/**
 * Statements as a detector hands them to the join (surroundings.ts): an asset nobody else observes, so that it is in no Snapshot.
 * Paths are relative to the target.
 */
export function statementsAsset(target: string, detector: string, said: Partial<Omit<Statements, 'target'>>): AssetObservation {
  return {
    kind: 'repository',
    name: target,
    keys: [strongKey('git', `${target}#${detector}:statements`)],
    properties: { said: { target, statements: said.statements ?? [], codeowners: said.codeowners ?? [] } as unknown as Json },
    evidence: [],
    confidence: 0,
    optional: true,
  };
}

export function statementsIn(all: readonly Observations[]): Statements[] {
  return all.flatMap(({ assets }) =>
    assets.flatMap((asset) =>
      asset.kind === 'repository' && asset.properties?.['said'] ? [asset.properties['said'] as unknown as Statements] : [],
    ),
  );
}
