import { parseSettings } from '../settings';
import { leastPolicy, unknownPlace } from './iam-policy';

const place = { partition: 'aws', account: '123456789012', region: 'eu-west-1' };

function actions(settings: unknown): string[] {
  return (leastPolicy(parseSettings(settings), place)?.Statement ?? []).flatMap(({ Action }) => Action);
}

test('data on this machine needs nothing', () => {
  expect(
    leastPolicy(parseSettings({ flows: { location: '/a' }, history: { location: '/b' } }), unknownPlace)
  ).toBeNull();
});

test('buckets are only read, each below its prefix', () => {
  const settings = { flows: { location: 's3://logs/prod/' }, history: { location: 's3://logs/history' } };
  expect(actions(settings).filter((action) => action.startsWith('s3:'))).toEqual([
    's3:ListBucket',
    's3:GetBucketLocation',
    's3:GetObject',
  ]);
  const read = leastPolicy(parseSettings(settings), place)?.Statement.find(({ Sid }) => Sid === 'ReadData');
  expect(read?.Resource).toEqual(['arn:aws:s3:::logs/prod/*', 'arn:aws:s3:::logs/history/*']);
});

const athena = {
  engine: 'athena',
  flows: { database: 'net', table: 'flows' },
  history: { database: 'eks', table: 'pods' },
  athena: { workgroup: 'grafana', outputLocation: 's3://results/zoneflow' },
  clusters: [{ name: 'prod', region: 'us-east-1' }, { name: 'test' }],
};

test('only where AWS knows no resource is it a star', () => {
  const policy = leastPolicy(parseSettings(athena), place);
  const stars = policy?.Statement.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);
  expect(stars?.sort()).toEqual([
    'athena:ListDataCatalogs',
    'athena:ListWorkGroups',
    'ec2:DescribeAvailabilityZones',
    'ec2:DescribeFlowLogs',
  ]);
  expect(policy?.Statement.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
});

test('tables, results and clusters by name', () => {
  const resources = leastPolicy(parseSettings(athena), place)?.Statement.flatMap(({ Resource }) => Resource);
  expect(resources).toEqual(
    expect.arrayContaining([
      'arn:aws:athena:eu-west-1:123456789012:workgroup/grafana',
      'arn:aws:glue:eu-west-1:123456789012:table/eks/pods*',
      'arn:aws:s3:::results/zoneflow/*',
      'arn:aws:eks:us-east-1:123456789012:cluster/prod',
      'arn:aws:eks:eu-west-1:123456789012:cluster/test',
    ])
  );
});
