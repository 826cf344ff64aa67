/** What every client of the SDK is made with, but for S3's, which has its own rules. */
import type { AwsSettings } from './aws-settings';
import { credentialsOf } from './credentials';
import { requestHandler } from './request-handler';

/**
 * Clients made with it try once: `withRetries` is the one place for patience. Loading a client's module takes a while, so
 * import it where it is first used.
 * @param region another than that of the settings
 */
export function clientOptions(settings: AwsSettings, region = settings.region) {
  const { endpoint, fips, proxy } = settings;
  return {
    region,
    credentials: credentialsOf(settings),
    requestHandler: requestHandler(proxy),
    maxAttempts: 1,
    ...(endpoint !== undefined && { endpoint }),
    ...(fips && { useFipsEndpoint: true }),
  };
}
