/** The SQL of a query, asked for when somebody wants to see it. */
import type { PanelData, TimeRange } from '@grafana/data';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ZoneFlowDataSource } from '../datasource';
import { failureOf, type Failure } from '../query/failure';
import type { StoredQuery } from '../query/stored-query';

export interface PreviewState {
  isLoading: boolean;
  sql?: string;
  failure?: Failure;
  /** True if the query was changed since its SQL was loaded. */
  isOutdated: boolean;
  reload: () => void;
}

interface PreviewOptions {
  query: StoredQuery;
  datasource: ZoneFlowDataSource;
  range: TimeRange;
  data?: PanelData;
}

/** Loads once when it is first used and again on `reload`, never because the query changes. */
export function usePreview({ query, datasource, range, data }: PreviewOptions): PreviewState {
  const [state, setState] = useState<{ query: StoredQuery; sql?: string; failure?: Failure }>();
  const wanted = useRef<StoredQuery>();
  const load = async () => {
    wanted.current = query;
    setState(undefined);
    const { intervalMs, maxDataPoints } = data?.request ?? {};
    const found = await datasource.preview({ query, range, intervalMs, maxDataPoints }).then(
      (sql) => ({ sql }),
      (error: unknown) => ({ failure: failureOf(error) })
    );
    // An answer that was overtaken by a newer question, or by closing, is dropped.
    if (wanted.current === query) {
      setState({ query, ...found });
    }
  };
  const latestLoad = useRef(load);
  useEffect(() => {
    latestLoad.current = load;
  });
  const reload = useCallback(() => void latestLoad.current(), []);
  useEffect(() => {
    reload();
    return () => {
      wanted.current = undefined;
    };
  }, [reload]);
  return {
    isLoading: state === undefined,
    sql: state?.sql,
    failure: state?.failure,
    isOutdated: state !== undefined && state.query !== query,
    reload,
  };
}
