/** The flow log and the bucket it delivers to. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { NewFlowLog } from '../deployment/settings';
import { privateBucket } from './private-bucket';

export interface FlowLogStackProps extends StackProps {
  flowLog: NewFlowLog;
  keepData: boolean;
}

export class FlowLogStack extends Stack {
  /** Folder above `AWSLogs/`. */
  readonly location: string;

  constructor(scope: Construct, id: string, { flowLog, keepData, ...props }: FlowLogStackProps) {
    super(scope, id, { ...props, description: 'ZoneFlow: VPC flow log in S3' });
    const bucket = privateBucket(this, 'Bucket', { expireDays: flowLog.retentionDays, keepData });
    this.allowDelivery(bucket);
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
        tags: [{ key: 'Name', value: this.stackName }],
      });
      // Without its policy EC2 would write one of its own into the bucket, and the stack's would be refused.
      if (bucket.policy) {
        log.node.addDependency(bucket.policy);
      }
    }
    new CfnOutput(this, 'FlowLogLocation', { value: this.location, description: 'Where flow records are delivered' });
  }

  /** VPC user guide, permissions of a bucket for flow logs: of this account and region only. */
  private allowDelivery(bucket: Bucket): void {
    const conditions = {
      StringEquals: { 'aws:SourceAccount': this.account },
      ArnLike: { 'aws:SourceArn': `arn:${this.partition}:logs:${this.region}:${this.account}:*` },
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
}
