import type { RangeReader } from '../../range.ts';
import { ANOMALIES } from './anomalies.ts';
import type { Anomaly } from './anomalies.ts';
import { readContainer } from './containers.ts';
import { DEFAULT_LIMITS } from './report.ts';
import type { JudgedGlobal, PickleFormat, PickleLimits, PickleReport, PickleStream, Standing, Verdict } from './report.ts';
import { promisesPickle } from './sniff.ts';
import { newReading } from './streams.ts';

const MOST_REASONS = 50;

/**
 * Lists everything that loading a file would import or call if it is, or contains, a pickle (protocol 0 to 5): bare, in
 * torch zip archives, torch's older formats, joblib and numpy files, gzip, tar, nested in literals. Nothing is loaded.
 *
 * `name` is the file's name or path (its extension says what a loader would try); offsets in the report are bytes.
 * Memory stays within the limits, not the file's size. Never throws for any content: what could not be read is stated in
 * `anomalies` and `reasons`, and the verdict is then never `clean`.
 */
export function readPickles(reader: RangeReader, name: string, limits: Partial<PickleLimits> = {}): PickleReport {
  const reading = newReading({ ...DEFAULT_LIMITS, ...limits });
  const format = readContainer(reading, reader, name);
  const { streams, anomalies } = reading;
  const unsupported = [...reading.unsupported];
  const verdict = summarise(format, streams, anomalies, unsupported, name);
  return { format, streams, anomalies, verdict, reasons: reasonsFor(format, streams, anomalies, unsupported, reader, name) };
}

function summarise(
  format: PickleFormat,
  streams: readonly PickleStream[],
  anomalies: readonly Anomaly[],
  unsupported: readonly string[],
  name: string,
): Verdict {
  const globals = streams.flatMap((stream) => stream.globals);
  const has = (standing: Standing): boolean => globals.some((global) => global.standing === standing);
  const weights = new Set<string>(anomalies.map(({ what }) => (what === 'limit' ? 'limited' : ANOMALIES[what].weight)));
  const broken = streams.some((stream) => stream.ended === 'invalid-opcode' || stream.ended === 'truncated');
  const callsForeign = globals.some((global) => global.called && (global.standing === 'unknown' || global.standing === 'unknown-class'));
  if (has('dangerous') || weights.has('dangerous')) return 'dangerous';
  if (weights.has('suspicious') || globals.some((global) => global.standing === 'unlisted' && global.called) || (broken && callsForeign))
    return 'suspicious';
  if (unsupported.length > 0 || broken || weights.has('unread')) return 'unreadable';
  if (weights.has('limited') || has('unlisted') || has('unknown') || has('unknown-class')) return 'unknown';
  if (streams.length > 0 || format === 'npy' || format === 'torch-zip') return 'clean';
  // Nothing in it is a pickle: for a file that promises one that is a failure, for others simply not known here.
  return promisesPickle(name) ? 'unreadable' : 'unknown';
}

const ORDER: readonly Standing[] = ['dangerous', 'unlisted', 'unknown', 'unknown-class'];

function reasonsFor(
  format: PickleFormat,
  streams: readonly PickleStream[],
  anomalies: readonly Anomaly[],
  unsupported: readonly string[],
  reader: RangeReader,
  name: string,
): string[] {
  const reasons: string[] = [];
  for (const standing of ORDER) {
    for (const stream of streams)
      for (const global of stream.globals) if (global.standing === standing) reasons.push(sentence(global, stream));
  }
  for (const weight of ['dangerous', 'suspicious', 'unread', 'note']) {
    for (const anomaly of anomalies) if (ANOMALIES[anomaly.what].weight === weight) reasons.push(anomalySentence(anomaly));
  }
  for (const stream of streams) {
    if (stream.ended === 'truncated') reasons.push(`${place(stream.member)} ends inside the pickle; a loader runs what stands before`);
    if (stream.ended === 'invalid-opcode')
      reasons.push(`${place(stream.member)} breaks off in the pickle; a loader runs what stands before`);
  }
  for (const closed of unsupported) reasons.push(`${closed}: not opened, so nothing is known of its content (unsupported)`);
  if (streams.length === 0 && unsupported.length === 0) reasons.push(absence(format, reader, name));
  if (reasons.length === 0) reasons.push('every global that loading reaches builds plain data or is a class of a known library');
  return [...new Set(reasons)].slice(0, MOST_REASONS);
}

function sentence(global: JudgedGlobal, stream: PickleStream): string {
  const what = `${global.module}.${global.name} is ${global.called ? 'called' : 'imported'} at byte ${global.offset} of ${place(stream.member)}`;
  const [argument] = global.arguments ?? [];
  return `${what}${argument === undefined ? '' : ` with "${argument}"`}: ${global.reason}`;
}

function anomalySentence({ what, offset, member, detail }: Anomaly): string {
  return `${ANOMALIES[what].text} at byte ${offset} of ${place(member)}${detail === undefined ? '' : ` (${detail})`}`;
}

function place(member: string | undefined): string {
  return member === undefined ? 'the file' : member;
}

function absence(format: PickleFormat, reader: RangeReader, name: string): string {
  if (Buffer.from(reader.read(0, 64)).toString('latin1').startsWith('version https://git-lfs'))
    return 'a git-lfs pointer: the model itself is not here';
  if (format === 'npy') return 'numpy arrays of numbers: they hold no pickle';
  if (format !== 'not-pickle') return 'no pickle was found in it';
  return promisesPickle(name) ? 'named like a pickle, but its content is not one' : 'not a pickle and not a container known here';
}
