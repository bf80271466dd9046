import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { Manifest } from './manifest.ts';

/**
 * Copies an estate with other words for the company's own names, so that whoever learnt the names finds nothing: in contents,
 * files and folders, whatever the case. Links and what is neither file nor folder are left out; binary files are copied untouched.
 * @param seed the same seed gives the same words on every machine
 * @returns the manifest, changed alike
 */
export function shuffle(from: string, to: string, seed: number, manifest: Manifest): Manifest {
  const entries = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  const contents = new Map(files.map((file) => [file.slice(from.length).split(sep).filter(Boolean).join('/'), readFileSync(file)]));
  const taken = [...contents]
    .map(([file, bytes]) => `${file}\n${textOf(bytes) ?? ''}`)
    .join('\n')
    .toLowerCase();
  const replace = replacer(newWords(manifest.rename, seed, taken));

  for (const [file, bytes] of contents) {
    const path = join(to, replace(file));
    const text = textOf(bytes);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text === undefined ? bytes : replace(text));
  }
  return Manifest.parse(JSON.parse(replace(JSON.stringify(manifest))));
}

/** A new word for each old one, none of them a part of another or of the text. */
export function newWords(words: readonly string[], seed: number, taken: string): Map<string, string> {
  const out = new Map<string, string>();
  const used = [...words];
  for (const word of words) {
    for (let attempt = 0; !out.has(word); attempt++) {
      const fresh = pronounceable(`${seed}:${word}:${attempt}`);
      if (taken.includes(fresh) || used.some((other) => other.includes(fresh) || fresh.includes(other))) continue;
      out.set(word, fresh);
      used.push(fresh);
    }
  }
  return out;
}

/** Three syllables and a last consonant, picked by a hash. */
function pronounceable(seed: string): string {
  const consonants = 'bdfgklmnprstvz';
  const vowels = 'aeiou';
  const bytes = createHash('sha256').update(seed).digest();
  const letters = [consonants, vowels, consonants, vowels, consonants, vowels, consonants];
  return letters.map((choice, index) => choice[bytes[index]! % choice.length]).join('');
}

function replacer(words: ReadonlyMap<string, string>): (text: string) => string {
  if (words.size === 0) return (text) => text;
  const pattern = new RegExp([...words.keys()].sort((a, b) => b.length - a.length).join('|'), 'gi');
  return (text) => text.replaceAll(pattern, (found) => inCaseOf(found, words.get(found.toLowerCase())!));
}

function inCaseOf(pattern: string, word: string): string {
  if (pattern === pattern.toUpperCase()) return word.toUpperCase();
  return pattern[0] === pattern[0]!.toUpperCase() ? word[0]!.toUpperCase() + word.slice(1) : word;
}

function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: copied as it is.
    return undefined;
  }
}
