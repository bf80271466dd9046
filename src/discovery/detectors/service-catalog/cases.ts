import type { DetectorCase } from '../../detector.ts';

const CHAT = "from openai import OpenAI\nOpenAI().responses.create(model='gpt-4.1-mini', input='hello')\n";

export default [
  {
    name: 'a component of Backstage: owner and life',
    files: {
      'chat/catalog-info.yaml':
        'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: chat\nspec:\n  type: service\n  lifecycle: production\n  owner: group:default/service-desk\n',
      'chat/pyproject.toml': '[project]\nname = "chat"\nauthors = [{ name = "Ines", email = "ines@harbour.example" }]\n',
      'chat/app.py': CHAT,
    },
    expect: [
      { kind: 'application', name: 'chat', properties: { owner: 'group:service-desk', ownerConfidence: 0.9, environment: 'production' } },
    ],
    edges: [['application chat', 'owned-by', 'team service-desk']],
    absent: [{ kind: 'person' }],
    source: 'https://backstage.io/docs/features/software-catalog/descriptor-format/',
  },
  {
    name: 'approvers of an OWNERS file',
    files: { OWNERS: 'approvers:\n  - ada\n  - grace\nreviewers:\n  - linus\n', 'serve/pyproject.toml': '', 'serve/app.py': CHAT },
    expect: [{ kind: 'application', name: 'serve', properties: { owner: '@ada, @grace' } }],
    source: 'https://www.kubernetes.dev/docs/guide/owners/',
  },
  {
    name: 'the author of a package is a weak hint',
    files: {
      'package.json':
        '{\n  "name": "helper",\n  "author": "Ines <ines@harbour.example> (https://ines.example)",\n  "dependencies": { "openai": "5.0.0" }\n}\n',
      'index.js': "import OpenAI from 'openai';\nnew OpenAI().responses.create({ model: 'gpt-4.1-mini', input: 'x' });\n",
    },
    expect: [{ kind: 'application', name: 'helper', properties: { owner: 'ines@harbour.example', ownerConfidence: 0.3 } }],
  },
  {
    name: 'a template of a catalogue and a broken one name nobody',
    files: {
      'a/catalog-info.yaml': 'kind: Component\nspec: { owner: "${{ values.owner }}" }\n',
      'b/catalog-info.yaml': 'kind: Component\nspec: [\n',
      'package.json': '{ "name": "web", "author": "Ines" }',
    },
    expect: [],
  },
] satisfies (DetectorCase & { source?: string })[];
