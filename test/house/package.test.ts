import { execFileSync, type ExecFileSyncOptionsWithStringEncoding, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Report } from '../../src/core/report.ts';

/** The package as it is published: packed, installed elsewhere, run without TypeScript. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

let folder: string;
let installed: string;

/** The environment without what an outer npm says of its own package: an inner one would install there. */
function environment(): NodeJS.ProcessEnv {
  const foreign = /^npm_(?:package_|lifecycle_|command$|execpath$|node_execpath$|config_(?:local_prefix|global_prefix|prefix)$)/;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))), PHAROS_HOME: join(folder, 'home') };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pharos-package-'));
  const quiet: ExecFileSyncOptionsWithStringEncoding = { env: environment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { ...quiet, cwd: root });
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'package.json'), '{"private":true}\n');
  const tarball = join(folder, `pharos-${version}.tgz`);
  execFileSync('npm', ['install', tarball, '--prefer-offline', '--no-audit', '--no-fund', '--silent'], { ...quiet, cwd: elsewhere });
  installed = join(elsewhere, 'node_modules/pharos');
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function pharos(...given: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [join(folder, 'elsewhere/node_modules/.bin/pharos'), ...given], {
    env: environment(),
    cwd: folder,
    encoding: 'utf8',
  });
}

describe('the published package', () => {
  it('holds JavaScript and its data, no sources, tests or fakes of secrets', () => {
    const files = globSync('**/*', { cwd: installed }).map((file) => file.replaceAll('\\', '/'));
    const own = files.filter((file) => !file.startsWith('dist/demo/'));
    expect(own.filter((file) => /\.tsx?$/.test(file) && !file.startsWith('node_modules/'))).toEqual([]);
    expect(files.filter((file) => /\.test\.|\/fixtures\/|\/\.env\.production$/.test(file))).toEqual([]);
    expect(files).toContain('dist/src/cli/main.js');
    expect(files).toContain('LICENSE');
    expect(existsSync(join(folder, 'elsewhere/node_modules/typescript'))).toBe(false);
  });

  it('tells its version', () => {
    expect(pharos('--version')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(version) });
  });

  it('scans a folder with every registered detector', () => {
    const shop = join(folder, 'shop');
    mkdirSync(shop);
    writeFileSync(
      join(shop, 'answers.py'),
      'from openai import OpenAI\n\nclient = OpenAI()\nclient.responses.create(model="gpt-4.1-mini", input="hello")\n',
    );
    writeFileSync(join(shop, 'requirements.txt'), 'openai==1.99.0\n');
    writeFileSync(
      join(shop, '.mcp.json'),
      JSON.stringify({ mcpServers: { files: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem@2025.8.21', '.'] } } }),
    );
    const scan = pharos('scan', shop, '--json', '--no-store');
    expect(scan.stderr).not.toContain('Error');
    const report = Report.parse(JSON.parse(scan.stdout));
    expect([0, 1]).toContain(scan.status);
    expect(report.pharos).toBe(version);
    expect(report.assets.filter((asset) => asset.kind === 'model').map((asset) => asset.name)).toEqual(['gpt-4.1-mini']);
    expect(report.assets.filter((asset) => asset.kind === 'mcp-server')).toHaveLength(1);
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });
});
