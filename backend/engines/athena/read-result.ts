/** A finished query's rows: a small result in one call, a large one as the file that Athena wrote to S3. */
import { parseS3Location } from '../../aws/s3-location';
import type { S3Objects } from '../../aws/s3-objects';
import { ZoneFlowError, toZoneFlowError } from '../../errors';
import type { ResultColumns } from '../engine';
import type { AthenaApi } from './api';
import { CsvColumns } from './csv-columns';
import type { Execution } from './execution';
import { PageColumns } from './page-columns';
import { columnsOf, type ResultColumn } from './value-kinds';

export type ReadResult = (
  execution: Execution,
  /** Whether such a result had more than a page before. */
  expectsPages: boolean,
  signal: AbortSignal
) => Promise<{ result: ResultColumns; hasPages: boolean }>;

/** Rows of a page, the names of the columns included; Athena gives no more. */
const pageRows = 1000;
/** After S3 refused a result, or was not to be reached, the next ones are taken from pages for so long. */
const refusedMs = 10 * 60_000;

export function createResultReader({
  api,
  objects,
  warn,
}: {
  api: AthenaApi;
  objects: S3Objects;
  warn: (message: string, fields: Record<string, unknown>) => void;
}): ReadResult {
  let refusedUntil = 0;
  const fileOf = ({ output, encryptedByClient }: Execution): string | null =>
    output === null || encryptedByClient || performance.now() < refusedUntil ? null : output;

  /** Null if S3 does not give the file as it should be; pages then tell the same, or fail by the same fault. */
  async function fromFile(
    location: string,
    columns: () => Promise<readonly ResultColumn[]>,
    signal: AbortSignal
  ): Promise<ResultColumns | null> {
    try {
      return await readFile(objects, location, columns, signal);
    } catch (error) {
      signal.throwIfAborted();
      const { code, message } = toZoneFlowError(error);
      if (code !== 'engine_failed') {
        refusedUntil = performance.now() + refusedMs;
      }
      warn('A result of Athena cannot be read from S3: it comes in pages of 1,000 rows, which takes longer', {
        message,
      });
      return null;
    }
  }

  return async (execution, expectsPages, signal) => {
    const { id, output } = execution;
    const file = fileOf(execution);
    if (expectsPages && file !== null) {
      // The names of the columns are a row: one row is all that is needed for their types.
      const types = api
        .results(id, { most: 1, output }, signal)
        .then(({ set }) => columnsOf(set.ResultSetMetadata?.ColumnInfo ?? []));
      types.catch(() => undefined);
      const result = await fromFile(file, () => types, signal);
      if (result !== null) {
        return { result, hasPages: result.rowCount >= pageRows };
      }
    }
    let page = await api.results(id, { most: pageRows, output }, signal);
    const collected = new PageColumns(page.set);
    if (page.token === null) {
      return { result: collected.result(), hasPages: false };
    }
    const again = fileOf(execution);
    const whole = again === null ? null : await fromFile(again, () => Promise.resolve(collected.columns), signal);
    if (whole !== null) {
      return { result: whole, hasPages: true };
    }
    while (page.token !== null) {
      page = await api.results(id, { most: pageRows, token: page.token, output }, signal);
      collected.add(page.set);
    }
    return { result: collected.result(), hasPages: true };
  };
}

/** Errors: as S3Objects.read; engine_failed for a file that is none of Athena's results. */
async function readFile(
  objects: S3Objects,
  location: string,
  columns: () => Promise<readonly ResultColumn[]>,
  signal: AbortSignal
): Promise<ResultColumns> {
  const { bucket, key } = objectOf(location);
  return objects.read(
    { bucket, key },
    async (body) => {
      const csv = new CsvColumns(await columns());
      for await (const piece of body) {
        csv.add(piece);
      }
      const result = csv.result();
      if (result === null) {
        throw new ZoneFlowError('engine_failed', `Athena’s result file ${location} ends within a row`);
      }
      return result;
    },
    signal
  );
}

function objectOf(location: string): { bucket: string; key: string } {
  const { bucket, prefix } = parseS3Location(location);
  return { bucket, key: prefix.slice(0, -1) };
}
