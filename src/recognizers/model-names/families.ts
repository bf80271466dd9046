import { ANTHROPIC_FAMILIES } from './families/anthropic.ts';
import { GOOGLE_FAMILIES } from './families/google.ts';
import { OPEN_WEIGHT_FAMILIES } from './families/open-weights.ts';
import { OPENAI_FAMILIES } from './families/openai.ts';
import { SPECIALIST_FAMILIES } from './families/specialists.ts';
import { VENDOR_FAMILIES } from './families/vendors.ts';
import type { ModelFamily } from './family.ts';
import { hubName } from './hub-name.ts';
import type { ModelHint, ModelName, Pinning } from './model-name.ts';
import { dateIn, sizeIn, taskIn } from './parts.ts';
import { servesOthers } from './prefixes.ts';
import { hasForeignWord } from './shape.ts';

const FAMILIES: readonly ModelFamily[] = [
  ...OPENAI_FAMILIES,
  ...ANTHROPIC_FAMILIES,
  ...GOOGLE_FAMILIES,
  ...VENDOR_FAMILIES,
  ...OPEN_WEIGHT_FAMILIES,
  ...SPECIALIST_FAMILIES,
];
const LONGEST = 120;

/** A name without prefixes that belongs, as a whole, to a known line of models. */
export function familyModel(written: string, hint: ModelHint): ModelName | undefined {
  const name = written.toLowerCase();
  if (name.length > LONGEST || hasForeignWord(name)) return undefined;
  for (const family of FAMILIES) {
    const match = family.pattern.exec(name);
    if (match === null) continue;
    if (family.needsHint?.test(name) === true && hint.provider === undefined) continue;
    return described(family, written, name, match.groups ?? {}, hint);
  }
  return undefined;
}

function described(
  family: ModelFamily,
  written: string,
  name: string,
  groups: Record<string, string | undefined>,
  hint: ModelHint,
): ModelName {
  const provider = providerOf(family, hint.provider);
  if (family.hubOwner !== undefined && (provider === 'huggingface' || hint.provider === undefined)) {
    return {
      ...hubName(family.hubOwner, written, hint.revision, 'huggingface'),
      family: family.family,
      publisher: family.publisher,
      task: taskIn(name) ?? family.task,
    };
  }
  const version = (groups['version'] ?? groups['fixed'])?.replace(/^(\d)[-p_](\d)/, '$1.$2');
  const date = dateIn(name, family.dates ?? []);
  const size = sizeIn(name);
  const [pinning, pinningWhy] = pinningOf(family, name, provider, { version, date, fixed: groups['fixed'] });
  return {
    provider,
    name,
    publisher: family.publisher,
    family: family.family.replace(/\{(\w+)\}/g, (_, group: string) => groups[group] ?? ''),
    ...(version === undefined || version === '' ? {} : { version }),
    ...(date === undefined ? {} : { date }),
    ...(size === undefined ? {} : { size }),
    task: specialTask(name) ?? family.task,
    pinning,
    pinningWhy,
  };
}

function pinningOf(
  family: ModelFamily,
  name: string,
  provider: string,
  parts: { version: string | undefined; date: string | undefined; fixed: string | undefined },
): readonly [Pinning, string] {
  if (/(?:^|[-@:])latest$/.test(name)) return ['floating', '"latest" moves with each release'];
  if (name.endsWith('-stable')) return ['floating', '"stable" moves with each release'];
  if (parts.date !== undefined) return ['pinned', `snapshot dated ${parts.date}`];
  if (parts.fixed !== undefined) return ['pinned', `version ${parts.fixed} is part of the name`];
  if (provider === 'azure-openai') return ['unknown', 'a deployment: its model version is set where it is deployed'];
  return typeof family.bare === 'function' ? family.bare(parts.version, name) : family.bare;
}

/** The hint names the provider where it serves models of others; else the name knows better than the client it stands in. */
function providerOf(family: ModelFamily, hint: string | undefined): string {
  if (hint === undefined || hint === family.provider) return family.provider;
  if (servesOthers(hint)) return hint;
  if (family.provider === 'unknown' && (hint.split('-')[0] === family.publisher || hint === 'huggingface')) return hint;
  return family.provider;
}

// Tasks that stand in the name whatever the family.
const SPECIAL: readonly (readonly [RegExp, ModelName['task']])[] = [
  [/rerank/, 'rerank'],
  [/embed/, 'embedding'],
  [/moderation|guard/, 'moderation'],
  [/transcribe|-asr|-stt/, 'transcription'],
  [/-tts|-speech/, 'speech'],
  [/-image|-canvas|imagine/, 'image'],
  [/-reel$|-video/, 'video'],
  [/turbo-instruct$/, 'completion'],
];

function specialTask(name: string): ModelName['task'] | undefined {
  for (const [words, task] of SPECIAL) if (words.test(name)) return task;
  return undefined;
}
