/** Grafana's HTTP client at its public surface, over the browser's own fetch: answers as objects, failures as FetchError. */
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { lastValueFrom, map, Observable } from 'rxjs';

export function createBackendSrv(): BackendSrv {
  const data = <T>(request: BackendSrvRequest): Promise<T> =>
    lastValueFrom(fetchOnce<T>(request).pipe(map((response) => response.data)));
  return {
    fetch: fetchOnce,
    request: data,
    datasourceRequest: (request) => lastValueFrom(fetchOnce(request)),
    get: (url, params?: Record<string, unknown>) => data({ url, params, method: 'GET' }),
    delete: (url, body, options) => data({ ...options, url, data: body, method: 'DELETE' }),
    post: (url, body, options) => data({ ...options, url, data: body, method: 'POST' }),
    patch: (url, body, options) => data({ ...options, url, data: body, method: 'PATCH' }),
    put: (url, body, options) => data({ ...options, url, data: body, method: 'PUT' }),
    chunked: () => {
      throw new Error('The page has no streams');
    },
  };
}

/** Whoever unsubscribes leaves the request, and with it the server's work. */
function fetchOnce<T>(config: BackendSrvRequest): Observable<FetchResponse<T>> {
  return new Observable((subscriber) => {
    const leaving = new AbortController();
    send<T>(config, leaving.signal).then(
      (response) => {
        if (response.ok) {
          subscriber.next(response);
          subscriber.complete();
        } else {
          const { status, statusText, data } = response;
          const failure: FetchError = { status, statusText, data, config };
          subscriber.error(failure);
        }
      },
      (error: unknown) => subscriber.error(error)
    );
    return () => leaving.abort();
  });
}

async function send<T>(config: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
  const url = new URL(config.url, `${window.location.origin}/`);
  for (const [name, value] of Object.entries(config.params ?? {})) {
    if (value !== undefined) {
      url.searchParams.set(name, String(value));
    }
  }
  const response = await fetch(url, {
    method: config.method ?? 'GET',
    headers: { 'Content-Type': 'application/json' },
    ...(config.data === undefined ? {} : { body: JSON.stringify(config.data) }),
    signal,
  });
  const { status, statusText, ok, headers, redirected, type } = response;
  const data = (await response.json()) as T;
  return { data, status, statusText, ok, headers, redirected, type, url: response.url, config };
}
