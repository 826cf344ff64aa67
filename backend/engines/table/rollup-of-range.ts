/** What a rollup in tables has for a range: which hours hold and were made from the history there is now. */
import * as z from 'zod/mini';
import { chooseHours, proofsOf, type RollupKnowledge } from '../../rollup/choose-hours';
import { evidenceTime, hourSeconds, hoursAround, wholeHours, without } from '../../rollup/hours';
import { hourFieldsSchema, rollupVersion, type RolledHour } from '../../rollup/manifest';
import { attributionOf } from '../../rollup/rollup-wish';
import type { HourProof, ResultColumns, RolledPart, RollupWish, TimeRange } from '../engine';
import { heldBuilds, heldHours, heldRows, type RollupTables } from './rollup-tables';

export interface RollupOfRange {
  rolled: RolledPart | undefined;
  proofs: HourProof[];
  /** SELECTs by the relation's name; none without a part that the rollup answers. */
  relations: Map<string, string>;
  /** Stretches whose records are still to be read, as records or as evidence of zones; undefined for all. */
  read: TimeRange[] | undefined;
}

export interface RollupAsked {
  tables: RollupTables;
  range: TimeRange;
  wish: RollupWish;
  hasInventory: boolean;
  /** Fields that the flow logs have. */
  fields: ReadonlySet<string>;
  /** Over the range's history. */
  ask: (sql: string) => Promise<ResultColumns>;
  /** Not kept from earlier questions. */
  askTables: (sql: string) => Promise<ResultColumns>;
  /** Digests of the records that there are of hours. */
  flows: (hours: readonly number[]) => Promise<ReadonlyMap<number, string>>;
}

/**
 * A question believes what the hours say of flow records: a look at each object of a month costs more than the answer, and
 * `zoneflow rollup` looks every hour. Whoever rolls up asks for the proofs alone, which are those of now.
 */
export async function rollupOfRange(asked: RollupAsked): Promise<RollupOfRange> {
  const { tables, range, wish, hasInventory, fields, ask, askTables, flows } = asked;
  const hours = wholeHours(hoursAround(range));
  const [held, told, now] = await Promise.all([
    askTables(heldHours(tables, hours, rollupVersion)),
    wish.attribution(ask, hasInventory).then(ask),
    wish.use ? null : flows(wholeHours(range)),
  ]);
  const all = hoursOf(held);
  const own = JSON.stringify([...fields].sort());
  // Hours whose flow logs had other fields count by other rules than the rest of the range.
  const alike = [...all].filter(([, { rolled }]) => JSON.stringify(rolled.fields?.all) === own);
  const { attribution, networks } = attributionOf(told, hours);
  const knowledge: RollupKnowledge = {
    rolled: new Map(alike.map(([hour, { rolled }]) => [hour, rolled])),
    flows: now ?? new Map(alike.map(([hour, { rolled }]) => [hour, rolled.flows])),
    attribution,
    networks: [...new Set([...networks, ...(wish.networks ?? [])])],
  };
  const proofs = proofsOf(range, knowledge);
  const part = wish.use ? chooseHours(range, evidenceTime(range), knowledge, mostStretches) : null;
  if (part === null) {
    return { rolled: undefined, proofs, relations: new Map(), read: undefined };
  }
  const builds = new Map([...all].map(([hour, { build }]) => [hour, build]));
  const touched = (stretches: readonly TimeRange[]): number[] =>
    hours.filter((hour) => stretches.some(({ from, to }) => from < hour + hourSeconds && to > hour));
  return {
    rolled: part,
    proofs,
    relations: new Map([
      ['rollup_builds', heldBuilds(touched([...part.hours, ...part.evidence]), builds)],
      ['rollup_exchanges', heldRows(tables.exchanges, touched(part.hours))],
      ['rollup_evidence', heldRows(tables.evidence, touched(part.evidence))],
    ]),
    read: [...part.records, ...without(evidenceTime(range), part.evidence)],
  };
}

/** Statements name each stretch several times: beyond so many they would not fit into those of Athena. */
const mostStretches = 100;

const networksSchema = z.array(z.string());

/** Rows of heldHours; one that cannot be read is as if it were not there. */
function hoursOf({ columns, rowCount }: ResultColumns): Map<number, { rolled: RolledHour; build: string }> {
  const value = (name: string, row: number): unknown => columns.get(name)?.[row];
  const count = (name: string, row: number): number => Number(value(name, row) ?? 0);
  const found = new Map<number, { rolled: RolledHour; build: string }>();
  for (let row = 0; row < rowCount; row++) {
    const networks = networksSchema.safeParse(parsed(value('networks', row)));
    const fields = hourFieldsSchema.safeParse(parsed(value('fields', row)));
    if (networks.success && fields.success) {
      const rolled: RolledHour = {
        hour: count('hour', row),
        flows: String(value('flows', row)),
        attribution: String(value('attribution', row)),
        networks: networks.data,
        fields: fields.data,
        not_counted: {
          rejected: count('rejected', row),
          no_data: count('no_data', row),
          skip_data: count('skip_data', row),
        },
      };
      found.set(rolled.hour, { rolled, build: String(value('build', row)) });
    }
  }
  return found;
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined;
  }
}
