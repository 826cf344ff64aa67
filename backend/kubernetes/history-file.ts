/** Reads one file of pods and nodes into a cluster's ledger. */
import { readBytes } from './byte-stream';
import { DocumentSplitter } from './document-splitter';
import { EventReader } from './event-reader';
import type { ReadingContext } from './reading-context';
import type { HistoryLedger } from '../history/ledger';

export interface HistoryFileOptions {
  /** A path, or `-` for standard input. */
  file: string;
  ledger: HistoryLedger;
  context: ReadingContext;
  /** Epoch milliseconds for documents without a time of their own; null to infer it. */
  observedAt: number | null;
  /** Bytes read of the file, events read in it. */
  onProgress: (bytes: number, events: number) => void;
}

export interface HistoryFileReport {
  file: string;
  bytes: number;
  /** Watch events. */
  events: number;
  lists: number;
  /** Documents that did not say when they were observed. */
  untimed: number;
  warnings: string[];
}

/** Errors: bad_input, naming file, byte offset and line; location_missing, location_denied, cancelled. */
export async function readHistoryFile(options: HistoryFileOptions, signal: AbortSignal): Promise<HistoryFileReport> {
  const { file, ledger, context, observedAt, onProgress } = options;
  const name = file === '-' ? 'Standard input' : file;
  const reader = new EventReader({ name, ledger, context, observedAt });
  const splitter = new DocumentSplitter(name, reader);
  const { bytes, gzipCut } = await readBytes({
    file,
    onBytes: (chunk) => splitter.push(chunk),
    onProgress: (read) => onProgress(read, reader.events),
    signal,
  });
  const truncation = splitter.end();
  reader.finish();
  const { events, lists, untimed, warnings } = reader;
  if (truncation) {
    const { offset, line } = truncation;
    warnings.push(
      `${name} ends in the middle of an object that begins at byte ${offset}, line ${line}; all before it was read.`
    );
  } else if (gzipCut) {
    warnings.push(`${name} is gzip that breaks off; all before that was read.`);
  }
  if (bytes === 0) {
    warnings.push(`${name} is empty.`);
  }
  return { file, bytes, events, lists, untimed, warnings };
}
