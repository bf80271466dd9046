/**
 * Globals that an honest pickle of data needs and that can do nothing but build data. The list is closed: what is not
 * here is at best a class of a known library, else unknown. Each group says why its names are harmless.
 */
export interface SafeGroup {
  group: string;
  reason: string;
  /** Module → names; several names in one string are separated by blanks. */
  names: Record<string, string>;
}

const SCALARS =
  'bool bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 float128 longdouble complex64 complex128 complex256 intc intp uintc uintp longlong ulonglong str_ bytes_ object_ void datetime64 timedelta64 generic number integer floating';
const STORAGES = 'Double Float Half BFloat16 Long Int Short Char Byte Bool ComplexDouble ComplexFloat QInt8 QUInt8 QInt32 QUInt4x2 QUInt2x4'
  .split(' ')
  .map((kind) => `${kind}Storage`)
  .join(' ');
const TENSORS = 'Double Float Half BFloat16 Long Int Short Char Byte Bool'
  .split(' ')
  .map((kind) => `${kind}Tensor`)
  .join(' ');
const DTYPES =
  'float32 float64 float16 bfloat16 float double half int8 int16 int32 int64 int short long uint8 uint16 uint32 uint64 uint1 uint2 uint3 uint4 uint5 uint6 uint7 int1 int2 int3 int4 int5 int6 int7 bool complex32 complex64 complex128 cfloat cdouble chalf quint8 qint8 qint32 quint4x2 quint2x4 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz float8_e8m0fnu float4_e2m1fn_x2 bits8 bits16 per_tensor_affine per_tensor_symmetric per_channel_affine per_channel_symmetric per_channel_affine_float_qparams strided sparse_coo sparse_csr contiguous_format channels_last preserve_format';
const RECONSTRUCT = '_reconstruct scalar';

export const SAFE_GROUPS: readonly SafeGroup[] = [
  {
    group: 'python data',
    reason: 'builds a plain value',
    names: {
      builtins:
        'set frozenset bytearray bytes complex slice range list dict tuple int float str bool object Ellipsis NotImplemented reversed enumerate zip iter type BaseException Exception ArithmeticError AssertionError AttributeError BufferError EOFError FloatingPointError ImportError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError NotImplementedError OSError IOError OverflowError RecursionError ReferenceError RuntimeError StopIteration SyntaxError SystemError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError ValueError ZeroDivisionError FileNotFoundError FileExistsError PermissionError TimeoutError ConnectionError Warning UserWarning DeprecationWarning FutureWarning RuntimeWarning',
      collections: 'OrderedDict defaultdict Counter deque ChainMap UserDict UserList UserString',
      datetime: 'datetime date time timedelta timezone',
      decimal: 'Decimal',
      _decimal: 'Decimal',
      fractions: 'Fraction',
      uuid: 'UUID SafeUUID',
      zoneinfo: 'ZoneInfo ZoneInfo._unpickle',
      array: 'array _array_reconstructor',
      ipaddress: 'IPv4Address IPv6Address IPv4Network IPv6Network IPv4Interface IPv6Interface',
      types: 'SimpleNamespace',
      argparse: 'Namespace',
      string: 'Template',
      random: 'Random',
    },
  },
  {
    group: 'pure paths',
    reason: 'holds a path and touches no file',
    names: {
      pathlib: 'PurePath PurePosixPath PureWindowsPath Path PosixPath WindowsPath',
      'pathlib._local': 'PurePath PurePosixPath PureWindowsPath Path PosixPath WindowsPath',
    },
  },
  {
    group: 'pickle support',
    reason: 'part of how pickle writes objects; the class it builds is judged by itself',
    names: { copyreg: '_reconstructor __newobj__', _codecs: 'encode', re: '_compile', logging: 'getLogger _getLevel' },
  },
  {
    group: 'numpy arrays',
    reason: 'builds a numpy array, type or scalar',
    names: {
      numpy: `dtype ndarray matrix recarray record poly1d ufunc ${SCALARS}`,
      'numpy.core.multiarray': RECONSTRUCT,
      'numpy._core.multiarray': RECONSTRUCT,
      'numpy.core._multiarray_umath': RECONSTRUCT,
      'numpy._core._multiarray_umath': RECONSTRUCT,
      'numpy.core.numeric': '_frombuffer',
      'numpy._core.numeric': '_frombuffer',
      'numpy.core.records': 'recarray record',
      'numpy._core.records': 'recarray record',
      'numpy.rec': 'recarray record',
      'numpy.matrixlib.defmatrix': 'matrix',
      'numpy.ma.core': '_mareconstruct MaskedArray MaskedConstant',
      'numpy.ma': 'MaskedArray',
      'numpy.core': '_ufunc_reconstruct',
      'numpy._core': '_ufunc_reconstruct',
      'numpy.random': '__RandomState_ctor',
      'numpy.random._pickle': '__randomstate_ctor __generator_ctor __bit_generator_ctor',
      'numpy.random._mt19937': 'MT19937',
      'numpy.random._pcg64': 'PCG64 PCG64DXSM',
      'numpy.random._philox': 'Philox',
      'numpy.random._sfc64': 'SFC64',
      'numpy.random.mtrand': 'RandomState',
      'numpy.random._generator': 'Generator',
      'numpy.random.bit_generator': 'SeedSequence __pyx_unpickle_SeedSequence',
    },
  },
  {
    group: 'numpy functions',
    reason: 'computes on arrays only',
    names: {
      numpy:
        'log log1p log2 log10 exp expm1 exp2 sqrt cbrt square abs absolute sign sin cos tan arcsin arccos arctan sinh cosh tanh add subtract multiply divide true_divide power maximum minimum fmax fmin mean median sum prod std var min max amin amax argmin argmax ravel isnan isfinite isinf floor ceil round rint clip where nan_to_num nanmean nanmedian nanstd reciprocal negative',
    },
  },
  {
    group: 'torch tensors',
    reason: 'rebuilds a tensor from storage that follows in the file',
    names: {
      'torch._utils':
        '_rebuild_parameter _rebuild_parameter_with_state _rebuild_qtensor _rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_sparse_tensor _rebuild_sparse_csr_tensor _rebuild_meta_tensor_no_storage _rebuild_wrapper_subclass _rebuild_device_tensor_from_numpy _rebuild_device_tensor_from_cpu_tensor _rebuild_xla_tensor _rebuild_nested_tensor',
      'torch._tensor': '_rebuild_from_type_v2',
      'torch.nn.parameter': 'Parameter Buffer UninitializedParameter UninitializedBuffer',
      'torch.serialization': '_get_layout',
      'torch.storage': 'TypedStorage UntypedStorage _TypedStorage _UntypedStorage _load_from_bytes',
      'torch.torch_version': 'TorchVersion',
      torch: `Size Tensor device ${STORAGES} ${TENSORS} ${DTYPES}`,
      'torch.cuda': `${STORAGES} ${TENSORS}`,
      'torch.jit._pickle': 'build_intlist build_tensorlist build_doublelist build_boollist build_tensor_from_id restore_type_tag',
    },
  },
  {
    group: 'torch activations',
    reason: 'computes on tensors only',
    names: {
      'torch.nn.functional':
        'relu relu6 gelu silu mish elu selu leaky_relu softmax log_softmax sigmoid tanh softplus hardswish cross_entropy mse_loss binary_cross_entropy normalize interpolate pad dropout',
      'torch._C._nn': 'gelu silu mish elu relu6 leaky_relu softplus hardswish',
      torch: 'relu sigmoid tanh softmax add mul cat sum mean',
    },
  },
  {
    group: 'sklearn scoring',
    reason: 'computes on arrays only',
    names: {
      'sklearn.feature_selection._univariate_selection': 'f_classif f_regression f_oneway chi2 r_regression',
      'sklearn.feature_selection._mutual_info': 'mutual_info_classif mutual_info_regression',
      'sklearn.feature_selection.univariate_selection': 'f_classif f_regression chi2',
      'sklearn.metrics._dist_metrics': 'newObj',
      'sklearn.neighbors._kd_tree': 'newObj',
      'sklearn.neighbors._ball_tree': 'newObj',
      'sklearn.neighbors._dist_metrics': 'newObj',
    },
  },
  {
    group: 'pandas frames',
    reason: 'rebuilds an index, block or time value',
    names: {
      pandas:
        'DataFrame Series Index RangeIndex DatetimeIndex TimedeltaIndex PeriodIndex MultiIndex IntervalIndex CategoricalIndex Categorical CategoricalDtype StringDtype BooleanDtype DatetimeTZDtype PeriodDtype IntervalDtype SparseDtype Int8Dtype Int16Dtype Int32Dtype Int64Dtype UInt8Dtype UInt16Dtype UInt32Dtype UInt64Dtype Float32Dtype Float64Dtype Timestamp Timedelta Period Interval Flags',
      'pandas._libs.internals': '_unpickle_block',
      'pandas.core.internals.blocks': 'new_block',
      'pandas.core.indexes.base': '_new_Index',
      'pandas.core.indexes.datetimes': '_new_DatetimeIndex',
      'pandas.core.indexes.period': '_new_PeriodIndex',
      'pandas._libs.arrays': '__pyx_unpickle_NDArrayBacked',
      'pandas._libs.tslibs.timestamps': '_unpickle_timestamp',
      'pandas._libs.tslibs.timedeltas': '_timedelta_unpickle',
      'pandas._libs.tslibs.nattype': '_nat_unpickle',
      'pandas._libs.tslibs.period': '_unpickle_period',
      'pandas._libs.missing': '_unpickle_NAType',
    },
  },
  {
    group: 'joblib arrays',
    reason: 'stands for an array whose bytes follow',
    names: {
      'joblib.numpy_pickle': 'NumpyArrayWrapper',
      'joblib.numpy_pickle_compat': 'NDArrayWrapper ZNDArrayWrapper',
    },
  },
];

/**
 * Libraries whose classes are ordinary content of model files: module prefixes. Only names written as classes
 * (`Pipeline`, `_Loss`) count; building one runs its code, which is the library's, not the file's.
 */
export const LIBRARY_CLASSES: Record<string, string> = {
  'scikit-learn': 'sklearn imblearn',
  scipy: 'scipy.sparse scipy.spatial scipy.stats scipy.interpolate scipy.optimize scipy.special',
  pandas: 'pandas.core pandas._libs pandas.arrays pandas._typing',
  numpy: 'numpy.dtypes numpy.polynomial numpy.random numpy.ma',
  torch:
    'torch.nn torch.optim torch.distributions torch.ao.nn torch.ao.quantization torch.quantization torch.utils.data torch.distributed.tensor torch.distributed.device_mesh torch.distributed.fsdp torch.amp torch.cuda.amp torch.nested torch.masked',
  torchvision: 'torchvision.models torchvision.ops torchvision.transforms',
  torchaudio: 'torchaudio.models torchaudio.transforms',
  torchscript: '__torch__',
  xgboost: 'xgboost.core xgboost.sklearn xgboost.training xgboost.callback',
  lightgbm: 'lightgbm.basic lightgbm.sklearn lightgbm.callback',
  catboost: 'catboost.core catboost._catboost',
  transformers:
    'transformers.models transformers.configuration_utils transformers.tokenization_utils transformers.tokenization_utils_base transformers.tokenization_utils_fast transformers.training_args transformers.trainer_utils transformers.trainer_pt_utils transformers.modeling_utils transformers.modeling_outputs transformers.integrations.deepspeed transformers.generation.configuration_utils transformers.feature_extraction_utils transformers.image_processing_utils',
  tokenizers: 'tokenizers',
  'sentence-transformers': 'sentence_transformers.models sentence_transformers.SentenceTransformer',
  statsmodels: 'statsmodels.tsa statsmodels.genmod statsmodels.regression statsmodels.discrete statsmodels.base',
  accelerate: 'accelerate.utils.dataclasses',
  peft: 'peft.tuners peft.utils.peft_types peft.config',
};

/** Library classes that are written in lower case. */
export const LOWER_CASE_CLASSES: Record<string, string> = {
  'scipy.sparse':
    'csr_matrix csc_matrix coo_matrix bsr_matrix dia_matrix dok_matrix lil_matrix csr_array csc_array coo_array bsr_array dia_array dok_array lil_array',
  'scipy.stats': 'rv_continuous_frozen rv_discrete_frozen rv_frozen gaussian_kde rv_histogram',
  'scipy.interpolate': 'interp1d',
  'scipy.spatial': 'cKDTree',
};

/** Functions that Cython writes for its own classes: `__pyx_unpickle_<Class>`. Safe in these libraries. */
export const CYTHON_UNPICKLERS = ['sklearn.', 'scipy.', 'pandas._libs.', 'numpy.random.', 'statsmodels.', 'hdbscan.', 'imblearn.'];

/** First parts of the names of libraries that are well known: what is not listed of them is reported as unlisted, not as foreign. */
export const LIBRARY_ROOTS: ReadonlySet<string> = new Set(
  'numpy scipy pandas sklearn imblearn torch torchvision torchaudio xgboost lightgbm catboost transformers tokenizers sentence_transformers statsmodels accelerate peft joblib'.split(
    ' ',
  ),
);

/** Python 2 names that pickle's own compatibility table maps to Python 3 ones. Module, or module and name. */
export const PYTHON_2_NAMES: Record<string, string> = {
  __builtin__: 'builtins',
  copy_reg: 'copyreg',
  exceptions: 'builtins',
  UserDict: 'collections',
  UserList: 'collections',
  UserString: 'collections',
  Queue: 'queue',
  cPickle: 'pickle',
  commands: 'subprocess',
  ConfigParser: 'configparser',
  StringIO: 'io',
  cStringIO: 'io',
  thread: '_thread',
  '__builtin__.unicode': 'builtins.str',
  '__builtin__.basestring': 'builtins.str',
  '__builtin__.long': 'builtins.int',
  '__builtin__.xrange': 'builtins.range',
  '__builtin__.unichr': 'builtins.chr',
  '__builtin__.reduce': 'functools.reduce',
  '__builtin__.intern': 'sys.intern',
  'exceptions.StandardError': 'builtins.Exception',
  'itertools.imap': 'builtins.map',
  'itertools.ifilter': 'builtins.filter',
  'itertools.izip': 'builtins.zip',
};
