/** How wide a column of Grafana's table must be, so that its name is not cut off. */

/** Pixels: the name in the table's own font with its padding, room for numbers, and no more than leaves room for others. */
const width = { ofLetter: 8.2, ofPadding: 14, least: 84, most: 420 };

/** The least width for a column of that name; without one, Grafana gives every column 150 and cuts longer names. */
export function columnWidth(name: string): number {
  return Math.min(width.most, Math.max(width.least, Math.ceil(name.length * width.ofLetter) + width.ofPadding));
}
