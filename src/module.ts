/** Entry of the front end: what Grafana loads. */
import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { ZoneFlowDataSource } from './datasource';
import { LazyConfigEditor } from './editors/config/lazy-config-editor';
import type { StoredSecrets, StoredSettings } from './editors/config/stored-settings';
import { CheatSheet } from './editors/query/cheat-sheet';
import { QueryEditor } from './editors/query/query-editor';
import pluginJson from './plugin.json';
import type { StoredQuery } from './query/stored-query';

// The editors' texts are looked up while they render: nothing may render before the translations are there.
await initPluginTranslations(pluginJson.id);

export const plugin = new DataSourcePlugin<ZoneFlowDataSource, StoredQuery, StoredSettings, StoredSecrets>(
  ZoneFlowDataSource
)
  .setConfigEditor(LazyConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(CheatSheet);
