import { evaluateAttribute, evaluateBlocks } from './block-value.ts';
import type { Configuration, Contents, Module, Output, Provider, Resource, Settings } from './configuration.ts';
import type { Member } from './expansion.ts';
import { isExhausted, newMeter } from './meter.ts';
import { instantiate, META_ARGUMENTS, type ModuleCallInstance, type ModuleInstance } from './module-instance.ts';
import type { Tree } from './module-tree.ts';
import type { ResourceInstance } from './resource-instance.ts';
import {
  type ConfigurationFile,
  type ConfigurationProblem,
  type Definition,
  gatherModules,
  type ModuleSource,
  normalPath,
} from './module-source.ts';
import { stringOf } from './read-value.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';
import { assignVariableFiles, readVariableFiles, type VariableFiles } from './variable-files.ts';

// A configuration of more resources and modules than this is hostile.
const MOST_THINGS = 100_000;

/**
 * Evaluates a set of Terraform files without a provider, a state or any file beyond those given. Each directory is a
 * module; those that no other one calls are root modules, and each call of a local module gives an instance with its own
 * arguments. `files` are *.tf and *.tf.json, and may hold the variable files as well; `tfvars` adds further ones, `texts` are what
 * file() and templatefile() may read. Never
 * throws; limits that were met are among the problems, at most one for each kind of limit and place.
 * Source of the rules: https://developer.hashicorp.com/terraform/language.
 */
export function evaluateTerraform(
  files: readonly ConfigurationFile[],
  options: { readonly tfvars?: readonly ConfigurationFile[]; readonly texts?: ReadonlyMap<string, string> } = {},
): Configuration {
  const problems: ConfigurationProblem[] = [];
  const variableFiles = [...files.filter(({ path }) => isVariableFile(path)), ...(options.tfvars ?? [])];
  const sources = gatherModules(
    files.filter(({ path }) => !isVariableFile(path)),
    problems,
  );
  const result: Gathered = { resources: [], data: [], providers: [], outputs: [], modules: [], settings: [], problems };
  const meter = newMeter(options.texts);
  const roots = rootsOf(sources);
  const assigned = assignVariableFiles(variableFiles, roots);
  const reached = new Set<string>();
  const evaluateRoot = (source: ModuleSource): void => {
    const tree: Tree = { root: source.directory, meter, sources, problems, things: new Map(), moduleCount: 0, reported: new Set() };
    const variables = readVariableFiles(assigned.get(source.directory) ?? NO_FILES, meter);
    const module = instantiate(tree, source, '', (name) => variables.get(name), []);
    result.modules.push(rootModule(source));
    gatherInstance(tree, module, result, reached);
  };
  for (const source of roots) evaluateRoot(source);
  // Modules that only call each other in a circle, or whose callers could not be followed, would else be lost.
  for (const source of sources.values()) if (!reached.has(source.directory)) evaluateRoot(source);
  if (isExhausted(meter)) problems.push({ file: '', line: 0, reason: 'the configuration takes too long to evaluate; values are missing' });
  if (isFull(result)) problems.push({ file: '', line: 0, reason: `more than ${MOST_THINGS} resources and modules; the rest was not read` });
  return result;
}

const NO_FILES: VariableFiles = { automatic: [], named: [] };

type Gathered = { -readonly [Key in keyof Configuration]: Array<Configuration[Key][number]> };

function isVariableFile(path: string): boolean {
  return path.endsWith('.tfvars') || path.endsWith('.tfvars.json');
}

/** Modules that none of the others calls as a local module. */
function rootsOf(sources: ReadonlyMap<string, ModuleSource>): ModuleSource[] {
  const called = new Set<string>();
  for (const source of sources.values()) {
    for (const call of source.calls.values()) {
      const written = call.attributes.get('source')?.attribute.value;
      if (written?.kind === 'literal' && typeof written.value === 'string' && written.value.startsWith('.'))
        called.add(normalPath(`${source.directory}/${written.value}`));
    }
  }
  return [...sources.values()].filter((source) => !called.has(source.directory));
}

function rootModule(source: ModuleSource): Module {
  const first = [...source.settings, ...source.resources.values(), ...source.calls.values(), ...source.variables.values()][0];
  return {
    root: source.directory,
    address: '',
    kind: 'root',
    source: '',
    version: undefined,
    directory: source.directory,
    file: first?.file ?? source.directory,
    line: first?.line ?? 1,
    arguments: new Map(),
  };
}

function isFull(result: Gathered): boolean {
  return result.resources.length + result.data.length + result.modules.length > MOST_THINGS;
}

function gatherInstance(tree: Tree, module: ModuleInstance, result: Gathered, reached: Set<string>): void {
  const { source, scope, address } = module;
  reached.add(source.directory);
  const placed = (definition: Definition): { root: string; module: string; file: string; line: number } => ({
    root: tree.root,
    module: address,
    file: definition.file,
    line: definition.line,
  });
  for (const kind of ['resources', 'data'] as const) {
    for (const key of source[kind].keys()) {
      if (isFull(result)) return;
      for (const instance of module.resources(kind, key)) result[kind].push(resourceOf(instance, placed(instance.definition)));
    }
  }
  for (const definition of source.providers) {
    const contents = contentsOf(definition, scope);
    const provider: Provider = {
      ...placed(definition),
      name: definition.labels[0] ?? '',
      alias: stringOf(contents.attributes.get('alias')),
      ...contents,
    };
    result.providers.push(provider);
  }
  for (const definition of source.settings) {
    const settings: Settings = { ...placed(definition), ...contentsOf(definition, scope) };
    result.settings.push(settings);
  }
  for (const [name, definition] of source.outputs) {
    const value = module.output(name);
    const output: Output | undefined = value && { ...placed(definition), name, value };
    if (output) result.outputs.push(output);
  }
  for (const name of source.calls.keys()) {
    if (isFull(result)) return;
    for (const call of module.calls(name)) {
      result.modules.push(moduleOf(call, tree.root));
      if (call.child) gatherInstance(tree, call.child, result, reached);
    }
  }
}

function resourceOf(instance: ResourceInstance, placed: Pick<Resource, 'root' | 'module' | 'file' | 'line'>): Resource {
  const [type = '', name = ''] = instance.definition.labels;
  return { ...placed, address: instance.address, type, name, ...instanceOf(instance.member), ...instance.contents() };
}

function instanceOf({ key, unexpanded, conditional }: Member): Pick<Resource, 'instanceKey' | 'unexpanded' | 'conditional'> {
  return {
    ...(key === undefined ? {} : { instanceKey: key }),
    ...(unexpanded ? { unexpanded: true } : {}),
    ...(conditional ? { conditional: true } : {}),
  };
}

function contentsOf(definition: Definition, scope: Scope): Contents {
  const attributes = new Map<string, Value>();
  for (const [name, placed] of definition.attributes) attributes.set(name, evaluateAttribute(placed, scope));
  return { attributes, blocks: evaluateBlocks(definition.blocks, scope) };
}

function moduleOf(call: ModuleCallInstance, root: string): Module {
  const values = new Map<string, Value>();
  for (const [name, placed] of call.definition.attributes) {
    if (!META_ARGUMENTS.has(name)) values.set(name, evaluateAttribute(placed, call.scope));
  }
  const version = call.definition.attributes.get('version');
  return {
    root,
    address: call.address,
    kind: call.child ? 'local' : call.isLocal ? 'unread' : 'external',
    source: call.source,
    version: version && stringOf(evaluateAttribute(version, call.scope)),
    directory: call.child?.source.directory,
    file: call.definition.file,
    line: call.definition.line,
    ...instanceOf(call.member),
    arguments: values,
  };
}
