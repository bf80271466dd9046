import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { pickleThatRuns } from '../../demo/pickles.ts';
import { openWithin } from '../../src/discovery/sources/folder/open.ts';
import { failed, inPlace, MAIN, under } from '../pharos.ts';
import { zipOf } from './archives.ts';
import { BESIDE, told, unharmed } from './estate.ts';
import { untilOpen } from './processes.ts';

const AI = 'import openai\nopenai.OpenAI().chat.completions.create(model="gpt-4.1", messages=[])\n';

describe('running', () => {
  it('executes nothing it inspects', () =>
    inPlace({ ...BESIDE }, async ({ folder, report, write }) => {
      const canary = `${folder}/canary`;
      const touch = `touch ${canary}`;
      write(
        under('estate', {
          'model.pkl': pickleThatRuns(touch),
          'weights.pt': zipOf({ 'archive/data.pkl': pickleThatRuns(touch), 'archive/version': Buffer.from('3') }),
          'setup.py': `import os\nos.system("${touch}")\n${AI}`,
          'conftest.py': `import os\nos.system("${touch}")\n${AI}`,
          'sitecustomize.py': `import os\nos.system("${touch}")\n${AI}`,
          'package.json': JSON.stringify({ name: 'x', scripts: { preinstall: touch, prepare: touch }, dependencies: { openai: '5.0.0' } }),
          'binding.gyp': '{}',
          '.mcp.json': JSON.stringify({ mcpServers: { a: { command: 'sh', args: ['-c', touch] }, b: { command: `$(${touch})` } } }),
          'run.ipynb': JSON.stringify({
            cells: [{ cell_type: 'code', source: [`!${touch}\n`, AI] }],
            nbformat: 4,
            nbformat_minor: 5,
            metadata: {},
          }),
          'main.tf': `data "external" "x" {\n  program = ["sh", "-c", "${touch}"]\n}\nlocals {\n  y = file("/etc/passwd")\n}\n`,
          'vitest.config.ts': `import { execSync } from 'node:child_process';\nexecSync('${touch}');\nimport OpenAI from 'openai';\n`,
          Makefile: `$(shell ${touch})\nall:\n\t${touch}\n`,
          'x.yaml': `!!python/object/apply:os.system ["${touch}"]\n`,
          '.envrc': `${touch}\n`,
        }),
      );
      const found = await report();
      expect(unharmed(found)).toEqual([]);
      expect(existsSync(canary)).toBe(false);
      expect(
        failed(found, 'pickle-unsafe-model')
          .map(({ on }) => on)
          .sort(),
      ).toEqual(['model.pkl', 'weights.pt']);
      expect(JSON.stringify(found)).not.toContain(readFileSync('/etc/passwd', 'utf8').split('\n')[0]);
    }));

  it('loads no module from the target', () =>
    inPlace({ ...BESIDE }, async ({ folder, pharosWith, write }) => {
      const canary = `${folder}/canary`;
      const evil = `require('node:fs').writeFileSync(${JSON.stringify(canary)}, 'loaded');`;
      const modules = ['yaml', 'zod', 'commander', 'kysely', '@ast-grep/napi', 'ignore', 'picomatch', 'smol-toml', 'jsonc-parser'];
      write({
        ...Object.fromEntries(
          modules.flatMap((name) => [
            [`node_modules/${name}/index.js`, evil],
            [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
          ]),
        ),
        'package.json': JSON.stringify({ name: 'x', type: 'commonjs', imports: { '#x': './evil.js' } }),
        '.npmrc': 'node-options=--require ./evil.js\n',
        'evil.js': evil,
        'index.js': evil,
        '.node-version': '4\n',
      });
      // The command runs in the target itself.
      const ran = await pharosWith({}, 'scan', '.', '--json', '--no-store', '--fail-on', 'never');
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      expect(unharmed(ran.json())).toEqual([]);
      expect(existsSync(canary)).toBe(false);
    }));
});

describe('reading outside', () => {
  it('never follows a link out of the target', () =>
    inPlace(
      {
        ...BESIDE,
        'outside/agent.py': 'from agents import Agent\nspy = Agent(name="outsider", model="gpt-4.1")\n',
        'estate/inside/agent.py': 'from agents import Agent\nown = Agent(name="insider", model="gpt-4.1")\n',
      },
      async ({ folder, report }) => {
        symlinkSync(`${folder}/outside/agent.py`, `${folder}/estate/file.py`);
        symlinkSync(`${folder}/outside`, `${folder}/estate/folder`);
        symlinkSync('../outside/agent.py', `${folder}/estate/relative.py`);
        symlinkSync('relative.py', `${folder}/estate/chain.py`);
        symlinkSync('loop.py', `${folder}/estate/loop.py`);
        symlinkSync('.', `${folder}/estate/self`);
        symlinkSync('inside', `${folder}/estate/again`);
        symlinkSync('/etc/passwd', `${folder}/estate/passwd.py`);
        symlinkSync('/proc/self/environ', `${folder}/estate/.env`);
        const found = await report();
        expect(unharmed(found)).toEqual([]);
        expect(found.assets.filter(({ kind }) => kind === 'agent').map(({ name }) => name)).toEqual(['insider']);
        for (const file of ['file.py', 'folder', 'relative.py', 'chain.py', 'loop.py', 'passwd.py', '.env'])
          expect(told(found, file), file).toEqual(['files skipped']);
        expect(JSON.stringify(found)).not.toMatch(/outsider|root:x:0/);
      },
    ));

  it('notices a file exchanged for a link', () =>
    inPlace({ 'estate/a.py': AI, 'estate/sub/b.py': AI, 'outside/a.py': 'secret', 'outside/b.py': 'secret' }, async ({ folder }) => {
      const root = `${folder}/estate`;
      const opened = openWithin(root, 'sub/b.py');
      expect(Buffer.from(opened.read(0, 100)).toString()).toBe(AI);
      opened.close();
      rmSync(`${root}/a.py`);
      symlinkSync(`${folder}/outside/a.py`, `${root}/a.py`);
      expect(() => openWithin(root, 'a.py')).toThrow(/ELOOP/);
      renameSync(`${root}/sub`, `${root}/was`);
      symlinkSync(`${folder}/outside`, `${root}/sub`);
      if (process.platform === 'linux') expect(() => openWithin(root, 'sub/b.py')).toThrow(/outside of the target/);
    }));

  it('opens regular files only', () =>
    inPlace({ ...BESIDE }, async ({ folder, report }) => {
      execFileSync('sh', ['-c', 'mkfifo pipe.py .env'], { cwd: `${folder}/estate` });
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(`${folder}/estate/socket.json`, resolve));
      try {
        const found = await report();
        expect(unharmed(found)).toEqual([]);
        for (const file of ['pipe.py', '.env', 'socket.json']) expect(told(found, file), file).toEqual(['files skipped']);
        // Nobody writes into the pipe: whoever opened it would wait for ever.
        await expect(report('estate/pipe.py')).rejects.toThrow('neither a folder nor a file');
      } finally {
        server.close();
      }
    }));

  it('shows archive members without unpacking', () =>
    inPlace(
      {
        ...BESIDE,
        'estate/w.pt': zipOf({
          '../../../escaped.pkl': pickleThatRuns('true'),
          '/absolute.pkl': pickleThatRuns('true'),
          'archive/data.pkl': pickleThatRuns('true'),
        }),
      },
      async ({ folder, report }) => {
        const found = await report();
        expect(unharmed(found)).toEqual([]);
        expect(failed(found, 'pickle-unsafe-model').map(({ on }) => on)).toEqual(['w.pt']);
        for (const place of [`${folder}/escaped.pkl`, `${folder}/../escaped.pkl`, '/absolute.pkl', '/escaped.pkl'])
          expect(existsSync(place), place).toBe(false);
      },
    ));

  it.skipIf(process.getuid?.() === 0)('tells what it has no permission for (not as root, who has every permission)', () =>
    inPlace({ ...BESIDE, 'estate/closed.py': AI, 'estate/closed/a.py': AI }, async ({ folder, report }) => {
      chmodSync(`${folder}/estate/closed.py`, 0);
      chmodSync(`${folder}/estate/closed`, 0);
      const found = await report();
      expect(unharmed(found)).toEqual([]);
      expect([told(found, 'closed.py'), told(found, 'closed')]).toEqual([['files denied'], ['files denied']]);
      chmodSync(`${folder}/estate/closed`, 0o700);
    }),
  );
});

describe('size and depth', () => {
  it('tells a file of 200 MB as too large', () =>
    inPlace({ ...BESIDE }, async ({ folder, report }) => {
      const chunk = Buffer.alloc(4_000_000, '# a line of a comment\n');
      const text = openSync(`${folder}/estate/huge.py`, 'w');
      for (let written = 0; written < 200_000_000; written += chunk.length) writeSync(text, chunk);
      closeSync(text);
      const sparse = openSync(`${folder}/estate/sparse.json`, 'w');
      writeSync(sparse, '{ "mcpServers": {');
      ftruncateSync(sparse, 200_000_000);
      closeSync(sparse);
      const found = await report();
      expect(unharmed(found)).toEqual([]);
      expect(told(found, 'huge.py')).toEqual(['files too-large']);
      expect(found.coverage.find(({ file }) => file === 'huge.py')?.reason).toContain('191 MiB');
      expect(found.scan.complete).toBe(false);
    }));

  it('survives 100,000 levels of nesting', () => {
    const deep = 100_000;
    const nested = {
      '.mcp.json': `{"mcpServers":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}`,
      'list/.mcp.json': `{"mcpServers":${'['.repeat(deep)}`,
      'package.json': `{"name":${'['.repeat(deep)}${']'.repeat(deep)}}`,
      'parentheses.py': `import openai\nx = ${'('.repeat(deep)}1${')'.repeat(deep)}\n${AI}`,
      'lists.py': `import openai\nx = ${'['.repeat(deep)}`,
      'calls.py': `import openai\nx = ${'f('.repeat(deep)}`,
      'not.py': `import openai\nx = ${'not '.repeat(deep)}True\n`,
      'sum.py': `import openai\nx = ${'1 + '.repeat(deep)}1\n${AI}`,
      'attributes.py': `import openai\nx = a${'.b'.repeat(deep)}\n`,
      'indented.py': `import openai\n${Array.from({ length: 2_000 }, (_, at) => `${' '.repeat(at)}if x:\n`).join('')}`,
      'brackets.ts': `import OpenAI from 'openai';\nconst x = ${'['.repeat(deep)}`,
      'arrows.ts': `import OpenAI from 'openai';\nconst x = ${'a => '.repeat(deep)}1;\n`,
      'types.ts': `import OpenAI from 'openai';\ntype X = ${'Array<'.repeat(deep)}number${'>'.repeat(deep)};\n`,
      'template.ts': `import OpenAI from 'openai';\nconst x = ${'`${'.repeat(20_000)}1${'}`'.repeat(20_000)};\n`,
      'main.tf': `locals {\n  x = ${'['.repeat(deep)}1${']'.repeat(deep)}\n}\n`,
      'blocks.tf': `${'a {\n'.repeat(deep)}${'}\n'.repeat(deep)}`,
      'interpolation.tf': `locals {\n  x = "${'${"'.repeat(20_000)}a${'"}'.repeat(20_000)}"\n}\n`,
      'nested.tf.json': `{"locals":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}`,
      'pyproject.toml': `[project]\nname = ${'['.repeat(deep)}${']'.repeat(deep)}\n`,
      'deep.yaml': Array.from({ length: 3_000 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
    };
    return inPlace({ ...BESIDE, ...under('estate', nested) }, async ({ report }) => {
      const found = await report();
      expect(unharmed(found)).toEqual([]);
      // What was lost is told; what is nested but whole (`not not not …`) may be understood instead.
      const lost = [
        '.mcp.json',
        'list/.mcp.json',
        'main.tf',
        'blocks.tf',
        'interpolation.tf',
        'nested.tf.json',
        'lists.py',
        'calls.py',
        'brackets.ts',
        'parentheses.py',
        'sum.py',
      ];
      const understood = (file: string): boolean =>
        found.assets.some(({ kind, evidence }) => kind === 'model' && evidence.some((seen) => seen.file === file));
      expect(lost.filter((file) => told(found, file).length === 0 && !understood(file))).toEqual([]);
    });
  });

  it('refuses a pharos.yaml that is nested or repeats itself without end', () =>
    inPlace(
      {
        'deep/pharos.yaml': `name: ${'['.repeat(100_000)}`,
        'bomb/pharos.yaml': `${Array.from({ length: 30 }, (_, at) => `a${at}: &a${at} [${at === 0 ? 'x' : `*a${at - 1}, *a${at - 1}, *a${at - 1}, *a${at - 1}`}]`).join('\n')}\n`,
      },
      async ({ pharos }) => {
        for (const target of ['deep', 'bomb']) {
          const { code, stderr } = await pharos('scan', target, '--no-store');
          expect([target, code, stderr]).toEqual([target, 2, expect.stringContaining('PHAROS_SETTINGS_INVALID')]);
        }
      },
    ));

  it('stops at bombs', () => {
    const zeros = Buffer.alloc(120_000_000);
    const inner = zipOf({ 'archive/data.pkl': zeros });
    const nested = zipOf({ 'a.zip': zipOf({ 'b.zip': zipOf({ 'c.zip': inner }) }) });
    // Each tuple holds the one before twice: 2^60 elements for whoever builds it.
    const doubling = Buffer.concat([
      Buffer.from([0x80, 4]),
      Buffer.from(')'),
      ...Array.from({ length: 60 }, () => Buffer.from([0x94, 0x30, ...memo(0), ...memo(0), 0x86])),
      Buffer.from('.'),
    ]);
    const memoBomb = Buffer.concat([
      Buffer.from([0x80, 4]),
      ...Array.from({ length: 300_000 }, () => Buffer.from([0x29, 0x94])),
      Buffer.from('.'),
    ]);
    const claims = Buffer.concat([Buffer.from([0x80, 4, 0x8e]), Buffer.from('ffffffffffffff7f', 'hex'), Buffer.from('x.')]);
    return inPlace(
      {
        ...BESIDE,
        'estate/bomb.pt': inner,
        'estate/matryoshka.pt': nested,
        'estate/doubling.pkl': doubling,
        'estate/memo.pkl': memoBomb,
        'estate/claims.pkl': claims,
      },
      async ({ report }) => {
        const found = await report();
        expect(unharmed(found)).toEqual([]);
        const known = (file: string): boolean =>
          found.coverage.some((entry) => entry.file === file) || found.assets.some(({ name }) => name === file);
        for (const file of ['bomb.pt', 'matryoshka.pt', 'doubling.pkl', 'memo.pkl', 'claims.pkl']) expect(known(file), file).toBe(true);
      },
    );
  });

  it('stays linear on text made to be slow', () =>
    inPlace(
      {
        ...BESIDE,
        ...under('estate', {
          // Ten megabytes in one line is beyond the limit of text; seven are not.
          'line.py': `import openai\nx = "${'a'.repeat(7_000_000)}"\n${AI}`,
          'long.json': `{"mcpServers":{"a":{"command":"${'x '.repeat(3_000_000)}"}}}`,
          'spaces.py': `import openai\n${' '.repeat(2_000_000)}\n${AI}`,
          'keys.env': `${'OPENAI_API_KEY='.repeat(400_000)}\n`,
          'dashes.txt': `${['sk', 'sk', 'sk'].join('-')}${'-'.repeat(3_000_000)}`,
          'dots.py': `import openai\nfrom ${'a.'.repeat(500_000)}b import c\n`,
          'quotes.py': `import openai\nx = ${'"a" '.repeat(500_000)}\n`,
          'commas.py': `import openai\nx = [${'1,'.repeat(1_000_000)}]\n${AI}`,
          'hosts.txt': `https://${'api.openai.com.'.repeat(200_000)}\n`,
          'slashes.py': `import openai\nu = "${'https://'.repeat(300_000)}"\n`,
          'begin.pem': '-----BEGIN '.repeat(300_000),
          'base64.txt': 'eyJ'.repeat(1_000_000),
          'names.tf': `locals {\n  x = "${'${a.b}'.repeat(100_000)}"\n}\n`,
          'braces.yaml': `a: ${'{a: '.repeat(10_000)}\n`,
          '.gitignore': `${'*'.repeat(5_000)}a\n${'**/'.repeat(2_000)}b\n`,
        }),
        'estate/ten.py': `import openai\nx = "${'a'.repeat(10_000_000)}"\n`,
      },
      async ({ report }) => {
        const found = await report('estate', '--gitignore');
        expect(unharmed(found)).toEqual([]);
        expect(told(found, 'ten.py')).toEqual(['files too-large']);
      },
    ));
});

/** BINGET: takes what was remembered. */
function memo(at: number): number[] {
  return [0x68, at];
}

describe('what cannot be understood', () => {
  it('says why it could not read binary and broken text', () =>
    inPlace(
      {
        ...BESIDE,
        ...under('estate', {
          'latin.py': Buffer.concat([Buffer.from(AI), Buffer.from('# caf'), Buffer.from([0xe9, 0x0a])]),
          'binary.py': Buffer.from([0x00, 0x01, 0x02, 0xff, 0xfe, ...Buffer.from(AI)]),
          'sixteen.py': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(AI, 'utf16le')]),
          'cut.json': '{ "mcpServers": { "a": { "command": "np',
          'cut/.mcp.json': '{ "mcpServers": { "a": { "command": "np',
          'cut.pkl': pickleThatRuns('true').subarray(0, 20),
          'cut.pt': zipOf({ 'archive/data.pkl': pickleThatRuns('true') }).subarray(0, 60),
          'cut.tf': 'resource "aws_s3_bucket" "x" {\n  bucket = "a',
          'noise.tf': Buffer.from(Uint8Array.from({ length: 9_000 }, (_, at) => (at * at * 31 + 7) % 256)),
          'empty.py': '',
        }),
      },
      async ({ report }) => {
        const found = await report();
        expect(unharmed(found)).toEqual([]);
        expect(told(found, 'latin.py')).toEqual(['files partial']);
        for (const file of ['binary.py', 'cut/.mcp.json', 'cut.pkl', 'cut.pt', 'cut.tf', 'noise.tf'])
          expect(told(found, file).length, `${file} is passed over in silence`).toBeGreaterThan(0);
        expect(told(found, 'empty.py')).toEqual([]);
        expect(found.assets.some(({ evidence }) => evidence.some(({ file }) => file === 'sixteen.py'))).toBe(true);
        expect(found.scan.complete).toBe(false);
      },
    ));

  it('tells a file whose name is not valid UTF-8', () =>
    inPlace({ ...BESIDE }, async ({ folder, report }) => {
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/estate/`), Buffer.from([0x66, 0xff, 0xfe]), Buffer.from('.py')]), AI);
      const found = await report();
      expect(unharmed(found)).toEqual([]);
      expect(found.coverage.filter(({ reason }) => reason.includes('UTF-8')).length).toBe(1);
    }));

  it.skipIf(process.platform !== 'linux')('goes on when a file vanishes', () =>
    inPlace(
      {
        ...BESIDE,
        ...under(
          'estate',
          Object.fromEntries(
            Array.from({ length: 400 }, (_, at) => [`large${at}/app.py`, `${AI}x = [${'f(1), '.repeat(3_000)}]  # ${at}\n`]),
          ),
        ),
        ...under('estate', Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`small/app${at}.py`, `${AI}# ${at}\n`]))),
      },
      async ({ folder, home }) => {
        const child = spawn(process.execPath, [MAIN, 'scan', 'estate', '--no-store', '--json', '-o', 'report.json', '--fail-on', 'never'], {
          cwd: folder,
          env: { ...process.env, PHAROS_HOME: home },
          stdio: 'ignore',
        });
        // The largest files are read first: when one of them is open, the small ones are still to come.
        await untilOpen(child.pid!, `${folder}/estate/large`);
        rmSync(`${folder}/estate/small`, { recursive: true });
        expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
        const found = JSON.parse(readFileSync(`${folder}/report.json`, 'utf8')) as Awaited<
          ReturnType<Parameters<Parameters<typeof inPlace>[1]>[0]['report']>
        >;
        expect(unharmed(found)).toEqual([]);
        const vanished = found.coverage.filter(({ file, status }) => file?.startsWith('small/') && status === 'unreadable');
        expect(vanished.length).toBeGreaterThan(0);
        expect(found.scan.complete).toBe(false);
      },
    ),
  );

  it('ends on import loops', () =>
    inPlace(
      {
        ...BESIDE,
        ...under('estate', {
          'a.py': 'from b import MODEL\nimport openai\nNAME = MODEL\nopenai.OpenAI().chat.completions.create(model=NAME, messages=[])\n',
          'b.py': 'from c import *\nfrom a import NAME as MODEL\n',
          'c.py': 'from b import *\nfrom c import *\nfrom a import *\n',
          'self.py':
            'import openai\nfrom self import x\nx = x\ny = y + [y]\n\n\nclass A(A):\n    pass\n\n\ndef f(n):\n    return f(f(n))\n\n\nopenai.OpenAI().chat.completions.create(model=f(x), messages=[])\n',
          'pkg/__init__.py': 'from . import one\nfrom .one import *\n',
          'pkg/one.py': 'from . import *\nfrom .. import pkg\nimport openai\n',
          'x.ts':
            "export * from './y';\nexport { z as z } from './x';\nimport OpenAI from 'openai';\nimport { z } from './x';\nnew OpenAI().chat.completions.create({ model: z, messages: [] });\n",
          'y.ts': "export * from './x';\nexport { default } from './y';\n",
          'tf/main.tf':
            'module "self" {\n  source = "./"\n}\nmodule "other" {\n  source = "../tf2"\n}\nlocals {\n  a = local.b\n  b = local.a\n  c = "${local.c}x"\n}\nresource "aws_s3_bucket" "loop" {\n  bucket = local.a\n}\n',
          'tf2/main.tf': 'module "back" {\n  source = "../tf"\n}\n',
          'package.json': '{ "name": "loop", "main": "x.ts", "exports": { ".": "./x.ts" } }',
        }),
      },
      async ({ report }) => {
        expect(unharmed(await report())).toEqual([]);
      },
    ));

  it('is not moved by property names of JavaScript', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
    return inPlace(
      {
        ...BESIDE,
        ...under('estate', {
          '.mcp.json': `{"mcpServers":{${names.map((name) => `${JSON.stringify(name)}:{"command":"npx","args":["-y","some-mcp@1.0.0"],"env":{${JSON.stringify(name)}:"x"}}`).join(',')}}}`,
          'desk.py': `from agents import Agent, function_tool\n${names.map((name) => `\n\n@function_tool\ndef ${name}(x: str) -> str:\n    return x\n`).join('')}\n${names.map((name) => `a_${name} = Agent(name="${name}", model="gpt-4.1", tools=[${name}])`).join('\n')}\n`,
          'desk.ts': `import OpenAI from 'openai';\nconst __proto__ = { model: 'gpt-4.1' };\nconst o = { __proto__: null, constructor: 'gpt-4.1', ['__proto__']: 'x' };\nnew OpenAI().chat.completions.create({ model: o.constructor, messages: [] });\n`,
          'main.tf': `${names.map((name) => `resource "aws_s3_bucket" "${name}" {\n  bucket = "b-${name.replaceAll('_', '').toLowerCase()}"\n  tags   = { ${name} = "x" }\n}\n`).join('')}locals {\n  __proto__ = { constructor = 1 }\n}\n`,
          'package.json':
            '{ "__proto__": { "name": "evil" }, "name": "fine", "dependencies": { "__proto__": "1.0.0", "openai": "5.0.0" } }',
          'pyproject.toml': '[project]\nname = "fine"\n[__proto__]\nx = 1\n[tool.__proto__]\nname = "evil"\n',
          '__proto__/constructor.py': AI,
          'constructor/a.py': AI,
          'toString/hasOwnProperty/b.py': AI,
          // Words that are looked up in tables of ours.
          'words.py':
            'from langchain.chat_models import init_chat_model\nfrom openai import OpenAI\nfrom sqlalchemy import create_engine\n\na = init_chat_model("constructor:gpt-x")\nb = init_chat_model("gpt-4.1", model_provider="toString")\ncreate_engine("valueOf://host/db")\nOpenAI(base_url="https://constructor/v1").chat.completions.create(model="__proto__", messages=[])\n',
          'words.tf':
            'resource "aws_s3_bucket" "words" {\n  bucket = "words"\n  acl    = "constructor"\n}\nresource "aws_s3_bucket_acl" "words" {\n  bucket = aws_s3_bucket.words.id\n  acl    = "toString"\n}\nresource "aws_iam_role" "words" {\n  name                = "words"\n  managed_policy_arns = ["constructor", "arn:aws:iam::aws:policy/valueOf"]\n}\n',
          valueOf: 'x',
        }),
      },
      async ({ report }) => {
        const found = await report();
        expect(unharmed(found)).toEqual([]);
        const agents = found.assets.filter(({ kind }) => kind === 'agent').map(({ name }) => name);
        expect(agents.sort()).toEqual([...names].sort());
        expect(found.assets.filter(({ kind }) => kind === 'mcp-server').length).toBeGreaterThan(0);
        expect(found.assets.some(({ evidence }) => evidence.some(({ file }) => file === '__proto__/constructor.py'))).toBe(true);
        for (const file of ['constructor/a.py', 'toString/hasOwnProperty/b.py'])
          expect(
            found.assets.some(({ evidence }) => evidence.some((seen) => seen.file === file)),
            file,
          ).toBe(true);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      },
    );
  });

  it('one failing target does not stop the others', () =>
    inPlace({ ...BESIDE }, async ({ pharos, folder }) => {
      mkdirSync(`${folder}/empty`);
      const ran = await pharos(
        'scan',
        'nowhere',
        'estate',
        'file:///no/such/repository.git',
        'https://host.invalid/x.git',
        'empty',
        '--offline',
        '--json',
        '--no-store',
        '--strict',
      );
      expect(ran.code).toBe(3);
      const found = ran.json();
      expect(failed(found, 'training-data-public-read').length).toBe(1);
      const missed = found.coverage.filter(({ what }) => what === 'source').map(({ target, status }) => `${target} ${status}`);
      expect(missed).toEqual(expect.arrayContaining(['nowhere failed', 'https://host.invalid/x.git not-asked']));
      expect(missed.some((line) => line.includes('repository.git failed'))).toBe(true);
      expect((await pharos('scan', 'nowhere', '--no-store')).code).toBe(2);
    }));
});
