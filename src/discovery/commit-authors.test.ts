import { describe, expect, it } from 'vitest';
import { authorsOf } from './commit-authors.ts';
import type { Authored } from './history.ts';

const PATHS = new Set(['desk/pyproject.toml', 'desk/app/main.py', 'chat/package.json', 'chat/index.ts', 'README.md']);
const ADA = { name: 'Ada', mail: 'Ada@harbour.example' };
const INES = { name: 'Ines', mail: '4711+ines-k@users.noreply.github.com' };

let number = 0;
function commits(author: Authored['author'], count: number, ...folders: string[]): Authored[] {
  return Array.from({ length: count }, () => ({ id: String(number++).padStart(40, '0'), author, folders }));
}

function told(all: readonly Authored[]): unknown[] {
  return authorsOf(all, PATHS).map(({ says, why, confidence, ...where }) => [
    'folder' in where && where.folder,
    says.owner,
    why,
    confidence,
  ]);
}

describe('authorsOf', () => {
  it('says of each application who made most of its newest commits, never surely', () => {
    expect(
      told([...commits(ADA, 34, 'desk/app'), ...commits(INES, 16, 'desk'), ...commits(INES, 90, 'desk'), ...commits(INES, 3, 'chat')]),
    ).toEqual([
      ['desk', 'ada@harbour.example', 'author of 34 of the last 50 commits there', 0.4],
      ['chat', '@ines-k', 'author of 3 of the last 3 commits there', 0.2],
    ]);
  });

  it('counts a commit once for an application, and says nothing of folders above it', () => {
    expect(told(commits(ADA, 1, 'desk', 'desk/app', 'desk/app/deep'))).toEqual([
      ['desk', 'ada@harbour.example', 'author of the only commit there', 0.2],
    ]);
  });

  it('where nobody made a fifth of them, nobody is named', () => {
    const many = Array.from({ length: 12 }, (_, at) => commits({ name: `P${at}`, mail: `p${at}@harbour.example` }, 1, 'desk')).flat();
    expect(told(many)).toEqual([]);
  });

  // Names and mails as the platforms' documentation and public histories have them.
  it.each([
    ['dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com'],
    ['renovate[bot]', '29139614+renovate[bot]@users.noreply.github.com'],
    ['Renovate Bot', 'bot@renovateapp.com'],
    ['github-actions[bot]', '41898282+github-actions[bot]@users.noreply.github.com'],
    ['GitHub Actions', 'actions@github.com'],
    ['github-actions', 'github-actions@github.com'],
    ['GitLab', 'noreply@gitlab.com'],
    ['pre-commit-ci[bot]', '66853113+pre-commit-ci[bot]@users.noreply.github.com'],
    ['semantic-release-bot', 'semantic-release-bot@martynus.net'],
    ['Travis CI', 'builds@travis-ci.org'],
    ['Claude', 'noreply@anthropic.com'],
    ['root', 'root@localhost'],
    ['Nobody', 'nobody@harbour.example'],
    ['Ada', 'ada@laptop'],
    ['', ''],
  ])('%s <%s> is nobody', (name, mail) => {
    expect(told([...commits({ name, mail }, 9, 'desk'), ...commits(ADA, 1, 'desk')])).toEqual([
      ['desk', 'ada@harbour.example', 'author of the only commit there', 0.2],
    ]);
  });

  it.each([
    ['Travis Holt', 'travis.holt@harbour.example'],
    ['Claude Roy', 'croy@harbour.example'],
    ['Abbott', 'abbott@harbour.example'],
  ])('%s is a person', (name, mail) => {
    expect(told(commits({ name, mail }, 1, 'desk'))).toEqual([['desk', mail, 'author of the only commit there', 0.2]]);
  });
});
