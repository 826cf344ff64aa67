/** Follows pods or nodes for as long as it may: a list, then watches one after another, a new list where that breaks. */
import type { JsonRecord } from '../json-record';
import type { Resource } from '../../history/row';
import type { ApiClient } from './api-client';
import { ApiCut, isGone } from './api-failure';
import { Backoff, type BackoffOptions } from './backoff';
import { listResource } from './list-resource';
import { watchResource, type WatchEventType } from './watch-resource';

/** Told in this order what happens to one resource; `at` are epoch milliseconds. */
export interface Follower {
  /** A list begins; what the watch showed so far is all that is known. Resolves to the moment for which the list holds. */
  listing(): Promise<number>;
  item(item: JsonRecord, at: number): void;
  listed(at: number, objects: number): void;
  /** `exact` is false for what happened while no watch was open and is told only now. */
  event(type: WatchEventType, object: JsonRecord, exact: boolean): void;
  /** Nothing before now is still to be told. */
  caughtUp(): void;
  /** Something failed; it is tried again. */
  failed(error: unknown): void;
  /** List or watch work. */
  working(): void;
}

export interface FollowOptions {
  client: ApiClient;
  resource: Resource;
  follower: Follower;
  pageSize?: number;
  backoff?: BackoffOptions;
  /** Seconds a watch lasts at least; it lasts at most twice as long. */
  watchSeconds?: number;
}

/** As client-go has it: watches of five to ten minutes, so that not all end at once. */
const defaultWatchSeconds = 300;
/** A watch that lived this long, or told something, was a good one. */
const goodMs = 10_000;
/** After a pause longer than this, what comes within the next second is taken to have happened in the pause. */
const pauseMs = 2_000;
const backlogMs = 1_000;

/** Ends only with the signal, without an error. */
export async function followResource(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { client, resource, follower, pageSize, watchSeconds = defaultWatchSeconds } = options;
  const backoff = new Backoff(options.backoff);
  let version: string | null = null;
  let toldUntil = 0;
  while (!signal.aborted) {
    const began = performance.now();
    let opened = false;
    try {
      if (version === null) {
        const at = await follower.listing();
        const listed = await listResource(
          { client, resource, onItem: (item) => follower.item(item, at), ...(pageSize && { pageSize }) },
          signal
        );
        follower.listed(at, listed.objects);
        follower.working();
        version = listed.resourceVersion;
        toldUntil = at;
      }
      let exactFrom = 0;
      await watchResource(
        {
          client,
          resource,
          resourceVersion: version,
          timeoutSeconds: Math.round(watchSeconds * (1 + Math.random())),
          onOpen: () => {
            opened = true;
            follower.working();
            exactFrom = client.now() - toldUntil > pauseMs ? client.now() + backlogMs : 0;
          },
          onEvent: (type, object) => follower.event(type, object, client.now() >= exactFrom),
          onVersion: (told) => {
            version = told;
            toldUntil = client.now();
            follower.caughtUp();
          },
        },
        signal
      );
      toldUntil = client.now();
      follower.caughtUp();
      if (performance.now() - began > goodMs) {
        backoff.succeeded();
        continue;
      }
      await backoff.wait(signal);
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (isGone(error)) {
        version = null;
      } else if (!(error instanceof ApiCut && opened)) {
        // Streams are cut off now and then; the next one goes on where this one was.
        follower.failed(error);
      }
      if (performance.now() - began > goodMs) {
        backoff.succeeded();
      }
      await backoff.wait(signal, error);
    }
  }
}
