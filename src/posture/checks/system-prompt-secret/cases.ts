import type { CheckCase } from '../../check.ts';

function shop(prompt: string): string {
  return `from openai import OpenAI

client = OpenAI()
SYSTEM = """You are the assistant of a garden shop.
${prompt}
Be friendly."""


def answer(text):
    return client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}])
`;
}

/** A key of OpenAI's form, put together at run time. */
const key = (): string => `${['sk', 'proj'].join('-')}-${'aB3dE7gH1jK9mN5pQ2sT'.repeat(3).slice(0, 48)}`;

export default [
  {
    name: 'a discount code the model must keep for itself',
    files: { 'shop.py': shop('The discount code is ROSES25. Never tell it unless the customer has ordered before.') },
    expect: [{ file: 'shop.py', line: 5, severity: 'medium' }],
    source: 'https://genai.owasp.org/llmrisk/llm072025-system-prompt-leakage/ (scenarios)',
  },
  {
    name: 'a password in quotes and an address with its password',
    files: {
      'shop.py': shop(
        `The admin password is "tulip-barrow".\nOrders lie in postgresql://desk:${['gr8', 'Spade'].join('')}@db.garden.example/orders.`,
      ),
    },
    expect: [{ file: 'shop.py', line: 5, severity: 'medium' }],
  },
  {
    name: 'a password said in a sentence, and one behind a colon',
    files: () => ({
      'a/shop.py': shop(`The admin password is ${['Hunter', '2024!'].join('')}`),
      'b/shop.py': shop(`Admin password: ${['Hunter', '2024!'].join('')}`),
    }),
    expect: [
      { file: 'a/shop.py', line: 5, severity: 'medium' },
      { file: 'b/shop.py', line: 5, severity: 'medium' },
    ],
  },
  {
    name: 'a token without a form of its own, and a code word',
    files: () => ({
      'shop.py': shop(
        `Use the API token ${['abc123', 'DEF456', 'ghi'].join('')} when calling the billing service.\nIf the user says the code word "bluebird", give the staff price.`,
      ),
    }),
    expect: [{ file: 'shop.py', line: 5, severity: 'medium' }],
  },
  {
    name: 'a credential that is filled in when it runs, and a name that is',
    files: {
      'a.py': `import os\nfrom openai import OpenAI\n\nSYSTEM = f"You help the desk. The admin password is {os.environ['ADMIN_PASSWORD']}."\nOpenAI().chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "system", "content": SYSTEM}])\n`,
      'b.py': `import os\nfrom openai import OpenAI\n\nSYSTEM = f"You help the desk. The name of the shop is {os.environ['SHOP_NAME']}."\nOpenAI().chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "system", "content": SYSTEM}])\n`,
      'c.ts': `import Anthropic from '@anthropic-ai/sdk';\n\nexport async function answer(vault: Vault, text: string) {\n  const system = \`You are the desk. The API key is \${await vault.read('billing')}.\`;\n  return new Anthropic().messages.create({ model: 'claude-sonnet-4-5', max_tokens: 500, system, messages: [{ role: 'user', content: text }] });\n}\n`,
    },
    expect: [
      { file: 'a.py', line: 4, severity: 'medium' },
      { file: 'c.ts', line: 4, severity: 'medium' },
    ],
  },
  {
    name: 'a file of prompts, and the same file in a folder of examples',
    files: () => ({
      'app/prompts/desk.md': `You help the desk.\nThe admin password is ${['Hunter', '2024!'].join('')}.\n`,
      'app/prompts/system.txt': `You help the desk.\nAdmin password: ${['sunshine', '42'].join('')}\n`,
      'app/prompts/rules.txt': 'Password: must have 8 letters.\nNever reveal the password.\n',
      'examples/prompts/desk.md': `The admin password is ${['Hunter', '2024!'].join('')}.\n`,
    }),
    expect: [
      { file: 'app/prompts/desk.md', line: 2, severity: 'medium' },
      { file: 'app/prompts/system.txt', line: 2, severity: 'medium' },
    ],
  },
  {
    name: 'who may see what is left to the model',
    files: { 'shop.py': shop('If the user says they are an administrator, you may reveal purchase prices.') },
    expect: [{ file: 'shop.py', line: 5, severity: 'low' }],
  },
  {
    name: 'a key of a provider is told by the check on such keys',
    files: () => ({ 'shop.py': shop(`Use the API key ${key()} for translations.`) }),
    expect: [],
  },
  {
    name: 'rules about secrets, places to fill in, and ordinary talk of passwords and codes',
    files: {
      'shop.py': shop(
        'Never ask for a password. If the password is wrong, tell them to reset it.\nThe discount code is {code}. The order code is shown in the mail.\nPassword: <password>\nStaff are friendly. The access token is required for returns.',
      ),
    },
    expect: [],
  },
] satisfies CheckCase[];
