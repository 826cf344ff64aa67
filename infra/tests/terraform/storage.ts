/** Tests: the module's buckets are closed and forget in time, and its flow log is that of the stack. */
import { propertiesOf } from '../templates.test-data';
import { runs, type Applied } from './applied-runs';

export function describeStorage(applied: Applied): void {
  const { values } = applied;

  test('the flow log is that of the stack', () => {
    const [log] = values('one_vpc', 'aws_flow_log');
    const [ofStack] = propertiesOf(applied.stacks('one_vpc'), 'AWS::EC2::FlowLog');
    expect(log).toMatchObject({
      vpc_id: ofStack?.['ResourceId'],
      log_format: ofStack?.['LogFormat'],
      max_aggregation_interval: ofStack?.['MaxAggregationInterval'],
      traffic_type: ofStack?.['TrafficType'],
      destination_options: [{ file_format: 'parquet', hive_compatible_partitions: true, per_hour_partition: true }],
    });
    expect(values('an_existing_flow_log_and_a_pod_that_collects', 'aws_flow_log')).toEqual([]);
  });

  test.each(runs)('%s: every bucket is encrypted, closed, over TLS only, and expires as it should', (run) => {
    const buckets = values(run, 'aws_s3_bucket').map(({ bucket }) => bucket);
    const isBesideFlowLog = run.startsWith('an_existing');
    expect(new Set(buckets).size).toBe(isBesideFlowLog ? 2 : 3);
    const count = buckets.length;
    expect(values(run, 'aws_s3_bucket_server_side_encryption_configuration')).toHaveLength(count);
    expect(values(run, 'aws_s3_bucket_ownership_controls')).toHaveLength(count);
    const blocks = values(run, 'aws_s3_bucket_public_access_block');
    expect(blocks).toHaveLength(count);
    for (const block of blocks) {
      expect(block).toMatchObject({
        ...{ block_public_acls: true, block_public_policy: true },
        ...{ ignore_public_acls: true, restrict_public_buckets: true },
      });
    }
    const policies = values(run, 'aws_s3_bucket_policy').map(
      ({ policy }) => JSON.parse(String(policy)) as { Statement: Array<{ Effect: string; Principal: unknown }> }
    );
    expect(policies).toHaveLength(count);
    for (const { Statement } of policies) {
      for (const Condition of [
        { Bool: { 'aws:SecureTransport': 'false' } },
        { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      ]) {
        expect(Statement).toContainEqual(expect.objectContaining({ Effect: 'Deny', Action: 's3:*', Condition }));
      }
      for (const { Effect, Principal } of Statement.filter((statement) => statement.Effect === 'Allow')) {
        expect([Effect, Principal]).toEqual(['Allow', { Service: 'delivery.logs.amazonaws.com' }]);
      }
    }
    const expiry = (index: string): unknown =>
      (values(run, 'aws_s3_bucket_lifecycle_configuration', index)[0]?.['rule'] as LifecycleRule[] | undefined)?.[0]
        ?.expiration[0]?.days;
    expect([expiry('history'), expiry('results')]).toEqual([undefined, 7]);
    expect(expiry('flows')).toBe(isBesideFlowLog ? undefined : 90);
  });
}

interface LifecycleRule {
  expiration: Array<{ days: number }>;
}
