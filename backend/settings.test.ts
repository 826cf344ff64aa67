import { ZoneFlowError } from './errors';
import { parseSettings } from './settings';

const least = { flows: { location: '/flows' }, history: { database: 'd', table: 't' } };

test('defaults are filled in', () => {
  expect(parseSettings(least)).toMatchObject({
    engine: 'duckdb',
    clusters: [],
    price: { perGbOut: 0.01, perGbIn: 0.01, currency: 'USD' },
    limits: { maxRows: 100_000, timeoutSeconds: 60, maxScanBytes: null },
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
])('%j is refused by name', (jsonData, message) => {
  expect(() => parseSettings(jsonData)).toThrow(ZoneFlowError);
  expect(() => parseSettings(jsonData)).toThrow(message);
});
