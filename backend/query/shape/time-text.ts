/** Times and durations as people read them. */

/** `2026-03-10T05:00:00Z` */
export function instantText(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000Z', 'Z');
}

/** The two largest units: `2 h 5 min`, `3 d`, `45 s`. */
export function durationText(seconds: number): string {
  const units: Array<[number, string]> = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([size]) => seconds >= size);
  const shown = first < 0 ? units.slice(-1) : units.slice(first, first + 2);
  let rest = seconds;
  const parts = shown.flatMap(([size, name], position) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 && (position > 0 || shown.length > 1) ? [] : [`${count} ${name}`];
  });
  return parts.join(' ');
}
