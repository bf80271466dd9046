import { describe, expect, it } from 'vitest';
import { readConfiguration } from './facts.ts';
import { addressOf, serverIdentity } from './identity.ts';

function identity(entry: unknown, place: { path?: string; target?: string; paths?: string[] } = {}): string {
  const { path = '.mcp.json', target = 'desk', paths = [] } = place;
  const facts = readConfiguration({ path, text: JSON.stringify({ mcpServers: { some: entry } }), secrets: [] });
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return serverIdentity(facts!.servers[0]!, { target, folder, paths: new Set(paths) });
}

describe('an address', () => {
  it.each([
    [
      'http://rates.example.org:8080/mcp',
      { url: 'http://rates.example.org:8080/mcp', host: 'rates.example.org', tls: false, loopback: false },
    ],
    [
      'HTTPS://User:Word@MCP.Example.org:443/sse/#x',
      { url: 'https://mcp.example.org/sse', host: 'mcp.example.org', tls: true, loopback: false },
    ],
    ['https://a.example/mcp?b=2&api_key=x&a=1', { url: 'https://a.example/mcp?a=1&b=2', host: 'a.example', tls: true, loopback: false }],
    ['http://127.0.0.1:3000/mcp', { url: 'http://127.0.0.1:3000/mcp', host: '127.0.0.1', tls: false, loopback: true }],
    ['http://[::1]:3000', { url: 'http://[::1]:3000', host: '[::1]', tls: false, loopback: true }],
    ['http://desk.localhost/', { url: 'http://desk.localhost', host: 'desk.localhost', tls: false, loopback: true }],
    [
      'http://localhost.evil.example/',
      { url: 'http://localhost.evil.example', host: 'localhost.evil.example', tls: false, loopback: false },
    ],
    [
      'http://127.0.0.1.evil.example/',
      { url: 'http://127.0.0.1.evil.example', host: '127.0.0.1.evil.example', tls: false, loopback: false },
    ],
    ['http://localhost@evil.example/', { url: 'http://evil.example', host: 'evil.example', tls: false, loopback: false }],
    ['https://${HOST}/mcp', { url: 'https://${host}/mcp', tls: true, loopback: false }],
  ])('%s', (written, expected) => {
    expect(addressOf(written)).toEqual(expected);
  });
});

describe('the same server', () => {
  it.each([
    ['another version', { command: 'npx', args: ['-y', 'kit@1.0.0'] }, { command: 'npx', args: ['kit@latest'] }],
    ['another runner and wrapper', { command: 'npx', args: ['kit'] }, { command: 'cmd', args: ['/c', 'pnpm', 'dlx', 'kit'] }],
    [
      'arguments about logging and transport',
      { command: 'uvx', args: ['kit'] },
      { command: 'uvx', args: ['kit', '--stdio', '--log-level', 'debug', '--verbose'] },
    ],
    ['another token', { command: 'npx', args: ['kit'], env: { TOKEN: '${A}' } }, { command: 'npx', args: ['kit'], env: { TOKEN: '${B}' } }],
    ['a bridge', { command: 'npx', args: ['mcp-remote', 'https://a.example/mcp'] }, { type: 'http', url: 'https://a.example/mcp/' }],
  ])('with %s', (_, one, other) => {
    expect(identity(one)).toBe(identity(other));
  });

  it('by its package in two targets is one, by its place it is two', () => {
    const pinned = { command: 'npx', args: ['kit'] };
    expect(identity(pinned, { target: 'a' })).toBe(identity(pinned, { target: 'b' }));
    for (const entry of [
      { command: 'node', args: ['server.js'] },
      { command: 'npx', args: ['kit', '.'] },
      { url: 'http://localhost:1/mcp' },
      { command: '/opt/kit/serve' },
    ]) {
      expect(identity(entry, { target: 'a' })).not.toBe(identity(entry, { target: 'b' }));
    }
  });
});

describe('another server', () => {
  it.each([
    ['other folders', { command: 'npx', args: ['kit', '/srv/a'] }, { command: 'npx', args: ['kit', '/'] }],
    [
      'another mount',
      { command: 'docker', args: ['run', '-v', '/srv:/d', 'mcp/kit'] },
      { command: 'docker', args: ['run', '-v', '/:/d', 'mcp/kit'] },
    ],
    [
      'another database',
      { command: 'npx', args: ['kit'], env: { DATABASE_URL: 'postgres://a/x' } },
      { command: 'npx', args: ['kit'], env: { DATABASE_URL: 'postgres://b/x' } },
    ],
    [
      'another folder it starts in',
      { command: 'node', args: ['serve.js'], cwd: '/srv/a' },
      { command: 'node', args: ['serve.js'], cwd: '/srv/b' },
    ],
    ['another path of the address', { url: 'https://a.example/one' }, { url: 'https://a.example/two' }],
    [
      'another tag of the same name elsewhere',
      { command: 'docker', args: ['run', 'mcp/kit'] },
      { command: 'docker', args: ['run', 'ghcr.io/mcp/kit'] },
    ],
  ])('has %s', (_, one, other) => {
    expect(identity(one)).not.toBe(identity(other));
  });

  it('of a file of the target carries its path, wherever the configuration lies', () => {
    const paths = ['tools/server.py'];
    expect(identity({ command: 'python', args: ['tools/server.py'] }, { paths })).toBe('desk/tools/server.py');
    expect(identity({ command: 'python', args: ['server.py'], cwd: '${workspaceFolder}/tools' }, { paths })).toBe('desk/tools/server.py');
    expect(identity({ command: 'uv', args: ['run', 'server.py'] }, { path: 'tools/.mcp.json', paths })).toBe('desk/tools/server.py');
  });

  it('of ten thousand signs has a key that people can read', () => {
    expect(
      identity({ command: 'npx', args: ['kit', ...Array.from({ length: 100 }, (_, index) => `/srv/folder-${index}`)] }).length,
    ).toBeLessThan(240);
  });
});
