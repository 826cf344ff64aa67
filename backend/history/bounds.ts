/** Earliest and next of times, where null means "not known". */

export function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) {
    return a ?? b;
  }
  return a < b ? a : b;
}

/** The first element of a sorted list that is greater than the value, or null. */
export function firstAfter(sorted: readonly number[], value: number): number | null {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) > value) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return sorted[low] ?? null;
}
