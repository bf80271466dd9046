import type { AssetObservation, Observations, Setting } from '../core/observation.ts';
import { applicationFolder } from './application.ts';
import { givingWorkloads, type Home } from './deployment.ts';
import type { Linking } from './detector.ts';

const SECRET = /(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD|PASS|CREDENTIALS?|PRIVATE)(?:_|$)/i;

/** Whether a variable may be followed: a plain value, neither a secret by name or form nor an expression that is filled in later. */
export function isSetting(name: string, value: string): boolean {
  return (
    /^\w{1,100}$/.test(name) &&
    value !== '' &&
    value.length <= 500 &&
    !SECRET.test(name) &&
    !/\$[({\w]|\{\{|^<.*>$|\s$/.test(value) &&
    !/:\/\/[^/@\s]*:[^/@\s]+@/.test(value)
  );
}

interface Given extends Setting {
  /** How much its deployment counts: production before the rest, a laptop's compose file and the image's own default last. */
  rank: number;
}

/** Folder or module → variable → what deployments give it. */
type Place = Map<string, Map<string, Given[]>>;

/**
 * What deployments give to code: `(file, variable) → value`. The code a workload is made of takes precedence (by the module it
 * starts, then by its folder); of manifests whose code nobody states, those that lie in the application's own folder speak for it.
 * Where deployments that count alike disagree, nothing is said: an address that is wrong would make two stores one.
 */
export function deployedSettings(observations: Observations, paths: ReadonlySet<string>): Linking<unknown>['setting'] {
  const byEntry: Place = new Map();
  const byFolder: Place = new Map();
  const beside: Place = new Map();
  for (const { workload, home } of givingWorkloads([observations])) {
    const rank = rankOf(workload);
    for (const setting of workload.settings!) {
      if (home) keepForHome(home, { ...setting, rank });
      else keep(beside, applicationFolder(setting.file, paths), { ...setting, rank });
    }
  }
  for (const { kind, settings, properties } of observations.assets) {
    if (settings === undefined || kind === 'workload') continue;
    for (const setting of settings) {
      if (setting.entry !== undefined) keep(byEntry, setting.entry, { ...setting, rank: 2 });
      else if (kind === 'image' && typeof properties?.['sourceDir'] === 'string')
        keepForHome({ folder: properties['sourceDir'], entry: properties['entry'] }, { ...setting, rank: 0 });
    }
  }
  if (byEntry.size === 0 && byFolder.size === 0 && beside.size === 0) return undefined;
  return (file, name) => {
    const started = byEntry.get(file)?.get(name);
    if (started) return agreed(started);
    for (let folder = file; folder !== '';) {
      folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
      // What is built from the top of a tree with other builds in it does not speak for all of them.
      if (folder === '' && byFolder.size > 1 && applicationFolder(file, paths) !== '') break;
      const given = byFolder.get(folder)?.get(name);
      if (given) return agreed(given);
    }
    const given = beside.get(applicationFolder(file, paths))?.get(name);
    return given && agreed(given);
  };

  function keepForHome({ folder, entry }: Pick<Home, 'folder' | 'entry'>, given: Given): void {
    if (typeof entry !== 'string') return keep(byFolder, folder, given);
    keep(byEntry, entry, given);
    const application = applicationFolder(entry, paths);
    keep(byFolder, application.length > folder.length ? application : folder, given);
  }
}

function rankOf({ properties }: AssetObservation): number {
  const environment = properties?.['environment'];
  if (environment === 'production') return 4;
  if (properties?.['platform'] === 'docker-compose') return 1;
  return environment === undefined ? 3 : 2;
}

function keep(places: Place, place: string, given: Given): void {
  const here = places.get(place) ?? new Map<string, Given[]>();
  places.set(place, here);
  const list = here.get(given.name);
  if (list) list.push(given);
  else here.set(given.name, [given]);
}

function agreed(given: readonly Given[]): Setting | undefined {
  const highest = Math.max(...given.map(({ rank }) => rank));
  const counting = given.filter(({ rank }) => rank === highest);
  return new Set(counting.map(({ value, reference }) => reference?.key ?? value)).size === 1 ? counting[0] : undefined;
}
