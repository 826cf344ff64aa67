/** The page in Grafana's place: loads the plugin and shows one of its editors, `?screen=config|query|variable|annotation`. */
import {
  CoreApp,
  createTheme,
  DataSourcePluginContextProvider,
  ThemeContext,
  type DataQuery,
  type DataSourceApi,
  type DataSourcePlugin,
} from '@grafana/data';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { AnnotationScreen } from './annotation-screen';
import { ConfigScreen } from './config-screen';
import { createDataSource, instanceSettings, readDataSource } from './data-source';
import { provideServices } from './grafana-services';
import { hostSettings } from './host-settings';
import { loadPlugin } from './plugin-module';
import { QueryScreen } from './query-screen';
import { VariableScreen } from './variable-screen';

provideServices();
const parameters = new URLSearchParams(window.location.search);
const [plugin, source] = await Promise.all([
  loadPlugin(`/public/plugins/${hostSettings.pluginId}/module.js`),
  readDataSource(parameters.get('uid') ?? 'demo'),
]);

function screenOf(loaded: DataSourcePlugin<DataSourceApi>): React.JSX.Element {
  switch (parameters.get('screen')) {
    case 'config':
      return <ConfigScreen plugin={loaded} source={source} readOnly={parameters.has('readOnly')} />;
    case 'variable':
      return <VariableScreen dataSource={createDataSource(loaded, source)} />;
    case 'annotation':
      return <AnnotationScreen dataSource={createDataSource(loaded, source)} />;
    case 'query': {
      const stored = JSON.parse(parameters.get('query') ?? 'null') as Partial<DataQuery> | null;
      const app = parameters.get('app') === CoreApp.Explore ? CoreApp.Explore : CoreApp.PanelEditor;
      return <QueryScreen dataSource={createDataSource(loaded, source)} stored={stored ?? undefined} app={app} />;
    }
    default:
      return <p>There is no such screen</p>;
  }
}

/** From here until an input takes the keyboard is what a person waits for when a panel is opened. */
performance.mark('opened');
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <ThemeContext.Provider
      value={createTheme({ colors: { mode: parameters.get('theme') === 'light' ? 'light' : 'dark' } })}
    >
      <GlobalStyles />
      <PortalContainer />
      <DataSourcePluginContextProvider instanceSettings={instanceSettings(source)}>
        {screenOf(plugin)}
      </DataSourcePluginContextProvider>
    </ThemeContext.Provider>
  );
}
const watch = () => {
  if (document.querySelector('section input:enabled') === null) {
    requestAnimationFrame(watch);
  } else {
    performance.measure('interactive', 'opened');
  }
};
watch();
