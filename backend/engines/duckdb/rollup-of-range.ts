/** What a rollup has for a range: which of its hours were made from just what lies here now. */
import type { FlowField } from '../../flows/fields';
import type { FlowObject } from '../../flows/list-objects';
import { chooseHours, proofsOf, type RollupKnowledge } from '../../rollup/choose-hours';
import { flowDigests } from '../../rollup/flow-digests';
import { evidenceTime, hoursAround, hourSeconds, wholeHours } from '../../rollup/hours';
import type { RolledHour } from '../../rollup/manifest';
import { attributionOf } from '../../rollup/rollup-wish';
import { daysTouched, readRollupDays, type RollupDay } from '../../rollup/rollup-days';
import type { PlacedFile, Visit } from '../../storage/place';
import type { HourProof, RolledPart, TimeRange } from '../engine';
import type { Asking } from './database';
import { fileList } from './sql-text';

export interface RollupOfRange {
  /** Null if no hour can be used. */
  part: RolledPart | null;
  proofs: HourProof[];
  /** Those that the part needs, of its days. */
  exchanges: PlacedFile[];
  evidence: PlacedFile[];
  /** Fields of the hours' flow logs: null without objects, `mixed` if the hours' differ. */
  fields: HourFields | 'mixed' | null;
}

export interface HourFields {
  all: string[];
  partial: string[];
}

/** @param objects the listing of hoursAround(range) */
export async function rollupOfRange(
  visit: Visit,
  { range, objects, attribution }: { range: TimeRange; objects: readonly FlowObject[]; attribution: string },
  { session, signal }: Asking
): Promise<RollupOfRange> {
  const surroundings = hoursAround(range);
  const days = await readRollupDays(visit, daysTouched(surroundings), signal);
  const hours = wholeHours(surroundings);
  const told = (await session.select(attribution, signal)).result;
  const knowledge: RollupKnowledge = {
    rolled: hoursOf(days),
    flows: flowDigests(hours, objects),
    ...attributionOf(told, hours),
  };
  const part = chooseHours(range, evidenceTime(range), knowledge);
  const used = part === null ? [] : [...part.hours, ...part.evidence];
  const usedHours = hours.flatMap((hour) => {
    const known = knowledge.rolled.get(hour);
    return known !== undefined && used.some(({ from, to }) => from < hour + hourSeconds && to > hour) ? [known] : [];
  });
  const needed = days.filter(({ manifest }) =>
    usedHours.some(({ hour }) => manifest.hours.some((of) => of.hour === hour))
  );
  return {
    part,
    proofs: proofsOf(range, knowledge),
    exchanges: needed.map(({ exchanges }) => exchanges),
    evidence: needed.map(({ evidence }) => evidence),
    fields: commonFields(usedHours),
  };
}

/** Whether flow logs with these fields are like those of the rolled hours: otherwise their records would count by other rules. */
export function agreeOnFields(
  hours: HourFields | null,
  read: { fields: ReadonlySet<FlowField>; partialFields: ReadonlySet<FlowField> }
): boolean {
  return hours === null || keyOf(hours) === keyOf(fieldsOf(read.fields, read.partialFields));
}

export function fieldsOf(fields: ReadonlySet<FlowField>, partial: ReadonlySet<FlowField>): HourFields {
  return { all: [...fields].sort(), partial: [...partial].sort() };
}

/** Files of a rollup as a relation. */
export function parquetFiles(paths: readonly string[]): string {
  return `read_parquet(${fileList(paths)}, hive_partitioning = false)`;
}

function hoursOf(days: readonly RollupDay[]): Map<number, RolledHour> {
  return new Map(days.flatMap(({ manifest }) => manifest.hours.map((hour): [number, RolledHour] => [hour.hour, hour])));
}

function commonFields(hours: readonly RolledHour[]): HourFields | 'mixed' | null {
  const told = hours.flatMap(({ fields }) => (fields === null ? [] : [fields]));
  const kinds = new Set(told.map(keyOf));
  return kinds.size > 1 ? 'mixed' : (told[0] ?? null);
}

function keyOf({ all, partial }: HourFields): string {
  return JSON.stringify([all, partial]);
}
