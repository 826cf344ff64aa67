/** The columns that describe one end of an exchange, made from the dimensions a question needs. */
import { isLabelDimension, labelKeyOf, type Dimension } from '../../src/shared/dimensions';
import type { Dialect } from './dialect';
import { text } from './literal';

/** A dimension as a column of the statement; `zone` is not among them, it is resolved after the join. */
export interface EndColumn {
  dimension: Dimension;
  name: string;
}

/** One column for each dimension but `zone`, in the order given, without repeats. */
export function endColumns(dimensions: readonly Dimension[]): EndColumn[] {
  const distinct = [...new Set(dimensions)].filter((dimension) => dimension !== 'zone');
  return distinct.map((dimension, index) => ({
    dimension,
    name: isLabelDimension(dimension) ? `label_${index}` : dimension,
  }));
}

/** The column's value for a pod, over `pod_history`'s columns gathered by `pods` (see intervals.ts). */
export function podValue(column: EndColumn, dialect: Dialect): string {
  const { dimension } = column;
  if (isLabelDimension(dimension)) {
    return `coalesce(${dialect.mapValue('labels', text(labelKeyOf(dimension)))}, '')`;
  }
  return dimension === 'kind' ? `'pod'` : dimension;
}

/** The column's value for a node: nodes have a cluster and a name, no workload and no labels of pods. */
export function nodeValue(column: EndColumn): string {
  switch (column.dimension) {
    case 'kind':
      return `'node'`;
    case 'cluster':
    case 'node':
      return column.dimension;
    default:
      return `''`;
  }
}

/**
 * The column's value for an AWS resource, over `interface_history`'s columns. Its name takes the place of a workload's:
 * what a person would name. Of the EKS control plane the cluster is known, too.
 */
export function interfaceValue(column: EndColumn): string {
  switch (column.dimension) {
    case 'kind':
    case 'cluster':
      return column.dimension;
    case 'workload':
      return 'name';
    default:
      return `''`;
  }
}

/** The column's value for an end of the given kind of which nothing else is known. */
export function unknownValue(column: EndColumn, kind: 'unattributed' | 'external'): string {
  return column.dimension === 'kind' ? text(kind) : `''`;
}
