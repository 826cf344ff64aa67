/** A bucket as every bucket here is: encrypted, reached over TLS only, closed to the public, without leftovers of uploads. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface PrivateBucketOptions {
  /** Days that an object lives; null keeps it. */
  expireDays: number | null;
  keepData: boolean;
}

/** Its name is left to CloudFormation: a name in use cannot fail a deployment, and none can be guessed beforehand. */
export function privateBucket(scope: Construct, id: string, { expireDays, keepData }: PrivateBucketOptions): Bucket {
  return new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    lifecycleRules: [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        ...(expireDays !== null && { expiration: Duration.days(expireDays) }),
      },
    ],
  });
}
