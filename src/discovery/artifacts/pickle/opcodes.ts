/**
 * The pickle opcodes of protocols 0 to 5 and the shape of the argument that follows each in the stream.
 * Source: the Python standard library's `pickletools` documentation and PEP 307, 3154 and 574.
 */

/**
 * How the bytes after an opcode are read.
 * `none`; `u1` … `u8`, `i4`, `f8`: a little-endian number (f8 big-endian); `counted-*`: that number, then as many
 * bytes; `line`: up to a newline; `lines`: two lines.
 */
export const ARGUMENT_FORMS = [
  'none',
  'u1',
  'u2',
  'i4',
  'u4',
  'u8',
  'f8',
  'counted-u1',
  'counted-i4',
  'counted-u4',
  'counted-u8',
  'line',
  'lines',
] as const;
export type ArgumentForm = (typeof ARGUMENT_FORMS)[number];

const DECLARED: Record<ArgumentForm, Record<string, number>> = {
  none: {
    NONE: 0x4e,
    NEWTRUE: 0x88,
    NEWFALSE: 0x89,
    EMPTY_LIST: 0x5d,
    APPEND: 0x61,
    APPENDS: 0x65,
    LIST: 0x6c,
    EMPTY_TUPLE: 0x29,
    TUPLE: 0x74,
    TUPLE1: 0x85,
    TUPLE2: 0x86,
    TUPLE3: 0x87,
    EMPTY_DICT: 0x7d,
    DICT: 0x64,
    SETITEM: 0x73,
    SETITEMS: 0x75,
    EMPTY_SET: 0x8f,
    ADDITEMS: 0x90,
    FROZENSET: 0x91,
    POP: 0x30,
    DUP: 0x32,
    MARK: 0x28,
    POP_MARK: 0x31,
    MEMOIZE: 0x94,
    STACK_GLOBAL: 0x93,
    REDUCE: 0x52,
    BUILD: 0x62,
    OBJ: 0x6f,
    NEWOBJ: 0x81,
    NEWOBJ_EX: 0x92,
    STOP: 0x2e,
    BINPERSID: 0x51,
    NEXT_BUFFER: 0x97,
    READONLY_BUFFER: 0x98,
  },
  u1: { BININT1: 0x4b, BINGET: 0x68, BINPUT: 0x71, EXT1: 0x82, PROTO: 0x80 },
  u2: { BININT2: 0x4d, EXT2: 0x83 },
  i4: { BININT: 0x4a, EXT4: 0x84 },
  u4: { LONG_BINGET: 0x6a, LONG_BINPUT: 0x72 },
  u8: { FRAME: 0x95 },
  f8: { BINFLOAT: 0x47 },
  'counted-u1': { SHORT_BINSTRING: 0x55, SHORT_BINBYTES: 0x43, SHORT_BINUNICODE: 0x8c, LONG1: 0x8a },
  'counted-i4': { BINSTRING: 0x54, LONG4: 0x8b },
  'counted-u4': { BINUNICODE: 0x58, BINBYTES: 0x42 },
  'counted-u8': { BINUNICODE8: 0x8d, BINBYTES8: 0x8e, BYTEARRAY8: 0x96 },
  line: { INT: 0x49, LONG: 0x4c, STRING: 0x53, UNICODE: 0x56, FLOAT: 0x46, GET: 0x67, PUT: 0x70, PERSID: 0x50 },
  lines: { GLOBAL: 0x63, INST: 0x69 },
};

/** Opcode byte → its name; undefined for a byte that is no opcode. */
export const OPCODE_NAMES: readonly (string | undefined)[] = table((name) => name);

/** Opcode byte → position of its argument form in `ARGUMENT_FORMS`; undefined for a byte that is no opcode. */
export const OPCODE_FORMS: readonly (number | undefined)[] = table((_, form) => ARGUMENT_FORMS.indexOf(form));

function table<T>(entry: (name: string, form: ArgumentForm) => T): (T | undefined)[] {
  const entries = Array.from<T | undefined>({ length: 256 });
  for (const form of ARGUMENT_FORMS) {
    for (const [name, byte] of Object.entries(DECLARED[form])) entries[byte] = entry(name, form);
  }
  return entries;
}
