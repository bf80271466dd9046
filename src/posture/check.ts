import type { Evidence } from '../core/evidence.ts';
import type { Fix, FrameworkControl, Severity } from '../core/finding.ts';
import type { AssetKind } from '../core/kinds.ts';
import type { Asset } from '../core/snapshot.ts';
import type { Control, Exploitability, Loss, Reachability } from './score.ts';
import type { View } from './view.ts';

/** What a check says of one asset. `undefined` from `judge` means: does not apply, not counted. */
export type Judgement = { status: 'pass' } | Unknown | Fail;

export interface Unknown {
  status: 'unknown';
  /** What could not be seen, and why that leaves the question open. */
  saw: string;
  evidence?: Evidence[];
}

export interface Fail {
  status: 'fail';
  /** Tells two faults of one check on one asset apart, without a line number. */
  locus?: string;
  /** The title of this finding; default the check's. */
  title?: string;
  /** Base severity of this fault where it is not the check's, for a reason that `saw` states; the score moves it as well. */
  severity?: Severity;
  saw: string;
  why: string;
  fix: Fix;
  verify: string;
  /** The lines of the fault, first the one to change. Never empty. */
  evidence: Evidence[];
  /** 0 to 1; default the asset's. */
  confidence?: number;
  exploitability: Exploitability;
  /** What the fault itself opens; posture raises it when a path from outside reaches the asset. */
  reachability: Reachability;
  /** Controls that weaken the step. */
  control?: Control;
  /** Assets whose harm counts; default the asset itself and what it reaches. */
  harms?: readonly Asset[];
  /** What is lost, where it is not everything: data that strangers read, or data that strangers change. */
  loses?: readonly Loss[];
}

/**
 * A check: check x asset → pass, fail, unknown. One fault, one finding: a check that another check subsumes on the same place
 * names it in `yields` and stays silent there.
 */
export interface Check {
  /** The name of its folder. */
  id: string;
  title: string;
  /** Severity where nothing is known of the context; the score moves it. */
  severity: Severity;
  applies: AssetKind | readonly AssetKind[];
  frameworks: readonly FrameworkControl[];
  /** Reads the view, concludes; several faults on one asset give several. Pure. */
  judge(asset: Asset, view: View): Judgement | Judgement[] | undefined;
}

export function defineCheck(check: Check): Check {
  return check;
}

/**
 * A miniature estate and what the check must say: the family test runs every case through the whole scan. Each check has at
 * least one failing case and a benign twin that stays silent.
 */
export interface CheckCase {
  name: string;
  /** By path; a `pharos.yaml` among them is applied. A function assembles fakes at run time. */
  files: Record<string, string | Uint8Array> | (() => Record<string, string | Uint8Array>);
  /** One entry per finding of this check (status fail): place of the first evidence, optionally severity. Empty: silent. */
  expect: { file: string; line?: number; asset?: string; severity?: Severity }[];
  /** Where the answer must be unknown. */
  unknown?: { asset: string }[];
  /** Where the sample comes from, when somebody else wrote it: a framework's example, a provider's documentation. */
  source?: string;
}
