import { hour, writeSmallCluster, type SmallCluster } from './small-cluster.test-data';
import { ask, signal, watchedServices } from './watched-service.test-data';

let cluster: SmallCluster;
beforeAll(async () => {
  cluster = await writeSmallCluster();
});
afterAll(() => cluster.remove());

const { start, closeAll } = watchedServices(() => cluster);
afterEach(closeAll);

const year = (text: string): number => Date.parse(`${text}-01-01T00:00:00Z`);

test.each<[string, number, number]>([
  ['reversed', hour.to, hour.from],
  ['without extent', hour.from, hour.from],
  ['without a number', Number.NaN, hour.to],
  ['without an end', hour.from, Infinity],
  ['beyond all dates', hour.from, 9e15],
])('%s: refused', async (_, from, to) => {
  const { service, events } = start();
  await expect(service.answer({}, { ...ask, from, to }, signal)).rejects.toMatchObject({ code: 'bad_range' });
  await expect(service.preview({}, { ...ask, from, to }, signal)).rejects.toMatchObject({ code: 'bad_range' });
  await expect(service.dimensions({ from, to }, signal)).rejects.toMatchObject({ code: 'bad_range' });
  expect(events).toContain('failed graph bad_range');
});

test.each<[string, number, number, number]>([
  ['ten years', year('2020'), year('2030'), 1500],
  ['until the year 9999', year('2026'), year('9999'), 1500],
  ['from the year 9998', year('9998'), year('9999'), 0],
  ['all of time', -8.64e15, 8.64e15, 1500],
  ['from the beginning of the epoch', 0, hour.to, 1500],
  ['less than a second', hour.from + 1, hour.from + 2, 0],
])('%s: answered', async (_, from, to, bytes) => {
  const { service } = start();
  const options = { ...ask, from, to };
  for (const queryType of ['table', 'timeseries']) {
    const { rows, columns } = await service.answer({ queryType, groupBy: [] }, options, signal);
    expect(rows.reduce((sum, row) => sum + Number(row[columns.indexOf('bytes')]), 0)).toBe(bytes);
    expect(rows.length).toBeLessThanOrEqual(1);
  }
  await service.frames({ queryType: 'timeseries', rate: true }, options, signal);
  expect(await service.dimensions({ from, to }, signal)).toEqual(expect.arrayContaining(['zone']));
});
