/** Lists of names, over all their pages. */
import { listOfAthena, type AthenaList } from './lists';
import { startServiceDouble, type ServiceDouble } from './service-double.test-data';

let service: ServiceDouble;
beforeAll(async () => {
  service = await startServiceDouble(() => ({}));
  Object.assign(service.lists, {
    ListDataCatalogs: ['AwsDataCatalog', 'lake'].map((CatalogName) => ({ CatalogName })),
    ListWorkGroups: [{ Name: 'zoneflow' }, { Name: 'old', State: 'DISABLED' }, { Name: 'primary', State: 'ENABLED' }],
    ListDatabases: ['net', 'default', 'cost'].map((Name) => ({ Name })),
    ListTableMetadata: ['vpc_flow_logs', 'pods-table'].map((Name) => ({ Name })),
  });
});
afterAll(() => service.close());

test.each<[AthenaList, string[], Record<string, string>]>([
  [{ of: 'catalogs' }, ['AwsDataCatalog', 'lake'], {}],
  [{ of: 'workgroups' }, ['primary', 'zoneflow'], {}],
  [{ of: 'databases', catalog: 'lake' }, ['cost', 'default', 'net'], { CatalogName: 'lake' }],
  [
    { of: 'tables', catalog: 'lake', database: 'net' },
    ['pods-table', 'vpc_flow_logs'],
    { CatalogName: 'lake', DatabaseName: 'net' },
  ],
])('%j', async (list, names, input) => {
  expect(await listOfAthena(service.settings, list, new AbortController().signal)).toEqual(names);
  expect(service.calls.at(-1)?.input).toMatchObject(input);
});

test('a refusal names the action that is missing', async () => {
  service.disturb('ListWorkGroups', { status: 400, type: 'AccessDeniedException' });
  await expect(
    listOfAthena(service.settings, { of: 'workgroups' }, new AbortController().signal)
  ).rejects.toMatchObject({
    code: 'access_denied',
    remedy: expect.stringContaining('athena:ListWorkGroups') as string,
  });
});
