import { describe, expect, it } from 'vitest';
import { findSecrets, maskSecrets } from '../../../recognizers/secrets/find.ts';
import { discover } from '../../scan.ts';
import { memorySource } from '../../sources/memory/memory.ts';
import { scopeOf } from './clients.ts';
import { type ConfigurationFacts, readConfiguration } from './facts.ts';

function read(path: string, text: string): ConfigurationFacts | undefined {
  const secrets = findSecrets(text, { file: path });
  return readConfiguration({ path, text: maskSecrets(text, secrets), secrets });
}

const servers = (path: string, text: string): string[] => (read(path, text)?.servers ?? []).map(({ name, line }) => `${name}:${line}`);
const token = (): string => `${['gh', 'p'].join('')}_${'Qw7Lm2Np4Rt6Xy9ZaB3c'.repeat(2).slice(0, 36)}`;

describe('lines', () => {
  it('are those of the key in JSON, YAML and TOML', () => {
    expect(servers('.mcp.json', '{\r\n "mcpServers": {\r\n  // x\r\n  "a": {"command": "a"},\r\n\r\n  "b": {"command": "b"}}}')).toEqual([
      'a:4',
      'b:6',
    ]);
    expect(
      servers('.continue/config.yaml', '# x\nmcpServers:\n  - name: a\n    command: a\n\n  - name: b\n    url: https://b.example\n'),
    ).toEqual(['a:3', 'b:6']);
    expect(
      servers(
        '.codex/config.toml',
        '[mcp_servers.a] # x\ncommand = "a"\n\n[mcp_servers."b.c"]\nurl = "https://b.example"\n[mcp_servers."b.c".http_headers]\nA = "b"\n',
      ),
    ).toEqual(['a:1', 'b.c:4']);
    expect(servers('.codex/config.toml', 'mcp_servers.a.command = "a"\n[mcp_servers]\n')).toEqual([]);
    expect(servers('.codex/config.toml', '\n[mcp_servers]\na = { command = "a" }\n')).toEqual(['a:3']);
  });
});

describe('what cannot be understood', () => {
  it('is told: a hundred thousand levels, aliases that unfold without end', () => {
    expect(read('.mcp.json', '{"mcpServers":'.repeat(100_000))).toMatchObject({
      servers: [],
      problem: 'It is nested more than 300 levels deep: not read.',
    });
    expect(read('.codex/config.toml', `a = ${'['.repeat(100_000)}`)!.problem).toMatch(/^It is not valid TOML/);
    const levels = Array.from(
      { length: 9 },
      (_, level) => `a${level}: &a${level} [${level === 0 ? 'x' : Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`,
    );
    expect(read('.continue/config.yaml', `${levels.join('\n')}\nmcpServers: *a8\n`)!.problem).toMatch(/unfolds to more than/);
  });

  it('keeps the rest: half a file gives its first servers', () => {
    const half = read('.mcp.json', '{"mcpServers": {\n"a": {"command": "npx", "args": ["-y", "kit@1.0.0"]},\n"b": {"comm');
    expect(half).toMatchObject({
      servers: [{ name: 'a' }],
      problem: 'It is not valid JSON (line 3): read as far as it could be understood.',
    });
  });

  it('reaches the coverage, and the scan goes on', async () => {
    const { snapshot, coverage } = await discover([
      memorySource('desk', { '.mcp.json': '{"mcpServers":'.repeat(100_000), 'b/.mcp.json': '{"mcpServers": {"b": {"command": "b"}}}' }),
    ]);
    expect(snapshot.assets.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['mcp-client b/.mcp.json', 'mcp-server b']);
    expect(coverage.filter(({ what }) => what === 'mcp-config')).toEqual([
      {
        target: 'desk',
        file: '.mcp.json',
        what: 'mcp-config',
        status: 'partial',
        reason: 'It is nested more than 300 levels deep: not read.',
      },
    ]);
  });

  it('has no prototype to reach', () => {
    expect(servers('.mcp.json', '{"mcpServers": {"__proto__": {"command": "a"}, "constructor": {"url": "https://b.example"}}}')).toEqual([
      '__proto__:1',
      'constructor:1',
    ]);
    expect(servers('.mcp.json', '{"__proto__": {"mcpServers": {"a": {"command": "a"}}}}')).toEqual([]);
  });
});

describe('values', () => {
  it('are told as secret, reference, placeholder or literal, and never kept in clear', () => {
    const facts = read(
      '.cursor/mcp.json',
      JSON.stringify({
        mcpServers: {
          a: {
            command: 'npx',
            args: ['a', '--token', token()],
            env: { A_TOKEN: token(), B: '${B}', C: '$C', D: '${input:d}', E: '%E%', F: '<your key>', G: '', ROOT: '/srv', H: 'plain' },
          },
        },
      }),
    )!;
    expect(facts.servers[0]!.environment).toEqual([
      { name: 'A_TOKEN', form: 'secret' },
      { name: 'B', form: 'reference', references: ['B'] },
      { name: 'C', form: 'reference', references: ['C'] },
      { name: 'D', form: 'reference', references: ['input:d'] },
      { name: 'E', form: 'reference', references: ['E'] },
      { name: 'F', form: 'placeholder' },
      { name: 'G', form: 'placeholder' },
      { name: 'ROOT', form: 'literal', decides: '/srv' },
      { name: 'H', form: 'literal' },
    ]);
    expect(facts.servers[0]!.secrets.map(({ where }) => where)).toHaveLength(1);
    expect(JSON.stringify(facts)).not.toContain(token().slice(4, 20));
  });

  it('in headers and addresses are found as well', () => {
    const facts = read(
      '.mcp.json',
      JSON.stringify({ mcpServers: { a: { url: 'https://a.example/mcp', headers: { Authorization: `Bearer ${token()}` } } } }),
    )!;
    expect(facts.servers[0]).toMatchObject({
      headers: [{ name: 'Authorization', form: 'secret' }],
      authentication: 'header',
      secrets: [{ where: 'headers.Authorization', line: 1 }],
    });
  });
});

it('a configuration is a person’s where its client or its folder says so', () => {
  const paths = new Set(['home/desk/.bashrc', 'home/desk/.cursor/mcp.json']);
  expect([scopeOf('home/desk/.cursor/mcp.json', undefined, paths), scopeOf('home/desk/src/.cursor/mcp.json', undefined, paths)]).toEqual([
    'user',
    'project',
  ]);
});
