/** The data sources of the browser tests' host, stored in memory as Grafana stores them: secrets go in and never come out. */
import { z } from 'zod';
import type { StoredDataSource } from '../../../demo/backend/plugin-client';

const changes = z.object({
  jsonData: z.record(z.string(), z.unknown()),
  secureJsonData: z.record(z.string(), z.string()).default({}),
});

/** What a person's browser may see of a data source. */
interface ShownDataSource {
  uid: string;
  name: string;
  jsonData: Record<string, unknown>;
  secureJsonFields: Record<string, boolean>;
  version: number;
}

export class DataSources {
  private readonly stored = new Map<string, Required<StoredDataSource>>();

  /** @param demo settings of the data source `demo`; every other one begins without any */
  constructor(demo: Record<string, unknown>) {
    this.get('demo').jsonData = demo;
  }

  get(uid: string): Required<StoredDataSource> {
    const known = this.stored.get(uid);
    if (known !== undefined) {
      return known;
    }
    const fresh = { uid, name: 'ZoneFlow', jsonData: {}, secureJsonData: {}, updated: 1 };
    this.stored.set(uid, fresh);
    return fresh;
  }

  shown(uid: string): ShownDataSource {
    const { name, jsonData, secureJsonData, updated: version } = this.get(uid);
    const secureJsonFields = Object.fromEntries(Object.keys(secureJsonData).map((secret) => [secret, true]));
    return { uid, name, jsonData, secureJsonFields, version };
  }

  /** @throws ZodError if the body is not what Grafana's own page sends */
  save(uid: string, body: unknown): void {
    const source = this.get(uid);
    const { jsonData, secureJsonData } = changes.parse(body);
    source.jsonData = jsonData;
    source.secureJsonData = { ...source.secureJsonData, ...secureJsonData };
    source.updated += 1;
  }
}
