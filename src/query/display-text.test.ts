import { displayText } from './display-text';
import type { StoredQuery } from './stored-query';

describe('displayText', () => {
  const cases: Array<[Omit<StoredQuery, 'refId'>, string]> = [
    [{}, 'graph: cross-zone bytes by namespace, workload, zone'],
    [
      { queryType: 'timeseries', targetGroupBy: [] },
      'timeseries: cross-zone bytes by namespace, workload, zone to all targets',
    ],
    [{ queryType: 'graph' }, 'graph: cross-zone bytes by namespace, workload, zone'],
    [{ queryType: 'health' }, 'health of the data'],
    [{ queryType: 'matrix', traffic: 'all', measure: 'cost' }, 'matrix: all cost by zone'],
    [
      { queryType: 'timeseries', rate: true, groupBy: ['workload'], targetGroupBy: ['zone'] },
      'timeseries: cross-zone bytes per second by workload to zone',
    ],
    [
      {
        queryType: 'table',
        groupBy: ['namespace'],
        filters: [{ side: 'source', dimension: 'namespace', operator: '=|', values: ['shop', 'media'] }],
      },
      'table: cross-zone bytes by namespace, source namespace =| shop|media',
    ],
    [
      {
        queryType: 'table',
        groupBy: ['label:$key'],
        bidirectional: true,
        filters: [{ dimension: 'pod', values: ['a', '', 'c', 'd', 'e'] }],
      },
      'table: cross-zone bytes by label:$key, either pod = a|(empty)|c and 2 more, either way round',
    ],
    [{ queryType: 'table', groupBy: [] }, 'table: cross-zone bytes in one group'],
  ];
  it.each(cases)('%j', (query, text) => {
    expect(displayText({ refId: 'A', ...query })).toBe(text);
  });
});
