import { createDataFrame, dateTime, LoadingState, type PanelData, type QueryResultMeta } from '@grafana/data';
import { noCoverage } from '../shared/coverage';
import { answerFactsOf } from './answer-facts';

function dataOf(...frames: Array<{ refId: string; meta?: QueryResultMeta }>): PanelData {
  const bounds = { from: dateTime(0), to: dateTime(1000) };
  return {
    state: LoadingState.Done,
    series: frames.map((frame) => createDataFrame({ ...frame, fields: [] })),
    timeRange: { ...bounds, raw: bounds },
  };
}

const coverage = { ...noCoverage, bytes: 10, attributedBytes: 10 };

describe('answerFactsOf', () => {
  it('is nothing without an answer to this query', () => {
    expect(answerFactsOf(undefined, 'A')).toBeUndefined();
    expect(answerFactsOf(dataOf({ refId: 'B', meta: { custom: { coverage } } }), 'A')).toBeUndefined();
  });

  it('reads coverage, statistics and each notice once', () => {
    const notice = { severity: 'info', text: 'Late.' } as const;
    const first: QueryResultMeta = {
      custom: { coverage, other: 1 },
      notices: [notice],
      stats: [
        { displayName: 'Engine time', value: 38, unit: 'ms' },
        { displayName: 'Queue time', value: 2, unit: 'ms' },
        { displayName: 'Bytes scanned', value: 4096, unit: 'bytes' },
        { displayName: 'Price of the scan', value: 0.5, unit: 'currencyUSD' },
        { displayName: 'Hours from the rollup', value: 718 },
        { displayName: 'Something of tomorrow', value: 1 },
      ],
    };
    const data = dataOf({ refId: 'A', meta: first }, { refId: 'A', meta: { notices: [notice] } }, { refId: 'A' });
    expect(answerFactsOf(data, 'A')).toEqual({
      coverage,
      stats: { engineMs: 38, queueMs: 2, scannedBytes: 4096, scanPrice: 0.5, rolledHours: 718 },
      notices: [notice],
    });
  });

  it('shows no coverage that it cannot read', () => {
    const facts = answerFactsOf(dataOf({ refId: 'A', meta: { custom: { coverage: { bytes: 'many' } } } }), 'A');
    expect(facts?.coverage).toBeUndefined();
  });
});
