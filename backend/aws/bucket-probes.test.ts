import { bucketProbes, type ProbedPlace } from './bucket-probes';
import { startS3Double, type S3Double, type S3Request } from './s3-double.test-data';

const { signal } = new AbortController();
let s3: S3Double;
beforeEach(async () => {
  s3 = await startS3Double();
  s3.put('logs', 'AWSLogs/', '');
  s3.put('logs', 'AWSLogs/123456789012/vpcflowlogs/a.log.gz', 'x'.repeat(100_000));
});
afterEach(() => s3.close());

async function tried(...places: ProbedPlace[]): Promise<string[]> {
  const { probes, close } = bucketProbes(s3.settings, places, { retry: { firstWaitMs: 1 }, silenceMs: 1_000 });
  const outcomes = await Promise.all(
    probes.map(async (probe) => {
      const outcome = await probe
        .isAllowed(signal)
        .then(String, (error: unknown) =>
          error instanceof Error ? `${error.message} / ${'remedy' in error ? String(error.remedy) : ''}` : ''
        );
      return `${probe.action} on ${probe.on}: ${outcome}`;
    })
  );
  close();
  return outcomes;
}

const logs = { location: 's3://logs', noun: 'flow logs' };
const refusing = (operation: S3Request['operation']) => (request: S3Request) =>
  request.operation === operation
    ? {
        status: 403,
        code: 'AccessDenied',
        message: `User: arn:aws:iam::1:user/u is not authorized to perform: ${operation === 'list' ? 's3:ListBucket' : 'kms:Decrypt'} on resource: "arn:aws:s3:::logs" because no identity-based policy allows it`,
      }
    : null;

test('both are allowed; an empty folder object is no object to try', async () => {
  expect(await tried(logs)).toEqual(['s3:ListBucket on s3://logs: true', 's3:GetObject on s3://logs: true']);
  expect(s3.requests.filter(({ operation }) => operation === 'get').map(({ key }) => key)).toEqual([
    'AWSLogs/123456789012/vpcflowlogs/a.log.gz',
  ]);
});

test('a prefix without objects has nothing to read', async () => {
  expect(await tried({ ...logs, location: 's3://logs/none' })).toEqual([
    's3:ListBucket on s3://logs/none: true',
    's3:GetObject on s3://logs/none: false',
  ]);
});

test('what is missing is named by AWS, be it of another service', async () => {
  s3.fault = refusing('get');
  const [list, get] = await tried(logs);
  expect(list).toBe('s3:ListBucket on s3://logs: true');
  expect(get).toContain('Allow kms:Decrypt on arn:aws:s3:::logs to the credentials of the data source.');
  s3.fault = refusing('list');
  expect((await tried(logs))[0]).toContain('Allow s3:ListBucket on arn:aws:s3:::logs');
});

test('a location without a bucket, and a bucket that is not there', async () => {
  const [unnamed] = await tried({ ...logs, location: 's3://' });
  expect(unnamed).toContain('s3:// names no bucket');
  const [missing] = await tried({ ...logs, location: 's3://nobody' });
  expect(missing).toContain('the bucket does not exist');
});
