import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import type { View } from '../../view.ts';

/** A load that runs what the file says, as discovery tells it (`unsafeLoads`). */
interface UnsafeLoad extends Placed {
  call: string;
  form: string;
  from: string;
  path?: string;
  sourceFile?: string;
  sourceLine?: number;
  versionDecides?: string;
  entries?: string[];
}

/**
 * Loading in a form that runs code, from a place that others write to. What the file holds is asked by pickle-unsafe-model, where the
 * file can be seen; here the way of loading is the fault. `torch.load` without `weights_only` is safe from torch 2.6 on.
 */
export default defineCheck({
  id: 'unsafe-model-load',
  title: 'Model is loaded in a way that runs code of the file',
  severity: 'medium',
  applies: ['application', 'notebook'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.2' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0011.000' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'MDS-13' },
  ],
  judge(owner, view): Judgement[] | undefined {
    const loads = placedOf<UnsafeLoad>(owner, 'unsafeLoads', ({ call, path }) => `${call} ${path ?? ''}`.trim());
    const open: UnsafeLoad[] = [];
    const out: Judgement[] = loads.flatMap(({ entry: one, locus }) => {
      const versions = one.versionDecides === undefined ? undefined : versionsOf(owner, one.versionDecides, view);
      if (versions === 'new') return [];
      // Neither the library's version nor the file is known: a function that loads what it is given is not yet a fault.
      if (one.versionDecides !== undefined && versions === undefined && one.from === 'unknown' && one.path === undefined) {
        open.push(one);
        return [];
      }
      return [fault(owner, one, locus, versions === 'old')];
    });
    if (open.length > 0) out.push(undecided(owner, open));
    return out.length === 0 ? undefined : out;
  },
});

/**
 * Whether every version in use is one in which the safe way is the default; undefined where none was seen, or where a range (`>=1.3,<3`)
 * leaves it to whoever installs.
 */
function versionsOf(owner: Asset, library: string, view: View): 'new' | 'old' | undefined {
  const said = view
    .out(owner, 'depends-on')
    .filter((link) => link.to.name === library)
    .flatMap((link) => {
      const { version, range } = view.properties(link);
      return [version ?? range].filter((one): one is string => typeof one === 'string');
    });
  const bounds = said.map(boundsOf).filter((one) => one !== undefined);
  if (bounds.length === 0) return undefined;
  if (bounds.every(({ least }) => least >= SAFE_SINCE)) return 'new';
  return bounds.some(({ below }) => below <= SAFE_SINCE) ? 'old' : undefined;
}

/** torch 2.6, as thousands and ones. */
const SAFE_SINCE = 2006;

/** The oldest version a requirement allows, and the first one it no longer allows, as far as its numbers say. */
function boundsOf(text: string): { least: number; below: number } | undefined {
  let least = 0;
  let below = Infinity;
  let seen = false;
  for (const { groups } of text.matchAll(/(?<sign>[=<>~!^]{0,3})\s*v?(?<major>\d{1,4})(?:\.(?<minor>\d{1,4}))?[\w.*+-]*/g)) {
    const number = Number(groups!['major']) * 1000 + Number(groups!['minor'] ?? 0);
    const sign = groups!['sign']!;
    if (sign === '!=') continue;
    seen = true;
    if (!sign.startsWith('<')) least = Math.max(least, number);
    if (sign === '<') below = Math.min(below, number);
    else if (sign === '<=' || sign === '' || sign.startsWith('==')) below = Math.min(below, number + 1);
    else if (sign === '^' || sign === '~=') below = Math.min(below, (Math.floor(number / 1000) + 1) * 1000);
  }
  return seen ? { least, below } : undefined;
}

function undecided(owner: Asset, open: readonly UnsafeLoad[]): Judgement {
  const target = owner.evidence[0]?.target ?? '';
  const [first] = open;
  const more = open.length === 1 ? '' : ` and ${open.length - 1} more ${open.length === 2 ? 'place' : 'places'}`;
  return {
    status: 'unknown',
    saw: `${first!.call} at ${first!.file}:${first!.line}${more} loads a file that was not seen, without weights_only: that reads tensors only from torch 2.6 on, and which torch is in use was not seen.`,
    evidence: open.slice(0, 20).map((one) => ({ target, file: one.file, line: one.line, detail: `${one.call} (${one.form})` })),
  };
}

function fault(owner: Asset, one: UnsafeLoad, locus: string, old: boolean): Judgement {
  const target = owner.evidence[0]?.target ?? '';
  const what = one.path === undefined ? 'a file' : one.path;
  const open = one.versionDecides !== undefined && !old;
  return {
    status: 'fail',
    locus,
    severity: weightOf(one, open),
    title: `${one.call} runs what ${one.from === 'request' ? 'a caller sends' : one.from === 'download' ? 'was downloaded' : what} tells it to`,
    saw: `${one.call} at ${one.file}:${one.line} reads ${what} ${SAYS[one.form] ?? 'as a pickle'}; ${FROM[one.from] ?? FROM['unknown']}${one.sourceLine !== undefined && one.from !== 'own' ? ` (${one.sourceFile}:${one.sourceLine})` : ''}${old ? '. The torch in use is older than 2.6, where that is the default' : open ? '. Which torch is in use was not seen: before 2.6 that is the default' : ''}.`,
    why: 'A pickle is a program: whoever can change the file, or what stands between, runs code here while it is being read, before anything of it is used.',
    fix: { text: FIX[one.form] ?? FIX['pickle']!, patch: PATCH[one.form] ?? PATCH['pickle']! },
    verify: 'The load works in the safe form, and the next scan passes.',
    evidence: [
      { target, file: one.file, line: one.line, detail: `${one.call} (${one.form})` },
      ...(one.sourceFile !== undefined && one.sourceLine !== undefined
        ? [{ target, file: one.sourceFile, line: one.sourceLine, detail: FROM[one.from] ?? 'its source' }]
        : []),
    ],
    ...(open || one.from === 'unknown' ? { confidence: 0.6 } : {}),
    exploitability: one.from === 'download' || one.from === 'request' ? 'public-technique' : 'foothold',
    reachability: one.from === 'download' || one.from === 'request' ? 'third-party' : 'internal',
  };
}

/** What strangers write counts most; an explicit "run it" more than a file whose origin is open; what this code wrote itself least. */
function weightOf({ from, form }: UnsafeLoad, open: boolean): Severity {
  if (from === 'download' || from === 'request') return open ? 'medium' : 'high';
  if (from === 'shared') return open ? 'low' : 'medium';
  return from === 'unknown' && !open && (form === 'torch' || form === 'keras') ? 'medium' : 'low';
}

const SAYS: Readonly<Record<string, string>> = {
  torch: 'with pickles allowed (no weights_only=True)',
  numpy: 'with allow_pickle=True',
  keras: 'with safe_mode=False',
  index: 'with allow_dangerous_deserialization=True',
  yaml: 'with a loader that makes objects',
};

const FROM: Readonly<Record<string, string>> = {
  download: 'it was downloaded',
  request: 'it comes from a caller',
  shared: 'it lies in a bucket or share that others can write to',
  own: 'this code wrote it itself',
  unknown: 'where it comes from was not seen',
};

const FIX: Readonly<Record<string, string>> = {
  torch: 'Load tensors only (weights_only=True, the default since torch 2.6), or keep weights as safetensors.',
  numpy: 'Save plain arrays (np.savez without objects) and load them without the option.',
  keras: 'Load with safe_mode=True and register your own layers by name instead of lambdas.',
  index:
    'Build the index from its documents where it is used, or keep it in a vector store; else load only an index whose hash you wrote down when you made it.',
  yaml: 'Use yaml.safe_load.',
  pickle:
    'Keep models in a form without code: skops or ONNX for scikit-learn, safetensors for tensors. Until then load only a file whose hash you wrote down when you made it.',
};

const PATCH: Readonly<Record<string, string>> = {
  torch: 'state = torch.load(path, weights_only=True)   # or safetensors.torch.load_file(path)',
  numpy: 'array = np.load(path, allow_pickle=False)',
  keras: 'model = keras.models.load_model(path, safe_mode=True)',
  index: 'index = FAISS.from_documents(documents, embeddings)',
  yaml: 'data = yaml.safe_load(text)',
  pickle: 'model = skops.io.load(path, trusted=[])   # raises on anything but known types',
};
