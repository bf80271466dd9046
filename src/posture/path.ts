import type { AttackEdgeKind } from '../core/edges.ts';
import type { Evidence } from '../core/evidence.ts';
import type { FrameworkControl, Severity } from '../core/finding.ts';
import type { Asset } from '../core/snapshot.ts';
import type { AttackGraph } from './attack.ts';
import type { Control, Exploitability, Loss, Reachability } from './score.ts';
import type { View } from './view.ts';

/** What the deciding edge of a step is used for: text comes in by it, data is read by it, or the attacker acts by it. */
export type Role = 'enters' | 'reads' | 'acts';

/** One step of a candidate: how the attacker gets from the step before to `asset`. The first step has no `attack`. */
export interface CandidateStep {
  asset: Asset;
  attack?: AttackEdgeKind;
  role?: Role;
  /** Numbers of the fact edges the step stands on, the deciding one first. */
  edges: readonly number[];
  /** One sentence, present tense. */
  saying: string;
  /** Default: what stands on `edges`. A getter where it is more: evidence of stored edges is decoded when it is asked for. */
  evidence?: readonly Evidence[];
}

/** Something that can be done; `cuts` are numbers of the fact edges that are gone (or harmless) afterwards. */
export interface CandidateFix {
  text: string;
  command?: string;
  cuts: readonly number[];
  /**
   * Where the edge stays and is only guarded: the uses that the guard stops. To ask a person before a tool acts does not keep out
   * what it reads. Absent: the edge is gone, whatever it was used for. Empty: this one path alone is closed.
   */
  stops?: readonly Role[];
  /** Effort: 1 a line, 2 an hour, 3 days. */
  cost: 1 | 2 | 3;
}

export interface PathCandidate {
  /** The whole path in one sentence. */
  title: string;
  steps: readonly CandidateStep[];
  /** Where the path has come to its effect before its last step, which tells what lies behind; it is no part of the path's id. */
  effect?: Asset;
  /** Assets that tell two ways between one entry and one effect apart. */
  pivots: readonly Asset[];
  exploitability: Exploitability;
  reachability: Reachability;
  control?: Control;
  /** Whose harm counts as impact; default the last step's asset. */
  harms: readonly Asset[];
  /** What is lost, where it is not everything. */
  loses?: readonly Loss[];
  /** Base severity where it is not the kind's, for a reason that the title states; the score moves it as well. */
  severity?: Severity;
  fixes: readonly CandidateFix[];
  /** What every way from the entry to the effect crosses; default nothing is claimed. */
  chokePoints?: readonly Asset[];
  /** 0 to 1: the weakest support among the steps. */
  confidence: number;
}

export interface PathContext {
  view: View;
  attack: AttackGraph;
}

/** A kind of attack path, in paths/<id>/path.ts: where it starts, which progress counts, what is lost. */
export interface PathKind {
  id: string;
  title: string;
  severity: Severity;
  frameworks: readonly FrameworkControl[];
  /** All paths of this kind, each pair of entry and effect once per way that needs its own fix. Pure. */
  find(context: PathContext): PathCandidate[];
}

export function definePath(kind: PathKind): PathKind {
  return kind;
}

/** A miniature estate: kinds and names along each expected path (further steps may stand between), or none. */
export interface PathCase {
  name: string;
  files: Record<string, string | Uint8Array> | (() => Record<string, string | Uint8Array>);
  expect: [kind: string, name: string][][];
  /** Where the sample's meaning comes from, when somebody else wrote it down. */
  source?: string;
}
