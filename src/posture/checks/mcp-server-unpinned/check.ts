import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { textOf, textsOf } from '../../view.ts';
import { listed, said, shellWord } from '../../wording.ts';

/** An MCP server that is downloaded anew at each start: whoever publishes the package next runs on the developer's machine. */
export default defineCheck({
  id: 'mcp-server-unpinned',
  title: 'MCP server without a fixed version',
  severity: 'medium',
  applies: 'mcp-server',
  frameworks: [
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP04:2025' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0109' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0014' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'STA-08' },
  ],
  judge(server, view) {
    const name = textOf(server, 'package');
    const fetches = server.properties['fetchesAndRuns'] === true;
    if (server.properties['disabled'] === true || (name === undefined && !fetches)) return undefined;
    const pinned = server.properties['pinned'];
    if (pinned === true && !fetches) return { status: 'pass' };
    const why = textOf(server, 'pinnedWhy');
    if (pinned === undefined && !fetches)
      return { status: 'unknown', saw: `Which version of ${name} starts is not known${why === undefined ? '' : `: ${why}`}.` };
    const links = view.into(server, 'connects-to');
    const loose = links.filter((link) => view.properties(link)['pinned'] === false && view.properties(link)['disabled'] !== true);
    const clients = [...new Set((loose.length > 0 ? loose : links).map((link) => link.from.name))];
    const capabilities = textsOf(server, 'capabilities');
    const fix = fixFor(server);
    return {
      status: 'fail',
      title: `${server.name} starts whatever ${fetches ? 'an address serves' : `is published as ${said(name ?? '')}`} at that moment`,
      saw: `${listed(clients) || server.name} ${clients.length > 1 ? 'start' : 'starts'} ${server.name} with ${fetches ? 'a script that is downloaded and run' : `${said(name ?? '')} (${ecosystemOf(server)})`}${why === undefined ? '' : `: ${why}`}.${capabilities.length > 0 ? ` Its tools can: ${capabilities.join(', ')}.` : ''}`,
      why: 'Whoever publishes the next version, by right or with a stolen account, runs code with the rights of everybody who starts the client, and hands new tool descriptions to the model.',
      fix,
      verify: 'The configuration names one version (or a digest), a second start runs the same, and the next scan passes.',
      evidence: loose.length > 0 ? loose.flatMap((link) => view.evidence(link)) : server.evidence,
      exploitability: 'foothold',
      reachability: 'third-party',
      harms: [server, ...view.out(server, 'holds', 'connects-to').map((link) => link.to)],
    };
  },
});

const ECOSYSTEMS: Readonly<Record<string, string>> = {
  npm: 'npm',
  pypi: 'PyPI',
  oci: 'a container image',
  golang: 'a Go module',
  nuget: 'NuGet',
  jsr: 'JSR',
  git: 'git',
  url: 'an address',
};

function ecosystemOf(server: Asset): string {
  return ECOSYSTEMS[textOf(server, 'ecosystem') ?? ''] ?? 'a package';
}

/** Where the version to write down is learnt, and how it is written; no line to copy that holds somebody's sentence. */
function fixFor(server: Asset): { text: string; command?: string; patch?: string } {
  const { patch, ...fix } = versionOf(server);
  return patch === undefined || /[^\w./:@+<>="-]/.test(patch) ? fix : { ...fix, patch };
}

function versionOf(server: Asset): { text: string; command?: string; patch?: string } {
  const name = textOf(server, 'package');
  const word = name === undefined ? '' : shellWord(name);
  switch (name === undefined ? undefined : textOf(server, 'ecosystem')) {
    case 'npm':
      return {
        text: `Write the version you looked at behind the name; better, install it as a dependency with a lock file.`,
        command: `npm view ${word} version`,
        patch: `"${name}@<version>"`,
      };
    case 'pypi':
      return {
        text: `Write the version you looked at behind the name.`,
        command: `python3 -m pip index versions ${word}`,
        patch: `"${name}==<version>"`,
      };
    case 'oci':
      return {
        text: `Name the image by digest: a tag can be moved.`,
        command: `docker buildx imagetools inspect ${word} --format '{{.Manifest.Digest}}'`,
        patch: `"${name}@sha256:<digest>"`,
      };
    case 'git':
      return {
        text: `Name a commit instead of a branch.`,
        command: `git ls-remote ${shellWord(`https://${name}`)} HEAD`,
        patch: `"git+https://${name}@<commit>"`,
      };
    case 'golang':
      return { text: `Name a version behind the module.`, command: `go list -m -versions ${word}`, patch: `"${name}@<version>"` };
    default:
      return { text: 'Download it once, look at it, keep it in your own repository or registry, and start that copy.' };
  }
}
