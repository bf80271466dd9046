import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { effectsOf, outsideReader, type ToolEffect } from '../../agents.ts';
import { defineCheck } from '../../check.ts';
import { textOf, textsOf } from '../../view.ts';
import { listed } from '../../wording.ts';

/** A tool that runs what the model writes, on the machine it stands on. A fixed command and a hosted sandbox are no fault. */
export default defineCheck({
  id: 'code-exec-tool-unsandboxed',
  title: 'Tool runs what the model writes, without a sandbox',
  severity: 'medium',
  applies: 'tool',
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM10' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP05:2025' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0050' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-13' },
  ],
  judge(tool, view) {
    if (!textsOf(tool, 'capabilities').includes('code-execution')) return undefined;
    const runs = effectsOf(tool).filter((effect) => effect.capabilities.includes('code-execution') && effect.sandboxed !== true);
    const chosen = runs.filter((effect) => effect.target === 'model-chosen' || isBuiltIn(effect, tool));
    const open = chosen.length > 0 ? chosen : runs.filter((effect) => effect.target === 'unknown');
    if (open.length === 0) return { status: 'pass' };
    const certain = chosen.length > 0;
    const calls = view.into(tool, 'calls-tool');
    const gated =
      textOf(tool, 'approval') === 'always' || (calls.length > 0 && calls.every((link) => view.properties(link)['approval'] === 'always'));
    const agents = calls.map((link) => link.from).filter((asset) => asset.kind === 'agent');
    const reader = agents.map((agent) => outsideReader(agent, view)).find((one) => one !== undefined);
    const target = tool.evidence[0]?.target ?? '';
    return {
      status: 'fail',
      severity: weightOf(reader !== undefined, certain && !gated),
      title: `${tool.name} runs ${certain ? 'whatever the model writes' : 'a command that is not fixed'}`,
      saw: `${tool.name} runs ${certain ? 'text of the model' : 'a command that could not be read'} (${open[0]!.detail ?? open[0]!.how ?? 'code execution'}) outside any sandbox${agents.length > 0 ? `; ${listed(agents.map(({ name }) => name))} can call it` : ''}${reader === undefined ? '' : ` and ${reader.name} reads what outsiders wrote`}${gated ? '. A person is asked first' : ''}.`,
      why: `Every file, key and network the process can reach is in reach of one sentence${reader === undefined ? ' in a prompt' : ' in what outsiders wrote'}${gated ? '; people who are asked often stop reading commands' : ''}.`,
      fix: {
        text: `Run it in a container or microVM without network, secrets and home folder (or the provider's code interpreter), or replace it by tools for the few things it is for, with a list of arguments instead of a shell.${gated ? '' : ' Until then ask a person before each command.'}`,
        command: `docker run --rm --network none --read-only --cap-drop ALL --user 65534:65534 --memory 512m --pids-limit 128 python:3.13-slim sh -c "$COMMAND"`,
      },
      verify: `\`cat /etc/hostname; env\` through ${tool.name} shows the sandbox and none of the host's variables, and the next scan passes.`,
      evidence: [
        ...open
          .filter((effect) => effect.file !== undefined)
          .map((effect) => ({
            target,
            file: effect.file!,
            ...(effect.line === undefined ? {} : { line: effect.line }),
            detail: effect.detail ?? 'runs code',
          })),
        ...tool.evidence.slice(0, 1),
      ],
      ...(certain ? {} : { confidence: Math.min(tool.confidence, 0.6) }),
      exploitability: 'public-technique',
      reachability: reader === undefined ? 'internal' : 'third-party',
      ...(gated ? { control: 'partial' as const } : {}),
    };
  },
});

/** A shell tool of a library has no argument of its own to look at: running what the model writes is what it is for. */
function isBuiltIn(effect: ToolEffect, tool: Asset): boolean {
  return effect.target === 'unknown' && tool.evidence.some((one) => one.file === effect.file && one.line === effect.line);
}

/** Text of outsiders makes it an attack from outside; a person who is asked, or doubt about what runs, makes it less. */
function weightOf(read: boolean, bare: boolean): Severity {
  if (read) return bare ? 'high' : 'medium';
  return bare ? 'medium' : 'low';
}
