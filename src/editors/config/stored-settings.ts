/** Data source settings as Grafana stores them (`jsonData`): a new data source has none yet, a provisioned one anything. */
import type { AwsAuthDataSourceJsonData, AwsAuthDataSourceSecureJsonData } from '@grafana/aws-sdk';
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import * as z from 'zod/mini';
import { engineNames, type EngineName, type QueryDefaults, type settingsSchema } from '../../shared/settings';

/** The keys of the AWS connection stand at top level, as other AWS data sources have them. */
export interface StoredSettings extends AwsAuthDataSourceJsonData, Partial<z.input<typeof settingsSchema>> {
  /** What a new query starts with. */
  queryDefaults?: QueryDefaults;
}

/** Written once, never read back by a browser. */
export interface StoredSecrets extends AwsAuthDataSourceSecureJsonData {
  trinoPassword?: string;
}

export type ConfigEditorProps = DataSourcePluginOptionsEditorProps<StoredSettings, StoredSecrets>;

/** What a section of the editor gets: the settings, and a way to change some members of them. */
export interface SectionProps {
  settings: StoredSettings;
  /** What is wrong, by the member's path. */
  problems: ReadonlyMap<string, string>;
  readOnly?: boolean;
  onChange: (members: Partial<StoredSettings>) => void;
}

/** The engine that the settings name, undefined for a name that is none. */
export function engineOf({ engine }: StoredSettings): EngineName | undefined {
  return engine === undefined ? 'duckdb' : engineNames.find((name) => name === engine);
}

/** Members that say where data lies: a location for DuckDB, a table for the other engines. */
export const placeMembers = ['flows', 'history', 'rollup'] as const;
export type PlaceMember = (typeof placeMembers)[number];

/** A place as text fields show it: empty where the settings have nothing, or nothing of that form. */
export function placeTexts(place: unknown): z.infer<typeof placeTextsSchema> {
  return placeTextsSchema.parse(place);
}

/** The named clusters; none if the member is no list. */
export function clustersOf({ clusters }: StoredSettings): NonNullable<StoredSettings['clusters']> {
  return Array.isArray(clusters) ? clusters : [];
}

const text = z.catch(z.string(), '');
const placeTextsSchema = z.catch(z.object({ location: text, database: text, table: text }), {
  location: '',
  database: '',
  table: '',
});
