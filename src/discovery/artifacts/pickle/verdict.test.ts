import { describe, expect, it } from 'vitest';
import type { Standing } from './report.ts';
import { judgeGlobal } from './verdict.ts';

const judge = (path: string, called = true): Standing => {
  const [module = '', name = ''] = path.split(' ');
  return judgeGlobal({ module, name, opcode: 'STACK_GLOBAL', called, concerns: [] }).standing;
};

describe('plain data is safe', () => {
  it.each([
    'collections OrderedDict',
    'builtins set',
    '__builtin__ unicode',
    'datetime datetime',
    'decimal Decimal',
    'uuid UUID',
    'copyreg _reconstructor',
    'copy_reg _reconstructor',
    '_codecs encode',
    'numpy.core.multiarray _reconstruct',
    'numpy._core.multiarray scalar',
    'numpy dtype',
    'torch._utils _rebuild_tensor_v2',
    'torch BFloat16Storage',
    'torch float16',
    'torch.nn.parameter Parameter',
    'pathlib PosixPath',
    'exceptions ValueError',
    'zoneinfo ZoneInfo._unpickle',
    'pandas._libs.internals _unpickle_block',
  ])('%s', (path) => expect(judge(path)).toBe('safe'));
});

describe('classes', () => {
  it.each([
    'sklearn.linear_model._logistic LogisticRegression',
    'sklearn._loss.link LogitLink',
    'sklearn._loss._loss __pyx_unpickle_CyHalfBinomialLoss',
    'scipy.sparse._csr csr_matrix',
    'xgboost.core Booster',
    'lightgbm.basic Booster',
    'torch.nn.modules.linear Linear',
    'torch.optim.adam Adam',
    'transformers.training_args TrainingArguments',
    'pandas.core.frame DataFrame',
    '__torch__.torch.nn.modules.linear Linear',
  ])('%s belongs to a known library', (path) => expect(judge(path)).toBe('library-class'));

  it.each(['ultralytics.nn.tasks DetectionModel', 'ultralytics.nn.modules.block C2f', '__main__ Net', 'my_project.models Outer.Inner'])(
    '%s is an unknown class',
    (path) => expect(judge(path)).toBe('unknown-class'),
  );

  it.each(['ultralytics.nn.tasks torch_safe_load', 'my_project.models build', '__main__ make', 'my_project.models Model.load'])(
    '%s is unknown',
    (path) => expect(judge(path)).toBe('unknown'),
  );
});

describe('functions of known libraries are not let through as classes', () => {
  it.each([
    'numpy.testing._private.utils runstring',
    'numpy.f2py.crackfortran getlincoef',
    'torch.serialization load',
    'torch load',
    'torch.hub load',
    'torch.utils.collect_env run',
    'torch.fx.experimental.symbolic_shapes ShapeEnv.evaluate_guards_expression',
    'torch._dynamo.guards GuardBuilder.get',
    'torch.jit.unsupported_tensor_ops execWrapper',
    'torch.utils._config_module ConfigModule.load_config',
    'torch.utils.bottleneck.__main__ run_cprofile',
    'torch.package PackageImporter',
    'pandas read_pickle',
    'pandas.io.parsers.readers read_csv',
    'pandas.core.computation.eval eval',
    'sklearn.externals.joblib load',
    'sklearn.datasets load_files',
    'transformers.pipelines pipeline',
    'transformers pipeline',
    'joblib load',
    'joblib.numpy_pickle load',
    'numpy load',
    'numpy memmap',
    'scipy.io loadmat',
    'torch.multiprocessing Process',
    'torch.distributed TCPStore',
  ])('%s is dangerous', (path) => expect(judge(path)).toBe('dangerous'));

  it.each([
    'sklearn.utils.extmath safe_sparse_dot',
    'torch.nn.functional some_new_function',
    'pandas.core.frame DataFrame.to_pickle',
    'scipy.stats._distn_infrastructure helper',
    'numpy some_function',
  ])('%s is unlisted', (path) => expect(judge(path)).toBe('unlisted'));
});

describe('what acts, imports or resolves is dangerous', () => {
  it.each([
    'os system',
    'posix system',
    'nt system',
    'subprocess Popen',
    'commands getoutput',
    'builtins eval',
    '__builtin__ eval',
    '__builtin__ apply',
    '__builtin__ reduce',
    'builtins open',
    'builtins __import__',
    'pip main',
    'pip._internal main',
    'pip._internal.cli.main main',
    'importlib import_module',
    'pkgutil resolve_name',
    'operator attrgetter',
    '_operator methodcaller',
    'operator itemgetter',
    'functools reduce',
    'types CodeType',
    'types FunctionType',
    'marshal loads',
    'pickle loads',
    '_pickle loads',
    'dill._dill _create_code',
    'cloudpickle.cloudpickle _make_function',
    'uuid _get_command_stdout',
    'imaplib IMAP4_stream',
    '_osx_support _read_output',
    '_aix_support _read_cmd_output',
    '_pyrepl.pager pipe_pager',
    'test.support.script_helper assert_python_ok',
    'ensurepip _run_pip',
    'timeit timeit',
    'cProfile run',
    'trace Trace.run',
    'doctest debug_script',
    'idlelib.run Executive.runcode',
    'lib2to3.pgen2.pgen ParserGenerator.make_label',
    'pydoc locate',
    'multiprocessing.util spawnv_passfds',
    'asyncio.unix_events _UnixSubprocessTransport._start',
    'ctypes CDLL',
    'signal raise_signal',
    'http.client HTTPConnection',
    'urllib.request urlopen',
    'zlib decompress',
    'shutil rmtree',
    'pathlib Path.write_text',
    'sys modules',
    'copyreg add_extension',
    'logging FileHandler',
    'collections namedtuple',
    'dataclasses make_dataclass',
  ])('%s', (path) => expect(judge(path)).toBe('dangerous'));

  it('also when it is only imported', () => expect(judge('os system', false)).toBe('dangerous'));
});

describe('attribute paths', () => {
  it.each([
    'numpy __builtins__',
    'numpy prod.os.system',
    'numpy core._internal.sys.modules',
    'numpy.core._internal sys.modules',
    'torch os.system',
    'posixpath os.system',
    'six.moves.builtins eval',
    'builtins dict.get',
    'builtins str.join',
    'builtins object.__subclasses__',
    'collections OrderedDict.__init__.__globals__',
    'some_package tools.subprocess.run',
    'some_package.shell system',
    'collections abc.sys',
  ])('%s is dangerous', (path) => expect(judge(path)).toBe('dangerous'));
});

describe("Python's own names outside the list", () => {
  it.each([
    'string Formatter.format',
    'statistics mean',
    'email message_from_string',
    'datetime datetime.now',
    'random Random.choice',
    'builtins print',
  ])('%s is unlisted', (path) => expect(judge(path)).toBe('unlisted'));
});

describe('how a name is used', () => {
  const use = (path: string, concerns: Parameters<typeof judgeGlobal>[0]['concerns'], called = true): Standing => {
    const [module = '', name = ''] = path.split(' ');
    return judgeGlobal({ module, name, opcode: 'GLOBAL', called, concerns }).standing;
  };
  it.each([
    ['getattr that names a member by a literal', 'builtins getattr', ['names-other-global'], 'safe'],
    ['getattr of a computed name', 'builtins getattr', ['names-other-global', 'computed-argument'], 'dangerous'],
    ['getattr whose result is called', 'builtins getattr', ['result-called'], 'dangerous'],
    ['type of a value', 'builtins type', [], 'safe'],
    ['type that makes a class', 'builtins type', ['builds-class'], 'dangerous'],
    ['a codec that hides', '_codecs encode', ['unusual-codec'], 'unlisted'],
    ['partial around a listed name', 'functools partial', [], 'unknown'],
    ['partial that is called', 'functools partial', ['result-called'], 'dangerous'],
    ['torch bytes that are not in the file', 'torch.storage _load_from_bytes', ['unseen-bytes'], 'unlisted'],
    ['a computed name', 'collections OrderedDict', ['computed-name'], 'dangerous'],
  ] as const)('%s', (_, path, concerns, standing) => expect(use(path, [...concerns])).toBe(standing));

  it('getattr that is passed on uncalled', () => expect(use('builtins getattr', [], false)).toBe('dangerous'));
});
