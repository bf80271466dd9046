import { createHash } from 'node:crypto';
import type { Evidence } from '../core/evidence.ts';
import { strongKey } from '../core/keys.ts';
import type { AssetObservation } from '../core/observation.ts';

/**
 * A prompt as an asset, keyed by its target, its file and the text itself: the same text in the same file is one prompt, however
 * many detectors see it. Only hash and length are kept, because prompts hold what people do not want copied. `file` is relative
 * to the target, `name` what it is called there, `text` the whole prompt in UTF-8.
 */
export function promptAsset(target: string, file: string, name: string, text: string, evidence: Evidence): AssetObservation {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return {
    kind: 'prompt',
    name,
    keys: [strongKey('git', `${target}/${file}#prompt:${sha256.slice(0, 16)}`)],
    properties: { sha256, characters: text.length },
    evidence: [evidence],
    confidence: 0.8,
  };
}
