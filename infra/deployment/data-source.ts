/** The data source over a deployment: its settings, and the file that provisions it in Grafana. Pure. */
import { stringify } from 'yaml';
import type { PolicySettings } from '../../backend/doctor/iam-policy';
import { databaseName, tableNames, workgroupName } from './names';
import type { Deployment } from './settings';

/** What Grafana stores as `jsonData`, beside the AWS connection. */
export function dataSourceSettings({ name, clusters, flowLog, rollup }: Deployment): PolicySettings {
  const database = databaseName(name);
  const vpcId = flowLog.type === 'new' && flowLog.on === 'VPC' && clusters.length === 1 ? flowLog.ids[0] : undefined;
  return {
    engine: 'athena',
    flows: { database, table: tableNames.flows },
    history: { database, table: tableNames.pods },
    // Only where hours are rolled up: questions look into those tables first.
    ...(rollup && { rollup: { database, table: tableNames.rollup } }),
    clusters: clusters.map((cluster) => ({ name: cluster, ...(vpcId !== undefined && { vpcId }) })),
    athena: { catalog: 'AwsDataCatalog', workgroup: workgroupName(name) },
  };
}

/** A file for `provisioning/datasources`. */
export function provisioningYaml(
  deployment: Deployment,
  { region, roleArn }: { region: string; roleArn: string | undefined }
): string {
  const file = {
    apiVersion: 1,
    datasources: [
      {
        name: `ZoneFlow ${deployment.name}`,
        uid: `zoneflow-${deployment.name}`,
        type: 'zoneflow-ekscrossaz-datasource',
        access: 'proxy',
        jsonData: {
          authType: 'default',
          defaultRegion: region,
          ...(roleArn !== undefined && { assumeRoleArn: roleArn }),
          ...(deployment.grafana?.externalId !== undefined && { externalId: deployment.grafana.externalId }),
          ...dataSourceSettings(deployment),
        },
      },
    ],
  };
  // Folded lines would break the values that CloudFormation puts in.
  return stringify(file, { lineWidth: 0 });
}
