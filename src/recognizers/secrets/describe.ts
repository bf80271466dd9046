import { isShipped } from '../default-logins/weak-values.ts';
import type { Candidate } from './candidate.ts';
import { fingerprintOf, isBeyondGuessing, type Place, placeNames } from './identity.ts';
import type { SecretMatch } from './match.ts';
import { placeholderReason } from './placeholder.ts';
import { assignedName } from './variable.ts';

/** Candidates in the order of their places, as matches: which line, which name, what tells them apart, whether they are real. */
export function describeAll(text: string, kept: readonly Candidate[], place: Place): SecretMatch[] {
  const drafts = kept.map((candidate) => draft(text, candidate));
  const nameOf = placeNames(place);
  // A copy without a name of its own is told by the name the value has elsewhere in the text.
  const namedElsewhere = new Map<string, string>();
  for (const { value, variable, guessable } of drafts)
    if (guessable && variable !== undefined && !namedElsewhere.has(value)) namedElsewhere.set(value, variable);
  const matches: SecretMatch[] = [];
  let line = 1;
  let newline = text.indexOf('\n');
  for (const { candidate, value, variable, guessable, why } of drafts) {
    for (; newline >= 0 && newline < candidate.start; newline = text.indexOf('\n', newline + 1)) line++;
    const { provider, form, ai, start, end, publicPrefix, confidence } = candidate;
    const name = variable ?? namedElsewhere.get(value) ?? ` ${provider}/${form}`;
    matches.push({
      provider,
      form,
      ai,
      start,
      end,
      line,
      fingerprint: guessable ? nameOf(name, value) : fingerprintOf(value),
      identity: guessable ? 'place' : 'value',
      preview: previewOf(text.slice(start, end), candidate, guessable),
      publicPrefix,
      confidence: why === undefined ? confidence : Math.min(confidence, 0.3),
      placeholder: why !== undefined,
      ...(why === undefined ? {} : { placeholderWhy: why }),
      ...(variable === undefined ? {} : { variable }),
    });
  }
  return matches;
}

interface Draft {
  candidate: Candidate;
  value: string;
  variable: string | undefined;
  /** No digest of it may leave: it could be guessed. */
  guessable: boolean;
  why: string | undefined;
}

function draft(text: string, candidate: Candidate): Draft {
  const { start, end, publicPrefix } = candidate;
  const value = candidate.value ?? text.slice(start, end);
  const why =
    candidate.placeholderWhy ??
    cutShort(text, end) ??
    (isShipped(value) ? 'shipped by a product with every copy' : undefined) ??
    (candidate.rank < 3 && candidate.form !== 'connection-url' && candidate.value === undefined
      ? placeholderReason(value, publicPrefix)
      : undefined);
  const variable = candidate.variable ?? assignedName(text, start);
  return {
    candidate,
    value,
    variable: variable === '' ? undefined : variable,
    guessable: why !== undefined || !isBeyondGuessing(candidate, value),
    why,
  };
}

/** Of a value that could be guessed nothing is shown but what every key of its form shares. */
function previewOf(written: string, candidate: Candidate, guessable: boolean): string {
  const shown = written.slice(0, Math.min(candidate.publicPrefix, 8));
  const tail = !guessable && (shown.length + 2) * 10 <= written.length && candidate.value === undefined ? written.slice(-2) : '';
  return `${shown}…${tail}`;
}

function cutShort(text: string, end: number): string | undefined {
  return text.startsWith('...', end) || text.startsWith('…', end) || text.startsWith('***', end)
    ? 'cut short with dots or stars'
    : undefined;
}
