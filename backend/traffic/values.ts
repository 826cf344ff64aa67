/** Lists for editors and variables: values of a dimension and label keys, from pod history alone. */
import { dimensionSchema, endpointKinds, plainDimensions } from '../../src/shared/dimensions';
import type { Engine, OpenedData, TimeRange } from '../engines/engine';
import { ZoneFlowError } from '../errors';
import { parseFilters } from '../query/parse-query';
import { isActive } from '../sql/filters';
import { valuesStatement } from '../sql/known-endpoints';
import { integer } from '../sql/literal';
import { emptyMatchesOf } from './check-patterns';
import type { ValuesRequest } from './service';

const mostValues = 1000;

/**
 * Values that pods and nodes of the range have and that pass the filters, sorted, at most 1,000; `q` is a part of the value,
 * in any case. Kinds are all there are, whatever the filters: history knows of pods and nodes only.
 */
export async function listValues(
  engine: Engine,
  request: ValuesRequest,
  range: TimeRange,
  signal: AbortSignal
): Promise<string[]> {
  const dimension = dimensionSchema.safeParse(request.dimension);
  if (!dimension.success) {
    throw new ZoneFlowError(
      'bad_request',
      `The dimension ${JSON.stringify(request.dimension.slice(0, 100))} is unknown`,
      { remedy: `Ask for one of ${plainDimensions.join(', ')} or label:<key>.` }
    );
  }
  const filters = parseFilters(request.filters ?? []);
  const wanted = request.q.toLowerCase();
  if (dimension.data === 'kind') {
    return endpointKinds.filter((kind) => kind.includes(wanted)).sort();
  }
  const { dialect } = engine;
  const sql = valuesStatement({
    dimension: dimension.data,
    wanted,
    filters: filters.filter(isActive),
    limit: mostValues,
    range,
    dialect,
  });
  return withHistory(engine, range, signal, async (opened) => {
    await emptyMatchesOf(filters, { opened, dialect }, signal);
    return column(opened, sql, signal);
  });
}

/** Keys of the labels that pods of the range have, sorted. */
export function listLabelKeys(engine: Engine, range: TimeRange, signal: AbortSignal): Promise<string[]> {
  const sql = `SELECT DISTINCT k.value AS value FROM pod_history CROSS JOIN UNNEST(map_keys(labels)) AS k (value) ORDER BY value LIMIT ${integer(mostValues)}`;
  return withHistory(engine, range, signal, (opened) => column(opened, sql, signal));
}

async function withHistory<Value>(
  engine: Engine,
  range: TimeRange,
  signal: AbortSignal,
  work: (opened: OpenedData) => Promise<Value>
): Promise<Value> {
  const opened = await engine.openHistory(range, signal);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

async function column(opened: OpenedData, sql: string, signal: AbortSignal): Promise<string[]> {
  const { result } = await opened.run(sql, signal);
  return (result.columns.get('value') ?? []).map(String);
}
