/** What running the rollup's statements takes; who finds the hours and writes them only asks (sizes.ts). Pure. */
import type { PolicyStatement } from '../../backend/doctor/iam-policy';
import { databaseName, tableNames } from '../deployment/names';
import { rollupLocation, type Deployment } from '../deployment/settings';
import { queryStatements, type DeployedPlace } from './sizes';

/** The state machine asks, too, and adds rows to the tables of the rollup; nothing is ever removed. */
export function runStatements(deployment: Deployment, place: DeployedPlace): PolicyStatement[] {
  const { partition, account, region, historyLocation } = place;
  const glue = (resource: string): string => `arn:${partition}:glue:${region}:${account}:${resource}`;
  const database = databaseName(deployment.name);
  const folder = `arn:${partition}:s3:::${rollupLocation(historyLocation).replace(/^s3:\/\//, '')}`;
  return [
    ...queryStatements(deployment, place),
    {
      Sid: 'AddRows',
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      Resource: [`${folder}/*`],
    },
    {
      // Athena tells the catalogue of the days it writes, whether or not they are projected.
      Sid: 'AddDays',
      Effect: 'Allow',
      Action: ['glue:GetPartition', 'glue:CreatePartition', 'glue:BatchCreatePartition'],
      Resource: [
        glue('catalog'),
        glue(`database/${database}`),
        glue(`table/${database}/${tableNames.rollup}`),
        glue(`table/${database}/${tableNames.rollup}_*`),
      ],
    },
    {
      Sid: 'Catalogue',
      Effect: 'Allow',
      Action: ['athena:GetDataCatalog'],
      Resource: [`arn:${partition}:athena:${region}:${account}:datacatalog/AwsDataCatalog`],
    },
  ];
}
