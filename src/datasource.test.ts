import { dateTime } from '@grafana/data';
import { ZoneFlowDataSource } from './datasource';
import { dataSourceSettings } from './editors/config/settings-double';
import { templatesWith } from './query/template-double';

function dataSource() {
  return new ZoneFlowDataSource(dataSourceSettings, templatesWith({ ns: ['shop', 'media'], key: ['team', 'app'] }));
}

const from = dateTime(1_773_118_800_000);
const to = dateTime(1_773_121_500_000);
const range = { from, to, raw: { from, to } };

describe('applyTemplateVariables', () => {
  it('expands variables in filters and grouping, and appends ad-hoc filters', () => {
    const query = {
      refId: 'A',
      groupBy: ['label:$key' as const],
      filters: [{ side: 'source', dimension: 'namespace', operator: '=', values: ['$ns'] }],
    };
    const adHoc = [
      { key: 'target_zone', operator: '=|', value: 'use1-az4', values: ['use1-az4', 'use1-az6'] },
      { key: 'label:app', operator: '!=', value: 'web' },
      { key: 'source_label:app', operator: '<', value: 'web' },
    ];
    expect(dataSource().applyTemplateVariables(query, {}, adHoc)).toEqual({
      refId: 'A',
      groupBy: ['label:team', 'label:app'],
      filters: [
        { side: 'source', dimension: 'namespace', operator: '=|', values: ['shop', 'media'] },
        { side: 'target', dimension: 'zone', operator: '=|', values: ['use1-az4', 'use1-az6'] },
        { side: 'either', dimension: 'label:app', operator: '!=', values: ['web'] },
        { side: 'source', dimension: 'label:app', operator: '<', values: ['web'] },
      ],
    });
    expect(query.filters[0]?.values).toEqual(['$ns']);
  });
});

describe('filterQuery', () => {
  it.each([
    [undefined, true],
    [false, true],
    [true, false],
  ])('hide %p: runs %p', (hide, runs) => {
    expect(dataSource().filterQuery({ refId: 'A', hide })).toBe(runs);
  });
});

describe('lists', () => {
  it('asks for values with the range of the dashboard', async () => {
    const source = dataSource();
    const getResource = jest.spyOn(source, 'getResource').mockResolvedValue(['shop']);
    expect(await source.getTagValues({ key: 'source_namespace', filters: [], timeRange: range })).toEqual([
      { text: 'shop' },
    ]);
    expect(getResource).toHaveBeenCalledWith(
      'values',
      {
        dimension: 'namespace',
        side: 'source',
        q: '',
        from: 1_773_118_800_000,
        to: 1_773_121_500_000,
      },
      { showErrorAlert: false }
    );
  });

  it('leaves out filters whose variables have no value yet', () => {
    const filters = [
      { side: 'source', dimension: 'namespace', operator: '=', values: ['$ns'] },
      { side: 'source', dimension: 'workload', operator: '=', values: ['$nobody'] },
      { side: 'source', dimension: 'label:$nobody', operator: '=', values: ['web'] },
      { side: 'source', dimension: 'zone', operator: '=', values: [] },
    ];
    expect(dataSource().filledFilters(filters)).toEqual([
      { side: 'source', dimension: 'namespace', operator: '=|', values: ['shop', 'media'] },
    ]);
  });

  it('offers each dimension for either side and for each', async () => {
    const source = dataSource();
    jest.spyOn(source, 'getResource').mockResolvedValue(['zone', 'label:app']);
    const keys = await source.getTagKeys();
    expect(keys.map(({ text }) => text)).toEqual([
      'zone',
      'label:app',
      'source_zone',
      'source_label:app',
      'target_zone',
      'target_label:app',
    ]);
  });

  it('refuses an answer that is no list of texts', async () => {
    const source = dataSource();
    jest.spyOn(source, 'getResource').mockResolvedValue({ error: 'no' });
    await expect(source.dimensions(range)).rejects.toThrow();
  });
});
