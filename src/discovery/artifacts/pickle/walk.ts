import type { RangeReader } from '../../range.ts';
import type { Anomaly } from './anomalies.ts';
import { newArgument, readArgument } from './arguments.ts';
import type { ArrayTail } from './calls.ts';
import { Cursor } from './cursor.ts';
import { OPCODE_EFFECTS } from './effects.ts';
import { newMachine, note } from './machine.ts';
import type { Machine, NestedLiteral, WalkLimits } from './machine.ts';
import { ARGUMENT_FORMS, OPCODE_FORMS } from './opcodes.ts';
import { TORCH_MAGIC } from './values.ts';
import type { ReachedGlobal, Value } from './values.ts';
import { judgeGlobal } from './verdict.ts';

export const ENDINGS = ['stop', 'truncated', 'invalid-opcode', 'limit'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What one pass over the opcodes of one pickle found. Offsets are bytes in the reader. */
export interface Walk {
  offset: number;
  /** Offset after the last opcode that was understood. */
  end: number;
  protocol: number;
  opcodes: number;
  globals: ReachedGlobal[];
  anomalies: Anomaly[];
  nested: NestedLiteral[];
  ended: Ending;
  /** The limit that ended or thinned the walk, in words. */
  limit: string | undefined;
  /** Whether an unpickler would have failed before the end. */
  broken: boolean;
  /** Raw arrays that joblib wrote into the stream. */
  arrays: number;
  /** Whether the pickle's value is torch's legacy magic number. */
  torchMagic: boolean;
}

export interface WalkOptions {
  limits: WalkLimits;
  /** Stop as soon as an unpickler would fail: for bytes that are probably no pickle. */
  strict?: boolean;
  /** Called for each opcode with its byte and offset; for listings. */
  trace?: (opcode: number, offset: number) => void;
  /** How many pickles stand around this one (object arrays of joblib). */
  depth?: number;
  /** Values to find on the stack at the start. */
  stack?: readonly Value[];
}

const STOP = 0x2e;
/** Lines have no stated length: they are searched for their end, which counts as work. */
const FIRST_LINE_FORM = ARGUMENT_FORMS.indexOf('line');
const LINE_STEP = 64;
/** Opcodes tried in array data, and arrays tried in one stream. */
const SHADOW_OPCODES = 20_000;
const SHADOWS = 64;
const ARRAY_DEPTH = 4;

/**
 * Walks the opcodes of the pickle at `offset` up to STOP and lists the globals that loading it would reach; nothing is
 * imported, built or called. Never throws: a broken or endless stream gives what was reached and how it ended. After an
 * error at which Python would stop, the walk goes on (unless `strict`), so that no mistake of ours hides a global.
 */
export function walkPickle(reader: RangeReader, offset: number, options: WalkOptions): Walk {
  const { limits, trace, strict = false } = options;
  const m = newMachine(reader, limits, strict);
  for (const value of options.stack ?? []) m.stack.push(value);
  const cursor = new Cursor(reader, offset);
  const argument = newArgument();
  let end = offset;
  let ended: Ending | undefined;
  while (ended === undefined) {
    if (!cursor.has(1)) {
      ended = 'truncated';
      break;
    }
    const opcode = cursor.window[cursor.at] as number;
    const form = OPCODE_FORMS[opcode];
    const effect = OPCODE_EFFECTS[opcode];
    if (form === undefined || effect === undefined) {
      ended = 'invalid-opcode';
      break;
    }
    if (m.opcodes >= limits.opcodes) {
      m.limit = `${limits.opcodes} opcodes`;
      ended = 'limit';
      break;
    }
    m.offset = cursor.offset;
    cursor.at += 1;
    const reading = readArgument(cursor, form, argument);
    m.opcodes += form >= FIRST_LINE_FORM ? 1 + Math.floor((cursor.offset - m.offset) / LINE_STEP) : 1;
    if (reading !== 'ok') {
      if (reading === 'negative') note(m, 'bad-length');
      ended = reading === 'negative' ? 'invalid-opcode' : 'truncated';
      break;
    }
    if (trace !== undefined) trace(opcode, m.offset);
    effect(m, argument, cursor);
    end = cursor.offset;
    if (m.broken && m.strict) ended = 'invalid-opcode';
    else if (opcode === STOP) ended = 'stop';
    else if (m.arrays !== undefined) ended = passArray(m, cursor, options);
  }
  const globals = [...m.globals.values()];
  return {
    offset,
    end,
    protocol: m.protocol,
    opcodes: m.opcodes,
    globals,
    anomalies: m.anomalies,
    nested: m.nested,
    ended,
    limit: m.limit,
    broken: m.broken,
    arrays: m.arrayCount,
    torchMagic: m.result === TORCH_MAGIC,
  };
}

/**
 * joblib writes an array's bytes behind its wrapper. Steps over them the way joblib.load does, and looks at them once as
 * opcodes, because pickle.load would run them.
 */
function passArray(m: Machine, cursor: Cursor, options: WalkOptions): Ending | undefined {
  const tail = m.arrays?.tail;
  m.arrays = undefined;
  const depth = options.depth ?? 0;
  if (m.arrayCount <= SHADOWS && depth < ARRAY_DEPTH && tail?.kind !== 'objects') walkShadow(m, cursor.offset, options);
  if (tail === undefined || depth >= ARRAY_DEPTH) {
    note(m, 'array-unreadable');
    return 'invalid-opcode';
  }
  return tail.kind === 'raw' ? skipArray(cursor, tail) : walkObjects(m, cursor, options);
}

function skipArray(cursor: Cursor, tail: Extract<ArrayTail, { kind: 'raw' }>): Ending | undefined {
  if (tail.padded) {
    if (!cursor.has(1)) return 'truncated';
    const padding = cursor.window[cursor.at] as number;
    cursor.at += 1;
    if (!cursor.skip(padding)) return 'truncated';
  }
  return cursor.skip(tail.bytes) ? undefined : 'truncated';
}

/** An array of Python objects is a pickle of its own inside the stream. */
function walkObjects(m: Machine, cursor: Cursor, options: WalkOptions): Ending | undefined {
  const limits = { ...options.limits, opcodes: options.limits.opcodes - m.opcodes };
  const inner = walkPickle(m.reader, cursor.offset, { limits, depth: (options.depth ?? 0) + 1 });
  m.opcodes += inner.opcodes;
  adopt(m, inner);
  m.arrayCount += inner.arrays;
  cursor.skip(inner.end - cursor.offset);
  return inner.ended === 'stop' ? undefined : inner.ended;
}

function walkShadow(m: Machine, offset: number, options: WalkOptions): void {
  const limits = { ...options.limits, opcodes: Math.min(SHADOW_OPCODES, options.limits.opcodes - m.opcodes), nested: 0 };
  const shadow = walkPickle(m.reader, offset, { limits, depth: ARRAY_DEPTH, stack: m.stack.slice(-64) });
  m.opcodes += shadow.opcodes;
  if (!shadow.globals.some((global) => judgeGlobal(global).standing === 'dangerous')) return;
  note(m, 'code-in-array-data');
  adopt(m, shadow);
}

function adopt(m: Machine, inner: Walk): void {
  for (const global of inner.globals) m.globals.set(`${global.offset}\n${global.module}\n${global.name}`, global);
  m.anomalies.push(...inner.anomalies);
  m.nested.push(...inner.nested);
  m.limit ??= inner.limit;
}
