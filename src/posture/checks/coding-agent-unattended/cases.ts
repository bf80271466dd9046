import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'Claude Code in bypass mode, with the shell allowed as well: one finding',
    files: {
      '.claude/settings.json':
        '{\n  "permissions": {\n    "allow": ["Bash(*)", "Read(*)", "Edit(*)"],\n    "defaultMode": "bypassPermissions"\n  }\n}\n',
    },
    expect: [{ file: '.claude/settings.json', line: 4, asset: '.claude/settings.json', severity: 'high' }],
    source: 'https://github.com/anthropics/claude-code/issues/20536',
  },
  {
    name: 'VS Code without any question, beside an MCP server',
    files: {
      '.vscode/settings.json':
        '{\n  // as recommended in a blog\n  "chat.tools.global.autoApprove": true,\n  "mcp": { "servers": { "docs": { "url": "https://docs.example/mcp" } } }\n}\n',
    },
    expect: [{ file: '.vscode/settings.json', line: 3 }],
  },
  {
    name: 'every command of the terminal by a pattern',
    files: { '.vscode/settings.json': '{ "chat.tools.terminal.autoApprove": { "/.*/": true } }\n' },
    expect: [{ file: '.vscode/settings.json', line: 1 }],
  },
  {
    name: 'Codex without approval and without a sandbox',
    files: { 'home/ines/.codex/config.toml': 'model = "gpt-5-codex"\napproval_policy = "never"\nsandbox_mode = "danger-full-access"\n' },
    expect: [{ file: 'home/ines/.codex/config.toml', line: 2 }],
    source: 'https://developers.openai.com/codex/config-reference',
  },
  {
    name: 'Claude Code in its sandbox weighs less',
    files: { '.claude/settings.json': '{ "permissions": { "allow": ["Bash"] }, "sandbox": { "enabled": true } }\n' },
    expect: [{ file: '.claude/settings.json', line: 1, severity: 'medium' }],
  },
  {
    name: 'every server of every project is started',
    files: { '.claude/settings.json': '{ "enableAllProjectMcpServers": true }\n' },
    expect: [{ file: '.claude/settings.json', line: 1, severity: 'medium' }],
  },
  {
    name: 'servers approved by name are silent',
    files: { '.claude/settings.json': '{ "enableAllProjectMcpServers": false, "enabledMcpjsonServers": ["docs"] }\n' },
    expect: [],
  },
  {
    name: 'the same clients where single commands are named are silent',
    files: {
      '.claude/settings.json': '{ "permissions": { "allow": ["Bash(npm run lint)", "Bash(git diff:*)"], "defaultMode": "acceptEdits" } }\n',
      '.vscode/settings.json':
        '{ "chat.tools.terminal.autoApprove": { "/^git (status|diff)$/": true }, "chat.tools.edits.autoApprove": { "**/*": true } }\n',
      '.codex/config.toml': 'approval_policy = "on-request"\nsandbox_mode = "danger-full-access"\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
