import type { Meter } from './meter.ts';
import type { ConfigurationProblem, ModuleSource } from './module-source.ts';
import type { Origin, Value } from './value.ts';

/** All module instances under one root module, and what they share. */
export interface Tree {
  readonly root: string;
  readonly meter: Meter;
  readonly sources: ReadonlyMap<string, ModuleSource>;
  readonly problems: ConfigurationProblem[];
  /** Everything that has an address and attributes. */
  readonly things: Map<string, Thing>;
  moduleCount: number;
  /** Places whose limit was already reported. */
  readonly reported: Set<string>;
}

/** The attribute of an addressed thing; undefined where only the provider knows it. */
export interface Thing {
  readonly isModule: boolean;
  attribute(name: string, at: Origin): Value | undefined;
}
