import { compareText, type Evidence } from '../../../core/evidence.ts';
import { strongKey } from '../../../core/keys.ts';
import { type AssetReference, type Observations, referenceTo } from '../../../core/observation.ts';
import { type NamedApp, recognizeApp } from '../../../recognizers/ai-apps/names.ts';
import type { Linking } from '../../detector.ts';
import { mailPerson } from '../../logs/person.ts';
import { shownTime } from '../../logs/time.ts';
import type { GrantFacts } from './detector.ts';
import type { Grant } from './grants.ts';
import { riskyScopes } from './scopes.ts';

interface Consent {
  app: NamedApp;
  clientId: string;
  who: string | undefined;
  scopes: Set<string>;
  /** Names the directory shows it under, where they are not the app's own. */
  shownAs: Set<string>;
  evidence: Evidence[];
  at?: number;
}

/** Exports → AI apps and who let them in. Apps that are no AI leave no trace, nor do consents taken back. */
export function linkGrants(linking: Linking<GrantFacts>): Observations {
  const out: Observations = { assets: [], edges: [] };
  const apps = new Map<string, GrantFacts['apps'][number]>();
  const people = new Map<string, string>();
  for (const facts of linking.files.values()) {
    for (const app of facts.apps) apps.set(app.id.toLowerCase(), app);
    for (const person of facts.people) people.set(person.id.toLowerCase(), person.mail);
  }
  const consents = new Map<string, Consent>();
  for (const [file, { grants, cut }] of linking.files) {
    if (cut) linking.cover({ file, status: 'partial', reason: 'It holds more than 100,000 consents: the first were read.' });
    const unnamed = new Set<string>();
    for (const grant of grants) {
      const listed = apps.get(grant.app.toLowerCase());
      const asked = { name: grant.name ?? listed?.name, id: listed?.appId ?? grant.app, host: listed?.host };
      const app = recognizeApp(asked);
      if (!app) {
        if (asked.name === undefined) unnamed.add(grant.app);
        continue;
      }
      note(
        consents,
        { grant, app, clientId: asked.id, who: grant.who === undefined ? undefined : (people.get(grant.who.toLowerCase()) ?? grant.who) },
        linking,
        file,
      );
    }
    if (unnamed.size > 0)
      linking.cover({
        file,
        status: 'partial',
        reason: `${unnamed.size} apps stand there by id only: export the service principals beside it, else nobody can tell which of them are AI.`,
      });
  }
  for (const consent of consents.values()) emit(consent, linking.target, out);
  return out;
}

function note(
  consents: Map<string, Consent>,
  { grant, app, clientId, who }: { grant: Grant; app: NamedApp; clientId: string; who: string | undefined },
  linking: Linking<GrantFacts>,
  file: string,
): void {
  const id = `${app.key} ${who ?? ''}`;
  const known = consents.get(id);
  if (grant.scopes.includes('revoked')) {
    if ((known?.at ?? 0) <= (grant.at ?? Infinity)) consents.delete(id);
    else if (!known)
      consents.set(id, {
        app,
        clientId,
        who,
        scopes: new Set(),
        shownAs: new Set(),
        evidence: [],
        ...(grant.at === undefined ? {} : { at: grant.at }),
      });
    return;
  }
  const consent: Consent = known ?? { app, clientId, who, scopes: new Set(), shownAs: new Set(), evidence: [] };
  consents.set(id, consent);
  for (const scope of grant.scopes) consent.scopes.add(scope);
  if (grant.name !== undefined && grant.name !== app.name) consent.shownAs.add(grant.name.slice(0, 200));
  if (grant.at !== undefined) consent.at = Math.max(consent.at ?? 0, grant.at);
  if (consent.evidence.length < 6)
    consent.evidence.push(
      linking.evidence(
        file,
        grant.line,
        `${who ?? 'an administrator for everybody'} gave ${grant.name ?? app.name} access${riskyIn(grant.scopes)}`,
      ),
    );
}

function riskyIn(scopes: readonly string[]): string {
  const risky = riskyScopes(scopes);
  return risky.length === 0
    ? ''
    : `: ${risky
        .slice(0, 3)
        .map(({ scope }) => scope)
        .join(', ')}`;
}

function emit({ app, clientId, who, scopes, shownAs, evidence, at }: Consent, target: string, out: Observations): void {
  if (evidence.length === 0) return;
  const asset = {
    kind: 'saas-app' as const,
    name: app.name,
    keys: [{ key: app.key, strong: true }, strongKey('oauth', clientId.toLowerCase())],
    properties: {
      vendor: app.vendor,
      provider: app.provider,
      recognisedBy: app.by,
      ...(shownAs.size > 0 ? { shownAs: [...shownAs].sort(compareText).slice(0, 20) } : {}),
      inTraffic: true,
    },
    evidence,
    confidence: app.sure ? 0.9 : 0.5,
  };
  out.assets.push(asset);
  const risky = riskyScopes([...scopes]);
  out.edges.push({
    from: whoAsset(who, target, evidence, out),
    to: referenceTo(asset),
    kind: 'authorised',
    strength: 'stated',
    properties: {
      scopes: [...scopes].sort().slice(0, 100),
      riskyScopes: risky.length > 0 ? risky.map(({ scope, opens }) => `${scope} (${opens})`) : undefined,
      consent: who === undefined ? 'organisation' : 'person',
      firstSeen: at === undefined ? undefined : shownTime(at),
    },
    evidence,
  });
}

/** Everybody of a tenant is one identity: an administrator consented for all. */
function whoAsset(who: string | undefined, target: string, evidence: Evidence[], out: Observations): AssetReference {
  if (who?.includes('@')) {
    const asset = { ...mailPerson(who), properties: {}, evidence: evidence.slice(0, 1), confidence: 0.95 };
    out.assets.push(asset);
    return referenceTo(asset);
  }
  const asset = {
    kind: 'identity' as const,
    name: who ?? 'everybody in the organisation',
    keys: [strongKey('idp', `${target}/${who ?? 'everybody'}`)],
    properties: { form: who === undefined ? 'group' : 'person' },
    evidence: evidence.slice(0, 1),
    confidence: 0.9,
  };
  out.assets.push(asset);
  return referenceTo(asset);
}
