import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { assetNamed, failed, inPlace, type Place } from '../pharos.ts';

/** Values of the kind people choose and of the kind issuers make, put together at run time; known to nobody. */
const mixed = (seed: number, length: number): string => {
  let out = '';
  for (let round = 0; out.length < length; round++)
    out += createHash('sha256')
      .update(`${seed} ${round}`)
      .digest('base64')
      .replace(/[^A-Za-z0-9]/g, '');
  return out.slice(0, length);
};
const SECRETS = {
  env: ['hunter', '2xk'].join(''),
  twice: ['k9$Tz', '4pLq'].join('!'),
  pass: ['blue', 'berry', '7'].join(''),
  c: mixed(1, 26),
  url: ['pg', 'pw', '31'].join(''),
  httpPassword: ['web', 'pw', '92'].join(''),
  query: ['q7Z', 'p3k'].join(''),
  toolKey: ['tk', '81', 'xv'].join(''),
  said: ['Tr0ub', '4dor'].join(''),
  colon: ['zx81', 'qq'].join(''),
  argument: ['arg', 'ue', '55'].join(''),
  given: ['letme', 'in9'].join(''),
  address: ['ad', 'dr', '17x'].join(''),
  terraform: ['weak', 'db', '44'].join(''),
  notebook: ['note', 'pw', '63'].join(''),
  yaml: ['sword', 'fish', '9'].join(''),
  header: ['he', 'ad', '28z'].join(''),
  issued: `${['gh', 'p'].join('')}_${mixed(2, 36)}`,
};
type Secret = keyof typeof SECRETS;
const WEAK = (Object.keys(SECRETS) as Secret[]).filter((name) => name !== 'issued');

const FILES: Record<string, string> = {
  'estate/.env': `DB_PASSWORD=${SECRETS.env}\nADMIN_PASSWORD=${SECRETS.twice}\nBACKUP_PASSWORD=${SECRETS.twice}\nSMTP_PASS=${SECRETS.pass}\nGITHUB_TOKEN=${SECRETS.issued}\n`,
  'estate/agent.py': `import requests
from agents import Agent, Runner, function_tool

c = "${SECRETS.c}"
url = "postgresql://desk:${SECRETS.url}@db.desk.internal:5432/desk"


@function_tool
def rates(pair: str) -> str:
    """Looks up a rate."""
    return requests.get("https://rates.example.net/v1?key=${SECRETS.query}&pair=" + pair, headers={"X-Api-Key": "${SECRETS.header}"}).text


@function_tool
def note(text: str) -> str:
    """Keeps a note."""
    return requests.post("https://bot:${SECRETS.httpPassword}@notes.example.net/add?token=${SECRETS.toolKey}", data=text).text


desk = Agent(
    name="desk",
    model="gpt-4.1",
    instructions="You help staff. The admin password is ${SECRETS.said}. Never tell it. token: ${SECRETS.colon}",
    tools=[rates, note],
)
Runner.run_sync(desk, "hello")
`,
  'estate/.mcp.json': JSON.stringify({
    mcpServers: {
      a: { command: 'npx', args: ['-y', 'some-mcp@1.0.0', '--api-key', SECRETS.argument], env: { MY_PASSWORD: SECRETS.given } },
      b: { url: `https://mcp.example.net/sse?key=${SECRETS.address}` },
    },
  }),
  'estate/main.tf': `resource "aws_db_instance" "desk" {
  identifier = "desk"
  password   = "${SECRETS.terraform}"
}
resource "aws_lambda_function" "x" {
  function_name = "x"
  environment {
    variables = { DB_PASSWORD = "${SECRETS.terraform}" }
  }
}
`,
  'estate/run.ipynb': JSON.stringify({
    cells: [{ cell_type: 'code', source: [`import openai\npassword = "${SECRETS.notebook}"\nopenai.OpenAI()\n`] }],
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
  }),
  'estate/settings.yaml': `database:\n  password: ${SECRETS.yaml}\n  host: db.desk.internal\n`,
};

/** Every file below a folder, and what of it is packed, unpacked. */
function stored(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return [bytes.toString('latin1'), ...unpacked(bytes)].map((text): [string, string] => [entry.name, text]);
    });
}

function unpacked(bytes: Buffer): string[] {
  const out: string[] = [];
  for (let at = 0; at < bytes.length - 2; at++) {
    const gzip = bytes[at] === 0x1f && bytes[at + 1] === 0x8b;
    if (!gzip && !(bytes[at] === 0x78 && [0x01, 0x9c, 0xda].includes(bytes[at + 1]!))) continue;
    try {
      out.push((gzip ? gunzipSync : inflateSync)(bytes.subarray(at), { finishFlush: 2 }).toString('latin1'));
    } catch {
      // Two bytes that only look like the beginning of something packed.
    }
  }
  return out;
}

/** Which secrets a text holds in clear, and which weak ones it holds a plain digest of. */
function heldBy(text: string): string[] {
  const held: string[] = [];
  for (const [name, value] of Object.entries(SECRETS)) if (text.includes(value)) held.push(`${name} in clear`);
  for (const name of WEAK) {
    const forms = [SECRETS[name], `pharos-secret:${SECRETS[name]}`, FILES['estate/.env']!];
    for (const algorithm of ['sha256', 'sha1', 'md5'])
      for (const form of forms)
        if (text.includes(createHash(algorithm).update(form).digest('hex').slice(0, 12))) held.push(`${algorithm} of ${name}`);
  }
  return held;
}

function git(place: Place, ...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org', '-c', 'init.defaultBranch=main', ...args], {
    cwd: `${place.folder}/estate`,
    stdio: 'ignore',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}

describe('secrets of a scanned folder', () => {
  it('stand in no output and in no stored byte, neither in clear nor as a digest that could be guessed', () =>
    inPlace(FILES, async ({ pharos, home }) => {
      const ran = [
        await pharos('scan', 'estate', '--json'),
        await pharos('scan', 'estate', '--all'),
        await pharos('scan', 'estate', '--format', 'sarif'),
        await pharos('scan', 'estate', '--format', 'cyclonedx'),
        await pharos('scan', 'estate', '--no-store', '--json'),
      ];
      const report = ran[0]!.json();
      for (const { id } of report.findings) ran.push(await pharos('explain', id, '--json'));
      for (const view of ['assets', 'findings', 'evidence', 'edges', 'coverage'])
        ran.push(await pharos('query', `select * from ${view}`, '--json'));
      expect(report.assets.filter(({ kind }) => kind === 'tool').map(({ name }) => name)).toEqual(
        expect.arrayContaining(['note', 'rates']),
      );
      for (const { stdout, stderr } of ran) expect(heldBy(stdout + stderr)).toEqual([]);
      const kept = stored(home);
      expect(kept.map(([name]) => name)).toEqual(expect.arrayContaining(['pharos.db', expect.stringMatching(/\.facts\.json$/)]));
      for (const [name, text] of kept) expect([name, ...heldBy(text)]).toEqual([name]);
    }));

  it('are told by file and name where they could be guessed: the same on every machine, and no two united by their value', () =>
    inPlace(FILES, async ({ report, write }) => {
      const before = await report();
      const [admin, backup] = [assetNamed(before, 'secret', 'ADMIN_PASSWORD'), assetNamed(before, 'secret', 'BACKUP_PASSWORD')];
      expect(admin.keys).not.toEqual(backup.keys);
      expect(admin.properties).toMatchObject({ identity: 'place', preview: '…' });
      // Another password of the same name, some lines further down: still the same finding.
      write({ 'estate/.env': `# moved\n\nADMIN_PASSWORD=${['w3$Bn', '8rXc'].join('!')}\nBACKUP_PASSWORD=${SECRETS.twice}\n` });
      const after = await report();
      expect(assetNamed(after, 'secret', 'ADMIN_PASSWORD').id).toBe(admin.id);
    }));

  it('are found again after a change that only touches their value', () =>
    inPlace({ 'estate/.env': `ADMIN_PASSWORD=${SECRETS.twice}\n` }, async ({ pharos, write }) => {
      const scan = async (): Promise<string[]> =>
        failed((await pharos('scan', 'estate', '--json')).json(), 'leaked-credential').map(
          ({ on, evidence }) => `${on} ${evidence[0]?.line}`,
        );
      expect(await scan()).toEqual(['ADMIN_PASSWORD 1']);
      write({ 'estate/.env': `\nADMIN_PASSWORD=${SECRETS.twice}\n` });
      expect(await scan()).toEqual(['ADMIN_PASSWORD 2']);
      write({ 'estate/.env': 'ADMIN_PASSWORD=\n' });
      expect(await scan()).toEqual([]);
    }));
});

describe('a secret and git', () => {
  const KEY = `OPENAI_API_KEY=${['sk', 'proj'].join('-')}-${mixed(3, 74)}${Buffer.from('OpenAI').toString('base64')}${mixed(4, 74)}\n`;
  const told = async ({ report }: Place): Promise<{ severity: string; tracked: unknown; saw: string; command: string }> => {
    const found = await report();
    const [finding] = failed(found, 'leaked-provider-key');
    return {
      severity: finding!.severity,
      tracked: assetNamed(found, 'secret', 'OPENAI_API_KEY').properties['tracked'],
      saw: finding!.saw,
      command: finding!.fix.command ?? '',
    };
  };

  it('tells a tracked file, an ignored one, an untracked one and one without git apart', () =>
    inPlace({ 'estate/.env': KEY, 'estate/app.py': 'import openai\n' }, async (place) => {
      expect(await told(place)).toEqual({
        severity: 'critical',
        tracked: undefined,
        saw: expect.stringContaining('cannot be seen from here'),
        command: 'git log --all --oneline -- .env',
      });
      git(place, 'init', '--quiet');
      git(place, 'add', 'app.py');
      expect(await told(place)).toEqual({
        severity: 'high',
        tracked: false,
        saw: expect.stringContaining('nothing tells it to ignore it'),
        command: "printf '%s\\n' /.env >> .gitignore",
      });
      place.write({ 'estate/.gitignore': '.env\n' });
      expect(await told(place)).toEqual({
        severity: 'high',
        tracked: false,
        saw: expect.stringContaining('is told to ignore it'),
        command: 'git log --all --oneline -- .env',
      });
      git(place, 'add', '--force', '.env');
      expect(await told(place)).toEqual({
        severity: 'critical',
        tracked: true,
        saw: expect.stringContaining('Git tracks it there.'),
        command: 'git rm --cached -- .env',
      });
    }));

  it('answers anew when only the index changed', () =>
    inPlace({ 'estate/.env': KEY }, async (place) => {
      git(place, 'init', '--quiet');
      git(place, 'add', '.env');
      const severities = async (): Promise<string[]> =>
        failed((await place.pharos('scan', 'estate', '--json')).json(), 'leaked-provider-key').map(({ severity }) => severity);
      expect(await severities()).toEqual(['critical']);
      git(place, 'rm', '--quiet', '--cached', '.env');
      expect(await severities()).toEqual(['high']);
    }));
});
