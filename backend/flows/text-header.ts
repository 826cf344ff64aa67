/** The header line of a text flow log: which fields its lines have, in which order. */
import { flowFieldNames, flowFields, type FlowField } from './fields';

/** Column names as they stand in Parquet (underscores), or null if the line is no header of a flow log. */
export function parseTextHeader(line: string): string[] | null {
  const columns = line.trim().split(' ').map(columnNameOf);
  const known = columns.filter((column) => telling.has(column));
  const distinct = new Set(columns).size === columns.length;
  return known.length >= 2 && distinct && columns.every((column) => /^[a-z][a-z0-9_]*$/.test(column)) ? columns : null;
}

/** The one form of a field's name: AWS writes hyphens in text and underscores in Parquet. */
export function columnNameOf(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}

export function isFlowField(column: string): column is FlowField {
  return Object.hasOwn(flowFields, column);
}

/**
 * True if a line has a value for each column and numbers where numbers belong; such lines can be read. AWS percent-encodes
 * what could hold a space or anything beyond ASCII (VPC user guide, tag fields).
 */
export function isWholeLine(line: string, columns: readonly string[]): boolean {
  const values = line.split(' ');
  return (
    values.length === columns.length &&
    /^[\x20-\x7e]*$/.test(line) &&
    columns.every((column, index) => !isNumberField(column) || /^(-|\d{1,18})$/.test(values[index] ?? ''))
  );
}

/** True if a last line without line end may be taken as whole: it has every column, and no cut word at its end. */
export function isWholeLastLine(line: string, columns: readonly string[]): boolean {
  const last = columns.at(-1) ?? '';
  const words = closedValues[last];
  const value = line.split(' ').at(-1) ?? '';
  return isWholeLine(line, columns) && value !== '' && (words === undefined || words.includes(value));
}

const closedValues: Partial<Record<string, readonly string[]>> = {
  action: ['ACCEPT', 'REJECT', '-'],
  log_status: ['OK', 'NODATA', 'SKIPDATA'],
  flow_direction: ['ingress', 'egress', '-'],
};

const telling = new Set<string>([...flowFieldNames, 'srcaddr', 'dstaddr', 'version', 'tcp_flags', 'type']);

function isNumberField(column: string): boolean {
  return isFlowField(column) && flowFields[column] === 'number';
}
