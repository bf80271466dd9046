import type { DetectorCase } from '../../detector.ts';

const CHAT = "from openai import OpenAI\nOpenAI().responses.create(model='gpt-4.1-mini', input='hello')\n";

export default [
  {
    name: 'the last rule that fits decides, a team owns',
    files: {
      CODEOWNERS: '* @harbour/platform\n/services/chat/ @harbour/chat @ines\n',
      'services/chat/pyproject.toml': '',
      'services/chat/app.py': CHAT,
    },
    expect: [
      {
        kind: 'application',
        name: 'chat',
        properties: { owner: '@harbour/chat, @ines', ownerWhy: 'CODEOWNERS line 2 (/services/chat/)', ownerConfidence: 0.9 },
      },
      { kind: 'team', name: '@harbour/chat', file: 'CODEOWNERS', line: 2 },
      { kind: 'person', name: '@ines' },
    ],
    edges: [
      ['application chat', 'owned-by', 'team @harbour/chat'],
      ['application chat', 'owned-by', 'person @ines'],
    ],
    absent: [{ kind: 'team', name: '@harbour/platform' }],
    source:
      'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
  },
  {
    name: 'a rule without owners takes the path from everybody',
    files: { '.github/CODEOWNERS': '* @harbour/platform\n/lab/\n', 'lab/pyproject.toml': '', 'lab/app.py': CHAT },
    expect: [{ kind: 'application', name: 'lab', properties: { owner: undefined } }],
    absent: [{ kind: 'team' }],
  },
  {
    name: '.github comes before the root',
    files: { '.github/CODEOWNERS': '* ml@harbour.example\n', CODEOWNERS: '* @harbour/old\n', 'app.py': CHAT },
    expect: [{ kind: 'person', name: 'ml@harbour.example' }],
    absent: [{ kind: 'team', name: '@harbour/old' }],
  },
  {
    name: 'sections of GitLab each name somebody; a heading names who owns by default',
    files: {
      '.gitlab/CODEOWNERS': '[Models] @harbour/ml\nmodels/\n\n^[Security][2]\n*.py @harbour/security\n',
      'models/pyproject.toml': '',
      'models/score.py': CHAT,
    },
    expect: [{ kind: 'application', name: 'models', properties: { owner: '@harbour/ml, @harbour/security' } }],
    source: 'https://docs.gitlab.com/user/project/codeowners/reference/',
  },
  {
    name: 'what was vendored brings its owners along, who are not ours',
    files: { 'vendor/kit/.github/CODEOWNERS': '* @upstream/kit\n', 'vendor/kit/app.py': CHAT },
    expect: [],
    absent: [{ kind: 'team' }],
  },
  { name: 'owners of code without AI', files: { CODEOWNERS: '* @harbour/platform\n', 'web/index.js': 'console.log(1)\n' }, expect: [] },
] satisfies (DetectorCase & { source?: string })[];
