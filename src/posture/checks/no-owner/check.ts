import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { isToldWithUser, isUnregistered, type Registration, registrationOf } from '../../registration.ts';
import { keepsOwners, SYSTEM_KINDS, systemAt, targetOf } from '../../systems.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * An AI system nobody answers for: one finding per application, and one for all resources that are declared in one folder. Where
 * nothing in the target says who owns anything, only what is in production or reached by strangers is a fault; the rest is open.
 * What `ai-unregistered` tells is not told again.
 */
export default defineCheck({
  id: 'no-owner',
  title: 'AI that nobody answers for',
  severity: 'low',
  applies: SYSTEM_KINDS,
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI10' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'GOVERN 2.1' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'GRC-06' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'DSP-06' },
  ],
  judge(asset, view) {
    const one = registrationOf(asset, view);
    if (!one) return undefined;
    if (one.owner !== undefined) return { status: 'pass' };
    if (isSpare(one) || isUnregistered(one) || isToldWithUser(asset, view)) return undefined;
    const live = one.production !== undefined || one.exposures.length > 0;
    if (!live && !keepsOwners(asset, view)) {
      const author = one.author && textOf(one.author, 'owner');
      const hint = author === undefined ? '' : `; ${author} wrote the package, which does not say who answers for it`;
      return { status: 'unknown', saw: `Nothing that was read says who owns anything here, ${asset.name} included${hint}.` };
    }
    const beside = besideOf(asset, view);
    if (beside[0] !== asset) return undefined;
    const all = beside.length > 1 ? ` and ${beside.length - 1} more in ${folderOf(asset)}/` : '';
    return {
      status: 'fail',
      title: `Nobody answers for ${asset.name}${all}`,
      severity: severityOf(asset, one),
      saw: `No CODEOWNERS rule, tag, label, service catalogue or pharos.yaml names an owner of ${listed(
        beside.map(({ name }) => name),
        6,
      )}${keepsOwners(asset, view) ? ', though other things here have one' : ''}.`,
      why: 'Findings on it reach nobody, nobody decides on its data and its changes, and it stays when the one who built it has left.',
      fix: {
        text: `Name the team that answers for ${asset.name}: a rule in CODEOWNERS, an owner tag on the resource, or an annotation in pharos.yaml.`,
        patch: `annotations:\n  - match: { kind: ${asset.kind}, name: ${JSON.stringify(asset.name)} }\n    owner: ...`,
      },
      verify: 'The next scan shows an owner for it.',
      evidence: beside.flatMap(({ evidence }) => evidence.slice(0, 1)).slice(0, 20),
      exploitability: 'theoretical',
      reachability: 'none',
      harms: [asset],
    };
  },
});

/** A resource that is neither in production nor reached by strangers is for the register, not for today. */
function severityOf(asset: Asset, { production, exposures }: Registration): Severity {
  const live = Number(production !== undefined) + Number(exposures.length > 0);
  return live === 2 ? 'medium' : live === 1 || asset.kind === 'application' || asset.kind === 'agent' ? 'low' : 'info';
}

/** Tests, examples and playgrounds need no owner of their own. */
function isSpare({ system, production }: Registration): boolean {
  const environment = textOf(system.head, 'environment');
  return production === undefined && (environment === 'test' || environment === 'sandbox');
}

/** The resources of one folder that nobody owns are told at the first of them; an application stands for itself. */
function besideOf(asset: Asset, view: View): Asset[] {
  if (asset.kind === 'application') return [asset];
  const place = `${targetOf(asset)} ${folderOf(asset)}`;
  return (unowned(view).get(place) ?? [asset]).filter((one) => textOf(one, 'environment') === textOf(asset, 'environment'));
}

/** Once per view. */
const UNOWNED = new WeakMap<View, Map<string, Asset[]>>();

function unowned(view: View): Map<string, Asset[]> {
  let known = UNOWNED.get(view);
  if (!known) {
    const all = SYSTEM_KINDS.filter((kind) => kind !== 'application').flatMap((kind) =>
      view.ofKind(kind).filter((asset) => isUnowned(asset, view)),
    );
    UNOWNED.set(view, (known = Map.groupBy(all, (asset) => `${targetOf(asset)} ${folderOf(asset)}`)));
  }
  return known;
}

function isUnowned(asset: Asset, view: View): boolean {
  if (!systemAt(asset, view)) return false;
  const one = registrationOf(asset, view)!;
  return one.owner === undefined && !isSpare(one) && !isUnregistered(one) && !isToldWithUser(asset, view);
}

function folderOf(asset: Asset): string {
  const file = asset.evidence[0]?.file ?? '';
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
}
