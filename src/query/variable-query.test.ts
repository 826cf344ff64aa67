import { isListable, shownVariableQuery, variableText } from './variable-query';

describe('shownVariableQuery', () => {
  const nothing: Array<[string, unknown]> = [
    ['an empty text', ''],
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['an empty object', {}],
    ['a dimension of another kind', { dimension: 3 }],
    ['an empty dimension', { dimension: '' }],
  ];
  it.each(nothing)('%s is a list of namespaces', (_, stored) => {
    expect(shownVariableQuery(stored)).toEqual({ dimension: 'namespace', filters: [] });
  });

  it('takes a bare text for the dimension', () => {
    expect(shownVariableQuery(' label:app ')).toEqual({ dimension: 'label:app', filters: [] });
  });

  it('leaves out filters that are none', () => {
    expect(shownVariableQuery({ refId: 'A', dimension: 'pod', filters: 'namespace=shop' })).toEqual({
      dimension: 'pod',
      filters: [],
    });
    expect(shownVariableQuery({ dimension: 'pod', filters: [7] })).toEqual({ dimension: 'pod', filters: [] });
  });

  it('keeps what is right', () => {
    const filters = [{ dimension: 'namespace', operator: '=|', values: ['$namespace'] }];
    expect(shownVariableQuery({ refId: 'A', dimension: 'workload', filters })).toEqual({
      dimension: 'workload',
      filters,
    });
  });
});

test.each([
  ['namespace', true],
  ['label:app', true],
  ['label', true],
  ['label:$key', true],
  ['', false],
  ['label:', false],
  ['colour', false],
])('%s can be listed: %s', (dimension, listable) => {
  expect(isListable(dimension)).toBe(listable);
});

test('variableText', () => {
  const filters = [{ dimension: 'namespace', operator: '=|', values: ['shop', '$ns'] }];
  expect(variableText({ dimension: 'workload', filters })).toBe('workload, namespace =| shop|$ns');
  expect(variableText({ dimension: 'label', filters: [] })).toBe('label keys');
});
