import {
  alternativesOf,
  failed,
  MOST_OPTIONS,
  oneOf,
  type Origin,
  type ReferenceValue,
  settled,
  text,
  unknown,
  type Value,
} from './value.ts';

/** Longer texts come from repeated doubling, not from people. */
export const LONGEST_TEXT = 1_000_000;
const MOST_PARTS = 10_000;

/** The text of a string, number or bool, through references; undefined where it is not known. */
export function knownText(value: Value | undefined): string | undefined {
  if (!value) return undefined;
  const inner = settled(value);
  if (inner.kind === 'string') return inner.value;
  return inner.kind === 'number' || inner.kind === 'bool' ? String(inner.value) : undefined;
}

/**
 * Every way to choose one alternative for each value, or undefined when that is more than 16. The first and only
 * element is the values themselves when none has alternatives.
 */
export function choices(values: readonly Value[]): ReadonlyArray<readonly Value[]> | undefined {
  let combinations: Value[][] = [[]];
  for (const value of values) {
    const alternatives = alternativesOf(value);
    if (combinations.length * alternatives.length > MOST_OPTIONS) return undefined;
    if (alternatives.length === 1) for (const combination of combinations) combination.push(alternatives[0]!);
    else combinations = combinations.flatMap((combination) => alternatives.map((chosen) => [...combination, chosen]));
  }
  return combinations;
}

/** Joins parts to one text: a string when all are known, a template with the unknown parts left otherwise. */
export function joinText(parts: readonly Value[], origin: Origin): Value {
  const combinations = choices(parts);
  if (!combinations) return joinChosen(parts, origin);
  return oneOf(
    combinations.map((chosen) => joinChosen(chosen, origin)),
    origin,
  );
}

function joinChosen(parts: readonly Value[], origin: Origin): Value {
  const joined: Value[] = [];
  let run: { pieces: string[]; sources: ReferenceValue[] } = { pieces: [], sources: [] };
  // A reference to a text that is itself only partly known dissolves into its parts; it is kept beside them.
  const dissolved = parts.flatMap(dissolvedIn);
  let length = 0;
  const endRun = (): void => {
    if (run.pieces.length > 0) joined.push(text(run.pieces.join(''), origin, run.sources));
    run = { pieces: [], sources: [] };
  };
  for (const part of parts.flatMap((given) => partsOf(given))) {
    const inner = settled(part);
    const piece = knownText(part);
    if (piece !== undefined) {
      length += piece.length;
      if (length > LONGEST_TEXT) return unknown('the text is too long', origin);
      run.pieces.push(piece);
      if (part.kind === 'reference') run.sources.push(part);
      else if (part.kind === 'string') run.sources.push(...(part.sources ?? []));
      continue;
    }
    if (inner.kind === 'unknown' && inner.failed) return inner;
    if (inner.kind === 'null' || inner.kind === 'list' || inner.kind === 'object') return failed(`a ${inner.kind} inside a text`, origin);
    endRun();
    joined.push(part);
  }
  endRun();
  const [only, second] = joined;
  if (!only) return text('', origin);
  if (!second && only.kind === 'string') return only;
  if (joined.length > MOST_PARTS) return unknown('the text has too many parts', origin);
  return { kind: 'template', parts: joined, origin, ...(dissolved.length > 0 ? { sources: dissolved.slice(0, MOST_PARTS) } : {}) };
}

function dissolvedIn(part: Value): readonly ReferenceValue[] {
  const inner = settled(part);
  if (inner.kind !== 'template') return [];
  return part.kind === 'reference' ? [part] : (inner.sources ?? []);
}

function partsOf(value: Value): readonly Value[] {
  const inner = settled(value);
  return inner.kind === 'template' ? inner.parts : [value];
}
