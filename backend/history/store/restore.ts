/** Reads all that is stored of a cluster into a ledger. */
import { PlaceChanged } from '../../storage/place';
import { forEachAtOnce } from '../../storage/at-once';
import { firstSecondAfter } from '../days';
import type { HistoryLedger } from '../ledger';
import { TextPool } from '../text-pool';
import { bringDay } from './bring-day';
import { isImported, tableNames, type DayOfTable, type StoredFile, type TableName } from './layout';
import type { HistoryMedium } from './medium';
import { ParquetFiles, type DayFile } from './parquet';
import { nodeRowOf, nodeTable, observationRowOf, observationTable, podRowOf, podTable } from './tables';

/** A stored file and where it can be read on this machine. */
export interface ReadFile extends StoredFile {
  here: string;
}

const daysAtOnce = 8;

/**
 * @param scratch folder for what is fetched, which stays there, and for what does not fit into memory
 * @returns the files that were read, in the order of their paths
 */
export async function restoreAll(
  ledger: HistoryLedger,
  medium: HistoryMedium,
  scratch: string,
  signal: AbortSignal
): Promise<ReadFile[]> {
  const files = await bringAll(medium, ledger.cluster, scratch, signal);
  const ofTable = (table: TableName): DayFile[] =>
    files
      .filter((file) => file.table === table)
      .map((file) => ({
        path: file.here,
        firstSecondAfter: firstSecondAfter(file.day),
        imported: !medium.remote && isImported(file),
      }));
  const texts = new TextPool();
  const parquet = await ParquetFiles.open(scratch);
  try {
    for await (const values of parquet.read(podTable, ofTable('pods'), signal)) {
      ledger.pods.restore(podRowOf(values, texts));
    }
    for await (const values of parquet.read(nodeTable, ofTable('nodes'), signal)) {
      ledger.nodes.restore(nodeRowOf(values));
    }
    for await (const values of parquet.read(observationTable, ofTable('observations'), signal)) {
      ledger.observations.restore(observationRowOf(values));
    }
  } finally {
    parquet.close();
  }
  return files;
}

async function bringAll(
  medium: HistoryMedium,
  cluster: string,
  scratch: string,
  signal: AbortSignal
): Promise<ReadFile[]> {
  const days: DayOfTable[] = [];
  for (const table of tableNames) {
    days.push(...(await medium.days(table, cluster, signal)).map((day) => ({ table, cluster, day })));
  }
  const files: ReadFile[] = [];
  await forEachAtOnce(
    days,
    daysAtOnce,
    async (of, either) => {
      const { listed, paths } = await bringDay(medium, of, { scratch, signal: either, imported: 'in place' });
      listed.forEach((file, index) => {
        const here = paths[index];
        if (here === undefined) {
          throw new PlaceChanged(file.path);
        }
        files.push({ ...file, here });
      });
    },
    signal
  );
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
