import { evaluateExpression } from './evaluate-expression.ts';
import type { Meter } from './meter.ts';
import { type ConfigurationFile, directoryOf, type ModuleSource, normalPath, type PlacedAttribute } from './module-source.ts';
import { EMPTY_WORLD } from './scope.ts';
import { oneOf, type Value } from './value.ts';

/** Values that variable files give to one root module. */
export interface VariableFiles {
  /** Files that Terraform reads by itself, in its order: the last one to set a variable wins. */
  readonly automatic: readonly ConfigurationFile[];
  /** Files that a person names on the command line, one or another: each is an alternative. */
  readonly named: readonly ConfigurationFile[];
}

const AUTOMATIC = /(?:^|\/)(?:terraform\.tfvars(?:\.json)?|[^/]*\.auto\.tfvars(?:\.json)?)$/;

/**
 * Decides to which root module each variable file belongs: the module of its own directory, else the nearest root above
 * (`envs/prod.tfvars`), else the only root that declares all its variables. Only files in the module's own directory
 * are read automatically. Source: https://developer.hashicorp.com/terraform/language/values/variables.
 */
export function assignVariableFiles(files: readonly ConfigurationFile[], roots: readonly ModuleSource[]): Map<string, VariableFiles> {
  const byDirectory = new Map(roots.map((root) => [root.directory, root]));
  const assigned = new Map<string, { automatic: ConfigurationFile[]; named: ConfigurationFile[] }>();
  for (const file of files) {
    const own = directoryOf(file.path);
    const root = nearestRoot(own, byDirectory) ?? onlyRootDeclaring(file, roots);
    if (!root) continue;
    const entry = assigned.get(root.directory) ?? { automatic: [], named: [] };
    assigned.set(root.directory, entry);
    (root.directory === own && AUTOMATIC.test(normalPath(file.path)) ? entry.automatic : entry.named).push(file);
  }
  for (const entry of assigned.values())
    entry.automatic.sort((one, other) => automaticRank(one.path) - automaticRank(other.path) || (one.path < other.path ? -1 : 1));
  return assigned;
}

function automaticRank(path: string): number {
  if (path.endsWith('terraform.tfvars')) return 0;
  return path.endsWith('terraform.tfvars.json') ? 1 : 2;
}

function nearestRoot(directory: string, roots: ReadonlyMap<string, ModuleSource>): ModuleSource | undefined {
  for (let at = directory; ; at = directoryOf(at)) {
    const root = roots.get(at);
    if (root || at === '.' || at.startsWith('..')) return root;
  }
}

function onlyRootDeclaring(file: ConfigurationFile, roots: readonly ModuleSource[]): ModuleSource | undefined {
  const names = file.body.attributes.map(({ name }) => name);
  if (names.length === 0) return undefined;
  const fitting = roots.filter((root) => names.every((name) => root.variables.has(name)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** What the files set for each variable; `complete` is false where a run without any of the named files keeps the default. */
export interface SetVariable {
  readonly value: Value;
  readonly complete: boolean;
}

export function readVariableFiles(files: VariableFiles, meter: Meter): Map<string, SetVariable> {
  const evaluate = ({ file, attribute }: PlacedAttribute): Value =>
    evaluateExpression(attribute.value, { file, meter, names: undefined, world: EMPTY_WORLD });
  const automatic = new Map<string, Value>();
  for (const file of files.automatic) {
    for (const attribute of file.body.attributes) automatic.set(attribute.name, evaluate({ file: file.path, attribute }));
  }
  const named = new Map<string, Value[]>();
  for (const file of files.named) {
    for (const attribute of file.body.attributes) {
      const value = evaluate({ file: file.path, attribute });
      const values = named.get(attribute.name);
      if (values) values.push(value);
      else named.set(attribute.name, [value]);
    }
  }
  const result = new Map<string, SetVariable>();
  for (const [name, value] of automatic) result.set(name, { value, complete: true });
  for (const [name, values] of named) {
    const otherwise = automatic.get(name);
    const everywhere = values.length === files.named.length;
    const options = everywhere || !otherwise ? values : [...values, otherwise];
    result.set(name, { value: oneOf(options, values[0]!.origin), complete: everywhere || otherwise !== undefined });
  }
  return result;
}
