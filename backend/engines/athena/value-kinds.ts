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
      return wholeOf(text, name);
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'text':
      return text;
  }
}

function wholeOf(text: string, column: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) {
    return value;
  }
  const what = Number.isNaN(value) ? 'a value that is no number' : 'a number beyond 2^53';
  throw new ZoneFlowError('engine_failed', `The column ${column} has ${what}: ${text}`, {
    remedy: 'Ask for a shorter range.',
  });
}
