import type { RangeReader } from '../../range.ts';
import type { Anomaly, AnomalyKind } from './anomalies.ts';
import { arrayTail, isArrayWrapper, literalsOf, refineDtype, understandCall } from './calls.ts';
import type { ArrayTail } from './calls.ts';
import { evidenceText } from './evidence.ts';
import { OPAQUE, readText } from './values.ts';
import { judgeGlobal } from './verdict.ts';
import type { Bytes, Concern, Mapping, Produced, ReachedGlobal, Sequence, Text, Value } from './values.ts';

/** Items of a container that the walker remembers; enough for call arguments and array shapes. */
const KEPT_ITEMS = 32;
const KEPT_ARGUMENTS = 8;
const KEPT_DUNDER_KEYS = 1000;
/** Per kind, so that a flood of one kind hides no other. */
const KEPT_ANOMALIES = 20;
/** Dangerous globals kept beyond the limit, so that a flood of harmless ones hides none. */
const KEPT_DANGERS = 1000;
const NOTHING: readonly never[] = [];
const NAME_BYTES = 1024;
/** An honest pickler numbers memo slots one by one; the C unpickler allocates an array up to the largest number. */
const SPARSE_MEMO_GAP = 1 << 24;

/** How many of each thing one stream may use; all are counts, not bytes. */
export interface WalkLimits {
  opcodes: number;
  memo: number;
  stack: number;
  globals: number;
  nested: number;
}

/** A literal that looks like a pickle or is unpickled by the call it is given to. */
export interface NestedLiteral {
  literal: Text | Bytes;
  certain: boolean;
}

/**
 * The unpickler's state as far as names and calls depend on it. Nothing is imported, built or called: a call only puts
 * a `produced` value where its result would stand.
 */
export interface Machine {
  readonly reader: RangeReader;
  readonly limits: WalkLimits;
  /** The bytes are probably no pickle: stop at the first thing an unpickler would refuse. */
  readonly strict: boolean;
  readonly stack: Value[];
  readonly marks: number[];
  readonly memo: Memo;
  readonly globals: Map<string, ReachedGlobal>;
  readonly anomalies: Anomaly[];
  readonly noted: Map<AnomalyKind, number>;
  readonly nested: NestedLiteral[];
  /** Opcodes simulated, those inside arrays included; a long line counts as one for each 64 bytes. */
  opcodes: number;
  /** Offset of the opcode being simulated. */
  offset: number;
  protocol: number;
  /** First limit that was reached, by name. */
  limit: string | undefined;
  /** Whether an unpickler would have stopped with an error already; the walk goes on to be safe. */
  broken: boolean;
  /** Array data that joblib reads from the stream before the next opcode. */
  arrays: { tail: ArrayTail } | undefined;
  persistentIds: number;
  arrayCount: number;
  /** The pickle's value, once STOP was reached. */
  result: Value | undefined;
}

export function newMachine(reader: RangeReader, limits: WalkLimits, strict: boolean): Machine {
  return {
    reader,
    limits,
    strict,
    stack: [],
    marks: [],
    memo: { near: [], far: new Map(), count: 0 },
    globals: new Map(),
    anomalies: [],
    noted: new Map(),
    nested: [],
    opcodes: 0,
    offset: 0,
    protocol: 0,
    limit: undefined,
    broken: false,
    arrays: undefined,
    persistentIds: 0,
    arrayCount: 0,
    result: undefined,
  };
}

export function note(m: Machine, what: AnomalyKind, detail?: string): void {
  const known = m.noted.get(what) ?? 0;
  if (known >= KEPT_ANOMALIES) return;
  m.noted.set(what, known + 1);
  m.anomalies.push(detail === undefined ? { what, offset: m.offset } : { what, offset: m.offset, detail });
}

export function push(m: Machine, value: Value): void {
  if (m.stack.length >= m.limits.stack) m.limit ??= `${m.limits.stack} stack entries`;
  else m.stack.push(value);
}

/** The top value; below the last MARK the stack is out of reach, as in the C unpickler. */
export function pop(m: Machine): Value {
  if (m.stack.length > (m.marks.at(-1) ?? 0)) return m.stack.pop() as Value;
  return underflow(m);
}

function peek(m: Machine): Value {
  if (m.stack.length > (m.marks.at(-1) ?? 0)) return m.stack.at(-1) as Value;
  return underflow(m);
}

function underflow(m: Machine): Produced {
  if (!m.broken) note(m, 'stack-error');
  m.broken = true;
  return { kind: 'produced', by: undefined, lost: true };
}

export function mark(m: Machine): void {
  if (m.marks.length >= m.limits.stack) m.limit ??= `${m.limits.stack} marks`;
  else m.marks.push(m.stack.length);
}

/** POP: takes a value or, when a mark stands on top, the mark. */
export function popValueOrMark(m: Machine): void {
  if (m.marks.length > 0 && m.marks.at(-1) === m.stack.length) m.marks.pop();
  else pop(m);
}

/** The first values above the last mark; all of them leave the stack. `size` is how many there were. */
export function popToMark(m: Machine, kept = KEPT_ITEMS): { items: Value[]; size: number } {
  const start = m.marks.pop();
  if (start === undefined) {
    underflow(m);
    return { items: [], size: 0 };
  }
  const size = m.stack.length - start;
  const items = m.stack.slice(start, start + kept);
  m.stack.length = start;
  return { items, size };
}

/**
 * The memo: an array for the slots that picklers number one by one, a map for those far off. `count` is how many are
 * filled, the slot that MEMOIZE takes next.
 */
export interface Memo {
  readonly near: (Value | undefined)[];
  readonly far: Map<number, Value>;
  count: number;
}

const NEAR_GAP = 1024;

export function memoize(m: Machine, slot: number): void {
  const value = peek(m);
  const { memo } = m;
  const before = slotValue(memo, slot);
  if (before === undefined) {
    if (memo.count >= m.limits.memo) {
      m.limit ??= `${m.limits.memo} memo entries`;
      return;
    }
    memo.count += 1;
  } else if (before !== value) note(m, 'memo-overwritten', `slot ${slot}`);
  if (slot - memo.count > SPARSE_MEMO_GAP) note(m, 'memo-sparse', `slot ${slot}`);
  if (!isNear(memo, slot)) {
    memo.far.set(slot, value);
    return;
  }
  while (memo.near.length < slot) memo.near.push(undefined);
  memo.near[slot] = value;
}

function isNear(memo: Memo, slot: number): boolean {
  return slot >= 0 && slot < memo.near.length + NEAR_GAP;
}

/** A slot that was far when it was filled may have come near since. */
function slotValue(memo: Memo, slot: number): Value | undefined {
  const near = slot < memo.near.length ? memo.near[slot] : undefined;
  return near ?? (memo.far.size > 0 ? memo.far.get(slot) : undefined);
}

export function recall(m: Machine, slot: number): void {
  const value = slotValue(m.memo, slot);
  if (value === undefined) {
    if (!m.broken) note(m, 'memo-miss', `slot ${slot}`);
    if (m.limit === undefined) m.broken = true;
  }
  push(m, value ?? { kind: 'produced', by: undefined, lost: true });
}

const IDENTIFIERS = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;
/** Modules loaded by path have hyphens and digits in their names (`transformers_modules.org.phi-2.0a1b`). */
const ONE_WORD = /^[^\s\p{C}]+$/u;

/** A name that Python could import; where the bytes may be no pickle at all, only proper identifiers. */
export function plausibleName(m: Machine, name: string): boolean {
  return name.length <= NAME_BYTES && (m.strict ? IDENTIFIERS : ONE_WORD).test(name);
}

/** Records a global and gives the value that stands for it. */
export function reach(m: Machine, module: string, name: string, opcode: string, concern?: Concern): Value {
  const key = `${opcode}\n${module}\n${name}\n${concern ?? ''}`;
  let global = m.globals.get(key);
  if (global === undefined) {
    global = { module, name, opcode, offset: m.offset, called: false, count: 0, concerns: concern === undefined ? [] : [concern] };
    const isFull = m.globals.size >= m.limits.globals;
    if (isFull) m.limit ??= `${m.limits.globals} different globals`;
    if (!isFull || (m.globals.size < m.limits.globals + KEPT_DANGERS && judgeGlobal(global).standing === 'dangerous'))
      m.globals.set(key, global);
  }
  global.count += 1;
  return { kind: 'global', global };
}

/** STACK_GLOBAL: module and name come from the stack, so literals are resolved and anything else is a finding. */
export function reachFromStack(m: Machine): void {
  const name = pop(m);
  const module = pop(m);
  const moduleText = nameText(m, module);
  const nameOfIt = nameText(m, name);
  if (moduleText !== undefined && nameOfIt !== undefined) {
    if (module !== OPAQUE && typeof module === 'object' && module.kind === 'bytes') note(m, 'name-not-text');
    push(m, reach(m, moduleText, nameOfIt, 'STACK_GLOBAL'));
    return;
  }
  const lost = [module, name].some((value) => typeof value === 'object' && value.kind === 'produced' && value.lost);
  const literalOfOtherKind = [module, name].some((value) => typeof value === 'number' || value === OPAQUE);
  note(m, literalOfOtherKind ? 'name-not-text' : lost ? 'memo-miss' : 'computed-name', `${moduleText ?? '?'} ${nameOfIt ?? '?'}`);
  push(m, reach(m, moduleText ?? '<computed>', nameOfIt ?? '<computed>', 'STACK_GLOBAL', 'computed-name'));
}

function nameText(m: Machine, value: Value): string | undefined {
  if (typeof value !== 'object' || (value.kind !== 'text' && value.kind !== 'bytes')) return undefined;
  return readText(m.reader, value, NAME_BYTES);
}

/** A call or construction: REDUCE, NEWOBJ, NEWOBJ_EX, OBJ, INST. */
export function call(m: Machine, callee: Value, args: Value | undefined): Value {
  if (typeof callee !== 'object' || callee.kind !== 'global') {
    const lost = typeof callee === 'object' && callee.kind === 'produced' && callee.lost;
    if (typeof callee === 'object' && callee.kind === 'produced') addConcern(callee.by, 'result-called');
    note(m, lost && m.broken ? 'stack-error' : 'computed-call');
    return { kind: 'produced', by: undefined, lost: false };
  }
  const { global } = callee;
  global.called = true;
  keepArguments(m, global, args);
  const understood = understandCall(global, args, m.reader);
  addConcern(global, understood.concern);
  if (understood.unpickles !== undefined) keepNested(m, understood.unpickles, true);
  if (understood.names !== undefined) {
    addConcern(global, 'names-other-global');
    const { module, name, opcode } = understood.names;
    return reach(m, module, name, opcode);
  }
  const result: Produced = { kind: 'produced', by: global, lost: false };
  if (understood.dtype !== undefined) result.dtype = understood.dtype;
  if (understood.content !== undefined) result.content = understood.content;
  return result;
}

function addConcern(global: ReachedGlobal | undefined, concern: Concern | undefined): void {
  if (global !== undefined && concern !== undefined && !global.concerns.includes(concern)) global.concerns.push(concern);
}

function keepArguments(m: Machine, global: ReachedGlobal, args: Value | undefined): void {
  const room = KEPT_ARGUMENTS - (global.arguments?.length ?? 0);
  if (room <= 0 || global.count > KEPT_ARGUMENTS * 4) return;
  for (const found of literalsOf(args, room)) {
    if (found.kind !== 'text' && found.kind !== 'bytes') continue;
    const shown = evidenceText(readText(m.reader, found));
    if (shown.length > 1) global.arguments = [...(global.arguments ?? []), shown];
  }
}

export function keepNested(m: Machine, found: Text | Bytes, certain: boolean): void {
  const known = m.nested.find((entry) => entry.literal.offset === found.offset);
  if (known !== undefined) known.certain ||= certain;
  else if (m.nested.length >= m.limits.nested) m.limit ??= `${m.limits.nested} nested pickles`;
  else m.nested.push({ literal: found, certain });
}

/** BUILD: sets the state of the object below it; with a global there it rewrites a module, class or function. */
export function build(m: Machine): void {
  const state = pop(m);
  const target = peek(m);
  if (typeof target !== 'object') return;
  if (target.kind === 'global') note(m, 'build-on-global', `${target.global.module}.${target.global.name}`);
  for (const part of statesOf(state)) {
    for (const key of part.dunder) {
      const name = readText(m.reader, key, 64);
      if (isDangerousAttribute(name)) note(m, 'dunder-attribute', name);
    }
  }
  if (target.kind !== 'produced') return;
  if (typeof state === 'object' && state.kind === 'tuple') refineDtype(target, state);
  if (isArrayWrapper(target.by) && typeof state === 'object' && state.kind === 'dict') {
    m.arrays = { tail: arrayTail(state, m.reader) };
    m.arrayCount += 1;
  }
}

function statesOf(state: Value): Mapping[] {
  if (typeof state !== 'object') return [];
  if (state.kind === 'dict') return [state];
  if (state.kind !== 'tuple' || state.size !== 2) return [];
  return state.items.filter((item): item is Mapping => typeof item === 'object' && item.kind === 'dict');
}

/** `__doc__`, `__module__` and generic-class bookkeeping are honest state; hooks that Python calls by itself are not. */
function isDangerousAttribute(name: string): boolean {
  return /^__(?:setstate|reduce|reduce_ex|class|dict|call|getattr|getattribute|setattr|set|get|del|init|new|bases|subclasses|globals|builtins|code|wrapped|iter|next|enter|exit|hash|eq|import)__$/.test(
    name,
  );
}

/** Items that join a list, dict or set; joining a module-level object changes it for the whole program. */
export function extend(m: Machine, items: readonly Value[], size: number, paired: boolean): void {
  const target = peek(m);
  if (typeof target !== 'object') return;
  if (target.kind === 'global') note(m, 'mutates-global', `${target.global.module}.${target.global.name}`);
  if (target.kind === 'list') appendItems(target, items, size);
  if (target.kind === 'dict' && paired) addPairs(target, items);
}

function appendItems(target: Sequence, items: readonly Value[], size: number): void {
  const room = KEPT_ITEMS - target.items.length;
  if (room > 0) target.items = target.items.length === 0 ? items.slice(0, room) : [...target.items, ...items.slice(0, room)];
  target.size += size;
}

/** Keys that may begin with two underscores are kept apart: they are what attribute smuggling needs. */
function addPairs(target: Mapping, items: readonly Value[]): void {
  for (let index = 0; index + 1 < items.length; index += 2) {
    const key = items[index] as Value;
    if (target.pairs.length < KEPT_ITEMS) target.pairs = [...target.pairs, [key, items[index + 1] as Value]];
    if (typeof key !== 'object' || key.kind !== 'text' || !key.underscored) continue;
    if (target.dunder.length < KEPT_DUNDER_KEYS) target.dunder = [...target.dunder, key];
  }
}

export function newDict(items: readonly Value[]): Mapping {
  const dict: Mapping = { kind: 'dict', pairs: NOTHING, dunder: NOTHING };
  addPairs(dict, items);
  return dict;
}

export function newSequence(kind: 'tuple' | 'list', items: readonly Value[], size: number): Sequence {
  return { kind, items: size === 0 ? NOTHING : items, size };
}
