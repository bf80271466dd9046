import { setImmediate } from 'node:timers/promises';
import {
  type Extent,
  type PastCommit,
  type PastPlace,
  type ReadHistoryOptions,
  RECENT_AUTHORS,
  type RepositoryHistory,
} from '../../history.ts';
import { openWithin } from '../folder/open.ts';
import { passedOver } from '../folder/passed-over.ts';
import { commitsFrom, type Line } from './commits.ts';
import { hexOf, type Name, type ObjectRead, type Objects, openObjects } from './objects/objects.ts';
import { addedTo } from './objects/tree.ts';
import { listed, refsOf } from './refs.ts';
import type { Repository } from './repository.ts';

/** Names under which no text stands; their contents are not unpacked. */
const BINARY =
  /\.(?:png|jpe?g|gif|webp|bmp|ico|tiff?|psd|avif|heic|mp[34]|m4[av]|mov|avi|mkv|webm|wav|flac|ogg|woff2?|ttf|otf|eot|zip|t?gz|tar|bz2|xz|zst|7z|rar|jar|war|whl|egg|so|dylib|dll|exe|o|a|lib|pyc|class|wasm|bin|dat|pt|pth|ckpt|safetensors|gguf|ggml|onnx|pb|h5|hdf5|keras|tflite|npy|npz|pkl|pickle|joblib|parquet|arrow|feather|avro|orc|sqlite3?|db|pdf|docx?|xlsx?|pptx?)$/i;
const DEEPEST = 100;
/** A commit that changes more of them is about none of them. */
const MOST_FOLDERS = 200;
/** One folder under so many paths is no work tree but made to be unfolded without end. */
const MOST_PATHS = 256;
/** So many places a text, on average. */
const PLACES = 20;

interface Walk {
  folder: string;
  objects: Objects;
  hash: 20 | 32;
  options: ReadHistoryOptions;
  turn(): Promise<void>;
}

/** What the commits of one repository added. */
export async function readRepository(root: string, repository: Repository, options: ReadHistoryOptions): Promise<RepositoryHistory> {
  const { folder, common, hash } = repository;
  const { extent, onProgress } = options;
  const packs = listed(root, `${common}/objects/pack`)
    .flatMap(({ name }) => (/^pack-[0-9a-f]{1,64}\.pack$/.test(name) ? [name.slice(0, -5)] : []))
    .sort();
  const objects = openObjects({ packs, open: (path) => openedOrNot(root, `${common}/objects/${path}`) }, hash, extent.work);
  const progress = { done: 0, total: 0 };
  let last = performance.now();
  const turn = async (): Promise<void> => {
    options.signal?.throwIfAborted();
    if (performance.now() - last < 10) return;
    onProgress?.(progress.done, progress.total);
    await setImmediate();
    last = performance.now();
  };
  const walk: Walk = { folder, objects, hash, options, turn };
  try {
    const refs = refsOf(root, repository);
    const line = await commitsFrom(refs.tips, repository, { objects, most: extent.walked, turn });
    const known = options.known(folder);
    const read = await addedTexts(line, known, walk);
    progress.total = read.texts.size;
    for (const name of objects.inOrder(read.texts.keys())) {
      const places = read.texts.get(name)!;
      textOf(name, places, read, line, walk);
      progress.done++;
      await turn();
    }
    const commits = new Map([...read.commits].filter(([, commit]) => commit.whole).map(([id, { told }]) => [hexOf(id), told]));
    const reachable = new Set(Array.from(line.order, hexOf));
    return {
      folder,
      commits,
      reachable,
      authored: authoredIn(line, read, folder),
      beyond: read.beyond + [...read.commits.values()].filter(({ short }) => short).length,
      gaps: gapsOf({ repository, objects, refs, line, read, extent }),
    };
  } finally {
    objects.close();
  }
}

function openedOrNot(root: string, path: string): ReturnType<typeof openWithin> | undefined {
  try {
    return openWithin(root, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

interface Looked {
  told: PastCommit;
  /** All of it was read. */
  whole: boolean;
  /** The budget did not last for the rest of it. */
  short: boolean;
  folders: Set<string>;
}

interface Read {
  /** Where each text was added, the newest commit first. */
  texts: Map<Name, Place[]>;
  commits: Map<Name, Looked>;
  /** Commits that were not looked into because the budget was used up. */
  beyond: number;
  missing: number;
  damaged: number;
  /** Folders in folders, or one folder in many, that are no work tree of anybody. */
  unfolded: boolean;
  places: number;
}

/** Which texts the commits added, compared with each of their parents. */
async function addedTexts(line: Line, known: ReadonlySet<string>, walk: Walk): Promise<Read> {
  const { objects, options, turn } = walk;
  const { extent } = options;
  const read: Read = { texts: new Map(), commits: new Map(), beyond: 0, missing: 0, damaged: 0, unfolded: false, places: 0 };
  const paths = new Map<Name, Set<string>>();
  let looked = 0;
  for (const id of line.order) {
    looked++;
    if (known.has(hexOf(id))) continue;
    if (looked > extent.commits || isUsedUp()) {
      read.beyond++;
      continue;
    }
    const commit = line.commits.get(id)!;
    const entry = {
      told: { texts: 0, bytes: 0, skipped: 0, large: 0, largeBytes: 0 },
      whole: true,
      short: false,
      folders: new Set<string>(),
    };
    read.commits.set(id, entry);
    const before = commit.parents.flatMap((parent) => line.commits.get(parent)?.tree ?? []);
    const queue = [{ tree: commit.tree, before, path: '', depth: 0 }];
    for (let folder = queue.pop(); folder; folder = queue.pop()) {
      const bytes = treeOf(folder.tree, read, entry, walk);
      if (!bytes) continue;
      const others = folder.before.flatMap((name) => treeOf(name, read, entry, walk) ?? []);
      const { added, damaged } = addedTo(bytes, others, walk.hash);
      if (damaged) fault(read, entry, 'damaged');
      for (const { file, name, isFolder, before: earlier } of added) {
        const path = folder.path === '' ? file : `${folder.path}/${file}`;
        if (isFolder) {
          const known = passedOver(file) !== undefined;
          if (known || folder.depth >= DEEPEST || isUnfolded(paths, name, path)) {
            read.unfolded ||= !known;
            entry.told.skipped++;
          } else queue.push({ tree: name, before: earlier, path, depth: folder.depth + 1 });
        } else if (BINARY.test(file)) entry.told.skipped++;
        else {
          if (looked <= RECENT_AUTHORS) entry.folders.add(folder.path);
          const places = read.texts.get(name);
          read.places++;
          if (!places) read.texts.set(name, [{ path, commit: id }]);
          else places.push({ path, commit: id });
        }
      }
      await turn();
      // A single commit may bring everything.
      if (queue.length > 0 && isUsedUp()) {
        fault(read, entry, 'exhausted');
        queue.length = 0;
      }
    }
  }
  return read;

  /** Half of the work is left for the texts themselves. */
  function isUsedUp(): boolean {
    return read.texts.size >= extent.texts || read.places >= extent.texts * PLACES || objects.work() > extent.work / 2;
  }
}

function isUnfolded(paths: Map<Name, Set<string>>, name: Name, path: string): boolean {
  const known = paths.get(name);
  if (!known) paths.set(name, new Set([path]));
  else if (known.size >= MOST_PATHS && !known.has(path)) return true;
  else known.add(path);
  return false;
}

function treeOf(name: Name, read: Read, entry: Looked, { objects }: Walk): Buffer | undefined {
  const tree = objects.read(name);
  if ('bytes' in tree && tree.type === 'tree') return tree.bytes;
  fault(read, entry, faultOf(tree));
  return undefined;
}

type Fault = 'missing' | 'damaged' | 'exhausted';

function faultOf(read: ObjectRead): Fault {
  return 'missing' in read ? 'missing' : 'exhausted' in read ? 'exhausted' : 'damaged';
}

function fault(read: Read, entry: Looked, what: Fault): void {
  entry.whole = false;
  if (what === 'exhausted') entry.short = true;
  else read[what]++;
}

/** A merge was made by who joined the work, not by who did it. */
function authoredIn(line: Line, read: Read, folder: string): RepositoryHistory['authored'] {
  return line.order.slice(0, RECENT_AUTHORS).flatMap((name) => {
    const folders = read.commits.get(name)?.folders;
    const { parents, author } = line.commits.get(name)!;
    if (!folders || folders.size === 0 || parents.length > 1) return [];
    const paths = [...folders].slice(0, MOST_FOLDERS).map((path) => [folder, path].filter((part) => part !== '').join('/'));
    return [{ id: hexOf(name), author, folders: paths }];
  });
}

type Place = { path: string; commit: Name };

function textOf(name: Name, places: readonly Place[], read: Read, line: Line, { objects, options, folder }: Walk): void {
  const object = objects.read(name, true);
  // Counted once, with the commit that added it first.
  const first = read.commits.get(places.at(-1)!.commit)!.told;
  if ('binary' in object) first.skipped++;
  else if ('tooLarge' in object) {
    first.large++;
    first.largeBytes += object.size;
  } else if ('bytes' in object && object.type === 'blob') {
    first.texts++;
    first.bytes += object.bytes.length;
    options.onText({ folder, bytes: object.bytes, places: places.map(({ path, commit }) => placeOf(folder, path, commit, line)) });
  } else for (const { commit } of places) fault(read, read.commits.get(commit)!, faultOf(object));
}

function placeOf(folder: string, path: string, commit: Name, line: Line): PastPlace {
  return { path: folder === '' ? path : `${folder}/${path}`, commit: hexOf(commit), time: line.commits.get(commit)!.authored };
}

interface Told {
  repository: Repository;
  objects: Objects;
  refs: { cut: boolean };
  line: Line;
  read: Read;
  extent: Extent;
}

function gapsOf({ repository, objects, refs, line, read, extent }: Told): RepositoryHistory['gaps'] {
  const gaps: RepositoryHistory['gaps'] = [];
  const say = (status: RepositoryHistory['gaps'][number]['status'], reason: string): void => void gaps.push({ status, reason });
  if (repository.shallow.size > 0)
    say('skipped', 'The clone is shallow: what older commits hold was not read. `git fetch --unshallow` brings them.');
  if (repository.borrows) say('skipped', 'It takes objects from another repository (objects/info/alternates), which is not followed.');
  const missing = line.missing + read.missing;
  if (missing > 0)
    say(
      repository.promised || repository.borrows ? 'skipped' : 'partial',
      `${counted(missing, 'object')} of the history ${missing === 1 ? 'is' : 'are'} missing${repository.promised ? ': the clone is partial, and nothing is fetched' : ''}.`,
    );
  const damaged = line.damaged + read.damaged;
  if (damaged > 0) say('partial', `${counted(damaged, 'object')} of the history could not be read: damaged, or too large to unpack.`);
  for (const problem of objects.problems.slice(0, 20)) say('partial', `A pack of the history was not read. ${problem}.`);
  if (refs.cut) say('partial', 'There are more references than are followed.');
  if (read.unfolded) say('partial', 'Folders deeper than 100, or one folder at more than 256 paths: the rest of them was not read.');
  if (line.cut)
    say(extent.walked >= 1_000_000 ? 'partial' : 'not-asked', `More than ${extent.walked} commits: the older ones were not followed.`);
  return gaps;
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
