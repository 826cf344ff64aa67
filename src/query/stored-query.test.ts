import { CoreApp } from '@grafana/data';
import { trafficQuerySchema } from '../shared/query';
import { defaultQueryFor, shownFilters, shownQuery, type StoredQuery } from './stored-query';

describe('defaultQueryFor', () => {
  it.each([
    [CoreApp.Explore, 'graph'],
    [CoreApp.PanelEditor, 'graph'],
    [CoreApp.UnifiedAlerting, 'timeseries'],
    [CoreApp.CloudAlerting, 'timeseries'],
  ])('is runnable in %s', (app, queryType) => {
    const query = defaultQueryFor(app);
    expect(query.queryType).toBe(queryType);
    expect(trafficQuerySchema.safeParse(query).success).toBe(true);
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
