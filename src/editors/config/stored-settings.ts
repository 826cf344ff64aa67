/** Data source settings as Grafana stores them (`jsonData`): a new data source has none yet. */
import type { DataSourceJsonData } from '@grafana/data';
import type * as z from 'zod/mini';
import type { settingsSchema } from '../../shared/settings';

export interface StoredSettings extends DataSourceJsonData, Partial<z.input<typeof settingsSchema>> {}

/** Where flow logs or pod history lie, empty if the settings name a table instead or nothing yet. */
export function locationOf(place: StoredSettings['flows']): string {
  return place && 'location' in place ? place.location : '';
}
