/** One data source of the server, as Grafana hands it to the plugin: its settings, and an instance of the plugin's class. */
import {
  PluginType,
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourcePlugin,
  type DataSourceSettings,
} from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { z } from 'zod';
import { provideDataSource } from './grafana-services';
import pluginJson from '../../../src/plugin.json';

const shown = z.object({
  uid: z.string(),
  name: z.string(),
  jsonData: z.record(z.string(), z.unknown()),
  secureJsonFields: z.record(z.string(), z.boolean()),
  version: z.number(),
});

export type ShownDataSource = z.infer<typeof shown>;

export async function readDataSource(uid: string): Promise<ShownDataSource> {
  return shown.parse(await getBackendSrv().get<unknown>(`/api/datasources/uid/${uid}`));
}

/** What the settings page edits. */
export function editedSettings(source: ShownDataSource): DataSourceSettings<object, object> {
  return {
    id: 1,
    orgId: 1,
    type: pluginJson.id,
    typeName: pluginJson.name,
    typeLogoUrl: '',
    access: 'proxy',
    url: '',
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    isDefault: false,
    readOnly: false,
    withCredentials: false,
    ...source,
    secureJsonData: {},
  };
}

/** What the plugin's class and its editors know of their data source. */
export function instanceSettings(source: ShownDataSource): DataSourceInstanceSettings<object> {
  return {
    id: 1,
    uid: source.uid,
    name: source.name,
    type: pluginJson.id,
    access: 'proxy',
    readOnly: false,
    jsonData: source.jsonData,
    meta: {
      id: pluginJson.id,
      name: pluginJson.name,
      type: PluginType.datasource,
      module: '',
      baseUrl: '',
      info: { ...pluginJson.info, screenshots: [] },
    },
  };
}

/** An instance of the plugin's class; from then on it is the page's one data source. */
export function createDataSource(plugin: DataSourcePlugin<DataSourceApi>, source: ShownDataSource): DataSourceApi {
  const settings = instanceSettings(source);
  const { DataSourceClass, components, meta } = plugin;
  const instance: DataSourceApi = new DataSourceClass(settings);
  // As Grafana's own loader does.
  instance.components = components;
  instance.meta = meta ?? settings.meta;
  provideDataSource(settings, instance);
  return instance;
}
