import { posix } from 'node:path';
import { applicationFolder } from '../../application.ts';
import { isTestPlace } from '../../test-place.ts';
import { isReadByItself } from '../../../recognizers/sdk-variables/variables.ts';
import type { Named } from './use.ts';

/** Files that frameworks, dotenv and container tools load without being told; `.env.old` and `.env.backup` are none. */
const BY_CONVENTION = /^\.env(?:\.(?:local|(?:production|prod|staging|stage|development|dev)(?:\.local)?))?$/;
const OF_THE_IMAGE = /^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.(?:Dockerfile|dockerfile)$/;
const COMPOSE = /^(?:docker-)?compose[\w.-]*\.ya?ml$/i;

/** A secret at a place, as far as a tie is asked of it. */
interface Standing {
  path: string;
  variable: string | undefined;
  /** Whose key it is. */
  provider: string;
  /** Code there hands the literal straight on to a client or to the environment. */
  handedOn: boolean;
}

/** written: the value stands in code that gives it to a client. loaded: the client reads its variable by itself. named: code names the variable. */
export type Tie = 'written' | 'loaded' | 'named';

export interface Ties {
  /** How the application in `folder` uses the secret: code hands it on, or names what it is called and the file is loaded. */
  uses(folder: string, one: Standing): Tie | undefined;
  /** Code outside tests that takes something from the file in a folder of tests or examples. */
  reader(path: string): string | undefined;
}

/** What the code of each application names, asked about the secrets that stand in its folder. */
export function createTies(files: ReadonlyMap<string, { named?: Named }>, paths: ReadonlySet<string>): Ties {
  const byFolder = new Map<string, { path: string; named: Named }[]>();
  const fixtures: { path: string; module: string }[] = [];
  for (const [path, { named }] of files) {
    if (named === undefined || isTestPlace(path)) continue;
    const folder = applicationFolder(path, paths);
    const list = byFolder.get(folder);
    if (list) list.push({ path, named });
    else byFolder.set(folder, [{ path, named }]);
    for (const module of named.fixtures) fixtures.push({ path, module });
  }
  return { uses, reader };

  function uses(folder: string, { path, variable, provider, handedOn }: Standing): Tie | undefined {
    if (handedOn) return 'written';
    if (variable === undefined) return undefined;
    const near = byFolder.get(folder) ?? [];
    if (near.some((one) => gives(one, path, variable))) return 'written';
    const naming = near.filter(({ named }) => named.variables.includes(variable));
    if (naming.length === 0 || !(isLoaded(path, naming) || near.some((one) => names(one, path)))) return undefined;
    return isReadByItself(provider, variable) ? 'loaded' : 'named';
  }

  /** Loaded from where the code that wants it stands, or from above: dotenv looks upwards, containers are built from anywhere. */
  function isLoaded(path: string, naming: readonly { path: string }[]): boolean {
    const name = posix.basename(path);
    if (OF_THE_IMAGE.test(name) || COMPOSE.test(name)) return true;
    if (!BY_CONVENTION.test(name)) return false;
    const above = posix.dirname(path) === '.' ? '' : `${posix.dirname(path)}/`;
    return naming.some((one) => one.path.startsWith(above));
  }

  /** The value of a name of this file of code is given to a client, there or where it is imported. */
  function gives({ path: from, named }: { path: string; named: Named }, path: string, variable: string): boolean {
    if (!named.given.includes(variable)) return false;
    return from === path || named.imports.includes(posix.basename(path).replace(/\.\w+$/, ''));
  }

  function names({ path: from, named }: { path: string; named: Named }, path: string): boolean {
    return named.files.some((file) => {
      if (posix.join(posix.dirname(from), file) === path) return true;
      // A bare `.env` is looked for by convention; any other name is one of a kind.
      const tail = file.replace(/^(?:\.{0,2}\/)+/, '');
      return !BY_CONVENTION.test(tail) && (path === tail || path.endsWith(`/${tail}`));
    });
  }

  function reader(path: string): string | undefined {
    const bare = path.replace(/\.\w+$/, '');
    const tails = new Set(bare.split('/').map((_, at, parts) => parts.slice(at).join('/')));
    tails.add(path);
    return fixtures.find(({ path: from, module }) => {
      const said = module.replace(/^(?:\.{1,2}\/)+|^[@~]\//, '').replace(/^\.+/, '');
      return (
        posix.join(posix.dirname(from), module) === path ||
        posix.join(posix.dirname(from), module) === bare ||
        (said.includes('/') && (path === said || path.endsWith(`/${said}`) || tails.has(said.replace(/\.\w+$/, '')))) ||
        (said.includes('.') && !said.includes('/') && tails.has(said.replaceAll('.', '/')))
      );
    })?.path;
  }
}
