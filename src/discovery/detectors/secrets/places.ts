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
 * Whether the file may be one the application in `folder` runs with: its environment files, settings and code, but not the
 * settings of editors and coding agents (`.vscode`, `.cursor`). Tests are told from it elsewhere: code may import a fixture.
 */
export function belongsToApplication(path: string, folder: string): boolean {
  if (!(CODE.test(path) || SETTINGS.test(path))) return false;
  const inside = folder === '' ? path : path.slice(folder.length + 1);
  return (
    !inside
      .split('/')
      .slice(0, -1)
      .some((part) => part.startsWith('.')) && !/(?:^|\/)\.?mcp[^/]*\.json$/.test(inside)
  );
}

/** A file that a CI system runs by itself, and which is a pipeline of its own (detectors/ci-workflow). */
const PIPELINE =
  /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|bitbucket-pipelines\.ya?ml|azure-pipelines\.ya?ml|\.circleci\/config\.ya?ml)$/;

export function isPipeline(path: string): boolean {
  return PIPELINE.test(path);
}
