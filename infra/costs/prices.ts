/** List prices of us-east-1 in USD, without discounts or the free tier, and where they are from. */

export interface Price {
  name: string;
  usd: number;
  unit: string;
  source: string;
}

const pages = {
  awsPricing: (service: string): string => `[AWS](https://aws.amazon.com/${service}/pricing/)`,
};

export const prices = {
  flowLogDelivery: price('delivery of flow logs to S3, first 10 TB', 0.25, 'GB', pages.awsPricing('cloudwatch')),
  parquet: price('conversion to Parquet', 0.056, 'GB', 'published for Tokyo; that of us-east-1 may differ'),
  storage: price('S3 Standard', 0.023, 'GB and month', pages.awsPricing('s3')),
  put: price('S3 PUT and LIST', 0.005, '1,000', pages.awsPricing('s3')),
  get: price('S3 GET', 0.0004, '1,000', pages.awsPricing('s3')),
  scan: price('Athena, data scanned, 10 MB at least', 5, 'TB', pages.awsPricing('athena')),
  lambdaTime: price('Lambda, x86', 0.0000166667, 'GB-second', pages.awsPricing('lambda')),
  lambdaCalls: price('Lambda, requests', 0.2, '1,000,000', pages.awsPricing('lambda')),
  alarm: price('CloudWatch alarm, a metric', 0.1, 'month', pages.awsPricing('cloudwatch')),
  crossZone: price('traffic between zones, out and in', 0.02, 'GiB', pages.awsPricing('ec2')),
} as const;

/** GB above the first number of a tier cost the second. */
export const deliveryTiers: ReadonlyArray<readonly [number, number]> = [
  [0, prices.flowLogDelivery.usd],
  [10_000, 0.15],
  [30_000, 0.075],
  [50_000, 0.05],
];

function price(name: string, usd: number, unit: string, source: string): Price {
  return { name, usd, unit, source };
}
