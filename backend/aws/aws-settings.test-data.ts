/** The settings under which tests ask a double of AWS. */
import type { AwsSettings } from './aws-settings';

export function settingsOfDouble(endpoint: string): AwsSettings {
  return {
    authentication: { type: 'keys', accessKey: 'key-one', secretKey: 'secret', sessionToken: undefined },
    region: 'us-east-1',
    assumeRole: null,
    endpoint,
    fips: false,
    proxy: { type: 'none' },
  };
}
