/** Keeps one traffic service per data source, replaces it when its settings change and closes what nobody uses. */
import { createHash } from 'node:crypto';
import { ZoneFlowError } from '../errors';
import type { Logger } from '../log';
import type { TrafficService } from '../traffic/service';
import type { PluginContext } from './messages';

/** A data source as Grafana sends it with every call. */
export interface DataSource {
  orgId: number;
  uid: string;
  name: string;
  jsonData: unknown;
  /** Decrypted secrets by key; never to be logged. */
  secrets: ReadonlyMap<string, string>;
  /** What Grafana's own configuration says to its plugins: what the administrator allows of AWS, for one. */
  configuration: ReadonlyMap<string, string>;
}

/** @throws ZoneFlowError, `bad_settings` above all */
export type ServiceFactory = (dataSource: DataSource, log: Logger) => Promise<TrafficService>;

export interface Instances {
  /** Runs work with the service of the call's data source; the service is not closed before the work has ended. */
  use<T>(context: PluginContext | undefined, work: (service: TrafficService) => Promise<T>): Promise<T>;
  closeAll(): Promise<void>;
}

interface Instance {
  version: string;
  service: Promise<TrafficService>;
  users: number;
  lastUsed: number;
  retired: boolean;
}

/** A data source that was deleted sends no word; one that nobody asked for this long is closed. */
const idleMs = 60 * 60 * 1000;

export function createInstances(create: ServiceFactory, log: Logger, now: () => number = Date.now): Instances {
  const instances = new Map<string, Instance>();
  const closing = new Set<Promise<void>>();

  function close(instance: Instance): void {
    const closed = instance.service.then(
      (service) => service.close(),
      () => undefined // it never came to be
    );
    const settled = closed
      .catch((error: unknown) => log.warn('A data source instance did not close cleanly', { error }))
      .finally(() => closing.delete(settled));
    closing.add(settled);
  }

  function retire(key: string, instance: Instance): void {
    if (instances.get(key) === instance) {
      instances.delete(key);
    }
    if (!instance.retired) {
      instance.retired = true;
      if (instance.users === 0) {
        close(instance);
      }
    }
  }

  function current(key: string, version: string, dataSource: () => DataSource): Instance {
    for (const [otherKey, other] of instances) {
      if (other.users === 0 && now() - other.lastUsed > idleMs) {
        retire(otherKey, other);
      }
    }
    const known = instances.get(key);
    if (known !== undefined && known.version === version) {
      return known;
    }
    if (known !== undefined) {
      retire(key, known);
    }
    const service = Promise.resolve().then(() => create(dataSource(), log.with({ dataSource: key })));
    const instance: Instance = { version, service, users: 0, lastUsed: now(), retired: false };
    // Wrong settings are not kept: the next call tries again.
    service.catch(() => retire(key, instance));
    instances.set(key, instance);
    return instance;
  }

  return {
    async use(context, work) {
      const settings = context?.dataSourceInstanceSettings;
      if (context === undefined || settings === undefined) {
        throw new ZoneFlowError('bad_request', 'The call names no data source');
      }
      const key = `${context.orgId}/${settings.uid}`;
      const instance = current(key, versionOf(settings, context.grafanaConfig), () => ({
        orgId: context.orgId,
        uid: settings.uid,
        name: settings.name,
        jsonData: parseJsonData(settings.jsonData),
        secrets: settings.decryptedSecureJsonData,
        configuration: context.grafanaConfig,
      }));
      instance.users += 1;
      try {
        return await work(await instance.service);
      } finally {
        instance.users -= 1;
        instance.lastUsed = now();
        if (instance.retired && instance.users === 0) {
          close(instance);
        }
      }
    },
    async closeAll() {
      for (const [key, instance] of instances) {
        instance.users = 0;
        retire(key, instance);
      }
      await Promise.all(closing);
    },
  };
}

type InstanceSettings = NonNullable<PluginContext['dataSourceInstanceSettings']>;

/** Changes with anything the service is made of; a digest, so that no secret is kept. */
function versionOf(settings: InstanceSettings, configuration: ReadonlyMap<string, string>): string {
  const allowed = [...configuration].filter(([name]) => name.startsWith('AWS_')).sort();
  const digest = createHash('sha256').update(settings.jsonData);
  const rest = [settings.lastUpdatedMs, settings.name, ...settings.decryptedSecureJsonData, allowed];
  digest.update(JSON.stringify(rest));
  return digest.digest('base64');
}

function parseJsonData(bytes: Uint8Array): unknown {
  if (bytes.length === 0) {
    return {};
  }
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new ZoneFlowError('bad_settings', 'The data source’s settings (jsonData) are not JSON', { cause: error });
  }
}
