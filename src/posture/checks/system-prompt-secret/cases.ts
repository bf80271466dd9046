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
