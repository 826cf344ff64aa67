import { inventoryFreshness } from './inventory-freshness';

function facts(...rows: Array<[account: string, region: string, newest: number, resources: number]>) {
  const names = ['account', 'region', 'newest', 'resources'];
  return {
    rowCount: rows.length,
    columns: new Map(names.map((name, index) => [name, rows.map((row) => row[index] ?? null)])),
  };
}

test('no inventory is no finding', () => {
  expect(inventoryFreshness(facts())).toEqual([]);
});

test('one account and region', () => {
  expect(inventoryFreshness(facts(['111122223333', 'eu-west-1', 1_773_118_800, 12]))).toEqual([
    {
      source: 'inventory',
      cluster: '',
      newest: 1_773_118_800,
      finding:
        '12 interfaces of AWS resources are known of account 111122223333 in eu-west-1, looked at 2026-03-10T05:00:00Z.',
      remedy: '',
    },
  ]);
});

test('of several, the one that was looked at longest ago tells how new it is', () => {
  const rows = facts(['111122223333', 'eu-west-1', 1_773_118_800, 12], ['444455556666', 'us-east-1', 1_773_122_400, 3]);
  expect(inventoryFreshness(rows)).toMatchObject([
    {
      newest: 1_773_118_800,
      finding:
        '15 interfaces of AWS resources are known of 2 accounts and regions, account 111122223333 in eu-west-1 not looked at since 2026-03-10T05:00:00Z.',
    },
  ]);
});
