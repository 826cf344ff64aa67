import { parse } from 'yaml';
import { settingsSchema } from '../../src/shared/settings';
import { deploy, plain, propertiesOf as properties, smallest, variants } from '../tests/templates.test-data';

test('the workgroup decides where results go and how much a statement may read', () => {
  expect(properties(deploy({ ...smallest, scanLimitGb: '1.5' }), 'AWS::Athena::WorkGroup')[0]).toMatchObject({
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 1_500_000_000,
      ResultConfiguration: {
        EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
        ExpectedBucketOwner: { Ref: 'AWS::AccountId' },
      },
    },
  });
});

test('only the named principal takes the data source’s role, and with its external ID', () => {
  const role = properties(deploy(variants['Grafana in another account']), 'AWS::IAM::Role')[0];
  expect(role?.['AssumeRolePolicyDocument']).toMatchObject({
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Principal: { AWS: 'arn:aws:iam::999988887777:role/grafana' },
        Condition: { StringEquals: { 'sts:ExternalId': 'shop-42' } },
      },
    ],
  });
});

test('the printed file provisions a data source whose settings are whole', () => {
  const { stacks } = deploy(variants['Grafana in another account']);
  const query = stacks.find(({ stackName }) => stackName.endsWith('-Query'));
  const file: unknown = parse(plain(query?.template.findOutputs('Provisioning')['Provisioning']?.['Value']));
  const { datasources } = file as {
    datasources: Array<{ uid: string; type: string; jsonData: Record<string, unknown> }>;
  };
  const [source] = datasources;
  expect(source).toMatchObject({ uid: 'zoneflow-shop', type: 'zoneflow-ekscrossaz-datasource' });
  expect(source?.jsonData).toMatchObject({
    authType: 'default',
    defaultRegion: '<AWS::Region>',
    externalId: 'shop-42',
  });
  expect(source?.jsonData['assumeRoleArn']).toMatch(/^<DataSourceRole/);
  expect(settingsSchema.parse(source?.jsonData)).toMatchObject({
    engine: 'athena',
    flows: { database: 'zoneflow_shop', table: 'flow_logs' },
    history: { database: 'zoneflow_shop', table: 'pods' },
    athena: { workgroup: 'zoneflow-shop' },
    clusters: [{ name: 'shop', vpcId: 'vpc-0123456789abcdef0' }],
  });
});
