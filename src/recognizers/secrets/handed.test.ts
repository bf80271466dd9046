import { describe, expect, it } from 'vitest';
import { findSecrets } from './find.ts';

const VALUE = ['9f8a7c6b', '5d4e3f2a', '1b0c7d6e'].join('');

function named(text: string, file: string): (string | undefined)[] {
  return findSecrets(text, { file })
    .filter(({ placeholder }) => !placeholder)
    .map(({ variable }) => variable);
}

describe('a value that is handed on in a header, an option or an address', () => {
  // modelcontextprotocol.io, code.claude.com/docs/en/mcp, github.com/geelen/mcp-remote, docs.continue.dev, codex config.md
  it.each([
    ['.mcp.json', `{ "headers": { "Authorization": "Bearer ${VALUE}" } }`, 'Authorization'],
    ['.mcp.json', `{ "headers": { "X-API-Key": "${VALUE}" } }`, 'X-API-Key'],
    ['.mcp.json', `{ "args": ["mcp-remote", "https://x.example.net/mcp", "--header", "Authorization: Bearer ${VALUE}"] }`, 'Authorization'],
    ['.mcp.json', `{ "args": ["mcp-remote", "https://x.example.net/mcp", "--header", "Authorization:Bearer ${VALUE}"] }`, 'Authorization'],
    ['.mcp.json', `{ "args": ["-y", "billing-mcp", "--api-key", "${VALUE}"] }`, 'api-key'],
    ['.mcp.json', `{ "args": ["-y", "billing-mcp", "--api-key=${VALUE}"] }`, 'api-key'],
    ['.cursor/mcp.json', `{ "url": "https://billing.example.net/mcp?api_key=${VALUE}&v=2" }`, 'api_key'],
    [
      '.vscode/mcp.json',
      `{ "url": "https://a-rather-long-name-of-a-host.example.net/a/path/of/some/length/mcp?v=2&token=${VALUE}" }`,
      'token',
    ],
    ['.codex/config.toml', `http_headers = { "Authorization" = "Bearer ${VALUE}" }`, 'Authorization'],
    ['.continue/config.yaml', `      Authorization: Bearer ${VALUE}\n`, 'Authorization'],
    ['.zed/settings.json', `{ "settings": { "api_token": "${VALUE}" } }`, 'api_token'],
    ['client.py', `headers = {"Authorization": "Bearer ${VALUE}"}`, 'Authorization'],
  ])('%s: %s', (file, text, variable) => expect(named(text, file)).toEqual([variable]));

  it.each([
    ['.mcp.json', '{ "headers": { "Authorization": "Bearer ${input:token}" } }'],
    ['.mcp.json', '{ "args": ["mcp-remote", "https://x.example.net/mcp", "--header", "Authorization: Bearer ${AUTH_TOKEN}"] }'],
    ['.mcp.json', '{ "args": ["--api-key", "${env:BILLING_KEY}"] }'],
    ['.mcp.json', '{ "args": ["--api-key=$BILLING_KEY"] }'],
    ['.mcp.json', '{ "url": "https://billing.example.net/mcp?api_key=${BILLING_KEY}" }'],
    ['.mcp.json', '{ "url": "https://billing.example.net/mcp?api_key=YOUR_API_KEY" }'],
    ['.mcp.json', '{ "headers": { "Authorization": "Bearer <your token>" } }'],
    // docs.docker.com/reference/cli/docker/container/run: -e with a name alone takes the value from whoever starts it
    ['.mcp.json', `{ "args": ["run", "-e", "GITHUB_TOKEN", "ghcr.io/github/github-mcp-server@sha256:${VALUE.repeat(3).slice(0, 64)}"] }`],
    ['.mcp.json', `{ "args": ["run", "--env", "API_KEY", "registry.example.net/x/${VALUE}"] }`],
    ['deploy.yaml', `token_service_token: ghcr.io/acme/token@sha256:${VALUE.repeat(3).slice(0, 64)}`],
    ['.mcp.json', '{ "url": "https://billing.example.net/mcp?page_token=aGVsbG8gd29ybGQgMTIzNDU2" }'],
    ['client.py', 'headers = {"Authorization": f"Bearer {settings.token}"}'],
    ['client.py', 'headers = {"Authorization": "Bearer " + token}'],
    ['client.ts', 'const headers = { Authorization: `Bearer ${process.env.BILLING_TOKEN}` };'],
    ['middleware.ts', "if (!header.startsWith('Bearer ')) throw new AuthorizationRequiredError401();"],
  ])('not in %s: %s', (file, text) => expect(named(text, file)).toEqual([]));
});
