import type { Answer } from '../backend/traffic/service';
import { csvText, jsonText, tableText } from './print-answer';

function answer(columns: string[], rows: Answer['rows']): Answer {
  return {
    columns,
    rows,
    coverage: {
      bytes: 2048,
      attributedBytes: 1024,
      unattributedBytes: 512,
      ambiguousBytes: 256,
      unknownZoneBytes: 0,
      externalBytes: 512,
      records: { counted: 1234, rejected: 1, noData: 2, skipData: 3 },
      incompleteSince: null,
    },
    stats: { engineMs: 1, queueMs: 2, scannedBytes: 3, scanPrice: 0 },
    notices: [],
    sql: 'SELECT 1',
  };
}

describe('table', () => {
  test('texts to the left, numbers to the right, quantities readable', () => {
    const text = tableText(
      answer(
        ['time', 'source_pod', 'bytes', 'flows', 'cost'],
        [
          [1_773_118_800_000, 'web-1', 1536, 1_234_567, 0.5],
          [1_773_118_860_500, 'a-much-longer-name', 0, 1, 0],
        ]
      )
    );
    expect(text.split('\n').slice(0, 4)).toEqual([
      '                    time  source_pod             bytes      flows   cost',
      '────────────────────────────────────────────────────────────────────────',
      '    2026-03-10T05:00:00Z  web-1               1.50 KiB  1,234,567  $0.50',
      '2026-03-10T05:01:00.500Z  a-much-longer-name       0 B          1  $0.00',
    ]);
  });

  test('the coverage is one line', () => {
    expect(
      tableText(answer(['bytes'], [[2048]]))
        .split('\n')
        .slice(-3)
    ).toEqual([
      '',
      'coverage: 2.00 KiB in 1,234 records · 50.0 % attributed (12.5 % ambiguous) · 25.0 % unattributed · 25.0 % external · 0.0 % of unknown zone · not counted: 1 rejected, 2 without data, 3 skipped',
      '',
    ]);
  });

  test('an empty answer says so', () => {
    expect(
      tableText(answer(['source_pod', 'bytes'], []))
        .split('\n')
        .slice(0, 3)
    ).toEqual(['source_pod  bytes', '─────────────────', '(no traffic matches)']);
  });

  test('long texts are cut, cells without a value are empty', () => {
    const [, , row] = tableText(answer(['a', 'b'], [['x'.repeat(100), null]])).split('\n');
    expect(row).toBe(`${'x'.repeat(47)}…`);
  });

  test('freshness has no coverage', () => {
    expect(tableText({ ...answer(['source'], [['flows']]), sql: '' })).toBe('source\n──────\nflows\n');
  });

  test('a quarter of a million rows', () => {
    const rows = Array.from({ length: 250_000 }, (_, index): Answer['rows'][number] => [`pod-${index}`]);
    expect(tableText(answer(['source_pod'], rows)).split('\n')).toHaveLength(250_005);
  });
});

describe('csv', () => {
  test('quotes what needs it, and nothing else', () => {
    const rows: Answer['rows'] = [['plain', 'a,b', 'say "x"', 'two\nlines', 'cr\r', ' space ', null, 0.1]];
    expect(csvText(answer(['a', 'label:x,"y"'], rows))).toBe(
      'a,"label:x,""y"""\r\nplain,"a,b","say ""x""","two\nlines","cr\r", space ,,0.1\r\n'
    );
  });

  test('an empty answer is its header line', () => {
    expect(csvText(answer(['source_pod', 'bytes'], []))).toBe('source_pod,bytes\r\n');
  });
});

describe('json', () => {
  test('is one line with an object a row', () => {
    const text = jsonText(answer(['source_label:__proto__', 'bytes'], [['"\u2028', null]]));
    expect(text.indexOf('\n')).toBe(text.length - 1);
    expect(JSON.parse(text)).toMatchObject({
      rows: [{ 'source_label:__proto__': '"\u2028', bytes: null }],
      stats: { scannedBytes: 3 },
    });
  });

  test('an empty answer has no rows', () => {
    expect(JSON.parse(jsonText(answer(['bytes'], [])))).toMatchObject({ rows: [], coverage: { bytes: 2048 } });
  });
});
