import { describe, expect, it } from 'vitest';
import { ownersBy } from './codeowners.ts';
import { readCodeowners } from './detectors/codeowners/read.ts';

function owners(text: string, path: string, root = ''): string[] | undefined {
  return ownersBy({ file: 'CODEOWNERS', root, rules: readCodeowners(text).rules })(path)?.owners;
}

describe('which rule of a CODEOWNERS file fits a path', () => {
  // The examples of docs.github.com, "About code owners": pattern, a path it owns, a path it does not.
  it.each([
    ['*', 'deep/down/file.txt', undefined],
    ['*.js', 'src/app.js', 'src/app.jsx'],
    ['/build/logs/', 'build/logs/deep/a.log', 'src/build/logs/a.log'],
    ['docs/*', 'docs/getting-started.md', 'docs/build-app/troubleshooting.md'],
    ['apps/', 'src/apps/web/index.js', 'src/myapps/web.js'],
    ['/docs/', 'docs/a/b.md', 'src/docs/a.md'],
    ['/scripts/', 'scripts/run.sh', 'scripts'],
    ['**/logs', 'deploy/logs/today.txt', 'deploy/blogs/today.txt'],
    ['/apps/github', 'apps/github/readme.md', 'apps/gitlab/readme.md'],
    ['src/**/prompts/*.md', 'src/chat/v2/prompts/system.md', 'src/chat/prompts/old/system.md'],
    ['lib/**', 'lib/a/b.py', 'lib'],
    ['file?.txt', 'a/file1.txt', 'a/file12.txt'],
    ['/model[s].py', 'model[s].py', 'models.py'],
  ])('%s', (pattern, owned, other) => {
    expect(owners(`${pattern} @harbour/ml`, owned)).toEqual(['@harbour/ml']);
    if (other !== undefined) expect(owners(`${pattern} @harbour/ml`, other)).toBeUndefined();
  });

  it('the last that fits, a path that nobody owns, escaped spaces and comments', () => {
    const text = '* @a\n/services/ @b # whom to ask\n/services/my\\ app/ c@harbour.example\n/services/free/\n# /x @d\n';
    expect(owners(text, 'services/a.py')).toEqual(['@b']);
    expect(owners(text, 'services/my app/a.py')).toEqual(['c@harbour.example']);
    expect(owners(text, 'services/free/a.py')).toBeUndefined();
    expect(owners(text, 'x')).toEqual(['@a']);
  });

  it('sections of GitLab: the last of each, exclusions, default owners', () => {
    const text = '* @all\n[Docs] @writers\n*.md\n!README.md\n^[Security][2]\n/auth/ @sec @sec/leads\n';
    expect(owners(text, 'auth/guide.md')).toEqual(['@all', '@writers', '@sec', '@sec/leads']);
    expect(owners(text, 'README.md')).toEqual(['@all']);
  });

  it('speaks of paths below its own root', () => {
    expect(owners('* @a', 'team/app.py', 'team')).toEqual(['@a']);
    expect(owners('* @a', 'other/app.py', 'team')).toBeUndefined();
  });

  it('answers hostile patterns and texts', () => {
    expect(readCodeowners(`/${'**/a*'.repeat(60)}/b @a\n`)).toMatchObject({ rules: [], problems: [{ line: 1 }] });
    expect(owners(`/${'**/a*/'.repeat(6)}b @a\n`.repeat(500), `${'aaaa/'.repeat(400)}c`)).toBeUndefined();
    const huge = readCodeowners(`${'* @a\n'.repeat(40_000)}\u0000\u0001`);
    expect(huge.rules.length).toBe(5000);
    expect(huge.problems.at(-1)?.reason).toContain('first 5000');
    expect(readCodeowners('[[[[\n]\n/a not-an-owner\n').problems).toEqual([
      { line: 3, reason: 'what stands behind the pattern is no owner' },
    ]);
  });
});
