import { describe, expect, it } from 'vitest';
import { readLaunch } from './launch.ts';

/** What the command fetches: ecosystem/name, version, pinned, own arguments. */
function fetched(line: string): [name: string | undefined, version: string | undefined, pinned: boolean | undefined, ...own: string[]] {
  const [command = '', ...args] = line.split(' ');
  const { package: found, arguments: own } = readLaunch(command, args);
  return [found && `${found.ecosystem}/${found.name}`, found?.version, found?.pinned, ...own];
}

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const DIGEST = `sha256:${'ab12'.repeat(16)}`;

describe('packages of npm', () => {
  it.each([
    ['npx -y figma-developer-mcp --stdio', ['npm/figma-developer-mcp', undefined, false, '--stdio']],
    ['npx --yes chrome-devtools-mcp@1.11.0 --isolated', ['npm/chrome-devtools-mcp', '1.11.0', true, '--isolated']],
    ['npx @playwright/mcp@latest', ['npm/@playwright/mcp', 'latest', false]],
    ['npx -y @scope/server@^1.2.3', ['npm/@scope/server', '^1.2.3', false]],
    ['npx -y server@1', ['npm/server', '1', false]],
    ['npx -p @scope/kit@2.0.1 serve --port 1', ['npm/@scope/kit', '2.0.1', true, '--port', '1']],
    ['npx --package=@scope/kit@2.0.1-rc.1 -- serve', ['npm/@scope/kit', '2.0.1-rc.1', true]],
    ['npm exec --yes kit@1.0.0 -- --root .', ['npm/kit', '1.0.0', true, '--root', '.']],
    ['pnpm --silent dlx kit@1.0.0 x', ['npm/kit', '1.0.0', true, 'x']],
    ['yarn dlx -q kit', ['npm/kit', undefined, false]],
    ['bunx --bun kit@3.0.0', ['npm/kit', '3.0.0', true]],
    ['bun x kit', ['npm/kit', undefined, false]],
    ['npx --registry https://npm.example.org kit', ['npm/kit', undefined, false]],
    [`npx github:acme/kit#${COMMIT}`, ['git/github.com/acme/kit', COMMIT, true]],
    ['npx github:acme/kit#main', ['git/github.com/acme/kit', 'main', false]],
    ['npx kit@${KIT_VERSION}', ['npm/kit', '${KIT_VERSION}', undefined]],
    ['deno run -A npm:@scope/kit@1.2.3/server', ['npm/@scope/kit', '1.2.3', true]],
  ])('%s', (line, expected) => {
    expect(fetched(line)).toEqual(expected);
  });

  it('of a path fetches nothing', () => {
    expect(readLaunch('npx', ['-y', './tools/server'])).toEqual({
      program: 'npx',
      script: './tools/server',
      arguments: [],
      environment: [],
    });
  });
});

describe('packages of PyPI', () => {
  it.each([
    ['uvx mcp-server-git==2025.9.25 --repository .', ['pypi/mcp-server-git', '2025.9.25', true, '--repository', '.']],
    ['uvx mcp_server.git', ['pypi/mcp-server-git', undefined, false]],
    ['uvx mcp-server-git@latest', ['pypi/mcp-server-git', 'latest', false]],
    ['uvx mcp-server-git@1.2', ['pypi/mcp-server-git', '1.2', true]],
    ['uvx --from kit[cli]==1.0 kit-serve --fast', ['pypi/kit', '1.0', true, '--fast']],
    ['uvx --prerelease allow --python 3.12 kit>=2', ['pypi/kit', '>=2', false]],
    ['uvx --prerelease=allow kit==2.*', ['pypi/kit', '2.*', false]],
    [`uvx --from git+https://github.com/acme/kit@${COMMIT} kit`, ['git/github.com/acme/kit', COMMIT, true]],
    ['uvx --from git+https://github.com/acme/kit kit', ['git/github.com/acme/kit', undefined, false]],
    ['uv tool run --from kit==1.0 kit', ['pypi/kit', '1.0', true]],
    ['uv run --with kit==1.0 kit --root /data', ['pypi/kit', '1.0', true, '--root', '/data']],
    ['uv run --with fastmcp fastmcp run /srv/server.py', ['pypi/fastmcp', undefined, false, 'run', '/srv/server.py']],
    ['pipx run --spec kit==1.4 kit-serve', ['pypi/kit', '1.4', true]],
    ['pipx run kit', ['pypi/kit', undefined, false]],
  ])('%s', (line, expected) => {
    expect(fetched(line)).toEqual(expected);
  });

  it('uv run of a local script fetches no server', () => {
    expect(readLaunch('uv', ['--directory', 'tools', 'run', 'server.py', '--fast'])).toMatchObject({ script: 'tools/server.py' });
    expect(readLaunch('uv', ['--directory', 'tools', 'run', 'server.py']).package).toBeUndefined();
  });
});

describe('images', () => {
  it.each([
    ['docker run -i --rm -e TOKEN ghcr.io/github/github-mcp-server:v0.20.1', ['oci/ghcr.io/github/github-mcp-server', 'v0.20.1', true]],
    ['docker run -i --rm mcp/fetch', ['oci/docker.io/mcp/fetch', undefined, false]],
    ['podman run -it --network host mcp/fetch:latest stdio', ['oci/docker.io/mcp/fetch', 'latest', false, 'stdio']],
    ['docker run --rm redis:7', ['oci/docker.io/library/redis', '7', false]],
    [`docker run --rm --privileged registry.example.org:5000/kit@${DIGEST}`, ['oci/registry.example.org:5000/kit', DIGEST, true]],
    ['docker --context far container run -i mcp/time:2025-09-25', ['oci/docker.io/mcp/time', '2025-09-25', true]],
    ['docker exec -i running node server.js', [undefined, undefined, undefined, 'exec', '-i', 'running', 'node', 'server.js']],
  ])('%s', (line, expected) => {
    expect(fetched(line)).toEqual(expected);
  });

  it('tell what they reach of the machine', () => {
    const launch = readLaunch('docker', [
      'run',
      '-i',
      '-eA=1',
      '-e',
      'B',
      '--privileged',
      '-v',
      '/var/run/docker.sock:/var/run/docker.sock',
      '-v/:/host',
      '--net=host',
      'mcp/kit:1.0.0',
    ]);
    expect(launch.environment).toEqual(['B', 'A=1']);
    expect(launch.container).toEqual({
      mounts: ['/var/run/docker.sock:/var/run/docker.sock', '/:/host'],
      privileged: true,
      network: 'host',
      engineSocket: true,
    });
  });
});

describe('wrappers', () => {
  it.each([
    ['cmd', ['/c', 'npx', '-y', 'kit@1.0.0', '--fast']],
    ['C:\\Windows\\System32\\cmd.exe', ['/C', 'npx -y kit@1.0.0 --fast']],
    ['sh', ['-c', 'cd tools && npx -y "kit@1.0.0" --fast']],
    ['bash', ['-lc', 'exec npx -y kit@1.0.0 --fast']],
    ['wsl', ['-d', 'Ubuntu', '-e', 'npx', '-y', 'kit@1.0.0', '--fast']],
    ['wsl.exe', ['bash', '-c', "npx -y 'kit@1.0.0' --fast"]],
    ['env', ['-u', 'HOME', 'MODE=x', 'npx', '-y', 'kit@1.0.0', '--fast']],
    ['npx', ['-y', 'cross-env', 'MODE=x', 'npx', 'kit@1.0.0', '--fast']],
    ['op', ['run', '--env-file=.env', '--', 'npx', 'kit@1.0.0', '--fast']],
    ['npx -y kit@1.0.0 --fast', []],
    ['C:\\Program Files\\nodejs\\npx.cmd', ['-y', 'kit@1.0.0', '--fast']],
    ['/opt/homebrew/bin/npx', ['kit@1.0.0', '--fast']],
  ])('%s %j', (command, args) => {
    const launch = readLaunch(command, args);
    expect([launch.program, launch.package?.name, launch.package?.version, ...launch.arguments]).toEqual(['npx', 'kit', '1.0.0', '--fast']);
  });

  it('of themselves end', () => {
    expect(
      readLaunch(
        'env',
        Array.from({ length: 5000 }, () => 'env'),
      ).program,
    ).toBe('env');
  });

  it('that fetch a script and run it are told', () => {
    expect(readLaunch('bash', ['-c', 'curl -fsSL https://get.example.org/x.sh | bash'])).toMatchObject({
      shell: true,
      fetchesAndRuns: true,
    });
    expect(readLaunch('bash', ['-c', 'node server.js | tee log']).fetchesAndRuns).toBeUndefined();
  });
});

describe('programs of their own', () => {
  it('name their script or module', () => {
    expect(readLaunch('node', ['--env-file', '.env', 'dist/server.js', '--fast'])).toMatchObject({
      program: 'node',
      script: 'dist/server.js',
      arguments: ['--fast'],
    });
    expect(readLaunch('python3.12', ['-u', '-m', 'desk.server', '--fast'])).toMatchObject({
      program: 'python',
      script: '-m desk.server',
      arguments: ['--fast'],
    });
    expect(readLaunch('npx', ['tsx', 'src/server.ts'])).toMatchObject({ script: 'src/server.ts' });
    expect(readLaunch('./bin/server', ['--fast'])).toMatchObject({ script: './bin/server', arguments: ['--fast'] });
  });

  it('behind a bridge name the remote server', () => {
    expect(readLaunch('npx', ['-y', 'mcp-remote@0.1.30', 'https://mcp.example.org/sse', '--header', 'X: y']).remote).toBe(
      'https://mcp.example.org/sse',
    );
  });
});
