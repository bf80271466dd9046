const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:production|prod|prd|live)$/, 'production'],
  [/^(?:staging|stage|stg|preprod|uat)$/, 'staging'],
  [/^(?:development|dev|local)$/, 'development'],
  [/^(?:test|testing|qa|ci|e2e)$/, 'test'],
  [/^(?:sandbox|playground|demo)$/, 'sandbox'],
];

/** The environment a name speaks of: `llm-prod`, `values-staging.yaml`, `overlays/dev/…`. Whole words only; the last word that says one wins. */
export function environmentIn(...names: readonly (string | undefined)[]): string | undefined {
  for (const name of names) {
    for (const word of (name ?? '')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .reverse()) {
      const found = WORDS.find(([pattern]) => pattern.test(word));
      if (found) return found[1];
    }
  }
  return undefined;
}
