/** What the administrator of Grafana allows of AWS (section `[aws]` of grafana.ini), as Grafana tells its plugins. */

export interface AwsPolicy {
  allowedAuthProviders: readonly string[];
  assumeRoleEnabled: boolean;
  proxyPerDataSource: boolean;
  /** Seconds an assumed role lasts. */
  sessionSeconds: number | undefined;
}

/**
 * Reads `AWS_AUTH_…` of a call's configuration, else of the environment; Grafana sends them only to plugins that
 * `forward_settings_to_plugins` names. Without them Grafana's own defaults hold. Names and defaults: grafana-aws-sdk,
 * pkg/awsds/authSettings.go. `AWS_AUTH_EXTERNAL_ID` is for Grafana Cloud's own role and of no use here.
 */
export function awsPolicy(configuration: ReadonlyMap<string, string>, environment: NodeJS.ProcessEnv): AwsPolicy {
  const value = (name: string): string | undefined =>
    configuration.get(`AWS_AUTH_${name}`) || environment[`AWS_AUTH_${name}`] || undefined;
  const allowed = (value('AllowedAuthProviders') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return {
    allowedAuthProviders: allowed.length > 0 ? allowed : ['default', 'keys', 'credentials'],
    assumeRoleEnabled: isTrue(value('AssumeRoleEnabled')) ?? true,
    proxyPerDataSource: isTrue(value('PerDatasourceHTTPProxyEnabled')) ?? false,
    sessionSeconds: secondsOf(value('SESSION_DURATION')),
  };
}

/** Where no Grafana is: whoever runs the command line has the credentials and decides by himself. */
export const everythingAllowed: AwsPolicy = {
  allowedAuthProviders: ['default', 'keys', 'credentials', 'ec2_iam_role'],
  assumeRoleEnabled: true,
  proxyPerDataSource: true,
  sessionSeconds: undefined,
};

/** Go's strconv.ParseBool; undefined for anything else. */
function isTrue(text: string | undefined): boolean | undefined {
  if (/^(1|t|true)$/i.test(text ?? '')) {
    return true;
  }
  return /^(0|f|false)$/i.test(text ?? '') ? false : undefined;
}

const secondsOfUnit: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  M: (365.25 / 12) * 86_400,
  y: 365.25 * 86_400,
};
/** STS accepts no shorter session. */
const leastSeconds = 900;

/** A duration as grafana.ini has it (`15m`, `1h30m`, `2d`); undefined for what is none. */
function secondsOf(duration: string | undefined): number | undefined {
  if (duration === undefined || !/^(\d+(\.\d+)?[dhmswMy])+$/.test(duration)) {
    return undefined;
  }
  const parts = [...duration.matchAll(/([\d.]+)([a-zA-Z])/g)];
  const seconds = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (secondsOfUnit[unit] ?? 0), 0);
  return Math.max(leastSeconds, Math.round(seconds));
}
