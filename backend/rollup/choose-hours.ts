/** Which hours of a rollup a question may use: those made from just what the question would read. Pure. */
import type { HourProof, NotCounted, RolledPart, TimeRange } from '../engines/engine';
import type { RolledHour } from './manifest';
import { hourOf, hourSeconds, joined, wholeHours, without } from './hours';

export interface RollupKnowledge {
  /** Hours of the range and around it by start. */
  rolled: ReadonlyMap<number, RolledHour>;
  /** Of the same hours, digests of the flow-log objects there are now. */
  flows: ReadonlyMap<number, string>;
  /** Of the range's whole hours, digests of the attribution by the history there is now. */
  attribution: ReadonlyMap<number, string>;
  /** Networks outside the private ranges that the history of the range has. */
  networks: readonly string[];
}

/** Proofs of the whole hours of a range, as they would be written now. */
export function proofsOf(range: TimeRange, knowledge: RollupKnowledge): HourProof[] {
  return wholeHours(range).map((hour) => ({
    hour,
    flows: knowledge.flows.get(hour) ?? '',
    attribution: knowledge.attribution.get(hour) ?? '',
    isRolled: usable(hour, knowledge) !== null,
  }));
}

/**
 * Null if no hour can be used.
 * @param around the range with the time whose records show zones
 * @param mostStretches of hours, and of evidence: where there are more, the longest; the rest is read from records
 */
export function chooseHours(
  range: TimeRange,
  around: TimeRange,
  knowledge: RollupKnowledge,
  mostStretches = Infinity
): RolledPart | null {
  const rolled = new Map(
    wholeHours(range).flatMap((hour) => {
      const known = usable(hour, knowledge);
      return known === null ? [] : [[hour, known]];
    })
  );
  if (rolled.size === 0) {
    return null;
  }
  const runs = longest(joined([...rolled.keys()]), mostStretches);
  const hours = runs.flatMap(wholeHours).flatMap((hour) => rolled.get(hour) ?? []);
  const halves: number[] = [];
  for (let half = hourOf(around.from); half < around.to; half += hourSeconds / 2) {
    if (half >= around.from && half + hourSeconds / 2 <= around.to && hasRecords(hourOf(half), knowledge)) {
      halves.push(half);
    }
  }
  return {
    hours: runs,
    records: without(range, runs),
    evidence: longest(joined(halves, hourSeconds / 2), mostStretches),
    notCounted: hours.reduce(
      (sum: NotCounted, { not_counted: of }) => ({
        rejected: sum.rejected + of.rejected,
        no_data: sum.no_data + of.no_data,
        skip_data: sum.skip_data + of.skip_data,
      }),
      { rejected: 0, no_data: 0, skip_data: 0 }
    ),
  };
}

/** In their order. */
function longest(stretches: TimeRange[], most: number): TimeRange[] {
  const byLength = [...stretches].sort((left, right) => right.to - right.from - (left.to - left.from));
  const kept = new Set(byLength.slice(0, most));
  return stretches.filter((stretch) => kept.has(stretch));
}

/** Whether the hour's rows are what its records and its history would come to now. */
function usable(hour: number, { rolled, flows, attribution, networks }: RollupKnowledge): RolledHour | null {
  const known = rolled.get(hour);
  if (known === undefined || known.flows !== flows.get(hour) || known.attribution !== attribution.get(hour)) {
    return null;
  }
  return keepsApart(known, networks) ? known : null;
}

/** Whether an address of these networks can be told from all others in the hour's rows: it may have an owner in the range. */
export function keepsApart({ networks }: RolledHour, wanted: readonly string[]): boolean {
  const kept = new Set(networks);
  return wanted.every((network) => kept.has(network));
}

/** What records show of zones hangs on no history. */
function hasRecords(hour: number, { rolled, flows }: RollupKnowledge): boolean {
  const known = rolled.get(hour);
  return known !== undefined && known.flows === flows.get(hour);
}
