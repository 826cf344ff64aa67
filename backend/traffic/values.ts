/** Lists for editors: values of a dimension and label keys, from pod history alone. */
import {
  dimensionSchema,
  endpointKinds,
  isLabelDimension,
  labelKeyOf,
  type Dimension,
} from '../../src/shared/dimensions';
import type { Engine, TimeRange } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import { integer, text } from '../sql/literal';
import type { ValuesRequest } from './service';

const mostValues = 1000;

/** Values that hold in the range, sorted, at most 1,000; `q` is a part of the value, in any case. */
export async function listValues(
  engine: Engine,
  request: ValuesRequest,
  range: TimeRange,
  signal: AbortSignal
): Promise<string[]> {
  const parsed = dimensionSchema.safeParse(request.dimension);
  if (!parsed.success) {
    throw new ZoneFlowError(
      'bad_request',
      `The dimension ${JSON.stringify(request.dimension.slice(0, 100))} is unknown`
    );
  }
  const wanted = request.q.toLowerCase();
  if (parsed.data === 'kind') {
    return endpointKinds.filter((kind) => kind.includes(wanted)).sort();
  }
  return column(
    engine,
    range,
    signal,
    `SELECT DISTINCT value FROM (${valueSource(parsed.data, engine)}) v
WHERE value <> ''${wanted === '' ? '' : ` AND strpos(lower(value), ${text(wanted)}) > 0`} ORDER BY value LIMIT ${integer(mostValues)}`
  );
}

/** Keys of the labels that pods of the range have, sorted. */
export function listLabelKeys(engine: Engine, range: TimeRange, signal: AbortSignal): Promise<string[]> {
  return column(
    engine,
    range,
    signal,
    `SELECT DISTINCT k.value AS value FROM pod_history CROSS JOIN UNNEST(map_keys(labels)) AS k (value) ORDER BY value LIMIT ${integer(mostValues)}`
  );
}

function valueSource(dimension: Dimension, engine: Engine): string {
  if (isLabelDimension(dimension)) {
    return `SELECT ${engine.dialect.mapValue('labels', text(labelKeyOf(dimension)))} AS value FROM pod_history`;
  }
  switch (dimension) {
    case 'zone':
      return 'SELECT zone_id AS value FROM node_history';
    case 'node':
    case 'cluster':
      return `SELECT ${dimension} AS value FROM node_history UNION SELECT ${dimension} AS value FROM pod_history`;
    case 'namespace':
    case 'workload':
    case 'pod':
      return `SELECT ${dimension} AS value FROM pod_history`;
    case 'kind':
      return 'SELECT NULL AS value';
  }
}

async function column(engine: Engine, range: TimeRange, signal: AbortSignal, sql: string): Promise<string[]> {
  const opened = await engine.openHistory(range, signal);
  try {
    const { result } = await opened.run(sql, signal);
    return (result.columns.get('value') ?? []).map(String);
  } finally {
    await opened.close();
  }
}
