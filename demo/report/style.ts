/** Colour for terminals that want it; plain text for everything else. */

export interface Style {
  heading(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** @param wanted false for pipes and wherever NO_COLOR is set (no-color.org). */
export function createStyle(wanted: boolean): Style {
  const paint =
    (open: number, close: number) =>
    (text: string): string =>
      wanted ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { heading: paint(36, 39), strong: paint(1, 22), faint: paint(2, 22), good: paint(32, 39), bad: paint(31, 39) };
}

export function wantsColour(stream: { isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
