/** What is wrong with the settings, beside the field it is in: the shared schema's findings in words for a person. */
import { t } from '@grafana/i18n';
import { isWholeLocation, queryDefaultsSchema, settingsSchema } from '../../shared/settings';
import { clustersOf, engineOf, placeMembers, placeTexts, type StoredSettings } from './stored-settings';

/** By the path of the member, `limits.maxRows` for example. What is only missing is no problem yet: its field says so. */
export function problemsOf(settings: StoredSettings): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const issue of settingsSchema.safeParse(settings).error?.issues ?? []) {
    // Where the data lies depends on the engine; see below.
    if (!placeMembers.some((member) => member === issue.path[0])) {
      problems.set(issue.path.join('.'), issueText(issue));
    }
  }
  for (const issue of queryDefaultsSchema.safeParse(settings.queryDefaults ?? {}).error?.issues ?? []) {
    problems.set(['queryDefaults', ...issue.path.slice(0, 1)].join('.'), issueText(issue));
  }
  for (const member of engineOf(settings) === 'duckdb' ? placeMembers : []) {
    const { location } = placeTexts(settings[member]);
    if (location !== '' && !isWholeLocation(location)) {
      problems.set(
        `${member}.location`,
        t('config.problem.relative-path', 'Write the whole path, from the root, or s3:// and a bucket.')
      );
    }
  }
  clustersOf(settings).forEach(({ name, region, vpcId }, position) => {
    if (name === '' && (region || vpcId)) {
      problems.set(`clusters.${position}.name`, t('config.problem.cluster-name', 'Name the cluster.'));
    }
    if (typeof vpcId === 'string' && vpcId !== '' && !/^vpc-[0-9a-f]+$/.test(vpcId)) {
      problems.set(`clusters.${position}.vpcId`, t('config.problem.vpc', 'A VPC ID is written vpc-0123456789abcdef0.'));
    }
  });
  return problems;
}

/** Whether a part of the settings has a problem: its section is then opened. */
export function hasProblemIn(problems: ReadonlyMap<string, string>, member: keyof StoredSettings): boolean {
  return [...problems.keys()].some((path) => path === member || path.startsWith(`${String(member)}.`));
}

interface Issue {
  code?: string;
  expected?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  inclusive?: boolean;
}

function issueText({ code, expected, minimum, maximum, inclusive }: Issue): string {
  switch (code) {
    case 'too_small':
      return inclusive === false
        ? t('config.problem.more-than', 'More than {{minimum}}.', { minimum: Number(minimum) })
        : t('config.problem.at-least', 'At least {{minimum}}.', { minimum: Number(minimum) });
    case 'too_big':
      return t('config.problem.at-most', 'At most {{maximum}}.', { maximum: Number(maximum) });
    case 'invalid_type':
      return expected === 'int'
        ? t('config.problem.whole-number', 'A whole number.')
        : expected === 'number'
          ? t('config.problem.number', 'This is not a number.')
          : t('config.problem.value', 'This value does not fit here.');
    default:
      return t('config.problem.value', 'This value does not fit here.');
  }
}
