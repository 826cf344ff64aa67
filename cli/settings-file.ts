/** A data source's settings from a file: its `jsonData` as JSON, or Grafana's provisioning file, whose variables are filled in. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { ZoneFlowError } from '../backend/errors';

export interface DataSourceFile {
  jsonData: unknown;
  secrets: ReadonlyMap<string, string>;
}

const pluginId = 'zoneflow-ekscrossaz-datasource';

/** @param name of the data source, needed where the file has several of ours. Errors: bad_input. */
export async function readDataSourceFile(
  file: string,
  name: string | undefined,
  environment: NodeJS.ProcessEnv = process.env
): Promise<DataSourceFile> {
  const content = filled(parsed(file, await readText(file)), environment);
  const listed = memberOf(content, 'datasources');
  if (!Array.isArray(listed)) {
    return {
      jsonData: memberOf(content, 'jsonData') ?? content,
      secrets: textsOf(memberOf(content, 'secureJsonData')),
    };
  }
  const ours: unknown[] = listed.filter((one) => memberOf(one, 'type') === pluginId);
  const named = name === undefined ? ours : ours.filter((one) => memberOf(one, 'name') === name);
  const [chosen] = named;
  if (chosen === undefined || named.length > 1) {
    const names = ours.map((one) => String(memberOf(one, 'name'))).join(', ');
    throw new ZoneFlowError('bad_input', `The file ${file} has ${named.length} data sources of the type ${pluginId}`, {
      remedy: ours.length === 0 ? 'Name another file.' : `Choose one with --name: ${names}.`,
    });
  }
  return { jsonData: memberOf(chosen, 'jsonData'), secrets: textsOf(memberOf(chosen, 'secureJsonData')) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ZoneFlowError('bad_input', `The settings ${file} cannot be read`, {
      remedy: 'Name a readable file: the settings as JSON, or a provisioning file of Grafana.',
      cause,
    });
  }
}

/** JSON is YAML as well. What the parser says of the place is kept, not the text there: it may be a secret. */
function parsed(file: string, text: string): unknown {
  try {
    return parse(text, { prettyErrors: false });
  } catch (cause) {
    throw new ZoneFlowError('bad_input', `The settings ${file} are neither JSON nor YAML`, {
      remedy: 'Correct the file.',
      cause,
    });
  }
}

/** As Grafana fills provisioning files: `$NAME`, `${NAME}`, and `$$` for a dollar sign. */
function filled(value: unknown, environment: NodeJS.ProcessEnv): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\$|\$\{(\w+)\}|\$(\w+)/g, (whole: string, braced?: string, bare?: string) =>
      whole === '$$' ? '$' : (environment[braced ?? bare ?? ''] ?? '')
    );
  }
  if (Array.isArray(value)) {
    return value.map((one: unknown) => filled(one, environment));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member, environment)]))
    : value;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textsOf(value: unknown): Map<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new Map(entries.map(([key, text]) => [key, String(text)]));
}
