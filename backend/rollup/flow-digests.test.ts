import type { FlowObject } from '../flows/list-objects';
import { parseObjectName } from '../flows/object-name';
import { flowDigests } from './flow-digests';

const five = Date.UTC(2026, 2, 10, 5) / 1000;
const hours = Array.from({ length: 24 }, (_, index) => five - 5 * 3600 + index * 3600);

function object(name: string, part: Partial<FlowObject> = {}, day = '2026/03/10'): FlowObject {
  const parsed = parseObjectName(name);
  if (parsed === null) {
    throw new Error(`${name} is no flow-log object`);
  }
  const path = `/flows/AWSLogs/123456789012/vpcflowlogs/us-east-1/${day}/${name}`;
  return { ...parsed, path, label: name, certain: true, size: 10, modifiedMs: 1, version: '', ...part };
}

const named = (stamp: string): string => `123456789012_vpcflowlogs_us-east-1_fl-0a_${stamp}Z_0badcafe.log.gz`;
const objects = [object(named('20260310T0455')), object(named('20260310T0605')), object(named('20260310T1200'))];

const changedHours = (changed: FlowObject[]): number[] => {
  const [before, after] = [flowDigests(hours, objects), flowDigests(hours, changed)];
  return hours
    .filter((hour) => before.get(hour) !== after.get(hour))
    .map((hour) => new Date(hour * 1000).getUTCHours());
};

test('an object more changes the hours that it may hold records of, and no others', () => {
  expect(changedHours([...objects, object(named('20260310T0710'))])).toEqual([6, 7, 8]);
});

test('so does one of another size, of another time, and one that is gone', () => {
  const [first, second, third] = objects as [FlowObject, FlowObject, FlowObject];
  expect(changedHours([{ ...first, size: 11 }, second, third])).toEqual([3, 4, 5]);
  expect(changedHours([{ ...first, modifiedMs: 2 }, second, third])).toEqual([3, 4, 5]);
  expect(changedHours([first, second])).toEqual([10, 11, 12, 13]);
});

test('in a bucket the content counts, not when it was written', () => {
  const inBucket = objects.map((of, index) => ({ ...of, version: `etag-${index}` }));
  const again = inBucket.map((of) => ({ ...of, modifiedMs: 99 }));
  expect(flowDigests(hours, again)).toEqual(flowDigests(hours, inBucket));
});

test('the order of a listing does not count', () => {
  expect(changedHours(objects.toReversed())).toEqual([]);
});

test('a name without a time may hold records of every hour of its folder’s day and the days beside it', () => {
  expect(changedHours([...objects, object('part-0.parquet')])).toHaveLength(24);
  expect(changedHours([...objects, object('part-0.parquet', {}, '2026/03/12')])).toEqual([]);
});
