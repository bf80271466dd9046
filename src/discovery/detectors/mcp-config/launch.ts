import { programName, readOptions, shellCommands, shellWords } from './command-line.ts';
import { type Container, readContainerRun } from './container-run.ts';
import { denoSpecifier, goModule, npmPackage, nugetPackage, type PackageIdentity, pypiPackage } from './package-spec.ts';

/** What a server's command starts in the end, wrappers and flags of package runners taken off. Nothing is executed. */
export interface Launch {
  /** The program that decides: npx, uvx, docker, node, python, or the server's own. */
  program: string;
  package?: PackageIdentity;
  /** A file or module of the configuration's own place that is run. */
  script?: string;
  /** What the server itself is given. */
  arguments: string[];
  /** `NAME` or `NAME=value` given on the command line. */
  environment: string[];
  /** The address a bridge such as mcp-remote passes everything on to. */
  remote?: string;
  /** The command goes through a shell. */
  shell?: boolean;
  /** It downloads a script and hands it to an interpreter. */
  fetchesAndRuns?: boolean;
  container?: Container;
}

const NPX_VALUES = new Set([
  '-p',
  '--package',
  '-c',
  '--call',
  '-w',
  '--workspace',
  '--registry',
  '--prefix',
  '--node-options',
  '--loglevel',
  '--cache',
  '--userconfig',
  '--script-shell',
  '--node-arg',
  '-n',
]);
const UV_VALUES = new Set(
  '--from --with --with-editable --with-requirements -p --python --index --default-index -i --index-url --extra-index-url -f --find-links --directory --project --cache-dir --config-file --color --refresh-package --upgrade-package -P --reinstall-package --resolution --prerelease --fork-strategy --link-mode --exclude-newer -c --constraints --constraint --overrides --override --build-constraints -b --env-file --index-strategy --keyring-provider -C --config-setting --python-platform --torch-backend --no-build-package --no-binary-package --extra --group --no-group --only-group --no-extra --package --python-preference --python-fetch --allow-insecure-host -w'.split(
    ' ',
  ),
);
const PIPX_VALUES = new Set(['--spec', '--python', '--pip-args', '-i', '--index-url', '--fetch-missing-python', '--with']);
const NODE_VALUES = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '--env-file',
  '--conditions',
  '-C',
  '--tsconfig',
  '-P',
  '--project',
  '-c',
  '--config',
  '--import-map',
]);
const PYTHON_VALUES = new Set(['-W', '-X', '--check-hash-based-pycs']);
const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'fish']);
const POWERSHELLS = new Set(['powershell', 'pwsh']);
/** npm packages that only run a local file. */
const RUNNERS = new Set(['tsx', 'ts-node', 'bun', 'nodemon']);
/** Bridges from stdio to a remote server, by package. */
const BRIDGES = new Set(['mcp-remote', 'mcp-proxy', 'supergateway', 'mcp-remote-client', 'fastmcp-remote', 'mcp-client-bridge']);
const MOST_WRAPPERS = 8;

/**
 * Reads a command and its arguments as a client starts them.
 * Sources: the documentation of npm exec, pnpm dlx, yarn dlx, bunx, uv, pipx, docker run, deno run, go run, dnx, env, cmd, sh, wsl.
 */
export function readLaunch(command: string, given: readonly string[]): Launch {
  // One string with everything in it, as people paste it.
  const [first = '', ...more] =
    given.length === 0 && /\s/.test(command) && !/^[A-Za-z]:\\|^\//.test(command) ? shellWords(command) : [command, ...given];
  let words = [first, ...more];
  const outer: Pick<Launch, 'shell' | 'fetchesAndRuns'> = {};
  const environment: string[] = [];
  for (let round = 0; round < MOST_WRAPPERS; round++) {
    const opened = unwrap(words, environment, outer);
    if (opened === undefined || opened.length === 0) break;
    words = opened;
  }
  const [program = '', ...args] = words;
  const launch = { ...start(programName(program), program, args), ...outer };
  launch.environment = [...environment, ...launch.environment];
  const { name } = launch.package ?? {};
  const address = name !== undefined && BRIDGES.has(name) ? launch.arguments.find((argument) => /^https?:\/\//.test(argument)) : undefined;
  return address === undefined ? launch : { ...launch, remote: address };
}

/** The words inside a wrapper; undefined where nothing is wrapped. */
function unwrap(words: readonly string[], environment: string[], outer: Pick<Launch, 'shell' | 'fetchesAndRuns'>): string[] | undefined {
  const [command = '', ...args] = words;
  const program = programName(command).toLowerCase();
  if (program === 'cmd') {
    const at = args.findIndex((argument) => /^\/[ck]$/i.test(argument));
    if (at < 0) return undefined;
    outer.shell = true;
    const inside = args.slice(at + 1);
    return inside.length === 1 ? fromShell(inside[0]!, outer) : inside;
  }
  if (SHELLS.has(program)) {
    const at = args.findIndex((argument) => /^-[a-z]*c$/.test(argument));
    if (at < 0) return undefined;
    outer.shell = true;
    return fromShell(args[at + 1] ?? '', outer);
  }
  if (POWERSHELLS.has(program)) {
    const at = args.findIndex((argument) => /^-c(?:ommand)?$/i.test(argument));
    if (at < 0) return undefined;
    outer.shell = true;
    return fromShell(args.slice(at + 1).join(' '), outer);
  }
  if (program === 'wsl') {
    // -e is followed by the command itself, so it reads like a flag here.
    return readOptions(args, (name) => /^(?:-d|--distribution|-u|--user|--cd|--shell-type)$/.test(name)).rest;
  }
  if (program === 'env' || program === 'cross-env' || program === 'dotenv') {
    const { rest } = readOptions(args, (name) => /^(?:-u|--unset|-C|--chdir|-f|-p|-v)$/.test(name));
    return afterAssignments(rest, environment);
  }
  if (
    program === 'sudo' ||
    program === 'nohup' ||
    program === 'nice' ||
    program === 'exec' ||
    program === 'stdbuf' ||
    program === 'caffeinate'
  ) {
    return readOptions(args, (name) => /^-[ugn]$/.test(name)).rest;
  }
  if (program === 'timeout') return readOptions(args, (name) => /^-[ks]$/.test(name)).rest.slice(1);
  if (/^(?:op|doppler|infisical|dotenvx|mise|asdf|direnv|chamber|aws-vault|volta|poetry|pdm|hatch|rye|conda|micromamba)$/.test(program)) {
    const at = args.indexOf('--');
    if (at >= 0) return args.slice(at + 1);
    const runs = args.findIndex((argument) => /^(?:run|exec|x)$/.test(argument));
    if (runs < 0) return undefined;
    return readOptions(args.slice(runs + 1), (name) => /^(?:-n|--name|-p|--prefix|-e|--env|--env-file|-f)$/.test(name)).rest;
  }
  if (/^[A-Za-z_]\w*=/.test(command)) return afterAssignments(words, environment);
  if (
    program === 'npx' &&
    /^(?:cross-env|dotenv-cli|dotenv|@dotenvx\/dotenvx)$/.test(readOptions(args, (name) => NPX_VALUES.has(name)).rest[0] ?? '')
  ) {
    const { rest } = readOptions(args, (name) => NPX_VALUES.has(name));
    return [rest[0]!.replace('dotenv-cli', 'dotenv').replace('@dotenvx/dotenvx', 'dotenvx'), ...rest.slice(1)];
  }
  return undefined;
}

function afterAssignments(words: readonly string[], environment: string[]): string[] {
  let at = 0;
  while (at < words.length && /^[A-Za-z_]\w*=/.test(words[at]!)) environment.push(words[at++]!);
  return words[at] === '--' ? words.slice(at + 1) : words.slice(at);
}

/** The command of a shell line that stays in the foreground: the last one. */
function fromShell(line: string, outer: Pick<Launch, 'fetchesAndRuns'>): string[] {
  const commands = shellCommands(line.slice(0, 4000));
  const fetches = commands.some(({ words }) =>
    /^(?:curl|wget|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)$/i.test(programName(words[0] ?? '')),
  );
  const last = commands.at(-1);
  if (
    fetches &&
    commands.some(
      ({ words, piped }) => piped && /^(?:sh|bash|zsh|python3?|node|iex|Invoke-Expression|sudo)$/i.test(programName(words[0] ?? '')),
    )
  )
    outer.fetchesAndRuns = true;
  return last?.words ?? [];
}

function start(program: string, command: string, args: readonly string[]): Launch {
  const own: Launch = { program, arguments: [...args], environment: [] };
  const name = program.toLowerCase();
  switch (name) {
    case 'npx':
    case 'pnpx':
    case 'bunx':
      return nodeRunner(name, args);
    case 'npm': {
      const at = args.findIndex((argument) => argument === 'exec' || argument === 'x');
      return at < 0 ? own : nodeRunner('npm exec', args.slice(at + 1));
    }
    case 'pnpm':
    case 'yarn': {
      const at = args.indexOf('dlx');
      return at < 0 ? own : nodeRunner(`${name} dlx`, args.slice(at + 1));
    }
    case 'bun': {
      if (args[0] === 'x') return nodeRunner('bun x', args.slice(1));
      return localProgram('bun', args[0] === 'run' ? args.slice(1) : args, NODE_VALUES);
    }
    case 'uvx':
      return uvTool('uvx', args);
    case 'uv':
      return uv(args);
    case 'pipx':
      return args[0] === 'run' ? pipx(args.slice(1)) : own;
    case 'docker':
    case 'podman':
    case 'nerdctl': {
      const run = readContainerRun(args);
      return run ? { program: name, ...run } : own;
    }
    case 'deno':
      return deno(args);
    case 'go': {
      const { rest } = readOptions(args.slice(args[0] === 'run' ? 1 : args.length), (option) =>
        /^-(?:C|exec|mod|tags|ldflags)$/.test(option),
      );
      const found = goModule(rest[0] ?? '');
      return found
        ? { program: 'go run', package: found, arguments: rest.slice(1), environment: [] }
        : localProgram('go run', rest, new Set());
    }
    case 'dnx': {
      const { rest } = readOptions(args, (option) => /^--(?:version|source|add-source|configfile)$/.test(option));
      return rest[0] === undefined
        ? own
        : {
            program: 'dnx',
            package: nugetPackage(rest[0]),
            arguments: rest.slice(1).filter((argument) => argument !== '--'),
            environment: [],
          };
    }
    case 'node':
    case 'nodejs':
    case 'tsx':
    case 'ts-node':
      return localProgram(name, args, NODE_VALUES);
    case 'java': {
      const jar = args.indexOf('-jar');
      return jar < 0 ? own : localProgram('java', args.slice(jar + 1), new Set());
    }
    default:
      if (/^(?:python|pypy)[\d.]*w?$|^py$/.test(name)) return python(args);
      if (SHELLS.has(name) && args[0] !== undefined && !args[0].startsWith('-')) return localProgram(name, args, new Set());
      return { ...own, ...(/[/\\]/.test(command) ? { script: command } : {}) };
  }
}

function nodeRunner(program: string, args: readonly string[]): Launch {
  const { given, rest } = readOptions(args, (name) => NPX_VALUES.has(name));
  const called = given.get('-c')?.[0] ?? given.get('--call')?.[0];
  const named = [...(given.get('-p') ?? []), ...(given.get('--package') ?? [])].filter((spec) => spec !== '');
  const operands = called === undefined ? rest : shellWords(called);
  const [spec, ...after] = named.length > 0 ? [named[0]!, ...operands.slice(1)] : operands;
  const found = spec === undefined ? undefined : npmPackage(spec);
  // npm hands on what stands behind a further `--`.
  const own = after[0] === '--' ? after.slice(1) : after;
  const launch: Launch = { program, arguments: own, environment: [] };
  if (found) launch.package = found;
  if (found && RUNNERS.has(found.name)) {
    const local = localProgram(found.name, own, NODE_VALUES);
    if (local.script !== undefined) launch.script = local.script;
  }
  if (!found && spec !== undefined) launch.script = spec;
  return launch;
}

function uvTool(program: string, args: readonly string[]): Launch {
  const { given, rest } = readOptions(args, (name) => UV_VALUES.has(name));
  const [operand, ...after] = rest;
  const spec = given.get('--from')?.[0] ?? operand;
  const found = spec === undefined ? undefined : pypiPackage(spec);
  const launch: Launch = { program, arguments: after, environment: [] };
  if (found) launch.package = found;
  else if (spec !== undefined) launch.script = spec;
  return launch;
}

function uv(args: readonly string[]): Launch {
  const before = readOptions(args, (name) => UV_VALUES.has(name));
  const [verb, ...after] = before.rest;
  if (verb === 'tool' && after[0] === 'run') return uvTool('uv tool run', after.slice(1));
  if (verb !== 'run') return { program: 'uv', arguments: [...args], environment: [] };
  const { given, rest } = readOptions(after, (name) => UV_VALUES.has(name) || name === '-m' || name === '--module');
  const module = given.get('-m')?.[0] ?? given.get('--module')?.[0];
  const operands = module === undefined ? rest : ['python', '-m', module, ...rest];
  const [command = '', ...own] = operands;
  const folder =
    given.get('--directory')?.[0] ??
    before.given.get('--directory')?.[0] ??
    given.get('--project')?.[0] ??
    before.given.get('--project')?.[0];
  const fetched = (given.get('--with') ?? [])
    .flatMap((list) => list.split(','))
    .map((spec) => pypiPackage(spec.trim()))
    .filter((found) => found !== undefined);
  const inner = command === '' ? undefined : start(programName(command), command, own);
  const canonical = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
  const named = fetched.find(({ name }) => name === canonical(programName(command)) || name === canonical(module ?? ''));
  const launch: Launch = { program: 'uv run', arguments: inner && inner.script !== undefined ? inner.arguments : own, environment: [] };
  if (named) return { ...launch, package: named, arguments: own };
  const script = inner?.script ?? (command.endsWith('.py') ? command : undefined);
  if (script !== undefined) launch.script = joined(folder, script);
  else if (command !== '') launch.script = joined(folder, command);
  // The program is local, what it imports is fetched: the loosest of those decides.
  const loosest = fetched.find(({ pinned }) => pinned === false) ?? fetched[0];
  if (loosest && script === undefined) launch.package = loosest;
  return launch;
}

function pipx(args: readonly string[]): Launch {
  const { given, rest } = readOptions(args, (name) => PIPX_VALUES.has(name));
  const [operand, ...after] = rest;
  const spec = given.get('--spec')?.[0] ?? operand;
  const found = spec === undefined ? undefined : pypiPackage(spec);
  return {
    program: 'pipx run',
    arguments: after,
    environment: [],
    ...(found ? { package: found } : spec === undefined ? {} : { script: spec }),
  };
}

function deno(args: readonly string[]): Launch {
  const { rest } = readOptions(args[0] === 'run' || args[0] === 'x' ? args.slice(1) : args, (name) => NODE_VALUES.has(name));
  const found = rest[0] === undefined ? undefined : denoSpecifier(rest[0]);
  if (found) return { program: 'deno run', package: found, arguments: rest.slice(1), environment: [] };
  return localProgram('deno run', rest, NODE_VALUES);
}

function python(args: readonly string[]): Launch {
  const { given, rest } = readOptions(args, (name) => PYTHON_VALUES.has(name) || name === '-m' || name === '-c');
  const module = given.get('-m')?.[0];
  // Everything behind -m belongs to the module.
  if (module !== undefined)
    return { program: 'python', script: `-m ${module}`, arguments: args.slice(args.indexOf(module) + 1), environment: [] };
  return localProgram('python', rest, PYTHON_VALUES);
}

function localProgram(program: string, args: readonly string[], values: ReadonlySet<string>): Launch {
  const { rest } = readOptions(args, (name) => values.has(name));
  const [script, ...after] = rest;
  return { program, arguments: after, environment: [], ...(script === undefined ? {} : { script }) };
}

function joined(folder: string | undefined, file: string): string {
  return folder === undefined || /^(?:\/|~|[A-Za-z]:|-m )/.test(file) ? file : `${folder.replace(/\/+$/, '')}/${file}`;
}
