/** Where a secret is likely to be a fixture: it may still be real, so it is kept and said. */
const TEST =
  /(?:^|\/)(?:tests?|testing|__tests__|specs?|fixtures?|__fixtures__|testdata|mocks?|__mocks__|examples?|samples?|docs?|documentation|cassettes|snapshots?|__snapshots__)\/|(?:^|[/._-])(?:test|tests|spec|example|sample|fixture|mock|dummy|template|dist)(?=\.[\w.]+$)|(?:^|\/)(?:test_|conftest)[^/]*$|\.(?:md|mdx|rst|adoc|example|sample|template|dist)$/i;

export function isLikelyTest(path: string): boolean {
  return TEST.test(path);
}

/** Generated or recorded text full of random strings: only keys with a provider's own form are believed there. */
const NOISE =
  /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|composer\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Gemfile\.lock|go\.sum|flake\.lock)$|\.(?:min\.(?:js|css)|map|svg|lock|csv|tsv|jsonl|ndjson|parquet|patch|diff)$/i;

export function isNoise(path: string): boolean {
  return NOISE.test(path);
}

const CODE = /\.(?:py|ipynb|[cm]?[jt]sx?|go|java|kt|kts|scala|rb|php|cs|fs|vb|rs|swift|m|dart|ex|exs|lua|pl|r|sh|bash|ps1|vue|svelte)$/i;
const SETTINGS =
  /(?:^|\/)\.env[^/]*$|\.(?:env|ya?ml|json|jsonc|toml|ini|cfg|conf|properties|xml|tfvars)$|(?:^|\/)(?:Dockerfile[^/]*|docker-compose[^/]*|Procfile|credentials|config)$/i;

/**
 * Whether the application in `folder` runs with what stands in the file: its environment files, settings and code, but neither
 * tests nor the settings of editors and coding agents (`.vscode`, `.cursor`).
 */
export function belongsToApplication(path: string, folder: string): boolean {
  if (isLikelyTest(path) || !(CODE.test(path) || SETTINGS.test(path))) return false;
  const inside = folder === '' ? path : path.slice(folder.length + 1);
  return (
    !inside
      .split('/')
      .slice(0, -1)
      .some((part) => part.startsWith('.')) && !/(?:^|\/)\.?mcp[^/]*\.json$/.test(inside)
  );
}
