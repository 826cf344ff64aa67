/** Settings of a data source as Grafana hands them to tests. */
import { type DataSourceInstanceSettings, PluginType } from '@grafana/data';
import pluginJson from '../../plugin.json';
import type { StoredSettings } from './stored-settings';

export const dataSourceSettings: DataSourceInstanceSettings<StoredSettings> = {
  id: 1,
  uid: 'zoneflow',
  type: pluginJson.id,
  name: 'ZoneFlow',
  access: 'proxy',
  readOnly: false,
  jsonData: {},
  meta: {
    id: pluginJson.id,
    name: pluginJson.name,
    type: PluginType.datasource,
    module: '',
    baseUrl: '',
    info: { ...pluginJson.info, screenshots: [] },
  },
};
