import { ZoneFlowError } from '../errors';
import { createLogger } from '../log';
import type { TrafficService } from '../traffic/service';
import { createInstances, type DataSource } from './instances';
import { dataSourceInstanceSettings, pluginContext } from './messages';

const log = createLogger(() => undefined);
const hour = 3_600_000;

function context(uid: string, jsonData: object = {}, rest: { updated?: number; secret?: string } = {}) {
  return {
    ...pluginContext.empty(),
    orgId: 1,
    dataSourceInstanceSettings: {
      ...dataSourceInstanceSettings.empty(),
      uid,
      jsonData: Buffer.from(JSON.stringify(jsonData)),
      lastUpdatedMs: rest.updated ?? 1,
      decryptedSecureJsonData: new Map([['secretKey', rest.secret ?? 'a']]),
    },
  };
}

function fixture() {
  const events: string[] = [];
  const clock = { now: 0 };
  const unused = () => Promise.reject(new Error('not part of this test'));
  let count = 0;
  const create = async (source: DataSource): Promise<TrafficService> => {
    if (source.jsonData !== null && typeof source.jsonData === 'object' && 'wrong' in source.jsonData) {
      throw new ZoneFlowError('bad_settings', 'wrong');
    }
    count += 1;
    const name = `${source.uid}#${count}`;
    events.push(`open ${name}`);
    return {
      frames: unused,
      answer: unused,
      preview: unused,
      dimensions: async () => [name],
      values: unused,
      health: unused,
      doctor: unused,
      flowLogs: unused,
      ddl: unused,
      list: unused,
      close: async () => void events.push(`close ${name}`),
    };
  };
  const instances = createInstances(create, log, () => clock.now);
  const nameOf = (uid: string, jsonData?: object, rest?: { updated?: number; secret?: string }) =>
    instances.use(context(uid, jsonData, rest), async (service) => {
      const [name] = await service.dimensions({ from: 0, to: 1 }, new AbortController().signal);
      return name;
    });
  return { instances, events, clock, nameOf };
}

test('one service per data source, also for calls at the same time', async () => {
  const { nameOf } = fixture();
  expect(await Promise.all([nameOf('a'), nameOf('a'), nameOf('b')])).toEqual(['a#1', 'a#1', 'b#2']);
});

test.each<[string, object, { updated?: number; secret?: string }]>([
  ['its time of change', {}, { updated: 2 }],
  ['its settings', { engine: 'trino' }, {}],
  ['a secret', {}, { secret: 'b' }],
])('a data source that changes %s gets a new service', async (_, jsonData, rest) => {
  const { nameOf, events } = fixture();
  await nameOf('a');
  expect(await nameOf('a', jsonData, rest)).toBe('a#2');
  expect(events).toEqual(['open a#1', 'close a#1', 'open a#2']);
});

test('the old service closes only when its last call has ended', async () => {
  const { instances, nameOf, events } = fixture();
  let finish = (): void => undefined;
  const running = instances.use(context('a'), () => new Promise<void>((resolve) => (finish = resolve)));
  await nameOf('a');
  await nameOf('a', {}, { updated: 2 });
  expect(events).toEqual(['open a#1', 'open a#2']);
  finish();
  await running;
  await instances.closeAll();
  expect(events).toEqual(['open a#1', 'open a#2', 'close a#1', 'close a#2']);
});

test('wrong settings are tried again by the next call', async () => {
  const { nameOf, instances } = fixture();
  await expect(nameOf('a', { wrong: 1 })).rejects.toThrow('wrong');
  await expect(nameOf('a', { wrong: 1 })).rejects.toThrow('wrong');
  expect(await nameOf('a')).toBe('a#1');
  await instances.closeAll();
});

test('what nobody asked for an hour is closed', async () => {
  const { nameOf, clock, events } = fixture();
  await nameOf('a');
  clock.now = hour / 2;
  await nameOf('b');
  clock.now = hour + 1;
  await nameOf('b');
  expect(events).toEqual(['open a#1', 'open b#2', 'close a#1']);
});

test('a call without a data source is refused', async () => {
  const { instances } = fixture();
  await expect(instances.use(undefined, async () => 1)).rejects.toThrow('names no data source');
});
