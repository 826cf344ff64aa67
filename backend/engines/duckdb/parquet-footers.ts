/** Reads the columns of Parquet objects from their footers, many at a time, and finds those that have none to read. */
import { parseTextHeader } from '../../flows/text-header';
import type { Inspection, ObjectFormats } from '../../flows/object-format';
import type { Session } from './database';
import { speaksOfData } from './engine-error';
import { fileList } from './sql-text';

/** Inspections by path. One unreadable footer fails a whole batch, which is then halved until the culprit is alone. */
export async function inspectParquet(
  session: Session,
  paths: readonly string[],
  formats: ObjectFormats,
  signal: AbortSignal
): Promise<Map<string, Inspection>> {
  const found = new Map<string, Inspection>();
  for (let first = 0; first < paths.length; first += batchSize) {
    await inspectBatch(paths.slice(first, first + batchSize));
  }
  return found;

  async function inspectBatch(batch: readonly string[]): Promise<void> {
    try {
      const { result } = await session.select(footerStatement(batch), signal);
      const column = (name: string): string[] => (result.columns.get(name) ?? []).map((value) => String(value ?? ''));
      const [names, types, dashed] = [column('names'), column('types'), column('dashed')];
      column('file_name').forEach((path, row) => {
        found.set(path, inspectionOf(fields(names[row]), fields(types[row]), fields(dashed[row]), path));
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!speaksOfData(error)) {
        throw error;
      }
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) {
        found.set(only, { state: 'corrupt', reason: 'its Parquet footer cannot be read' });
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await inspectBatch(batch.slice(0, middle));
      await inspectBatch(batch.slice(middle));
    }
  }

  function inspectionOf(names: string[], types: string[], dashed: string[], path: string): Inspection {
    if (parseTextHeader(names.join(' ')) === null && !names.some((name) => /^pkt[-_]srcaddr$/i.test(name))) {
      return { state: 'foreign' };
    }
    const columns = names.map((name, index) => ({ name, type: types[index] ?? '', dashes: dashed.includes(name) }));
    return { state: 'readable', format: formats.of('parquet', columns), path, leftOut: null };
  }
}

const batchSize = 500;
/** Between names in one text: a control character that no column name has. */
const separator = '\u001f';

function fields(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(separator);
}

/**
 * AWS does not say whether absent values are NULL or `-` in Parquet. The smallest value of each row group tells: `-` (and
 * the empty text) sort before every letter and digit. Columns that cannot hold it are read without a look at each value.
 */
function footerStatement(paths: readonly string[]): string {
  const files = fileList(paths);
  const gather = (expression: string, order: string): string => `string_agg(${expression}, chr(31) ORDER BY ${order})`;
  return `SELECT s.file_name, s.names, s.types, d.dashed FROM (
  SELECT file_name, ${gather('name', 'column_id')} AS names, ${gather('duckdb_type', 'column_id')} AS types
  FROM parquet_schema(${files}) WHERE num_children IS NULL GROUP BY file_name) s
LEFT JOIN (
  SELECT file_name, ${gather('path_in_schema', 'path_in_schema')} AS dashed FROM (
    SELECT DISTINCT file_name, path_in_schema FROM parquet_metadata(${files})
    WHERE type = 'BYTE_ARRAY' AND coalesce(stats_null_count, -1) <> num_values
      AND coalesce(coalesce(stats_min_value, stats_min) <= '-', true)) m
  GROUP BY file_name) d ON d.file_name = s.file_name`;
}
