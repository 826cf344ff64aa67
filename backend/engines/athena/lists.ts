/** What there is to choose from in Athena: catalogs, databases, tables, workgroups. For the config editor. */
import type { AwsCall } from '../../aws/aws-error';
import type { AwsSettings } from '../../aws/aws-settings';
import type { RetryOptions } from '../../aws/retry';
import { AthenaApi } from './api';

export type AthenaList =
  | { of: 'catalogs' }
  | { of: 'workgroups' }
  | { of: 'databases'; catalog: string }
  | { of: 'tables'; catalog: string; database: string };

interface Page {
  names: Array<string | undefined>;
  token: string | undefined;
}

/** Athena lets an account ask for 5 to 10 lists a second: names beyond this many are typed, not chosen. */
const mostPages = 40;

/** Names, sorted. Errors: as every call of AWS, table_missing for a catalog or database that is not there. */
export async function listOfAthena(
  settings: AwsSettings,
  list: AthenaList,
  signal: AbortSignal,
  retry?: RetryOptions
): Promise<string[]> {
  const api = new AthenaApi(settings, retry);
  try {
    const names = new Set<string>();
    let token: string | undefined;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const page = await pageOf(api, list, token, signal);
      page.names.filter((name) => name !== undefined).forEach((name) => names.add(name));
      token = page.token;
      if (!token) {
        break;
      }
    }
    return [...names].sort();
  } finally {
    api.close();
  }
}

async function pageOf(api: AthenaApi, list: AthenaList, token: string | undefined, signal: AbortSignal): Promise<Page> {
  const from = token === undefined ? {} : { NextToken: token };
  const options = { abortSignal: signal };
  const call = (action: string, of?: string): AwsCall => ({
    action: `athena:${action}`,
    ...(of !== undefined && { of }),
  });
  switch (list.of) {
    case 'catalogs': {
      const { DataCatalogsSummary: all = [], NextToken } = await api.call(
        call('ListDataCatalogs'),
        signal,
        (sdk, client) => client.send(new sdk.ListDataCatalogsCommand(from), options)
      );
      return { names: all.map(({ CatalogName }) => CatalogName), token: NextToken };
    }
    case 'workgroups': {
      const { WorkGroups: all = [], NextToken } = await api.call(call('ListWorkGroups'), signal, (sdk, client) =>
        client.send(new sdk.ListWorkGroupsCommand(from), options)
      );
      return { names: all.filter(({ State }) => State !== 'DISABLED').map(({ Name }) => Name), token: NextToken };
    }
    case 'databases': {
      const input = { ...from, CatalogName: list.catalog };
      const { DatabaseList: all = [], NextToken } = await api.call(
        call('ListDatabases', list.catalog),
        signal,
        (sdk, client) => client.send(new sdk.ListDatabasesCommand(input), options)
      );
      return { names: all.map(({ Name }) => Name), token: NextToken };
    }
    case 'tables': {
      const input = { ...from, CatalogName: list.catalog, DatabaseName: list.database };
      const { TableMetadataList: all = [], NextToken } = await api.call(
        call('ListTableMetadata', `${list.catalog}.${list.database}`),
        signal,
        (sdk, client) => client.send(new sdk.ListTableMetadataCommand(input), options)
      );
      return { names: all.map(({ Name }) => Name), token: NextToken };
    }
  }
}
