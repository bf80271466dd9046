import type { Evidence } from '../../../core/evidence.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { isLive, isToldWithUser, isUnregistered, missingOf, type Registration, registrationOf } from '../../registration.ts';
import { SYSTEM_KINDS } from '../../systems.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * An AI system in production, reached by strangers or on a production database, that nobody answers for and nobody approved: one
 * finding with every fact. Where somebody is named who answers for it, a missing approval is open, not a fault; an ended one is.
 */
export default defineCheck({
  id: 'ai-unregistered',
  title: 'AI in use that no register knows',
  severity: 'medium',
  applies: SYSTEM_KINDS.filter((kind) => ['application', 'agent', 'model-endpoint', 'gateway', 'workload'].includes(kind)),
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI10' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'GOVERN 1.6' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'GOVERN 2.1' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MAP 1.1' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'GRC-06' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-05' },
  ],
  judge(asset, view) {
    const one = registrationOf(asset, view);
    if (!one || !isLive(one)) return undefined;
    if (!isUnregistered(one)) {
      // Without an owner but approved: told by no-owner.
      if (one.owner === undefined) return undefined;
      if (one.approval !== undefined || one.purpose !== undefined) return { status: 'pass' };
      return {
        status: 'unknown',
        saw: `${one.owner} answers for ${asset.name}, but what it is for and who approved it is recorded nowhere that was read.`,
      };
    }
    if (isToldWithUser(asset, view) || isToldAsOpen(one, view)) return undefined;
    const missing = missingOf(one);
    const { excess, production, exposures, databases, approvalEnded } = one;
    const grave = excess !== undefined || (production !== undefined && exposures.length > 0);
    const stores = [...new Set([...databases, ...(excess ? [excess.link] : [])].map(({ to }) => to))];
    const seen = [
      ...(production ? [`${production.name} belongs to production (${textOf(production, 'environmentWhy') ?? 'stated'})`] : []),
      ...(exposures.length > 0 ? ['the internet reaches it'] : []),
      ...(excess
        ? [`it connects to ${nameOf(excess.link.to)} ${excess.what}`]
        : databases[0]
          ? [`it connects to ${nameOf(databases[0].to)}`]
          : []),
    ];
    return {
      status: 'fail',
      title: titleOf(asset, one, missing),
      severity: grave ? 'high' : 'medium',
      saw: `${listed(seen, 9)}. Nothing that was read names ${listed(
        missing.map((fact) => NEEDED[fact]!),
        9,
      )}${approvalEnded === undefined ? '' : `; its approval ended on ${approvalEnded}`}${authorOf(one)}.`,
      why: `Nobody has weighed what it may see and do, nobody will notice when it does more, and nobody can be asked when it goes wrong${excess ? `; with these rights it reads and changes everything in ${excess.link.to.name}` : ''}.`,
      fix: {
        text: `Find out who runs ${asset.name}, have its use assessed, and write owner, purpose and approval into pharos.yaml before it is used further.${excess ? ` Give it a user of its own on ${excess.link.to.name} with the tables and verbs it needs.` : ''}`,
        patch: patchOf(asset, missing),
      },
      verify: 'pharos.yaml (or CODEOWNERS and tags, for the owner) names what is missing, and the next scan passes.',
      evidence: evidenceOf(one, asset, view),
      exploitability: excess ? 'foothold' : 'theoretical',
      reachability: exposures.length > 0 ? 'third-party' : 'internal',
      harms: [asset, ...one.system.members.filter(({ kind }) => kind === 'agent' || kind === 'tool'), ...stores],
    };
  },
});

/** Only its open door makes it live: model-endpoint-public and endpoint-weak-auth tell that, and closing the door settles both. */
function isToldAsOpen({ production, databases, exposures }: Registration, view: View): boolean {
  if (production !== undefined || databases.length > 0) return false;
  return exposures.some((link) => view.properties(link)['auth'] === 'none');
}

const NEEDED: Readonly<Record<string, string>> = {
  owner: 'who answers for it',
  approval: 'who approved it',
  purpose: 'what it is for',
};

function titleOf(asset: Asset, { production, exposures, databases, excess }: Registration, missing: readonly string[]): string {
  const store = excess?.link ?? databases[0];
  const inProduction = production !== undefined ? ['runs in production'] : [];
  const parts = [
    // The database says it already.
    ...(store && textOf(store.to, 'environment') === 'production' ? [] : inProduction),
    ...(exposures.length > 0 ? ['is open to the internet'] : []),
    ...(store ? [`is connected to ${nameOf(store.to)}${excess ? ` ${excess.what}` : ''}`] : []),
  ];
  const where = listed(parts, 9);
  const facts = missing.length > 1 ? `${missing.slice(0, -1).join(', ')} or ${missing.at(-1)!}` : missing[0]!;
  return `${asset.name} ${where}${excess ? ' (more than it needs)' : ''}, without ${facts}`;
}

function nameOf(store: Asset): string {
  return `the ${textOf(store, 'environment') === 'production' ? 'production ' : ''}database ${store.name}`;
}

function authorOf({ author }: Registration): string {
  const name = author && textOf(author, 'owner');
  return name === undefined ? '' : `; ${name} wrote the package, which does not say who answers for it now`;
}

function patchOf(asset: Asset, missing: readonly string[]): string {
  const match = `match: { kind: ${asset.kind}, name: ${JSON.stringify(asset.name)} }`;
  const facts = missing.filter((fact) => fact !== 'approval').map((fact) => `    ${fact}: ...`);
  return [
    ...(facts.length > 0 ? ['annotations:', `  - ${match}`, ...facts] : []),
    ...(missing.includes('approval') ? ['approvals:', `  - ${match}`, '    by: ...', '    until: ...'] : []),
  ].join('\n');
}

/** Where it is defined, what puts it in production or on the internet, and the line with the rights. */
function evidenceOf({ production, exposures, databases, excess }: Registration, asset: Asset, view: View): Evidence[] {
  const links = [...(excess ? [excess.link] : databases.slice(0, 1)), ...exposures.slice(0, 1)];
  return [
    ...asset.evidence.slice(0, 1),
    ...links.flatMap((link) => view.evidence(link).slice(0, 2)),
    ...(production && production !== asset ? production.evidence.slice(0, 1) : []),
  ];
}
