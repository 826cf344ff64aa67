/** The stored inventory, written by several and read by the engine. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InventoryLook } from '../inventory-ledger';
import { folderMedium } from './folder-medium';
import { storeInventory, type InventoryMedium } from './inventory-store';
import { interfaceTable } from './inventory-columns';
import { withInventoryFiles } from './inventory-tables';

const { signal } = new AbortController();
const hourMs = 3_600_000;
const start = Date.UTC(2026, 2, 10, 5);

const look = (at: number, ids: readonly string[]): InventoryLook => ({
  account: '111122223333',
  region: 'us-east-1',
  at,
  vpcs: null,
  interfaces: ids.map((interfaceId, index) => ({
    ...{ interfaceId, vpcId: 'vpc-1', subnetId: 'subnet-1', cluster: '', addresses: [`10.0.0.${index + 9}`] },
    ...{ kind: 'nat-gateway', name: `O'Hara ü ${interfaceId}`, zoneId: 'use1-az4', attachedAt: null },
  })),
  subnets: [
    { subnetId: 'subnet-1', vpcId: 'vpc-1', cidrs: ['10.0.0.0/24'], zoneId: 'use1-az4', zoneName: 'us-east-1a' },
  ],
});

let folder = '';
let medium: InventoryMedium;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-inventory-test-'));
  medium = folderMedium(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const storedFiles = (table: string): Promise<string[]> => readdir(join(folder, table));
const stored = () =>
  withInventoryFiles(async (files) => {
    const rows = await Promise.all(
      (await storedFiles('interfaces')).map((name) => files.read(interfaceTable, join(folder, 'interfaces', name)))
    );
    return rows.flat().map(({ interface_id, name, ended, last_seen }) => ({ interface_id, name, ended, last_seen }));
  });

test('each look is one new file with all there is to know; what it was made of goes a while later', async () => {
  expect(await storeInventory(medium, look(100, ['eni-1', 'eni-2']), start, signal)).toEqual({
    ...{ resources: 2, subnets: 1, networks: 1, ended: 0 },
  });
  const [first] = await storedFiles('interfaces');
  expect(await storeInventory(medium, look(200, ['eni-1']), start + 60_000, signal)).toMatchObject({ ended: 1 });
  // A question may be reading the first file.
  expect(await storedFiles('interfaces')).toHaveLength(2);
  expect(await storeInventory(medium, look(300, ['eni-1']), start + hourMs, signal)).toMatchObject({ ended: 0 });
  expect(await storedFiles('interfaces')).toHaveLength(1);
  expect(await storedFiles('interfaces')).not.toContain(first);
  expect(await storedFiles('subnets')).toHaveLength(1);
  expect(await stored()).toEqual([
    { interface_id: 'eni-2', name: "O'Hara ü eni-2", ended: 200, last_seen: 100 },
    { interface_id: 'eni-1', name: "O'Hara ü eni-1", ended: null, last_seen: 300 },
  ]);
});

test('two writers at once lose nothing', async () => {
  await Promise.all([
    storeInventory(medium, look(100, ['eni-1']), start, signal),
    storeInventory(medium, { ...look(110, ['eni-2']), account: '444455556666' }, start, signal),
  ]);
  await storeInventory(medium, look(200, ['eni-1']), start + hourMs, signal);
  expect((await stored()).map(({ interface_id }) => interface_id).sort()).toEqual(['eni-1', 'eni-2']);
});

test('a file that another writer has merged in between is no loss', async () => {
  await storeInventory(medium, look(100, ['eni-1']), start, signal);
  let vanished = 0;
  const racing: InventoryMedium = {
    ...medium,
    async bring(path, scratch, inner) {
      vanished += 1;
      return vanished === 1 ? null : medium.bring(path, scratch, inner);
    },
  };
  await storeInventory(racing, look(200, ['eni-1']), start + hourMs, signal);
  expect(await stored()).toMatchObject([{ interface_id: 'eni-1', last_seen: 200 }]);
  await expect(
    storeInventory({ ...medium, bring: () => Promise.resolve(null) }, look(300, []), start + hourMs, signal)
  ).rejects.toMatchObject({ code: 'history_busy' });
});

test('a damaged file is an error, and nothing is taken away', async () => {
  await storeInventory(medium, look(100, ['eni-1']), start, signal);
  const [first = ''] = await storedFiles('interfaces');
  await writeFile(join(folder, 'interfaces', first), 'PAR1 no more');
  await expect(storeInventory(medium, look(200, []), start + hourMs, signal)).rejects.toMatchObject({
    code: 'corrupt_object',
  });
  expect(await storedFiles('interfaces')).toEqual([first]);
});
