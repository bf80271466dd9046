import { environmentIn } from './containers/environment.ts';
import type { Said } from './statements.ts';

/** The last part of a key, letters only: `acme.io/cost-center` → `costcenter`. */
function plain(name: string): string {
  return name
    .slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
}

/** In the order in which they are believed: who answers, before who built it. */
const OWNER_KEYS = [
  'owner',
  'serviceowner',
  'systemowner',
  'technicalowner',
  'techowner',
  'businessowner',
  'dataowner',
  'productowner',
  'ownerteam',
  'owneremail',
  'ownergroup',
  'ownedby',
  'team',
  'teamname',
  'squad',
  'responsible',
  'contact',
  'maintainer',
];
const ENVIRONMENT_KEYS = ['environment', 'env', 'environmentname', 'deploymentenvironment', 'stage'];
const CRITICALITY_KEYS = ['criticality', 'businesscriticality', 'servicecriticality', 'missioncritical', 'crownjewel'];
const PURPOSE_KEYS = ['purpose', 'usecase', 'businesspurpose'];
const SENSITIVITY_KEYS = ['dataclassification', 'dataclass', 'classification', 'sensitivity', 'datasensitivity', 'confidentiality'];

/** Programs and placeholders stand where a person or team should: `Owner = terraform`. */
const NOBODY =
  /^(?:-+|n\/?a|none|null|nobody|unknown|unassigned|tbd|todo|tbc|fixme|change-?me|your[ -].*|default|root|admin|terraform|opentofu|pulumi|cloudformation|cdk|helm|argo-?cd|flux|kustomize|true|false)$/i;

const CRITICALITIES: Readonly<Record<string, string>> = {
  critical: 'critical',
  missioncritical: 'critical',
  businesscritical: 'critical',
  crownjewel: 'critical',
  true: 'critical',
  yes: 'critical',
  high: 'high',
  medium: 'medium',
  moderate: 'medium',
  low: 'low',
};

export function isNobody(owner: string): boolean {
  return NOBODY.test(owner.trim());
}

/** What tags, labels and annotations say of what they stand on; absent where they say nothing. Values as written, at most 200 characters. */
export function saidByLabels(labels: Readonly<Record<string, string>>): Said {
  const byName = new Map<string, string>();
  for (const [name, value] of Object.entries(labels)) {
    const text = value.trim().slice(0, 200);
    if (text !== '' && !text.includes('${') && !text.includes('{{')) byName.set(plain(name), byName.get(plain(name)) ?? text);
  }
  const first = (names: readonly string[]): string | undefined => {
    const name = names.find((one) => byName.has(one));
    return name === undefined ? undefined : byName.get(name);
  };
  const owner = OWNER_KEYS.map((name) => byName.get(name)).find((text) => text !== undefined && !isNobody(text));
  const environment = environmentIn(first(ENVIRONMENT_KEYS));
  const criticality =
    CRITICALITIES[
      first(CRITICALITY_KEYS)
        ?.toLowerCase()
        .replaceAll(/[^a-z]/g, '') ?? ''
    ];
  const sensitivity = first(SENSITIVITY_KEYS)?.toLowerCase();
  const purpose = first(PURPOSE_KEYS);
  return {
    // Tags of one team are written in every way.
    ...(owner === undefined ? {} : { owner: owner.toLowerCase() }),
    ...(environment === undefined ? {} : { environment }),
    ...(criticality === undefined ? {} : { criticality }),
    ...(sensitivity !== undefined && /^(?:public|internal|confidential|restricted)$/.test(sensitivity) ? { sensitivity } : {}),
    ...(purpose === undefined ? {} : { purpose }),
  };
}
