import { deploy, plain, propertiesOf as properties, resourcesOf, variants } from '../tests/templates.test-data';

test('tables of flow records, pods, nodes, looks and AWS resources; partitions are projected', () => {
  const tables = properties(deploy(variants['two clusters, a pod collects']), 'AWS::Glue::Table').map(
    ({ TableInput }) => TableInput as { Name: string; Parameters: Record<string, unknown>; PartitionKeys: unknown[] }
  );
  expect(tables.map(({ Name }) => Name).sort()).toEqual(
    [
      ...['flow_logs', 'pods', 'pods_interfaces', 'pods_nodes', 'pods_observations', 'pods_subnets'],
      ...['rollup', 'rollup_evidence', 'rollup_hours'],
    ].sort()
  );
  for (const { Name, Parameters, PartitionKeys } of tables) {
    if (PartitionKeys.length === 0) {
      expect(['pods_interfaces', 'pods_subnets']).toContain(Name);
      continue;
    }
    expect(Parameters).toMatchObject({ 'projection.enabled': 'true' });
    expect(plain(Parameters['storage.location.template'])).toMatch(/^s3:\/\/<.*>\/.*\$\{\w+\}\/$/);
    expect([Name, Parameters['projection.cluster.values']]).toEqual([
      Name,
      /^(flow_logs|rollup)/.test(Name) ? undefined : 'shop,pay',
    ]);
  }
});

test('beside an existing flow log none is made, and the table is of its accounts, format and folders', () => {
  const deployed = deploy(variants['an existing flow log']);
  expect(resourcesOf(deployed, 'AWS::EC2::FlowLog')).toEqual([]);
  expect(properties(deployed, 'AWS::S3::Bucket')).toHaveLength(2);
  const [table] = properties(deployed, 'AWS::Glue::Table');
  expect(table).toMatchObject({
    DatabaseName: 'zoneflow_shop',
    TableInput: {
      Name: 'flow_logs',
      Parameters: {
        'projection.aws_account_id.values': '111122223333,444455556666',
        'projection.aws_region.values': 'us-east-1',
        'skip.header.line.count': '1',
        'storage.location.template':
          's3://central-logs/vpc/AWSLogs/${aws_account_id}/vpcflowlogs/${aws_region}/${hour}/',
      },
      StorageDescriptor: { SerdeInfo: { Parameters: { 'field.delim': ' ' } } },
    },
  });
});
