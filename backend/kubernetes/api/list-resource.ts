/** Lists all pods or nodes page by page; each object is handed over and forgotten as it is parsed. */
import { DocumentSplitter, type Truncation } from '../document-splitter';
import { recordIn, textIn, type JsonRecord } from '../json-record';
import type { Resource } from '../../history/row';
import type { ApiClient } from './api-client';
import { ApiCut, asAnswerFailure, isGone, isPassing } from './api-failure';
import { Backoff, type BackoffOptions } from './backoff';

export interface ListOptions {
  client: ApiClient;
  resource: Resource;
  onItem: (item: JsonRecord) => void;
  /** Objects a page. */
  pageSize?: number;
  backoff?: BackoffOptions;
}

export interface Listed {
  /** From which a watch goes on. */
  resourceVersion: string;
  objects: number;
}

const defaultPageSize = 500;
const attemptsOfPage = 5;
const silenceMs = 60_000;

/**
 * All pages show the cluster at the moment of the first. What passes is tried again page by page; an object may then be
 * handed over twice. Errors: those of ApiClient.get; ApiRefusal 410 if the list took so long that it must begin anew.
 */
export async function listResource(options: ListOptions, signal: AbortSignal): Promise<Listed> {
  const { client, resource, onItem, pageSize = defaultPageSize } = options;
  const backoff = new Backoff(options.backoff);
  let objects = 0;
  let continued = '';
  for (let attempt = 1; ;) {
    const path = `/api/v1/${resource}?limit=${pageSize}${continued === '' ? '' : `&continue=${encodeURIComponent(continued)}`}`;
    try {
      const page = await readPage(client, { path, what: `list ${resource}`, onItem }, signal);
      backoff.succeeded();
      attempt = 1;
      objects += page.objects;
      continued = page.continued;
      if (continued === '') {
        return { resourceVersion: page.resourceVersion, objects };
      }
    } catch (error) {
      signal.throwIfAborted();
      if (attempt >= attemptsOfPage || isGone(error) || !isPassing(error)) {
        throw error;
      }
      attempt++;
      await backoff.wait(signal, error);
      signal.throwIfAborted();
    }
  }
}

interface Page {
  resourceVersion: string;
  continued: string;
  objects: number;
}

interface PageRequest {
  path: string;
  what: string;
  onItem: (item: JsonRecord) => void;
}

async function readPage(client: ApiClient, { path, what, onItem }: PageRequest, signal: AbortSignal): Promise<Page> {
  let page: Page | null = null;
  let objects = 0;
  const splitter = new DocumentSplitter(`The answer to ${what}`, {
    item: (item) => {
      objects++;
      onItem(item);
    },
    document: (list) => {
      const metadata = recordIn(list, 'metadata');
      page = { resourceVersion: textIn(metadata, 'resourceVersion'), continued: textIn(metadata, 'continue'), objects };
    },
    cut: () => undefined,
  });
  let truncation: Truncation | null;
  try {
    for await (const chunk of await client.get(path, { what, silenceMs, signal })) {
      splitter.push(chunk);
    }
    truncation = splitter.end();
  } catch (error) {
    throw asAnswerFailure(error);
  }
  if (page === null || truncation !== null) {
    throw new ApiCut(`The answer to ${what} ended before its end`);
  }
  return page;
}
