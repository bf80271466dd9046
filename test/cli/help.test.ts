import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { inPlace } from '../pharos.ts';

const COMMANDS = ['scan', 'explain', 'who-uses', 'reaches', 'query', 'diff', 'doctor', 'backup', 'restore', 'new', 'demo'];

describe('pharos --help', () => {
  it('names every command, every exit code, the environment, and shows examples, in lines that fit a terminal', () =>
    inPlace({}, async ({ pharos }) => {
      const { code, stdout, stderr } = await pharos('--help');
      expect([code, stderr]).toEqual([0, '']);
      for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
      for (const exit of Object.values(EXIT)) expect(stdout).toMatch(new RegExp(`^  ${exit}  \\S`, 'm'));
      for (const word of ['PHAROS_HOME', 'PHAROS_DATABASE_URL', 'NO_COLOR', 'pharos scan .']) expect(stdout).toContain(word);
      expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    }));

  it('is what pharos says when nothing is asked', () =>
    inPlace({}, async ({ pharos }) => {
      const [asked, silent] = [await pharos('--help'), await pharos()];
      expect([silent.code, silent.stdout]).toEqual([0, asked.stdout]);
    }));

  it.each(COMMANDS)('explains %s with every argument and option', (command) =>
    inPlace({}, async ({ pharos }) => {
      const { code, stdout } = await pharos(command, '--help');
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: pharos ${command}`));
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?--[\w-]+(?: <\w+>)?(.*)/gm)];
      expect(options.length).toBeGreaterThan(0);
    }),
  );
});

describe('pharos --version', () => {
  it.each(['--version', '-V'])('prints the version alone (%s)', (option) =>
    inPlace({}, async ({ pharos }) => {
      const { code, stdout, stderr } = await pharos(option);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    }),
  );
});

describe('what cannot be understood ends with 2, on standard error, with a way on', () => {
  it.each([
    [['skan'], "Unknown command 'skan'", 'Did you mean scan? `pharos --help`'],
    [['scan'], "Missing required argument 'targets'", '`pharos scan --help`'],
    [['scan', '.', '--jsn'], "Unknown option '--jsn'", 'Did you mean --json? `pharos scan --help`'],
    [['scan', '.', '--format', 'xml'], 'Option --format cannot be xml', 'Use one of terminal, json, sarif, cyclonedx'],
    [['scan', '.', '--fail-on', 'urgent'], 'Option --fail-on cannot be urgent', 'Use one of info, low, medium, high, critical, never'],
    [['scan', '.', '--jobs', 'many'], 'Option --jobs cannot be many', 'a number from 1 to 64'],
    [['scan', '.', '--application', 'shop'], 'Option --application cannot be given for terminal', '--format cyclonedx'],
    [['scan', 'nowhere'], 'Target not found: nowhere', 'Check the path'],
    [['scan', '.', '--baseline', 'nowhere.json'], 'Not a Pharos report: nowhere.json', 'pharos scan --json'],
    [['scan', '.', '--config', 'nowhere.yaml'], 'Settings not found: nowhere.yaml', '--config'],
    [['explain'], "Missing required argument 'id'", '`pharos explain --help`'],
    [['explain', 'a', 'b'], "Too many arguments for 'explain'", '`pharos explain --help`'],
    [['explain', 'zork'], 'The store holds no scan yet', 'pharos scan'],
    [['query', 'select 1', '--timeout', 'long'], 'Option --timeout cannot be long', 'a number from 0.1 to 3600'],
    [['query', 'select 1', '--limit', '0'], 'Option --limit cannot be 0', 'a number from 1 to 1000000'],
    [['diff', 'latest', 'latest'], 'The store holds no scan yet', 'pharos scan'],
    [['new', 'widget', 'clock'], 'Option <kind> cannot be widget', 'detector, knowledge, check, path'],
    [['new', 'check', 'Big Clock'], 'Option <name> cannot be Big Clock', 'lower-case words with hyphens'],
    [['demo', '--shuffle', 'often'], 'Option --shuffle cannot be often', 'a whole number'],
    [['restore', 'nowhere.backup'], 'Not a Pharos backup: nowhere.backup', 'pharos backup'],
  ])('pharos %j', (args, said, todo) =>
    inPlace({}, async ({ pharos }) => {
      const { code, stdout, stderr } = await pharos(...args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(said);
      expect(stderr).toContain(todo);
      // What happened, then what to do, with the code that the reference explains.
      expect(stderr).toMatch(/^pharos: [A-Z].*\n {8}\S.* {2}\[PHAROS_[A-Z_]+\]\n$/);
    }),
  );
});
