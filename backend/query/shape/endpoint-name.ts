/** How one end of an exchange is called in graphs, series and terminals. */
import type { PlannedColumn } from '../plan';
import { otherName, type ExchangeRow } from '../result';

export interface EndpointName {
  /** Same for the same end in every answer with the same grouping: `namespace=shop|workload=web`. */
  id: string;
  /** The most telling part: a pod, workload, namespace or label, else the kind or zone. */
  title: string;
  /** What the title leaves out. */
  subtitle: string;
  zone: string;
  parts: Array<{ dimension: string; value: string }>;
}

/** Dimensions by how well they name an end, best first; labels come after `namespace`. */
const telling = ['pod', 'workload', 'node', 'namespace', 'label', 'kind', 'cluster', 'zone'];
const unknownName = 'unknown';

export function endpointName(
  row: ExchangeRow,
  columns: readonly PlannedColumn[],
  side: 'source' | 'target'
): EndpointName {
  const parts = columns.flatMap((column, index) =>
    column.side === side ? [{ dimension: column.dimension, value: row.values[index] ?? '' }] : []
  );
  if (row.isOther) {
    return { id: otherName, title: otherName, subtitle: '', zone: '', parts: [] };
  }
  const named = parts
    .filter((part) => part.value !== '')
    .sort((left, right) => tellingRank(left.dimension) - tellingRank(right.dimension));
  const [best, ...rest] = named;
  return {
    id: parts.length === 0 ? 'all' : parts.map((part) => `${part.dimension}=${part.value}`).join('|'),
    title: best?.value ?? (parts.length === 0 ? 'all' : unknownName),
    subtitle: rest.map((part) => part.value).join(' · '),
    zone: parts.find((part) => part.dimension === 'zone')?.value ?? '',
    parts,
  };
}

/** `shop/web · use1-az4 → media/feed · use1-az1` */
export function exchangeName(row: ExchangeRow, columns: readonly PlannedColumn[]): string {
  if (row.isOther) {
    return otherName;
  }
  const name = (side: 'source' | 'target'): string => {
    const { title, subtitle, id } = endpointName(row, columns, side);
    return id === 'all' ? '' : subtitle === '' ? title : `${title} · ${subtitle}`;
  };
  return [name('source'), name('target')].filter((text) => text !== '').join(' → ') || 'all traffic';
}

function tellingRank(dimension: string): number {
  const index = telling.indexOf(dimension.startsWith('label:') ? 'label' : dimension);
  return index < 0 ? telling.length : index;
}
