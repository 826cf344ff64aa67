import { CoreApp } from '@grafana/data';
import { trafficQuerySchema } from '../shared/query';
import {
  changedQuery,
  defaultQueryFor,
  filterParts,
  meantQuery,
  shownFilters,
  shownQuery,
  type StoredQuery,
} from './stored-query';

describe('defaultQueryFor', () => {
  it.each([
    [CoreApp.Explore, 'graph'],
    [CoreApp.PanelEditor, 'timeseries'],
    [CoreApp.Dashboard, 'timeseries'],
    [CoreApp.UnifiedAlerting, 'timeseries'],
    [CoreApp.CloudAlerting, 'timeseries'],
  ])('is runnable in %s', (app, queryType) => {
    const query = defaultQueryFor(app);
    expect(query.queryType).toBe(queryType);
    expect(trafficQuerySchema.safeParse(query).success).toBe(true);
  });
});

const newPanel = defaultQueryFor(CoreApp.PanelEditor);

/** What Grafana runs for a stored query (`callQueryMethod` with `queryIsEmpty`). */
function ranByGrafana(stored: StoredQuery): StoredQuery {
  const own = ['refId', 'hide', 'key', 'queryType', 'datasource', 'label'];
  const isEmpty = Object.keys(stored).every((member) => own.includes(member));
  return isEmpty ? { ...newPanel, ...stored } : stored;
}

describe('meantQuery', () => {
  const datasource = { uid: 'zoneflow' };
  const cases: Array<[string, StoredQuery]> = [
    ['nothing', { refId: 'A', datasource }],
    ['only a view', { refId: 'A', queryType: 'table' }],
    ['only a view, hidden', { refId: 'A', queryType: 'graph', hide: true, datasource }],
    ['a view and more', { refId: 'A', queryType: 'matrix', measure: 'cost' }],
    ['members without a view', { refId: 'A', measure: 'cost' }],
  ];
  it.each(cases)('is the same for what is stored and what Grafana runs: %s', (_, stored) => {
    expect(meantQuery(ranByGrafana(stored), newPanel)).toEqual(meantQuery(stored, newPanel));
  });

  it('is a new panel where nothing is said, the schema where a view is', () => {
    expect(meantQuery({ refId: 'A' }, newPanel)).toMatchObject({ queryType: 'timeseries', limit: 10 });
    expect(meantQuery(ranByGrafana({ refId: 'A', queryType: 'table' }), newPanel)).toEqual({
      refId: 'A',
      queryType: 'table',
    });
  });
});

describe('preferences of the data source', () => {
  it('start new queries, each view with the grouping that suits it', () => {
    const preferred = { queryType: 'table', measure: 'cost' } as const;
    expect(defaultQueryFor(CoreApp.Explore, preferred)).toMatchObject({ ...preferred, limit: 50 });
    expect(defaultQueryFor(CoreApp.PanelEditor, preferred)).toMatchObject({ ...preferred, limit: 50 });
    expect(defaultQueryFor(CoreApp.Explore, { queryType: 'timeseries' })).toMatchObject({ rate: true, limit: 10 });
    expect(defaultQueryFor(CoreApp.UnifiedAlerting, preferred)).toMatchObject({ queryType: 'timeseries' });
  });

  it('do not change what a stored query means', () => {
    const graphs = defaultQueryFor(CoreApp.PanelEditor, { queryType: 'graph', limit: 7 });
    const filledIn: StoredQuery = { refId: 'A', ...graphs, queryType: 'table' };
    expect(meantQuery(filledIn, graphs)).toEqual({ refId: 'A', queryType: 'table' });
    expect(meantQuery({ refId: 'A', ...graphs }, graphs)).toEqual({ refId: 'A', ...graphs });
    expect(meantQuery({ refId: 'A' }, graphs)).toMatchObject({ queryType: 'graph', limit: 7 });
  });
});

describe('changedQuery', () => {
  it('keeps what is unknown', () => {
    const stored: StoredQuery = JSON.parse('{"refId":"A","queryType":"table","ofTomorrow":{"deep":[1]}}');
    expect(changedQuery(stored, { limit: 3 })).toEqual({ ...stored, limit: 3 });
  });

  it('makes the default of a new panel a query of its own', () => {
    const changed = changedQuery({ refId: 'A', ...newPanel }, { limit: 3 });
    expect(changed).toMatchObject({ queryType: 'timeseries', limit: 3, groupBy: ['namespace', 'workload'] });
    expect(meantQuery(changed, newPanel)).toEqual(changed);
    expect(changedQuery(changed, { queryType: 'table' })).toEqual({ ...changed, queryType: 'table' });
  });

  it('starts another view of an untouched default as that view does', () => {
    const preferred = defaultQueryFor(CoreApp.PanelEditor, { measure: 'cost' });
    expect(changedQuery({ refId: 'A', ...preferred }, { queryType: 'graph' })).toEqual({
      refId: 'A',
      queryType: 'graph',
      traffic: 'cross-zone',
      measure: 'cost',
      groupBy: ['namespace', 'workload', 'zone'],
      limit: 50,
    });
  });
});

describe('shownQuery', () => {
  it('fills in defaults', () => {
    expect(shownQuery({ refId: 'B' })).toEqual(trafficQuerySchema.parse({ refId: 'B' }));
  });

  it('keeps what is right beside what is wrong', () => {
    const stored: StoredQuery = { refId: 'A', limit: -1, measure: 'cost', groupBy: ['pod'] };
    expect(shownQuery(stored)).toMatchObject({ limit: 50, measure: 'cost', groupBy: ['pod'] });
  });
});

describe('filterParts', () => {
  it('parts what can be shown, with all that is in it, from what cannot', () => {
    const stored: StoredQuery = JSON.parse(
      '{"refId":"A","filters":["shop",{"dimension":"pod","values":["a"],"note":"mine"},{"dimension":"pod","values":"a"}]}'
    );
    expect(filterParts(stored)).toEqual({
      readable: [{ position: 1, filter: { dimension: 'pod', values: ['a'], note: 'mine' } }],
      unreadable: [
        { position: 0, value: 'shop' },
        { position: 2, value: { dimension: 'pod', values: 'a' } },
      ],
    });
  });
});

describe('shownFilters', () => {
  it('gives filters even if the query refuses their content', () => {
    const filters = [{ dimension: 'nonsense', operator: '<', values: ['x'] }];
    expect(shownFilters({ refId: 'A', filters })).toEqual(filters);
  });

  it('gives none if what is stored has not their form', () => {
    const stored: StoredQuery = JSON.parse('{"refId":"A","filters":"namespace=shop"}');
    expect(shownFilters(stored)).toEqual([]);
  });
});
