import { itemOf, memberOf, oneOfMany } from './access.ts';
import { callFunction } from './functions.ts';
import { sortedEntries } from './functions-collection.ts';
import { charge, isExhausted, MOST_DEPTH, TEXT_PER_STEP } from './meter.ts';
import { normalPath } from './module-source.ts';
import { applyBinary, applyUnary, truthOf } from './operators.ts';
import { parseTemplateText } from './parse-template.ts';
import { lookUp, type Scope, withName } from './scope.ts';
import { type Expression, type ForExpression, SPLAT_ITEM, type TemplatePart } from './syntax.ts';
import { joinText, knownText } from './text-value.ts';
import { bool, failed, list, number, object, oneOf, type Origin, settled, text, unknown, usedAt, type Value } from './value.ts';

/** Alternatives are compared with each other; for collections that is more than a step. */
const COST_OF_COMPARISON = 100;

/**
 * Evaluates one expression in its scope. Never throws: what cannot be known, costs too much or nests too deep is an
 * unknown value with the reason.
 */
export function evaluateExpression(expression: Expression, scope: Scope): Value {
  const { meter } = scope;
  const origin: Origin = { file: scope.file, line: expression.line };
  charge(meter, 1);
  if (isExhausted(meter)) return unknown('the configuration takes too long to evaluate', origin);
  if (meter.depth >= MOST_DEPTH) return unknown('nested too deep', origin);
  meter.depth++;
  const value = evaluateKind(expression, scope, origin);
  meter.depth--;
  return value;
}

function evaluateKind(expression: Expression, scope: Scope, origin: Origin): Value {
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value, origin);
    case 'template':
      return chargedText(joinText(evaluateParts(expression.parts, scope), origin), scope);
    case 'list':
      return list(
        expression.items.map((item) => evaluateExpression(item, scope)),
        origin,
      );
    case 'object':
      return evaluateObject(expression, scope, origin);
    case 'name':
    case 'member':
    case 'index':
      return evaluateTraversal(expression, scope, origin);
    case 'splat':
      return evaluateSplat(expression, evaluateExpression(expression.of, scope), scope, origin);
    case 'call':
      return evaluateCall(expression.name, evaluateArguments(expression, scope), origin, scope);
    case 'conditional':
      return evaluateConditional(expression, scope, origin);
    case 'unary':
      return applyUnary(expression.operator, evaluateExpression(expression.operand, scope), origin);
    case 'binary':
      return applyBinary(
        expression.operator,
        evaluateExpression(expression.left, scope),
        evaluateExpression(expression.right, scope),
        origin,
      );
    case 'for':
      return evaluateFor(expression, evaluateExpression(expression.collection, scope), scope, origin);
  }
}

/** Texts of the target that file() and templatefile() name are read; every other function knows only its arguments. */
function evaluateCall(name: string, given: readonly Value[], origin: Origin, scope: Scope): Value {
  const { texts } = scope.meter;
  // A template may not call another one, as in Terraform: one that names itself would never end.
  if (!texts || texts.has(scope.file) || (name !== 'file' && name !== 'templatefile'))
    return callFunction(name, given, origin, scope.meter);
  const path = knownText(given[0]);
  const places = path === undefined ? [] : [normalPath(path), normalPath(`${scope.file.slice(0, scope.file.lastIndexOf('/') + 1)}${path}`)];
  const file = places.find((one) => texts.has(one));
  if (file === undefined) return callFunction(name, given, origin, scope.meter);
  const content = texts.get(file)!;
  charge(scope.meter, 1 + Math.floor(content.length / TEXT_PER_STEP));
  const at: Origin = { file, line: 1 };
  if (name === 'file') return text(content, at);
  const variables = given[1] && settled(given[1]);
  let inside: Scope = { ...scope, file, names: undefined };
  if (variables?.kind === 'object')
    for (const [variable, value] of sortedEntries(variables.entries)) inside = withName(inside, variable, value);
  return evaluateExpression(parseTemplateText(content, 1).expression, inside);
}

function chargedText(value: Value, { meter }: Scope): Value {
  for (const part of value.kind === 'template' ? value.parts : value.kind === 'oneOf' ? value.options : [value]) {
    charge(meter, part.kind === 'string' ? 1 + Math.floor(part.value.length / TEXT_PER_STEP) : 1);
  }
  return value;
}

function literal(value: string | number | boolean | null, origin: Origin): Value {
  if (typeof value === 'string') return text(value, origin);
  if (typeof value === 'number') return number(value, origin);
  return value === null ? { kind: 'null', origin } : bool(value, origin);
}

function evaluateObject(expression: Extract<Expression, { kind: 'object' }>, scope: Scope, origin: Origin): Value {
  const entries = new Map<string, Value>();
  let open = false;
  for (const entry of expression.entries) {
    const key = knownText(evaluateExpression(entry.key, scope));
    const value = evaluateExpression(entry.value, scope);
    if (key === undefined) open = true;
    else entries.set(key, value);
  }
  return object(entries, origin, open);
}

function evaluateArguments(call: Extract<Expression, { kind: 'call' }>, scope: Scope): Value[] {
  const given = call.arguments.map((argument) => evaluateExpression(argument, scope));
  const last = given.at(-1);
  if (!call.spread || !last) return given;
  const spread = settled(last);
  const items = spread.kind === 'list' ? spread.items : [last];
  const further = spread.kind === 'list' && spread.open ? [unknown('further arguments', spread.origin, { from: [spread] })] : [];
  return [...given.slice(0, -1), ...items, ...further];
}

function evaluateConditional(expression: Extract<Expression, { kind: 'conditional' }>, scope: Scope, origin: Origin): Value {
  const condition = evaluateExpression(expression.condition, scope);
  const truth = truthOf(condition);
  if (truth !== undefined) return evaluateExpression(truth ? expression.yes : expression.no, scope);
  const options = [evaluateExpression(expression.yes, scope), evaluateExpression(expression.no, scope)];
  if (options.some((option) => option.kind === 'list' || option.kind === 'object')) charge(scope.meter, COST_OF_COMPARISON);
  return oneOf(options, origin);
}

type Step = { readonly name: string; readonly line: number } | { readonly key: Expression; readonly line: number };

/** Names and accesses: finds what the leading names mean, then takes the remaining steps. */
function evaluateTraversal(expression: Expression, scope: Scope, origin: Origin): Value {
  const steps: Step[] = [];
  let base = expression;
  while (base.kind === 'member' || base.kind === 'index') {
    steps.push(base.kind === 'member' ? { name: base.name, line: base.line } : { key: base.key, line: base.line });
    base = base.of;
  }
  steps.reverse();
  let taken = 0;
  let value: Value;
  if (base.kind === 'name') {
    const found = resolveName(base.name, steps, scope, origin);
    taken = found.taken;
    value = found.value;
  } else value = evaluateExpression(base, scope);
  for (const step of steps.slice(taken)) {
    const at: Origin = { file: scope.file, line: step.line };
    value =
      'name' in step ? memberOf(value, step.name, scope.world, at) : itemOf(value, evaluateExpression(step.key, scope), scope.world, at);
  }
  if (value.kind === 'unknown' && value.expression === undefined && base.kind === 'name')
    value = { ...value, expression: writtenPath(base.name, steps) };
  return usedAt(value, origin);
}

function writtenPath(name: string, steps: readonly Step[]): string {
  const written = steps.slice(0, 10).map((step) => {
    if ('name' in step) return `.${step.name}`;
    return step.key.kind === 'literal' ? `[${JSON.stringify(step.key.value)}]` : '[…]';
  });
  return `${name}${written.join('')}`;
}

function resolveName(name: string, steps: readonly Step[], scope: Scope, origin: Origin): { value: Value; taken: number } {
  const local = lookUp(scope, name);
  if (local) return { value: local, taken: 0 };
  const names = [name];
  for (const step of steps) {
    if (!('name' in step)) break;
    names.push(step.name);
  }
  const found = scope.world.resolve(names, origin);
  if (found) return { value: found.value, taken: found.taken - 1 };
  const expression = names.join('.');
  return { value: unknown(`nothing called ${expression} is declared in what was given`, origin, { expression }), taken: names.length - 1 };
}

function evaluateSplat(expression: Extract<Expression, { kind: 'splat' }>, of: Value, scope: Scope, origin: Origin): Value {
  const each = (item: Value): Value => evaluateExpression(expression.each, withName(scope, SPLAT_ITEM, item));
  const inner = of.kind === 'reference' && !of.known ? of : settled(of);
  switch (inner.kind) {
    case 'list':
      return list(inner.items.map(each), origin, inner.open);
    case 'null':
      return list([], origin);
    case 'oneOf':
      return oneOf(
        inner.options.map((option) => evaluateSplat(expression, option, scope, origin)),
        origin,
      );
    case 'unknown':
      return unknown(inner.reason, origin, {
        from: [inner],
        path: inner.path,
        expression: inner.expression && `${inner.expression}[*]`,
        failed: inner.failed === true,
      });
    case 'reference':
      if (inner.many) return list([each(oneOfMany(inner, origin))], origin, true);
      if (inner.attribute !== '') return each({ kind: 'reference', ref: inner.ref, attribute: `${inner.attribute}[*]`, origin });
      return list([each(inner)], origin);
    default:
      return list([each(inner)], origin);
  }
}

interface Walk {
  readonly items: ReadonlyArray<readonly [Value, Value]>;
  /** Further items may follow. */
  readonly open: boolean;
}

/** The pairs a `for` walks over; undefined when the collection cannot be seen into. */
export function walkOver(collection: Value): Walk | undefined {
  const inner = settled(collection);
  const { origin } = inner;
  if (inner.kind === 'list') {
    const items = inner.items.map((item, index): readonly [Value, Value] => [inner.set ? item : number(index, origin), item]);
    return { items, open: inner.open === true };
  }
  if (inner.kind === 'object') {
    return { items: sortedEntries(inner.entries).map(([key, value]) => [text(key, value.origin), value]), open: inner.open === true };
  }
  if (inner.kind !== 'reference' || !inner.many) return undefined;
  return { items: [[unknown('the key of an instance', origin), oneOfMany(inner, origin)]], open: true };
}

function evaluateFor(expression: ForExpression, collection: Value, scope: Scope, origin: Origin): Value {
  const inner = settled(collection);
  if (inner.kind === 'oneOf')
    return oneOf(
      inner.options.map((option) => evaluateFor(expression, option, scope, origin)),
      origin,
    );
  if (inner.kind === 'unknown' && inner.failed) return inner;
  if (inner.kind === 'null') return failed('a for expression over null', origin);
  // The body is evaluated once even over an unknown collection: it shows what each item is made of.
  const walk = walkOver(collection) ?? unknownWalk(collection, expression.valueName, origin);
  charge(scope.meter, walk.items.length);
  return expression.key ? forObject(expression, expression.key, walk, scope, origin) : forList(expression, walk, scope, origin);
}

function unknownWalk(collection: Value, name: string, origin: Origin): Walk {
  const item = unknown('an item of a collection that is not known', origin, { from: [collection], expression: name });
  return { items: [[unknown('a key that is not known', origin), item]], open: true };
}

function* bodies(expression: ForExpression, walk: Walk, scope: Scope): Generator<{ scope: Scope; certain: boolean }> {
  for (const [key, value] of walk.items) {
    const named = expression.keyName === undefined ? scope : withName(scope, expression.keyName, key);
    const inside = withName(named, expression.valueName, value);
    const truth = expression.condition ? truthOf(evaluateExpression(expression.condition, inside)) : true;
    // An item whose condition is not known may be there: it is kept, and the result marked as open.
    if (truth !== false) yield { scope: inside, certain: truth === true };
  }
}

function forList(expression: ForExpression, walk: Walk, scope: Scope, origin: Origin): Value {
  const items: Value[] = [];
  let { open } = walk;
  for (const body of bodies(expression, walk, scope)) {
    items.push(evaluateExpression(expression.value, body.scope));
    open ||= !body.certain;
  }
  return list(items, origin, open);
}

function forObject(expression: ForExpression, keyExpression: Expression, walk: Walk, scope: Scope, origin: Origin): Value {
  const entries = new Map<string, Value>();
  const groups = new Map<string, Value[]>();
  const unplaced: Value[] = [];
  let { open } = walk;
  for (const body of bodies(expression, walk, scope)) {
    const key = knownText(evaluateExpression(keyExpression, body.scope));
    const value = evaluateExpression(expression.value, body.scope);
    open ||= !body.certain || key === undefined;
    if (key === undefined) unplaced.push(value);
    else if (!expression.grouped) entries.set(key, value);
    else if (groups.has(key)) groups.get(key)!.push(value);
    else groups.set(key, [value]);
  }
  for (const [key, values] of groups) entries.set(key, list(values, origin));
  if (entries.size === 0 && unplaced.length > 0) return unknown('an object whose keys are not known', origin, { from: unplaced });
  return object(entries, origin, open);
}

function evaluateParts(parts: readonly TemplatePart[], scope: Scope): Value[] {
  return parts.flatMap((part) => evaluatePart(part, scope));
}

function evaluatePart(part: TemplatePart, scope: Scope): Value[] {
  const origin: Origin = { file: scope.file, line: part.line };
  if (part.kind === 'text') return [text(part.text, origin)];
  if (part.kind === 'interpolation') return [evaluateExpression(part.expression, scope)];
  if (part.kind === 'if') {
    const truth = truthOf(evaluateExpression(part.condition, scope));
    if (truth !== undefined) return evaluateParts(truth ? part.yes : part.no, scope);
    return [oneOf([joinText(evaluateParts(part.yes, scope), origin), joinText(evaluateParts(part.no, scope), origin)], origin)];
  }
  const collection = evaluateExpression(part.collection, scope);
  const walk = walkOver(collection);
  if (!walk) return [unknown('a loop over a collection that is not known', origin, { from: [collection] })];
  charge(scope.meter, walk.items.length);
  const rounds = walk.items.flatMap(([key, value]) => {
    const named = part.keyName === undefined ? scope : withName(scope, part.keyName, key);
    return evaluateParts(part.body, withName(named, part.valueName, value));
  });
  return walk.open ? [...rounds, unknown('further rounds of a loop', origin)] : rounds;
}
