/** The least that the data source's role must be allowed, by its settings, as an IAM policy. Pure. */
import type { Settings } from '../../src/shared/settings';

export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: PolicyStatement[];
}

/** What is known of the account; a star stands for what is not. */
export interface PolicyPlace {
  partition: string;
  account: string;
  region: string;
  /** Where tables keep their files and Athena writes results, `s3://…`, as far as it is known. */
  dataLocations?: readonly string[];
  resultLocation?: string | undefined;
}

/** What of the settings decides. */
export type PolicySettings = Pick<Settings, 'engine' | 'flows' | 'history' | 'rollup' | 'clusters'> & {
  athena: Pick<Settings['athena'], 'catalog' | 'workgroup' | 'outputLocation'>;
};

export const unknownPlace: PolicyPlace = { partition: 'aws', account: '*', region: '*' };

/** Null where nothing of AWS is used. Actions that AWS knows no resources for have `*`. */
export function leastPolicy(settings: PolicySettings, place: PolicyPlace): PolicyDocument | null {
  const statements = [
    ...readStatements([...locationsOf(settings), ...(place.dataLocations ?? [])], place),
    ...(settings.engine === 'athena' ? athenaStatements(settings, place) : []),
    ...(settings.clusters.length > 0 ? [clusterStatement(settings, place)] : []),
  ];
  if (statements.length === 0) {
    return null;
  }
  return { Version: '2012-10-17', Statement: [...statements, setupStatement] };
}

/** Nobody needs them to ask questions: they let the doctor look at flow logs and zones. */
const setupStatement: PolicyStatement = {
  Sid: 'LookAtSetup',
  Effect: 'Allow',
  Action: ['ec2:DescribeFlowLogs', 'ec2:DescribeAvailabilityZones'],
  Resource: ['*'],
};

function locationsOf(settings: PolicySettings): string[] {
  return placesOf(settings).flatMap((place) =>
    'location' in place && isBucket(place.location) ? [place.location] : []
  );
}

function placesOf({ flows, history, rollup }: PolicySettings): Array<PolicySettings['flows']> {
  return [flows, history, ...(rollup === undefined ? [] : [rollup])];
}

function readStatements(locations: readonly string[], { partition }: PolicyPlace): PolicyStatement[] {
  if (locations.length === 0) {
    return [];
  }
  const buckets = locations.map((location) => bucketArn(location, partition));
  const objects = locations.map((location) => objectsArn(location, partition));
  return [
    { Sid: 'ListData', Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: unique(buckets) },
    { Sid: 'ReadData', Effect: 'Allow', Action: ['s3:GetObject'], Resource: unique(objects) },
  ];
}

function athenaStatements(settings: PolicySettings, place: PolicyPlace): PolicyStatement[] {
  const { partition, account, region } = place;
  const workgroup = `arn:${partition}:athena:${region}:${account}:workgroup/${settings.athena.workgroup}`;
  const tables = placesOf(settings).flatMap((named) => ('table' in named ? [named] : []));
  const glue = (resource: string): string => `arn:${partition}:glue:${region}:${account}:${resource}`;
  const result = settings.athena.outputLocation || place.resultLocation;
  return [
    {
      Sid: 'Query',
      Effect: 'Allow',
      Action: [
        ...['athena:StartQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults'],
        ...['athena:StopQueryExecution', 'athena:GetWorkGroup'],
      ],
      Resource: [workgroup],
    },
    {
      Sid: 'Catalog',
      Effect: 'Allow',
      Action: ['athena:GetTableMetadata', 'athena:ListDatabases', 'athena:ListTableMetadata'],
      Resource: [`arn:${partition}:athena:${region}:${account}:datacatalog/${settings.athena.catalog}`],
    },
    {
      Sid: 'Lists',
      Effect: 'Allow',
      Action: ['athena:ListDataCatalogs', 'athena:ListWorkGroups'],
      Resource: ['*'],
    },
    {
      Sid: 'Tables',
      Effect: 'Allow',
      Action: ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
      Resource: unique([
        glue('catalog'),
        ...tables.map(({ database }) => glue(`database/${database}`)),
        // The nodes and looks of a history lie in tables that begin with its name, and so do those of a rollup.
        ...tables.map(({ database, table }) => glue(`table/${database}/${table}*`)),
      ]),
    },
    ...(result === undefined
      ? []
      : [
          {
            Sid: 'Results',
            Effect: 'Allow' as const,
            Action: ['s3:GetBucketLocation', 's3:ListBucket'],
            Resource: [bucketArn(result, partition)],
          },
          {
            Sid: 'ResultObjects',
            Effect: 'Allow' as const,
            Action: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
            Resource: [objectsArn(result, partition)],
          },
        ]),
  ];
}

function clusterStatement({ clusters }: PolicySettings, { partition, account, region }: PolicyPlace): PolicyStatement {
  return {
    Sid: 'Clusters',
    Effect: 'Allow',
    Action: ['eks:DescribeCluster'],
    Resource: clusters.map(
      ({ name, region: own }) => `arn:${partition}:eks:${own ?? region}:${account}:cluster/${name}`
    ),
  };
}

function isBucket(location: string): boolean {
  return location.startsWith('s3://');
}

function bucketArn(location: string, partition: string): string {
  return `arn:${partition}:s3:::${bucketAndPrefix(location).bucket}`;
}

function objectsArn(location: string, partition: string): string {
  const { bucket, prefix } = bucketAndPrefix(location);
  return `arn:${partition}:s3:::${bucket}/${prefix === '' ? '' : `${prefix}/`}*`;
}

function bucketAndPrefix(location: string): { bucket: string; prefix: string } {
  const [bucket = '', ...rest] = location.replace(/^s3:\/\//, '').split('/');
  return { bucket, prefix: rest.join('/').replace(/\/+$/, '') };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
