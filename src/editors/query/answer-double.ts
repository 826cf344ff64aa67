/** Answers in tests as Grafana hands them to an editor. */
import {
  createDataFrame,
  type DataQueryRequest,
  LoadingState,
  type PanelData,
  type QueryResultMeta,
  type TimeRange,
} from '@grafana/data';
import type { StoredQuery } from '../../query/stored-query';
import { noCoverage, type Coverage } from '../../shared/coverage';

export interface AnswerOf {
  query: StoredQuery;
  range: TimeRange;
  coverage?: Coverage;
  meta?: QueryResultMeta;
  state?: LoadingState;
}

export const someCoverage: Coverage = {
  ...noCoverage,
  bytes: 1000,
  attributedBytes: 949,
  unattributedBytes: 13,
  externalBytes: 38,
  unknownZoneBytes: 41,
  records: { counted: 100, rejected: 7, noData: 0, skipData: 2 },
};

export function answerTo({
  query,
  range,
  coverage = someCoverage,
  meta,
  state = LoadingState.Done,
}: AnswerOf): PanelData {
  const frame = createDataFrame({
    refId: query.refId,
    fields: [],
    meta: {
      custom: { coverage },
      stats: [
        { displayName: 'Engine time', value: 38, unit: 'ms' },
        { displayName: 'Bytes scanned', value: 4096, unit: 'bytes' },
      ],
      ...meta,
    },
  });
  return { state, series: [frame], timeRange: range, request: requestOf(query, range) };
}

function requestOf(query: StoredQuery, range: TimeRange): DataQueryRequest<StoredQuery> {
  return {
    requestId: 'Q1',
    targets: [query],
    interval: '2m',
    intervalMs: 120_000,
    maxDataPoints: 500,
    range,
    scopedVars: {},
    timezone: 'utc',
    app: 'panel-editor',
    startTime: 0,
  };
}
