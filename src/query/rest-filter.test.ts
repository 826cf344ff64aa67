import { toDataFrame, type DataFrame, type FieldDTO } from '@grafana/data';
import { withRestExplained } from './rest-filter';
import type { StoredFilter } from './stored-query';

const isOther: StoredFilter = { side: 'source', dimension: 'namespace', operator: '=|', values: ['shop', 'other'] };

const frame = (values: string[], refId = 'A'): DataFrame => {
  const fields: FieldDTO[] = [{ name: 'source_namespace', values }];
  return { ...toDataFrame({ fields, meta: { notices: [{ severity: 'warning', text: 'late' }] } }), refId };
};

function noticesOf(frames: DataFrame[], filters: StoredFilter[]): string[][] {
  const { data } = withRestExplained({ data: frames }, [{ refId: 'A', filters }, { refId: 'B' }]);
  return data.map(({ meta }) => (meta?.notices ?? []).map(({ text }: { text: string }) => text));
}

it('says what "other" is where it was asked for and nothing was found', () => {
  expect(noticesOf([frame([]), frame([], 'B')], [isOther])).toEqual([
    ['late', expect.stringMatching(/"other".*rest beyond the limit.*raise the limit/)],
    ['late'],
  ]);
});

it.each<[string, string[], StoredFilter]>([
  ['something is called so', ['other'], isOther],
  ['others are wanted', [], { ...isOther, values: ['shop'] }],
  ['it is left out', [], { ...isOther, operator: '!=' }],
])('says nothing where %s', (_, values, filter) => {
  expect(noticesOf([frame(values)], [filter])).toEqual([['late']]);
});

it('takes a filter without an operator for an equal one, and what is no filter for none', () => {
  expect(noticesOf([frame([])], [{ dimension: 'zone', values: ['other'] }])[0]).toHaveLength(2);
  expect(noticesOf([frame([])], JSON.parse('[{"dimension":"zone","values":"other"}]'))).toEqual([['late']]);
});

it('lets what is no frame pass', () => {
  expect(withRestExplained({ data: ['x'] }, [{ refId: 'A', filters: [isOther] }])).toEqual({ data: ['x'] });
});
