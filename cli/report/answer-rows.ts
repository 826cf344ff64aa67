/** Rows of an answer, read by the names of their columns. */
import { endpointKinds, type Dimension, type EndpointKind } from '../../src/shared/dimensions';
import type { Answer } from '../../backend/traffic/service';

export interface AnswerRow {
  /** The empty text where the answer has no such column or value. */
  text(column: string): string;
  /** 0 where the answer has no such column or value. */
  number(column: string): number;
}

/** How one end of a row is called. */
export interface End {
  name: string;
  /** The rest beyond the answer's limit, in one row. */
  isRest: boolean;
}

export function answerRows({ columns, rows }: Pick<Answer, 'columns' | 'rows'>): AnswerRow[] {
  const places = new Map(columns.map((column, index) => [column, index]));
  return rows.map((row): AnswerRow => {
    const cell = (column: string) => row[places.get(column) ?? -1] ?? null;
    return { text: (column) => String(cell(column) ?? ''), number: (column) => Number(cell(column) ?? 0) };
  });
}

const kindNames: Record<EndpointKind, string> = {
  pod: 'pods',
  node: 'nodes',
  'nat-gateway': 'NAT gateways',
  'load-balancer': 'load balancers',
  'eks-control-plane': 'EKS control plane',
  'vpc-endpoint': 'VPC endpoints',
  efs: 'EFS',
  aws: 'other AWS interfaces',
  unattributed: 'unattributed',
  external: 'outside the network',
};
/** No namespace, workload or label can be called so: it has spaces. */
const restName = 'all others';

/** An end by its dimensions, `shop/web`; one without any of them by what it is: `nodes`, `pods without team`. */
export function endOf(row: AnswerRow, side: 'source' | 'target', dimensions: readonly Dimension[]): End {
  const kindText = row.text(`${side}_kind`);
  const kind = endpointKinds.find((known) => known === kindText);
  if (kind === undefined) {
    return { name: restName, isRest: true };
  }
  const values = dimensions.map((dimension) => row.text(`${side}_${dimension}`));
  if (values.every((value) => value === '')) {
    const missing = dimensions.map(dimensionName).join(', ');
    return { name: kind === 'pod' ? `pods without ${missing}` : kindNames[kind], isRest: false };
  }
  const named = values.map((value, index) => value || `no ${dimensionName(dimensions[index] ?? 'kind')}`);
  return { name: named.join('/'), isRest: false };
}

/** `namespace`; a label by its key. */
export function dimensionName(dimension: Dimension): string {
  return dimension.replace(/^label:/, '');
}
