import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Fakes of secrets: the right form, random-looking, the same on every machine, known to nobody. They are put together here at
 * run time so that no file of the repository holds anything that looks like a key.
 */
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const FORMS = {
  /** `sk-proj-`, 74 characters, an eight-character mark (the provider's name in base64), 74 characters. */
  'openai-project-key': (seed: string) => {
    const mark = Buffer.from('OpenAI').toString('base64');
    const characters = `${BASE62}-_`;
    return `${['sk', 'proj'].join('-')}-${random(`${seed}a`, 74, characters)}${mark}${random(`${seed}b`, 74, characters)}`;
  },
  /** `ghp_`, 30 characters and their CRC-32 in base 62 as six digits. */
  'github-token': (seed: string) => {
    const body = random(seed, 30, BASE62);
    return `${['gh', 'p'].join('')}_${body}${base62(crc32(body)).padStart(6, '0')}`;
  },
  /** `sk-ant-api03-`, 93 characters, `AA`. */
  'anthropic-key': (seed: string) => `${['sk', 'ant', 'api03'].join('-')}-${random(seed, 93, `${BASE62}-_`)}AA`,
  /** A key of our own making: 40 letters and digits. */
  'service-key': (seed: string) => random(seed, 40, BASE62),
} as const satisfies Record<string, (seed: string) => string>;

export type FakeKind = keyof typeof FORMS;

/** Replaces `@@FAKE:<kind>:<number>@@` by a fake; throws on a kind that is not in the table. */
export function fillFakes(text: string): string {
  return text.replaceAll(/@@FAKE:([a-z-]+):(\d+)@@/g, (marker, kind: string, number: string) => {
    if (!Object.hasOwn(FORMS, kind)) throw new Error(`No form for ${marker}`);
    return FORMS[kind as FakeKind](`${kind}:${number}`);
  });
}

/** Characters picked by the bytes of a hash chain; a byte that would favour the first characters is passed over. */
function random(seed: string, length: number, characters: string): string {
  const limit = 256 - (256 % characters.length);
  let out = '';
  for (let round = 0; out.length < length; round++) {
    for (const byte of createHash('sha256').update(`${seed}:${round}`).digest()) {
      if (byte < limit && out.length < length) out += characters[byte % characters.length];
    }
  }
  return out;
}

function base62(number: number): string {
  let out = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) out = BASE62[rest % 62] + out;
  return out;
}
