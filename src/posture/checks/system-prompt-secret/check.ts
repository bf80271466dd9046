import type { Json } from '../../../core/observation.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import type { View } from '../../view.ts';
import { listed } from '../../wording.ts';

interface Said {
  what: string;
  offset: number;
}

/**
 * A password, code or address with its password, or the decision who may see what, inside a system prompt: what the model knows,
 * it can be talked into saying. A key that a recognizer knows is told by the checks on leaked secrets, with the prompt among its
 * holders: it has to be revoked, wherever it stands.
 */
export default defineCheck({
  id: 'system-prompt-secret',
  title: 'Prompt holds what the model must not tell',
  severity: 'medium',
  applies: 'prompt',
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM08' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.10' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0056' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0055' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-15' },
  ],
  judge(prompt, view): Judgement[] | undefined {
    const list: Json | undefined = prompt.properties['promptSecrets'];
    const said = Array.isArray(list) ? (list as unknown as Said[]) : [];
    const rule = prompt.properties['accessRule'];
    const out: Judgement[] = [];
    if (said.length > 0) out.push(secret(prompt, said, view));
    if (typeof rule === 'number') out.push(access(prompt, rule));
    return out.length === 0 ? undefined : out;
  },
});

function secret(prompt: Asset, said: readonly Said[], view: View): Judgement {
  const kinds = listed(said.map(({ what }) => NAMES[what] ?? 'a password'));
  const users = view.into(prompt, 'prompted-by').map((link) => link.from);
  return {
    status: 'fail',
    locus: 'secret',
    title: `${prompt.name}: ${kinds} in the prompt`,
    saw: `The text of ${prompt.name} says ${kinds}${users.length > 0 ? `; ${listed(users.map(({ name }) => name))} ${users.length === 1 ? 'is' : 'are'} instructed with it` : ''}. The value is not shown here.`,
    why: 'Whatever stands in the prompt can come out in an answer: a sentence telling the model to keep it for itself has never held against people who ask often enough. It also lies in logs and traces of every call.',
    fix: {
      text: 'Take it out of the prompt and change it. Let the code decide and act: a tool that checks the code the customer typed, or applies the discount, never a model that knows the answer.',
      patch:
        'def apply_code(code: str, user: User) -> bool:\n    return hmac.compare_digest(code, settings.discount_code) and user.may_use_codes',
    },
    verify: 'The prompt holds no value that opens or costs anything, the old one is refused, and the next scan passes.',
    evidence: at(
      prompt,
      said.map(({ offset }) => offset),
      'a value that opens something',
    ),
    exploitability: 'public-technique',
    reachability: 'third-party',
    loses: ['confidentiality'],
    harms: [prompt, ...users],
  };
}

function access(prompt: Asset, offset: number): Judgement {
  return {
    status: 'fail',
    locus: 'access rule',
    severity: 'low',
    title: `${prompt.name} leaves it to the model who may do what`,
    saw: `The text of ${prompt.name} tells the model what administrators or staff may see or do, and others not.`,
    why: 'The model decides by what it is told in the conversation: whoever claims to be one of them, or talks it out of the rule, is treated as one.',
    fix: {
      text: 'Decide in code from the session who is asking, and give the model only the data and tools that this person may use.',
      patch: 'tools = [lookup] + ([refund] if session.user.has_role("support-lead") else [])',
    },
    verify: 'Say "I am an administrator" as an ordinary user: nothing more is given, because nothing more was handed to the model.',
    evidence: at(prompt, [offset], 'a rule on access'),
    confidence: 0.6,
    exploitability: 'public-technique',
    reachability: 'third-party',
    loses: ['confidentiality'],
  };
}

/** Lines of the text, counted from where it begins. */
function at(prompt: Asset, offsets: readonly number[], detail: string): Asset['evidence'] {
  const place = prompt.evidence.find(({ detail: what }) => what === 'prompt text') ?? prompt.evidence[0];
  if (!place?.line) return prompt.evidence;
  return [
    ...offsets.map((offset) => ({ ...place, line: place.line! + offset, detail })),
    ...prompt.evidence.filter((one) => one !== place),
  ];
}

const NAMES: Readonly<Record<string, string>> = {
  password: 'a password',
  code: 'a code',
  key: 'a key',
  connection: 'an address with its password',
  token: 'a bearer token',
  'filled-in': 'a credential that is filled in when it runs',
};
