import { describe, expect, it } from 'vitest';
import { readWorkflow } from './github.ts';
import { parseYaml } from './tree.ts';
import { chosenIn, scriptInjections, untrustedCheckout } from './untrusted.ts';

function jobOf(on: string, condition: string): ReturnType<typeof readWorkflow>['jobs'][number] {
  const { root } = parseYaml(`on: ${on}\njobs:\n  a:\n    if: ${condition}\n    runs-on: x\n    steps: [{ run: make }]\n`);
  return readWorkflow('.github/workflows/a.yml', root!).jobs[0]!;
}

describe('who gets as far as a job', () => {
  it.each([
    [`contains(fromJSON('["OWNER","MEMBER"]'), github.event.comment.author_association)`, ['author']],
    [`github.actor == 'dependabot[bot]'`, ['author']],
    [`contains(fromJson('["ann","ben"]'), github.actor)`, ['author']],
    ['github.event.pull_request.head.repo.full_name == github.repository', ['same-repository']],
    ['github.event.pull_request.head.repo.fork == false', ['same-repository']],
    [`github.event.workflow_run.event == 'push'`, ['same-repository']],
    [`github.event.label.name == 'safe to test'`, ['label']],
    [`contains(github.event.comment.body, '/train')`, []],
    [`github.event.comment.author_association != 'NONE'`, []],
    [`github.event.pull_request.draft == false`, []],
  ])('%s', (condition, gates) => {
    expect(jobOf('issue_comment', JSON.stringify(condition)).gates.map(({ by }) => by)).toEqual(gates);
  });

  it('only through the events its condition names', () => {
    const on = '[issues, push, pull_request_target]';
    expect(jobOf(on, `github.event_name == 'push'`).triggers.map(({ name }) => name)).toEqual(['push']);
    expect(jobOf(on, `github.event_name != 'issues'`).triggers.map(({ name }) => name)).toEqual(['push', 'pull_request_target']);
  });

  it('not through kinds of events that only people with rights cause', () => {
    expect(
      jobOf('{ issues: { types: [labeled, assigned] }, pull_request_target: { types: [opened, labeled] } }', 'true').triggers.map(
        ({ outsiders }) => outsiders,
      ),
    ).toEqual([false, true]);
  });
});

describe('text of outsiders', () => {
  const texts = (text: string): string[] => chosenIn({ text, line: 1 }, 'a.yml').map(({ expression }) => expression);

  it('is what the author of an event writes, not its numbers and not a test of it', () => {
    expect(texts('${{ github.event.issue.title }}\n${{ github.event.issue.number }} ${{ github.head_ref }}')).toEqual([
      'github.event.issue.title',
      'github.head_ref',
    ]);
    expect(texts(`\${{ contains(github.event.comment.body, '/go') }} \${{ github.event.issue.title == 'x' }}`)).toEqual([]);
    expect(texts(`\${{ github.event_name == 'push' && 'x' || github.event.issue.body }}`)).toHaveLength(1);
  });

  it('in a variable is safe for the shell, unless the expression itself reads the variable', () => {
    const step = { file: 'a.yml', folder: '', line: 1, with: {}, env: { T: { text: '${{ github.event.issue.title }}', line: 2 } } };
    expect(scriptInjections({ ...step, run: { text: 'echo "$T"', line: 3 } })).toEqual([]);
    expect(scriptInjections({ ...step, run: { text: 'true\necho "${{ env.T }}"', line: 3 } })).toEqual([
      { file: 'a.yml', line: 4, expression: 'env.T' },
    ]);
  });

  it('comes with the checkout of a change, which moving tags of the action refuse for forks', () => {
    const checkout = (uses: string, ref: string, more = {}) =>
      untrustedCheckout({
        file: 'a.yml',
        folder: '',
        line: 1,
        uses: { text: uses, line: 1 },
        with: { ref: { text: ref, line: 3 }, ...more },
        env: {},
      });
    expect(checkout('actions/checkout@v4', '${{ github.event.pull_request.head.sha }}')).toMatchObject({ line: 3, guarded: true });
    expect(
      checkout('actions/checkout@v4', '${{ github.head_ref }}', { 'allow-unsafe-pr-checkout': { text: 'true', line: 4 } }),
    ).not.toHaveProperty('guarded');
    expect(checkout(`actions/checkout@${'0b'.repeat(20)}`, '${{ github.event.pull_request.head.sha }}')).not.toHaveProperty('guarded');
    expect(checkout('actions/checkout@v4', '${{ github.sha }}')).toBeUndefined();
  });
});
