/** Prints an IAM policy of a deployment as JSON: `npm run --silent policy -- deploy --name shop --account 111122223333 --region us-east-1`. */
import { parseArgs } from 'node:util';
import { parseDeployment } from './deployment/settings';
import { policySizes, policyStatements } from './policies/sizes';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    cluster: { type: 'string' },
    account: { type: 'string' },
    region: { type: 'string' },
    partition: { type: 'string', default: 'aws' },
    flows: { type: 'string' },
    history: { type: 'string' },
    results: { type: 'string' },
  },
});
const size = policySizes.find((each) => each === positionals[0]);
const { name, account, region, partition, cluster = name, flows, history, results } = values;
const buckets = { flowLogLocation: flows, historyLocation: history, resultLocation: results };
const missing = Object.entries({ name, account, region, ...(size === 'deploy' ? {} : { flows, history, results }) })
  .filter(([, value]) => value === undefined)
  .map(([option]) => `--${option}`);
if (size === undefined || account === undefined || region === undefined || missing.length > 0) {
  process.stderr.write(
    `Usage: npm run --silent policy -- ${policySizes.join('|')} --name <deployment> --account <id> --region <region>\n` +
      '  [--partition aws-cn] [--cluster <name>] [--flows s3://… --history s3://… --results s3://…]\n' +
      `Missing: ${[...(size === undefined ? ['a size'] : []), ...missing].join(', ')}\n`
  );
  process.exit(2);
}
const place = { partition, account, region, flowLogLocation: '', historyLocation: '', resultLocation: '' };
const known = Object.fromEntries(Object.entries(buckets).filter(([, value]) => value !== undefined));
// Which network the flow log is of does not matter to a policy.
const deployment = parseDeployment({ name, clusterName: cluster, flowLogLocation: flows ?? 's3://unknown' });
const Statement = policyStatements(size, deployment, { ...place, ...known });
process.stdout.write(`${JSON.stringify({ Version: '2012-10-17', Statement }, null, 2)}\n`);
