import { noCoverage, type Coverage } from '../../shared/coverage';
import { coverageParts, hasGap } from './coverage-parts';

const whole: Coverage = { ...noCoverage, bytes: 1000, attributedBytes: 1000 };

describe('coverageParts', () => {
  it('names only what there is', () => {
    expect(coverageParts(whole).map(({ key, amount }) => [key, amount])).toEqual([['attributed', '100 %, 1000 B']]);
    expect(coverageParts(noCoverage).map(({ key }) => key)).toEqual(['attributed']);
  });

  it('every gap comes with a remedy', () => {
    const everything: Coverage = {
      bytes: 1000,
      attributedBytes: 700,
      ambiguousBytes: 100,
      unattributedBytes: 200,
      externalBytes: 100,
      unknownZoneBytes: 300,
      records: { counted: 9, rejected: 1, noData: 2, skipData: 3 },
      incompleteSince: 1_773_118_800_000,
    };
    const parts = coverageParts(everything);
    expect(parts.map(({ key }) => key)).toEqual([
      'attributed',
      'ambiguous',
      'unattributed',
      'external',
      'unknown-zone',
      'rejected',
      'no-data',
      'skipped',
      'incomplete',
    ]);
    parts.filter(({ isGap }) => isGap).forEach(({ remedy }) => expect(remedy).toBeDefined());
    expect(parts.at(-1)?.amount).toBe('since 2026-03-10T05:00:00.000Z');
  });
});

describe('hasGap', () => {
  const cases: Array<[string, Partial<Coverage>, boolean]> = [
    ['everything known', {}, false],
    ['little unattributed', { unattributedBytes: 50 }, false],
    ['much unattributed', { unattributedBytes: 51 }, true],
    ['all external, and so of unknown zone', { externalBytes: 900, unknownZoneBytes: 900 }, false],
    ['unknown zones inside', { externalBytes: 100, unknownZoneBytes: 200 }, true],
    ['much ambiguous', { ambiguousBytes: 51 }, true],
    ['lost records', { records: { ...noCoverage.records, skipData: 1 } }, true],
    ['refused traffic', { records: { ...noCoverage.records, rejected: 5, noData: 5 } }, false],
    ['the end not there yet', { incompleteSince: 1 }, true],
  ];
  it.each(cases)('%s', (_, part, expected) => {
    expect(hasGap({ ...whole, ...part })).toBe(expected);
  });
});
