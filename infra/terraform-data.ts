/** What the Terraform module takes from this app: JSON with `${names}`, as templatefile() fills in. Pure. */
import { collectorGroup } from '../backend/kubernetes/api/least-rights';
import { flowLogTable, historyTableList } from '../backend/engines/table/ddl';
import { rollupTableList } from '../backend/engines/table/rollup-tables';
import { dataSourceSettings } from './deployment/data-source';
import { tableNames, workgroupName } from './deployment/names';
import { parseDeployment, rollupLocation, type Deployment } from './deployment/settings';
import { functionEnvironment } from './functions/environment';
import { runStatements } from './policies/rollup';
import { collectStatements, policyStatements, queryStatements, type DeployedPlace } from './policies/sizes';
import { scheduledInputs } from './rollup/scheduled-input';
import { rollupStateMachine } from './rollup/state-machine';
import { tableInput } from './tables/glue-table';

/** A day that no deployment begins on: it marks where the first day goes. */
const firstDay = '1970-01-01';
const flowLogLocation = 's3://@flow_bucket@/@flow_prefix@';
const historyLocation = 's3://@history_bucket@';

const deployment: Deployment = {
  ...parseDeployment({ name: 'shop', clusterName: 'shop', flowLogLocation, firstDay }),
  name: '@name@',
  clusters: ['@cluster@'],
};

const rolledUp: Deployment = { ...deployment, rollup: true };

const place: DeployedPlace = {
  partition: '@partition@',
  account: '@account@',
  region: '@region@',
  ...{ flowLogLocation, historyLocation },
  resultLocation: 's3://@result_bucket@/',
};

/**
 * What the module puts in itself. A template knows no lists: what is there once a cluster has `@cluster@`. And the planner is a
 * function whose own settings and rights are filled in from here: that its ARN was, too, would be a circle.
 */
const markers: ReadonlySet<string> = new Set(['cluster', 'planner']);

/** Written to terraform/deployment.json.tftpl, which a test holds against this. */
export function terraformData(): string {
  const { flowLog } = parseDeployment({ clusterName: 'shop', vpcId: 'vpc-00000000' });
  const recommended = parseDeployment({ clusterName: 'shop', vpcId: 'vpc-00000000', nextHop: false }).flowLog.fields;
  const data = {
    note: 'Made by `npm run terraform-data`; do not edit.',
    kubernetesGroup: collectorGroup,
    functionEnvironment,
    recommendedFields: recommended,
    nextHopFields: flowLog.fields.filter((field) => !recommended.includes(field)),
    deployments: { plain: settingsAndPolicies(deployment), rolledUp: settingsAndPolicies(rolledUp) },
    stateMachine: rollupStateMachine({
      partition: place.partition,
      functionArn: '@planner@',
      workgroup: workgroupName(deployment.name),
    }),
    scheduledInputs,
    fieldTypes: Object.fromEntries((['parquet', 'text'] as const).map((files) => [files, fieldTypes(files)])),
    flowTables: Object.fromEntries(flowTables()),
    storedTables: [
      ...historyTableList(
        { database: '', table: tableNames.pods },
        { location: historyLocation, clusters: ['@clusters@'], firstDay }
      ),
      ...rollupTableList(
        { database: '', table: tableNames.rollup },
        { location: rollupLocation(historyLocation), firstDay }
      ),
    ].map(tableInput),
  };
  const text = JSON.stringify(data, null, 2)
    // What Athena fills in stays as it is.
    .replaceAll('${', () => '$${')
    .replaceAll('zoneflow_@name@', '@database@')
    .replaceAll('1970/01/01', '@first_day_folder@')
    .replaceAll(firstDay, '@first_day@')
    .replaceAll('1970,', '@first_year@,')
    // A prefix comes with its slash, or is empty.
    .replaceAll('/@flow_prefix@', '@flow_prefix@')
    .replaceAll(/@(\w+)@/g, (placeholder, name: string) => (markers.has(name) ? placeholder : `\${${name}}`));
  return `${text}\n`;
}

/** The policies have the names that the module gives them. */
function settingsAndPolicies(of: Deployment): object {
  return {
    dataSource: dataSourceSettings(of),
    policies: {
      query: policyStatements('query', of, place),
      collect: policyStatements('collect', of, place),
      doctor: policyStatements('doctor', of, place),
      collector: collectStatements(of, place),
      ...(of.rollup && { planner: queryStatements(of, place), stateMachine: runStatements(of, place) }),
    },
  };
}

/** One for each way in which AWS lays a flow log out; columns are the chosen fields', by their types. */
function flowTables(): Array<[string, unknown]> {
  return (['parquet', 'text'] as const).flatMap((files) =>
    [true, false].flatMap((hive) =>
      [true, false].map((hourly): [string, unknown] => {
        const table = tableInput(
          flowLogTable(
            { database: '', table: tableNames.flows },
            {
              ...{ location: flowLogLocation, fields: ['bytes'], files, hive, hourly, firstDay },
              ...{ accounts: ['@accounts@'], regions: ['@regions@'] },
            }
          )
        );
        return [`${files}-${hive ? 'hive' : 'plain'}-${hourly ? 'hourly' : 'daily'}`, table];
      })
    )
  );
}

/** Type of each field that is no text. */
function fieldTypes(files: 'parquet' | 'text'): Record<string, string> {
  const { columns } = flowLogTable(
    { database: '', table: tableNames.flows },
    {
      ...{ location: flowLogLocation, fields: numericFields, files, hive: true, hourly: true, firstDay },
      ...{ accounts: ['-'], regions: ['-'] },
    }
  );
  return Object.fromEntries(numericFields.map((field, index) => [field, columns[index]?.type ?? 'string']));
}

const numericFields = [
  ...['version', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end'],
  ...['tcp-flags', 'traffic-path', 'encryption-status'],
];
