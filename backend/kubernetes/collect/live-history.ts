/** The history of one cluster as a collector keeps it: a ledger that is written again and again. */
import type { HistoryLedger } from '../../history/ledger';

export interface LiveHistory {
  /** What may still change: open pods and nodes of the newest stored days, restored. */
  readonly ledger: HistoryLedger;
  /** Writes what changed since the last write; safe to repeat, safe beside other writers. */
  write(signal: AbortSignal): Promise<{ rows: number; bytes: number; files: number }>;
  /** Merges small files of closed or crowded days; safe beside other writers. */
  compact(signal: AbortSignal): Promise<void>;
  /** Forgets pods that ended before this second and are written. */
  forget(before: number): void;
  close(): Promise<void>;
}
