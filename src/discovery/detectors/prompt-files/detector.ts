import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { strongKey } from '../../../core/keys.ts';
import { type PromptSecret, secretsInPrompt } from '../../code/prompt-secrets.ts';
import { defineDetector } from '../../detector.ts';
import { isTestPlace } from '../../test-place.ts';

interface Facts {
  sha256: string;
  characters: number;
  said: PromptSecret[];
}

/**
 * Prompts that stand in files of their own, by folder or name, and give something away. Others are told where code is instructed with
 * them. `promptSecrets` as in the code detector.
 */
export default defineDetector<Facts>({
  id: 'prompt-files',
  version: 1,
  title: 'Values that open something, in files of prompts',
  reads: {
    files: [
      '**/{prompts,prompt,system_prompts,system-prompts}/**/*.{txt,md,jinja,jinja2,j2,tmpl,prompt,prompty}',
      '*{prompt,Prompt}*.{txt,md,jinja,jinja2,j2,tmpl}',
      '*.{prompt,prompty}',
    ],
    contains: /pass|pin\b|secret|token|key|code|credential|bearer|word|:\/\//i,
    maxBytes: 256 * 1024,
  },
  emits: ['prompt'],
  facts({ path, text, secrets }) {
    // Documentation is written in Markdown; so are prompts.
    if (isTestPlace(path.replace(/\.md$/, '.txt'))) return undefined;
    const told = new Set(secrets.filter(({ placeholder }) => !placeholder).map(({ line }) => line));
    const { said } = secretsInPrompt(text, (offset) => told.has(offset + 1));
    if (said.length === 0) return undefined;
    return { sha256: createHash('sha256').update(text).digest('hex'), characters: text.length, said };
  },
  link({ target, files, evidence }) {
    return {
      assets: [...files].map(([path, { sha256, characters, said }]) => ({
        kind: 'prompt' as const,
        name: posix.basename(path),
        keys: [strongKey('git', `${target}/${path}#prompt:${sha256.slice(0, 16)}`)],
        properties: { sha256, characters, promptSecrets: said.map(({ what, offset }) => ({ what, offset })) },
        evidence: [evidence(path, 1, 'prompt text')],
        confidence: 0.7,
      })),
      edges: [],
    };
  },
});
