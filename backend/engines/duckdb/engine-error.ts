/** DuckDB's failures in the words of the error table. DuckDB gives no codes: its messages begin with the kind of failure. */
import { ZoneFlowError, toZoneFlowError } from '../../errors';

/** @param locations absolute folders that must not appear in a message; what lies below them keeps its relative path. */
export function toEngineError(error: unknown, locations: readonly string[]): ZoneFlowError {
  if (error instanceof ZoneFlowError) {
    return error;
  }
  const known = toZoneFlowError(error);
  if (known.code !== 'internal') {
    return known;
  }
  const message = known.message;
  if (/failed to offload data block|No space left on device|Disk quota exceeded/.test(firstLine(message))) {
    return new ZoneFlowError('disk_full', 'The engine’s temporary folder is full', {
      remedy: 'Ask for a shorter range or fewer dimensions, or free space on the disk of the temporary folder.',
      cause: error,
    });
  }
  if (message.startsWith('Out of Memory Error')) {
    return new ZoneFlowError('out_of_memory', 'The query needs more memory than the engine may use', { cause: error });
  }
  if (message.startsWith('INTERRUPT Error')) {
    return new ZoneFlowError('cancelled', 'The query was cancelled', { cause: error });
  }
  if (message.includes('Permission denied')) {
    const path = /"([^"]+)"/.exec(withoutPaths(firstLine(message), locations))?.[1] ?? 'a file';
    return new ZoneFlowError('location_denied', `Reading ${path} is not permitted`, { cause: error });
  }
  return new ZoneFlowError(
    'engine_failed',
    `DuckDB: ${withoutPaths(firstLine(message), locations).slice(0, mostLetters)}`,
    {
      cause: error,
    }
  );
}

/** True if the message can come from reading a file that is not as it should be (rather than from the statement). */
export function speaksOfData(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return (
    !ofTheSystem.test(message) &&
    /^(IO|Invalid Input|Invalid|Conversion|Serialization|Not implemented|Out of Range) Error/.test(message) &&
    /csv|parquet|file|snappy|zstd|gzip|decompress|page|thrift|protocol|encoding|what type|metadata|footer|corrupt|buffer|payload/i.test(
      message
    )
  );
}

/** True if DuckDB has given up the whole database, not only the statement. */
export function endsDatabase(error: unknown): boolean {
  return error instanceof Error && /^(FATAL|INTERNAL) Error|database has been invalidated/.test(error.message);
}

/** Failures of the machine, which say nothing of the file that met them. */
const ofTheSystem = /Permission denied|Too many open files|Cannot allocate memory|No space left on device/;

const mostLetters = 300;

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

function withoutPaths(message: string, locations: readonly string[]): string {
  return locations.reduce((text, location) => text.replaceAll(`${location}/`, '').replaceAll(location, '.'), message);
}
