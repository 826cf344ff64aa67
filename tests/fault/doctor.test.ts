/** The doctor over Athena, EC2, STS and EKS: one setup that is well, and what it says of each thing that can be wrong with it. */
import type { DescribedFlowLog } from '../../backend/aws/account-double.test-data';
import { recommendedFormat } from '../../backend/doctor/flow-log-checks';
import type { DoctorReport } from '../../backend/doctor/report';
import { QueryFailure } from '../athena-double/backend';
import { accessDenied, expiredToken } from '../athena-double/faults';
import { workgroup } from '../athena-double/workgroups';
import { startExaminedAccount, type ExaminedAccount } from './examined-account';

let account: ExaminedAccount;
beforeEach(async () => {
  account = await startExaminedAccount();
});
afterEach(() => account.close());

/** What a person reads must stand by itself. */
function expectReadable({ checks, policy }: DoctorReport): void {
  for (const { finding, remedy, state } of checks) {
    expect(finding).toMatch(/^\S.*[.!]$/s);
    expect(`${finding} ${remedy}`).not.toMatch(/undefined|\[object|\bnull\b|NaN|\$response/);
    if (state === 'failed' || state === 'warning') {
      expect(remedy).toMatch(/^\S.*[.)]$/s);
    }
  }
  expect(policy?.Statement.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(['Query', 'Tables', 'LookAtSetup']));
}

test('a setup that is well', async () => {
  const found = await account.report();
  expectReadable(found);
  expect(found.checks.filter(({ state }) => state === 'failed' || state === 'warning')).toEqual([]);
  expect(found.state).toBe('ok');
  // Who asks questions needs no way to the cluster.
  expect(found.checks.find(({ area }) => area === 'cluster')).toMatchObject({ state: 'skipped', subject: 'prod' });
  expect(account.athena.active()).toEqual([]);
});

interface Broken {
  what: string;
  breaks: (account: ExaminedAccount) => void;
  /** `area subject state` of the finding. */
  check: string;
  finding: RegExp;
  remedy: RegExp;
}

const denied = (action: string, on: string) => (of: ExaminedAccount) => {
  of.athena.fault = (call) => (call.action === action.split(':')[1] ? accessDenied(action, on) : null);
};

test.each<Broken>([
  {
    what: 'no flow log, and no records',
    breaks: (of) => [(of.aws.flowLogs.length = 0), (of.facts.newest = null)],
    check: 'flow log vpc-1 failed',
    finding: /The network vpc-1 has no flow log of its own/,
    remedy: /Create one that delivers to S3 in Parquet, .*\$\{pkt-srcaddr\}/,
  },
  {
    what: 'no flow log, but another brings the records',
    breaks: (of) => (of.aws.flowLogs.length = 0),
    check: 'flow log vpc-1 warning',
    finding: /Fresh records come nevertheless/,
    remedy: /Create one/,
  },
  {
    what: 'a flow log that is inactive',
    breaks: (of) => [change(of, { status: 'INACTIVE' }), (of.facts.newest = 7200)],
    check: 'flow log fl-1 of vpc-1 failed',
    finding: /status is INACTIVE/,
    remedy: /Create it anew/,
  },
  {
    what: 'a flow log that may not write into its bucket',
    breaks: (of) => [change(of, { deliver: { status: 'FAILED', error: 'Access error' } }), (of.facts.newest = null)],
    check: 'flow log fl-1 of vpc-1 failed',
    finding: /not delivered \(Access error\)/,
    remedy: /delivery\.logs\.amazonaws\.com/,
  },
  {
    what: 'ten minutes of aggregation',
    breaks: (of) => change(of, { intervalSeconds: 600 }),
    check: 'flow log fl-1 of vpc-1 warning',
    finding: /sums up 600 s/,
    remedy: /aggregation interval of 60 s/,
  },
  {
    what: 'missing fields',
    breaks: (of) => change(of, { format: recommendedFormat.replace('${az-id}', '').replace('${action}', '') }),
    check: 'flow log fl-1 of vpc-1 warning',
    finding: /lacks action: .*; az-id: /,
    remedy: /cannot be changed: create another one/,
  },
  {
    what: 'flow logs may not be looked at',
    breaks: (of) => of.aws.denied.add('DescribeFlowLogs'),
    check: 'permissions ec2:DescribeFlowLogs warning',
    finding: /not allowed: flow logs cannot be looked at/,
    remedy: /Allow ec2:DescribeFlowLogs/,
  },
  {
    what: 'credentials that say nothing of themselves',
    breaks: (of) => of.aws.denied.add('GetCallerIdentity'),
    check: 'credentials  failed',
    finding: /sts:GetCallerIdentity/,
    remedy: /Allow/,
  },
  {
    what: 'zones without IDs',
    breaks: (of) => of.aws.zones.set('us-east-1b', ''),
    check: 'zones  warning',
    finding: /No zone ID is told of us-east-1b/,
    remedy: /describe-availability-zones/,
  },
  {
    what: 'a workgroup that is not there',
    breaks: (of) => of.athena.workgroups.clear(),
    check: 'engine workgroup primary failed',
    finding: /workgroup/i,
    remedy: /workgroup/i,
  },
  {
    what: 'no output location',
    breaks: (of) => of.athena.workgroups.set('primary', workgroup('primary')),
    check: 'engine workgroup primary failed',
    finding: /primary.* output location|output location/i,
    remedy: /output/i,
  },
  {
    what: 'a bucket of results that may not be written',
    breaks: (of) => {
      of.facts.failure = new QueryFailure(
        'Access denied when writing output to url: s3://results/athena/1.csv . Please ensure you are allowed to access the S3 bucket.'
      );
    },
    check: 'engine statement failed',
    finding: /s3:\/\/results/,
    remedy: /s3:PutObject|write/i,
  },
  {
    what: 'queries may not be started',
    breaks: denied('athena:StartQueryExecution', 'arn:aws:athena:us-east-1:123456789012:workgroup/primary'),
    check: 'engine statement failed',
    finding: /athena:StartQueryExecution/,
    remedy: /Allow athena:StartQueryExecution on arn:aws:athena:us-east-1:123456789012:workgroup\/primary/,
  },
  {
    what: 'results may not be read',
    breaks: denied('athena:GetQueryResults', 'arn:aws:athena:us-east-1:123456789012:workgroup/primary'),
    check: 'engine statement failed',
    finding: /athena:GetQueryResults/,
    remedy: /Allow athena:GetQueryResults/,
  },
  {
    what: 'the catalog may not be read',
    breaks: (of) => {
      const refusal = accessDenied('glue:GetTable', 'arn:aws:glue:us-east-1:123456789012:catalog');
      of.athena.fault = ({ action }) => (action === 'GetTableMetadata' ? refusal : null);
    },
    check: 'engine logs.flows failed',
    finding: /logs\.flows/,
    remedy: /Allow glue:GetTable on arn:aws:glue/,
  },
  {
    what: 'a table that is missing',
    breaks: (of) =>
      of.tables.set(
        'logs',
        (of.tables.get('logs') ?? []).filter(({ Name }) => Name !== 'flows')
      ),
    check: 'engine logs.flows failed',
    finding: /no table logs\.flows/,
    remedy: /zoneflow ddl|table/,
  },
  {
    what: 'credentials that have expired',
    breaks: (of) => (of.athena.fault = () => expiredToken()),
    check: 'engine statement failed',
    finding: /expired/,
    remedy: /credentials|keys|token/i,
  },
  {
    what: 'records of two hours ago',
    breaks: (of) => (of.facts.newest = 7200),
    check: 'flow records  warning',
    finding: /That is 2\sh ago/,
    remedy: /flow log is active/,
  },
  {
    what: 'history of yesterday',
    breaks: (of) => (of.facts.sight = 86_400),
    check: 'pod history prod warning',
    finding: /That is .* ago/,
    remedy: /zoneflow/,
  },
  {
    what: 'a cluster that is not there, for who collects',
    breaks: (of) => [of.eks.clusters.clear(), (of.jsonData['collect'] = { enabled: true })],
    check: 'cluster prod failed',
    finding: /There is no EKS cluster prod in us-east-1/,
    remedy: /aws eks list-clusters/,
  },
])('$what', async ({ breaks, check, finding, remedy }) => {
  breaks(account);
  const found = await account.report();
  expectReadable(found);
  const named = found.checks.filter(({ area, subject, state }) => `${area} ${subject} ${state}` === check);
  expect(named.map((one) => one.finding).join('\n')).toMatch(finding);
  expect(named.map((one) => one.remedy).join('\n')).toMatch(remedy);
  expect(found.state).toBe(check.endsWith('failed') ? 'failed' : 'warning');
  expect(account.athena.active()).toEqual([]);
});

function change(of: ExaminedAccount, facts: Partial<DescribedFlowLog>): void {
  Object.assign(of.aws.flowLogs[0] ?? {}, facts);
}
