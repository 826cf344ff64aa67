/** An answer as text: a table for people, JSON and CSV for programs. */
import { bytesText, costText } from '../backend/query/shape/quantity';
import type { Answer } from '../backend/traffic/service';

export type Format = 'table' | 'json' | 'csv' | 'frames';
type Cell = string | number | null;

const widestCell = 48;

/** Aligned columns, numbers to the right and readable, then one line of coverage. */
export function tableText(answer: Answer): string {
  const { columns, rows } = answer;
  const cells = [columns, ...rows.map((row) => row.map((cell, index) => cellText(columns[index] ?? '', cell)))];
  const isNumber = columns.map((_, index) => rows.some((row) => typeof row[index] === 'number'));
  const widths = columns.map((_, index) => widest(cells.map((row) => row[index] ?? '')));
  const lines = cells.map((row) =>
    row
      .map((text, index) => (isNumber[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd()
  );
  const [head = '', ...body] = lines;
  const rule = '─'.repeat(Math.max(widest(lines), 1));
  const nothing = columns.includes('event') ? '(no events)' : '(no traffic matches)';
  const shown = rows.length === 0 ? [nothing] : body;
  // Health and events are not of traffic: they have no SQL and nothing to cover.
  const coverage = answer.sql === '' ? [] : ['', coverageText(answer)];
  return `${[head, rule, ...shown, ...coverage].join('\n')}\n`;
}

/** One JSON object with rows (an object each), coverage, statistics and notices. */
export function jsonText({ columns, rows, coverage, stats, notices }: Answer): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
  return `${JSON.stringify({ rows: objects, coverage, stats, notices })}\n`;
}

/** RFC 4180 with a header line. */
export function csvText({ columns, rows }: Answer): string {
  const line = (cells: readonly Cell[]): string => cells.map(csvCell).join(',');
  return `${[columns, ...rows].map(line).join('\r\n')}\r\n`;
}

function coverageText({ coverage }: Answer): string {
  const { bytes, records } = coverage;
  const part = (value: number): string => (bytes === 0 ? '0 %' : `${((value / bytes) * 100).toFixed(1)} %`);
  return [
    `coverage: ${bytesText(bytes)} in ${records.counted.toLocaleString('en-US')} records`,
    `${part(coverage.attributedBytes)} attributed (${part(coverage.ambiguousBytes)} ambiguous)`,
    `${part(coverage.unattributedBytes)} unattributed`,
    `${part(coverage.externalBytes)} external`,
    `${part(coverage.unknownZoneBytes)} of unknown zone`,
    `not counted: ${records.rejected} rejected, ${records.noData} without data, ${records.skipData} skipped`,
  ].join(' · ');
}

function cellText(column: string, cell: Cell): string {
  if (cell === null) {
    return '';
  }
  if (typeof cell === 'string') {
    return cell.length > widestCell ? `${cell.slice(0, widestCell - 1)}…` : cell;
  }
  switch (column) {
    case 'bytes':
      return bytesText(cell);
    case 'cost':
      return costText(cell, 'USD');
    case 'time':
    case 'time_end':
    case 'newest':
      return new Date(cell).toISOString().replace('.000Z', 'Z');
    default:
      return cell.toLocaleString('en-US');
  }
}

/** Not by Math.max of all lengths: a call takes about 120,000 arguments. */
function widest(texts: readonly string[]): number {
  return texts.reduce((length, text) => Math.max(length, text.length), 0);
}

function csvCell(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
