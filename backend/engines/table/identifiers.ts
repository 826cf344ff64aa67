/** Names of tables and columns as SQL text. */
import type { TableName } from './sql-client';

/** Always quoted: names may hold hyphens (`aws-region`) or be reserved words (`end`). */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function qualified({ catalog, database, table }: TableName): string {
  return [...(catalog === undefined ? [] : [catalog]), database, table].map(identifier).join('.');
}

/** A table's name for a message. */
export function shownName({ catalog, database, table }: TableName): string {
  return [...(catalog === undefined ? [] : [catalog]), database, table].join('.');
}
