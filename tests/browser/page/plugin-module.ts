/** Loads the built plugin as Grafana does: an AMD module whose dependencies are the host's own libraries. */
import { DataSourcePlugin, type DataSourceApi } from '@grafana/data';
import { externals } from 'plugin-externals';

type Factory = (...dependencies: unknown[]) => unknown;

declare global {
  interface Window {
    define: (names: string[], factory: Factory) => void;
  }
}

/** @param url of module.js; its lazy parts are looked for beside it */
export async function loadPlugin(url: string): Promise<DataSourcePlugin<DataSourceApi>> {
  const { names, factory } = await defined(url);
  const uri = new URL(url, window.location.href).href;
  const dependencies = names.map((name) => {
    const dependency = name === 'module' ? { uri } : externals[name];
    if (dependency === undefined) {
      throw new Error(`The plugin asks for ${name}, which the page was not built with`);
    }
    return dependency;
  });
  // A module with top-level await is a promise of its exports.
  const exports: unknown = await factory(...dependencies);
  if (typeof exports !== 'object' || exports === null || !('plugin' in exports)) {
    throw new Error(`${url} exports no plugin`);
  }
  if (!isDataSourcePlugin(exports.plugin)) {
    throw new Error(`${url} exports something else than a data source plugin of this page's @grafana/data`);
  }
  return exports.plugin;
}

function isDataSourcePlugin(value: unknown): value is DataSourcePlugin<DataSourceApi> {
  return value instanceof DataSourcePlugin;
}

function defined(url: string): Promise<{ names: string[]; factory: Factory }> {
  return new Promise((resolve, reject) => {
    window.define = (names, factory) => resolve({ names, factory });
    const script = document.createElement('script');
    script.src = url;
    script.onerror = () => reject(new Error(`${url} cannot be loaded`));
    document.head.append(script);
  });
}
