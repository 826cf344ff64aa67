import type { StoredQuery } from './stored-query';
import { interpolateFilter, interpolateFilters } from './template-variables';
import { templatesWith } from './template-double';

const templates = templatesWith({
  ns: ['shop', 'media'],
  tier: ['a', 'b'],
  one: 'data',
  none: [],
  odd: "it's; $x",
  any: { all: '.*' },
  hostile: [`a,b`, `"c"`, `{d}`, `$one`, `\${one}`, `it's`, `a\\b`, `$1 $&`],
});

describe('interpolateFilter', () => {
  const cases: Array<[string, { operator?: string; values: string[] }, { operator: string; values: string[] }]> = [
    ['plain values stay', { operator: '=', values: ['shop'] }, { operator: '=', values: ['shop'] }],
    ['an absent operator is the default', { values: ['shop'] }, { operator: '=', values: ['shop'] }],
    ['one value', { operator: '=', values: ['$one'] }, { operator: '=', values: ['data'] }],
    ['several values', { operator: '=|', values: ['${ns}'] }, { operator: '=|', values: ['shop', 'media'] }],
    ['several values of =', { operator: '=', values: ['$ns'] }, { operator: '=|', values: ['shop', 'media'] }],
    ['several values of !=', { operator: '!=', values: ['$ns'] }, { operator: '!=|', values: ['shop', 'media'] }],
    [
      'values with quotes, commas, braces and dollars',
      { operator: '=|', values: ['$hostile'] },
      { operator: '=|', values: [`a,b`, `"c"`, `{d}`, `$one`, `\${one}`, `it's`, `a\\b`, `$1 $&`] },
    ],
    ['no value', { operator: '=|', values: ['$none'] }, { operator: '=|', values: [] }],
    [
      'two variables in one value',
      { operator: '=|', values: ['$ns-$tier'] },
      { operator: '=|', values: ['shop-a', 'shop-b', 'media-a', 'media-b'] },
    ],
    [
      'the same value twice',
      { operator: '=|', values: ['shop', '$ns'] },
      { operator: '=|', values: ['shop', 'media'] },
    ],
    [
      'a value that looks like a variable',
      { operator: '=', values: ['$odd'] },
      { operator: '=', values: ["it's; $x"] },
    ],
    ['unknown variables stay', { operator: '=', values: ['$nobody'] }, { operator: '=', values: ['$nobody'] }],
    ['regular expressions', { operator: '=~', values: ['$ns-.*'] }, { operator: '=~', values: ['(shop|media)-.*'] }],
    ['All restricts nothing', { operator: '=|', values: ['$any'] }, { operator: '=|', values: [] }],
    ['All beside another value', { operator: '=', values: ['shop', '$any'] }, { operator: '=', values: [] }],
    ['All as a part of a value', { operator: '=', values: ['$any-x'] }, { operator: '=', values: ['.*-x'] }],
    ['All but all', { operator: '!=', values: ['$any'] }, { operator: '!=', values: ['.*'] }],
    ['All as a pattern', { operator: '=~', values: ['$any'] }, { operator: '=~', values: ['.*'] }],
    ['what only looks like All', { operator: '=', values: ['.*'] }, { operator: '=', values: ['.*'] }],
  ];
  it.each(cases)('%s', (_, filter, expected) => {
    const stored = { side: 'source', dimension: 'namespace', ...filter };
    expect(interpolateFilter(stored, templates, {})).toEqual({ side: 'source', dimension: 'namespace', ...expected });
  });

  it('prefers the variables of the panel', () => {
    const filter = { dimension: 'pod', operator: '=', values: ['$one'] };
    const scoped = { one: { text: 'repeated', value: 'repeated' } };
    expect(interpolateFilter(filter, templates, scoped).values).toEqual(['repeated']);
  });
});

describe('interpolateFilters', () => {
  const keys = templatesWith({ keys: ['app', 'team'], ns: 'shop' });

  it('makes a filter of each label that a dimension names', () => {
    const filter = { side: 'source', operator: '=', values: ['$ns'] };
    const query = { refId: 'A', filters: [{ ...filter, dimension: 'label:$keys' }] };
    expect(interpolateFilters(query, keys, {}).filters).toEqual([
      { side: 'source', operator: '=', dimension: 'label:app', values: ['shop'] },
      { side: 'source', operator: '=', dimension: 'label:team', values: ['shop'] },
    ]);
  });

  it('leaves what has another form to the backend, which refuses it', () => {
    const stored: StoredQuery = JSON.parse('{"refId":"A","filters":[{"dimension":"pod"}],"x":1}');
    expect(interpolateFilters(stored, keys, {})).toEqual(stored);
  });
});
