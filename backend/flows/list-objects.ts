/** Lists the flow-log objects of a place: only the folders that can hold a range, or those of the newest records. */
import { ZoneFlowError } from '../errors';
import type { TimeRange } from '../engines/engine';
import type { FolderEntries, FolderEntry, Place, PlacedFile } from '../storage/place';
import { forEachAtOnce } from '../storage/at-once';
import { contextOfPath, enterFolder, mayHoldRange, mayHoldTime, type FolderContext } from './layout';
import { parseObjectName, type ObjectName } from './object-name';

/** A file that is a flow-log object by its name. */
export interface FlowObject extends ObjectName, PlacedFile {
  /** For texts: the path below a folder, the whole address in a bucket. */
  label: string;
  /** AWS's name or folder says that it is a flow log; otherwise its content decides. */
  certain: boolean;
}

export interface ObjectListing {
  objects: FlowObject[];
  /** Folders read: how much of the location had to be looked at. */
  folders: number;
  /** Links out of the location, which are not followed: only the location itself was given to be read. */
  outside: string[];
}

/**
 * Objects that may hold records of the range, by the dates of folders and names. Errors: location_missing,
 * location_denied, bad_settings (a bucket of too many folders without dates), and those of AWS.
 */
export async function listFlowObjects(place: Place, range: TimeRange, signal: AbortSignal): Promise<ObjectListing> {
  const walk = await startWalk(place, signal);
  const found: FlowObject[] = [];
  let level: DatedFolder[] = [{ folder: place.root, context: walk.context }];
  while (level.length > 0) {
    refuseTooMany(place, walk.folders() + level.length);
    const below: DatedFolder[] = [];
    await forEachAtOnce(
      level,
      place.remote ? foldersAtOnce : 1,
      async ({ folder, context }, either) => {
        const entries = await walk.read(folder, either);
        const named = objectNames(entries.files).filter(({ name }) => mayHoldTime(name.time, range));
        found.push(...(await walk.objects(context, named)));
        for (const child of entries.folders) {
          const entered = enterFolder(context, child);
          if (entered !== null && mayHoldRange(entered, range)) {
            below.push({ folder: place.below(folder, child), context: entered });
          }
        }
      },
      signal
    );
    level = below;
  }
  return { objects: found.sort(byPath), folders: walk.folders(), outside: walk.outside.sort() };
}

interface DatedFolder {
  folder: string;
  context: FolderContext;
}

/** Each look at a folder of a bucket takes its time and its price; folders of this machine are looked at whatever they are. */
function refuseTooMany(place: Place, folders: number): void {
  if (place.remote && folders > place.mostFolders) {
    throw new ZoneFlowError('bad_settings', `${place.location} has more than ${place.mostFolders} folders to look at`, {
      remedy: 'Point the flow location at the prefix that holds AWSLogs/, or ask for a shorter range.',
    });
  }
}

/**
 * The newest few objects of every account and region: of dated folders only the newest that has any, of each folder the
 * last by time in the name. Empty if nothing in the location looks like a flow log. Errors as listFlowObjects.
 */
export async function newestFlowObjects(place: Place, signal: AbortSignal): Promise<ObjectListing> {
  const walk = await startWalk(place, signal);
  const objects = await visit(place.root, walk.context);
  return { objects: objects.sort(byPath), folders: walk.folders(), outside: walk.outside };

  async function visit(folder: string, context: FolderContext): Promise<FlowObject[]> {
    // A location without a layout may be anything, a whole disk even: the search for a first object ends somewhere.
    if (walk.folders() >= place.mostFolders) {
      return [];
    }
    const entries = await walk.read(folder, signal);
    const newestNames = objectNames(entries.files)
      .sort((left, right) => (right.name.time ?? Infinity) - (left.name.time ?? Infinity))
      .slice(0, newestPerFolder);
    const found = await walk.objects(context, newestNames);
    for (const child of entries.folders.toReversed()) {
      const below = enterFolder(context, child);
      if (below === null) {
        continue;
      }
      const objects = await visit(place.below(folder, child), below);
      found.push(...objects);
      if (objects.length > 0 && below.date.length > context.date.length) {
        break;
      }
    }
    return found;
  }
}

const newestPerFolder = 4;
const factsAtOnce = 64;
const foldersAtOnce = 32;

interface NamedFile {
  file: FolderEntry;
  name: ObjectName;
}

interface Walk {
  context: FolderContext;
  folders(): number;
  outside: string[];
  /** Entries of a folder; nothing for one that is gone or was read before (links may lead in circles). */
  read(folder: string, signal: AbortSignal): Promise<Pick<FolderEntries, 'files' | 'folders'>>;
  objects(context: FolderContext, files: NamedFile[]): Promise<FlowObject[]>;
}

async function startWalk(place: Place, signal: AbortSignal): Promise<Walk> {
  await place.check(signal);
  const seen = new Set<string>();
  const outside: string[] = [];
  return {
    context: contextOfPath(place.root),
    folders: () => seen.size,
    outside,
    async read(folder, either) {
      const entries = await place.list(folder, either);
      if (entries === null || seen.has(entries.identity)) {
        return { files: [], folders: [] };
      }
      seen.add(entries.identity);
      outside.push(...entries.outside.map((name) => labelOf(place, place.below(folder, name))));
      return entries;
    },
    async objects(context, files) {
      const found: FlowObject[] = [];
      for (let first = 0; first < files.length; first += factsAtOnce) {
        signal.throwIfAborted();
        const slice = files.slice(first, first + factsAtOnce);
        const facts = await Promise.all(slice.map(({ file }) => file.facts()));
        slice.forEach(({ name }, index) => {
          const known = facts[index] ?? null;
          if (known !== null) {
            found.push(flowObject(place, known, name, context));
          }
        });
      }
      return found;
    },
  };
}

function flowObject(place: Place, file: PlacedFile, name: ObjectName, context: FolderContext): FlowObject {
  return {
    ...name,
    ...file,
    accountId: name.accountId || context.accountId,
    region: name.region || context.region,
    label: labelOf(place, file.path),
    certain: name.identity !== '' || context.place === 'service' || context.place === 'region',
  };
}

function labelOf(place: Place, path: string): string {
  return place.remote || !path.startsWith(`${place.root}/`) ? path : path.slice(place.root.length + 1);
}

function objectNames(files: readonly FolderEntry[]): NamedFile[] {
  return files.flatMap((file) => {
    const name = parseObjectName(file.name);
    return name === null ? [] : [{ file, name }];
  });
}

function byPath(left: FlowObject, right: FlowObject): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
