/** The objects that Athena leaves in the output location, byte for byte as it writes them. */
import type { Answer } from './backend';

/** Every value in quotes, quotes doubled; NULL is nothing at all between the commas; lines end with `\n`. */
export function csvOf({ columns, rows }: Pick<Answer, 'columns' | 'rows'>): string {
  const lines = [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(quoted).join(',')}\n`);
  return lines.join('');
}

/** Statements that are no queries (SHOW, DESCRIBE): no header, no quotes, tabs between values. */
export function textOf({ rows }: Pick<Answer, 'rows'>): string {
  return rows.map((row) => `${row.map((value) => value ?? '').join('\t')}\n`).join('');
}

/** Athena's own format is not documented, so nothing but its presence may be relied on. */
export function metadataOf({ columns }: Pick<Answer, 'columns'>): Buffer {
  return Buffer.from(columns.map(({ name, type }) => `\n${name}\u0012${type}`).join(''));
}

function quoted(value: string | null): string {
  return value === null ? '' : `"${value.replaceAll('"', '""')}"`;
}
