import { lastManifest, manifestName, manifestTime, parseManifest, rollupVersion, type DayManifest } from './manifest';

const manifest: DayManifest = {
  version: rollupVersion,
  day: '2026-03-10',
  exchanges: { file: '0a1b.parquet', size: 10 },
  evidence: { file: '0a1b.parquet', size: 20 },
  hours: [
    {
      hour: 1_773_118_800,
      flows: 'f',
      attribution: 'a',
      networks: [],
      fields: { all: ['bytes'], partial: [] },
      not_counted: { rejected: 0, no_data: 0, skip_data: 0 },
    },
  ],
};

test('is read as it was written', () => {
  expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
});

test.each([
  ['of another version', JSON.stringify({ ...manifest, version: rollupVersion + 1 })],
  ['cut off', JSON.stringify(manifest).slice(0, -5)],
  ['that is none', '[]'],
  ['that names a file elsewhere', JSON.stringify({ ...manifest, exchanges: { file: '../../x.parquet', size: 1 } })],
])('a manifest %s counts for nothing', (_name, content) => {
  expect(parseManifest(content)).toBeNull();
});

test('of several manifests the one written last holds; other files are none', () => {
  const [early, late] = [manifestName(999, 'b'), manifestName(1_773_118_800_000, 'a')];
  expect(lastManifest([late, early, 'hours.json', `.${late}.draft`])).toBe(late);
  expect(manifestTime(late)).toBe(1_773_118_800_000);
  expect(lastManifest(['hours.json'])).toBeUndefined();
});
