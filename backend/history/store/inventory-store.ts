/**
 * Where the inventory is kept: one folder for each of its two tables beside those of pod history, without days, because it is
 * small and says what was there before it was first looked at. Whoever looks writes all there is to know into a new file and
 * takes away the files it has read: two writers at once leave two files, which readers and the next writer merge.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ZoneFlowError } from '../../errors';
import { InventoryLedger, type InventoryLook } from '../inventory-ledger';
import { interfaceTable, subnetTable, type InventoryTable } from './inventory-columns';
import { withInventoryFiles, type InventoryFiles } from './inventory-tables';
import type { HistoryMedium } from './medium';
import { openScratch } from './scratch';

/** What the inventory needs of the history's home. */
export type InventoryMedium = Pick<HistoryMedium, 'filesBelow' | 'bring' | 'add' | 'remove'>;

export interface InventorySummary {
  /** Resources, subnets and networks of the look. */
  resources: number;
  subnets: number;
  networks: number;
  /** Addresses that had an owner and have none any more, since the look before. */
  ended: number;
}

/** Adds a look to the store. @param now epoch milliseconds. Errors: corrupt_object, and as InventoryMedium. */
export async function storeInventory(
  medium: InventoryMedium,
  look: InventoryLook,
  now: number,
  signal: AbortSignal
): Promise<InventorySummary> {
  const folder = await openScratch();
  const scratch = folder.path;
  try {
    return await withInventoryFiles(async (files) => {
      const { ledger, read } = await restored(medium, files, scratch, signal);
      const before = openCount(ledger);
      const known = new Set(ledger.interfaceRows().map(keyOf));
      ledger.looked(look);
      await addTable(medium, files, { table: interfaceTable, rows: ledger.interfaceRows(), scratch, now }, signal);
      await addTable(medium, files, { table: subnetTable, rows: ledger.subnetRows(), scratch, now }, signal);
      for (const path of read.filter((file) => isSettled(file, now))) {
        await medium.remove(path, signal);
      }
      const added = ledger.interfaceRows().filter((row) => row.ended === null && !known.has(keyOf(row))).length;
      return {
        resources: look.interfaces.length,
        subnets: look.subnets.length,
        networks: new Set(look.subnets.map(({ vpcId }) => vpcId)).size,
        ended: Math.max(0, before + added - openCount(ledger)),
      };
    });
  } finally {
    await folder.remove();
  }
}

const mostAttempts = 5;

/** What is stored, merged. A file that vanishes was merged by somebody else: then there is a newer one. */
async function restored(
  medium: InventoryMedium,
  files: InventoryFiles,
  scratch: string,
  signal: AbortSignal
): Promise<{ ledger: InventoryLedger; read: string[] }> {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const ledger = new InventoryLedger();
    const listed = [
      ...(await medium.filesBelow('interfaces/', signal)),
      ...(await medium.filesBelow('subnets/', signal)),
    ];
    let isWhole = true;
    for (const { path } of listed) {
      const file = await medium.bring({ path }, scratch, signal);
      if (file === null) {
        isWhole = false;
      } else if (path.startsWith('interfaces/')) {
        (await files.read(interfaceTable, file)).forEach((row) => ledger.restoreInterface(row));
      } else {
        (await files.read(subnetTable, file)).forEach((row) => ledger.restoreSubnet(row));
      }
    }
    if (isWhole) {
      return { ledger, read: listed.map(({ path }) => path) };
    }
  }
  throw new ZoneFlowError('history_busy', 'The inventory is written by many at once', {
    remedy: 'Let one program collect the inventory of an account and region.',
  });
}

async function addTable<Row>(
  medium: InventoryMedium,
  files: InventoryFiles,
  { table, rows, scratch, now }: { table: InventoryTable<Row>; rows: readonly Row[]; scratch: string; now: number },
  signal: AbortSignal
): Promise<void> {
  const file = join(scratch, `${table.name}-new.parquet`);
  await files.write(table, rows, file);
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  await medium.add(`${table.name}/${table.name}-${time}-${randomBytes(8).toString('hex')}.parquet`, file, signal);
}

/** A question that has listed the files reads them a moment later: they stay for a while. */
const staysMs = 10 * 60_000;

function isSettled(path: string, now: number): boolean {
  const [, day = '', clock = ''] = /-(\d{8})T(\d{6})-[0-9a-f]+\.parquet$/.exec(path) ?? [];
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}Z`;
  const written = Date.parse(iso);
  return Number.isNaN(written) || written < now - staysMs;
}

function keyOf({ interface_id, address }: { interface_id: string; address: string }): string {
  return `${interface_id} ${address}`;
}

function openCount(ledger: InventoryLedger): number {
  return ledger.interfaceRows().filter(({ ended }) => ended === null).length;
}
