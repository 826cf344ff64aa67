/** Puts the page in Grafana's place: the services that plugins get from @grafana/runtime, and the settings of the server. */
import { EventBusSrv, type DataSourceApi, type DataSourceInstanceSettings } from '@grafana/data';
import { config, setAppEvents, setBackendSrv, setDataSourceSrv, setEchoSrv, setTemplateSrv } from '@grafana/runtime';
import { createBackendSrv } from './backend-srv';
import { createTemplateSrv } from './template-srv';

export function provideServices(): void {
  setBackendSrv(createBackendSrv());
  setTemplateSrv(createTemplateSrv());
  setAppEvents(new EventBusSrv());
  setEchoSrv({ flush: () => undefined, addBackend: () => undefined, addEvent: () => undefined });
  // As section [aws] of grafana.ini has them by default.
  config.awsAllowedAuthProviders = ['default', 'keys', 'credentials'];
  config.awsAssumeRoleEnabled = true;
}

/** The page has one data source at a time; it is what every reference means. */
export function provideDataSource(settings: DataSourceInstanceSettings, dataSource: DataSourceApi): void {
  setDataSourceSrv({
    get: () => Promise.resolve(dataSource),
    getList: () => [settings],
    getInstanceSettings: () => settings,
    reload: () => undefined,
    registerRuntimeDataSource: () => undefined,
  });
}
