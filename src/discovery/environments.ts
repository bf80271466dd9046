import { isTrialPlace } from '../core/trial-places.ts';
import { environmentIn } from './containers/environment.ts';

/** Folders below which the next one names an environment: `envs/prod-eu`, `overlays/staging`. */
const ABOVE = /^(?:envs?|environments?|overlays|stages|clusters)$/;
/** A folder of this name alone says which; `live`, `test`, `ci`, `demo` and `local` mean other things as well. */
const CLEAR = /^(?:production|prod|prd|staging|stg|preprod|uat|development|dev|sandbox)$/;
/** What a deployment reads by environment: `.env.production`, `values-prod.yaml`, `compose.staging.yml`, `prod.tfvars`, `appsettings.Production.json`. */
const NAMED_FILE =
  /^(?:\.env\.(?<dot>[\w-]+)|(?:[\w-]*?(?:values|compose|application|appsettings|config|settings|deployment|kustomization|inventory))[.-](?<of>[\w-]+)\.(?:ya?ml|json|properties|toml|tfvars)|(?<plain>[\w-]+)\.(?:tfvars|env)(?:\.json)?)$/i;

export interface Derived {
  environment: string;
  why: string;
}

/** Which environment a file belongs to by where it lies; whole words only: `apps/product` is none. Linear. */
export function environmentOfPath(path: string): Derived | undefined {
  const segments = path.split('/');
  const file = segments.pop() ?? '';
  if (isTrialPlace(path)) return { environment: 'test', why: `${path} is there for tests or as an example` };
  const named = NAMED_FILE.exec(file)?.groups;
  const word = named?.['dot'] ?? named?.['of'] ?? named?.['plain'];
  const byFile = word === undefined ? undefined : environmentIn(word);
  if (byFile !== undefined) return { environment: byFile, why: `the file is called ${file}` };
  for (let at = segments.length - 1; at >= 0; at--) {
    const segment = segments[at]!.toLowerCase();
    const above = segments[at - 1]?.toLowerCase() ?? '';
    const environment = CLEAR.test(segment) || ABOVE.test(above) ? environmentIn(segment) : undefined;
    if (environment !== undefined) return { environment, why: `it is defined in ${segments.slice(0, at + 1).join('/')}/` };
  }
  return undefined;
}

/** At the beginning or end of the name of a resource: `orders-prod`, `stg-llm`. What else these words mean is left out. */
const OF_NAME = /^(?:production|prod|prd|staging|stg|preprod|uat|development|dev|sandbox|qa)$/;

export function environmentOfName(name: string): Derived | undefined {
  for (const part of name.toLowerCase().split(/[./:@]/)) {
    const words = part.split(/[^a-z0-9]+/);
    for (const word of [words.at(-1)!, words[0]!])
      if (OF_NAME.test(word)) return { environment: environmentIn(word)!, why: `its name is ${name}` };
  }
  return undefined;
}

/** One answer for several files: they must agree, and only what lies in test folders alone belongs to tests. */
export function environmentOfFiles(files: readonly string[]): Derived | undefined {
  const found = files.map((file) => environmentOfPath(file));
  if (found.length > 0 && found.every((one) => one?.environment === 'test')) return found[0];
  const stated = found.filter((one) => one !== undefined && one.environment !== 'test');
  return new Set(stated.map((one) => one!.environment)).size === 1 ? stated[0] : undefined;
}
