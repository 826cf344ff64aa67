/** Knows what is in each flow-log object: looked at once, remembered as long as path, size and time of change stay. */
import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowObject } from '../../flows/list-objects';
import { ObjectFormats, type Inspection, type ObjectFormat } from '../../flows/object-format';
import { inspectTextObject, rescueWholeLines, type TextSource } from '../../flows/text-object';
import type { Database, Session } from './database';
import { inspectParquet } from './parquet-footers';
import { reasonOf } from '../query-gate';

export class ObjectInspector {
  private readonly database: Database;
  private readonly formats = new ObjectFormats();
  private readonly known = new LRUCache<string, Inspection>({ max: mostRemembered });
  private turn: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.database = database;
  }

  /** Inspections in the order of the objects. Several callers take turns, so that each object is looked at once. */
  async inspect(objects: readonly FlowObject[], session: Session, signal: AbortSignal): Promise<Inspection[]> {
    const found = await this.exclusively(signal, () => this.lookAt(objects, session, signal));
    return objects.map((object) => found.get(object) ?? unreadable);
  }

  /**
   * Called for an object that failed while a statement read it. A text object keeps its whole lines; anything else, or
   * a text object that failed before, is corrupt from now on.
   */
  async distrust(object: FlowObject, signal: AbortSignal): Promise<void> {
    const inspection = this.known.get(keyOf(object));
    const mayBeRescued = inspection?.state === 'readable' && inspection.leftOut === null;
    try {
      this.known.set(keyOf(object), mayBeRescued ? await this.rescued(object, inspection.format, signal) : damaged);
    } catch (error) {
      signal.throwIfAborted();
      // What is gone is no longer listed; anything else that prevents a copy leaves the object out.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
        this.known.set(keyOf(object), damaged);
      }
    }
  }

  private async exclusively<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const mine = this.turn.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.turn = mine.catch(() => undefined);
    let abort = (): void => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      abort = () => reject(reasonOf(signal));
      signal.addEventListener('abort', abort, { once: true });
    });
    return Promise.race([mine, aborted]).finally(() => signal.removeEventListener('abort', abort));
  }

  private async lookAt(
    objects: readonly FlowObject[],
    session: Session,
    signal: AbortSignal
  ): Promise<Map<FlowObject, Inspection>> {
    const found = new Map<FlowObject, Inspection>();
    const unknown = objects.filter((object) => {
      const inspection = this.known.get(keyOf(object));
      if (inspection !== undefined) {
        found.set(object, inspection);
      }
      return inspection === undefined;
    });
    const remember = (object: FlowObject, inspection: Inspection): void => {
      found.set(object, inspection);
      this.known.set(keyOf(object), inspection);
    };
    const parquet = unknown.filter((object) => object.format === 'parquet');
    const footers = await inspectParquet(
      session,
      parquet.map((object) => object.path),
      this.formats,
      signal
    );
    for (const object of parquet) {
      remember(object, footers.get(object.path) ?? unreadable);
    }
    const texts = unknown.filter((object) => object.format !== 'parquet').values();
    const readOneAfterAnother = async (): Promise<void> => {
      for (const object of texts) {
        signal.throwIfAborted();
        remember(object, await this.inspectText(object, signal));
      }
    };
    await Promise.all(Array.from({ length: textsAtOnce }, readOneAfterAnother));
    return found;
  }

  private async inspectText(object: FlowObject, signal: AbortSignal): Promise<Inspection> {
    const source = textSource(object);
    if (source === null) {
      return { state: 'foreign' };
    }
    const inspection = await inspectTextObject(source, signal);
    if (inspection.state !== 'readable') {
      return inspection;
    }
    const columns = inspection.columns.map((name) => ({ name, type: 'VARCHAR', dashes: false }));
    const format = this.formats.of(source.format, columns);
    return inspection.cut
      ? this.rescued(object, format, signal)
      : { state: 'readable', format, path: object.path, leftOut: null };
  }

  private async rescued(object: FlowObject, format: ObjectFormat, signal: AbortSignal): Promise<Inspection> {
    const source = textSource(object);
    if (source === null) {
      return damaged;
    }
    const folder = join(await this.database.tempFolder(), 'rescued');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${createHash('sha256').update(keyOf(object)).digest('hex')}.log`);
    const columns = format.columns.map((column) => column.name);
    const lines = await rescueWholeLines(source, columns, path, signal);
    const plain = this.formats.of('text', format.columns);
    const leftOut = lines === 1 ? '1 line that is not whole' : `${lines} lines that are not whole`;
    return { state: 'readable', format: plain, path, leftOut };
  }
}

const mostRemembered = 200_000;
const unreadable: Inspection = { state: 'corrupt', reason: 'it cannot be read' };
const damaged: Inspection = { state: 'corrupt', reason: 'its data is damaged' };
/** Two of the four threads that Node has for files and decompression. */
const textsAtOnce = 2;

function keyOf(object: FlowObject): string {
  return `${object.path}\0${object.size}\0${object.modifiedMs}`;
}

function textSource({ path, size, format }: FlowObject): TextSource | null {
  return format === 'parquet' ? null : { path, size, format };
}
