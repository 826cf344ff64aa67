/** How a rollup is asked for: by who held which address, told by the history that the question itself would read. */
import type { OpenedData, ResultColumns, RollupWish, TimeRange } from '../engines/engine';
import type { Dialect } from '../sql/dialect';
import { duckDbDigest } from '../sql/duckdb-dialect';
import type { Inventory } from '../sql/inventory';
import { attributionStatement } from '../sql/rollup-attribution';
import { subnetsStatement, subnetZonesOf } from '../sql/subnet-zones';

/** @param use see RollupWish.use */
export function wishFor(dialect: Dialect, range: TimeRange, { use }: { use: boolean }): RollupWish {
  return {
    use,
    attribution: async (ask, hasInventory) => {
      const inventory = hasInventory ? await inventoryFrom(ask, range) : null;
      return attributionStatement({ range, dialect, inventory, digest: duckDbDigest });
    },
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
  return { zones: subnetZonesOf(await ask(subnetsStatement(range))) };
}
