import { dateTime, type DataQueryRequest } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import { ZoneFlowDataSource } from './datasource';
import { dataSourceSettings } from './editors/config/settings-double';
import { templatesWith } from './query/template-double';
import type { VariableQuery } from './query/variable-query';
import { ZoneFlowVariableSupport } from './variable-support';

const hostile = [`it's`, `a,b`, `"c"`, `{d}`, '$namespace'];

function setUp(answer: (parameters: Record<string, unknown>) => unknown = () => ['web']) {
  const templates = templatesWith({ namespace: ['shop', 'media'], hostile, key: 'team' });
  const datasource = new ZoneFlowDataSource(dataSourceSettings, templates);
  const getResource = jest.spyOn(datasource, 'getResource').mockImplementation(async (_, asked) => answer(asked ?? {}));
  const from = dateTime(1_000);
  const to = dateTime(2_000);
  const list = async (target: unknown) => {
    const request = { targets: [target], scopedVars: {}, range: { from, to, raw: { from, to } } };
    const support = new ZoneFlowVariableSupport(datasource);
    return (await lastValueFrom(support.query(request as DataQueryRequest<VariableQuery>))).data;
  };
  return { list, getResource };
}

it('lists the values of a dimension in the range of the dashboard', async () => {
  const { list, getResource } = setUp(() => ['media', 'shop']);
  expect(await list({ refId: 'A', dimension: 'namespace' })).toEqual([{ text: 'media' }, { text: 'shop' }]);
  expect(getResource.mock.calls).toEqual([
    ['values', { dimension: 'namespace', side: 'either', q: '', from: 1_000, to: 2_000 }, expect.anything()],
  ]);
});

it('follows other variables, whatever characters their values hold', async () => {
  const { list, getResource } = setUp();
  const filters = [
    { dimension: 'namespace', operator: '=|', values: ['$namespace'] },
    { dimension: 'label:$key', operator: '=', values: ['${hostile}'] },
  ];
  await list({ refId: 'A', dimension: 'workload', filters });
  const asked = getResource.mock.calls[0]?.[1]?.filters;
  expect(JSON.parse(String(asked))).toEqual([
    { dimension: 'namespace', operator: '=|', values: ['shop', 'media'] },
    { dimension: 'label:team', operator: '=|', values: hostile },
  ]);
});

it('lists the keys of labels', async () => {
  const { list } = setUp(() => ['zone', 'label:app', 'label:k8s.io/name']);
  expect(await list({ refId: 'A', dimension: 'label' })).toEqual([{ text: 'app' }, { text: 'k8s.io/name' }]);
});

it('asks for a dimension that a variable names', async () => {
  const { list, getResource } = setUp();
  await list({ refId: 'A', dimension: 'label:$key' });
  expect(getResource.mock.calls[0]?.[1]).toMatchObject({ dimension: 'label:team' });
});

it.each([[''], [{}], [{ dimension: 3 }]])('lists namespaces for what was stored as %j', async (stored) => {
  const { list, getResource } = setUp();
  await list(stored);
  expect(getResource.mock.calls[0]?.[1]).toMatchObject({ dimension: 'namespace' });
});

it('fails with what the backend says and what to do', async () => {
  const { list } = setUp(() => {
    throw { status: 400, data: { error: { code: 'x', message: 'No folder', remedy: 'Make it.' } } };
  });
  await expect(list({ dimension: 'pod' })).rejects.toThrow('No folder. Make it.');
});
