/** Names of clusters in the pod history of a saved data source, as a help while typing. */
import { getBackendSrv } from '@grafana/runtime';
import * as z from 'zod/mini';

const lookBackMs = 30 * 24 * 60 * 60 * 1000;

/** Empty if the data source is not saved yet or cannot answer: a name can be typed without this help. */
export async function clusterNames(datasourceUid: string): Promise<string[]> {
  const to = Date.now();
  try {
    const answer: unknown = await getBackendSrv().get(
      `/api/datasources/uid/${datasourceUid}/resources/values`,
      { dimension: 'cluster', from: to - lookBackMs, to },
      undefined,
      { showErrorAlert: false }
    );
    return z.array(z.string()).parse(answer);
  } catch {
    return [];
  }
}
