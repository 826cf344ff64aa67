/**
 * Reads the documents of one stream into a cluster's ledger: lists and single objects as kubectl prints them, watch
 * events, and JSON lines {observedAt, type, object}.
 */
import { ZoneFlowError } from '../errors';
import { ListParts } from './list-parts';
import { newestTime } from './newest-time';
import { nodeSighting } from './node-facts';
import { podSighting } from './pod-facts';
import { isRecord, recordIn, textIn, type JsonRecord } from './json-record';
import { parseTime } from './time';
import type { DocumentHandler } from './document-splitter';
import type { ReadingContext } from './reading-context';
import type { HistoryLedger } from '../history/ledger';
import type { Moment, NodeSighting, PodSighting } from '../history/sighting';

export interface StreamOptions {
  /** Of the stream, for messages. */
  name: string;
  ledger: HistoryLedger;
  context: ReadingContext;
  /** Epoch milliseconds at which documents without a time of their own were observed; null to infer it from them. */
  observedAt: number | null;
}

export class EventReader implements DocumentHandler {
  events = 0;
  lists = 0;
  /** Documents whose time was inferred from the newest time inside. */
  untimed = 0;
  readonly warnings: string[] = [];
  private readonly options: StreamOptions;
  private readonly parts: ListParts;
  /** Newest time inside the stream's documents so far, epoch milliseconds. */
  private clock: number | null = null;
  /** Of the document being read: its items, and the newest time inside them. */
  private items: Seen[] = [];
  private itemsNewest: number | null = null;
  private errors = 0;
  private readonly ignored = new Map<string, number>();

  constructor(options: StreamOptions) {
    this.options = options;
    this.parts = new ListParts(options.ledger.observations);
  }

  item(item: JsonRecord): void {
    const seen = this.seenIn(item);
    if (seen) {
      this.items.push(seen);
      this.itemsNewest = later(this.itemsNewest, newestTime(item));
    }
  }

  /** Errors: bad_input for a type that does not exist or a time that cannot be. */
  document(document: JsonRecord, line: number): void {
    if (isRecord(document.object) && typeof document.type === 'string') {
      this.event(document, document.object, line);
    } else if (Array.isArray(document.items)) {
      this.list(document, document, line);
    } else if (document.kind === 'Status') {
      this.error();
    } else {
      this.single(document, line);
    }
    this.items = [];
    this.itemsNewest = null;
  }

  cut(document: JsonRecord): void {
    if (this.items.length === 0) {
      return;
    }
    const moment = this.momentOf(document, this.itemsNewest, null);
    this.apply(moment, 'seen');
    this.items.forEach(({ kind }) => this.parts.glimpsed(kind, moment.at));
  }

  /** To be called once after the last document. */
  finish(): void {
    this.parts.finish();
    const { name } = this.options;
    if (this.errors > 0) {
      this.warnings.push(
        `${name} has ${this.errors} ERROR events: the watch broke there, and what happened until the next list may be missing.`
      );
    }
    for (const [kind, count] of this.ignored) {
      this.warnings.push(
        `${name} has ${count} objects of kind ${kind || '(none)'} that are neither pods nor nodes with a name and UID; left out.`
      );
    }
    this.warnings.push(...this.parts.warnings.map((warning) => `${name} ${warning}`));
  }

  private event(event: JsonRecord, object: JsonRecord, line: number): void {
    switch (event.type) {
      case 'LIST':
        return this.list(event, object, line);
      case 'ADDED':
      case 'MODIFIED':
        return this.watched(event, object, line, 'seen');
      case 'DELETED':
        return this.watched(event, object, line, 'deleted');
      case 'BOOKMARK':
        return this.bookmark(event, line);
      case 'ERROR':
        return this.error();
      default:
        throw this.wrong(
          `the event type ${JSON.stringify(event.type)}`,
          line,
          'Types are LIST, ADDED, MODIFIED, DELETED, BOOKMARK and ERROR.'
        );
    }
  }

  private watched(event: JsonRecord, object: JsonRecord, line: number, how: How): void {
    this.events++;
    const seen = this.seenIn(object);
    if (!seen) {
      return;
    }
    this.items = [seen];
    const newest = event.observedAt === undefined ? newestTime(object) : null;
    const moment = this.momentOf(event, later(this.clock, newest), line);
    this.apply(moment, how);
    this.parts.watched(seen.kind, moment.at);
  }

  private bookmark(event: JsonRecord, line: number): void {
    this.events++;
    if (event.observedAt !== undefined) {
      this.parts.bookmarked(this.momentOf(event, null, line).at);
    }
  }

  private error(): void {
    this.events++;
    this.errors++;
    this.parts.broken();
  }

  private list(envelope: JsonRecord, list: JsonRecord, line: number): void {
    this.lists++;
    // Parts of one list follow one another in time, whatever is in them.
    const inferred = this.parts.unfinished ? later(this.clock, this.itemsNewest) : this.itemsNewest;
    const kind = textIn(list, 'kind');
    if (
      this.items.length === 0 &&
      inferred === null &&
      envelope.observedAt === undefined &&
      this.options.observedAt === null
    ) {
      this.parts.emptyWithoutTime();
      return;
    }
    const moment = this.momentOf(envelope, inferred, line);
    this.apply(moment, 'seen');
    this.parts.listed({
      at: moment.at,
      resources: resourcesOf(kind, this.items),
      continued: textIn(recordIn(list, 'metadata'), 'continue') !== '',
      // Whoever writes LIST events lists everything; kubectl without -A lists one namespace and does not say so.
      namespaces: list === envelope ? namespacesOf(this.items) : null,
    });
  }

  private single(object: JsonRecord, line: number): void {
    const seen = this.seenIn(object);
    if (seen) {
      this.items = [seen];
      const moment = this.momentOf(object, newestTime(object), line);
      this.apply(moment, 'seen');
      this.parts.glimpsed(seen.kind, moment.at);
    }
  }

  private seenIn(object: JsonRecord): Seen | null {
    const { context } = this.options;
    const kind = textIn(object, 'kind') || kindByShape(object);
    const pod = kind === 'Pod' ? podSighting(object, context) : null;
    if (pod) {
      return { kind: 'pods', sighting: pod };
    }
    const node = kind === 'Node' ? nodeSighting(object, context) : null;
    if (node) {
      return { kind: 'nodes', sighting: node };
    }
    this.ignored.set(kind, (this.ignored.get(kind) ?? 0) + 1);
    return null;
  }

  private apply(moment: Moment, how: How): void {
    const { ledger } = this.options;
    for (const seen of this.items) {
      if (seen.kind === 'nodes') {
        ledger.nodes[how](seen.sighting, moment);
      } else if (how === 'deleted') {
        ledger.podDeleted(seen.sighting, moment);
      } else {
        ledger.podSeen(seen.sighting, moment);
      }
    }
  }

  private momentOf(document: JsonRecord, inferred: number | null, line: number | null): Moment {
    const { observedAt } = document;
    if (observedAt !== undefined) {
      const at = typeof observedAt === 'string' ? parseTime(observedAt) : null;
      if (at === null) {
        throw this.wrong(`observedAt ${JSON.stringify(observedAt)}`, line, 'Write it as 2026-03-10T05:00:00Z.');
      }
      return { at, exact: true };
    }
    const at = this.options.observedAt ?? inferred;
    if (at === null) {
      throw this.wrong('objects without any time', line, 'Say when they were observed with --observed-at.');
    }
    this.untimed += this.options.observedAt === null ? 1 : 0;
    this.clock = later(this.clock, at);
    return { at, exact: false };
  }

  private wrong(what: string, line: number | null, remedy: string): ZoneFlowError {
    const where = line === null ? '' : ` at line ${line}`;
    return new ZoneFlowError('bad_input', `${this.options.name} has ${what}${where}`, { remedy });
  }
}

type How = 'seen' | 'deleted';
type Seen = { kind: 'pods'; sighting: PodSighting } | { kind: 'nodes'; sighting: NodeSighting };

/** Items of a PodList or NodeList carry no kind: only pods have a namespace. */
function kindByShape(object: JsonRecord): string {
  const metadata = recordIn(object, 'metadata');
  if (textIn(metadata, 'uid') === '') {
    return '';
  }
  return textIn(metadata, 'namespace') === '' ? 'Node' : 'Pod';
}

function resourcesOf(kind: string, items: Seen[]): Array<Seen['kind']> {
  if (kind === 'PodList') {
    return ['pods'];
  }
  if (kind === 'NodeList') {
    return ['nodes'];
  }
  return [...new Set(items.map((item) => item.kind))];
}

function namespacesOf(items: Seen[]): Set<string> {
  return new Set(items.flatMap((item) => (item.kind === 'pods' ? [item.sighting.namespace] : [])));
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
