/** Database and tables in Glue, and the bucket of pod history that some of them read. No setting of the account is touched. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { flowLogTable, historyTableList } from '../../backend/engines/table/ddl';
import { rollupTableList } from '../../backend/engines/table/rollup-tables';
import { databaseName, tableNames } from '../deployment/names';
import { rollupLocation, type Deployment } from '../deployment/settings';
import { tableInput } from '../tables/glue-table';
import { privateBucket } from './private-bucket';

export interface GlueTablesProps {
  deployment: Deployment;
  /** Folder above `AWSLogs/`. */
  flowLogLocation: string;
}

export class GlueTables extends Construct {
  readonly database: string;
  readonly historyLocation: string;

  constructor(scope: Construct, id: string, { deployment, flowLogLocation }: GlueTablesProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { flowLog, clusters, firstDay, keepData } = deployment;
    // History is small, a row a pod and day, and worth as long as flow records of that day are kept anywhere.
    const bucket = privateBucket(this, 'History', { expireDays: null, keepData });
    this.historyLocation = `s3://${bucket.bucketName}`;
    this.database = databaseName(deployment.name);
    const database = new CfnDatabase(this, 'Database', {
      catalogId: stack.account,
      databaseInput: { name: this.database, description: `ZoneFlow: ${clusters.join(', ')}` },
    });
    const own = (values: readonly string[], otherwise: string): readonly string[] =>
      values.length > 0 ? values : [otherwise];
    const flows = flowLogTable(
      { database: this.database, table: tableNames.flows },
      {
        location: flowLogLocation,
        fields: flowLog.fields,
        files: flowLog.type === 'new' ? 'parquet' : flowLog.files,
        hive: flowLog.type === 'new' || flowLog.hive,
        hourly: flowLog.type === 'new' || flowLog.hourly,
        accounts: own(flowLog.type === 'new' ? [] : flowLog.accounts, stack.account),
        regions: own(flowLog.type === 'new' ? [] : flowLog.regions, stack.region),
        firstDay,
      }
    );
    const history = historyTableList(
      { database: this.database, table: tableNames.pods },
      { location: this.historyLocation, clusters, firstDay }
    );
    const rollup = rollupTableList(
      { database: this.database, table: tableNames.rollup },
      { location: rollupLocation(this.historyLocation), firstDay }
    );
    for (const table of [flows, ...history, ...rollup]) {
      const made = new CfnTable(this, `Table-${table.name.table}`, {
        catalogId: stack.account,
        databaseName: this.database,
        tableInput: tableInput(table),
      });
      made.addResourceDependency(database);
    }
    new CfnOutput(stack, 'HistoryLocation', { value: this.historyLocation, description: 'Where pod history is kept' });
  }
}
