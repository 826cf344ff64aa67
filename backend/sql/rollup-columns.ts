/** What the rows of a rollup consist of; nothing but names, for whoever makes tables of them. */
import type { Dimension } from '../../src/shared/dimensions';

/** Dimensions that a rollup keeps beside the zone: a question about any other is answered from records. */
export const rolledDimensions: readonly Dimension[] = ['cluster', 'kind', 'namespace', 'workload'];

/** Texts that tell an end apart, beside its owner and address. */
export const endTexts: readonly string[] = ['zone', 'zone_address', 'zone_hint', ...rolledDimensions];

type ColumnType = 'string' | 'int' | 'bigint';

const endColumns = (side: 'source' | 'target'): Array<[string, ColumnType]> => [
  [`${side}_owner`, 'int'],
  ...['address', ...endTexts].map((name): [string, ColumnType] => [`${side}_${name}`, 'string']),
];

/** Columns of rollupExchanges with their types. */
export const exchangeColumns: Readonly<Record<string, ColumnType>> = {
  hour: 'bigint',
  ...Object.fromEntries<ColumnType>([...endColumns('source'), ...endColumns('target')]),
  bytes: 'bigint',
  packets: 'bigint',
  flows: 'bigint',
  unsure: 'bigint',
};

/** Columns of rollupEvidence with their types. */
export const evidenceColumns: Readonly<Record<string, ColumnType>> = {
  hour: 'bigint',
  address: 'string',
  rank: 'int',
  zone: 'string',
  first_half: 'bigint',
  second_half: 'bigint',
};
