import type { RangeReader } from '../../range.ts';
import { OPAQUE, readText } from './values.ts';
import type { Bytes, Concern, Mapping, Produced, ReachedGlobal, Sequence, Text, Value } from './values.ts';

/** What a call that the walker understands gives, beside "some object". */
export interface Understood {
  concern?: Concern;
  /** The call only names another global; the walker reaches that one instead. */
  names?: { module: string; name: string; opcode: 'getattr' | 'ufunc' };
  /** Literal bytes that the call unpickles: walked whatever they look like. */
  unpickles?: Text | Bytes;
  dtype?: { itemBytes: number; holdsObjects: boolean };
  content?: Text;
}

type Interpreter = (args: readonly Value[], reader: RangeReader) => Understood;

const PLAIN_CODECS = new Set(['latin1', 'latin-1', 'iso-8859-1', 'ascii', 'utf-8', 'utf8']);
const UFUNC_MODULES = /^(?:numpy(?:\._?core\.(?:umath|_multiarray_umath))?|scipy\.special(?:\._ufuncs)?)$/;

const INTERPRETERS: Record<string, Interpreter> = {
  // Python 3.11 pickles enum members, and protocol 2 nested classes, as getattr(class, name).
  'builtins.getattr': (args, reader) => {
    const [base, attribute] = args;
    const name = literal(attribute, reader);
    if (args.length !== 2 || name === undefined || typeof base === 'number' || base?.kind !== 'global')
      return { concern: 'computed-argument' };
    return { names: { module: base.global.module, name: `${base.global.name}.${name}`, opcode: 'getattr' } };
  },
  // type(None) is how NoneType is pickled; with three arguments it makes a class.
  'builtins.type': (args) => (args.length === 1 ? {} : { concern: 'builds-class' }),
  'builtins.iter': (args) => (args.length === 1 ? {} : { concern: 'two-argument-iter' }),
  // Protocol 2 writes bytes as text in latin-1; other codecs hide a payload.
  '_codecs.encode': (args, reader) => {
    const codec = args.length === 1 ? 'utf-8' : literal(args[1], reader);
    if (codec === undefined || !PLAIN_CODECS.has(codec.toLowerCase())) return { concern: 'unusual-codec' };
    const [text] = args;
    return typeof text === 'object' && text.kind === 'text' ? { content: text } : {};
  },
  // Imports a module by name and returns an attribute: harmless only for ufuncs named by literals.
  'numpy.core._ufunc_reconstruct': ufunc,
  'numpy._core._ufunc_reconstruct': ufunc,
  'torch.storage._load_from_bytes': (args) => {
    const [bytes] = args;
    if (typeof bytes !== 'object') return { concern: 'unseen-bytes' };
    if (bytes.kind === 'bytes' || bytes.kind === 'text') return { unpickles: bytes };
    const content = bytes.kind === 'produced' ? bytes.content : undefined;
    return content === undefined ? { concern: 'unseen-bytes' } : { unpickles: content };
  },
  'functools.partial': (args) => {
    const [wrapped] = args;
    return typeof wrapped === 'object' && wrapped.kind === 'global' ? {} : { concern: 'wraps-unknown' };
  },
  'numpy.dtype': (args, reader) => {
    const dtype = dtypeOf(literal(args[0], reader) ?? '');
    return dtype === undefined ? {} : { dtype };
  },
};

/** What calling `callee` with these arguments means; empty for a callable that has no meaning of its own here. */
export function understandCall(callee: ReachedGlobal, args: Value | undefined, reader: RangeReader): Understood {
  const interpreter = INTERPRETERS[`${callee.module === '__builtin__' ? 'builtins' : callee.module}.${callee.name}`];
  if (interpreter === undefined) return {};
  return interpreter(typeof args === 'object' && args.kind === 'tuple' ? args.items : [], reader);
}

/** Text literal, or undefined for any other value. */
export function literal(value: Value | undefined, reader: RangeReader): string | undefined {
  return typeof value === 'object' && value.kind === 'text' ? readText(reader, value) : undefined;
}

function ufunc(args: readonly Value[], reader: RangeReader): Understood {
  const module = literal(args[0], reader);
  const name = literal(args[1], reader);
  if (module === undefined || name === undefined) return { concern: 'computed-argument' };
  // Whatever else it names is reached as a global of that module and judged as such.
  return UFUNC_MODULES.test(module) && /^[a-z][a-z0-9_]*$/.test(name)
    ? { names: { module: 'numpy', name: 'ufunc', opcode: 'ufunc' } }
    : { names: { module, name, opcode: 'ufunc' } };
}

/** Item size of a numpy type string such as `f8`, `<U10` or `V16`; undefined where it says none. */
export function dtypeOf(code: string): { itemBytes: number; holdsObjects: boolean } | undefined {
  const match = /^[<>|=]?([biufcmMOSUVat])(\d{0,9})/.exec(code);
  const letter = match?.[1];
  if (letter === undefined) return undefined;
  const count = Number(match?.[2] || '0');
  if (letter === 'U') return { itemBytes: count * 4, holdsObjects: false };
  return { itemBytes: count, holdsObjects: letter === 'O' };
}

/** What follows a joblib array wrapper in the stream, from the state that BUILD gives it. */
export type ArrayTail = { kind: 'objects' } | { kind: 'raw'; bytes: number; padded: boolean } | undefined;

/**
 * Reads the wrapper's state: shape, dtype and, in joblib 1.1 and newer, an alignment (then one byte with the padding's
 * length and the padding come first). Source: the layout that `joblib.dump` writes.
 */
export function arrayTail(state: Mapping, reader: RangeReader): ArrayTail {
  let count: number | undefined;
  let padded = false;
  let dtype: Produced['dtype'];
  for (const [key, value] of state.pairs) {
    const name = literal(key, reader);
    if (name === 'shape') count = itemCount(value);
    if (name === 'numpy_array_alignment_bytes') padded = typeof value === 'number';
    if (name === 'dtype' && typeof value === 'object' && value.kind === 'produced') dtype = value.dtype;
  }
  if (dtype?.holdsObjects === true) return { kind: 'objects' };
  if (count === undefined || dtype === undefined || dtype.itemBytes <= 0) return undefined;
  return { kind: 'raw', bytes: count * dtype.itemBytes, padded };
}

function itemCount(shape: Value): number | undefined {
  if (typeof shape === 'number' || shape.kind !== 'tuple' || shape.size > shape.items.length) return undefined;
  let count = 1;
  for (const side of shape.items) {
    if (typeof side !== 'number' || side < 0) return undefined;
    count *= side;
  }
  return Number.isSafeInteger(count) ? count : undefined;
}

/** A dtype's own state tuple: a structured type (`V16`) with the object flag in its last item holds Python objects. */
export function refineDtype(target: Produced, state: Sequence): void {
  const flags = state.items[7];
  if (target.dtype !== undefined && typeof flags === 'number' && (flags & 1) === 1) target.dtype = { ...target.dtype, holdsObjects: true };
  const size = state.items[5];
  if (target.dtype !== undefined && target.dtype.itemBytes === 0 && typeof size === 'number')
    target.dtype = { ...target.dtype, itemBytes: size };
}

/** Whether this is one of the wrappers behind which joblib writes array data into the stream. */
export function isArrayWrapper(global: ReachedGlobal | undefined): boolean {
  return global?.name === 'NumpyArrayWrapper' && global.module.startsWith('joblib.numpy_pickle');
}

/** Text literals among arguments, one level into tuples, lists and keyword dictionaries. */
export function literalsOf(args: Value | undefined, most: number): Exclude<Value, number>[] {
  const found: Exclude<Value, number>[] = [];
  const visit = (value: Value, depth: number): void => {
    if (typeof value === 'number' || value === OPAQUE || found.length >= most) return;
    if (value.kind === 'text' || value.kind === 'bytes') found.push(value);
    if (depth === 0) return;
    if (value.kind === 'tuple' || value.kind === 'list') for (const item of value.items) visit(item, depth - 1);
    if (value.kind === 'dict') for (const [, item] of value.pairs) visit(item, depth - 1);
  };
  if (args !== undefined) visit(args, 2);
  return found;
}
