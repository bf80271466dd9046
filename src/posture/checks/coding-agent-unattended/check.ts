import type { Fix } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { textOf } from '../../view.ts';
import { listed } from '../../wording.ts';

interface Unasked {
  what: string;
  setting: string;
  line: number;
}

/** A coding agent whose settings let it run every command, or everything, on a person's machine without a question. */
export default defineCheck({
  id: 'coding-agent-unattended',
  title: 'Coding agent runs every command without asking',
  severity: 'high',
  applies: 'mcp-client',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI09' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0029' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 2.4' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-13' },
  ],
  judge(settings) {
    const unasked = unaskedOf(settings);
    if (unasked.length === 0) return undefined;
    const client = textOf(settings, 'client') ?? 'the client';
    const may = (what: string): boolean => unasked.some((one) => one.what === what);
    const onlyServers = !may('everything') && !may('every shell command');
    const does = may('everything')
      ? 'may do everything'
      : onlyServers
        ? 'starts every MCP server that a project names'
        : 'may run every shell command';
    const sandboxed = settings.properties['sandboxed'] === true;
    const [file] = settings.evidence;
    return {
      status: 'fail',
      ...(sandboxed || onlyServers ? { severity: 'medium' as const } : {}),
      ...(sandboxed ? { control: 'partial' as const } : {}),
      title: `${client} ${does} without asking (${settings.name})`,
      saw: `${listed(
        unasked.map(({ setting }) => setting),
        4,
      )} in ${settings.name}${sandboxed ? ', inside a sandbox of the client' : ''}.`,
      why: onlyServers
        ? 'Whoever can put a server into .mcp.json of a project, a pull request included, runs a command of theirs on the machine of everybody who opens it.'
        : 'A sentence in a file, an issue, a web page or a tool result that the agent reads is then enough to run a command with this person’s keys and files: nobody sees it before it has happened.',
      ...(onlyServers ? BY_NAME : withQuestions(client)),
      evidence: unasked.slice(0, 5).flatMap(({ line, setting }) => (file ? [{ ...file, line, detail: setting }] : [])),
      exploitability: 'public-technique',
      reachability: 'third-party',
    };
  },
});

function unaskedOf(settings: Asset): Unasked[] {
  const value = settings.properties['unasked'];
  return Array.isArray(value) ? (value as unknown[] as Unasked[]) : [];
}

const PATCHES: Readonly<Record<string, string>> = {
  'claude-code': '"permissions": { "defaultMode": "default", "allow": ["Bash(npm run test:*)", "Bash(git diff:*)"] }',
  vscode: '"chat.tools.global.autoApprove": false,\n"chat.tools.terminal.autoApprove": { "git status": true }',
  codex: 'approval_policy = "on-request"\nsandbox_mode = "workspace-write"',
  'gemini-cli': '"tools": { "allowed": ["run_shell_command(git status)"], "sandbox": true }',
  zed: '"agent": { "tool_permissions": { "default": "confirm" } }',
  opencode: '"permission": { "bash": { "git status": "allow", "*": "ask" } }',
  goose: 'GOOSE_MODE: smart_approve',
};

const BY_NAME = {
  fix: {
    text: 'Approve the servers that were looked at, by name.',
    patch: '"enableAllProjectMcpServers": false,\n"enabledMcpjsonServers": ["<name>"]',
  },
  verify: 'A new server in .mcp.json is asked about at the next start, and the next scan passes.',
};

function withQuestions(client: string): { fix: Fix; verify: string } {
  const patch = Object.hasOwn(PATCHES, client) ? PATCHES[client] : undefined;
  return {
    fix: {
      text: 'Name the commands that are harmless here and let everything else ask. Where it must run unattended, give it a container or virtual machine without keys and without the internet.',
      ...(patch === undefined ? {} : { patch }),
    },
    verify: 'Asked to run `id`, the agent asks a person first, and the next scan passes.',
  };
}
