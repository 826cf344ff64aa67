/** DuckDB's client, loaded when it is first needed: the process must be ready long before, and not every package has the library. */
import { ZoneFlowError } from '../../errors';

/** Errors: engine_missing. */
export async function loadDuckDb() {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ZoneFlowError('engine_missing', `The embedded engine cannot be loaded: ${reason}`, { cause });
  }
}
