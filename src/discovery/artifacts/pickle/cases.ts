import type { DetectorCase } from '../../detector.ts';

/** Pickles put together opcode by opcode at run time, as Python's pickletools documents them. */
const PROTO = Uint8Array.of(0x80, 4);

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return Buffer.concat([Uint8Array.of(0x8c, bytes.length), bytes]);
}

function calling(module: string, name: string, argument: string): Uint8Array {
  return Buffer.concat([PROTO, text(module), text(name), Uint8Array.of(0x93), text(argument), Uint8Array.of(0x85), Buffer.from('R.')]);
}

const dictionary = (): Uint8Array =>
  Buffer.concat([PROTO, Buffer.from('}('), text('age'), Buffer.from('K\x12'), text('rate'), Buffer.from('K\x07u.')]);

export default [
  {
    name: 'a pickle that runs a command names it with its argument',
    files: () => ({ 'models/baseline.pkl': calling('posix', 'system', 'echo hello') }),
    expect: [
      { kind: 'model-artifact', name: 'baseline.pkl', file: 'models/baseline.pkl', properties: { verdict: 'dangerous', format: 'pickle' } },
    ],
  },
  {
    name: 'a dictionary of numbers is clean',
    files: () => ({ 'models/bins.pkl': dictionary() }),
    expect: [{ kind: 'model-artifact', name: 'bins.pkl', properties: { verdict: 'clean', globals: [] } }],
  },
  {
    name: 'the same bytes under two names are one artifact',
    files: () => ({ 'a/bins.pkl': dictionary(), 'b/bins.pkl': dictionary() }),
    expect: [{ kind: 'model-artifact', name: 'bins.pkl', file: 'b/bins.pkl' }],
  },
  {
    name: 'binary files of other formats stay silent',
    files: () => ({
      'firmware.bin': Uint8Array.from({ length: 4096 }, (_, index) => (index * 37 + 11) % 251),
      'notes.model': 'no model, only notes\n',
      'survey.sav': '$FL2@(#) SPSS DATA FILE',
      'weights.pt': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n',
    }),
    expect: [],
  },
] satisfies DetectorCase[];
