/** Frames with every field type and everything that went wrong in some writer before; names are unique. */
import type { Field, Frame } from '../../backend/frames/frame';

const everyType: Field[] = [
  { name: 'time', type: 'time', values: [0, 1_700_000_000_123, -1] },
  { name: 'number', type: 'number', values: [0.1, -2.5, 1e300] },
  { name: 'integer', type: 'integer', values: [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0] },
  { name: 'string', type: 'string', values: ['', 'shop/cart', 'x'.repeat(1000)] },
  { name: 'boolean', type: 'boolean', values: [true, false, true] },
  { name: 'json', type: 'json', values: [{ a: [1, null] }, 'text', 7] },
];

const frames: Frame[] = [
  { name: 'every type', refId: 'A', fields: everyType },
  {
    name: 'every type with nulls',
    fields: everyType.map((field) => ({
      ...field,
      values: [null, ...field.values, null, ...field.values, null, null],
    })),
  },
  { name: 'only nulls', fields: everyType.map((field) => ({ ...field, values: [null, null] })) },
  { name: 'no rows', fields: everyType.map((field) => ({ ...field, values: [] })) },
  { name: 'no fields', fields: [] },
  { name: 'no fields but meta', meta: { notices: [{ severity: 'info', text: 'no data' }] }, fields: [] },
  {
    name: 'numbers that JSON cannot write',
    fields: [
      { name: 'a', type: 'number', values: [NaN, Infinity, -Infinity, 1, NaN] },
      { name: 'b', type: 'number', values: [1, 2, 3, 4, 5] },
      { name: 'c', type: 'number', values: [null, NaN, null, -Infinity, 0] },
    ],
  },
  {
    name: 'times far away',
    fields: [
      {
        name: 'time',
        type: 'time',
        values: [9_223_372_036_000, -9_223_372_036_000, 253_402_300, 4_294_967_296, 4_294_967_295, -4_294_967_297],
      },
    ],
  },
  {
    name: 'two fields of one name',
    meta: { type: 'timeseries-wide', typeVersion: [0, 1] },
    fields: [
      { name: 'time', type: 'time', values: [1, 2] },
      { name: 'Value', type: 'number', values: [1, 2], labels: { zone: 'use1-az1', pod: '' } },
      { name: 'Value', type: 'number', values: [3, 4], labels: { zone: 'use1-az2', pod: 'ü"\\' } },
    ],
  },
  {
    name: 'unicode — 🚀 \u0000 <>&',
    fields: [
      {
        name: 'ключ',
        type: 'string',
        values: ['日本語', '🚀🚀', 'é', 'ascii', '', '\u0000', '"\\\n'],
        labels: { ключ: '値' },
      },
      { name: 'json', type: 'json', values: [{ 値: '🚀' }, [], {}, '', true, 0, 'x'] },
    ],
  },
  {
    name: 'config and meta',
    refId: 'B',
    meta: {
      type: 'table',
      typeVersion: [0, 1],
      custom: { coverage: { bytes: 1, incompleteSince: null } },
      stats: [{ displayName: 'Bytes scanned', value: 12.5, unit: 'bytes' }],
      notices: [
        { severity: 'info', text: 'one' },
        { severity: 'warning', text: 'two' },
        { severity: 'error', text: 'three' },
      ],
      preferredVisualisationType: 'nodeGraph',
      executedQueryString: "SELECT '1'\n",
    },
    fields: [
      {
        name: 'arc__cross',
        type: 'number',
        values: [0.5],
        config: {
          displayName: 'Cross-zone',
          displayNameFromDS: 'from',
          description: 'why',
          unit: 'decbytes',
          decimals: 2,
          min: 0,
          max: 1.5,
          filterable: true,
          interval: 60_000,
          noValue: '–',
          color: { mode: 'fixed', fixedColor: 'red' },
          thresholds: {
            mode: 'percentage',
            steps: [
              { value: null, color: 'transparent' },
              { value: 50, color: 'red' },
            ],
          },
          links: [{ title: 'Explore/Pods', url: 'https://example.org/?v=${__value.raw}' }],
          custom: { width: 10 },
        },
      },
    ],
  },
  {
    name: 'rows beyond one byte of validity',
    fields: everyType.map((field) => ({
      ...field,
      values: Array.from({ length: 1001 }, (_, row) => (row % 9 === 8 ? null : (field.values[row % 3] ?? null))),
    })),
  },
];

export const frameVariants: readonly Frame[] = frames;

/** The answer the speed of the backend is measured with: eight columns, a few with nulls. */
export function largeFrame(rows: number): Frame {
  const column = <T>(value: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => value(row));
  return {
    name: 'large',
    fields: [
      { name: 'time', type: 'time', values: column((row) => 1_700_000_000_000 + row * 60_000) },
      { name: 'source_namespace', type: 'string', values: column((row) => `namespace-${row % 100}`) },
      {
        name: 'source_workload',
        type: 'string',
        values: column((row) => (row % 5 === 0 ? null : `workload-${row % 3000}`)),
      },
      { name: 'source_pod', type: 'string', values: column((row) => `workload-${row % 3000}-${row.toString(36)}`) },
      { name: 'bytes', type: 'integer', values: column((row) => row * 1_000_003) },
      { name: 'packets', type: 'integer', values: column((row) => row) },
      { name: 'flows', type: 'number', values: column((row) => (row % 7 === 0 ? null : row)) },
      { name: 'cost', type: 'number', values: column((row) => row / 3) },
    ],
  };
}
