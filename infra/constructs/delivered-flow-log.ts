/** The flow log and the bucket it delivers to. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { NewFlowLog } from '../deployment/flow-log-settings';
import { privateBucket } from './private-bucket';

export interface DeliveredFlowLogProps {
  flowLog: NewFlowLog;
  keepData: boolean;
}

export class DeliveredFlowLog extends Construct {
  /** Folder above `AWSLogs/`. */
  readonly location: string;

  constructor(scope: Construct, id: string, { flowLog, keepData }: DeliveredFlowLogProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const bucket = privateBucket(this, 'Bucket', { expireDays: flowLog.retentionDays, keepData });
    allowDelivery(bucket, stack);
    this.location = `s3://${bucket.bucketName}`;
    for (const resourceId of flowLog.ids) {
      const log = new CfnFlowLog(this, `FlowLog-${resourceId}`, {
        resourceId,
        resourceType: flowLog.on,
        // Rejected traffic is told apart by its field: whoever looks at it later finds it.
        trafficType: 'ALL',
        maxAggregationInterval: 60,
        logDestinationType: 's3',
        logDestination: bucket.bucketArn,
        logFormat: flowLog.fields.map((field) => `\${${field}}`).join(' '),
        // The CDK passes this member on as it is: names as CloudFormation spells them.
        destinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
        tags: [{ key: 'Name', value: stack.stackName }],
      });
      // Without its policy EC2 would write one of its own into the bucket, and the stack's would be refused.
      if (bucket.policy) {
        log.node.addDependency(bucket.policy);
      }
    }
    new CfnOutput(stack, 'FlowLogLocation', { value: this.location, description: 'Where flow records are delivered' });
  }
}

/** VPC user guide, permissions of a bucket for flow logs: of this account and region only. */
function allowDelivery(bucket: Bucket, { account, partition, region }: Stack): void {
  const conditions = {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` },
  };
  const delivery = new ServicePrincipal('delivery.logs.amazonaws.com');
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DeliveryChecks',
      principals: [delivery],
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions,
    })
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DeliveryWrites',
      principals: [delivery],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/*`)],
      conditions: {
        ...conditions,
        StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    })
  );
}
