import type { ConfigurationProblem } from './module-source.ts';
import type { Value } from './value.ts';

/** What a set of Terraform files describes, every module of it evaluated. */
export interface Configuration {
  readonly resources: readonly Resource[];
  readonly data: readonly Resource[];
  readonly providers: readonly Provider[];
  readonly outputs: readonly Output[];
  readonly modules: readonly Module[];
  /** The `terraform` blocks: required providers, backend. */
  readonly settings: readonly Settings[];
  readonly problems: readonly ConfigurationProblem[];
}

/** Where a thing stands among the modules. Addresses are unique within one `root`. */
interface Placed {
  /** Directory of the root module this belongs to. */
  readonly root: string;
  /** Address of the module instance, empty for the root module. */
  readonly module: string;
  readonly file: string;
  readonly line: number;
}

interface Instance {
  /** The number of `count` or the key of `for_each`. */
  readonly instanceKey?: string | number;
  /** Stands for any number of instances, since `count` or `for_each` could not be known. */
  readonly unexpanded?: true;
  /** Exists only under some of the alternatives of `count` or `for_each`. */
  readonly conditional?: true;
}

/** A resource or data source; `address` as in `module.x["eu"].aws_s3_bucket.data[0]`. */
export interface Resource extends Placed, Instance, Contents {
  readonly address: string;
  readonly type: string;
  readonly name: string;
}

export interface Contents {
  readonly attributes: ReadonlyMap<string, Value>;
  readonly blocks: readonly BlockValue[];
}

/** A nested block; those of a `dynamic` block appear under the type they generate. */
export interface BlockValue extends Contents {
  readonly type: string;
  readonly labels: readonly string[];
  readonly file: string;
  readonly line: number;
  /** Stands for any number of generated blocks. */
  readonly unexpanded?: true;
  /** Generated only under some of the alternatives of a condition. */
  readonly conditional?: true;
}

export interface Provider extends Placed, Contents {
  readonly name: string;
  readonly alias: string | undefined;
}

export interface Settings extends Placed, Contents {}

export interface Output extends Placed {
  readonly name: string;
  readonly value: Value;
}

/** A module instance: a root module, or one instance of a call. */
export interface Module extends Omit<Placed, 'module'>, Instance {
  /** Empty for a root module. */
  readonly address: string;
  /**
   * `local` is evaluated here; `external` comes from a registry or repository; `unread` is a local one that is not among
   * the files, calls itself, or exceeds a limit.
   */
  readonly kind: 'root' | 'local' | 'external' | 'unread';
  /** As written; empty for a root module. */
  readonly source: string;
  readonly version: string | undefined;
  /** Directory of a root or local module. */
  readonly directory: string | undefined;
  readonly arguments: ReadonlyMap<string, Value>;
}

/**
 * The nested blocks of one type. The JSON syntax cannot tell blocks from attributes, so an attribute of that name that
 * holds objects counts as well.
 */
export function blocksOf(owner: Contents, type: string): readonly Contents[] {
  const written = owner.blocks.filter((block) => block.type === type);
  const attribute = owner.attributes.get(type);
  if (written.length > 0 || !attribute) return written;
  const candidates = attribute.kind === 'list' ? attribute.items : [attribute];
  return candidates.flatMap((candidate) => (candidate.kind === 'object' ? [{ attributes: candidate.entries, blocks: [] }] : []));
}
