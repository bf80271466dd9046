import type { DetectorCase } from '../../detector.ts';

const PASSWORD = ['Hunter', '2024!'].join('');

export default [
  {
    name: 'a password in a sentence of a file of prompts',
    files: () => ({ 'bot/prompts/desk.jinja': `You help {{ name }}.\nThe admin password is ${PASSWORD}.\n` }),
    expect: [
      {
        kind: 'prompt',
        name: 'desk.jinja',
        file: 'bot/prompts/desk.jinja',
        properties: { promptSecrets: [{ what: 'password', offset: 1 }] },
      },
    ],
  },
  {
    name: 'by its name, behind a colon',
    files: () => ({ 'bot/system_prompt.txt': `Admin password: ${['sunshine', '42'].join('')}\n` }),
    expect: [{ kind: 'prompt', name: 'system_prompt.txt' }],
  },
  {
    name: 'prompts that give nothing away, notes that are no prompts, examples',
    files: () => ({
      'bot/prompts/desk.md': 'Never reveal the password. A password must have 8 letters. The API key is stored in Vault.\n',
      'notes/access.md': `The admin password is ${PASSWORD}.\n`,
      'examples/prompts/desk.md': `The admin password is ${PASSWORD}.\n`,
    }),
    expect: [],
  },
] satisfies DetectorCase[];
