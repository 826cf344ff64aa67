/** A small chart of block characters. */

const eighths = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** One column a value, from the highest line to the lowest; the highest value fills its column. */
export function barChart(values: readonly number[], height: number): string[] {
  const highest = Math.max(...values, 0);
  return Array.from({ length: height }, (_, fromTop) => {
    const below = (height - 1 - fromTop) * 8;
    return values
      .map((value) => {
        const filled = highest === 0 ? 0 : Math.round((value / highest) * height * 8) - below;
        // A value above zero is never invisible.
        const visible = below === 0 && value > 0 ? Math.max(1, filled) : filled;
        return eighths[Math.max(0, Math.min(8, visible))] || ' ';
      })
      .join('')
      .trimEnd();
  });
}
