/** What Athena's texts become by the types of their columns. */
import type { ColumnInfo } from '@aws-sdk/client-athena';
import { ZoneFlowError } from '../../errors';

export type Value = string | number | boolean | null;

export interface ResultColumn {
  name: string;
  kind: 'whole' | 'number' | 'boolean' | 'text';
}

export function columnsOf(infos: readonly ColumnInfo[]): ResultColumn[] {
  return infos.map(({ Name: name = '', Type: type = '' }) => ({ name, kind: kindOf(type) }));
}

/** Types without their precision, in lower case: `bigint`, `varchar`, `decimal`. */
function kindOf(type: string): ResultColumn['kind'] {
  switch (type.replace(/\(.*$/, '').toLowerCase()) {
    case 'bigint':
    case 'integer':
    case 'int':
    case 'smallint':
    case 'tinyint':
      return 'whole';
    case 'double':
    case 'float':
    case 'real':
    case 'decimal':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'text';
  }
}

/** Errors: engine_failed for a whole number that JavaScript cannot hold. */
export function valueOf(text: string, { name, kind }: ResultColumn): Value {
  switch (kind) {
    case 'whole':
      return safe(Number(text), name);
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'text':
      return text;
  }
}

function safe(value: number, column: string): number {
  if (Number.isSafeInteger(value)) {
    return value;
  }
  throw new ZoneFlowError('engine_failed', `The column ${column} has a number beyond 2^53: ${value}`, {
    remedy: 'Ask for a shorter range.',
  });
}
