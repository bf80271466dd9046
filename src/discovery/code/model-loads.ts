import type { Json } from '../../core/observation.ts';
import { createTracer, type Origin } from './flow/trace.ts';
import { createRequests } from './flow/requests.ts';
import { expressionAt, hasSafeLoader, spelled } from './flow/sinks.ts';
import { entriesTo } from './flow/outputs.ts';
import { type Call, calledName, walkProgram } from './flow/walk.ts';
import type { Place } from './knowledge.ts';
import type { Linked } from './linked.ts';
import type { Expression } from './syntax.ts';
import { optionsOf, patternsOf, type Scope, textsOf, variablesOf } from './value.ts';

const MOST = 50;
/** Options that let code of a repository run. */
const TRUSTS = /^(?:trust_remote_code|trust_repo)$/;

/** Loads that run what the file says, by the qualified name; `safe` is the option (and its value) that takes the danger away. */
interface Loader {
  names: RegExp;
  form: 'pickle' | 'torch' | 'numpy' | 'keras' | 'index' | 'yaml';
  path: Place;
  /** The option that decides, and the value that makes it run code; `absent`: also without it. */
  option?: { name: string; unsafe: boolean; absent: boolean };
}

/**
 * Sources: docs.python.org/3/library/pickle.html, docs.pytorch.org/docs/stable/generated/torch.load.html (weights_only, default True since
 * 2.6), joblib.readthedocs.io/en/stable/persistence.html, numpy.org/doc/stable/reference/generated/numpy.load.html (allow_pickle),
 * keras.io/api/models/model_saving_apis (safe_mode), LangChain's FAISS.load_local (allow_dangerous_deserialization), pyyaml.org.
 */
const LOADERS: readonly Loader[] = [
  {
    names: /^torch\.load$/,
    form: 'torch',
    path: { argument: 'f', position: 0 },
    option: { name: 'weights_only', unsafe: false, absent: true },
  },
  {
    names: /^torch\.hub\.load_state_dict_from_url$/,
    form: 'torch',
    path: { argument: 'url', position: 0 },
    option: { name: 'weights_only', unsafe: false, absent: true },
  },
  { names: /^(?:c?[pP]ickle|_pickle|dill|cloudpickle)\.loads?$/, form: 'pickle', path: { argument: ['file', 'data'], position: 0 } },
  { names: /^(?:c?[pP]ickle|dill|cloudpickle)\.Unpickler$/, form: 'pickle', path: { argument: 'file', position: 0 } },
  { names: /^(?:joblib|sklearn\.externals\.joblib)\.load$/, form: 'pickle', path: { argument: 'filename', position: 0 } },
  { names: /^(?:pandas|pd)\.read_pickle$/, form: 'pickle', path: { argument: 'filepath_or_buffer', position: 0 } },
  {
    names: /^numpy\.load$/,
    form: 'numpy',
    path: { argument: 'file', position: 0 },
    option: { name: 'allow_pickle', unsafe: true, absent: false },
  },
  {
    names: /^(?:tensorflow\.)?(?:python\.)?keras\.(?:src\.)?(?:models\.|saving\.)+load_model$/,
    form: 'keras',
    path: { argument: 'filepath', position: 0 },
    option: { name: 'safe_mode', unsafe: false, absent: false },
  },
  {
    names: /^langchain[\w.]*\.load_local$/,
    form: 'index',
    path: { argument: 'folder_path', position: 0 },
    option: { name: 'allow_dangerous_deserialization', unsafe: true, absent: false },
  },
];
const NAMES = new Set([
  'load',
  'loads',
  'Unpickler',
  'read_pickle',
  'load_model',
  'load_local',
  'unsafe_load',
  'full_load',
  'load_all',
  'load_state_dict_from_url',
]);
/** Calls that give what somebody else serves: its content, or the place it was put. */
const FETCHES =
  /^(?:huggingface_hub\.(?:hf_hub_download|snapshot_download|cached_download)|transformers\.utils\.hub\.cached_file|urllib\.request\.url(?:open|retrieve)|wget\.download|gdown\.(?:download|cached_download)|requests\.(?:get|post)|httpx\.(?:get|stream)|mlflow\.artifacts\.download_artifacts|wandb\.[\w.()]*download|torch\.hub\.(?:load_state_dict_from_url|download_url_to_file)|tensorflow\.keras\.utils\.get_file|keras\.utils\.get_file|kagglehub\.model_download|boto3\.[\w.()]*get_object|pooch\.retrieve)$/;
/** Calls that put what they fetch under a name: the position of the name. */
const PUTS: Readonly<Record<string, Place>> = {
  urlretrieve: { argument: 'filename', position: 1 },
  download_file: { argument: ['Filename', 'filename', 'local_path'], position: 2 },
  download_to_filename: { argument: 'filename', position: 0 },
  download_fileobj: { argument: 'Fileobj', position: 2 },
  download_url_to_file: { argument: 'dst', position: 1 },
  fget_object: { argument: 'file_path', position: 2 },
};
const OPENS = new Set(['open', 'BytesIO', 'GzipFile', 'load', 'loads', 'BufferedReader', 'decompress', 'download', 'urlopen', 'getvalue']);
const MODEL_FILE =
  /(?:model|weights|checkpoint|ckpt|classif|clf|regress|pipeline|vectori[sz]er|encoder|scaler|tokenizer|embedd|index)[^/]*$|(?:^|\/)(?:models?|weights|checkpoints?|artifacts?)\/[^/]*$|\.(?:pt|pth|ckpt|bin|joblib|pkl|pickle|sav|dill)$/i;
/** Functions that load models by their name, where the path is given to them. */
const LOADS_MODEL = /model|classif|weights|checkpoint|pipeline|index|embedd|vectori|scaler|encoder/i;

/**
 * How models are loaded: on the application (or notebook) the properties `remoteCode` (calls that let code of a model's or data set's
 * repository run: `call`, `file`, `line`, `repository`, `revision`, `local`) and `unsafeLoads` (loads that run what the file says: `call`,
 * `form`, `file`, `line`, `path`, `from`: `download`, `request`, `shared` (a bucket or share), `own` (written or kept in this target),
 * `unknown`; `sourceFile`, `sourceLine`; `versionDecides` where the library's version does).
 */
export function emitModelLoads(linked: Linked): void {
  const { program } = linked;
  const remote: { entry: Json; file: string; line: number }[] = [];
  const loads: { entry: Json; file: string; line: number }[] = [];
  const calls: { e: Call; scope: Scope; loader: Loader; q: string }[] = [];
  const written = new Set<string>();
  const fetched = new Map<string, { file: string; line: number }>();
  walkProgram(program, {
    call(e, scope) {
      const name = calledName(e) ?? '';
      const trust = e.k.find(([keyword]) => TRUSTS.test(keyword))?.[1];
      if (trust) trusting(e, scope, trust);
      const put = PUTS[name];
      if (put) for (const { text } of textsAt(e, put, scope)) fetched.set(text, { file: scope.file, line: e.l });
      // `open(path, 'wb').write(requests.get(address).content)`
      if (
        name === 'write' &&
        e.f.t === 'attr' &&
        e.f.o.t === 'call' &&
        calledName(e.f.o) === 'open' &&
        e.f.o.a[0] &&
        e.a[0] &&
        isFetched(e.a[0], scope)
      )
        for (const { text } of textsOf(pathValue(e.f.o.a[0], scope))) fetched.set(text, { file: scope.file, line: e.l });
      if (name === 'write_bytes' && e.f.t === 'attr' && e.f.o.t === 'call' && e.f.o.a[0] && e.a[0] && isFetched(e.a[0], scope))
        for (const { text } of textsOf(pathValue(e.f.o.a[0], scope))) fetched.set(text, { file: scope.file, line: e.l });
      if (name === 'save' || name === 'dump' || name === 'to_pickle' || name === 'save_local')
        for (const part of e.a.slice(0, 2)) for (const { text } of textsOf(pathValue(part, scope))) written.add(text);
      if (!NAMES.has(name)) return;
      for (const option of optionsOf(program.evaluate(e.f, scope))) {
        if (option.v !== 'external') continue;
        const loader = LOADERS.find(({ names }) => names.test(option.q)) ?? yamlLoader(e, option.q);
        if (loader) {
          calls.push({ e, scope, loader, q: option.q });
          return;
        }
      }
    },
    dict(e, scope) {
      for (const [key, value] of e.e)
        if (key?.t === 'str' && key.v === 'trust_remote_code' && isTrue(value, scope))
          remote.push({ entry: { call: 'trust_remote_code', file: scope.file, line: value.l }, file: scope.file, line: value.l });
    },
  });
  if (calls.length > 0) judgeLoads();
  note('remoteCode', remote);
  note('unsafeLoads', loads);

  function note(property: 'remoteCode' | 'unsafeLoads', found: readonly { entry: Json; file: string; line: number }[]): void {
    const byOwner = new Map<string, { reference: ReturnType<Linked['emitter']['application']>; list: Json[] }>();
    for (const { entry, file, line } of found) {
      const evidence = linked.linking.evidence(
        file,
        line,
        property === 'remoteCode' ? 'trusts code of the repository' : 'loads what can hold code',
      );
      const reference = linked.emitter.application(file, evidence);
      const owner = byOwner.get(reference.key) ?? { reference, list: [] };
      byOwner.set(reference.key, owner);
      if (owner.list.length < MOST) owner.list.push(entry);
    }
    for (const { reference, list } of byOwner.values()) linked.emitter.annotate(reference, { [property]: list });
  }

  function isTrue(value: Expression, scope: Scope): boolean {
    return optionsOf(program.evaluate(value, scope)).some((one) => one.v === 'flag' && one.flag);
  }

  /** Told where it is written: a function that only hands on what it is given is asked at its callers. */
  function trusting(e: Call, scope: Scope, value: Expression, deep = 0): void {
    const handed = value.t === 'name' ? handedOn(value.n, scope) : undefined;
    if (handed === undefined) {
      if (isTrue(value, scope)) trusted(e, scope, calledName(e) ?? '');
      return;
    }
    const { name, fallback } = handed;
    if (fallback && isTrue(fallback, scope)) trusted(e, scope, calledName(e) ?? '');
    const at = scope.fn!.parameters.findIndex((one) => one.name === name);
    const shift = scope.class && ['self', 'cls'].includes(scope.fn!.parameters[0]?.name ?? '') ? 1 : 0;
    for (const { call, scope: from } of deep > 3 ? [] : program.callersOf(scope.fn!)) {
      // A caller that uses the option's own name is asked by that.
      if (call.k.some(([keyword]) => TRUSTS.test(keyword))) continue;
      const given = call.k.find(([keyword]) => keyword === name)?.[1] ?? call.a[at - shift];
      if (given && given.t !== 'spread') trusting(call, from, given, deep + 1);
    }
  }

  /** The parameter a name of a body stands for, as it is or taken out of `**kwargs`, and what it is when nobody gives it. */
  function handedOn(name: string, scope: Scope): { name: string; fallback?: Expression } | undefined {
    const parameter = scope.fn?.parameters.find((one) => one.name === name);
    const bindings = scope.names.get(name) ?? [];
    if (parameter && bindings.every(({ b }) => b === 'parameter'))
      return { name, ...(parameter.default ? { fallback: parameter.default } : {}) };
    // It may be looked at again, as in `trust = kwargs.pop("trust", None)` and `trust = confirmed(trust, name)`.
    for (const binding of bindings) {
      if (binding.b !== 'value' || binding.e.t !== 'call' || binding.e.f.t !== 'attr') continue;
      const { o: table, n: verb } = binding.e.f;
      if (table.t !== 'name' || !['pop', 'get'].includes(verb)) continue;
      if (!scope.fn?.parameters.some((one) => one.name === table.n && one.rest)) continue;
      const [key, fallback] = binding.e.a;
      if (key?.t === 'str') return { name: key.v, ...(fallback ? { fallback } : {}) };
    }
    return undefined;
  }

  function trusted(e: Call, scope: Scope, name: string): void {
    const where = textsAt(
      e,
      {
        argument: [
          'model',
          'pretrained_model_name_or_path',
          'model_name_or_path',
          'model_name',
          'model_id',
          'path',
          'repo_or_dir',
          'repo_id',
        ],
        position: 0,
      },
      scope,
    )
      .map(({ text }) => text)
      .find((text) => !TASK.test(text) && !/[*|\s]/.test(text));
    const revision = textsAt(e, { argument: ['code_revision', 'revision'] }, scope)[0]?.text;
    const line = e.k.find(([keyword]) => keyword.startsWith('trust_re'))?.[1].l ?? e.l;
    remote.push({
      entry: {
        call: spelled(e.f).slice(0, 80) || name,
        file: scope.file,
        line,
        ...(where === undefined ? {} : { repository: where.slice(0, 200) }),
        ...(revision === undefined ? {} : { revision: revision.slice(0, 80) }),
        ...(where !== undefined && /^[./~]|^[A-Z]:\\|\\/.test(where) ? { local: true } : {}),
      },
      file: scope.file,
      line,
    });
  }

  function textsAt(e: Call, place: Place, scope: Scope): { text: string }[] {
    const value = expressionAt(e, place);
    return value ? patternsOf(program.evaluate(value, scope)).filter(({ text }) => text !== '*' && text !== '') : [];
  }

  function pathValue(e: Expression, scope: Scope): ReturnType<typeof program.evaluate> {
    return program.evaluate(e.t === 'call' && calledName(e) === 'open' && e.a[0] ? e.a[0] : e, scope);
  }

  function judgeLoads(): void {
    const requests = createRequests(linked);
    const trace = createTracer(
      linked,
      {
        of: (e, scope) => requests.of(e, scope) ?? fetches(e, scope),
        parameter: requests.parameter,
      },
      OPENS,
    );
    for (const { e, scope, loader, q } of calls) {
      const { option } = loader;
      const given = option && e.k.find(([keyword]) => keyword === option.name)?.[1];
      if (option) {
        const flags = given ? optionsOf(program.evaluate(given, scope)).filter((one) => one.v === 'flag') : [];
        if (given ? !flags.some((one) => one.v === 'flag' && one.flag === option.unsafe) : !option.absent) continue;
      }
      const path = expressionAt(e, loader.path) ?? e.a[0];
      if (!path) continue;
      const origin = trace(path, scope).find((one) => one.from !== 'account');
      const place = placeIn(path, scope);
      const from = sourceOf(origin, place);
      if (from === undefined) continue;
      // A loader that is unsafe by its name was chosen; the default of old versions in our own files was not.
      if (loader.form === 'yaml' && from !== 'download' && from !== 'request' && !isUnsafeByName(e, q)) continue;
      if (loader.form === 'pickle' && from === 'unknown' && !isModel(place, scope)) continue;
      const known = origin ?? (place === undefined ? undefined : fetched.get(place));
      const entries = entriesTo(linked, scope);
      loads.push({
        entry: {
          call: q,
          form: loader.form,
          file: scope.file,
          line: e.l,
          from,
          ...(place === undefined ? {} : { path: place.slice(0, 200) }),
          ...(known ? { sourceFile: known.file, sourceLine: known.line } : {}),
          ...(loader.form === 'torch' && !given ? { versionDecides: 'torch' } : {}),
          ...(entries.length > 0 ? { entries } : {}),
        },
        file: scope.file,
        line: e.l,
      });
    }
  }

  function isModel(place: string | undefined, scope: Scope): boolean {
    return place === undefined ? LOADS_MODEL.test(scope.fn?.name ?? '') : MODEL_FILE.test(place);
  }

  /** What a call fetched, or a member of it (`.content`, `.read()`). */
  function isFetched(e: Expression, scope: Scope, deep = 0): boolean {
    if (deep > 4) return false;
    if (e.t === 'attr') return isFetched(e.o, scope, deep + 1);
    if (e.t === 'name') return (scope.names.get(e.n) ?? []).some((one) => one.b === 'value' && isFetched(one.e, one.scope, deep + 1));
    if (e.t !== 'call') return false;
    return fetches(e, scope) !== undefined || (e.f.t === 'attr' && isFetched(e.f.o, scope, deep + 1));
  }

  function fetches(e: Expression, scope: Scope): Origin | undefined {
    if (e.t !== 'call') return undefined;
    for (const option of optionsOf(program.evaluate(e.f, scope)))
      if (option.v === 'external' && FETCHES.test(option.q))
        return { from: 'model', file: scope.file, line: e.l, detail: `fetched by ${option.q}`, harmless: [] };
    return undefined;
  }

  /** The path as far as it is written, through `open(…)` and the file it gave. */
  function placeIn(e: Expression, scope: Scope, deep = 0): string | undefined {
    if (deep > 4) return undefined;
    if (e.t === 'call' && (calledName(e) === 'open' || calledName(e) === 'read')) {
      const inner = calledName(e) === 'open' ? (e.a[0] ?? (e.f.t === 'attr' ? e.f.o : undefined)) : e.f.t === 'attr' ? e.f.o : undefined;
      return inner && placeIn(inner, scope, deep + 1);
    }
    if (e.t === 'name')
      for (const binding of scope.names.get(e.n) ?? [])
        if (binding.b === 'value' && binding.e.t === 'call' && calledName(binding.e) === 'open')
          return placeIn(binding.e, binding.scope, deep + 1);
    const value = program.evaluate(e, scope);
    return patternsOf(value).find(({ text }) => text !== '*' && text !== '')?.text ?? variablesOf(value)[0];
  }

  /** Undefined: the file stands in this target and is looked at itself. */
  function sourceOf(origin: Origin | undefined, place: string | undefined): string | undefined {
    if (origin) return origin.from === 'request' ? 'request' : 'download';
    if (place === undefined) return 'unknown';
    if (fetched.has(place)) return 'download';
    if (/^(?:https?|ftp):/.test(place)) return 'download';
    if (/^(?:s3|gs|gcs|abfss?|wasbs?|az|hdfs|dbfs|hf|runs|models):\/?\/?/.test(place)) return 'shared';
    if (written.has(place)) return 'own';
    const bare = place.replace(/^(?:\.\/)+/, '').replace(/^\*\/?/, '');
    const last = bare.slice(bare.lastIndexOf('/') + 1);
    if (last !== '' && !last.includes('*') && linked.effects.paths.some((path) => path === bare || path.endsWith(`/${bare}`)))
      return undefined;
    return [...written].some((text) => text.endsWith(last) && last.length > 4) ? 'own' : 'unknown';
  }
}

/** Names of tasks that stand where a model could: `pipeline("text-generation", …)`. */
const TASK =
  /^(?:text-generation|text2text-generation|text-classification|token-classification|sentiment-analysis|question-answering|summarization|translation\w*|feature-extraction|fill-mask|zero-shot-\w+|automatic-speech-recognition|image-[\w-]+|object-detection|visual-question-answering|image-text-to-text)$/;

function isUnsafeByName(e: Call, q: string): boolean {
  return (
    q.endsWith('unsafe_load') ||
    [...e.a.slice(1), ...e.k.map(([, value]) => value)].some((part) => /Unsafe(?:Loader)?$/.test(spelled(part)))
  );
}

function yamlLoader(e: Call, q: string): Loader | undefined {
  if (/^yaml\.(?:unsafe_load|full_load)$/.test(q) || (/^yaml\.load(?:_all)?$/.test(q) && !hasSafeLoader(e)))
    return { names: /^yaml/, form: 'yaml', path: { position: 0, argument: 'stream' } };
  return undefined;
}
