/** How one end of an exchange is called in graphs, series and terminals. */
import { plainDimensions, type Dimension } from '../../../src/shared/dimensions';
import { otherName } from '../../../src/shared/query';
import type { PlannedColumn } from '../plan';
import type { ExchangeRow } from '../result';

export interface EndpointName {
  /** Same for the same end in every answer with the same grouping, and readable: `shop · web · use1-az4`. */
  id: string;
  /** The most telling part: a pod, workload, namespace or label, else the kind or zone. */
  title: string;
  /** What the title leaves out. */
  subtitle: string;
  zone: string;
  parts: EndPart[];
}

export interface EndPart {
  dimension: Dimension;
  value: string;
}

/** Dimensions by how well they name an end, best first; labels come after `namespace`. */
const telling = ['pod', 'workload', 'node', 'namespace', 'label', 'kind', 'cluster', 'zone'];
/** From the outside in; a pod's name tells its workload, mostly. */
const pathDimensions: readonly string[] = ['cluster', 'namespace', 'workload', 'pod'];
const unknownName = 'unknown';
const allName = 'all';
/** What stands for a missing value in an id: no name in Kubernetes or AWS has a dash of this width. */
const missing = '–';

/** The parts of one side of a row that is not the rest. */
export function endParts(
  values: readonly string[],
  columns: readonly PlannedColumn[],
  side: 'source' | 'target'
): EndPart[] {
  return columns.flatMap((column, index) =>
    column.side === side ? [{ dimension: column.dimension, value: values[index] ?? '' }] : []
  );
}

/** @param marked names the dimensions in the id, for graphs whose sides are grouped apart: a zone is no namespace of that name */
export function endpointName(parts: EndPart[], marked = false): EndpointName {
  const named = parts
    .filter((part) => part.value !== '')
    .sort((left, right) => tellingRank(left.dimension) - tellingRank(right.dimension));
  const [best, ...rest] = named;
  return {
    id: idOf(parts, marked),
    title: best?.value ?? (parts.length === 0 ? allName : unknownName),
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
  const name = (side: 'source' | 'target'): string => lineName(endParts(row.values, columns, side));
  return [name('source'), name('target')].filter((text) => text !== '').join(' → ') || 'all traffic';
}

/** Kubernetes names as a path, the rest after it. */
function lineName(parts: readonly EndPart[]): string {
  const value = (dimension: string): string => parts.find((part) => part.dimension === dimension)?.value ?? '';
  const isImplied = value('pod').startsWith(`${value('workload')}-`);
  const path = pathDimensions.filter((dimension) => !(dimension === 'workload' && isImplied)).map(value);
  const others = parts.filter(({ dimension }) => !pathDimensions.includes(dimension)).map((part) => part.value);
  const named = [path.filter((text) => text !== '').join('/'), ...others].filter((text) => text !== '');
  return parts.length > 0 && named.length === 0 ? unknownName : named.join(' · ');
}

/** In one order of dimensions, whatever the grouping's, and with its own signs escaped: no two ends share an id. */
function idOf(parts: readonly EndPart[], marked: boolean): string {
  if (parts.length === 0) {
    return allName;
  }
  const text = [...parts]
    .sort(
      (left, right) => idRank(left.dimension) - idRank(right.dimension) || (left.dimension < right.dimension ? -1 : 1)
    )
    .map(({ dimension, value }) => {
      const shown = value === '' ? missing : value.replace(/[\\·–]/g, '\\$&');
      return marked ? `${dimension} ${shown}` : shown;
    })
    .join(' · ');
  return text === allName || text === otherName ? `\\${text}` : text;
}

function idRank(dimension: Dimension): number {
  const index = plainDimensions.findIndex((plain) => plain === dimension);
  return index < 0 ? plainDimensions.length : index;
}

function tellingRank(dimension: string): number {
  const index = telling.indexOf(dimension.startsWith('label:') ? 'label' : dimension);
  return index < 0 ? telling.length : index;
}
