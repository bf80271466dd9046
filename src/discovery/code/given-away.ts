import type { AssetReference } from '../../core/observation.ts';
import type { Linked } from './linked.ts';
import { isCredentialVariable, leadsToCredential } from './prompt-secrets.ts';
import { optionsOf, patternsOf, type Text, type Value, variablesOf } from './value.ts';

/** What the prompt says that its veiled text does not show: values that its literals held, credentials that are filled in. */
export function givesAway(linked: Linked, prompt: AssetReference, value: Value, { text, file, line }: Text): void {
  const said: { what: string; offset: number }[] = [];
  const at = line ?? 1;
  const telling = file === undefined ? [] : (linked.linking.files.get(file)?.telling ?? []);
  for (const literal of telling)
    if (text.includes(literal.text)) for (const one of literal.said) said.push({ what: one.what, offset: literal.line - at + one.offset });
  for (const option of optionsOf(value)) {
    if (option.v !== 'template') continue;
    let before = '';
    for (const part of option.parts) {
      const known = patternsOf(part)[0];
      const filled = variablesOf(part).some(isCredentialVariable) || (known === undefined && leadsToCredential(before));
      if (filled) said.push({ what: 'filled-in', offset: before.split('\n').length - 1 });
      before += known?.text ?? '*';
    }
  }
  const observed = linked.emitter.observed(prompt);
  const earlier = observed?.properties?.['promptSecrets'];
  const all = [...(Array.isArray(earlier) ? (earlier as typeof said) : []), ...said].filter(({ offset }) => offset >= 0);
  const lines = new Map(all.map((one) => [one.offset, one]));
  if (said.length > 0)
    linked.emitter.annotate(prompt, { promptSecrets: [...lines.values()].sort((a, b) => a.offset - b.offset).slice(0, 20) });
}
