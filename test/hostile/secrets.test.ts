import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { failed, inPlace } from '../pharos.ts';
import { BESIDE, fakeKey, unharmed } from './estate.ts';

/** Every file below a folder, as it lies there. */
function stored(folder: string): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))]);
}

/** The bytes, and whatever of them is gzip or zlib, unpacked. */
function unpacked(bytes: Buffer): string[] {
  const out = [bytes.toString('latin1')];
  for (let at = 0; at < bytes.length - 2; at++) {
    const gzip = bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8;
    const zlib = bytes[at] === 0x78 && (bytes[at + 1] === 0x9c || bytes[at + 1] === 0x01 || bytes[at + 1] === 0xda);
    if (!gzip && !zlib) continue;
    try {
      out.push((gzip ? gunzipSync : inflateSync)(bytes.subarray(at), { finishFlush: 2 }).toString('latin1'));
    } catch {
      // Two bytes that only look like the beginning of something packed.
    }
  }
  return out;
}

describe('secrets', () => {
  it('no output and no stored byte holds a secret in clear', () => {
    const keys = Array.from({ length: 8 }, (_, at) => fakeKey(at + 1));
    const [env, code, json, terraform, args, header, notebook, comment] = keys as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    return inPlace(
      {
        ...BESIDE,
        'estate/.env': `OPENAI_API_KEY=${env}\n`,
        'estate/app.py': `import openai\n\n# was ${comment}\nclient = openai.OpenAI(api_key="${code}")\nclient.chat.completions.create(model="gpt-4.1", messages=[])\n`,
        'estate/settings.json': JSON.stringify({ openai: { apiKey: json } }),
        'estate/main.tf': `variable "key" {\n  default = "${terraform}"\n}\nresource "aws_lambda_function" "x" {\n  function_name = "x"\n  environment {\n    variables = { OPENAI_API_KEY = "${terraform}" }\n  }\n}\n`,
        'estate/.mcp.json': JSON.stringify({
          mcpServers: {
            a: { command: 'npx', args: ['-y', 'some-mcp@1.0.0', '--key', args], env: { OPENAI_API_KEY: args } },
            b: { url: `https://mcp.example/sse?key=${header}`, headers: { Authorization: `Bearer ${header}` } },
          },
        }),
        'estate/run.ipynb': JSON.stringify({
          cells: [{ cell_type: 'code', source: [`import openai\nopenai.api_key = "${notebook}"\n`] }],
          nbformat: 4,
          nbformat_minor: 5,
          metadata: {},
        }),
      },
      async ({ pharos, home, folder }) => {
        const ran = [
          await pharos('scan', 'estate', '--json'),
          await pharos('scan', 'estate', '--all'),
          await pharos('scan', 'estate', '--format', 'sarif'),
          await pharos('scan', 'estate', '--format', 'cyclonedx'),
        ];
        const report = ran[0]!.json();
        expect(unharmed(report)).toEqual([]);
        expect(failed(report, 'leaked-provider-key').length).toBeGreaterThanOrEqual(4);
        for (const { id } of report.findings.slice(0, 3)) ran.push(await pharos('explain', id, '--json'));
        for (const { id } of report.assets.filter(({ kind }) => kind === 'mcp-server')) ran.push(await pharos('explain', id));
        for (const view of ['assets', 'findings', 'evidence', 'edges', 'coverage'])
          ran.push(await pharos('query', `select * from ${view}`, '--json'));
        ran.push(await pharos('diff', 'latest', 'latest', '--json'), await pharos('backup', 'all.backup'));
        const bytes: [string, Buffer][] = [...stored(home), ['all.backup', readFileSync(`${folder}/all.backup`)]];
        expect(bytes.map(([name]) => name)).toEqual(expect.arrayContaining(['pharos.db']));
        for (const key of keys) {
          // Half of a key is too much as well.
          const half = key.slice(20, 60);
          for (const { stdout, stderr } of ran) expect((stdout + stderr).includes(half)).toBe(false);
          for (const [name, content] of bytes) for (const text of unpacked(content)) expect(text.includes(half), name).toBe(false);
        }
      },
    );
  });

  it('cuts credentials from git URLs', () =>
    inPlace({ ...BESIDE }, async ({ pharos, folder, report, home }) => {
      const token = fakeKey(9);
      execFileSync('git', ['init', '--quiet', 'estate'], { cwd: folder });
      execFileSync('git', ['remote', 'add', 'origin', `https://robot:${token}@code.example/books/harbour.git`], {
        cwd: `${folder}/estate`,
      });
      const found = await report();
      expect(found.scan.targets[0]?.id).toBe('code.example/books/harbour');
      const outputs = [JSON.stringify(found)];
      for (const url of [`https://robot:${token}@127.0.0.1:9/x.git`, `ssh://robot:${token}@127.0.0.1:9/x.git`]) {
        const alone = await pharos('scan', url);
        expect(alone.code).toBe(2);
        const beside = await pharos('scan', 'estate', url, '--json');
        const offline = await pharos('scan', 'estate', url, '--offline', '--json');
        expect(beside.json().coverage.some(({ what, status }) => what === 'source' && status === 'failed')).toBe(true);
        outputs.push(...[alone, beside, offline].map(({ stdout, stderr }) => stdout + stderr));
      }
      for (const [, content] of stored(home)) outputs.push(...unpacked(content));
      for (const output of outputs) expect(output.includes(token.slice(20, 60))).toBe(false);
    }));
});
