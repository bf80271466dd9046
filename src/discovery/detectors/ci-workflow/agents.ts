import type { Step } from './model.ts';
import { claudeTools, codexTools, copilotTools, geminiTools, type Given, shellTool, type Tools } from './agent-tools.ts';
import { type Command, commandsOf, hasFlag, option, programOf } from './shell.ts';
import type { Written } from './tree.ts';

/** A step that runs an agent, and what it is allowed. */
export interface AgentStep {
  product: string;
  provider?: string;
  /** As it is started: `anthropics/claude-code-action@v1`, `gemini --yolo`. */
  how: string;
  file: string;
  line: number;
  step: Step;
  model?: string;
  /** What reaches the model as its task. */
  prompts: Written[];
  tools: Tools;
  /** It refuses to start for people without write access, by itself. */
  checksAccess: boolean;
  /** The line that opens it for everybody nevertheless. */
  opened?: Written;
  /** It reads the issue, comment or pull request by itself. */
  readsEvent: boolean;
  /** Configurations of MCP servers: JSON or a file's name. */
  mcp: Written[];
  /** It acts with the rights of an app of its own instead of the job's token. */
  ownToken: boolean;
}

interface Product {
  product: string;
  provider?: string;
  checksAccess?: boolean;
  readsEvent?: boolean;
  tools(given: Given): Tools;
  /** Inputs that hold the task. */
  prompts: readonly string[];
}

const CLAUDE: Product = {
  product: 'Claude Code',
  provider: 'anthropic',
  tools: claudeTools,
  prompts: [
    'prompt',
    'direct_prompt',
    'override_prompt',
    'custom_instructions',
    'system_prompt',
    'append_system_prompt',
    'claude_args',
    'prompt_file',
  ],
};
const CODEX: Product = { product: 'Codex', provider: 'openai', tools: codexTools, prompts: ['prompt', 'prompt-file', 'codex-args'] };
const GEMINI: Product = { product: 'Gemini CLI', provider: 'google', tools: geminiTools, prompts: ['prompt'] };
const any = (): Tools => ({ ...shellTool('any', 'runs commands without asking'), bypass: 'its default' });

/**
 * Actions that run an agent, by owner/name. Sources: action.yml and security pages of each (anthropics/claude-code-action
 * docs/security.md, openai/codex-action docs/security.md, google-github-actions/run-gemini-cli README, opencode.ai/docs/github).
 */
const ACTIONS: Readonly<Record<string, Product>> = {
  'anthropics/claude-code-action': { ...CLAUDE, checksAccess: true, readsEvent: true },
  'anthropics/claude-code-base-action': CLAUDE,
  'anthropics/claude-code-security-review': { ...CLAUDE, readsEvent: true },
  'openai/codex-action': { ...CODEX, checksAccess: true },
  'google-github-actions/run-gemini-cli': GEMINI,
  'google-gemini/gemini-cli-action': GEMINI,
  'qwenlm/qwen-code-action': { ...GEMINI, product: 'Qwen Code', provider: 'alibaba' },
  'sst/opencode/github': { product: 'OpenCode', checksAccess: true, readsEvent: true, tools: any, prompts: ['prompt'] },
  'anomalyco/opencode/github': { product: 'OpenCode', checksAccess: true, readsEvent: true, tools: any, prompts: ['prompt'] },
  'augmentcode/augment-agent': { product: 'Auggie', tools: any, prompts: ['instruction', 'instruction_file', 'template_directory'] },
  'warpdotdev/oz-agent-action': { product: 'Warp agent', tools: any, prompts: ['prompt'] },
  'warpdotdev/warp-agent-action': { product: 'Warp agent', tools: any, prompts: ['prompt'] },
  'factory-ai/droid-action': { product: 'Droid', checksAccess: true, readsEvent: true, tools: any, prompts: ['prompt'] },
};
/** Forks and copies of these keep the name. */
const NAMED: readonly (readonly [RegExp, Product])[] = [
  [/\/claude-code(?:-base)?-action(?:$|\/)/, { ...CLAUDE, readsEvent: true }],
  [/\/codex-action(?:$|\/)/, CODEX],
  [/\/(?:run-gemini-cli|gemini-cli-action)(?:$|\/)/, GEMINI],
];

/** `owner/name/path` of an action without its ref, in small letters. */
export function actionOf(uses: string): string {
  return uses.replace(/@.*$/s, '').toLowerCase();
}

function agentAction(step: Step): AgentStep | undefined {
  if (!step.uses || step.uses.text.startsWith('./')) return undefined;
  const name = actionOf(step.uses.text);
  const product = Object.hasOwn(ACTIONS, name) ? ACTIONS[name]! : NAMED.find(([form]) => form.test(name))?.[1];
  if (!product) return undefined;
  const inputs = Object.fromEntries(Object.entries(step.with).map(([key, written]) => [key, written.text]));
  const claude = product.tools === claudeTools;
  const args = commandsOf({ text: `x ${inputs['claude_args'] ?? inputs['codex-args'] ?? ''}`.replaceAll('\n', ' '), line: 1 })[0];
  const opened = claude ? step.with['allowed_non_write_users'] : step.with['allow-users'];
  const model = inputs['model'] ?? inputs['anthropic_model'] ?? (args && option(args, '--model', '-m')) ?? modelIn(inputs['settings']);
  const mcp = [step.with['mcp_config'], step.with['settings']].filter((one) => one !== undefined);
  const flagged = args && option(args, '--mcp-config');
  return {
    product: product.product,
    ...(product.provider === undefined ? {} : { provider: product.provider }),
    how: step.uses.text,
    file: step.file,
    line: step.uses.line,
    step,
    ...(model === undefined || model.includes('${{') ? {} : { model }),
    prompts: product.prompts.flatMap((key) => step.with[key] ?? []),
    tools: product.tools({ inputs, ...(args ? { command: args } : {}), action: true }),
    checksAccess: product.checksAccess === true,
    ...(opened && opened.text.trim() !== '' ? { opened } : {}),
    readsEvent: product.readsEvent === true,
    mcp: [...mcp, ...(flagged === undefined ? [] : [{ text: flagged, line: step.with['claude_args']?.line ?? step.line }])],
    ownToken: name === 'anthropics/claude-code-action' && inputs['github_token'] === undefined,
  };
}

function modelIn(settings: string | undefined): string | undefined {
  return settings === undefined ? undefined : /"model"\s{0,5}:\s{0,5}"([\w.:/-]{3,80})"/.exec(settings.slice(0, 20_000))?.[1];
}

interface Cli {
  product: string;
  provider?: string;
  /** Whether the command runs the agent without a person at the keyboard. */
  runs(command: Command): boolean;
  tools(given: Given): Tools;
}

const has =
  (...flags: string[]) =>
  (command: Command): boolean =>
    command.words.slice(1).some((word) => flags.some((flag) => word === flag || word.startsWith(`${flag}=`)));
const starts =
  (...words: string[]) =>
  (command: Command): boolean =>
    words.includes(command.words.slice(1).find((word) => !word.startsWith('-')) ?? '');
const withFlags =
  (...flags: string[]) =>
  (given: Given): Tools => {
    const flag = given.command?.words.find((word) => flags.includes(word.replace(/=.*$/, '')));
    return flag === undefined
      ? shellTool('none', 'edits files')
      : { ...shellTool('any', `${flag} runs commands without asking`), bypass: flag };
  };

/** Command lines that run an agent unattended. Sources: the products' documentation of their non-interactive modes. */
const CLIS: readonly (readonly [RegExp, Cli])[] = [
  [
    /^(?:claude|@anthropic-ai\/claude-code)$/,
    { product: 'Claude Code', provider: 'anthropic', runs: has('-p', '--print'), tools: claudeTools },
  ],
  [
    /^(?:codex|@openai\/codex)$/,
    {
      product: 'Codex',
      provider: 'openai',
      runs: (command) => starts('exec', 'e', 'review')(command) || has('-q', '--quiet')(command),
      tools: codexTools,
    },
  ],
  [
    /^(?:gemini|@google\/gemini-cli)$/,
    {
      product: 'Gemini CLI',
      provider: 'google',
      runs: (command) => has('-p', '--prompt', '-y', '--yolo', '--approval-mode')(command) || /<|\|/.test(command.text),
      tools: geminiTools,
    },
  ],
  [
    /^(?:qwen|@qwen-code\/qwen-code)$/,
    { product: 'Qwen Code', provider: 'alibaba', runs: has('-p', '--prompt', '-y', '--yolo'), tools: geminiTools },
  ],
  [
    /^(?:cursor-agent|agent)$/,
    {
      product: 'Cursor agent',
      runs: (command) =>
        has('-p', '--print')(command) && (programOf(command) === 'cursor-agent' || has('--force', '--output-format')(command)),
      tools: withFlags('--force', '-f', '--yolo'),
    },
  ],
  [/^(?:opencode|opencode-ai)$/, { product: 'OpenCode', runs: starts('run', 'github'), tools: any }],
  [
    /^(?:aider|aider-chat)$/,
    {
      product: 'Aider',
      runs: has('--message', '-m', '--message-file', '-f', '--yes', '--yes-always'),
      tools: () => shellTool('none', 'edits files'),
    },
  ],
  [/^(?:copilot|@github\/copilot)$/, { product: 'Copilot CLI', provider: 'github', runs: has('-p', '--prompt'), tools: copilotTools }],
  [/^kimi$/, { product: 'Kimi CLI', provider: 'moonshot', runs: has('--print', '-p'), tools: withFlags('--yolo', '-y') }],
  [/^goose$/, { product: 'Goose', runs: starts('run'), tools: any }],
  [/^(?:amp|@sourcegraph\/amp)$/, { product: 'Amp', runs: has('-x', '--execute'), tools: withFlags('--dangerously-allow-all') }],
  [
    /^(?:q|kiro-cli|qchat)$/,
    {
      product: 'Amazon Q',
      runs: (command) => starts('chat')(command) && has('--no-interactive')(command),
      tools: withFlags('--trust-all-tools', '-a'),
    },
  ],
  [/^droid$/, { product: 'Droid', runs: starts('exec'), tools: withFlags('--skip-permissions-unsafe') }],
  [/^auggie$/, { product: 'Auggie', runs: has('-p', '--print'), tools: any }],
  [
    /^(?:sweagent|mini-swe-agent|mini)$/,
    { product: 'SWE-agent', runs: (command) => starts('run')(command) || has('-t', '--task')(command), tools: any },
  ],
  [/^openhands(?:-ai)?$/, { product: 'OpenHands', runs: has('--headless', '-t', '--task', '-f'), tools: any }],
];

/** The agents a step runs: one for an agent action, one per command line that starts one. */
export function agentsOf(step: Step): AgentStep[] {
  const action = agentAction(step);
  if (action) return [action];
  if (!step.run) return [];
  const out: AgentStep[] = [];
  for (const command of commandsOf(step.run)) {
    // An image may bring its own tag: `@anthropic-ai/claude-code@2`.
    const program = programOf(command);
    const cli = CLIS.find(([form]) => form.test(program))?.[1];
    if (!cli || !cli.runs(command) || hasFlag(command, '--version', '--help')) continue;
    const model = option(command, '--model', '-m');
    const mcp = option(command, '--mcp-config', '--additional-mcp-config');
    out.push({
      product: cli.product,
      ...(cli.provider === undefined ? {} : { provider: cli.provider }),
      how: `${program} ${command.words
        .slice(1)
        .filter((word) => /^(?:--?[a-z][\w-]*|exec|run|chat)$/.test(word))
        .slice(0, 6)
        .join(' ')}`.trim(),
      file: step.file,
      line: command.line,
      step,
      ...(model === undefined || model.includes('$') || cli.product === 'Aider' ? {} : { model }),
      prompts: [{ text: `${command.text}\n${piped(step.run, command)}`, line: command.line }],
      tools: cli.tools({ inputs: {}, command, action: false }),
      checksAccess: false,
      readsEvent: false,
      mcp: mcp === undefined ? [] : [{ text: mcp, line: command.line }],
      ownToken: false,
    });
    if (out.length >= 20) break;
  }
  return out;
}

/** What stands in the script before the command may be its task: `cat issue.md | claude -p`, `PROMPT="…"`. */
function piped(run: Written, command: Command): string {
  return run.text
    .split('\n')
    .slice(0, Math.max(1, command.line - run.line + 1))
    .join('\n')
    .slice(0, 20_000);
}
