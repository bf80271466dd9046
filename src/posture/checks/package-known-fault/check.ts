import type { Evidence } from '../../../core/evidence.ts';
import type { Asset } from '../../../core/snapshot.ts';
import type { Ecosystem } from '../../../recognizers/ai-libraries/recognize.ts';
import { freeOf, hasKnownFaults, type KnownFault, knownFaults } from '../../../recognizers/package-faults/faults.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { textOf, type View } from '../../view.ts';
import { listed, shellWord } from '../../wording.ts';

/** One version in use (or a range, all of which has the fault), and everywhere it is asked for. */
interface InUse {
  asked: string;
  version?: string;
  range?: string;
  users: Asset[];
  evidence: Evidence[];
}

/**
 * A version with a serious fault that everybody can read about: code that runs, files or data that are read. One finding for a version,
 * wherever it is asked for. The list is short and our own; a scanner of vulnerabilities knows more.
 */
export default defineCheck({
  id: 'package-known-fault',
  title: 'Package in a version with a serious known fault',
  severity: 'medium',
  applies: ['library', 'mcp-server'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.1' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.001' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0016' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'TVM-08' },
  ],
  judge(asset, view): Judgement | Judgement[] | undefined {
    const ecosystem = textOf(asset, 'ecosystem');
    const name = asset.kind === 'library' ? nameOf(asset) : textOf(asset, 'package');
    if (name === undefined || (ecosystem !== 'pypi' && ecosystem !== 'npm') || !hasKnownFaults(ecosystem, name)) return undefined;
    const uses = asset.kind === 'library' ? librariesInUse(asset, view) : serverInUse(asset, view);
    const faulty = uses.flatMap((use) => {
      const faults = knownFaults(ecosystem, name, use);
      return faults.length === 0 ? [] : [fault(asset, name, ecosystem, use, faults)];
    });
    if (faulty.length > 0) return faulty;
    return uses.some(({ version }) => version !== undefined) ? { status: 'pass' } : undefined;
  },
});

/** The name in its registry: libraries are keyed by it. */
function nameOf(asset: Asset): string | undefined {
  const key = asset.keys.find((one) => one.key.startsWith('purl:pkg:'))?.key;
  return key === undefined ? undefined : decodeURIComponent(key.slice(key.indexOf('/') + 1));
}

function librariesInUse(library: Asset, view: View): InUse[] {
  const byVersion = new Map<string, InUse>();
  for (const link of view.into(library, 'depends-on')) {
    const { version, range } = view.properties(link);
    const asked = typeof version === 'string' ? version : typeof range === 'string' ? range : undefined;
    if (asked === undefined) continue;
    const known = byVersion.get(asked) ?? {
      asked,
      ...(typeof version === 'string' ? { version } : { range: asked }),
      users: [],
      evidence: [],
    };
    byVersion.set(asked, known);
    known.users.push(link.from);
    known.evidence.push(...view.evidence(link).filter(({ detail }) => !detail.startsWith('imports ')));
  }
  return [...byVersion.values()];
}

function serverInUse(server: Asset, view: View): InUse[] {
  const version = textOf(server, 'version');
  if (version === undefined || server.properties['disabled'] === true) return [];
  const links = view.into(server, 'connects-to');
  return [
    {
      asked: version,
      version,
      users: links.map((link) => link.from),
      evidence: links.length > 0 ? links.flatMap((link) => view.evidence(link)) : [...server.evidence],
    },
  ];
}

function fault(asset: Asset, name: string, ecosystem: Ecosystem, use: InUse, faults: readonly KnownFault[]): Judgement {
  const worst = faults[0]!;
  const fixed = freeOf(ecosystem, name, faults);
  // A release that was published to harm has no version that mends it: what it took is gone.
  const harmful = worst.fixed === undefined;
  const others = faults.slice(1).map(({ id }) => id);
  const users = listed(use.users.map((user) => user.name));
  return {
    status: 'fail',
    locus: use.asked,
    severity: worst.weight,
    title: `${name} ${use.asked} ${worst.does}`,
    saw: `${users || 'This place'} ${new Set(use.users.map((user) => user.name)).size > 1 ? 'ask' : 'asks'} for ${name} ${use.asked}, which ${worst.does} (${worst.id}${others.length > 0 ? `; also ${listed(others)}` : ''}).`,
    why: `The fault is public (${worst.source}). Whether your code calls the part it stands in decides how near it is; the version is known to everybody who looks.`,
    fix:
      fixed === undefined || harmful
        ? {
            text: `Remove it: these releases were published to harm. Issue every key and password anew that the machines that installed it could read.${fixed === undefined ? '' : ` Then ask for ${fixed} or newer.`}`,
          }
        : {
            text: `Ask for ${fixed} or newer, in every lock file as well, and run the tests.`,
            command:
              ecosystem === 'pypi' ? `pip install ${shellWord(`${name}>=${fixed}`)}` : `npm install ${shellWord(`${name}@>=${fixed}`)}`,
          },
    verify: `The version that is installed is ${fixed === undefined ? 'another' : `${fixed} or newer`}, and the next scan passes.`,
    evidence: use.evidence.length > 0 ? use.evidence : asset.evidence,
    exploitability: worst.weight === 'critical' ? 'trivial' : worst.weight === 'high' ? 'public-technique' : 'foothold',
    reachability: 'internal',
    harms: [asset, ...use.users],
  };
}
