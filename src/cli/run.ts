import { Command, CommanderError, Option } from 'commander';
import { PharosError } from '../core/errors.ts';
import { SEVERITIES } from '../core/finding.ts';
import { EXTENTS } from '../discovery/history.ts';
import { EXIT } from './exit.ts';
import { version } from './version.ts';
import { clean } from './writing.ts';

/** Parses the command line and runs one command, loaded when it is asked for. Returns the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.fine;
  const program = new Command('pharos')
    .description('Finds every AI asset, joins them into one graph, and shows the paths an attacker would take.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples
  pharos scan .                                    scan this folder, ranked paths and findings
  pharos scan https://github.com/owner/name.git    clone and scan a repository
  pharos scan . --format sarif --output pharos.sarif
  pharos explain p-3kq7…                           a path, finding or asset with its evidence
  pharos who-uses "langchain<0.2"                  which applications, how exposed, whose
  pharos reaches "secret OPENAI_API_KEY"           who has it, what it opens
  pharos query "select kind, count(*) from assets group by kind"

Exit codes
  0  nothing at or above the threshold (scan --fail-on), or done
  1  something is, or demo --check found a difference
  2  could not do what was asked; two lines say why and what to do
  3  scan --strict: something that was asked could not be read

Environment
  PHAROS_HOME          folder of the store and cache (default ~/.pharos)
  PHAROS_DATABASE_URL  PostgreSQL 15 or newer instead of the embedded store
  NO_COLOR             no colours`,
    );
  // What commander finds wrong is told as everything else is: see failed().
  program.configureOutput({ outputError: () => undefined });

  program
    .command('scan')
    .description('scan folders, files or git repositories and print ranked paths, findings and gaps')
    .argument('<targets...>', 'folder, file or git URL')
    .option('--json', 'the same as --format json')
    .addOption(new Option('--format <format>', 'how to write the result').choices(['terminal', 'json', 'sarif', 'cyclonedx']))
    .option('--application <name>', 'with --format cyclonedx: only what this application depends on')
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 when a finding or path is at or above it')
        .choices([...SEVERITIES, 'never'])
        .default('high'),
    )
    .option('--baseline <report>', 'only what this earlier JSON report does not hold counts for --fail-on')
    .option('--strict', 'exit with 3 when something that was asked could not be read')
    .option('--config <file>', 'pharos.yaml to use instead of the one in the target')
    .option('--name <name>', 'name of the target, instead of its git remote or folder')
    .option('--gitignore', 'leave out what .gitignore names')
    .addOption(
      new Option('--history <extent>', 'what earlier commits hold: recent is the newest 10,000 commits')
        .choices([...EXTENTS])
        .default('recent'),
    )
    .option('--offline', 'clone nothing: git URLs are told as not assessed')
    .option('--no-store', 'do not save to the store, do not remember for the next scan')
    .option('-j, --jobs <n>', 'processes that read files')
    .option('--all', 'print every finding, unknowns too')
    .option('-q, --quiet', 'no progress')
    .action(async (targets: string[], options: Record<string, unknown>) => {
      const { scan } = await import('./commands/scan.ts');
      code = await scan(targets, options);
    });

  program
    .command('explain')
    .description('a path, finding or asset: evidence, what it reaches, how its score comes about')
    .argument('<id>', 'an id, the beginning of one, or the name of an asset')
    .option('--json', 'as JSON')
    .option('--report <file>', 'look in a JSON report instead of the store')
    .action(async (id: string, options: Record<string, unknown>) => {
      const { explain } = await import('./commands/explain.ts');
      code = await explain(id, options);
    });

  program
    .command('who-uses')
    .description('incident: which applications use a library (in a range of versions), model, data set, provider, tool or server')
    .argument('<what...>', 'for example "langchain<0.2", "@langchain/core@^0.3", "model gpt-4.1"')
    .option('--json', 'as JSON')
    .option('--report <file>', 'ask a JSON report instead of the store')
    .action(async (what: string[], options: Record<string, unknown>) => {
      const { whoUses } = await import('./commands/who-uses.ts');
      code = await whoUses(what, options);
    });

  program
    .command('reaches')
    .description('incident: what a leaked key opens, what a bucket or data set feeds and who gives its contents away, where a model runs')
    .argument('[what...]', 'an id or name, with its kind where several share it: "secret OPENAI_API_KEY"')
    .option('--deployed', 'where every model is deployed')
    .option('--trained', 'of data: only what learnt from it and answers with that')
    .option('--json', 'as JSON')
    .option('--report <file>', 'ask a JSON report instead of the store')
    .action(async (what: string[], options: Record<string, unknown>) => {
      const { reaches } = await import('./commands/reaches.ts');
      code = await reaches(what, options);
    });

  program
    .command('query')
    .description('one SELECT over the views of the store')
    .argument('[sql]', 'for example "select * from findings where severity = \'critical\'"')
    .option('--views', 'list the views and their columns')
    .option('--json', 'as JSON')
    .option('--timeout <seconds>', 'stop after so many seconds', '30')
    .option('--limit <rows>', 'at most so many rows', '1000')
    .action(async (sql: string | undefined, options: Record<string, unknown>) => {
      const { query } = await import('./commands/query.ts');
      code = await query(sql, options);
    });

  program
    .command('diff')
    .description('what is new, changed, gone or not assessed between two scans')
    .argument('<before>', 'scan id, the beginning of one, `latest`, or a JSON report')
    .argument('<after>', 'the same for the later one')
    .option('--json', 'as pharos.diff/1')
    .option('--all', 'print every change')
    .action(async (before: string, after: string, options: Record<string, unknown>) => {
      const { diff } = await import('./commands/diff.ts');
      code = await diff(before, after, options);
    });

  program
    .command('frameworks')
    .description('the categories of OWASP LLM, Agentic and MCP (or a framework you name), each with what was found in it, empty ones too')
    .argument('[names...]', 'owasp-llm, owasp-agentic, owasp-mcp, nist-ai-rmf, mitre-atlas, csa-aicm')
    .option('--json', 'as JSON')
    .option('--report <scan>', 'a scan id or a JSON report instead of the newest scan')
    .option('--all', 'of a long framework also what nothing was asked of')
    .action(async (names: string[], options: Record<string, unknown>) => {
      const { frameworks } = await import('./commands/frameworks.ts');
      code = await frameworks(names, options);
    });

  program
    .command('doctor')
    .description('check this installation and its store')
    .option('--json', 'as JSON')
    .action(async (options: Record<string, unknown>) => {
      const { doctor } = await import('./commands/doctor.ts');
      code = await doctor(options);
    });

  program
    .command('backup')
    .description('write the whole store to one file')
    .argument('<file>')
    .action(async (file: string) => {
      const { backupStore } = await import('./commands/backup.ts');
      code = await backupStore(file);
    });

  program
    .command('restore')
    .description('replace the store by a backup')
    .argument('<file>')
    .option('--yes', 'do not ask')
    .action(async (file: string, options: Record<string, unknown>) => {
      const { restoreStore } = await import('./commands/restore.ts');
      code = await restoreStore(file, options);
    });

  program
    .command('new')
    .description('scaffold a module in this source tree')
    .argument('<kind>', 'detector, knowledge, check or path')
    .argument('<name>', 'kebab-case name: the folder and id')
    .action(async (kind: string, name: string) => {
      const { scaffold } = await import('./commands/new.ts');
      code = await scaffold(kind, name);
    });

  program
    .command('demo')
    .description('scan the demo company; --check compares with what was planted in it')
    .option('--check', 'compare with the manifest and print the table')
    .option('--shuffle <seed>', 'rename identifiers, files and folders of a copy first')
    .option('--json', 'as JSON')
    .option('--all', 'print every finding, unknowns too')
    .action(async (options: Record<string, unknown>) => {
      const { demo } = await import('./commands/demo.ts');
      code = await demo(options);
    });

  if (argv.length === 0) {
    program.outputHelp();
    return EXIT.fine;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine;
    const command = program.commands.find((one) => one.name() === argv[0])?.name();
    return failed(error instanceof CommanderError ? usageError(error, command) : error);
  }
}

/** What commander says in a line or two, as one of our errors. */
function usageError({ message }: CommanderError, command: string | undefined): PharosError {
  const [said = '', suggested] = message.replace(/^error: /, '').split('\n');
  const choice = /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s.exec(said);
  if (choice) return new PharosError('PHAROS_OPTION_INVALID', { option: choice[1]!, value: choice[2]!, hint: `one of ${choice[3]}` });
  const help = command === undefined ? '`pharos --help` shows the commands.' : `\`pharos ${command} --help\` shows what it takes.`;
  return new PharosError('PHAROS_USAGE', {
    reason: said.slice(0, 1).toUpperCase() + said.slice(1).replace(/\.$/, ''),
    hint: suggested === undefined ? help : `${suggested.replace(/^\((.*)\)$/, '$1')} ${help}`,
  });
}

/** Two lines for what the user can mend; a stack only for our own mistakes. */
function failed(error: unknown): number {
  // Messages name files and targets, which may hold what a terminal would obey.
  if (error instanceof PharosError)
    for (const { message, todo, code } of [error, ...error.others])
      process.stderr.write(`pharos: ${clean(message)}\n        ${clean(todo)}  [${code}]\n`);
  else
    process.stderr.write(
      `pharos: internal error, please report it:\n${(error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n').map(clean).join('\n')}\n`,
    );
  return EXIT.failed;
}
