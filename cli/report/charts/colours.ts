/** The colours of a report's pictures, as variables of its style sheet: light, dark and print each have their own. */

/** Of the sender at that place, or of all others. */
export function senderColour(place: number | null): string {
  return place === null ? 'var(--rest)' : `var(--sender-${place + 1})`;
}

export const paper = 'var(--paper)';
export const ink = 'var(--ink)';
export const faintInk = 'var(--faint)';
export const hairline = 'var(--line)';
export const zoneColour = 'var(--zone)';
