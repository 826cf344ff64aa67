import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkLookedUp, readLookedUp } from './looked-up';
import { parseDeployment } from './settings';

const vpc = 'vpc-0123456789abcdef0';
const smallest = { clusterName: 'shop', vpcId: vpc };
const inside = { collectorVpcId: vpc, collectorSubnetIds: 'subnet-0123456789abcdef0' };

const cluster = (network: object = {}, mode = 'API_AND_CONFIG_MAP', name = 'shop') => ({
  cluster: {
    name,
    resourcesVpcConfig: { vpcId: vpc, endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'], ...network },
    accessConfig: { authenticationMode: mode },
  },
});
const subnets = (VpcId = vpc) => ({ Subnets: [{ SubnetId: 'subnet-0123456789abcdef0', VpcId }] });
const sample = {
  ...{ LogDestination: 'arn:aws:s3:::sample-logs', ResourceId: 'vpc-0fffffffffffffff0' },
  LogFormat: '${az-id} ${flow-direction} ${pkt-srcaddr} ${pkt-dstaddr} ${start} ${bytes}',
  DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: false, PerHourPartition: true },
};
const beside = { vpcId: undefined, sampleLocation: 's3://sample-logs' };
const flowLog = (part: object = {}) => ({
  FlowLogs: [
    {
      FlowLogId: 'fl-1',
      ResourceId: vpc,
      LogDestinationType: 's3',
      LogDestination: 'arn:aws-cn:s3:::central/vpc/',
      FlowLogStatus: 'ACTIVE',
      ...part,
    },
  ],
});

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'zoneflow-looked-up-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function check(context: object, ...files: unknown[]): void {
  const paths = files.map((content, index) => {
    const path = join(folder, `${index}.json`);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  });
  checkLookedUp(parseDeployment({ ...smallest, ...context }), readLookedUp(paths));
}

test.each<[string, object, unknown[], string]>([
  ['an unknown cluster', {}, [cluster({}, 'API', 'shop-eu')], 'The cluster shop is unknown: looked up shop-eu'],
  ['a network without subnets', {}, [{ Subnets: [] }], `${vpc} has no subnets`],
  ['another network’s subnets', {}, [subnets('vpc-0fffffffffffffff0')], `${vpc} has no subnets`],
  [
    'a flow log that is there',
    {},
    [flowLog({ LogFormat: sample.LogFormat })],
    `-c flowLogLocation=s3://central/vpc -c flowLogFields='${sample.LogFormat}' -c flowLogFiles=text -c flowLogHive=false -c flowLogHourly=false instead of -c vpcId`,
  ],
  ['a flow log that is there and of no use', {}, [flowLog({ LogFormat: '${start} ${bytes}' })], 'lacks pkt-srcaddr'],
  [
    'a flow log that delivers elsewhere than it was said',
    { vpcId: undefined, flowLogLocation: 's3://central' },
    [flowLog()],
    'No flow log delivers to s3://central: looked up s3://central/vpc.',
  ],
  [
    'no flow log where one was said',
    beside,
    [{ FlowLogs: [] }],
    'No flow log delivers to s3://sample-logs: looked up none',
  ],
  [
    'a flow log of other fields and folders than the sample’s',
    beside,
    [flowLog({ ...sample, LogFormat: '${bytes}', DestinationOptions: { FileFormat: 'plain-text' } })],
    "fl-1 is not as it was said: give -c flowLogLocation=s3://sample-logs -c flowLogFields='${bytes}' -c flowLogFiles=text -c flowLogHourly=false.",
  ],
  ['no access entries', { collector: 'lambda' }, [cluster({}, 'CONFIG_MAP')], 'authenticationMode=API_AND_CONFIG_MAP'],
  [
    'a private endpoint and a function outside',
    { collector: 'lambda' },
    [cluster({ endpointPublicAccess: false })],
    'The endpoint of shop is private, and the function is outside its network: give -c collectorVpcId',
  ],
  [
    'an endpoint open to some and a function outside',
    { collector: 'lambda' },
    [cluster({ publicAccessCidrs: ['203.0.113.0/24'] })],
    'open to 203.0.113.0/24 only',
  ],
  ['another network than the cluster’s', {}, [cluster({ vpcId: 'vpc-0fffffffffffffff0' })], 'shop is in vpc-0fff'],
  [
    'a function’s subnet of another network',
    { collector: 'lambda', ...inside, collectorSubnetIds: 'subnet-0fffffffffffffff0' },
    [subnets()],
    `subnet-0fffffffffffffff0 is no subnet of ${vpc}`,
  ],
  ['what a failed command left', {}, [''], 'cannot be read as JSON: did the command that wrote it fail'],
  ['another command’s output', {}, [{ Vpcs: [] }], 'is no output of aws eks describe-cluster'],
])('%s is found, with its remedy', (_name, context, files, message) => {
  expect(() => check(context, ...files)).toThrow(message);
});

test.each<[string, object, unknown[]]>([
  ['all in order', { collector: 'lambda' }, [cluster(), subnets(), flowLog({ ResourceId: 'vpc-0fffffffffffffff0' })]],
  ['nothing looked up', { collector: 'lambda' }, []],
  [
    'a private endpoint and a function inside',
    { collector: 'lambda', ...inside },
    [cluster({ endpointPublicAccess: false })],
  ],
  ['a pod collects: it needs no entry', { collector: 'pod' }, [cluster({ endpointPublicAccess: false }, 'CONFIG_MAP')]],
  ['a flow log that delivers elsewhere', {}, [flowLog({ LogDestinationType: 'cloud-watch-logs' })]],
  ['the sample’s flow log', beside, [flowLog(sample), cluster()]],
  [
    'a flow log of another account',
    { vpcId: undefined, flowLogLocation: 's3://central', flowLogAccounts: '111122223333' },
    [flowLog()],
  ],
  ['a second flow log that is wanted', { secondFlowLog: 'true' }, [flowLog()]],
])('%s: nothing is found', (_name, context, files) => {
  expect(() => check(context, ...files)).not.toThrow();
});

test('all that is wrong is told at once', () => {
  expect(() =>
    check({ collector: 'lambda' }, cluster({ endpointPublicAccess: false }, 'CONFIG_MAP'), { Subnets: [] })
  ).toThrow(/CONFIG_MAP[\s\S]*private[\s\S]*no subnets/);
});
