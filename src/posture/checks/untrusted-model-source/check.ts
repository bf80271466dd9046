import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import { said, shellWord } from '../../wording.ts';

/** A model file, or code that makes one, fetched from a weak place, as discovery tells it (`modelSources`). */
interface ModelSource extends Placed {
  kind: 'plain' | 'share' | 'branch' | 'hub-code';
  call: string;
  from: string;
  host: string;
  near?: boolean;
  entries?: string[];
}

/**
 * Where weights come from, when that place says little of who put them there, and nothing holds the file to what was tested. A load that
 * runs what such a file says is the question of unsafe-model-load and told there alone; trusted code of a repository that of
 * remote-code-trusted; a hub's model without a commit that of unpinned-model.
 */
export default defineCheck({
  id: 'untrusted-model-source',
  title: 'Model file from a place anybody can change',
  severity: 'medium',
  applies: ['application', 'notebook', 'image'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MAP 4.1' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.003' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0014' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'MDS-12' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'STA-10' },
  ],
  judge(owner): Judgement[] | undefined {
    const told = placedOf<Placed & { sourceFile?: string; sourceLine?: number; from?: string }>(owner, 'unsafeLoads', () => 'load')
      .map(({ entry }) => entry)
      .filter(({ from }) => from === 'download');
    const out = placedOf<ModelSource>(owner, 'modelSources', ({ kind, host }) => `${kind} ${host}`)
      .filter(
        ({ entry }) =>
          !told.some(
            (load) =>
              (load.file === entry.file && load.line === entry.line) || (load.sourceFile === entry.file && load.sourceLine === entry.line),
          ),
      )
      .map(({ entry, locus }) => fault(owner, entry, locus));
    return out.length === 0 ? undefined : out;
  },
});

function fault(owner: Asset, one: ModelSource, locus: string): Judgement {
  const target = owner.evidence[0]?.target ?? '';
  return {
    status: 'fail',
    locus,
    severity: weightOf(owner, one),
    title:
      one.kind === 'hub-code'
        ? `torch.hub runs the code of ${said(one.from)}`
        : `A model file comes from ${said(one.host)}${one.kind === 'plain' ? ' over plain http' : ''}`,
    saw: `${one.call} at ${one.file}:${one.line} ${one.kind === 'hub-code' ? `loads ${said(one.from)}, and with it hubconf.py of that repository at whatever its branch is today` : `fetches ${said(one.from)}`}${one.kind === 'hub-code' ? '' : ', and nothing compares it with a hash that was written down'}.`,
    why: WHY[one.kind],
    fix: {
      text:
        one.kind === 'hub-code'
          ? 'Read the code once and name the commit you read, or copy it into your own repository and load it with source="local".'
          : 'Put the file you tested into your own registry or bucket, fetch it over https, and compare its SHA-256 before it is loaded.',
      ...(one.kind === 'hub-code'
        ? { patch: 'torch.hub.load("owner/repo:<40 hexadecimal digits of the commit>", …)' }
        : { command: `sha256sum ${shellWord(one.from.split(/[?#]/)[0]!.split('/').at(-1) || 'model')}`, patch: patchOf(one) }),
    },
    verify:
      one.kind === 'hub-code'
        ? 'The call names a commit or a folder, and the next scan passes.'
        : 'A file with one byte changed is refused when it is fetched, and the next scan passes.',
    evidence: [{ target, file: one.file, line: one.line, detail: `${one.call} fetches ${one.from}` }],
    exploitability: one.kind === 'plain' ? 'public-technique' : 'foothold',
    reachability: one.near ? 'internal' : 'third-party',
  };
}

/** Code that runs, and bytes that change on the way, count more than a link whose owner is a colleague; a notebook is a trial. */
function weightOf(owner: Asset, { kind, near }: ModelSource): Severity {
  if (kind === 'branch' || near || owner.kind === 'notebook') return 'low';
  return 'medium';
}

function patchOf({ file }: ModelSource): string {
  if (/(?:Docker|Container)file|\.dockerfile$/i.test(file))
    return 'ADD --checksum=sha256:<digest> https://models.example.com/ranker.onnx /models/';
  return 'if hashlib.sha256(path.read_bytes()).hexdigest() != EXPECTED:\n    raise ValueError("not the model we tested")';
}

const WHY: Readonly<Record<ModelSource['kind'], string>> = {
  plain:
    'Whoever sits on the way (a proxy, a poisoned name, the network of a build) hands over weights of their own, which answer in your name and, in many formats, run code while they are loaded.',
  share:
    'The owner of the link, or whoever takes their account, replaces the file under the same address; your next build or start loads it, and no review sees it.',
  branch: 'The file is whatever that branch holds today: whoever can push there changes what your model answers.',
  'hub-code':
    'hubconf.py runs in this process with its rights and keys: whoever can push to that repository, or takes its name over, runs code here at the next load.',
};
