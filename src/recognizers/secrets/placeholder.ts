// Words people fill a key's place with. A run of letters counts only when it is made of nothing else, so that
// "test" among the random characters of a real key explains four of them and no more.
const FILLER = new Set(
  `a abc access account actual ad add admin an and anthropic any api apikey auth azure bar baz bearer bot bucket cd change changeme
  ci claude client code cohere company correct create db default demo dev development do documentation does doc docs dummy
  e eg empty enter env example examples exist existent fake field filler foo for from gemini generate generated get goes google
  groq guest hello here hf hidden hidethis hugging huggingface i id in insert instead integration invalid is it key keys langchain
  live llm local localhost long me missing mistral mock mocked more my mysecret name need needed new no none not nothing null of
  ollama on only openai or org organization our own pass passwd password paste personal phrase pinecone placeholder please prod
  production project proj provide provided public put pw pwd qux random real redacted removed replace replaced replacement
  replaceme required root safe sample secret secure security service set should some something staging string super supersecret
  svcacct tbd temp test tester testing the this to todo token tokens top undefined unit unknown unset unused use used user
  username valid value very want will with word world write xxx you your yours zzz`.split(/\s+/),
);
const LONGEST_FILLER = 13;

/**
 * Why a key-shaped value is not a key: documentation value, filler words, repetition, sequences, too few different
 * characters. Undefined for a value that may be real.
 * @param value the whole value; @param publicPrefix length of the provider's prefix, which is not judged.
 */
export function placeholderReason(value: string, publicPrefix: number): string | undefined {
  const random = value.slice(publicPrefix, publicPrefix + 400);
  // Seven given capitals do not appear by accident; AWS and others end their documentation keys with them.
  if (random.includes('EXAMPLE')) return 'documentation value: contains EXAMPLE';
  if (/\.{3}|…/.test(random)) return 'cut off with "..."';
  const letters = random.replace(/[-_. ]/g, '');
  if (letters.length === 0) return 'no characters behind the prefix';
  const period = repetition(letters);
  if (period === 1) return 'one character repeated';
  if (period > 0) return `repeats every ${period} characters`;
  const words = explainedByWords(random);
  const sequences = explainedBySequences(letters);
  if (words / letters.length >= 0.6) return 'made of filler words';
  if (sequences / letters.length >= 0.6) return 'made of runs and sequences';
  if ((words + sequences) / letters.length >= 0.75) return 'made of filler words and sequences';
  const distinct = new Set(letters).size;
  const expected = /^[a-f0-9]+$/.test(letters) ? 7 : Math.min(12, letters.length * 0.35);
  if (letters.length >= 20 && distinct < expected) return `only ${distinct} different characters in ${letters.length}`;
  return undefined;
}

/** True for text whose letters are nothing but filler words: "your-api-key-here", "changeme123", "12345678". */
export function isFiller(value: string): boolean {
  const letters = value.replace(/[^A-Za-z]/g, '').length;
  return letters === 0 || explainedByWords(value) / letters >= 0.8;
}

/** Shortest period (up to 16) with which at least nine in ten characters repeat, or 0. */
function repetition(letters: string): number {
  for (let period = 1; period <= 16 && letters.length >= period * 2.5; period++) {
    let same = 0;
    for (let i = period; i < letters.length; i++) if (letters[i] === letters[i - period]) same++;
    if (same / (letters.length - period) >= 0.9) return period;
  }
  return 0;
}

function explainedByWords(random: string): number {
  let explained = 0;
  for (const token of random.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []) {
    if (FILLER.has(token.toLowerCase()) || isMadeOfWords(token.toLowerCase())) explained += token.length;
  }
  return explained;
}

/** Dynamic programme over a bounded token: can it be cut into filler words of two letters or more? */
function isMadeOfWords(token: string): boolean {
  if (token.length < 5 || token.length > 60) return false;
  const reachable = new Uint8Array(token.length + 1);
  reachable[0] = 1;
  for (let from = 0; from < token.length; from++) {
    if (reachable[from] === 0) continue;
    for (let size = 2; size <= LONGEST_FILLER && from + size <= token.length; size++) {
      if (FILLER.has(token.slice(from, from + size))) reachable[from + size] = 1;
    }
  }
  return reachable[token.length] === 1;
}

/** Characters in runs of one character (4 or more) and in rising or falling sequences (4 or more). */
function explainedBySequences(letters: string): number {
  let explained = 0;
  let from = 0;
  let step: number | undefined;
  for (let i = 1; i <= letters.length; i++) {
    const next = i < letters.length ? stepBetween(letters.charCodeAt(i - 1), letters.charCodeAt(i)) : undefined;
    if (next !== undefined && (step === undefined || next === step)) {
      step = next;
      continue;
    }
    if (i - from >= 4) explained += i - from;
    from = next === undefined ? i : i - 1;
    step = next;
  }
  return Math.min(explained, letters.length);
}

function stepBetween(left: number, right: number): number | undefined {
  if (left === 57 && right === 48) return 1; // 9 is followed by 0 on keyboards
  const step = right - left;
  return step >= -1 && step <= 1 ? step : undefined;
}
