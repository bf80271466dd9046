import type { CoverageEntry } from '../core/coverage.ts';
import type { FactEdgeKind } from '../core/edges.ts';
import type { Evidence } from '../core/evidence.ts';
import type { AssetKind } from '../core/kinds.ts';
import type { Observations, Setting } from '../core/observation.ts';
import type { SecretMatch } from '../recognizers/secrets/find.ts';
import type { WeakValue } from '../recognizers/default-logins/weak-values.ts';
import type { PastFile } from './history.ts';
import type { RangeReader } from './range.ts';
import type { Standing } from './source.ts';

/** A text file as detectors see it: secrets are masked in place (same length, same lines) and listed beside. */
export interface TextFile {
  /** Relative to the target, `/` separated. */
  path: string;
  text: string;
  secrets: readonly SecretMatch[];
  /** Values that stood in place of a credential and that everybody knows or guesses: masked as well, told by what they are. */
  weak?: readonly WeakValue[];
}

/** A file of any size, read by ranges. */
export interface BinaryFile {
  path: string;
  reader: RangeReader;
}

export interface Reads {
  /** Globs (core/glob.ts): `*.py`, `.mcp.json`, `**` + `/settings.json`. */
  files: readonly string[];
  /** Only files that hold one of these words; what such a root file imports is read as well. Absent: every matching file. */
  contains?: RegExp;
  /** Text files above this size are told as too large. Default 8 MiB. */
  maxBytes?: number;
  /** Texts that earlier commits hold are of interest as well, where a secret may stand in them. */
  history?: true;
}

/** All facts of one detector in one target. */
export interface Linking<Fact> {
  /** Id of the target; evidence carries it. */
  target: string;
  files: ReadonlyMap<string, Fact>;
  /** Every file of the target, read or not, for resolving imports and references. */
  paths: ReadonlySet<string>;
  /** The value a deployment gives to an environment variable of the code in a file, where exactly one can be told. */
  setting?(file: string, name: string): Setting | undefined;
  /** Shorthand for evidence in this target. */
  evidence(file: string, line: number | undefined, detail: string): Evidence;
  /** What version control says of files, by path; a file it says nothing of is left out. Absent where there is none. */
  standings?(paths: Iterable<string>): ReadonlyMap<string, Standing>;
  /** Files as earlier commits hold them, for detectors that ask for the history and where there is one. */
  past?: readonly PastFile<Fact>[];
  /** Tells what could not be understood. */
  cover(entry: Omit<CoverageEntry, 'target' | 'what'>): void;
}

interface DetectorBase<Fact> {
  /** The name of its folder. */
  id: string;
  /** Raise it when facts change their form or meaning: cached facts of other versions are not used. */
  version: number;
  /** What it finds, for people. */
  title: string;
  reads: Reads;
  emits: readonly (AssetKind | FactEdgeKind)[];
  /** Its facts come from a native parser, which nothing can interrupt: larger files are read in a process that can be ended. */
  native?: boolean;
  /** Files to read as well, beyond those the prefilter chose (import closure). Called until it names nothing new. */
  wants?(linking: Pick<Linking<Fact>, 'files' | 'paths'>): Iterable<string>;
  /** It joins code: linked after those that say where code runs, and told what they give to it (`Linking.setting`). */
  afterDeployments?: boolean;
  /** The facts of all files in, observations out: pure. */
  link(linking: Linking<Fact>): Observations;
}

export interface TextDetector<Fact> extends DetectorBase<Fact> {
  input: 'text';
  /** One file in, facts out (JSON), undefined where there is nothing: pure, cached by content. Must not throw on any input. */
  facts(file: TextFile): Fact | undefined;
}

export interface BinaryDetector<Fact> extends DetectorBase<Fact> {
  input: 'binary';
  facts(file: BinaryFile): Fact | undefined;
}

// Detectors of different facts stand in one list; each is only ever given its own.
// oxlint-disable-next-line typescript/no-explicit-any
export type Detector<Fact = any> = TextDetector<Fact> | BinaryDetector<Fact>;

/** Declares a text detector; stands as default export in detectors/<id>/detector.ts. */
export function defineDetector<Fact>(detector: Omit<TextDetector<Fact>, 'input'>): TextDetector<Fact> {
  return { ...detector, input: 'text' };
}

export function defineBinaryDetector<Fact>(detector: Omit<BinaryDetector<Fact>, 'input'>): BinaryDetector<Fact> {
  return { ...detector, input: 'binary' };
}

/**
 * A miniature target and what must be found in it. The family test runs every case through the whole scan (walk, facts,
 * link, merge). `expect` names assets (kind, name, and what else is asked) that must exist exactly once; `edges` must be drawn,
 * as `[kind name, edge, kind name]`; what `absent` names must not exist. Whatever else the target holds may be found as well.
 * At least one case of each detector must stay silent: an empty `expect`, and without `absent` no asset at all may be found.
 */
export interface DetectorCase {
  name: string;
  /** Content by path; text or bytes. A function assembles fakes at run time. */
  files: Record<string, string | Uint8Array> | (() => Record<string, string | Uint8Array>);
  expect: { kind: AssetKind; name: string; file?: string; line?: number; properties?: Record<string, unknown> }[];
  edges?: [from: string, kind: FactEdgeKind, to: string][];
  /** Assets that must not exist: kind and name. */
  absent?: { kind: AssetKind; name?: string }[];
}
