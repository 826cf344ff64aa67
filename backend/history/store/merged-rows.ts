/** SQL (DuckDB, Trino, Athena) that makes one row of the several that files and days hold of one pod or node. Pure. */
import type { Merge } from './tables';

/** The value of a column over the rows of one thing; `value` where it is not simply the column. */
export function mergedValue(merge: Merge, name: string, value = `"${name}"`): string {
  switch (merge) {
    case 'key':
      return value;
    case 'newest':
      return `max_by(${value}, last_seen)`;
    case 'min':
      return `min(${value})`;
    case 'max':
      return `max(${value})`;
    case 'end':
      // Of two sights of one second, the one that tells the end: twice the second, and one more if it does.
      return `CASE WHEN max(uid) = '' THEN max_by(${value}, 2 * last_seen + CASE WHEN ${value} IS NULL THEN 0 ELSE 1 END) ELSE min(${value}) END`;
  }
}
