import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { textOf, textsOf, type View } from '../../view.ts';
import { listed, said, shellWord } from '../../wording.ts';

/**
 * A filesystem MCP server whose allowed folders are the whole disk, a home folder or where keys and settings lie. Its allowed
 * folders are its only fence: what is inside can be read and written by whatever steers the model.
 * Source: github.com/modelcontextprotocol/servers, src/filesystem, "Directory Access Control".
 */
export default defineCheck({
  id: 'mcp-filesystem-broad-scope',
  title: 'Filesystem MCP server with an overly broad scope',
  severity: 'medium',
  applies: 'mcp-server',
  frameworks: [
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP02:2025' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP10:2025' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0037' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0028' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-05' },
  ],
  judge(server, view) {
    const given = foldersOf(server);
    if (given === undefined || server.properties['disabled'] === true) return undefined;
    const broad = given.flatMap((folder) => {
      const what = breadthOf(folder);
      return what === undefined ? [] : [{ folder, what }];
    });
    if (broad.length === 0)
      return given.length > 0
        ? { status: 'pass' }
        : { status: 'unknown', saw: `Which folders ${server.name} may touch is not written in the configuration.` };
    const { folder, what } = broad[0]!;
    const users = [...new Set(view.into(server, 'connects-to').map((link) => link.from.name))];
    const approved = textsOf(server, 'autoApprove');
    return {
      status: 'fail',
      ...(what === 'the whole disk' ? { severity: 'high' as const } : {}),
      title: `${server.name} may touch ${what} (${said(folder)})`,
      saw: `${listed(users) || 'A client'} ${users.length > 1 ? 'start' : 'starts'} ${server.name} with ${listed(broad.map((one) => `${said(one.folder)}, ${one.what}`))}: everything in it can be read, written and moved by its tools${approved.length > 0 ? `, and ${approved.includes('*') ? 'none of them asks' : `${listed(approved.map(said))} do not ask`}` : ''}.`,
      why: `Keys, tokens and settings lie in it (~/.ssh, ~/.aws, shell profiles, other projects). One sentence in a file or page the model reads can have them read out, or a profile changed that runs at the next login.`,
      fix: {
        text: `Name the project folders it is for instead of ${said(folder)}, one by one. What is only read can be mounted read-only into a container.`,
        patch: patchOf(server, folder),
      },
      verify: `Asked to list ${said(folder)}, ${server.name} answers that access is denied; the next scan passes.`,
      evidence: server.evidence,
      exploitability: 'foothold',
      reachability: reachabilityOf(server, view),
      harms: [server, ...view.out(server, 'holds').map((link) => link.to)],
    };
  },
});

const PACKAGES = /^(?:@modelcontextprotocol\/server-filesystem|(?:docker\.io\/)?mcp\/filesystem)$/;

/** The folders on the machine itself; of a container only what is mounted into it. Undefined for every other server. */
function foldersOf(server: Asset): string[] | undefined {
  const name = textOf(server, 'package');
  const code = textsOf(server, 'args');
  const inCode = code.findIndex((argument) => PACKAGES.test(argument.replace(/(?<=.)@[\w.-]*$/, '')));
  if ((name === undefined || !PACKAGES.test(name)) && inCode < 0) return undefined;
  if (textOf(server, 'ecosystem') === 'oci') return textsOf(server, 'mounts').flatMap((mount) => sourceOf(mount) ?? []);
  const given = inCode >= 0 ? code.slice(inCode + 1) : textsOf(server, 'arguments');
  return given.filter((argument) => !argument.startsWith('-'));
}

/** `source:target[:options]` or `type=bind,src=…,dst=…`; undefined for a volume, which is no folder of the machine. */
function sourceOf(mount: string): string | undefined {
  if (mount.includes('=')) {
    const parts = mount.split(',').map((part) => part.split('='));
    const source = parts.find(([key]) => key === 'src' || key === 'source')?.[1];
    return parts.some(([key, value]) => key === 'type' && value === 'volume') ? undefined : source;
  }
  const drive = /^[A-Za-z]:[\\/][^:]*/.exec(mount)?.[0];
  const source = drive ?? mount.split(':', 1)[0]!;
  return /^[/~.$%]/.test(source) || drive !== undefined ? source : undefined;
}

/** Variables that clients and shells replace by the home folder. */
const HOME =
  /^(?:~|\$HOME|\$\{HOME\}|\$\{env:HOME\}|\$\{userHome\}|%USERPROFILE%|\$\{env:USERPROFILE\}|\$env:USERPROFILE|%HOMEPATH%)(?=\/|$)/i;
const HOMES = /^(?:\/home(?:\/[^/]+)?|\/Users(?:\/[^/]+)?|\/root|[A-Za-z]:\/Users(?:\/[^/]+)?)$/i;
const OF_THE_SYSTEM = /^(?:\/(?:etc|var|usr|opt|proc|sys|boot|private)|[A-Za-z]:\/(?:Windows|ProgramData|Program Files))$/i;
const OF_KEYS = /^\.(?:ssh|aws|azure|gnupg|kube|docker|config|claude|cursor|codex|gemini)$/i;

/** "the whole disk": what a folder is, where it is broader than a project; undefined for all others. */
export function breadthOf(written: string): string | undefined {
  const plain = written
    .slice(0, 500)
    .replaceAll('\\', '/')
    .replace(/(?:\/\.?)+$/, '');
  if (plain === '' || /^[A-Za-z]:$/.test(plain)) return /^[/\\]|^[A-Za-z]:/.test(written) ? 'the whole disk' : undefined;
  const home = HOME.exec(plain)?.[0] ?? /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:\/Users\/[^/]+)(?=\/)/i.exec(plain)?.[0];
  if (HOMES.test(plain) || plain === home) return 'a home folder';
  if (OF_THE_SYSTEM.test(plain)) return 'a folder of the system';
  const first = home === undefined ? undefined : plain.slice(home.length + 1).split('/', 1)[0]!;
  return first !== undefined && OF_KEYS.test(first) ? 'a folder of keys and settings' : undefined;
}

function patchOf(server: Asset, folder: string): string {
  const project = /^[A-Za-z]:/.test(folder) ? 'C:\\\\path\\\\to\\\\<project>' : '/path/to/<project>';
  return textOf(server, 'ecosystem') === 'oci'
    ? `"--mount", "type=bind,src=${project},dst=/projects/<project>,ro"`
    : `"args": ["-y", ${JSON.stringify(textOf(server, 'package') ?? shellWord('@modelcontextprotocol/server-filesystem'))}, "${project}"]`;
}

/** Behind an agent or client that also reads what outsiders wrote, a page is enough. */
function reachabilityOf(server: Asset, view: View): 'third-party' | 'internal' {
  const beside = view.into(server, 'connects-to').flatMap((link) => view.out(link.from, 'connects-to', 'calls-tool').map((one) => one.to));
  return beside.some((one) => textsOf(one, 'capabilities').includes('ingests-untrusted-content')) ? 'third-party' : 'internal';
}
