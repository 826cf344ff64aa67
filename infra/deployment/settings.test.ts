import { recommendedFormat } from '../../backend/doctor/flow-log-checks';
import { parseDeployment } from './settings';

const smallest = { clusterName: 'shop', vpcId: 'vpc-0123456789abcdef0' };

test('what is not given: the defaults', () => {
  const { flowLog, ...rest } = parseDeployment(smallest);
  expect(rest).toEqual({
    name: 'shop',
    clusters: ['shop'],
    isBesideSample: false,
    firstDay: '2026-01-01',
    resultDays: 7,
    scanLimitBytes: 200_000_000_000,
    keepData: true,
    grafana: null,
    readers: [],
    rollup: false,
    alarmTopics: [],
    collector: { type: 'none' },
  });
  expect(flowLog).toMatchObject({ type: 'new', on: 'VPC', ids: ['vpc-0123456789abcdef0'], retentionDays: 90 });
});

test('a new flow log has every field that the doctor recommends, and where packets go next', () => {
  const recommended = recommendedFormat.split(' ').map((field) => field.slice(2, -1));
  expect(parseDeployment(smallest).flowLog.fields).toEqual([
    ...recommended,
    'next-hop-az-id',
    'next-hop-interface-type',
    'next-hop-vpc-id',
  ]);
  expect(parseDeployment({ ...smallest, nextHop: 'false' }).flowLog.fields).toEqual(recommended);
});

test.each([
  ['Shop_1', 'shop-1'],
  ['a,b', 'a'],
])('the cluster %s gives the name %s', (clusterName, name) => {
  expect(parseDeployment({ ...smallest, clusterName }).name).toBe(name);
});

test('what is named twice is meant once', () => {
  expect(parseDeployment({ ...smallest, clusterName: 'shop, pay,shop' }).clusters).toEqual(['shop', 'pay']);
});

test.each<[Record<string, unknown>, string]>([
  [{ vpcId: 'vpc-0123456789abcdef0' }, '-c clusterName: is needed'],
  [{ ...smallest, clusterNAME: 'shop' }, '-c clusterNAME: there is no such input; it is clusterName'],
  [{ ...smallest, region: 'us-east-1' }, '-c region: there is no such input; infra/README.md lists them'],
  [{ clusterName: 'shop' }, 'Give one of -c vpcId, subnetIds, interfaceIds'],
  [{ ...smallest, subnetIds: 'subnet-0123456789abcdef0' }, 'Give one of -c vpcId'],
  [{ clusterName: 'shop', subnetIds: '' }, '-c subnetIds:'],
  [{ ...smallest, vpcId: 'my-vpc' }, '-c vpcId: must be vpc-…'],
  [{ ...smallest, clusterName: 'shop/1' }, '-c clusterName: is no name of an EKS cluster'],
  [{ ...smallest, clusterName: '1shop' }, '-c name: give one'],
  [{ ...smallest, name: 'Shop' }, '-c name: must be up to 30'],
  [{ ...smallest, retentionDays: '0' }, '-c retentionDays: must be a whole number from 1 to 3650'],
  [{ ...smallest, scanLimitGb: '0.001' }, '-c scanLimitGb: must be a number from 0.01'],
  [{ ...smallest, firstDay: '2026-02-30' }, '-c firstDay: must be a day such as 2026-01-31'],
  [{ ...smallest, keepData: 'no' }, '-c keepData: must be true or false'],
  [{ ...smallest, collector: 'cron' }, '-c collector:'],
  [{ ...smallest, externalId: 'x-42' }, 'give -c grafanaPrincipal too'],
  [{ ...smallest, grafanaPrincipal: '*' }, '-c grafanaPrincipal: must be the ARN of a role'],
  [{ ...smallest, flowLogRegions: 'Ohio' }, '-c flowLogRegions: must be a region'],
  [{ ...smallest, collector: 'lambda', collectorVpcId: 'vpc-0123456789abcdef0' }, 'needs both, of one VPC'],
  [{ clusterName: 'shop', flowLogLocation: 'logs' }, '-c flowLogLocation: must begin with s3://'],
  [
    { clusterName: 'shop', flowLogLocation: 's3://logs', flowLogFields: '${srcaddr} ${bytes} ${start}' },
    'without pkt-srcaddr, pkt-dstaddr no question can be answered',
  ],
])('%j is refused: %s', (context, message) => {
  expect(() => parseDeployment(context)).toThrow(message);
});

test('every wrong member is named at once', () => {
  expect(() => parseDeployment({ clusterName: 'a b', vpcId: 'x' })).toThrow(/-c clusterName:[\s\S]*-c vpcId:/);
});
