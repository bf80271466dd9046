import type { Evidence } from '../../../core/evidence.ts';
import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { described } from '../../data.ts';
import { learnersOf, learning, openToStrangers } from '../../stores.ts';
import { textOf, textsOf, type View } from '../../view.ts';
import { capital, listed } from '../../wording.ts';
import { encrypting } from './encrypting.ts';

/**
 * A store that training, retrieval or models depend on and that is not encrypted at rest. What a provider encrypts by default is not
 * told as unencrypted: of S3 only, where nothing is written, it is noted that AWS alone holds the key and that objects of before
 * January 2023 may lie in clear. Each store is told once, whatever learns from it.
 */
export default defineCheck({
  id: 'no-encryption-ai-data',
  title: 'Data of AI that is not encrypted at rest',
  severity: 'medium',
  applies: ['data-store', 'vector-store'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0012' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'CEK-03' },
  ],
  judge(store, view): Judgement | undefined {
    const { encrypted } = store.properties;
    if (encrypted === undefined) return undefined;
    const tie = tieOf(store, view);
    if (!tie) return undefined;
    if (encrypted === 'unknown')
      return {
        status: 'unknown',
        saw: `Whether ${store.name} is encrypted is decided by a value or an original that was not read; ${tie.how}.`,
        evidence: placeOf(store).slice(0, 1),
      };
    // What strangers read anyway is told as that; a key would not keep them out.
    if (encrypted === true) return (openToStrangers(store, view) ? undefined : byDefaultOnly(store, tie)) ?? { status: 'pass' };
    const { text, patch, command, anew } = encrypting(store);
    return {
      status: 'fail',
      severity: tie.severity,
      title: `${store.name} is not encrypted at rest`,
      saw: `${capital(described(store))} is not encrypted at rest: ${store.properties['encryptionWritten'] === true ? 'that is written so' : 'nothing switches it on, and it is off by default'}. ${capital(tie.how)}.`,
      why: `Whoever gets at a disk, a snapshot or a backup of it reads ${tie.learns ? 'what the model is made from, and with it whatever personal or confidential rows it holds' : 'what goes in and out of the model'}; nothing has to be broken into that asks for a key.`,
      fix: {
        text: `${text}${anew ? ' It can only be chosen when it is made: copy the data into a new one.' : ''}`,
        patch,
        ...(command === undefined ? {} : { command }),
      },
      verify: 'The resource shows encryption as on, and the next scan passes.',
      evidence: placeOf(store),
      confidence: tie.sure ? 0.9 : 0.6,
      exploitability: 'foothold',
      reachability: 'admin',
      loses: ['confidentiality'],
    };
  },
});

/** What makes a store one of AI. */
interface Tie {
  how: string;
  severity: Severity;
  /** Something learns from it or is filled from it. */
  learns: boolean;
  /** Seen, not guessed from a name. */
  sure: boolean;
}

/** Names that say what a store is for; `training` alone may be of people. */
const SAYS_TRAINING =
  /(?:^|[-_./ ])(?:(?:model|ml|llm|ai)[-_ ]?training|training[-_ ]?(?:data|set|sets|jobs?|queue|corpus|events|samples|volume)|train[-_ ]?(?:data|set)|fine[-_ ]?tun(?:e|ing)|datasets?|embeddings?|feature[-_ ]?store|ml[-_ ]?(?:data|features)|model[-_ ]?(?:artifacts?|weights|checkpoints?))(?:$|[-_./ ])/i;

function tieOf(store: Asset, view: View): Tie | undefined {
  const learners = [store, ...fedBy(store, view)].flatMap((one) => learnersOf(one, view));
  if (learners.length > 0) return { how: learning(learners), severity: 'medium', learns: true, sure: true };
  const lying = view.into(store, 'stored-in').map((link) => link.from.name);
  if (lying.length > 0)
    return { how: `${listed(lying)} ${lying.length === 1 ? 'lies' : 'lie'} in it`, severity: 'medium', learns: true, sure: true };
  const readers = view.into(store, 'retrieves-from', 'remembers-in').map((link) => link.from.name);
  if (readers.length > 0)
    return {
      how: `${listed([...new Set(readers)])} ${new Set(readers).size === 1 ? 'answers' : 'answer'} from it`,
      severity: 'medium',
      learns: true,
      sure: true,
    };
  const callers = view.into(store, 'connects-to').map((link) => link.from);
  const ai = callers.filter((one) => isAi(one, view));
  const named = SAYS_TRAINING.test(store.name) || textsOf(store, 'feeds').length > 0;
  if (ai.length > 0)
    return {
      how: `${listed([...new Set(ai.map(({ name }) => name))])} ${new Set(ai.map(({ name }) => name)).size === 1 ? 'works' : 'work'} with it`,
      severity: SAYS_TRAINING.test(store.name) ? 'medium' : 'low',
      learns: false,
      sure: true,
    };
  return named && SAYS_TRAINING.test(store.name)
    ? { how: 'its name says that it is for training', severity: 'low', learns: true, sure: false }
    : undefined;
}

/** The stores that a stream delivers into. */
function fedBy(store: Asset, view: View): Asset[] {
  const keys = new Set(textsOf(store, 'feeds'));
  return keys.size === 0 ? [] : view.ofKind('data-store').filter((one) => one.keys.some(({ key }) => keys.has(key)));
}

const OF_AI = new Set<Asset['kind']>(['agent', 'pipeline', 'model-endpoint', 'mcp-server', 'notebook']);

function isAi(asset: Asset, view: View): boolean {
  if (OF_AI.has(asset.kind)) return true;
  return view
    .into(asset, 'runs-on')
    .some((link) => OF_AI.has(link.from.kind) || view.out(link.from, 'uses-model', 'trained-on').length > 0);
}

function byDefaultOnly(store: Asset, tie: Tie): Judgement | undefined {
  if (textOf(store, 'form') !== 's3-bucket' || store.properties['definedBy'] !== 'iac' || !tie.learns || !tie.sure) return undefined;
  if (store.properties['encryption'] === true) return undefined;
  const sensitive = ['restricted', 'confidential'].includes(textOf(store, 'sensitivity') ?? '');
  const { text, patch } = encrypting(store);
  return {
    status: 'fail',
    severity: sensitive ? 'low' : 'info',
    title: `${store.name} has no encryption of its own`,
    saw: `No encryption is declared for ${described(store)}. New objects are encrypted by S3 with a key of AWS; objects written before 5 January 2023 are not, unless they were written anew. ${capital(tie.how)}.`,
    why: 'With a key of AWS everybody who may read the bucket may read the data: no second right is asked for, no use of the key is logged, and the key cannot be withdrawn.',
    fix: { text, patch },
    verify: `\`aws s3api get-bucket-encryption\` shows aws:kms for the bucket, and the next scan passes.`,
    evidence: placeOf(store),
    exploitability: 'foothold',
    reachability: 'admin',
    loses: ['confidentiality'],
  };
}

/** Where it is declared comes first: that is the line to change. */
function placeOf(store: Asset): Evidence[] {
  return [...store.evidence].sort((a, b) => Number(isDeclaration(b)) - Number(isDeclaration(a))).slice(0, 4);
}

function isDeclaration({ file, detail }: Evidence): boolean {
  return /\.tf(?:\.json)?$/.test(file ?? '') && detail.startsWith('aws_');
}
