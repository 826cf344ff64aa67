/** Names that a saved data source knows, as a help while typing: of what its AWS account has, of clusters in its pod history. */
import { getBackendSrv } from '@grafana/runtime';
import * as z from 'zod/mini';

export interface NamesWanted {
  list: 'workgroups' | 'catalogs' | 'databases' | 'tables' | 'clusters';
  catalog?: string;
  /** Of tables. */
  database?: string;
}

const lookBackMs = 30 * 24 * 60 * 60 * 1000;

/** Empty if the data source is not saved yet or may not list: a name can be typed without this help. */
export async function listedNames(datasourceUid: string, wanted: NamesWanted): Promise<string[]> {
  if (wanted.list === 'tables' && wanted.database === '') {
    return [];
  }
  const { path, parameters } = resourceOf(wanted);
  try {
    const url = `/api/datasources/uid/${datasourceUid}/resources/${path}`;
    const answer: unknown = await getBackendSrv().get(url, parameters, undefined, { showErrorAlert: false });
    return z.array(z.string()).parse(answer);
  } catch {
    return [];
  }
}

function resourceOf({ list, ...of }: NamesWanted): { path: string; parameters: Record<string, unknown> } {
  const to = Date.now();
  return list === 'clusters'
    ? { path: 'values', parameters: { dimension: 'cluster', from: to - lookBackMs, to } }
    : { path: list, parameters: of };
}
