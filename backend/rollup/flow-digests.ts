/** Digests of the flow-log objects that may hold an hour's records: a late object changes those of the hours around it. */
import { createHash } from 'node:crypto';
import type { FlowObject } from '../flows/list-objects';
import { createHoldsTest } from '../flows/may-hold';
import { hourOf, hourSeconds } from './hours';

/** By hour, for the hours given; `objects` are all that a listing of them and their surroundings found. */
export function flowDigests(hours: readonly number[], objects: readonly FlowObject[]): Map<number, string> {
  const mayHold = createHoldsTest();
  const members = new Map<number, FlowObject[]>(hours.map((hour) => [hour, []]));
  for (const object of objects) {
    for (const hour of object.time === null ? hours : hoursAround(object.time)) {
      if (mayHold(object, { from: hour, to: hour + hourSeconds })) {
        members.get(hour)?.push(object);
      }
    }
  }
  return new Map([...members].map(([hour, of]) => [hour, digestOf(of)]));
}

/** More hours than the name's time may stand for (mayHoldTime): the test has the last word. */
function hoursAround(time: number): number[] {
  return [-2, -1, 0, 1, 2].map((offset) => hourOf(time) + offset * hourSeconds);
}

function digestOf(objects: readonly FlowObject[]): string {
  const hash = createHash('sha256');
  for (const line of objects
    .map(({ path, size, version, modifiedMs }) => JSON.stringify([path, size, version || modifiedMs]))
    .sort()) {
    hash.update(`${line}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}
