/**
 * A process that works on a live history until it is done or killed: argv is what it does (`watch`, `compact`, `import`), the
 * location, the endpoint of S3 ('' for none), and for `watch` the first and last step.
 */
import { parseAwsSettings, type AwsSettings } from '../../backend/aws/aws-settings';
import { everythingAllowed } from '../../backend/aws/aws-policy';
import { toZoneFlowError } from '../../backend/errors';
import { compactHistory } from '../../backend/history/store/compact-history';
import { openLiveHistory } from '../../backend/history/store/live';
import { updateHistory } from '../../backend/history/store/store';
import { listedAt, momentOf } from './live-steps';

const [work = '', location = '', endpoint = '', first = '0', last = '0'] = process.argv.slice(2);
const never = new AbortController().signal;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const retry = { firstWaitMs: 5 };

function aws(): AwsSettings {
  const secrets = new Map([
    ['accessKey', 'key-one'],
    ['secretKey', 'secret'],
  ]);
  return parseAwsSettings({ authType: 'keys', defaultRegion: 'us-east-1', endpoint }, secrets, everythingAllowed);
}

async function watch(): Promise<void> {
  let step = Number(first);
  const now = (): number => momentOf(step);
  const live = await openLiveHistory({ location, cluster: 'c1', aws, now, retry }, never);
  say('ready');
  for (; step <= Number(last); step += 1) {
    listedAt(live.ledger, step);
    await live.write(never);
    say(`stored ${step}`);
    await live.compact(never);
    live.forget(now() / 1000 - 600);
  }
  await live.close();
}

async function main(): Promise<void> {
  switch (work) {
    case 'watch':
      return watch();
    case 'compact':
      say('ready');
      for (let round = 0; round < 10; round += 1) {
        await compactHistory({ location, aws, retry }, never);
      }
      return;
    default:
      say('ready');
      await updateHistory({ location, cluster: 'c1', aws, retry }, () => Promise.resolve(), never);
  }
}

main().catch((error: unknown) => {
  const { code, message } = toZoneFlowError(error);
  say(`failed ${code}: ${message}`);
  process.exitCode = 1;
});
