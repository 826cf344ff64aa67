import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openAccount, type Account } from './account';

/** What the next requests are answered with, by their action; the last one stays. */
const answers = new Map<string, Array<{ status: number; body: string }>>();
const asked: string[] = [];
let server: Server;
let account: Account;
const { signal } = new AbortController();

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      asked.push(body);
      const action = new URLSearchParams(body).get('Action') ?? '';
      const queue = answers.get(action) ?? [];
      const answer = queue.length > 1 ? queue.shift() : queue[0];
      response.writeHead(answer?.status ?? 500, { 'Content-Type': 'text/xml' }).end(answer?.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  account = openAccount(
    {
      authentication: { type: 'keys', accessKey: 'AKIDEXAMPLE', secretKey: 'hidden', sessionToken: undefined },
      region: 'us-east-1',
      assumeRole: null,
      endpoint: `http://127.0.0.1:${port}`,
      fips: false,
      proxy: { type: 'none' },
    },
    { attempts: 3, firstWaitMs: 1 }
  );
});
beforeEach(() => {
  answers.clear();
  asked.length = 0;
});
afterAll(async () => {
  account.close();
  await new Promise((resolve) => server.close(resolve));
});

function flowLogsPage(id: string, next: string): string {
  return `<DescribeFlowLogsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><flowLogSet><item>
    <flowLogId>${id}</flowLogId><resourceId>vpc-1</resourceId><flowLogStatus>ACTIVE</flowLogStatus>
    <deliverLogsStatus>SUCCESS</deliverLogsStatus><logDestinationType>s3</logDestinationType>
    <logDestination>arn:aws:s3:::logs</logDestination><logFormat>\${version} \${pkt-srcaddr}</logFormat>
    <maxAggregationInterval>60</maxAggregationInterval><trafficType>ALL</trafficType>
  </item></flowLogSet>${next === '' ? '' : `<nextToken>${next}</nextToken>`}</DescribeFlowLogsResponse>`;
}

const deniedBody = `<Response><Errors><Error><Code>UnauthorizedOperation</Code>
  <Message>You are not authorized to perform: ec2:DescribeFlowLogs</Message></Error></Errors></Response>`;
const throttledBody = `<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>x</Message></Error></Errors></Response>`;

test('whose credentials these are', async () => {
  const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>arn:aws-cn:iam::123456789012:user/u</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  answers.set('GetCallerIdentity', [{ status: 200, body }]);
  expect(await account.identity(signal)).toEqual({
    account: '123456789012',
    arn: 'arn:aws-cn:iam::123456789012:user/u',
    partition: 'aws-cn',
  });
});

test('flow logs of all pages, of the networks that were named', async () => {
  answers.set('DescribeFlowLogs', [
    { status: 200, body: flowLogsPage('fl-1', 'more') },
    { status: 200, body: flowLogsPage('fl-2', '') },
  ]);
  const logs = await account.flowLogs(['vpc-1'], signal);
  expect(logs.map(({ id }) => id)).toEqual(['fl-1', 'fl-2']);
  expect(logs[0]).toMatchObject({
    destination: 'arn:aws:s3:::logs',
    intervalSeconds: 60,
    format: '${version} ${pkt-srcaddr}',
  });
  const [first, second] = asked.map((body) => new URLSearchParams(body));
  expect([first?.get('Filter.1.Name'), first?.get('Filter.1.Value.1')]).toEqual(['resource-id', 'vpc-1']);
  expect(second?.get('NextToken')).toBe('more');
});

test('throttling is waited out', async () => {
  answers.set('DescribeFlowLogs', [
    { status: 503, body: throttledBody },
    { status: 200, body: flowLogsPage('fl-1', '') },
  ]);
  expect(await account.flowLogs([], signal)).toHaveLength(1);
  expect(asked).toHaveLength(2);
});

test('an action that is not allowed is named', async () => {
  answers.set('DescribeFlowLogs', [{ status: 403, body: deniedBody }]);
  await expect(account.flowLogs([], signal)).rejects.toMatchObject({
    code: 'access_denied',
    remedy: 'Allow ec2:DescribeFlowLogs on us-east-1 to the credentials of the data source.',
  });
  expect(asked).toHaveLength(1);
});
