import { createHash } from 'node:crypto';
import { type Key, strongKey } from '../../../core/keys.ts';
import type { Observations } from '../../../core/observation.ts';
import { type BinaryFile, defineBinaryDetector, type Linking } from '../../detector.ts';
import type { RangeReader } from '../../range.ts';
import { readPickles } from './read.ts';
import { type JudgedGlobal, type PickleReport, STANDINGS, type Standing } from './report.ts';
import { promisesPickle, sniffPickle } from './sniff.ts';

interface Global {
  /** `module.name` */
  name: string;
  standing: Standing;
  reason: string;
  called: boolean;
  /** The first literal it is called with, masked. */
  argument?: string;
  member?: string;
}

interface PickleFacts {
  /** A stream breaks off or was left at a limit. */
  broken?: boolean;
  bytes: number;
  sha256?: string;
  format: PickleReport['format'];
  verdict: PickleReport['verdict'];
  /** The weightiest first, without repetitions. */
  globals: Global[];
  reasons: string[];
  anomalies: string[];
  pickles: number;
  protocol?: number;
  /** No pickle after all; a word about it belongs into the coverage. */
  absent?: { status: 'skipped' | 'unreadable' | 'unsupported'; reason: string };
}

const MEBIBYTE = 1024 * 1024;
/** Above this the content is not hashed: the place names the file. */
const LARGEST_HASHED = 512 * MEBIBYTE;
const STEP = 4 * MEBIBYTE;
const MOST_GLOBALS = 50;
const MOST_REASONS = 10;
/** Extensions that other formats use as well: nothing is said when the content is none of ours. */
const SHARED_EXTENSION = /\.(?:p|sav|ckpt|pk)$/i;

/**
 * Model files and data that are, or contain, Python pickles: what loading them would import and call. Nothing is loaded. A file
 * of such a name that holds no pickle is no model artifact of ours.
 */
export default defineBinaryDetector<PickleFacts>({
  id: 'pickle',
  version: 1,
  title: 'Model files that run code when they are loaded (pickle)',
  reads: { files: ['*.{pkl,pickle,pt,pth,bin,ckpt,joblib,dill,npy,npz,sav,model,p,pt2,mar,nemo,pk,pckl}', '*.{PKL,PT,PTH,BIN,CKPT}'] },
  emits: ['model-artifact'],
  facts,
  link,
});

function facts({ path, reader }: BinaryFile): PickleFacts | undefined {
  if (!sniffPickle(reader.read(0, 256), path)) return undefined;
  const report = readPickles(reader, path);
  if (!isArtifact(report, path)) return absence(report, path, reader.size);
  const globals = rank(report);
  const [first] = report.streams;
  const sha256 = reader.size <= LARGEST_HASHED ? hashOf(reader) : undefined;
  return {
    bytes: reader.size,
    ...(sha256 === undefined ? {} : { sha256 }),
    format: report.format,
    verdict: report.verdict,
    globals,
    reasons: report.reasons.slice(0, MOST_REASONS),
    anomalies: [...new Set(report.anomalies.map(({ what }) => what))].sort(),
    pickles: report.streams.length,
    ...(report.streams.some(({ ended }) => ended !== 'stop') ? { broken: true } : {}),
    ...(first === undefined ? {} : { protocol: first.protocol }),
  };
}

/** Numbers in an array and archives without a pickle are data of somebody else. */
function isArtifact({ format, streams, verdict }: PickleReport, path: string): boolean {
  if (streams.length > 0) return true;
  if (format === 'not-pickle' || format === 'npy') return false;
  if (format === 'torch-zip' || format === 'torch-legacy' || format === 'joblib' || format === 'npy-object') return true;
  // A container that could not be opened: what it promises to be decides.
  return verdict === 'dangerous' || verdict === 'suspicious' || (verdict === 'unreadable' && promisesPickle(path));
}

function absence({ format, reasons }: PickleReport, path: string, bytes: number): PickleFacts | undefined {
  const reason = reasons[0] ?? '';
  const pointer = reason.includes('git-lfs');
  if (!pointer && (!promisesPickle(path) || SHARED_EXTENSION.test(path) || format !== 'not-pickle')) return undefined;
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  const absent = pointer
    ? ({ status: 'skipped', reason: `${sentence} Fetch it with git lfs pull to have it read.` } as const)
    : ({ status: 'unsupported', reason: sentence } as const);
  return { bytes, format, verdict: 'unreadable', globals: [], reasons: [], anomalies: [], pickles: 0, absent };
}

/** The worst standing first, then what is called, then the order in the file. */
function rank({ streams }: PickleReport): Global[] {
  const unique = new Map<string, Global>();
  for (const { globals, member } of streams) {
    for (const global of globals) {
      const one = describe(global, member);
      const earlier = unique.get(one.name);
      if (earlier === undefined || weight(one) > weight(earlier)) unique.set(one.name, one);
    }
  }
  return [...unique.values()].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_GLOBALS);
}

function weight({ standing, called, argument }: Global): number {
  return STANDINGS.indexOf(standing) * 4 + (called ? 2 : 0) + (argument === undefined ? 0 : 1);
}

function describe({ module, name, standing, reason, called, arguments: literals }: JudgedGlobal, member: string | undefined): Global {
  const argument = literals?.[0];
  return {
    name: `${module}.${name}`.slice(0, 200),
    standing,
    reason,
    called,
    ...(argument === undefined ? {} : { argument: argument.slice(0, 160) }),
    ...(member === undefined ? {} : { member: member.slice(0, 200) }),
  };
}

function hashOf(reader: RangeReader): string | undefined {
  const hash = createHash('sha256');
  for (let at = 0; at < reader.size;) {
    const bytes = reader.read(at, STEP);
    if (bytes.length === 0) return undefined;
    hash.update(bytes);
    at += bytes.length;
  }
  return hash.digest('hex');
}

function link({ target, files, evidence, cover }: Linking<PickleFacts>): Observations {
  const observations: Observations = { assets: [], edges: [] };
  for (const [path, facts] of files) {
    if (facts.absent) {
      cover({ file: path, ...facts.absent });
      continue;
    }
    if (facts.verdict === 'unreadable' || facts.broken)
      cover({ file: path, status: 'partial', reason: `Not all of it could be read as a pickle: ${facts.reasons[0] ?? 'it breaks off'}.` });
    const { globals, format, verdict, reasons, anomalies, bytes, pickles, protocol } = facts;
    const keys: Key[] = [strongKey('git', `${target}/${path}`)];
    if (facts.sha256 !== undefined) keys.unshift(strongKey('sha256', facts.sha256));
    observations.assets.push({
      kind: 'model-artifact',
      name: path.slice(path.lastIndexOf('/') + 1),
      keys,
      properties: {
        format,
        verdict,
        globals: globals.map(({ name, standing, reason, called, argument }) => ({ name, standing, reason, called, argument })),
        reasons,
        ...(anomalies.length > 0 ? { anomalies } : {}),
        bytes,
        pickles,
        protocol,
        sha256: facts.sha256,
      },
      evidence: [evidence(path, undefined, detailOf(facts))],
      confidence: 0.95,
    });
  }
  return observations;
}

function detailOf({ globals, verdict, format, reasons }: PickleFacts): string {
  const worst = globals.find(({ standing }) => standing !== 'safe' && standing !== 'library-class');
  if (worst === undefined) return verdict === 'clean' ? `${format}: ${reasons[0]}` : `${format}, ${verdict}: ${reasons[0]}`;
  const how = `${worst.called ? 'calls' : 'imports'} ${worst.name}${worst.argument === undefined ? '' : ` with "${worst.argument}"`}`;
  return `${format}: loading it ${how}, which ${worst.reason}${worst.member === undefined ? '' : ` (in ${worst.member})`}`;
}
