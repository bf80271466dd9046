import { COLLECTION_FUNCTIONS } from './functions-collection.ts';
import { TEXT_FUNCTIONS } from './functions-text.ts';
import { decodeJson, encodeJson } from './json-text.ts';
import { charge, type Meter } from './meter.ts';
import { textOf } from './read-value.ts';
import { choices } from './text-value.ts';
import { bool, childrenOf, failed, oneOf, type Origin, settled, sourcesOf, unknown, type Value } from './value.ts';

/**
 * One function of the language. `given` are the arguments as they are, references included; `values` what they stand
 * for. Undefined means: not known from these arguments.
 */
export type TerraformFunction = (values: readonly Value[], origin: Origin, given: readonly Value[]) => Value | undefined;

/** Functions that read a file: the content is not ours to see, its path is. */
const FILE_FUNCTIONS: ReadonlySet<string> = new Set([
  'file',
  'templatefile',
  'filebase64',
  'filemd5',
  'filesha1',
  'filesha256',
  'filesha512',
  'filebase64sha256',
  'filebase64sha512',
  'fileexists',
  'fileset',
]);

const ENCODINGS: ReadonlySet<string> = new Set(['base64encode', 'base64gzip', 'textencodebase64']);

const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map<string, TerraformFunction>([
  ...TEXT_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
  ['jsonencode', ([value], origin, [given]) => (value ? encodeJson(given ?? value, origin) : undefined)],
  [
    'jsondecode',
    ([value], origin) =>
      value ? (decodeJson(value) ?? (value.kind === 'string' ? failed('the text is not JSON', origin) : undefined)) : undefined,
  ],
]);

/**
 * Functions that build one collection from several: an argument with alternatives gives one uncertain collection that
 * has the items of all of them. A policy with five optional statements is one document, not thirty-two.
 */
const GATHERING: ReadonlySet<string> = new Set(['concat', 'merge', 'flatten']);

const MOST_ARGUMENTS = 10_000;

/**
 * Calls a function of the Terraform language on evaluated arguments. Alternatives among the arguments give alternatives;
 * functions that are not evaluated (time, randomness, hashes, encodings, files) give an unknown that keeps the references
 * and the path. Source: https://developer.hashicorp.com/terraform/language/functions.
 */
export function callFunction(name: string, given: readonly Value[], origin: Origin, meter: Meter): Value {
  if (given.length > MOST_ARGUMENTS) return unknown('too many arguments', origin);
  // core:: is the explicit spelling of the built-in functions.
  const plainName = name.startsWith('core::') ? name.slice('core::'.length) : name;
  if (plainName === 'try') return firstWorking(given, origin);
  if (plainName === 'can') return canEvaluate(given[0], origin);
  const isUncertain = given.some((value) => ['oneOf', 'unknown', 'reference'].includes(settled(value).kind));
  for (const value of given) {
    const inner = settled(value);
    charge(meter, costOf(plainName, inner) * (plainName === 'merge' && isUncertain ? COST_OF_COMPARISON : 1));
    if (inner.kind === 'unknown' && inner.failed) return inner;
  }
  if (GATHERING.has(plainName)) return callChosen(plainName, given, origin);
  const combinations = choices(given);
  if (!combinations) return unknown(`${name}() of too many alternatives`, origin, { from: given });
  return oneOf(
    combinations.map((chosen) => callChosen(plainName, chosen, origin)),
    origin,
  );
}

function callChosen(name: string, given: readonly Value[], origin: Origin): Value {
  if (FILE_FUNCTIONS.has(name)) {
    return unknown('the content of a file', origin, { path: textOf(given[0]), from: given.slice(1) });
  }
  if (ENCODINGS.has(name) && given[0])
    return { ...unknown('an encoded text', origin, { from: given, expression: `${name}(…)` }), encodes: given[0] };
  const implementation = FUNCTIONS.get(name);
  if (!implementation) return unknown(`${name}() is not evaluated`, origin, { from: given, expression: `${name}(…)` });
  const result = implementation(given.map(settled), origin, given);
  if (!result) return unknown(`${name}() of values that are not known`, origin, { from: given, expression: `${name}(…)` });
  if (result.kind !== 'string' || result.sources || result.json) return result;
  const sources = sourcesOf(given);
  return sources.length > 0 ? { ...result, sources } : result;
}

/** How many steps the comparison of two values of some size is worth. */
const COST_OF_COMPARISON = 50;

/** Functions that compare whole items with each other. */
const COMPARING: ReadonlySet<string> = new Set(['contains', 'index', 'distinct', 'toset', 'setunion', 'setintersection', 'setsubtract']);

/** How much of the argument the function looks at, in steps. */
function costOf(name: string, value: Value): number {
  if (name === 'jsonencode') return countParts(value);
  if (value.kind === 'object') return 1 + value.entries.size;
  if (value.kind === 'string') return 1 + (value.value.length >> 4);
  if (value.kind !== 'list') return 1;
  const first = value.items[0] && settled(value.items[0]).kind;
  return 1 + value.items.length * (COMPARING.has(name) && (first === 'list' || first === 'object') ? COST_OF_COMPARISON : 1);
}

function countParts(value: Value): number {
  const pending: Value[] = [value];
  let count = 0;
  for (; count < 50_000; count++) {
    const next = pending.pop();
    if (!next) break;
    for (const child of childrenOf(settled(next)).take(50_000)) pending.push(child);
  }
  return count;
}

/** The first argument that evaluates. One that is unknown may still fail, so the next one stays possible. */
function firstWorking(given: readonly Value[], origin: Origin): Value {
  const possible: Value[] = [];
  for (const value of given) {
    const inner = settled(value);
    if (inner.kind === 'unknown' && inner.failed) continue;
    possible.push(value);
    if (inner.kind !== 'unknown') break;
  }
  return possible.length > 0 ? oneOf(possible, origin) : failed('no argument of try() can be evaluated', origin);
}

function canEvaluate(given: Value | undefined, origin: Origin): Value {
  const inner = given && settled(given);
  if (!inner) return failed('can() needs an argument', origin);
  if (inner.kind !== 'unknown') return bool(true, origin);
  return inner.failed ? bool(false, origin) : unknown('can() of a value that is not known', origin, { from: [inner] });
}
