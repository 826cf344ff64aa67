import { dateTime, type TimeRange } from '@grafana/data';
import type { ValuesOf } from '../datasource';
import { ValueLists } from './value-lists';

function rangeAt(from: number, to: number): TimeRange {
  const bounds = { from: dateTime(from), to: dateTime(to) };
  return { ...bounds, raw: bounds };
}

const request: ValuesOf = { dimension: 'namespace', side: 'source', range: rangeAt(0, 3_600_000) };

/** A data source with this many names, of which it lists as many as it may. */
function listsOver(names: string[], now = () => 0) {
  const load = jest.fn(async ({ typed = '' }: ValuesOf) =>
    names.filter((name) => name.toLowerCase().includes(typed)).slice(0, 1000)
  );
  return { load, lists: new ValueLists(load, now) };
}

const few = ['data', 'media', 'Media-Old', 'shop'];
const many = Array.from({ length: 3000 }, (_, index) => `pod-${index}`);

describe('ValueLists', () => {
  it('narrows a whole list without asking again, in any case', async () => {
    const { load, lists } = listsOver(few);
    expect(await lists.values(request)).toEqual(few);
    expect(await lists.values({ ...request, typed: 'MED' })).toEqual(['media', 'Media-Old']);
    expect(await lists.values({ ...request, typed: 'media-' })).toEqual(['Media-Old']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('waits for a list under way instead of asking for a part of it', async () => {
    const { load, lists } = listsOver(few);
    const [whole, part] = await Promise.all([lists.values(request), lists.values({ ...request, typed: 'sh' })]);
    expect([whole, part]).toEqual([few, ['shop']]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('asks again where the list at hand was cut', async () => {
    const { load, lists } = listsOver(many);
    expect(await lists.values(request)).toHaveLength(1000);
    expect(await lists.values({ ...request, typed: 'pod-2999' })).toEqual(['pod-2999']);
    expect(await lists.values({ ...request, typed: 'pod-2999' })).toEqual(['pod-2999']);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps lists of different questions apart, but not for seconds of a moving range', async () => {
    const { load, lists } = listsOver(few);
    await lists.values(request);
    await lists.values({ ...request, range: rangeAt(5_000, 3_605_000) });
    expect(load).toHaveBeenCalledTimes(1);
    await lists.values({ ...request, side: 'target' });
    await lists.values({ ...request, filters: [{ dimension: 'zone', values: ['use1-az4'] }] });
    await lists.values({ ...request, range: rangeAt(0, 7_200_000) });
    expect(load).toHaveBeenCalledTimes(4);
  });

  it('asks again after a minute', async () => {
    let now = 0;
    const { load, lists } = listsOver(few, () => now);
    await lists.values(request);
    now = 60_001;
    await lists.values(request);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('hands a failure on and recovers from it', async () => {
    const { load, lists } = listsOver(few);
    load.mockRejectedValueOnce(new Error('down'));
    await expect(lists.values(request)).rejects.toThrow('down');
    expect(await lists.values(request)).toEqual(few);
  });
});
