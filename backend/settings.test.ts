import { ZoneFlowError } from './errors';
import { parseDataSourceSettings, parseSettings } from './settings';

const least = { flows: { location: '/flows' }, history: { database: 'd', table: 't' } };

test('defaults are filled in', () => {
  expect(parseSettings(least)).toMatchObject({
    engine: 'duckdb',
    clusters: [],
    price: { perGbOut: 0.01, perGbIn: 0.01, currency: 'USD' },
    limits: { maxRows: 100_000, timeoutSeconds: 60, maxScanBytes: null },
    athena: { catalog: 'AwsDataCatalog', workgroup: 'primary', reuseMinutes: 5, mostRunning: 20 },
    trino: { user: 'zoneflow', catalog: 'hive' },
    ...least,
  });
});

test.each<[unknown, string]>([
  [undefined, 'The data source has no settings'],
  [{}, 'the flow logs are: the setting flows needs'],
  [{ ...least, flows: { location: '' } }, 'The setting flows.location is missing'],
  [{ ...least, history: { database: 'd' } }, 'the setting history needs'],
  [{ ...least, engine: 'mysql' }, 'The setting engine has a wrong value: it must be one of duckdb, athena, trino'],
  [{ ...least, limits: { maxRows: 0 } }, 'The setting limits.maxRows has a wrong value: it must be at least 1'],
  [{ ...least, price: { perGbIn: 'x' } }, 'The setting price.perGbIn has a wrong value: it must be of type number'],
  [{ ...least, clusters: [{ name: 'a' }, {}] }, 'The setting clusters.1.name is missing'],
  [{ ...least, trino: { url: 'trino:8080' } }, 'trino.url has a wrong value: it must begin with http:// or https://'],
])('%j is refused by name', (jsonData, message) => {
  expect(() => parseSettings(jsonData)).toThrow(ZoneFlowError);
  expect(() => parseSettings(jsonData)).toThrow(message);
});

test('who named no place is told which field to fill in', () => {
  let failure: unknown;
  try {
    parseDataSourceSettings({});
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({ remedy: 'Fill in Flow logs in the data source settings.' });
});

const folders = { flows: { location: '/flows' }, history: { location: '/history' } };

test('a data source names its folders from the root', () => {
  expect(parseDataSourceSettings(folders)).toMatchObject(folders);
  expect(parseDataSourceSettings({ ...folders, flows: { location: 's3://bucket' } }).engine).toBe('duckdb');
  expect(() => parseDataSourceSettings({ ...folders, history: { location: 'data/history' } })).toThrow(
    'The setting history.location is the relative path data/history'
  );
  // On the command line it is the user's own folder that it is relative to.
  expect(parseSettings({ ...folders, history: { location: 'data/history' } })).toMatchObject({ engine: 'duckdb' });
});
