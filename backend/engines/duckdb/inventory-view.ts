/** The SELECTs behind `interface_history` and `subnet_history`: the inventory is small and has one folder a table, without days. */
import type { Visit } from '../../storage/place';
import { filesOf, type HistoryFile } from './history-files';
import { relation } from './history-relations';

export interface InventoryRelations {
  /** Everything the views read; none without an inventory. */
  files: HistoryFile[];
  interfaces: string;
  subnets: string;
}

/** Whatever the range: an interface may have been there long before it was first looked at. */
export async function inventoryOf(visit: Visit, signal: AbortSignal): Promise<InventoryRelations> {
  const [interfaces, subnets] = await Promise.all([
    inventoryFiles(visit, 'interfaces', signal),
    inventoryFiles(visit, 'subnets', signal),
  ]);
  return {
    files: [...interfaces, ...subnets],
    interfaces: relation(interfaces, interfaceColumns, 'true'),
    subnets: relation(subnets, subnetColumns, 'true'),
  };
}

export function inventoryFiles(
  visit: Visit,
  table: 'interfaces' | 'subnets',
  signal: AbortSignal
): Promise<HistoryFile[]> {
  const path = visit.place.below(visit.place.root, table);
  return filesOf(visit, [{ cluster: '', day: '', path }], signal);
}

const interfaceColumns = {
  account: 'VARCHAR',
  region: 'VARCHAR',
  interface_id: 'VARCHAR',
  vpc_id: 'VARCHAR',
  cluster: 'VARCHAR',
  address: 'VARCHAR',
  kind: 'VARCHAR',
  name: 'VARCHAR',
  zone_id: 'VARCHAR',
  started: 'BIGINT',
  ended: 'BIGINT',
  last_seen: 'BIGINT',
};

const subnetColumns = {
  account: 'VARCHAR',
  region: 'VARCHAR',
  vpc_id: 'VARCHAR',
  subnet_id: 'VARCHAR',
  cidr: 'VARCHAR',
  zone_id: 'VARCHAR',
  zone_name: 'VARCHAR',
  ended: 'BIGINT',
  last_seen: 'BIGINT',
};
