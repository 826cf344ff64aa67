/** The tables of a deployment: of flow records, history and hours summed up. Pure. */
import { flowLogTable, historyTableList } from '../../backend/engines/table/ddl';
import type { ExternalTable } from '../../backend/engines/table/ddl-text';
import { rollupTableList } from '../../backend/engines/table/rollup-tables';
import { databaseName, tableNames } from '../deployment/names';
import { rollupLocation, type Deployment } from '../deployment/settings';

export interface TablePlaces {
  /** Of the stacks: whose flow log is read, if the deployment names no others. */
  account: string;
  region: string;
  /** Folder above `AWSLogs/`. */
  flowLogLocation: string;
  historyLocation: string;
}

/** Errors: bad_settings. */
export function deployedTables(
  { name, flowLog, clusters, firstDay }: Deployment,
  { account, region, flowLogLocation, historyLocation }: TablePlaces
): ExternalTable[] {
  const database = databaseName(name);
  const own = (values: readonly string[], otherwise: string): readonly string[] =>
    values.length > 0 ? values : [otherwise];
  const flows = flowLogTable(
    { database, table: tableNames.flows },
    {
      location: flowLogLocation,
      fields: flowLog.fields,
      files: flowLog.type === 'new' ? 'parquet' : flowLog.files,
      hive: flowLog.type === 'new' || flowLog.hive,
      hourly: flowLog.type === 'new' || flowLog.hourly,
      accounts: own(flowLog.type === 'new' ? [] : flowLog.accounts, account),
      regions: own(flowLog.type === 'new' ? [] : flowLog.regions, region),
      firstDay,
    }
  );
  const history = historyTableList(
    { database, table: tableNames.pods },
    { location: historyLocation, clusters, firstDay }
  );
  const rollup = rollupTableList(
    { database, table: tableNames.rollup },
    { location: rollupLocation(historyLocation), firstDay }
  );
  return [flows, ...history, ...rollup];
}
