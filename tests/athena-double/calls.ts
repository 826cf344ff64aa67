/** Athena's actions that the double knows, each from its input to its answer. */
import * as z from 'zod/mini';
import type { Backend } from './backend';
import { CallError, invalid } from './call-error';
import { describeQuery, describeRuntime } from './describe-query';
import type { Query } from './queries';
import { resultPage } from './result-pages';
import { getWorkgroup, startQuery, type StartContext } from './start-query';

export interface CallContext extends StartContext {
  backend: Backend;
}

type Handler = (input: unknown, context: CallContext) => Record<string, unknown> | Promise<Record<string, unknown>>;

export const handlers: Readonly<Record<string, Handler>> = {
  StartQueryExecution: startQuery,
  GetQueryExecution: (input, { queries }) => {
    const query = queryOf(input, queries.all);
    query.attended = Date.now();
    return { QueryExecution: describeQuery(query) };
  },
  BatchGetQueryExecution(input, { queries }) {
    const { QueryExecutionIds: ids } = parsed(z.object({ QueryExecutionIds: z.array(z.string()) }), input);
    if (ids.length === 0 || ids.length > 50) {
      throw invalid('1 validation error detected: queryExecutionIds must have between 1 and 50 members');
    }
    const found = ids.flatMap((id) => queries.all.get(id) ?? []);
    found.forEach((query) => (query.attended = Date.now()));
    return {
      QueryExecutions: found.map(describeQuery),
      UnprocessedQueryExecutionIds: ids
        .filter((id) => !queries.all.has(id))
        .map((id) => ({ QueryExecutionId: id, ErrorCode: 'INVALID_INPUT', ErrorMessage: notFound(id) })),
    };
  },
  GetQueryResults(input, { queries }) {
    const query = queryOf(input, queries.all);
    const page = parsed(pageSchema, input);
    const answer = finished(query);
    const result = resultPage(query, answer, { token: page.NextToken ?? null, rows: page.MaxResults });
    if (result === null) {
      throw invalid('Invalid next token');
    }
    return result;
  },
  GetQueryRuntimeStatistics: (input, { queries }) => ({
    QueryRuntimeStatistics: describeRuntime(queryOf(input, queries.all)),
  }),
  StopQueryExecution(input, { queries }) {
    queries.stop(queryOf(input, queries.all));
    return {};
  },
  GetWorkGroup: (input, { workgroups }) =>
    getWorkgroup(parsed(z.object({ WorkGroup: z.string() }), input).WorkGroup, workgroups),
  ListWorkGroups: (_, { workgroups }) => ({
    WorkGroups: [...workgroups.values()].map(({ name, enabled }) => ({
      Name: name,
      State: enabled ? 'ENABLED' : 'DISABLED',
    })),
  }),
  ListDataCatalogs: () => ({ DataCatalogsSummary: [{ CatalogName: 'AwsDataCatalog', Type: 'GLUE' }] }),
  async ListDatabases(input, { backend }) {
    knownCatalog(input);
    return { DatabaseList: (await backend.databases()).map((name) => ({ Name: name })) };
  },
  async ListTableMetadata(input, { backend }) {
    knownCatalog(input);
    const { DatabaseName, Expression } = parsed(listSchema, input);
    const database = await existingDatabase(DatabaseName, backend);
    const pattern = Expression === undefined ? null : new RegExp(Expression);
    const names = (await backend.tableNames(database)).filter((name) => pattern?.test(name) ?? true);
    const tables = await Promise.all(names.map((name) => backend.table(database, name)));
    return { TableMetadataList: tables.filter((table) => table !== null) };
  },
  async GetTableMetadata(input, { backend }) {
    knownCatalog(input);
    const { DatabaseName, TableName } = parsed(tableSchema, input);
    const database = await existingDatabase(DatabaseName, backend);
    const table = await backend.table(database, TableName.toLowerCase());
    if (table === null) {
      throw entityNotFound();
    }
    return { TableMetadata: table };
  },
};

const idSchema = z.object({ QueryExecutionId: z.string() });
const pageSchema = z.object({
  NextToken: z.optional(z.string()),
  MaxResults: z.optional(z.int().check(z.minimum(1), z.maximum(1000))),
});
const catalogSchema = z.object({ CatalogName: z.string() });
const listSchema = z.object({ DatabaseName: z.string(), Expression: z.optional(z.string()) });
const tableSchema = z.object({ DatabaseName: z.string(), TableName: z.string() });

function parsed<Output>(schema: z.ZodMiniType<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(`1 validation error detected: ${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  return result.data;
}

function queryOf(input: unknown, queries: ReadonlyMap<string, Query>): Query {
  const { QueryExecutionId: id } = parsed(idSchema, input);
  const query = queries.get(id);
  if (query === undefined) {
    throw invalid(notFound(id));
  }
  return query;
}

function notFound(id: string): string {
  return `QueryExecution ${id} was not found`;
}

function finished({ state, answer, failure }: Query): NonNullable<Query['answer']> {
  if (state === 'QUEUED' || state === 'RUNNING') {
    throw invalid(`Query has not yet finished. Current state: ${state}`, 'QUERY_NOT_FINISHED');
  }
  if (answer === null) {
    throw invalid(`Query did not finish successfully. Final query state: ${state}. ${failure?.message ?? ''}`.trim());
  }
  return answer;
}

function knownCatalog(input: unknown): void {
  const { CatalogName } = parsed(catalogSchema, input);
  if (!/^awsdatacatalog$/i.test(CatalogName)) {
    throw new CallError('InvalidRequestException', `DataCatalog ${CatalogName} was not found`);
  }
}

/** Glue keeps names in small letters. */
async function existingDatabase(database: string, backend: Backend): Promise<string> {
  const name = database.toLowerCase();
  if (!(await backend.databases()).includes(name)) {
    throw entityNotFound();
  }
  return name;
}

function entityNotFound(): CallError {
  return new CallError('MetadataException', 'EntityNotFoundException: Entity Not Found');
}
