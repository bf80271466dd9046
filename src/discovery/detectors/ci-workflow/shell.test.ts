import { describe, expect, it } from 'vitest';
import { commandsOf, option, programOf } from './shell.ts';

/** Programs by line, the way a POSIX shell starts them. */
function programs(text: string): string[] {
  return commandsOf({ text, line: 10 }).map((command) => `${command.line} ${programOf(command)}`);
}

describe('commands of a script', () => {
  it('joins continued lines and splits lists and pipes', () => {
    expect(programs('set -e\ncat a.md | claude \\\n  -p && echo done; make x || true')).toEqual([
      '10 set',
      '11 cat',
      '11 claude',
      '11 echo',
      '11 make',
      '11 true',
    ]);
  });

  it('looks behind runners, assignments and prefixes', () => {
    expect(
      programs(
        'sudo -E true\nA=1 uv run --with x python train.py\nnpx -y @openai/codex@0.5 exec\ntimeout 10m hf upload a/b\nuv run -m pkg.train',
      ),
    ).toEqual(['10 -E', '11 python', '12 @openai/codex', '13 hf', '14 python']);
  });

  it.each([
    ['uv run --directory jobs python -m a.b', 'python', 'jobs'],
    ['uv --directory=jobs run -m a.b', 'python', 'jobs'],
    ['poetry -C jobs run python fit.py', 'python', 'jobs'],
    ['pdm run -p jobs python fit.py', 'python', 'jobs'],
    ['pnpm --dir jobs exec tsx fit.ts', 'tsx', 'jobs'],
    ['uv run --directory jobs poetry -C deep run python fit.py', 'python', 'jobs/deep'],
    ['uv run --project jobs python fit.py', 'python', undefined],
    ['uv run python fit.py --directory jobs', 'python', undefined],
    ['npm --prefix jobs run fit', 'npm', undefined],
    ['uv --directory', 'uv', undefined],
  ])('knows where a runner starts it: %s', (text, program, folder) => {
    const [command] = commandsOf({ text, line: 1 });
    expect([programOf(command!), command!.folder]).toEqual([program, folder]);
  });

  it('keeps quoted text together, over several lines, and reads a command in a substitution', () => {
    const [command] = commandsOf({ text: 'claude -p "first\nsecond; rm x" --model opus', line: 1 });
    expect(command!.words).toEqual(['claude', '-p', 'first\nsecond; rm x', '--model', 'opus']);
    expect(option(command!, '--model', '-m')).toBe('opus');
    expect(programs('OUT="$(gemini --yolo -p hello)"')).toEqual(['10 gemini']);
  });

  it('leaves comments, here-documents and expressions alone', () => {
    expect(programs('# codex exec\ncat > p.md <<EOF\nclaude -p x\nEOF\necho ${{ github.event.x || "a; b" }}')).toEqual([
      '11 cat',
      '14 echo',
    ]);
  });

  it('comes to an end on text that is no shell', () => {
    for (const text of [
      '"'.repeat(50_000),
      '$('.repeat(20_000),
      '\\\n'.repeat(20_000),
      `a ${"'x' ".repeat(30_000)}`,
      '<<A\n'.repeat(10_000),
    ])
      expect(commandsOf({ text, line: 1 }).length).toBeLessThanOrEqual(2001);
  });
});
