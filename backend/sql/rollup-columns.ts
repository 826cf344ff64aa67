/** What the rows of a rollup consist of; nothing but names, for whoever makes tables of them. */
import type { Dimension } from '../../src/shared/dimensions';

/** Dimensions that a rollup keeps beside the zone: a question about any other is answered from records. */
export const rolledDimensions: readonly Dimension[] = ['cluster', 'kind', 'namespace', 'workload'];

/** Texts that tell an end apart, beside its owner and address. */
export const endTexts: readonly string[] = ['zone', 'zone_address', 'zone_hint', ...rolledDimensions];

/** Columns of rollupExchanges with their types. */
export const exchangeColumns: Readonly<Record<string, 'string' | 'int' | 'bigint'>> = {
  hour: 'bigint',
  ...Object.fromEntries(
    (['source', 'target'] as const).flatMap((side) => [
      [`${side}_owner`, 'int'],
      ...['address', ...endTexts].map((name) => [`${side}_${name}`, 'string']),
    ])
  ),
  bytes: 'bigint',
  packets: 'bigint',
  flows: 'bigint',
  unsure: 'bigint',
};

/** Columns of rollupEvidence with their types. */
export const evidenceColumns: Readonly<Record<string, 'string' | 'int' | 'bigint'>> = {
  hour: 'bigint',
  address: 'string',
  rank: 'int',
  zone: 'string',
  first_half: 'bigint',
  second_half: 'bigint',
};
