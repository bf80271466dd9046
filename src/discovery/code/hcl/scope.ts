import type { Meter } from './meter.ts';
import type { Origin, ReferenceValue, Value } from './value.ts';

/** What an expression can see: the names of loops around it, and the module it stands in. */
export interface Scope {
  readonly file: string;
  readonly meter: Meter;
  readonly names: Names | undefined;
  readonly world: World;
}

/** Names bound around an expression, innermost first: `each`, `count`, loop variables, iterators. */
export interface Names {
  readonly name: string;
  readonly value: Value;
  readonly outer: Names | undefined;
}

/** The module around an expression. */
export interface World {
  /**
   * Finds what the leading names of a traversal mean: `['local', 'x', …]` takes two, `['data', 'aws_x', 'y', …]` three.
   * Undefined when nothing of that name is declared.
   */
  resolve(names: readonly string[], at: Origin): { readonly value: Value; readonly taken: number } | undefined;
  /** An attribute of a whole resource, data source or module. */
  member(reference: ReferenceValue, name: string, at: Origin): Value;
}

/** A world in which nothing is declared, for values that must be literal. */
export const EMPTY_WORLD: World = {
  resolve: () => undefined,
  member: (reference, name, at) => ({ kind: 'reference', ref: reference.ref, attribute: name, origin: at }),
};

export function withName(scope: Scope, name: string, value: Value): Scope {
  return { ...scope, names: { name, value, outer: scope.names } };
}

export function lookUp(scope: Scope, name: string): Value | undefined {
  for (let names = scope.names; names; names = names.outer) if (names.name === name) return names.value;
  return undefined;
}
