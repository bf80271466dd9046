import { createHash } from 'node:crypto';
import { strongKey } from '../../../core/keys.ts';
import type { AssetObservation, Json } from '../../../core/observation.ts';
import { hiddenText, type HiddenText } from '../../../recognizers/instructions/hidden.ts';
import { type FoundOrder, ordersIn } from '../../../recognizers/instructions/orders.ts';
import { defineDetector } from '../../detector.ts';
import { parseConfiguration } from '../../configuration.ts';
import { clientOf, FILES, type Form, formOf } from './places.ts';
import { readSettings, type SettingsFacts } from './settings.ts';

interface TextFacts {
  form: Form;
  /** Name in its front matter. */
  name?: string;
  sha256: string;
  characters: number;
  hidden: Omit<HiddenText, 'says'>[];
  orders: FoundOrder[];
}

type Facts = { text: TextFacts } | { settings: SettingsFacts };

/**
 * What coding agents obey and may do unasked. Texts (AGENTS.md, CLAUDE.md, rules, skills, commands, own agents) become a `skill` each,
 * keyed by their file, with `form`, `sha256`, `characters`, `hidden` (form, line, characters of text nobody sees; never what it says)
 * and `orders` (order, line, unseen; recognizers/instructions). Settings become the `mcp-client` of the same file that the MCP
 * configuration is (`git:` target and path), with `unasked` (what, setting, line), `sandboxed` and `orders` of its hooks; settings that
 * say nothing of this are left out.
 */
export default defineDetector<Facts>({
  id: 'coding-agents',
  version: 1,
  title: 'Rules, skills and settings of coding agents',
  reads: { files: FILES, maxBytes: 1024 * 1024 },
  emits: ['skill', 'mcp-client'],
  facts({ path, text }) {
    const form = formOf(path);
    if (form !== undefined) return { text: readText(form, text) };
    const client = clientOf(path);
    const { root } = client === undefined ? {} : parseConfiguration(path, text);
    const settings = client && root ? readSettings(client, root) : undefined;
    return settings && { settings };
  },
  link({ target, files, evidence }) {
    const assets: AssetObservation[] = [];
    for (const [path, facts] of files) {
      const keys = [strongKey('git', `${target}/${path}`)];
      if ('text' in facts) {
        const { form, name, sha256, characters, hidden, orders } = facts.text;
        assets.push({
          kind: 'skill',
          name: name ?? path,
          keys,
          properties: {
            form,
            sha256,
            characters,
            ...(hidden.length > 0 ? { hidden: hidden.map((one): Json => ({ ...one })) } : {}),
            ...(orders.length > 0 ? { orders: orders.map((one): Json => ({ ...one })) } : {}),
          },
          evidence: [evidence(path, 1, `${NAMES[form]} of coding agents`)],
          confidence: 0.95,
        });
      } else {
        const { client, unasked, sandboxed, orders } = facts.settings;
        const line = unasked[0]?.line ?? orders[0]?.line;
        assets.push({
          kind: 'mcp-client',
          name: path,
          keys,
          properties: {
            client,
            ...(unasked.length > 0 ? { unasked: unasked.map((one): Json => ({ ...one })) } : {}),
            ...(sandboxed ? { sandboxed } : {}),
            ...(orders.length > 0 ? { orders: orders.map((one): Json => ({ ...one })) } : {}),
          },
          evidence: [evidence(path, line, `Settings of ${client}`)],
          confidence: 0.95,
        });
      }
    }
    return { assets, edges: [] };
  },
});

const NAMES: Readonly<Record<Form, string>> = { rules: 'Rules', skill: 'A skill', command: 'A command', agent: 'An agent' };
const MOST = 50;

function readText(form: Form, text: string): TextFacts {
  const front = /^\uFEFF?---\r?\n([\s\S]{0,4000}?)\r?\n---/.exec(text)?.[1];
  const name = front && /^name:[ \t]{0,4}["']?([\w .-]{1,80}?)["']?[ \t]{0,4}$/m.exec(front)?.[1];
  return {
    form,
    ...(name && form !== 'rules' ? { name } : {}),
    sha256: createHash('sha256').update(text).digest('hex'),
    characters: text.length,
    // What it says stays in the file: it is written for models, and the report is read by some.
    hidden: hiddenText(text)
      .slice(0, MOST)
      .map(({ form: how, line, characters }) => ({ form: how, line, characters })),
    orders: ordersIn(text).slice(0, MOST),
  };
}
