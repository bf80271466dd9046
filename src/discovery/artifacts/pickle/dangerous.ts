/**
 * Modules whose functions and classes, reached by a pickle, give whoever wrote the file a way to act: run commands or
 * code, import by name, open files, use the network. Module roots unless dotted. What is missing here is still not safe
 * (the allowlist is closed); it is only called unknown or unlisted instead of dangerous.
 */
export interface DangerGroup {
  group: string;
  reason: string;
  modules: string;
}

export const DANGER_GROUPS: readonly DangerGroup[] = [
  {
    group: 'commands',
    reason: 'runs commands or processes',
    modules:
      'os posix nt subprocess _posixsubprocess uuid _uuid pty popen2 commands platform multiprocessing _multiprocessing concurrent.futures asyncio _winapi webbrowser antigravity sched signal _osx_support _aix_support _bootsubprocess _scproxy pipes pexpect sh plumbum fabric invoke invoke.context paramiko ptyprocess psutil mlflow.projects distutils setuptools ensurepip pip venv virtualenv numpy.distutils numpy.f2py numpy.testing torch.utils.collect_env torch.utils.cpp_extension torch.utils.bottleneck torch.distributed.elastic torch.distributed.run torch.distributed.launch torch.distributed.launcher torch.multiprocessing torch.testing torch._inductor transformers.testing_utils accelerate.commands sklearn.utils._testing scipy._lib._testutils pandas._testing pandas.io.clipboard pandas.util._print_versions conda uv idlelib turtledemo test _testcapi _testinternalcapi lib2to3 cgitb cgi pydoc',
  },
  {
    group: 'code',
    reason: 'runs or builds code',
    modules:
      'code codeop runpy dataclasses collections.namedtuple typing.NamedTuple enum.EnumMeta pdb bdb cProfile profile _lsprof trace timeit doctest unittest nose pytest py_compile compileall ast dis marshal _pyrepl rlcompleter IPython ipykernel jinja2 mako pysnooper execnet atexit threading _thread _threading_local types _ctypes ctypes cffi cython llvmlite numba torch._dynamo torch.fx torch.package torch.jit torch.classes torch.ops torch._ops torch._C._jit torch.library torch.export torch.onnx torch._export torch._functorch torch._higher_order_ops sympy.parsing sympy.utilities.lambdify nltk.app cloudpickle dill keras.layers.core keras.src.layers.core tensorflow.python.ops.script_ops tensorflow.python.ops.gen_script_ops pandas.core.computation pandas.eval scipy.weave faulthandler',
  },
  {
    group: 'imports and resolvers',
    reason: 'finds a module or attribute by name, so it reaches everything',
    modules:
      'importlib _frozen_importlib _frozen_importlib_external imp _imp pkgutil zipimport pkg_resources operator _operator functools _functools inspect gc sys _sitebuiltins site sysconfig modulefinder pyclbr copyreg copy_reg six lazy_loader hydra omegaconf.resolvers fire pydantic.deprecated traitlets.utils.importstring werkzeug.utils django.utils.module_loading twisted.python.reflect torch._utils_internal torch.utils._config_module torch._import_utils transformers.dynamic_module_utils transformers.utils.import_utils transformers.utils.hub diffusers.utils.dynamic_modules_utils jsonpickle yaml ruamel.yaml zope.dottedname kombu.utils.imports celery',
  },
  {
    group: 'unpickling',
    reason: 'loads a further pickle or model',
    modules:
      'pickle _pickle cPickle transformers.pipeline keras.models keras.saving keras.src.saving keras.utils tensorflow.keras.models tensorflow.saved_model tensorflow.io tensorflow.python torch._C.PyTorchFileReader torch._C.PyTorchFileWriter pickletools shelve joblib pandas.io pandas.read_pickle pandas.compat.pickle_compat torch.serialization torch.hub torch.utils.model_zoo torch.load torch.save torch._weights_only_unpickler torch.distributed.checkpoint torch.utils.serialization numpy.lib.npyio numpy.lib._npyio_impl numpy.lib.format numpy.lib._format_impl scipy.io sklearn.datasets sklearn.externals hickle klepto mlflow bentoml skops fickling picklescan modelscan',
  },
  {
    group: 'files',
    reason: 'reads, writes or deletes files',
    modules:
      'io _io _pyio shutil tempfile glob fileinput linecache tarfile zipfile zipapp gzip bz2 _bz2 lzma _lzma zlib _compression codecs fcntl mmap dbm _dbm _gdbm anydbm sqlite3 _sqlite3 csv configparser ConfigParser logging.config logging.handlers logging.FileHandler logging.basicConfig logging.StreamHandler pathlib nturl2path posixpath ntpath genericpath filecmp mailbox mailcap netrc plistlib wave aifc sunau sndhdr imghdr uu quopri xml pyexpat numpy.lib._datasource numpy.lib.format_impl numpy.memmap numpy.core.memmap numpy._core.memmap numpy.DataSource h5py tables pyarrow fsspec s3fs gcsfs torch.utils.tensorboard torch.utils.data.datapipes transformers.file_utils msilib winreg resource pwd grp spwd crypt termios tty curses tkinter turtle readline getpass locale gettext symtable tokenize tabnanny',
  },
  {
    group: 'network',
    reason: 'opens network connections',
    modules:
      'socket _socket socketserver SocketServer ssl _ssl select selectors urllib urllib2 http httplib ftplib smtplib smtpd telnetlib poplib imaplib nntplib xmlrpc xmlrpclib wsgiref asyncore asynchat requests urllib3 httpx aiohttp websocket websockets pycurl boto3 botocore smbclient ldap3 dns huggingface_hub gdown wget torch.distributed.rpc torch.distributed.TCPStore torch.distributed.FileStore torch.distributed.init_process_group torch._C._distributed_c10d torch.distributed.rendezvous transformers.pipelines transformers.agents transformers.tools',
  },
  {
    group: 'numpy and pandas input',
    reason: 'reads files or addresses, or calls a function on values',
    modules:
      'itertools.starmap numpy.ctypeslib numpy.vectorize numpy.frompyfunc numpy.apply_along_axis numpy.fromfile numpy.load numpy.save numpy.genfromtxt numpy.loadtxt numpy.savetxt numpy.fromregex numpy.piecewise numpy.source numpy.info numpy.lookfor numpy.show_config pandas.read_csv pandas.read_json pandas.read_html pandas.read_excel pandas.read_sql pandas.read_parquet pandas.read_hdf pandas.HDFStore pandas.ExcelWriter torch.overrides',
  },
];

/** Built-in functions that act or resolve; the rest of `builtins` outside the allowlist is unlisted. */
export const DANGEROUS_BUILTINS: Record<string, string> = {
  eval: 'runs code',
  exec: 'runs code',
  execfile: 'runs code',
  compile: 'builds code',
  __import__: 'imports by name',
  open: 'opens files',
  file: 'opens files',
  input: 'waits for or evaluates input',
  raw_input: 'waits for input',
  breakpoint: 'starts a debugger',
  help: 'starts a pager',
  getattr: 'finds an attribute by name',
  setattr: 'rewrites attributes',
  delattr: 'removes attributes',
  hasattr: 'reads attributes by name',
  globals: 'reaches the global variables',
  locals: 'reaches the local variables',
  vars: 'reaches attributes',
  dir: 'lists attributes',
  map: 'calls a function on values',
  filter: 'calls a function on values',
  reduce: 'calls a function on values',
  apply: 'calls a function',
  sorted: 'may call a key function',
  min: 'may call a key function',
  max: 'may call a key function',
  classmethod: 'wraps a callable',
  staticmethod: 'wraps a callable',
  property: 'wraps a callable',
  super: 'reaches base classes',
  memoryview: 'reaches memory',
  exit: 'ends the process',
  quit: 'ends the process',
  __build_class__: 'builds classes',
  credits: 'reads a file',
  license: 'reads a file',
  copyright: 'reads a file',
  reload: 'imports by name',
};

/**
 * Modules that are dangerous wherever they stand in a dotted path, because packages import them and so offer them as
 * attributes: `numpy.core._internal` `sys.modules`, `torch` `os.system`, `six.moves.builtins` `eval`.
 */
export const DANGEROUS_SEGMENTS: ReadonlySet<string> = new Set(
  'os posix nt sys subprocess builtins importlib ctypes _ctypes runpy pty'.split(' '),
);

/** Names that mean the same danger in whatever module they are found, as aliases of Python's own. */
export const DANGEROUS_NAMES: ReadonlySet<string> = new Set(
  'os posix nt sys subprocess builtins importlib ctypes runpy pty shutil socket pickle marshal system popen Popen eval exec execfile import_module check_output check_call getoutput getstatusoutput spawnv execv execve'.split(
    ' ',
  ),
);

/** First parts of the names of Python's own modules, where a function outside the allowlist may be a gadget. */
export const STDLIB_ROOTS: ReadonlySet<string> = new Set(
  (
    '__future__ _abc _asyncio _bisect _blake2 _codecs _collections _collections_abc _contextvars _csv _curses _datetime _decimal _elementtree _hashlib _heapq _json _locale _markupbase _md5 _opcode _overlapped _py_abc _pydecimal _queue _random _sha1 _sha2 _sha256 _sha3 _signal _sre _stat _statistics _string _strptime _struct _symtable _tkinter _tokenize _typing _warnings _weakrefset _zoneinfo ' +
    'abc contextlib weakref _weakref tracemalloc _tracemalloc argparse array audioop base64 binascii bisect builtins calendar chunk cmath cmd collections colorsys concurrent contextvars copy datetime decimal difflib email encodings enum errno fnmatch fractions getopt graphlib hashlib heapq hmac html ipaddress itertools json keyword logging math mimetypes msvcrt nis numbers opcode optparse ossaudiodev pprint pstats pydoc_data queue random re reprlib secrets shlex sre_compile sre_constants sre_parse stat statistics string stringprep struct syslog textwrap this time token tomllib traceback tty typing unicodedata warnings winsound xdrlib zoneinfo'
  ).split(' '),
);
