/** A table as Athena's catalog describes it, without a query. */
import type { Column } from '@aws-sdk/client-athena';
import { ZoneFlowError } from '../../errors';
import { shownName } from '../table/identifiers';
import type { TableColumn, TableName, TableSchema } from '../table/sql-client';
import type { AthenaApi } from './api';

/** Null if there is no such table or database. Errors: access_denied, table_missing for a catalog that is not there. */
export async function readTable(
  api: Pick<AthenaApi, 'call'>,
  table: TableName & { catalog: string },
  signal: AbortSignal
): Promise<TableSchema | null> {
  const input = { CatalogName: table.catalog, DatabaseName: table.database, TableName: table.table };
  try {
    const answer = await api.call(
      { action: 'athena:GetTableMetadata', of: shownName(table) },
      signal,
      async (sdk, client) => {
        try {
          return await client.send(new sdk.GetTableMetadataCommand(input), { abortSignal: signal });
        } catch (error) {
          if (isMissing(error)) {
            return null;
          }
          throw error;
        }
      }
    );
    const metadata = answer?.TableMetadata;
    return metadata === undefined
      ? null
      : {
          columns: columnsOf(metadata.Columns),
          partitionKeys: columnsOf(metadata.PartitionKeys),
          properties: metadata.Parameters ?? {},
        };
  } catch (error) {
    throw error instanceof ZoneFlowError && error.code === 'access_denied' && /lake ?formation/i.test(error.message)
      ? new ZoneFlowError('access_denied', error.message, {
          remedy: `Grant DESCRIBE and SELECT on ${shownName(table)} in Lake Formation.`,
          cause: error,
        })
      : error;
  }
}

/** Glue's refusal comes inside one of Athena. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Metadata|InvalidRequest|ResourceNotFound)Exception$/.test(error.name) &&
    /EntityNotFound|(table|database) .*not found/i.test(error.message)
  );
}

function columnsOf(columns: readonly Column[] = []): TableColumn[] {
  return columns.map(({ Name: name = '', Type: type = '' }) => ({ name, type: type.toLowerCase() }));
}
