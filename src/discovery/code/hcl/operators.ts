import type { BinaryOperator } from './syntax.ts';
import { choices } from './text-value.ts';
import {
  bool,
  type BoolValue,
  failed,
  fingerprint,
  isKnown,
  type ListValue,
  number,
  type NumberValue,
  type ObjectValue,
  oneOf,
  type Origin,
  settled,
  type StringValue,
  unknown,
  type Value,
} from './value.ts';

/** Applies a binary operator; alternatives on either side give alternatives. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value, origin: Origin): Value {
  const combinations = choices([left, right]);
  if (!combinations) return unknown('too many alternatives', origin, { from: [left, right] });
  return oneOf(
    combinations.map(([one, other]) => applyChosen(operator, one!, other!, origin)),
    origin,
  );
}

function applyChosen(operator: BinaryOperator, left: Value, right: Value, origin: Origin): Value {
  const one = settled(left);
  const other = settled(right);
  if (one.kind === 'unknown' && one.failed) return one;
  if (other.kind === 'unknown' && other.failed) return other;
  if (operator === '&&' || operator === '||') return applyLogic(operator, left, right, origin);
  if (operator === '==' || operator === '!=') {
    const equal = areEqual(one, other);
    if (equal === undefined) return unknown(`'${operator}' of values that are not known`, origin, { from: [left, right] });
    return bool(equal === (operator === '=='), origin);
  }
  const first = numberIn(one);
  const second = numberIn(other);
  if (first === undefined || second === undefined)
    return unknown(`'${operator}' of values that are not known`, origin, { from: [left, right] });
  return arithmetic(operator, first, second, origin);
}

/** A side that decides alone makes the other one irrelevant, known or not. */
function applyLogic(operator: '&&' | '||', left: Value, right: Value, origin: Origin): Value {
  const deciding = operator === '||';
  const one = truthOf(left);
  const other = truthOf(right);
  if (one === deciding || other === deciding) return bool(deciding, origin);
  if (one !== undefined && other !== undefined) return bool(!deciding, origin);
  return unknown(`'${operator}' of values that are not known`, origin, { from: [left, right] });
}

/** A bool, or a text that Terraform would convert to one. */
export function truthOf(value: Value): boolean | undefined {
  const inner = settled(value);
  if (inner.kind === 'bool') return inner.value;
  if (inner.kind !== 'string') return undefined;
  return inner.value === 'true' ? true : inner.value === 'false' ? false : undefined;
}

/** Equality needs the same type; a value that is partly unknown is still not null, and not of another length. */
export function areEqual(one: Value, other: Value): boolean | undefined {
  if (one.kind === 'null' || other.kind === 'null') {
    if (one.kind === other.kind) return true;
    const rest = one.kind === 'null' ? other : one;
    return rest.kind === 'unknown' || rest.kind === 'reference' || rest.kind === 'oneOf' ? undefined : false;
  }
  if (isScalar(one) && isScalar(other)) return one.kind === other.kind && one.value === other.value;
  if (isCollection(one) && isCollection(other) && !one.open && !other.open) {
    if (one.kind !== other.kind || sizeOf(one) !== sizeOf(other)) return false;
  }
  if (isKnown(one) && isKnown(other)) {
    const left = fingerprint(one);
    const right = fingerprint(other);
    return left === undefined || right === undefined ? undefined : left === right;
  }
  return undefined;
}

function isScalar(value: Value): value is StringValue | NumberValue | BoolValue {
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'bool';
}

function isCollection(value: Value): value is ListValue | ObjectValue {
  return value.kind === 'list' || value.kind === 'object';
}

function sizeOf(value: ListValue | ObjectValue): number {
  return value.kind === 'list' ? value.items.length : value.entries.size;
}

function numberIn(value: Value): number | undefined {
  if (value.kind === 'number') return value.value;
  if (value.kind !== 'string' || !/^-?\d+(\.\d+)?$/.test(value.value)) return undefined;
  return Number(value.value);
}

function arithmetic(operator: BinaryOperator, first: number, second: number, origin: Origin): Value {
  switch (operator) {
    case '<':
      return bool(first < second, origin);
    case '<=':
      return bool(first <= second, origin);
    case '>':
      return bool(first > second, origin);
    case '>=':
      return bool(first >= second, origin);
    case '+':
      return number(first + second, origin);
    case '-':
      return number(first - second, origin);
    case '*':
      return number(first * second, origin);
    default:
      if (second === 0) return failed('division by zero', origin);
      return number(operator === '/' ? first / second : first % second, origin);
  }
}

export function applyUnary(operator: '-' | '!', operand: Value, origin: Origin): Value {
  const results = (settled(operand).kind === 'oneOf' ? (choices([operand]) ?? [[operand]]) : [[operand]]).map(([chosen]) => {
    const inner = settled(chosen!);
    if (inner.kind === 'unknown' && inner.failed) return inner;
    const truth = truthOf(inner);
    if (operator === '!')
      return truth === undefined ? unknown(`'!' of a value that is not known`, origin, { from: [chosen!] }) : bool(!truth, origin);
    const known = numberIn(inner);
    return known === undefined ? unknown(`'-' of a value that is not known`, origin, { from: [chosen!] }) : number(-known, origin);
  });
  return oneOf(results, origin);
}
