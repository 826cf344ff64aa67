/** Which row of a frame a data link was clicked on: Grafana says it in different ways to graphs and to tables. */
import type { DataFrame, ScopedVars } from '@grafana/data';

/** Value of the row by the name of its field; undefined if there is no such field. */
export type Row = (name: string) => unknown;

/**
 * Tables say the frame as they show it (sorted, filtered, with columns left out) and the row in it; the node graph says only
 * the value of the field that has the link, which is the row's id in the frame it was given.
 */
export function clickedRow(scopedVars: ScopedVars, given: DataFrame): Row | null {
  const shown = contextOf(scopedVars['__dataContext']?.value);
  if (shown !== null) {
    return rowOf(shown.frame, shown.rowIndex);
  }
  const value: unknown = scopedVars['__value']?.value;
  const id = hasMembers(value) ? value['raw'] : undefined;
  const index = given.fields.find(({ name }) => name === 'id')?.values.indexOf(id) ?? -1;
  return index < 0 ? null : rowOf(given, index);
}

interface FrameLike {
  fields: ReadonlyArray<{ name: string; values: ArrayLike<unknown> }>;
}

function rowOf(frame: FrameLike, index: number): Row {
  return (name) => {
    const field = frame.fields.find((candidate) => candidate.name === name);
    return field === undefined ? undefined : (field.values[index] ?? null);
  };
}

function contextOf(value: unknown): { frame: FrameLike; rowIndex: number } | null {
  if (!hasMembers(value) || typeof value['rowIndex'] !== 'number' || !isFrameLike(value['frame'])) {
    return null;
  }
  return { frame: value['frame'], rowIndex: value['rowIndex'] };
}

function isFrameLike(value: unknown): value is FrameLike {
  return (
    hasMembers(value) &&
    Array.isArray(value['fields']) &&
    value['fields'].every((field: unknown) => hasMembers(field) && typeof field['name'] === 'string')
  );
}

function hasMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
