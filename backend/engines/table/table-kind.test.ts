import { kindOfTable, kindText, remedyForFlows } from './table-kind';
import type { TableSchema } from './sql-client';

const schema = (names: string): TableSchema => ({
  columns: names.split(' ').map((name) => ({ name, type: 'varchar' })),
  partitionKeys: [],
  properties: {},
});

test.each([
  ['az_id flow_direction pkt_srcaddr pkt_dstaddr start bytes', 'flow-log'],
  ['version account_id interface_id srcaddr dstaddr packets bytes start end action', 'flow-log'],
  ['name ip app creation_time node az', 'pod-list'],
  ['timestamp cross_az_traffic bytes_transfered', 'sample-results'],
  ['cluster uid namespace pod address started ended last_seen', 'pod-history'],
  ['messagetype owner loggroup logstream subscriptionfilters logevents', 'log-export'],
  ['log_stream time message', 'log-export'],
  ['line', 'log-export'],
  ['line_item_usage_type line_item_usage_amount', 'cost-report'],
  ['colour taste', 'other'],
])('columns %s are of a table of the kind %s', (names, kind) => {
  expect(kindOfTable(schema(names))).toBe(kind);
});

test('every kind but flow logs and unknown ones has a remedy; every known one a text', () => {
  const kinds = ['pod-history', 'pod-list', 'sample-results', 'log-export', 'cost-report'] as const;
  expect(kinds.filter((kind) => remedyForFlows(kind) === undefined || kindText(kind) === '')).toEqual([]);
  expect([kindText('other'), remedyForFlows('other'), remedyForFlows('flow-log')]).toEqual(['', undefined, undefined]);
});
