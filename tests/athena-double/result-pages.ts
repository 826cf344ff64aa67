/** GetQueryResults: pages of text whose first row is the header, with the columns on every page. */
import type { Answer, AnswerColumn } from './backend';
import type { Query } from './queries';

const mostRows = 1000;

/** @param token of the page before, null for the first page; the answer is null for a token that is none */
export function resultPage(
  { id, kind, ...query }: Query,
  answer: Answer,
  { token, rows = mostRows }: { token: string | null; rows?: number | undefined }
): Record<string, unknown> | null {
  const begin = token === null ? 0 : beginOf(id, token);
  if (begin === null) {
    return null;
  }
  // The header is a row like any other, and counts.
  const header = kind === 'DML' ? 1 : 0;
  const total = answer.rows.length + header;
  const end = Math.min(begin + rows, total);
  const page = Array.from({ length: Math.max(0, end - begin) }, (_, index) => {
    const row = begin + index - header;
    return row < 0 ? answer.columns.map(({ name }) => name) : (answer.rows[row] ?? []);
  });
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: page.map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
      ResultSetMetadata: { ColumnInfo: answer.columns.map((column) => columnInfo(column, query.catalog)) },
    },
    ...(end < total && { NextToken: tokenOf(id, end) }),
  };
}

function columnInfo({ name, type }: AnswerColumn, catalog: string | null): Record<string, unknown> {
  const [precision, scale] = sizes[type] ?? [0, 0];
  return {
    CatalogName: catalog === null || /^awsdatacatalog$/i.test(catalog) ? 'hive' : catalog,
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: type,
    Precision: precision,
    Scale: scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: type === 'varchar',
  };
}

const sizes: Readonly<Record<string, readonly [number, number]>> = {
  bigint: [19, 0],
  integer: [10, 0],
  double: [17, 0],
  varchar: [2_147_483_647, 0],
};

function tokenOf(id: string, begin: number): string {
  return Buffer.from(`${id}:${begin}`).toString('base64url');
}

function beginOf(id: string, token: string): number | null {
  const [of, begin] = Buffer.from(token, 'base64url').toString().split(':');
  return of === id && /^\d+$/.test(begin ?? '') ? Number(begin) : null;
}
