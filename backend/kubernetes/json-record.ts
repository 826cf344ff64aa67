/** Follows paths through JSON that others wrote: what is not as expected reads as empty, never throws. */

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is an object, else an empty one, so that a path can be followed without a check at each step. */
export function recordIn(value: JsonRecord, key: string): JsonRecord {
  const member = value[key];
  return isRecord(member) ? member : nothing;
}

/** The objects of a member that is a list; an empty list if it is none. */
export function recordsIn(value: JsonRecord, key: string): JsonRecord[] {
  const member = value[key];
  return Array.isArray(member) ? member.filter(isRecord) : [];
}

export function textIn(value: JsonRecord, key: string): string {
  const member = value[key];
  return typeof member === 'string' ? member : '';
}

const nothing: JsonRecord = {};
