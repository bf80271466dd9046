import type { Argument } from './arguments.ts';
import type { Cursor } from './cursor.ts';
import { evidenceText } from './evidence.ts';
import {
  build,
  call,
  extend,
  keepNested,
  mark,
  memoize,
  newDict,
  newSequence,
  note,
  plausibleName,
  pop,
  popToMark,
  popValueOrMark,
  push,
  reach,
  reachFromStack,
  recall,
} from './machine.ts';
import type { Machine } from './machine.ts';
import { OPCODE_NAMES } from './opcodes.ts';
import { beginsLikePickle, startsWith } from './sniff.ts';
import { OPAQUE, TORCH_MAGIC, readText } from './values.ts';
import type { Text, TextForm, Value } from './values.ts';

type Effect = (m: Machine, argument: Argument, cursor: Cursor) => void;

const HIGHEST_PROTOCOL = 5;
const UNDERSCORE = 0x5f;
const BACKSLASH = 0x5c;
const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
/** `0x1950a86a20f9469cfc6c`, by which torch.load knows files from before its zip archives: as bytes and as digits. */
const MAGIC_BYTES = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
const MAGIC_DIGITS = [...'119547037146038801333356'].map((sign) => sign.charCodeAt(0));

/** What each opcode does to the stack, memo and list of globals, by opcode name. */
const EFFECTS: Record<string, Effect> = {
  PROTO: (m, { value }) => {
    m.protocol = Math.max(m.protocol, value);
    if (value > HIGHEST_PROTOCOL) note(m, 'unknown-protocol', String(value));
  },
  FRAME: (m, { value }, cursor) => {
    if (value > cursor.remaining) note(m, 'frame-overrun');
  },
  STOP: (m) => {
    m.result = pop(m);
  },

  NONE: opaque,
  NEWTRUE: opaque,
  NEWFALSE: opaque,
  FLOAT: opaque,
  BINFLOAT: opaque,
  EMPTY_SET: opaque,
  NEXT_BUFFER: opaque,
  READONLY_BUFFER: () => undefined,
  BININT: number,
  BININT1: number,
  BININT2: number,
  INT: integer,
  LONG: integer,
  LONG1: integer,
  LONG4: opaque,

  STRING: (m, argument) => pushText(m, argument, 'quoted'),
  UNICODE: (m, argument) => pushText(m, argument, 'escaped'),
  BINSTRING: pushBinaryText,
  SHORT_BINSTRING: pushBinaryText,
  BINUNICODE: pushBinaryText,
  SHORT_BINUNICODE: pushBinaryText,
  BINUNICODE8: pushBinaryText,
  BINBYTES: pushBytes,
  SHORT_BINBYTES: pushBytes,
  BINBYTES8: pushBytes,
  BYTEARRAY8: pushBytes,

  EMPTY_LIST: (m) => push(m, newSequence('list', [], 0)),
  EMPTY_TUPLE: (m) => push(m, newSequence('tuple', [], 0)),
  EMPTY_DICT: (m) => push(m, newDict([])),
  LIST: (m) => collect(m, 'list'),
  TUPLE: (m) => collect(m, 'tuple'),
  TUPLE1: (m) => tuple(m, 1),
  TUPLE2: (m) => tuple(m, 2),
  TUPLE3: (m) => tuple(m, 3),
  DICT: (m) => push(m, newDict(popToMark(m, Number.POSITIVE_INFINITY).items)),
  FROZENSET: (m) => {
    popToMark(m);
    push(m, OPAQUE);
  },
  APPEND: (m) => {
    const item = pop(m);
    extend(m, [item], 1, false);
  },
  SETITEM: (m) => {
    const value = pop(m);
    const key = pop(m);
    extend(m, [key, value], 2, true);
  },
  APPENDS: (m) => {
    const { items, size } = popToMark(m);
    extend(m, items, size, false);
  },
  ADDITEMS: (m) => {
    const { items, size } = popToMark(m);
    extend(m, items, size, false);
  },
  SETITEMS: (m) => {
    const { items, size } = popToMark(m, Number.POSITIVE_INFINITY);
    extend(m, items, size, true);
  },

  MARK: mark,
  POP: popValueOrMark,
  POP_MARK: (m) => void popToMark(m),
  DUP: (m) => {
    const value = pop(m);
    push(m, value);
    push(m, value);
  },
  MEMOIZE: (m) => memoize(m, m.memo.count),
  BINPUT: (m, { value }) => memoize(m, value),
  LONG_BINPUT: (m, { value }) => memoize(m, value),
  PUT: (m, { value }) => memoize(m, value),
  BINGET: (m, { value }) => recall(m, value),
  LONG_BINGET: (m, { value }) => recall(m, value),
  GET: (m, { value }) => recall(m, value),

  GLOBAL: (m, argument) => push(m, reachLines(m, argument, 'GLOBAL')),
  STACK_GLOBAL: reachFromStack,
  EXT1: extension,
  EXT2: extension,
  EXT4: extension,
  INST: (m, argument) => {
    const callee = reachLines(m, argument, 'INST');
    const { items, size } = popToMark(m);
    push(m, call(m, callee, newSequence('tuple', items, size)));
  },
  OBJ: (m) => {
    const { items, size } = popToMark(m);
    const [callee, ...args] = items;
    push(m, call(m, callee ?? OPAQUE, newSequence('tuple', args, size - 1)));
  },
  REDUCE: (m) => {
    const args = pop(m);
    const callee = pop(m);
    push(m, call(m, callee, args));
  },
  NEWOBJ: (m) => {
    const args = pop(m);
    const callee = pop(m);
    push(m, call(m, callee, args));
  },
  NEWOBJ_EX: (m) => {
    const keywords = pop(m);
    const args = pop(m);
    const callee = pop(m);
    push(m, call(m, callee, newSequence('tuple', [args, keywords], 2)));
  },
  BUILD: build,
  PERSID: persistent,
  BINPERSID: (m) => {
    pop(m);
    persistent(m);
  },
};

/** Opcode byte → effect. */
export const OPCODE_EFFECTS: readonly (Effect | undefined)[] = OPCODE_NAMES.map((name) => (name === undefined ? undefined : EFFECTS[name]));

function opaque(m: Machine): void {
  push(m, OPAQUE);
}

function number(m: Machine, argument: Argument): void {
  push(m, argument.value);
}

/** An object that the loader's own `persistent_load` fetches (torch: a storage); it names no global. */
function persistent(m: Machine): void {
  m.persistentIds += 1;
  push(m, { kind: 'produced', by: undefined, lost: false });
}

/** `copyreg.add_extension` codes stand for globals that only the loading program knows. */
function extension(m: Machine, argument: Argument): void {
  note(m, 'extension-code', String(argument.value));
  push(m, reach(m, '<extension>', String(argument.value), argument.value > 0xffff ? 'EXT4' : argument.value > 0xff ? 'EXT2' : 'EXT1'));
}

/** Integers that do not fit a number only matter as torch's magic number. */
function integer(m: Machine, { value, head, length }: Argument): void {
  if (!Number.isNaN(value)) push(m, value);
  else push(m, isTorchMagic(head, length) ? TORCH_MAGIC : OPAQUE);
}

function isTorchMagic(head: Uint8Array, length: number): boolean {
  if (length === MAGIC_BYTES.length) return startsWith(head, MAGIC_BYTES);
  return length >= MAGIC_DIGITS.length && startsWith(head, MAGIC_DIGITS);
}

function textAt({ offset, length, first }: Argument, form: TextForm): Text {
  const underscored =
    length >= 5 &&
    (form === 'utf8' ? first === UNDERSCORE : first === UNDERSCORE || first === BACKSLASH || first === QUOTE || first === DOUBLE_QUOTE);
  return { kind: 'text', offset, length, form, underscored };
}

function pushText(m: Machine, argument: Argument, form: TextForm): void {
  const text = textAt(argument, form);
  push(m, text);
  const { head } = argument;
  // Text of protocol 0 carries bytes as escapes: '\x80\x04' or 'cos\nsystem'.
  if (argument.length >= 8 && beginsLikePickle(form === 'quoted' ? head.subarray(1) : head, true)) keepNested(m, text, false);
}

function pushBinaryText(m: Machine, argument: Argument): void {
  const text = textAt(argument, 'utf8');
  push(m, text);
  if (argument.length >= 8 && beginsLikePickle(argument.head, true)) keepNested(m, text, false);
}

function pushBytes(m: Machine, argument: Argument): void {
  const { offset, length, head } = argument;
  const bytes: Value = { kind: 'bytes', offset, length };
  push(m, bytes);
  if (length >= 4 && beginsLikePickle(head, false)) keepNested(m, bytes, false);
}

function collect(m: Machine, kind: 'tuple' | 'list'): void {
  const { items, size } = popToMark(m);
  push(m, newSequence(kind, items, size));
}

function tuple(m: Machine, size: 1 | 2 | 3): void {
  const last = pop(m);
  if (size === 1) return push(m, newSequence('tuple', [last], 1));
  const middle = pop(m);
  push(m, newSequence('tuple', size === 2 ? [middle, last] : [pop(m), middle, last], size));
}

function reachLines(m: Machine, argument: Argument, opcode: 'GLOBAL' | 'INST'): Value {
  const module = lineText(m, argument.offset, argument.length);
  const name = lineText(m, argument.secondOffset, argument.secondLength);
  if (!plausibleName(m, module) || !plausibleName(m, name)) {
    m.broken = true;
    note(m, 'impossible-name', evidenceText(`${module} ${name}`));
    return OPAQUE;
  }
  return reach(m, module, name, opcode);
}

/** Carriage returns and blanks around a name are dropped: a reader must not miss `os` for a stray sign. */
function lineText(m: Machine, offset: number, length: number): string {
  return readText(m.reader, { kind: 'bytes', offset, length }).trim();
}
