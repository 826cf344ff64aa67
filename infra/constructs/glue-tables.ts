/** Database and tables in Glue, and the bucket of pod history that some of them read. No setting of the account is touched. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { databaseName } from '../deployment/names';
import type { Deployment } from '../deployment/settings';
import { deployedTables } from '../tables/deployed-tables';
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
    const { clusters, keepData } = deployment;
    // History is small, a row a pod and day, and worth as long as flow records of that day are kept anywhere.
    const bucket = privateBucket(this, 'History', { expireDays: null, keepData });
    this.historyLocation = `s3://${bucket.bucketName}`;
    this.database = databaseName(deployment.name);
    const database = new CfnDatabase(this, 'Database', {
      catalogId: stack.account,
      databaseInput: { name: this.database, description: `ZoneFlow: ${clusters.join(', ')}` },
    });
    const { account, region } = stack;
    const places = { account, region, flowLogLocation, historyLocation: this.historyLocation };
    for (const table of deployedTables(deployment, places)) {
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
