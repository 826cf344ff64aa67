/** Reads a data source's `jsonData` into settings with every default filled in. */
import { isWholeLocation, settingsSchema, type Settings } from '../src/shared/settings';
import { ZoneFlowError } from './errors';

/** The members of zod's issues that a sentence can be made of. */
interface Issue {
  path: PropertyKey[];
  expected?: string;
  values?: unknown[];
  minimum?: number | bigint;
  maximum?: number | bigint;
  code?: string;
  message?: string;
}

/**
 * Settings of a data source. Its locations must be whole ones: the folder that the plugin runs in is nobody's choice.
 * @throws ZoneFlowError `bad_settings`
 */
export function parseDataSourceSettings(jsonData: unknown): Settings {
  const settings = parseSettings(jsonData);
  for (const member of ['flows', 'history', 'rollup'] as const) {
    const place = settings[member];
    if (place !== undefined && 'location' in place && !isWholeLocation(place.location)) {
      throw new ZoneFlowError('bad_settings', `The setting ${member}.location is the relative path ${place.location}`, {
        remedy: 'Write the whole path of the folder, from the root: /var/lib/zoneflow, for example.',
      });
    }
  }
  return settings;
}

/** @throws ZoneFlowError `bad_settings` with the path of the first wrong member. */
export function parseSettings(jsonData: unknown): Settings {
  const parsed = settingsSchema.safeParse(jsonData);
  if (parsed.success) {
    return parsed.data;
  }
  const issue: Issue | undefined = parsed.error.issues[0];
  const path = issue?.path ?? [];
  const value = valueAt(jsonData, path);
  throw new ZoneFlowError('bad_settings', sentence(path, value, issue), remedyFor(path));
}

function remedyFor([member, ...rest]: readonly PropertyKey[]): { remedy?: string } {
  return rest.length === 0 && (member === 'flows' || member === 'history')
    ? { remedy: `Fill in ${member === 'flows' ? 'Flow logs' : 'Pod history'} in the data source settings.` }
    : {};
}

function sentence(path: PropertyKey[], value: unknown, issue: Issue | undefined): string {
  const name = path.map(String).join('.');
  if (name === '') {
    return 'The data source has no settings';
  }
  if (name === 'flows' || name === 'history') {
    const what = name === 'flows' ? 'flow logs' : 'pod history';
    return `The data source does not know where the ${what} are: the setting ${name} needs a location, or a database and a table`;
  }
  if (value === undefined || value === '') {
    return `The setting ${name} is missing`;
  }
  return `The setting ${name} has a wrong value${wanted(issue)}`;
}

function wanted(issue: Issue | undefined): string {
  if (issue?.values !== undefined) {
    return `: it must be one of ${issue.values.map(String).join(', ')}`;
  }
  if (issue?.minimum !== undefined) {
    return `: it must be at least ${issue.minimum}`;
  }
  if (issue?.maximum !== undefined) {
    return `: it must be at most ${issue.maximum}`;
  }
  if (issue?.code === 'invalid_format') {
    return `: it ${issue.message}`;
  }
  return issue?.expected === undefined ? '' : `: it must be of type ${issue.expected}`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
}
