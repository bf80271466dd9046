import { describe, expect, it } from 'vitest';
import { bytes, stateDict, torchZip, zip } from './assemble.ts';
import { sniffPickle } from './sniff.ts';

describe('sniffPickle', () => {
  it.each([
    'a.pkl',
    'a.PICKLE',
    'm/model.pt',
    'm.pth',
    'pytorch_model.bin',
    'x.ckpt',
    'x.joblib',
    'x.dill',
    'x.npy',
    'x.npz',
    'x.sav',
    'x.model',
    'x.p',
  ])('goes by the extension of %s', (name) => expect(sniffPickle(new Uint8Array(0), name)).toBe(true));

  it.each([
    ['protocol 2', bytes(0x80, 2, '}q\x00.')],
    ['protocol 5 with a frame', bytes(0x80, 5, 0x95)],
    ['a torch archive', zip(torchZip(stateDict()))],
    ['a numpy array', bytes('\x93NUMPY\x01\x00')],
    // python3: pickle.dumps({'a': 1}, 0), pickle.dumps([], 0), pickle.dumps(set(), 0), pickle.dumps([1], 1)
    ['a dictionary in protocol 0', bytes('(dp0\nVa\np1\nI1\ns.')],
    ['a list in protocol 0', bytes('(lp0\n.')],
    ['a set in protocol 0', bytes('c__builtin__\nset\np0\n((lp1\ntp2\nRp3\n.')],
    ['a list in protocol 1', bytes(']q\x00K\x01a.')],
    ['an INST', bytes("(S'id'\nios\nsystem\n.")],
  ])('goes by the first bytes: %s', (_, head) => expect(sniffPickle(head, 'weights.dat')).toBe(true));

  it.each([
    ['text', bytes('class Foo:\n    pass\n')],
    ['JSON', bytes('{"a": [1]}')],
    ['a TOML table', bytes('[tool.x]\n')],
    ['an office file', bytes('PK\x03\x04', new Uint8Array(26), '[Content_Types].xml')],
    ['Lisp', bytes('(define x 1)')],
    ['a GGUF', bytes('GGUF\x03\x00')],
    ['nothing', new Uint8Array(0)],
    ['a config', bytes('config = 1\nfoo = 2\n')],
  ])('leaves %s alone', (_, head) => expect(sniffPickle(head, 'README')).toBe(false));
});
