/** The one way a value gets into SQL text. Athena parses its execution parameters as expressions, so they bind nothing. */
import { ZoneFlowError } from '../errors';

/** A text literal. NUL cannot be part of any name in Kubernetes or AWS and ends SQL text in some clients: refused. */
export function text(value: string): string {
  if (value.includes('\0')) {
    throw new ZoneFlowError('bad_query', 'A value contains the NUL character', {
      remedy: 'Remove the character; no Kubernetes or AWS name can contain it.',
    });
  }
  return `'${value.replaceAll("'", "''")}'`;
}

/** A BIGINT literal; typed, so that engines do not choose a narrower type for a column of them. */
export function bigint(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new ZoneFlowError('internal', `Not a whole number: ${value}`);
  }
  return `CAST(${value} AS bigint)`;
}

/** An INTEGER in places where no cast is needed (limits, arithmetic). */
export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new ZoneFlowError('internal', `Not a whole number: ${value}`);
  }
  return String(value);
}
