import type { AssetKind } from './kinds.ts';
import type { Report } from './report.ts';

type Asset = Report['assets'][number];

/** What somebody has to decide on before it comes into use: what others make or run, and what acts or keeps data. */
export const REVIEWED = [
  'provider',
  'saas-app',
  'vector-store',
  'knowledge-base',
  'gateway',
  'mcp-server',
  'agent',
  'model-endpoint',
  'model',
  'model-artifact',
  'dataset',
  'library',
] as const satisfies readonly AssetKind[];

/** Who comes to use something new, those that stand for a whole service first. */
const USERS: readonly AssetKind[] = [
  'application',
  'notebook',
  'pipeline',
  'workload',
  'agent',
  'mcp-client',
  'ai-endpoint',
  'tool',
  'model',
];

export const REGISTRATIONS = ['approved', 'sanctioned', 'approval-ended', 'not-sanctioned', 'unregistered'] as const;

export interface Introduced {
  /** Id of the asset. */
  asset: string;
  kind: (typeof REVIEWED)[number];
  name: string;
  /** What it is, for people: "vector store answered (pinecone)". */
  what: string;
  /** What the settings say of it. */
  registration: (typeof REGISTRATIONS)[number];
  why: string;
  usedBy: string[];
  /** Ids of new findings about it. */
  findings: string[];
  evidence: Asset['evidence'];
}

/**
 * The AI parts among new assets (providers, stores, libraries, models, servers, agents), each with where it came in, who uses it,
 * and whether the settings know it: what a reviewer of a change has to decide on. What is not approved comes first.
 * @param added new assets and failed findings of `report` against an earlier one
 */
export function introducedBy(report: Report, added: { assets: readonly Asset[]; findings: Report['findings'] }): Introduced[] {
  const assets = new Map(report.assets.map((asset) => [asset.id, asset]));
  const fresh = new Set(added.assets.map(({ id }) => id));
  const users = new Map<string, Asset[]>();
  for (const { from, to } of report.edges) {
    const user = assets.get(from);
    if (!fresh.has(to) || !user || !USERS.includes(user.kind)) continue;
    const known = users.get(to);
    if (!known) users.set(to, [user]);
    else if (!known.includes(user)) known.push(user);
  }
  const rank = (one: Introduced): number => REGISTRATIONS.indexOf(one.registration) * -100 + REVIEWED.indexOf(one.kind);
  return added.assets
    .filter((asset): asset is Asset & { kind: Introduced['kind'] } => (REVIEWED as readonly AssetKind[]).includes(asset.kind))
    .map((asset): Introduced => {
      const using = users.get(asset.id) ?? [];
      const first = USERS.find((kind) => using.some((user) => user.kind === kind));
      return {
        asset: asset.id,
        kind: asset.kind,
        name: asset.name,
        what: whatItIs(asset),
        ...registrationOf(asset),
        usedBy: using.filter(({ kind }) => kind === first).map(({ name }) => name),
        findings: added.findings.filter((finding) => finding.asset === asset.id && finding.status === 'fail').map(({ id }) => id),
        evidence: asset.evidence.slice(0, 5),
      };
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** "vector store answered (pinecone)", "library chromadb (vector client)" */
function whatItIs({ kind, name, properties }: Asset): string {
  const told = [properties['engine'], properties['role'], properties['task'], properties['provider']].find(
    (value): value is string => typeof value === 'string' && value !== name && value !== 'unknown',
  );
  return `${words(kind)} ${name}${told === undefined ? '' : ` (${words(told)})`}`;
}

function words(name: string): string {
  return name.replaceAll('-', ' ').replace(/^mcp /, 'MCP ');
}

/** Who answers for a folder has not approved what comes into it: only an approval or a list of what is sanctioned counts. */
function registrationOf({ kind, properties }: Asset): Pick<Introduced, 'registration' | 'why'> {
  const { approvedBy, approvedUntil, approvalExpired, sanctioned, owner } = properties;
  if (typeof approvedBy === 'string' && typeof approvedUntil === 'string')
    return { registration: 'approved', why: `approved by ${approvedBy} until ${approvedUntil}` };
  if (sanctioned === false) return { registration: 'not-sanctioned', why: `not among the sanctioned ${words(kind)}s of pharos.yaml` };
  if (typeof approvalExpired === 'string') return { registration: 'approval-ended', why: `its approval ended on ${approvalExpired}` };
  if (sanctioned === true) return { registration: 'sanctioned', why: 'sanctioned by pharos.yaml' };
  const known = typeof owner === 'string' ? `, ${owner} answers for it` : '';
  return { registration: 'unregistered', why: `pharos.yaml holds no approval of it${known}` };
}

/** Whether somebody still has to decide. */
export function isOpen({ registration }: Pick<Introduced, 'registration'>): boolean {
  return registration === 'unregistered' || registration === 'not-sanctioned' || registration === 'approval-ended';
}
