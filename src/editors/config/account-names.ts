/** Names of what the AWS account of a saved data source has, as a help while typing. */
import { getBackendSrv } from '@grafana/runtime';
import * as z from 'zod/mini';

type AccountList = 'workgroups' | 'catalogs' | 'databases' | 'tables';

export interface NamesWanted {
  list: AccountList;
  catalog?: string;
  /** Of tables. */
  database?: string;
}

/** Empty if the data source is not saved yet or may not list: a name can be typed without this help. */
export async function accountNames(datasourceUid: string, { list, ...of }: NamesWanted): Promise<string[]> {
  if (list === 'tables' && of.database === '') {
    return [];
  }
  try {
    const url = `/api/datasources/uid/${datasourceUid}/resources/${list}`;
    const answer: unknown = await getBackendSrv().get(url, of, undefined, { showErrorAlert: false });
    return z.array(z.string()).parse(answer);
  } catch {
    return [];
  }
}
