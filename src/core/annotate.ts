import type { Evidence } from './evidence.ts';
import { anyGlob, glob, type Matches } from './glob.ts';
import { type Namespace, namespaceOf } from './keys.ts';
import { KINDS, type Scope } from './kinds.ts';
import type { Json } from './observation.ts';
import type { Match, Settings } from './settings.ts';
import type { Asset, Snapshot } from './snapshot.ts';

/** Settings and where they hold: those a target brings speak of that target alone, those a person gives of everything. */
export interface ScopedSettings {
  settings: Settings;
  /** Id of the target; absent: everywhere. */
  target?: string;
}

/** Whether settings may speak of something: all it was seen in lies in their target. */
export function holdsFor(scope: ScopedSettings, seen: { evidence: readonly { target: string }[] }): boolean {
  return scope.target === undefined || (seen.evidence.length > 0 && seen.evidence.every(({ target }) => target === scope.target));
}

/** Applies pharos.yaml to a Snapshot: owners, purpose, environment, criticality, sensitivity, sanctioned, approvals. Pure. */
export function annotate(snapshot: Snapshot, scopes: readonly ScopedSettings[], today: string): Snapshot {
  return scopes.reduce((annotated, scope) => annotateWithin(annotated, scope, today), snapshot);
}

function annotateWithin(snapshot: Snapshot, scope: ScopedSettings, today: string): Snapshot {
  const { settings } = scope;
  const annotations = (settings.annotations ?? []).map((annotation) => ({ matches: matcher(annotation.match), annotation }));
  const approvals = (settings.approvals ?? []).map((approval) => ({ matches: matcher(approval.match), approval }));
  const sanctioned = sanctionedBy(settings);
  if (annotations.length === 0 && approvals.length === 0 && sanctioned.size === 0) return snapshot;
  const assets = snapshot.assets.map((asset) => {
    if (!holdsFor(scope, asset)) return asset;
    const added: Record<string, Json> = {};
    for (const { matches, annotation } of annotations) {
      if (!matches(asset)) continue;
      for (const name of ['owner', 'purpose', 'environment', 'criticality', 'sensitivity'] as const)
        if (annotation[name] !== undefined) added[name] = annotation[name];
      if (annotation.owner !== undefined) Object.assign(added, { ownerWhy: 'pharos.yaml', ownerConfidence: 1 });
      if (annotation.environment !== undefined) added['environmentWhy'] = 'pharos.yaml';
    }
    for (const { matches, approval } of approvals) {
      if (!matches(asset)) continue;
      if (approval.until >= today) Object.assign(added, { approvedBy: approval.by, approvedUntil: approval.until });
      else added['approvalExpired'] = approval.until;
    }
    const allowed = sanctioned.get(asset.kind);
    if (allowed)
      added['sanctioned'] =
        allowed(asset.name) ||
        asset.keys.some(({ key }) => allowed(key.slice(key.indexOf(':') + 1))) ||
        [...listOf(asset, 'hosts'), ...listOf(asset, 'shownAs')].some(allowed);
    else if (asset.kind === 'saas-app' && isForeign(asset, sanctioned.get('provider'))) added['sanctioned'] = false;
    return Object.keys(added).length === 0 ? asset : { ...asset, properties: { ...asset.properties, ...added } };
  });
  return { ...snapshot, assets };
}

function sanctionedBy(settings: Settings): Map<string, Matches> {
  const out = new Map<string, Matches>();
  const { providers, models, tools, saas } = settings.sanctioned ?? {};
  if (providers) out.set('provider', anyGlob(providers));
  if (models) out.set('model', anyGlob(models));
  if (tools) for (const kind of ['tool', 'mcp-server']) out.set(kind, anyGlob(tools));
  if (saas) out.set('saas-app', anyGlob(saas));
  return out;
}

/** The hosts an asset was asked for by, and the names a directory shows it under: a list may name an app by either. */
function listOf(asset: Asset, name: 'hosts' | 'shownAs'): string[] {
  const all = asset.properties[name];
  return Array.isArray(all) ? all.filter((one) => typeof one === 'string') : [];
}

/**
 * With a list of providers and none of apps, an app of anybody else is not allowed either. Whether the app of an allowed provider
 * is meant as well (the API by contract, the chat by private account) the list does not say.
 */
function isForeign(asset: Asset, providers: Matches | undefined): boolean {
  const { provider } = asset.properties;
  return providers !== undefined && !(typeof provider === 'string' && providers(provider)) && !providers(asset.name);
}

/**
 * Whether an asset is meant: all parts of the match must fit. A pattern of files means what is defined or stands in one of them. What
 * the world shares (a provider, a model of a hub, a library) stands nowhere, it is only used: it is meant where it is used in these
 * files and nowhere else, so that one folder does not speak for all.
 */
export function matcher(match: Match): (asset: Pick<Asset, 'kind' | 'name' | 'keys' | 'evidence'>) => boolean {
  const name = match.name === undefined ? undefined : glob(match.name);
  const file = match.file === undefined ? undefined : glob(match.file);
  const key = match.key === undefined ? undefined : glob(match.key);
  const inFiles = (evidence: Pick<Evidence, 'file'>): boolean => evidence.file !== undefined && file!(evidence.file);
  return (asset) =>
    (match.kind === undefined || asset.kind === match.kind) &&
    (name === undefined || name(asset.name)) &&
    (file === undefined || (isShared(asset) ? asset.evidence.length > 0 && asset.evidence.every(inFiles) : asset.evidence.some(inFiles))) &&
    (key === undefined || asset.keys.some((one) => key(one.key)));
}

/** Keys by which everybody names the same thing. */
const SHARED_NAMESPACES: ReadonlySet<string> = new Set<Namespace>(['purl', 'hub', 'model']);

/** One thing for everybody, by canonical name. A kind that can also be one's own (a fine-tuned model) is told apart by its keys. */
function isShared(asset: Pick<Asset, 'kind' | 'keys'>): boolean {
  const scopes: readonly Scope[] = [KINDS[asset.kind].scope].flat();
  if (!scopes.includes('global')) return false;
  return scopes.length === 1 || asset.keys.some(({ key, strong }) => strong && SHARED_NAMESPACES.has(namespaceOf(key)));
}
