import { crossingColor, crossZoneColor, sameZoneColor, unknownZoneColor, zoneColor } from './colors';

const zones = Array.from({ length: 6 }, (_, index) => `use1-az${index + 1}`);

/** WCAG 2.2: 3 to 1 is the least contrast of what must be seen to understand a graphic. */
function contrast(one: string, other: string): number {
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((start) => parseInt(color.slice(start, start + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left);
  return (light + 0.05) / (dark + 0.05);
}

test('the six zones of a Region differ from each other, from the greys and from what crosses', () => {
  const colors = [...zones.map(zoneColor), crossZoneColor, sameZoneColor, unknownZoneColor];
  expect(new Set(colors).size).toBe(9);
});

test.each(['#181b1f', '#ffffff'])('every colour can be seen on a panel of %s', (panel) => {
  for (const color of [...zones.map(zoneColor), crossZoneColor, sameZoneColor, unknownZoneColor]) {
    expect(contrast(color, panel)).toBeGreaterThanOrEqual(3);
  }
});

test.each(['use1-az1', 'use1-bos1-az1', 'zone-a', 'ü', '', '99999999999999999999999'])('%s has a colour', (zone) => {
  expect(zoneColor(zone)).toMatch(/^#[0-9a-f]{6}$/);
});

test('an edge goes from grey to red with the share that crosses', () => {
  expect([0, 1, -1, 2].map(crossingColor)).toEqual([sameZoneColor, crossZoneColor, sameZoneColor, crossZoneColor]);
  expect(crossingColor(0.5)).toBe('#b6606e');
});
