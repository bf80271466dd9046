import { evaluateAttribute } from './block-value.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import { type Expansion, expandCount, expandForEach, keySuffix, type Member, UNREPEATED } from './expansion.ts';
import { type Definition, type ModuleSource, normalPath } from './module-source.ts';
import type { Tree } from './module-tree.ts';
import { type ResourceInstance, resourceInstance } from './resource-instance.ts';
import { EMPTY_WORLD, type Scope, withName, type World } from './scope.ts';
import { convertTo } from './type-constraint.ts';
import { failed, list, object, oneOf, type Origin, type ReferenceValue, settled, text, unknown, usedAt, type Value } from './value.ts';
import type { SetVariable } from './variable-files.ts';

export interface ModuleCallInstance {
  readonly address: string;
  readonly definition: Definition;
  readonly member: Member;
  readonly scope: Scope;
  readonly source: string;
  /** The module behind the call, where it is among the files. */
  readonly child: ModuleInstance | undefined;
  readonly isLocal: boolean;
}

export interface ModuleInstance {
  readonly address: string;
  readonly source: ModuleSource;
  readonly scope: Scope;
  resources(kind: 'resources' | 'data', key: string): readonly ResourceInstance[];
  calls(name: string): readonly ModuleCallInstance[];
  output(name: string): Value | undefined;
}

const MOST_MODULE_INSTANCES = 2_000;
const DEEPEST_MODULE = 16;

interface Expanded<T> {
  readonly expansion: Expansion;
  readonly instances: readonly T[];
}

/**
 * Sets up one module instance. Nothing is evaluated until asked for, so that declarations may stand in any order; what
 * depends on itself is unknown. `given` yields the value of a variable where the caller or a variable file sets it.
 */
export function instantiate(
  tree: Tree,
  source: ModuleSource,
  address: string,
  given: (name: string) => SetVariable | undefined,
  ancestors: readonly string[],
): ModuleInstance {
  const prefix = address === '' ? '' : `${address}.`;
  const world: World = { resolve, member };
  const scope: Scope = { file: '', meter: tree.meter, names: undefined, world };
  const values = new Map<string, Value | undefined>();
  const resourceCache = new Map<string, Expanded<ResourceInstance>>();
  const callCache = new Map<string, Expanded<ModuleCallInstance>>();
  const pending = new Set<string>();

  function once<T>(cache: Map<string, T>, key: string, compute: () => T, whenCircular: () => T): T {
    if (cache.has(key)) return cache.get(key) as T;
    if (pending.has(key)) return whenCircular();
    pending.add(key);
    const result = compute();
    pending.delete(key);
    cache.set(key, result);
    return result;
  }

  function circular(name: string, definition: { file: string; line: number }): Value {
    return unknown('depends on itself', { file: definition.file, line: definition.line }, { expression: name });
  }

  function variable(name: string): Value | undefined {
    const definition = source.variables.get(name);
    if (!definition) return undefined;
    return once(
      values,
      `var.${name}`,
      () => variableValue(name, definition),
      () => circular(`var.${name}`, definition),
    );
  }

  function variableValue(name: string, definition: Definition): Value {
    const literally = { ...scope, file: definition.file, world: EMPTY_WORLD };
    const evaluate = (key: string): Value | undefined => {
      const placed = definition.attributes.get(key);
      return placed && evaluateExpression(placed.attribute.value, { ...literally, file: placed.file });
    };
    const set = given(name);
    const fallback = evaluate('default');
    const nullable = evaluate('nullable');
    const isNull = set && settled(set.value).kind === 'null';
    let value: Value | undefined = set?.value;
    if (isNull && nullable?.kind === 'bool' && !nullable.value) value = fallback;
    if (set && !set.complete && fallback) value = oneOf([set.value, fallback], set.value.origin);
    value ??= fallback;
    if (!value)
      return unknown(
        `the variable "${name}" has no value in what was given`,
        { file: definition.file, line: definition.line },
        { expression: `var.${name}` },
      );
    const type = definition.attributes.get('type')?.attribute.value;
    return convertTo(type, value, (expression) => evaluateExpression(expression, literally));
  }

  function local(name: string): Value | undefined {
    const placed = source.locals.get(name);
    if (!placed) return undefined;
    const place = { file: placed.file, line: placed.attribute.line };
    return once(
      values,
      `local.${name}`,
      () => evaluateExpression(placed.attribute.value, { ...scope, file: placed.file }),
      () => circular(`local.${name}`, place),
    );
  }

  function output(name: string): Value | undefined {
    const definition = source.outputs.get(name);
    const placed = definition?.attributes.get('value');
    if (!definition || !placed) return undefined;
    return once(
      values,
      `output.${name}`,
      () => evaluateAttribute(placed, scope),
      () => circular(`output.${name}`, definition),
    );
  }

  function expansionOf(definition: Definition, name: string): Expansion {
    const count = definition.attributes.get('count');
    const forEach = definition.attributes.get('for_each');
    if (!count && !forEach) return UNREPEATED;
    const value = evaluateAttribute((count ?? forEach)!, scope);
    const expansion = count ? expandCount(value) : expandForEach(value);
    const place = `${definition.file}:${definition.line} ${expansion.problem}`;
    if (expansion.problem && !tree.reported.has(place))
      tree.problems.push({ file: definition.file, line: definition.line, reason: `${name}: ${expansion.problem}` });
    tree.reported.add(place);
    return expansion;
  }

  /** Each instance, with the scope in which its own arguments are evaluated. */
  function expand<T>(
    cache: Map<string, Expanded<T>>,
    name: string,
    definition: Definition,
    build: (address: string, member: Member, scope: Scope) => T,
  ): Expanded<T> {
    return once(
      cache,
      name,
      () => {
        const expansion = expansionOf(definition, prefix + name);
        const instances = expansion.members.map((each) => build(`${prefix}${name}${keySuffix(each.key)}`, each, scopeOf(scope, each)));
        return { expansion, instances };
      },
      () => ({ expansion: { ...UNREPEATED, by: 'count', members: [], open: true }, instances: [] }),
    );
  }

  function expandResource(kind: 'resources' | 'data', key: string): Expanded<ResourceInstance> | undefined {
    const definition = source[kind].get(key);
    if (!definition) return undefined;
    const name = kind === 'data' ? `data.${key}` : key;
    return expand(resourceCache, name, definition, (itsAddress, each, inside) =>
      resourceInstance(tree, itsAddress, definition, each, inside),
    );
  }

  function expandCall(name: string): Expanded<ModuleCallInstance> | undefined {
    const definition = source.calls.get(name);
    return (
      definition &&
      expand(callCache, `module.${name}`, definition, (itsAddress, each, inside) => callInstance(itsAddress, definition, each, inside))
    );
  }

  function callInstance(itsAddress: string, definition: Definition, each: Member, inside: Scope): ModuleCallInstance {
    const written = definition.attributes.get('source');
    const from = written && settled(evaluateAttribute(written, inside));
    const path = from?.kind === 'string' ? from.value : '';
    const isLocal = path === '.' || path === '..' || path.startsWith('./') || path.startsWith('../') || path.startsWith('/');
    const child = isLocal ? localModule(path, itsAddress, definition, inside) : undefined;
    tree.things.set(itsAddress, {
      isModule: child !== undefined,
      attribute: (name) => child?.output(name),
    });
    return { address: itsAddress, definition, member: each, scope: inside, source: path, child, isLocal };
  }

  function localModule(path: string, itsAddress: string, definition: Definition, inside: Scope): ModuleInstance | undefined {
    const refuse = (reason: string): undefined => {
      // One call may be met in thousands of instances of the module it stands in.
      const place = `${definition.file}:${definition.line} ${reason}`;
      if (!tree.reported.has(place))
        tree.problems.push({ file: definition.file, line: definition.line, reason: `${itsAddress}: ${reason}` });
      tree.reported.add(place);
    };
    const directory = normalPath(path.startsWith('/') ? path : `${source.directory}/${path}`);
    const called = tree.sources.get(directory);
    if (!called) return refuse(`the module ${directory} is not among the files`);
    if (directory === source.directory || ancestors.includes(directory)) return refuse('the module calls itself');
    if (ancestors.length >= DEEPEST_MODULE) return refuse(`modules nested deeper than ${DEEPEST_MODULE} levels`);
    if (++tree.moduleCount > MOST_MODULE_INSTANCES) return refuse(`more than ${MOST_MODULE_INSTANCES} module instances`);
    const argument = (name: string): SetVariable | undefined => {
      const placed = META_ARGUMENTS.has(name) ? undefined : definition.attributes.get(name);
      return placed && { value: evaluateAttribute(placed, inside), complete: true };
    };
    return instantiate(tree, called, itsAddress, argument, [...ancestors, source.directory]);
  }

  function resolve(names: readonly string[], at: Origin): { value: Value; taken: number } | undefined {
    const [first, second, third] = names;
    if (first === undefined || second === undefined) return undefined;
    const found = (value: Value | undefined, taken: number): { value: Value; taken: number } | undefined =>
      value && { value: usedAt(value, at), taken };
    switch (first) {
      case 'var':
        return found(variable(second), 2);
      case 'local':
        return found(local(second), 2);
      case 'module':
        return found(wholeOf(expandCall(second), `${prefix}module.${second}`, at), 2);
      case 'data':
      case 'resource':
        return found(third === undefined ? undefined : whole(first === 'data' ? 'data' : 'resources', `${second}.${third}`, at), 3);
      case 'path':
        return found(pathValue(second, at), 2);
      case 'terraform':
      case 'each':
      case 'count':
      case 'self':
        return found(unknown(`${first}.${second} is known only when Terraform runs`, at, { expression: `${first}.${second}` }), 2);
      default:
        return found(whole('resources', `${first}.${second}`, at), 2);
    }
  }

  function pathValue(name: string, at: Origin): Value {
    if (name === 'module') return text(source.directory, at);
    if (name === 'root') return text(tree.root, at);
    return unknown(`path.${name} is known only when Terraform runs`, at, { expression: `path.${name}` });
  }

  function whole(kind: 'resources' | 'data', key: string, at: Origin): Value | undefined {
    return wholeOf(expandResource(kind, key), `${prefix}${kind === 'data' ? 'data.' : ''}${key}`, at);
  }

  function member(reference: ReferenceValue, name: string, at: Origin): Value {
    const thing = tree.things.get(reference.ref);
    const known = thing?.attribute(name, at);
    if (thing?.isModule) return known ? usedAt(known, at) : failed(`the module has no output "${name}"`, at);
    const made: ReferenceValue = { kind: 'reference', ref: reference.ref, attribute: name, origin: at };
    return !known || known.kind === 'unknown' ? made : { ...made, known };
  }

  return {
    address,
    source,
    scope,
    resources: (kind, key) => expandResource(kind, key)?.instances ?? [],
    calls: (name) => expandCall(name)?.instances ?? [],
    output,
  };
}

/** Arguments of a module block that are not variables of the module. */
export const META_ARGUMENTS: ReadonlySet<string> = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on']);

function scopeOf(scope: Scope, { each, index }: Member): Scope {
  if (each)
    return withName(
      scope,
      'each',
      object(
        new Map([
          ['key', each.key],
          ['value', each.value],
        ]),
        each.value.origin,
      ),
    );
  return index ? withName(scope, 'count', object(new Map([['index', index]]), index.origin)) : scope;
}

/** What the bare address means: one thing, a list under `count`, an object under `for_each`. */
function wholeOf<T extends { readonly address: string; readonly member: Member }>(
  expanded: Expanded<T> | undefined,
  address: string,
  at: Origin,
): Value | undefined {
  if (!expanded) return undefined;
  const { expansion, instances } = expanded;
  const reference = (ref: string): ReferenceValue => ({ kind: 'reference', ref, attribute: '', origin: at });
  const known = instances.filter(({ member }) => !member.unexpanded);
  if (expansion.by === 'nothing') return reference(address);
  if (known.length === 0 && expansion.open) return { ...reference(address), many: true };
  if (expansion.by === 'count')
    return list(
      known.map((each) => reference(each.address)),
      at,
      expansion.open,
    );
  return object(new Map(known.map((each) => [String(each.member.key), reference(each.address)])), at, expansion.open);
}
