/** Colours of zones and of what crosses them, for graphs: the same in every answer, on dark and light ground. */

/**
 * Six hues that stay apart for the colour-blind, too, by lightness; each with a contrast of at least 3 to 1 with Grafana's
 * dark (#181b1f) and light (#ffffff) panels. Their order keeps the first three, and any three neighbours, well apart.
 */
const zoneColors = ['#1e6bc8', '#c01e9e', '#949a00', '#9d5c11', '#027d57', '#b771f8'] as const;

export const crossZoneColor = '#e02f44';
export const sameZoneColor = '#8c9198';
export const unknownZoneColor = '#656c77';

/**
 * The colour of a zone ID, by nothing but the ID: the number at its end (`use1-az4`) counts through the colours, so that
 * zones of one Region differ, and what stands before it shifts them, so that Regions differ.
 */
export function zoneColor(zone: string): string {
  const [, prefix = zone, number = '0'] = /^(.*?)(\d+)$/.exec(zone) ?? [];
  const shift = [...prefix].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
  return zoneColors[(shift + Number(number.slice(-6))) % zoneColors.length] ?? unknownZoneColor;
}

/** From same-zone grey to cross-zone red, by the share of the bytes between zones (0 to 1). */
export function crossingColor(share: number): string {
  const parts = [1, 3, 5].map((start) => {
    const [from, to] = [sameZoneColor, crossZoneColor].map((color) => parseInt(color.slice(start, start + 2), 16));
    const mixed = (from ?? 0) + ((to ?? 0) - (from ?? 0)) * Math.min(1, Math.max(0, share));
    return Math.round(mixed).toString(16).padStart(2, '0');
  });
  return `#${parts.join('')}`;
}
