/** Makes an alert rule store the default that its editor shows. */
import type { DataQuery } from '@grafana/schema';
import { useEffect, useRef } from 'react';
import type { StoredQuery } from '../query/stored-query';

interface Options {
  query: StoredQuery;
  /** The queries as the rule holds them. */
  queries?: DataQuery[];
  forAlert: boolean;
  onChange: (query: StoredQuery) => void;
}

/**
 * Grafana's rule editor shows a new query with the default, but stores it without until something is changed: the rule
 * would ask something else than what was seen.
 */
export function useStoredDefault({ query, queries, forAlert, onChange }: Options): void {
  const stored = queries?.find(({ refId }) => refId === query.refId);
  const isMissing = forAlert && stored !== undefined && stored.queryType === undefined && query.queryType !== undefined;
  const latest = useRef({ query, onChange });
  useEffect(() => {
    latest.current = { query, onChange };
  });
  useEffect(() => {
    if (isMissing) {
      latest.current.onChange(latest.current.query);
    }
  }, [isMissing]);
}
