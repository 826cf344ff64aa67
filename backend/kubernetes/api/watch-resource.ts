/** Watches pods or nodes from a resourceVersion on, until the server ends it or it breaks. */
import { DocumentSplitter } from '../document-splitter';
import { isRecord, recordIn, textIn, type JsonRecord } from '../json-record';
import type { Resource } from '../../history/row';
import type { ApiClient } from './api-client';
import { ApiCut, ApiRefusal, asAnswerFailure } from './api-failure';
import { limitedTo } from '../../time-limit';

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface WatchOptions {
  client: ApiClient;
  resource: Resource;
  /** After which events are wanted. */
  resourceVersion: string;
  /** The server ends the watch after this time. */
  timeoutSeconds: number;
  /** The server has accepted the watch. */
  onOpen: () => void;
  onEvent: (type: WatchEventType, object: JsonRecord) => void;
  /** After each event and bookmark: nothing before that version is still to come. */
  onVersion: (resourceVersion: string) => void;
}

/** Bookmarks come about once a minute; after this silence the watch is opened anew, which costs one request. */
const silenceMs = 180_000;

/** Ends without an error if the server ends it in order. Errors: ApiRefusal (410: a new list is needed), ApiCut, others of ApiClient.get. */
export async function watchResource(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { client, resource, resourceVersion, timeoutSeconds, onOpen } = options;
  const what = `watch ${resource}`;
  const query = new URLSearchParams({
    watch: 'true',
    resourceVersion,
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(timeoutSeconds),
  });
  const splitter = new DocumentSplitter(`The answer to ${what}`, {
    item: () => undefined,
    document: (event) => take(event, options),
    cut: () => undefined,
  });
  // A server that forgets to end the watch must not hold it for ever.
  const bounded = limitedTo((timeoutSeconds + 30) * 1000, signal);
  try {
    const chunks = await client.get(`/api/v1/${resource}?${query.toString()}`, { what, silenceMs, signal: bounded });
    onOpen();
    for await (const chunk of chunks) {
      splitter.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw bounded.aborted
      ? new ApiCut(`The answer to ${what} was not ended by the server`, error)
      : asAnswerFailure(error);
  }
  if (splitter.end() !== null) {
    throw new ApiCut(`The answer to ${what} broke off`);
  }
}

function take(event: JsonRecord, { client, resource, onEvent, onVersion }: WatchOptions): void {
  const object = isRecord(event.object) ? event.object : {};
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      onEvent(event.type, object);
      break;
    case 'ERROR': {
      const answered = typeof object.code === 'number' ? object.code : 500;
      const { cluster } = client.access;
      const message = `The watch of ${resource} of the cluster ${cluster} ended with ${answered} ${textIn(object, 'reason')}`;
      throw new ApiRefusal(answered === 429 ? 'throttled' : 'cluster_failed', message, { answered });
    }
    default:
      break; // BOOKMARK, and what later versions may send
  }
  const version = textIn(recordIn(object, 'metadata'), 'resourceVersion');
  if (version !== '') {
    onVersion(version);
  }
}
