/** A live history in a folder: each write merges what is known into the stored days. */
import { HistoryLedger } from '../../history/ledger';
import { updateHistory } from '../../history/store/store';
import type { LiveHistory } from './live-history';

export function openFolderHistory(location: string, cluster: string): Promise<LiveHistory> {
  const ledger = new HistoryLedger(cluster);
  return Promise.resolve({
    ledger,
    async write(signal) {
      const summary = await updateHistory(
        { location, cluster },
        async (stored) => {
          for (const row of ledger.podRows()) {
            stored.pods.restore(row);
          }
          for (const row of ledger.nodeRows()) {
            stored.nodes.restore(row);
          }
          ledger.observationRows().forEach((row) => stored.observations.restore(row));
        },
        signal
      );
      return { rows: summary.intervals + summary.nodes, bytes: 0, files: summary.files.written };
    },
    compact: () => Promise.resolve(),
    forget: () => undefined,
    close: () => Promise.resolve(),
  });
}
