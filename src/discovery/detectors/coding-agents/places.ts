import { glob } from '../../../core/glob.ts';

/** What a text of a coding agent is to it. */
export type Form = 'rules' | 'skill' | 'command' | 'agent';

/**
 * Texts that coding agents obey, by the place of their file; the first that fits. Sources: the agents' documentation as of autumn
 * 2026 (agents.md, code.claude.com/docs/en/memory and /skills, docs.cursor.com/context/rules, docs.windsurf.com, docs.cline.bot,
 * docs.roocode.com, code.visualstudio.com/docs/copilot/customization, geminicli.com/docs/cli/gemini-md, kiro.dev/docs/steering,
 * docs.aws.amazon.com/amazonq, docs.continue.dev/customize/rules, agentskills.io).
 */
const TEXTS: readonly { form: Form; files: readonly string[] }[] = [
  { form: 'skill', files: ['**/skills/**/SKILL.md', 'SKILL.md'] },
  {
    form: 'command',
    files: [
      '**/.claude/commands/**/*.md',
      '**/.cursor/commands/**/*.md',
      '**/.gemini/commands/**/*.toml',
      '**/.github/prompts/**/*.prompt.md',
      '**/.opencode/command/**/*.md',
      '**/.codex/prompts/*.md',
      '**/.windsurf/workflows/**/*.md',
    ],
  },
  {
    form: 'agent',
    files: [
      '**/.claude/agents/**/*.md',
      '**/.github/agents/**/*.md',
      '**/.github/chatmodes/**/*.md',
      '**/.opencode/agent/**/*.md',
      '**/.cursor/agents/**/*.md',
    ],
  },
  {
    form: 'rules',
    files: [
      'AGENTS.md',
      'AGENTS.override.md',
      'AGENT.md',
      'CLAUDE.md',
      'CLAUDE.local.md',
      'GEMINI.md',
      'QWEN.md',
      'CRUSH.md',
      'CONVENTIONS.md',
      '.cursorrules',
      '.windsurfrules',
      '.clinerules',
      '.roorules',
      '.goosehints',
      '.rules',
      '**/.cursor/rules/**/*.{md,mdc}',
      '**/.windsurf/rules/**/*.md',
      '**/.clinerules/**/*.md',
      '**/.roo/rules*/**/*.md',
      '**/.claude/rules/**/*.md',
      '**/.github/copilot-instructions.md',
      '**/.github/instructions/**/*.instructions.md',
      '**/.junie/guidelines.md',
      '**/.kiro/steering/**/*.md',
      '**/.amazonq/rules/**/*.md',
      '**/.continue/rules/**/*.md',
      '**/.augment/rules/**/*.md',
      '**/.trae/rules/**/*.md',
      '**/.agents/rules/**/*.md',
      '**/.agent/rules/**/*.md',
    ],
  },
];

/** Settings in which people say what an agent may do without asking, and commands it runs by itself; by the client that reads them. */
const SETTINGS: readonly { client: Client; files: readonly string[] }[] = [
  { client: 'claude-code', files: ['**/.claude/settings.json', '**/.claude/settings.local.json', 'managed-settings.json'] },
  { client: 'vscode', files: ['**/.vscode/settings.json', '**/User/settings.json', '**/Machine/settings.json', '*.code-workspace'] },
  { client: 'codex', files: ['**/.codex/config.toml', '**/codex/config.toml'] },
  { client: 'gemini-cli', files: ['**/.gemini/settings.json'] },
  { client: 'qwen-code', files: ['**/.qwen/settings.json'] },
  { client: 'zed', files: ['**/.zed/settings.json', '**/zed/settings.json', '**/Zed/settings.json'] },
  { client: 'opencode', files: ['opencode.json', 'opencode.jsonc'] },
  { client: 'amp', files: ['**/.amp/settings.json', '**/amp/settings.json'] },
  { client: 'cursor', files: ['**/.cursor/cli.json', 'cli-config.json', '**/.cursor/hooks.json'] },
  { client: 'goose', files: ['**/goose/config.yaml'] },
  { client: 'amazon-q', files: ['**/.amazonq/cli-agents/*.json', '**/.aws/amazonq/cli-agents/*.json', '**/.amazonq/default.json'] },
  { client: 'kiro', files: ['**/.kiro/agents/*.json'] },
  { client: 'crush', files: ['crush.json', '.crush.json'] },
  { client: 'aider', files: ['.aider.conf.yml'] },
  { client: 'continue', files: ['**/.continue/permissions.yaml'] },
];

export type Client =
  | 'claude-code'
  | 'vscode'
  | 'codex'
  | 'gemini-cli'
  | 'qwen-code'
  | 'zed'
  | 'opencode'
  | 'amp'
  | 'cursor'
  | 'goose'
  | 'amazon-q'
  | 'kiro'
  | 'crush'
  | 'aider'
  | 'continue';

const COMPILED_TEXTS = TEXTS.map(({ form, files }) => ({ form, matches: files.map((file) => glob(file)) }));
const COMPILED_SETTINGS = SETTINGS.map(({ client, files }) => ({ client, matches: files.map((file) => glob(file)) }));

export const FILES: readonly string[] = [...TEXTS, ...SETTINGS].flatMap(({ files }) => files);

export function formOf(path: string): Form | undefined {
  return COMPILED_TEXTS.find(({ matches }) => matches.some((fits) => fits(path)))?.form;
}

export function clientOf(path: string): Client | undefined {
  return COMPILED_SETTINGS.find(({ matches }) => matches.some((fits) => fits(path)))?.client;
}
