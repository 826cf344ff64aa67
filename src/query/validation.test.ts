import { isValid, problemsOf } from './validation';
import type { StoredQuery } from './stored-query';

describe('problemsOf', () => {
  it('finds none in an empty query', () => {
    expect(isValid(problemsOf({ refId: 'A' }))).toBe(true);
  });

  const members: Array<[string, Partial<StoredQuery>, RegExp]> = [
    ['limit', { limit: 1.5 }, /whole number/],
    ['limit', { limit: Number.NaN }, /whole number/],
    ['limit', { limit: 1_000_001 }, /1,000,000/],
    ['groupBy', { groupBy: Array.from({ length: 17 }, () => 'zone' as const) }, /at most 16/],
    ['groupBy', { groupBy: JSON.parse('"zone"') }, /A list of/],
    ['targetGroupBy', { targetGroupBy: ['label:'] }, /“label:” is no dimension/],
  ];
  it.each(members)('%s: %j', (member, query, message) => {
    const problems = problemsOf({ refId: 'A', ...query });
    expect([...problems.members.keys()]).toEqual([member]);
    expect(problems.members.get(member)).toMatch(message);
    expect(isValid(problems)).toBe(false);
  });

  it('names the filter that is wrong by its position', () => {
    const problems = problemsOf({
      refId: 'A',
      filters: [
        { dimension: 'namespace', values: ['shop'] },
        { dimension: 'namespace', values: [] },
        { dimension: 'colour', values: ['red'] },
        { dimension: 'pod', operator: '<', values: ['red'] },
      ],
    });
    expect([...problems.filters.keys()].sort()).toEqual([1, 2, 3]);
    expect(problems.filters.get(1)).toMatch(/value/);
    expect(problems.filters.get(2)).toMatch(/dimension/);
    expect(problems.filters.get(3)).toMatch(/operator/);
  });

  it.each([
    ['(', /no regular expression/],
    ['shop(?=-)', /Look-around/],
    ['a'.repeat(10_001), /10,000 characters/],
  ])('refuses the pattern %.10s…', (pattern, message) => {
    const filters = [{ dimension: 'pod', operator: '!~', values: ['fine.*', pattern] }];
    expect(problemsOf({ refId: 'A', queryType: 'table', filters }).filters.get(0)).toMatch(message);
  });

  it('survives stored queries of any form', () => {
    const stored: StoredQuery[] = [
      JSON.parse('{"refId":"A","filters":"namespace=shop"}'),
      JSON.parse('{"refId":"A","queryType":"sankey","filters":{"0":1},"groupBy":null,"limit":"50","rate":"yes"}'),
      JSON.parse('{"refId":"A","filters":[null,5,{"dimension":["pod"],"values":[7]}]}'),
    ];
    expect(stored.map((query) => [...problemsOf(query).members.keys()].sort())).toEqual([
      ['filters'],
      ['filters', 'groupBy', 'limit', 'queryType', 'rate'],
      [],
    ]);
    expect(stored.map((query) => problemsOf(query).filters.size)).toEqual([0, 0, 3]);
  });
});

describe('problemsOf with variables', () => {
  const query: StoredQuery = {
    refId: 'A',
    queryType: 'timeseries',
    groupBy: ['$dimension', 'colour'],
    targetGroupBy: ['$dimension'],
    filters: [
      { dimension: '$dimension', operator: '=~', values: ['$pattern('] },
      { dimension: 'pod', operator: '=~', values: ['^web$'] },
    ],
  };
  const hasVariable = (text: string) => /\$\w/.test(text);

  it('judges only what is written out', () => {
    const problems = problemsOf(query, { hasVariable });
    expect([...problems.members.keys()]).toEqual(['groupBy']);
    expect(problems.filters.size).toBe(0);
  });

  it('refuses them in alert rules, but no pattern that ends with a dollar sign', () => {
    const problems = problemsOf(query, { hasVariable, forAlert: true });
    expect(problems.members.get('targetGroupBy')).toMatch(/Alert rules/);
    expect([...problems.filters.keys()]).toEqual([0]);
  });
});

describe('problemsOf in an alert rule', () => {
  it.each([
    ['timeseries', true],
    ['table', true],
    ['health', true],
    ['graph', false],
    ['matrix', false],
  ] as const)('%s can alert: %s', (queryType, canAlert) => {
    expect(isValid(problemsOf({ refId: 'A', queryType }, { forAlert: true }))).toBe(canAlert);
  });
});
