/** How a rollup is asked for: by who held which address, told by the history that the question itself would read. */
import type { OpenedData, ResultColumns, RollupWish, TimeRange } from '../engines/engine';
import type { Dialect } from '../sql/dialect';
import { inventoryWith, type Inventory } from '../sql/inventory';
import { attributionStatement } from '../sql/rollup-attribution';
import { subnetsStatement, subnetZonesOf } from '../sql/subnet-zones';

/** @param use see RollupWish.use */
export function wishFor(
  dialect: Dialect,
  range: TimeRange,
  { use, networks }: Pick<RollupWish, 'use' | 'networks'>
): RollupWish {
  return {
    use,
    networks,
    attribution: async (ask, hasInventory) => {
      const inventory = hasInventory ? await inventoryFrom(ask, range) : null;
      return attributionStatement({ range, dialect, inventory });
    },
  };
}

/** Rows of RollupWish.attribution: by each of the hours, empty for one without holders, and the networks. */
export function attributionOf(
  { columns }: ResultColumns,
  hours: readonly number[]
): { attribution: Map<number, string>; networks: string[] } {
  const [parts, starts, values] = ['part', 'hour', 'value'].map((name) => columns.get(name) ?? []);
  const rows = (parts ?? []).map((part, row) => ({ part, hour: Number(starts?.[row]), value: String(values?.[row]) }));
  const holders = new Map(rows.flatMap(({ part, hour, value }) => (part === 'hour' ? [[hour, value]] : [])));
  return {
    attribution: new Map(hours.map((hour) => [hour, holders.get(hour) ?? ''])),
    networks: rows.flatMap(({ part, value }) => (part === 'network' ? [value] : [])),
  };
}

/** What is known of the range's subnets; null without an inventory. */
export async function inventoryOf(
  opened: OpenedData,
  range: TimeRange,
  signal: AbortSignal
): Promise<Inventory | null> {
  return opened.hasInventory ? inventoryFrom(async (sql) => (await opened.run(sql, signal)).result, range) : null;
}

async function inventoryFrom(ask: (sql: string) => Promise<ResultColumns>, range: TimeRange): Promise<Inventory> {
  return inventoryWith(subnetZonesOf(await ask(subnetsStatement(range))));
}
